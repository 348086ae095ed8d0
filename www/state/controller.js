// What a visitor can do, and what it does: actions on one side, the pool of runs on the other, the store between them.
// No DOM.

import { admit, judge } from './admit.js';
import { grown, newLane } from './lanes.js';
import { described, parsePath, presetSpecs, same } from './overrides.js';
import { createStore } from './store.js';
import { broughtBy, changesFor } from './table.js';
import { decode, FASTEST, SLOWEST } from './url.js';
import * as words from '../language/words.js';

/** @import { Actions, Catalogue, LabState, Member, Preset, Spec, Store, Table } from '../types.d.ts' */
/** @import { Loaded, ProgressMessage } from '../engine/protocol.js' */
/** @import { Pool, PoolHandlers } from '../engine/pool.js' */

/**
 * @typedef {object} Controller
 * @property {Store<LabState>} store
 * @property {Actions} actions
 * @property {Pool['call']} call  asks the first run's worker: for its parameters, a snapshot and the like
 */

/** Iterations between two rows, unless the spec says otherwise. */
const EVERY = 1000;
/**
 * Fewer scheduled rows a second than this, and the curves would jump: every visible step then gets a row of its own.
 */
const FLUENT = 5;
/** How many ms a lane's news wait for those of the others. */
const PATIENCE = 40;
const MOST_ITERATIONS = 1e9;

/**
 * @param {object} options
 * @param {string} options.presetId
 * @param {Preset[]} options.presets
 * @param {(handlers: PoolHandlers) => Pool} options.createPool
 * @param {string} [options.fragment]  of a link; it has precedence over presetId
 * @param {(work: () => void, ms: number) => unknown} [options.later]
 * @returns {Controller}
 */
export function createController({ presetId, presets, createPool, fragment = '', later = setTimeout }) {
  const saved = decode(fragment, presets);
  const firstPreset = /** @type {Preset} */ (presets.find(({ id }) => id === (saved.preset ?? presetId)) ?? presets[0]);

  /** @type {Store<LabState>} */
  const store = createStore({
    status: 'loading',
    message: words.loading(),
    catalogue: null,
    preset: firstPreset,
    overrides: {},
    problems: saved.problems,
    drafts: {},
    budget: saved.budget ?? firstPreset.budget,
    seed: 0,
    speed: saved.speed ?? Infinity,
    rate: 0,
    scale: saved.scale ?? 'log',
    cursor: null,
    shown: 0,
    lanes: [],
  });
  const { get, set } = store;

  let wantsToRun = false; // what the visitor asked for last
  let hidden = false;
  let visible = true;
  let disposed = false;
  /** @type {Spec[]} */
  let bases = []; // the preset's own specs, resolved
  /** @type {Spec[]} */
  let specs = [];
  let queue = Promise.resolve();
  /** What was told since the lanes were last replaced. @type {{ index: number, message: ProgressMessage }[]} */
  let news = [];

  /** @type {Pool | null} */
  let pool = null;
  try {
    pool = createPool({ onProgress, onArrived, onCrash });
  } catch (error) {
    set({ status: 'unsupported', message: words.unsupported(error instanceof Error ? error.message : String(error)) });
  }

  // ---- what the runs tell ----

  /**
   * The lanes are replaced all together, once each has spoken or the first has waited: views then draw once for all of
   * them.
   * @type {PoolHandlers['onProgress']}
   */
  function onProgress(index, message) {
    news.push({ index, message });
    const silent = get().lanes.some((lane, i) => lane.status === 'running' && !news.some((each) => each.index === i));
    if (!silent || message.status === 'diverged') publish();
    else if (news.length === 1) later(publish, PATIENCE);
  }

  function publish() {
    if (disposed || news.length === 0) return;
    const lanes = [...get().lanes];
    for (const { index, message } of news.splice(0)) {
      const lane = lanes[index];
      if (lane) lanes[index] = grown(lane, message);
    }
    /** @type {Partial<LabState>} */
    const patch = { lanes, rate: pool?.rate() ?? get().rate };
    const exploded = lanes.find((lane) => lane.status === 'diverged');
    if (exploded && get().status !== 'diverged') {
      pool?.stop();
      Object.assign(patch, { status: 'diverged', message: words.diverged(exploded) });
    }
    set(patch);
  }

  function onArrived() {
    publish();
    const { lanes, status } = get();
    if (status === 'diverged' || status === 'crashed') return;
    set({ status: 'finished', message: words.finished(lanes) });
  }

  /** @param {string} why */
  function onCrash(why) {
    if (disposed || get().status === 'crashed') return;
    publish();
    set({ status: 'crashed', message: words.crashed(why) });
  }

  // ---- one change after the other: answers of the core cannot overtake each other ----

  /** @param {(pool: Pool) => Promise<void>} work */
  function enqueue(work) {
    queue = queue.then(async () => {
      if (disposed || !pool) return;
      try {
        if (get().status === 'crashed') await revive(pool);
        await work(pool);
      } catch (error) {
        // The pool has told of its own crashes already.
        onCrash(error instanceof Error ? error.message : String(error));
      }
    });
    return queue;
  }

  /** @param {Pool} pool */
  async function revive(pool) {
    set({ status: 'loading', message: words.loading() });
    pool.respawn();
    if (bases.length === 0) await open(pool, firstPreset, saved.overrides);
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
    began(loaded, why === undefined ? null : words.badLink(why), {
      catalogue,
      preset,
      budget,
      overrides,
      drafts,
      problems: all,
    });
  }

  /**
   * `specs` from row 0.
   * @param {Pool} pool
   * @param {string | null} message
   */
  async function begin(pool, message) {
    began(await pool.load(specs), message, {});
  }

  /**
   * Goes on by itself if the visitor wants it to run.
   * @param {Loaded[]} loaded
   * @param {string | null} message
   * @param {Partial<LabState>} patch
   */
  function began(loaded, message, patch) {
    if (disposed) return;
    news = [];
    const { preset, budget } = { ...get(), ...patch };
    const lanes = preset.lanes.map((lane, i) =>
      newLane(lane, /** @type {Spec} */ (specs[i]), /** @type {Loaded} */ (loaded[i])),
    );
    const fresh = {
      ...patch,
      lanes,
      seed: Number(specs[0]?.seed ?? 0),
      rate: 0,
      cursor: null,
      shown: Math.min(get().shown, lanes.length - 1),
    };
    if (wantsToRun) go(message ?? words.running(), fresh);
    else set({ ...fresh, status: 'ready', message: message ?? words.ready(budget) });
  }

  // ---- running ----

  const awake = () => visible && !hidden;

  /**
   * @param {string} [message]
   * @param {Partial<LabState>} [fresh]
   */
  function go(message = words.running(), fresh = {}) {
    if (!awake()) return set({ ...fresh, status: 'paused', message: words.outOfSight() });
    set({ ...fresh, status: 'running', message });
    const { budget: limit, speed, lanes } = get();
    pool?.go({
      limit,
      speed,
      measureBelow: FLUENT * Math.max(0, ...lanes.map(({ spec }) => spec.probe?.every ?? EVERY)),
    });
  }

  /** After the tab or the figure came into view or went out of it. */
  function look() {
    const { status } = get();
    if (status === 'running' && !awake()) {
      pool?.stop();
      set({ status: 'paused', message: words.outOfSight() });
    } else if (status === 'paused' && wantsToRun && awake()) {
      go();
    }
  }

  function play() {
    wantsToRun = true;
    const { status } = get();
    if (status === 'ready' || status === 'paused') go();
    else if (status === 'finished' || status === 'diverged' || status === 'crashed') restart();
  }

  function pause() {
    wantsToRun = false;
    if (get().status !== 'running' && get().status !== 'paused') return;
    pool?.stop();
    set({ status: 'paused', message: words.paused() });
  }

  function restart() {
    void enqueue((pool) => begin(pool, null));
  }

  // ---- changing the experiment ----

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
      // Entries that were refused before may be right now: what stands in the page is what is meant.
      const refused = Object.keys(problems).filter((path) => Object.hasOwn(drafts, path));
      const wanted = { ...edits, ...pick(drafts, refused), ...edits };
      const verdict = await admit(held, wanted, judge(pool.resolve, catalogue, preset, bases));
      if (stale?.()) return;
      const done = Object.keys(wanted).filter((path) => !Object.hasOwn(verdict.problems, path));
      const now = get(); // drafts may have come in the meantime
      set({
        overrides: verdict.overrides,
        problems: { ...without(now.problems, done), ...verdict.problems },
        drafts: without(now.drafts, done),
      });
      if (same(verdict.specs, specs) && now.status !== 'loading' && !afresh) return;
      specs = verdict.specs;
      await begin(pool, words.restarted(described(catalogue, specs, Object.keys(edits)), wantsToRun));
    });

  /**
   * @param {number} index  of the lane
   * @param {Table} table
   */
  async function setTable(index, table) {
    /** @type {string | null} */
    let problem = null;
    await enqueue(async (pool) => {
      const { catalogue, preset, overrides: held, lanes } = get();
      if (!catalogue) return;
      const taken = Object.fromEntries(broughtBy(held, index, lanes.length).map((path) => [path, undefined]));
      const changes = known(catalogue, changesFor(table, index, lanes.length));
      const verdict = await admit(held, { ...taken, ...changes }, judge(pool.resolve, catalogue, preset, bases), true);
      problem = Object.values(verdict.problems)[0] ?? null;
      if (problem !== null) return;
      const { problems, drafts } = get();
      set({
        overrides: verdict.overrides,
        problems: without(problems, Object.keys(changes)),
        drafts: without(drafts, Object.keys(changes)),
      });
      specs = verdict.specs;
      await begin(pool, words.restarted('new table', wantsToRun));
    });
    return problem;
  }

  /** @type {Map<string, number>} */
  const tickets = new Map();

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
    const left = entry === 'target.kind' && value !== 'table' ? broughtBy(overrides, Number(index), lanes.length) : [];
    return edit(
      { ...Object.fromEntries(left.map((each) => [each, undefined])), [path]: value },
      () => tickets.get(path) !== ticket,
    );
  }

  /** @type {Actions} */
  const actions = {
    play,
    pause,
    restart,
    setField,
    setTable,
    toggle: () => (get().status === 'running' || (get().status === 'loading' && wantsToRun) ? pause() : play()),
    stepOnce(count = 1) {
      const { status, budget } = get();
      if (status !== 'ready' && status !== 'running' && status !== 'paused') return;
      wantsToRun = false;
      set({ status: 'paused', message: words.paused() });
      pool?.step(count, budget);
    },
    async newSeed() {
      await enqueue(async (pool) => {
        const seed = await pool.call('randomSeed');
        void setField('seed', seed);
      });
      await queue;
    },
    setSpeed(speed) {
      if (Number.isNaN(speed)) return;
      set({ speed: speed > FASTEST ? Infinity : Math.max(SLOWEST, speed) });
      pool?.setSpeed(get().speed);
    },
    setScale: (scale) => set({ scale }),
    setCursor: (cursor) => set({ cursor }),
    showLane: (shown) => set({ shown }),
    resetField: (path) => setField(path, undefined),
    resetAll() {
      const { overrides, preset } = get();
      set({ drafts: {}, problems: {}, budget: preset.budget });
      return edit(Object.fromEntries(Object.keys(overrides).map((path) => [path, undefined])), undefined, true);
    },
    choosePreset: (id) =>
      enqueue(async (pool) => {
        const preset = presets.find((each) => each.id === id);
        if (!preset) return;
        set({ problems: {} }); // those of a link are no longer of interest
        await open(pool, preset, {});
      }),
    runOn() {
      const { status, budget } = get();
      set({ budget: Math.min(2 * budget, MOST_ITERATIONS) });
      if (status !== 'finished' && status !== 'running') return;
      wantsToRun = true;
      go();
    },
    setHidden(now) {
      hidden = now;
      look();
    },
    setVisible(now) {
      visible = now;
      look();
    },
    sleep: () => pool?.sleep(),
    dispose() {
      disposed = true;
      pool?.dispose();
    },
  };

  void enqueue((pool) => open(pool, firstPreset, saved.overrides));
  /** @type {Pool['call']} */
  const call = (method, ...args) => pool?.call(method, ...args) ?? Promise.reject(new Error(get().message));
  return { store, actions, call };
}

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
