// Which experiment is run: a preset with the visitor's changes. Verdicts on changes come one after the other, so that answers of the
// core cannot overtake each other; every change that holds begins the runs anew, and the newest wish does not wait for those before.

import * as words from '../language/words.js';
import { axisOf } from '../language/axis.js';
import { analysisAt, inForce } from '../language/inforce.js';
import { whyUnread } from '../language/notation.js';
import { Crashed } from '../engine/client.js';
import { describe } from '../engine/protocol.js';
import { admit, judge } from './admit.js';
import { called } from './called.js';
import {
  forgotten,
  fromTheStart,
  isAsked,
  isInForce,
  isPending,
  lastChange,
  learnsAnother,
  placeOfChange,
  recording,
  superseded,
  takesEffect,
} from './changes.js';
import { Absent, completeSpecs } from './images.js';
import { newLane } from './lanes.js';
import { copying, lineup, linedUp, removing } from './lineup.js';
import { described, overridden, parsePath, same } from './overrides.js';
import { changedPace } from './pace.js';
import { mayFollow, mayRunOn } from './statuses.js';
import { broughtBy, changesFor } from './table.js';

/** @import { Catalogue, Images, LabState, Member, Preset, Recorded, Saved, SavedLane, SavedRun, Spec, Store, Table } from '../types.d.ts' */
/** @import { Loaded } from '../engine/protocol.js' */
/** @import { Pool } from '../engine/pool.js' */
/** @import { News } from './news.js' */
/** @import { Running } from './running.js' */

/**
 * An experiment that holds.
 * @typedef {object} Experiment
 * @property {Preset} preset
 * @property {Catalogue} catalogue
 * @property {Spec[]} bases  the preset's own, resolved
 * @property {Record<string, unknown>} overrides
 * @property {Spec[]} specs  with the overrides
 */
/** @typedef {{ begun: Promise<void> }} Begun  of what may take long; in a box, or whoever awaits a verdict would await it, too */

/** Runs that have not begun after so many ms are said to be loading. */
const SOON = 250;

/**
 * @param {object} parts
 * @param {Store<LabState>} parts.store
 * @param {() => Pool | null} parts.pool
 * @param {News} parts.news
 * @param {Pick<Running, 'begin' | 'resume' | 'rest' | 'wanted' | 'actions'>} parts.running
 * @param {Preset[]} parts.presets
 * @param {(file: string) => Promise<Images>} parts.fetchImages
 * @param {Saved} parts.saved  what the link says
 * @param {(work: () => void, ms: number) => unknown} parts.later
 */
export function createEditing({ store, pool, news, running, presets, fetchImages, saved, later }) {
  const { get, set } = store;
  const { preset: first } = get();
  /** What is to be run; what is shown follows once it has begun. @type {Experiment | null} */
  let wanted = null;
  /** What was asked for last, until it begins: a restart asks for it again. @type {{ preset: Preset, changes: Record<string, unknown>, budget: number } | null} */
  let unopened = null;
  /** The part of the state that waits for the lanes of another preset: never a mixture. @type {Partial<LabState> | null} */
  let unshown = null;
  /** Raised where a wish leaves nothing of those before it. */
  let era = 0;
  let queue = Promise.resolve();
  let ended = false;
  /** The load that is under way. @type {object | null} */
  let loading = null;
  /** The latest wish for each path: an earlier one that is still waiting is dropped. @type {Map<string, number>} */
  const tickets = new Map();

  /** As it will be shown. */
  const now = () => ({ ...get(), ...unshown });
  const put = (/** @type {Partial<LabState>} */ patch) => (unshown ? void Object.assign(unshown, patch) : set(patch));
  const lanesWanted = () => lineup(now().preset.lanes.length, now().overrides).length;

  /**
   * A verdict, after those before it.
   * @param {(pool: Pool, holds: () => boolean) => Promise<Begun | void>} work  `holds`: no later wish has made it void
   */
  async function enqueue(work) {
    const asOf = era;
    const holds = () => asOf === era && !ended;
    const verdict = queue.then(async () => {
      const runs = pool();
      if (!runs || !holds()) return;
      try {
        return await work(runs, holds);
      } catch (error) {
        complain(error);
      }
    });
    queue = verdict.then(() => {});
    await (
      await verdict
    )?.begun;
  }

  /** @param {unknown} error */
  function complain(error) {
    if (error instanceof Crashed) return; // the pool has told of it, unless it was wanted
    const fate = error instanceof Absent ? 'absent' : 'broken';
    news.onCrash(describe(error).message, { fate, again: false });
  }

  /** After a crash another try. Answers whether it is one. */
  function revive() {
    const { status } = get();
    if (status === 'crashed') set({ status: 'loading', message: words.loading() });
    return status === 'crashed';
  }

  /**
   * A preset, with these changes as far as they are right: whatever was wished before is void.
   * @param {Preset} preset
   * @param {Record<string, unknown>} changes
   * @param {number} [budget]
   */
  function open(preset, changes, budget = preset === get().preset ? get().budget : preset.budget) {
    unopened = { preset, changes, budget };
    era++;
    queue = Promise.resolve();
    return enqueue(async (pool, holds) => {
      revive();
      // Both at once: the workers load side by side.
      const [bases, catalogue] = await Promise.all([
        completeSpecs(preset, fetchImages).then((specs) => (holds() ? pool.resolve(specs) : [])),
        get().catalogue ?? pool.call('catalogue'),
      ]);
      if (!holds()) return;
      const { overrides, specs, problems } = await admit({}, changes, judge(pool.resolve, catalogue, bases));
      if (!holds()) return;
      wanted = { preset, catalogue, bases, overrides, specs };
      const all = { ...get().problems, ...problems };
      const drafts = pick(changes, Object.keys(problems));
      unshown = preset === get().preset ? null : {};
      set(changedPace(get(), preset));
      put({ catalogue, preset, budget, overrides, drafts, problems: all, goesOn: learnsAnother(specs), comesTo: 0 });
      const [left] = Object.entries(all);
      return { begun: begin(left ? words.badLink(words.notTaken(...left), get().source) : null) };
    });
  }

  /**
   * What is wanted, from row 0, at once: a load that is under way is given up.
   * @param {string | null} message
   * @param {SavedRun} [saved]  which goes on from where it stood
   */
  async function begin(message, saved) {
    const runs = pool();
    if (!runs || !wanted || ended) return;
    unopened = null;
    revive();
    const experiment = wanted;
    const mine = (loading = {});
    later(() => {
      const { status } = get();
      if (loading !== mine || ended || status === 'loading' || !mayFollow(status, 'loading')) return;
      set({ status: 'loading', message: words.loading() });
    }, SOON);
    try {
      take(experiment, await runs.load(experiment.specs, saved?.lanes.map(keptOf)), message, saved);
    } catch (error) {
      complain(error);
    } finally {
      if (loading === mine) loading = null;
    }
  }

  /**
   * New lanes in the place of the old.
   * @param {Experiment} experiment
   * @param {Loaded[]} loaded
   * @param {string | null} message
   * @param {SavedRun} [saved]
   */
  function take({ preset, bases, overrides, specs }, loaded, message, saved) {
    if (ended) return;
    news.forget();
    const comesTo = lastChange(specs, now().comesTo);
    const { drafts } = now();
    const taken = Object.keys(drafts).filter(
      (path) => Object.hasOwn(overrides, path) && same(overrides[path], drafts[path]),
    );
    const patch = { ...unshown, drafts: without(drafts, taken), comesTo };
    unshown = null;
    const lanes = called(linedUp(preset.lanes, overrides), linedUp(bases, overrides), specs).map((lane, i) =>
      newLane(lane, /** @type {Spec} */ (specs[i]), /** @type {Loaded} */ (loaded[i]), saved?.lanes[i]),
    );
    const seed = Number(specs[0]?.seed ?? 0);
    const shown = Math.min(get().shown, lanes.length - 1);
    if (saved) {
      const { status, settings } = saved;
      const told = words.takenUp(status, lanes, axisOf({ ...settings, lanes }), preset.compare);
      return running.rest({ ...patch, lanes, seed, rate: 0, cursor: null, shown, ...told });
    }
    const heavy = words.heavy(Math.max(...loaded.map(({ iteration }) => iteration)));
    running.begin({ ...patch, lanes, seed, rate: 0, cursor: null, shown }, message, heavy);
  }

  /**
   * @param {(held: Record<string, unknown>) => Record<string, unknown>} wish  edits by path, of what is changed by then; `undefined`
   *   goes back to the preset's value
   * @param {() => boolean} [stale]
   * @param {boolean} [afresh]  from row 0 even if nothing changes
   * @param {string} [main]  where this one is refused the others are not meant
   */
  const edit = (wish, stale = () => false, afresh = false, main = '') =>
    enqueue(async (pool, holds) => {
      if (stale()) return;
      if (!wanted) return get().status === 'crashed' ? { begun: start() } : undefined;
      const revived = revive();
      const { catalogue, bases, overrides: held, specs } = wanted;
      const { drafts, problems } = now();
      const judged = judge(pool.resolve, catalogue, bases);
      let edits = wish(held);
      // What stands in the page is what is meant: entries that were refused before are tried again, after those of now.
      const refused = Object.keys(problems).filter(
        (path) => Object.hasOwn(drafts, path) && !Object.hasOwn(edits, path),
      );
      const all = () => ({ ...edits, ...pick(drafts, refused) });
      let verdict = await admit(held, all(), judged);
      if (Object.hasOwn(verdict.problems, main)) {
        edits = pick(edits, [main]);
        verdict = await admit(held, all(), judged);
      }
      const tried = all();
      if (stale() || !holds()) return;
      const done = Object.keys(tried).filter((path) => !Object.hasOwn(verdict.problems, path));
      const latest = now(); // drafts may have come in the meantime
      const begins = !same(verdict.specs, specs) || afresh;
      put({
        overrides: verdict.overrides,
        problems: { ...without(latest.problems, done), ...verdict.problems },
        // What is taken stands in its field until a run has it.
        drafts: {
          ...pick(tried, Object.keys(verdict.problems)),
          ...without(
            latest.drafts,
            done.filter((path) => !begins || !Object.hasOwn(verdict.overrides, path)),
          ),
        },
      });
      wanted = { ...wanted, overrides: verdict.overrides, specs: verdict.specs };
      if (!begins) {
        if (!revived) return;
        if (pool.loaded()) return running.resume();
      }
      return {
        begun: begin(words.restarted(described(catalogue, verdict.specs, Object.keys(edits)), running.wanted())),
      };
    });

  /**
   * @param {string} path
   * @param {unknown} value
   */
  function setField(path, value) {
    const ticket = (tickets.get(path) ?? 0) + 1;
    tickets.set(path, ticket);
    const { drafts, problems, overrides } = now();
    put({
      drafts: value === undefined ? without(drafts, [path]) : { ...drafts, [path]: value },
      // Of what stood there before.
      problems: without(problems, [path]),
    });
    // With another target goes what the table had brought: its rows are no data for it.
    const place = parsePath(path);
    const brought =
      place?.keys.join('.') === 'target.kind' && value !== 'table'
        ? broughtBy(overrides, place.lane, lanesWanted())
        : [];
    const stale = () => tickets.get(path) !== ticket;
    const anew = () =>
      edit(
        (held) => ({ ...nothing(brought), ...superseded(wanted?.specs ?? [], path, held), [path]: value }),
        stale,
        false,
        path,
      );
    // An entry that is to be none is no change: one that is null is as if it were not there.
    if (value == null || whyUnread(value) !== null || takesEffect(get(), path).length === 0) return anew();
    /** @type {Awaited<ReturnType<typeof changeNow>>} */
    let said = null;
    const atOnce = enqueue(async (pool, holds) => {
      if (stale()) return;
      const moves = get().status === 'running';
      const isOver = mayRunOn(get());
      if (moves) running.actions.pause();
      try {
        said = await changeNow(pool, path, value, holds);
      } finally {
        if (moves) running.actions.play();
      }
      if (said?.message && isOver) running.actions.runOn();
      if (said?.again) return { begun: begin(said.message) };
      if (said?.message) set({ message: said.message });
    });
    return atOnce.then(() => (said !== null || stale() ? undefined : anew()));
  }

  /**
   * Has a setting take effect while the runs go on, and records it. Answers what there is to say of it, and whether they have to
   * be made again for it; or null where it can't.
   * @param {Pool} pool
   * @param {string} path
   * @param {unknown} value
   * @param {() => boolean} holds
   * @returns {Promise<{ message: string, again?: boolean } | null>}
   */
  async function changeNow(pool, path, value, holds) {
    await pool.settle();
    news.publish();
    const having = takesEffect(get(), path);
    if (!wanted || unshown || having.length === 0) return null;
    const { catalogue, bases, overrides: held, specs } = wanted;
    const settled = (/** @type {LabState} */ { drafts, problems }) => ({
      drafts: without(drafts, [path]),
      problems: without(problems, [path]),
    });
    const at = Math.max(...get().lanes.map((lane) => placeOfChange(get(), lane)));
    if (isInForce(specs, having, at, path, value)) {
      set(settled(get()));
      return { message: '' };
    }
    const tried = recording(specs, having, at, path, value, held);
    const verdict = await admit(held, tried, judge(pool.resolve, catalogue, bases), true);
    const [why] = Object.values(verdict.problems);
    if (!holds()) return { message: '' };
    if (why !== undefined) {
      // Said of the setting, not of the change that it would be.
      const plain = why.replace(/^(\d+:)?changes\[\d+\](\.|: )/, '');
      const anew = isAsked(path) ? await admit(held, { [path]: value }, judge(pool.resolve, catalogue, bases)) : null;
      const said = anew && Object.keys(anew.problems).length === 0 ? words.onlyAnew(plain) : plain;
      if (!holds()) return { message: '' };
      set({ problems: { ...get().problems, [path]: said } });
      return { message: '' };
    }
    const change = described(
      catalogue,
      verdict.specs.map((spec) => inForce(spec, at)),
      [path],
    );
    // Runs that are only on their way are not there to be amended, and what they are to come to stands.
    const pending = !pool.loaded() || isPending(get());
    const amended = pool.loaded() ? await pool.amend(verdict.specs) : null;
    if (!amended && !pending && !get().goesOn) return null;
    wanted = { ...wanted, overrides: verdict.overrides, specs: verdict.specs };
    set({ overrides: verdict.overrides, comesTo: at, ...settled(get()) });
    if (!amended) {
      return { message: words.changedLater(change, at), again: true };
    }
    const lanes = get().lanes.map((lane, i) => ({
      ...lane,
      spec: /** @type {Spec} */ (verdict.specs[i]),
      ...(amended[i] && { analyses: amended[i], analysis: analysisAt(amended[i], lane.iteration) }),
    }));
    set({ lanes });
    return { message: pending ? words.changedThen(change, at) : words.changedNow(change, at) };
  }

  /**
   * All of what a table brings, or none of it; why not, or null.
   * @param {number | null} index  of the lane, or null for all
   * @param {Table} table
   */
  async function setTable(index, table) {
    /** @type {string | null} */
    let problem = null;
    await enqueue(async (pool, holds) => {
      if (!wanted) return;
      const { catalogue, bases, overrides: held } = wanted;
      const changes = known(catalogue, changesFor(table, index, lanesWanted()));
      const taken = broughtBy(held, index, lanesWanted());
      // What the preset says anyway is found without the core, which takes its time over a long table.
      const all = { ...without(held, taken), ...changes };
      const laid = (/** @type {Record<string, unknown>} */ overrides) =>
        overridden(linedUp(bases, overrides), overrides, catalogue).map(({ spec }) => spec);
      const idle = Object.keys(changes).filter((path) => same(laid(without(all, [path])), laid(all)));
      const tried = { ...nothing(taken), ...changes, ...nothing(idle) };
      const { overrides, specs, problems } = await admit(held, tried, judge(pool.resolve, catalogue, bases), true);
      problem = Object.values(problems)[0] ?? null;
      if (problem !== null || !holds()) return;
      const latest = now();
      const done = Object.keys(changes);
      put({ overrides, problems: without(latest.problems, done), drafts: without(latest.drafts, done) });
      wanted = { ...wanted, overrides, specs };
      void begin(words.restarted('new table', running.wanted()));
    });
    return problem;
  }

  /**
   * The runs as they stand, for a file.
   * @returns {Promise<SavedRun>}
   */
  async function keepRun() {
    const runs = pool();
    if (!runs?.loaded() || !wanted) throw new Error(words.nothingToSave());
    const { specs } = wanted;
    const moves = get().status === 'running';
    if (moves) running.actions.pause();
    await runs.settle();
    const snapshots = await runs.snapshots();
    news.publish();
    if (moves) running.actions.play();
    const { status, preset, overrides, lanes, budget, scale, coefficientScale, axis, unit, speed } = get();
    return {
      preset: preset.id,
      overrides,
      specs: JSON.stringify(specs),
      status,
      settings: { budget, scale, coefficientScale, axis, unit, speed },
      lanes: lanes.map(({ data, errors, stride, seen, spectrum }, i) => ({
        data: data.map((column) => [...column]),
        errors: errors.map((column) => [...column]),
        stride,
        seen,
        spectrum,
        snapshot: /** @type {Uint8Array} */ (snapshots[i]),
      })),
    };
  }

  /**
   * A run that was saved, from where it stood; or why not: then everything stays as it is.
   * @param {SavedRun} saved
   */
  async function takeUpRun(saved) {
    const preset = presets.find(({ id }) => id === saved.preset);
    if (!preset) return words.unknownFigure(saved.preset);
    /** @type {string | null} */
    let problem = null;
    await enqueue(async (pool, holds) => {
      try {
        const bases = await pool.resolve(await completeSpecs(preset, fetchImages));
        const catalogue = get().catalogue ?? (await pool.call('catalogue'));
        const { overrides, specs } = await admit({}, saved.overrides, judge(pool.resolve, catalogue, bases));
        if (JSON.stringify(specs) !== saved.specs || saved.lanes.length !== specs.length)
          return void (problem = words.otherSettings(preset));
        for (const { snapshot, data } of saved.lanes) {
          const { columns } = await pool.call('examine', snapshot);
          if (columns.length !== data.length) return void (problem = words.otherSettings(preset));
        }
        if (!holds()) return;
        wanted = { preset, catalogue, bases, overrides, specs };
        unshown = {
          preset,
          catalogue,
          overrides,
          drafts: {},
          problems: {},
          goesOn: learnsAnother(specs),
          comesTo: 0,
          ...saved.settings,
        };
        return { begun: begin(null, saved) };
      } catch (error) {
        if (error instanceof Crashed) throw error;
        problem = describe(error).message;
      }
    });
    return problem;
  }

  /** The first preset, with what the link changes in it. */
  const start = () => open(first, saved.overrides);

  const actions = {
    setField,
    setTable,
    keepRun,
    takeUpRun,
    /** @param {number} lane */
    addLane: (lane) => edit((held) => copying(now().preset.lanes.length, held, lane)),
    /** @param {number} lane */
    removeLane: (lane) => edit((held) => removing(now().preset.lanes.length, held, lane)),
    /** @param {string} path */
    resetField: (path) => setField(path, undefined),
    /** What the recorded changes come to holds from iteration 0. */
    changeFromTheStart: () => edit((held) => fromTheStart(wanted?.specs ?? [], held)),
    /** @param {Recorded} gone  has never been */
    forgetChange: (gone) => edit((held) => forgotten(wanted?.specs ?? [], gone, held)),
    resetAll() {
      put({ drafts: {}, problems: {}, budget: now().preset.budget });
      // Those that are on their way are dropped, and what lands before this one is taken back with all else.
      for (const [path, ticket] of tickets) tickets.set(path, ticket + 1);
      return wanted ? edit((held) => nothing(Object.keys(held)), undefined, true) : open(first, {});
    },
    restart() {
      pool()?.renew();
      if (get().status === 'loading') set({ message: words.loading() });
      void (unopened ? open(unopened.preset, unopened.changes, unopened.budget) : begin(null));
    },
    newSeed: () =>
      enqueue(async (pool) => {
        const seed = await pool.call('randomSeed');
        return { begun: setField('seed', seed) };
      }),
    /**
     * A preset, one of the page's own or another one, with these changes, from row 0.
     * @param {string | Preset} of
     * @param {Record<string, unknown>} changes
     * @param {number} [budget]
     */
    async showRun(of, changes, budget) {
      const preset = typeof of === 'string' ? presets.find(({ id }) => id === of) : of;
      if (!preset) return;
      set({ problems: {} });
      await open(preset, changes, budget);
    },
    /** @param {string} id */
    async choosePreset(id) {
      const preset = presets.find((each) => each.id === id);
      if (!preset) return;
      set({ problems: {}, linkedSweep: null }); // what a link brought is no longer of interest
      await open(preset, {});
    },
  };

  return {
    actions,
    start: () => void start(),
    end: () => void (ended = true),
  };
}

/**
 * @param {SavedLane} lane
 * @returns {import('../engine/replay.js').Kept}
 */
const keptOf = ({ snapshot, data }) => ({ bytes: snapshot, row: data[0]?.at(-1) ?? 0 });

/**
 * Changes that take back those of these paths.
 * @param {string[]} paths
 */
const nothing = (paths) => Object.fromEntries(paths.map((path) => [path, undefined]));

/**
 * @template T
 * @param {Record<string, T>} from
 * @param {string[]} keys
 * @returns {Record<string, T>}
 */
const without = (from, keys) => Object.fromEntries(Object.entries(from).filter(([key]) => !keys.includes(key)));

/**
 * @param {Record<string, unknown>} from
 * @param {string[]} keys
 */
const pick = (from, keys) =>
  Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]])));

/**
 * The changes whose entries some member of their family has.
 * @param {Catalogue} catalogue
 * @param {Record<string, unknown>} changes
 */
const known = (catalogue, changes) =>
  Object.fromEntries(
    Object.entries(changes).filter(([path]) => {
      const [family = '', name = ''] = parsePath(path)?.keys ?? [];
      const members = /** @type {Record<string, Member[]>} */ (/** @type {unknown} */ (catalogue))[family] ?? [];
      return name === 'kind' || members.some(({ fields }) => fields.some((field) => field.name === name));
    }),
  );
