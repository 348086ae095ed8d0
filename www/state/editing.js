// Which experiment is run: a preset with the visitor's changes. One change after the other, so that answers of the core cannot overtake
// each other; every change that holds begins the runs anew.

import * as words from '../language/words.js';
import { describe } from '../engine/protocol.js';
import { admit, judge } from './admit.js';
import { newLane } from './lanes.js';
import { described, overridden, parsePath, presetSpecs, same } from './overrides.js';
import { broughtBy, changesFor } from './table.js';

/** @import { Catalogue, LabState, Member, Preset, Saved, Spec, Store, Table } from '../types.d.ts' */
/** @import { Loaded } from '../engine/protocol.js' */
/** @import { Pool } from '../engine/pool.js' */
/** @import { News } from './news.js' */
/** @import { Running } from './running.js' */

/**
 * @param {object} parts
 * @param {Store<LabState>} parts.store
 * @param {() => Pool | null} parts.pool
 * @param {News} parts.news
 * @param {Pick<Running, 'begin' | 'wanted'>} parts.running
 * @param {Preset[]} parts.presets
 * @param {Saved} parts.saved  what the link says
 */
export function createEditing({ store, pool, news, running, presets, saved }) {
  const { get, set } = store;
  const { preset: first } = get();
  /** The preset's own, resolved. @type {Spec[]} */
  let bases = [];
  /** Those of the runs. @type {Spec[]} */
  let specs = [];
  let queue = Promise.resolve();
  let ended = false;
  /** The latest wish for each path: an earlier one that is still waiting is dropped. @type {Map<string, number>} */
  const tickets = new Map();

  /** @param {(pool: Pool) => Promise<void>} work */
  function enqueue(work) {
    queue = queue.then(async () => {
      const runs = pool();
      if (ended || !runs) return;
      try {
        if (get().status === 'crashed') await revive(runs);
        await work(runs);
      } catch (error) {
        news.onCrash(describe(error).message); // the pool has told of its own crashes already
      }
    });
    return queue;
  }

  /** @param {Pool} pool */
  async function revive(pool) {
    set({ status: 'loading', message: words.loading() });
    pool.respawn();
    if (bases.length === 0) await open(pool, first, saved.overrides);
  }

  /**
   * A preset, with these changes as far as they are right.
   * @param {Pool} pool
   * @param {Preset} preset
   * @param {Record<string, unknown>} changes
   */
  async function open(pool, preset, changes) {
    // Both at once: the workers load side by side.
    const [own, catalogue] = await Promise.all([
      pool.resolve(presetSpecs(preset)),
      get().catalogue ?? pool.call('catalogue'),
    ]);
    const verdict = await admit({}, changes, judge(pool.resolve, catalogue, preset, own));
    const { overrides, problems } = verdict;
    const drafts = pick(changes, Object.keys(problems));
    const loaded = await pool.load(verdict.specs);
    bases = own;
    specs = verdict.specs;
    const budget = preset === get().preset ? get().budget : preset.budget;
    const all = { ...get().problems, ...problems };
    const [why] = Object.values(all);
    const message = why === undefined ? null : words.badLink(why);
    take(loaded, message, { catalogue, preset, budget, overrides, drafts, problems: all });
  }

  /**
   * `specs` from row 0.
   * @param {Pool} pool
   * @param {string | null} message
   */
  async function begin(pool, message) {
    take(await pool.load(specs), message, {});
  }

  /**
   * New lanes in the place of the old.
   * @param {Loaded[]} loaded
   * @param {string | null} message
   * @param {Partial<LabState>} patch
   */
  function take(loaded, message, patch) {
    if (ended) return;
    news.forget();
    const { preset, shown } = { ...get(), ...patch };
    const lanes = preset.lanes.map((lane, i) =>
      newLane(lane, /** @type {Spec} */ (specs[i]), /** @type {Loaded} */ (loaded[i])),
    );
    const seed = Number(specs[0]?.seed ?? 0);
    running.begin({ ...patch, lanes, seed, rate: 0, cursor: null, shown: Math.min(shown, lanes.length - 1) }, message);
  }

  /**
   * @param {Record<string, unknown>} edits  by path; `undefined` goes back to the preset's value
   * @param {() => boolean} [stale]
   * @param {boolean} [afresh]  from row 0 even if nothing changes
   */
  const edit = (edits, stale, afresh = false) =>
    enqueue(async (pool) => {
      if (stale?.()) return;
      const { catalogue, preset, overrides: held, drafts, problems } = get();
      if (!catalogue) return;
      // What stands in the page is what is meant: entries that were refused before are tried again, after those of now.
      const refused = Object.keys(problems).filter(
        (path) => Object.hasOwn(drafts, path) && !Object.hasOwn(edits, path),
      );
      const tried = { ...edits, ...pick(drafts, refused) };
      const verdict = await admit(held, tried, judge(pool.resolve, catalogue, preset, bases));
      if (stale?.()) return;
      const done = Object.keys(tried).filter((path) => !Object.hasOwn(verdict.problems, path));
      const latest = get(); // drafts may have come in the meantime
      set({
        overrides: verdict.overrides,
        problems: { ...without(latest.problems, done), ...verdict.problems },
        drafts: without(latest.drafts, done),
      });
      if (same(verdict.specs, specs) && latest.status !== 'loading' && !afresh) return;
      specs = verdict.specs;
      await begin(pool, words.restarted(described(catalogue, specs, Object.keys(edits)), running.wanted()));
    });

  /**
   * @param {string} path
   * @param {unknown} value
   */
  function setField(path, value) {
    const ticket = (tickets.get(path) ?? 0) + 1;
    tickets.set(path, ticket);
    const { drafts, overrides, lanes } = get();
    set({ drafts: value === undefined ? without(drafts, [path]) : { ...drafts, [path]: value } });
    // With another target goes what the table had brought: its rows are no data for it.
    const [index, entry] = path.split(':');
    const brought =
      entry === 'target.kind' && value !== 'table' ? broughtBy(overrides, Number(index), lanes.length) : [];
    return edit({ ...nothing(brought), [path]: value }, () => tickets.get(path) !== ticket);
  }

  /**
   * All of what a table brings, or none of it; why not, or null.
   * @param {number} index  of the lane
   * @param {Table} table
   */
  async function setTable(index, table) {
    /** @type {string | null} */
    let problem = null;
    await enqueue(async (pool) => {
      const { catalogue, preset, overrides: held, lanes } = get();
      if (!catalogue) return;
      const changes = known(catalogue, changesFor(table, index, lanes.length));
      const taken = broughtBy(held, index, lanes.length);
      // What the preset says anyway is found without the core, which takes its time over a long table.
      const all = { ...without(held, taken), ...changes };
      const laid = (/** @type {Record<string, unknown>} */ overrides) =>
        overridden(preset, bases, overrides, catalogue).map(({ spec }) => spec);
      const idle = Object.keys(changes).filter((path) => same(laid(without(all, [path])), laid(all)));
      const tried = { ...nothing(taken), ...changes, ...nothing(idle) };
      const verdict = await admit(held, tried, judge(pool.resolve, catalogue, preset, bases), true);
      problem = Object.values(verdict.problems)[0] ?? null;
      if (problem !== null) return;
      const { problems, drafts } = get();
      const done = Object.keys(changes);
      set({ overrides: verdict.overrides, problems: without(problems, done), drafts: without(drafts, done) });
      specs = verdict.specs;
      await begin(pool, words.restarted('new table', running.wanted()));
    });
    return problem;
  }

  const actions = {
    setField,
    setTable,
    /** @param {string} path */
    resetField: (path) => setField(path, undefined),
    resetAll() {
      const { overrides, preset } = get();
      set({ drafts: {}, problems: {}, budget: preset.budget });
      return edit(nothing(Object.keys(overrides)), undefined, true);
    },
    restart: () => void enqueue((pool) => begin(pool, null)),
    async newSeed() {
      await enqueue(async (pool) => {
        const seed = await pool.call('randomSeed');
        void setField('seed', seed); // waits behind this
      });
      await queue;
    },
    /** @param {string} id */
    choosePreset: (id) =>
      enqueue(async (pool) => {
        const preset = presets.find((each) => each.id === id);
        if (!preset) return;
        set({ problems: {} }); // those of a link are no longer of interest
        await open(pool, preset, {});
      }),
  };

  return {
    actions,
    /** The first preset, with what the link changes in it. */
    start: () => void enqueue((pool) => open(pool, first, saved.overrides)),
    end: () => void (ended = true),
  };
}

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
const pick = (from, keys) => Object.fromEntries(keys.map((key) => [key, from[key]]));

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
