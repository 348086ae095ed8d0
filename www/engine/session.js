// One experiment and its run loop, as a worker holds them. No worker here: the core, the way to post, the way to yield
// and the clock are given, so that all of it runs in a test.

import { describe, isAt, isToWorker } from './protocol.js';
import { createGauge } from './gauge.js';
import { createPainter } from './painter.js';

/** @import { AimedAnalysis, Core, CoreExperiment, Pending } from '../types.d.ts' */
/** @import { Calls, FromWorker, Goal, Loaded, LookMessage, Method, ProgressMessage } from './protocol.js' */
/** @import { Gauge } from './gauge.js' */

/**
 * Of what a run learns one after the other.
 * @param {Pick<CoreExperiment, 'aims' | 'analyze'>} run
 * @returns {AimedAnalysis[]}
 */
export const analysesOf = (run) => [0, ...run.aims].map((from) => ({ from, analysis: run.analyze(from) }));

/**
 * @typedef {object} SessionDeps
 * @property {Core} core
 * @property {(message: FromWorker, transfer?: ArrayBufferLike[]) => void} post
 * @property {() => Promise<void>} yieldTo  lets waiting messages in
 * @property {() => number} clock           milliseconds
 * @property {(thrown: unknown) => string} [explain]  a crash in words
 * @property {() => void} [onCrash]         after the crash was posted
 */

/**
 * At least this many ms between two progress messages under way: every one of them is drawn, and drawing competes with
 * training.
 */
const INTERVAL = 50;
/** The same between two words about a measurement, which are to be read; and before the first. */
const PENDING_INTERVAL = 1000;
const PENDING_FIRST = 250;
/** How many of the strongest coefficients go with a progress. */
const STRONGEST = 24;
/** An iteration that is to take more ms than this is announced; */
const LONG = 250;
/** and it may take so many times as long, for the machine has other work as well. */
const MARGIN = 4;
/** How long a call may take; one of a large table takes a while. */
const READING = 60_000;
/**
 * At least so many ms between two snapshots that are sent for safety's sake, which take at most this share of the time;
 */
const SAVE_EVERY = 2000;
const SAVE_SHARE = 0.02;
/** and runs of more bytes than this are not kept. */
const SAVE_MOST = 1 << 26;

/** Where every run is. @type {Goal} */
const START = { iteration: 0, until: null };

/**
 * @param {SessionDeps} deps
 * @returns {{ receive: (data: unknown) => void, end: () => void }}
 */
export function createSession({ core, post, yieldTo, clock, onCrash, explain = (thrown) => describe(thrown).message }) {
  /** @type {CoreExperiment | null} */
  let experiment = null;
  let run = 0;
  let goal = START;
  let measure = false;
  let asked = false; // there was a goal for this run: it wants an answer
  /** The call that wants row 0, while it is on its way. @type {number | null} */
  let loading = null;
  let looping = false;
  let dead = false;
  /** @type {Gauge} */
  let gauge = createGauge(clock);
  let busy = 0;
  let told = 0; // the iteration of the last progress, and when that was posted
  let active = NaN; // how many active neurons were told
  let posted = -Infinity;
  let heard = 0; // when anything was told
  let saving = 0; // when the next snapshot is due
  const painter = createPainter({ post, clock });

  /** @type {{ [M in Exclude<Method, 'load'>]: (...args: Calls[M]['args']) => Calls[M]['value'] }} */
  const methods = {
    catalogue: () => core.catalogue(),
    resolve: (spec) => core.resolve(spec),
    analyze: (target, inputs, features) => core.analyze(target, inputs, features),
    theorem: (inputs) => core.theorem(inputs),
    randomSeed: () => core.randomSeed(),
    sweep: (given) => core.sweep(given),
    summarize: (sweep, outcomes) => core.summarize(sweep, outcomes),
    conditions: (learned) => current().conditions(learned),
    amend(spec) {
      current().amend(spec);
      return { bytes: current().snapshot(), analyses: analysesOf(current()) };
    },
    snapshot: () => current().snapshot(),
    restore(bytes, asRun) {
      const restored = core.Experiment.restore(bytes);
      begin(restored, asRun);
      painter.paint(restored, run, false);
      return loadedAs(restored);
    },
    examine(bytes) {
      const restored = core.Experiment.restore(bytes);
      const { columns, iteration } = restored;
      restored.free();
      return { columns, iteration };
    },
    parameters: () => current().parameters(),
    parameter: (name, index) => current().parameter(name, index),
    events: () => current().events(),
    panicForTest() {
      core.panicForTest();
      throw new Error('panicForTest came back');
    },
  };

  /**
   * The answer comes with row 0.
   * @param {number} id
   * @param {Calls['load']['args']} args
   */
  function load(id, [spec, asRun]) {
    begin(core.Experiment.begin(spec), asRun);
    loading = id;
    announce(0);
    void advance();
  }

  /**
   * The old experiment is let go last: a refused spec leaves it be.
   * @param {CoreExperiment} fresh
   * @param {number} asRun
   */
  function begin(fresh, asRun) {
    experiment?.free();
    experiment = fresh;
    if (loading !== null) post({ type: 'reply', id: loading, error: { message: 'another run was begun' } });
    loading = null;
    run = asRun;
    goal = START;
    measure = asked = false;
    gauge = createGauge(clock);
    busy = 0;
    told = fresh.iteration;
    active = NaN;
    heard = clock() + PENDING_FIRST - PENDING_INTERVAL;
    saving = clock() + SAVE_EVERY;
  }

  /**
   * @param {CoreExperiment} begun
   * @returns {Loaded}
   */
  function loadedAs(begun) {
    const { columns, groups, features, stages, cost } = begun;
    const iteration = gauge.expected('iteration', cost.iteration);
    return { columns, groups, features, stages, analyses: analysesOf(begun), first: progressOf(begun), iteration };
  }

  function current() {
    if (experiment === null) throw new Error('nothing is loaded');
    return experiment;
  }

  async function advance() {
    if (looping || experiment === null) return;
    looping = true;
    heard = clock() + PENDING_FIRST - PENDING_INTERVAL;
    try {
      for (;;) {
        // A load may have put another in its place while messages came in.
        const training = current();
        if (!goesOn(training)) return;
        await yieldTo();
        if (dead) return;
      }
    } catch (error) {
      crash(error);
    } finally {
      looping = false;
    }
  }

  /**
   * A slice of what is to be done; false if there is nothing left.
   * @param {CoreExperiment} training
   */
  function goesOn(training) {
    if (loading !== null) {
      if (work(training, START)) return true;
      post({ type: 'reply', id: loading, value: loadedAs(training) });
      loading = null;
      painter.paint(training, run, false);
      return asked;
    }
    // Beyond it no row is due.
    const { iteration, until } = goal;
    const beyond = training.iteration > iteration || (until !== null && training.marks[until.mark] > until.count);
    const stopped = beyond && training.status === 'running';
    if (!stopped && work(training, goal)) return true;
    if (!asked) return false;
    report(training);
    save(training);
    painter.paint(training, run, false);
    return false;
  }

  /**
   * A slice of the way to a goal, and now and then a word about it; false if it is there.
   * @param {CoreExperiment} training
   * @param {Goal} to
   */
  function work(training, to) {
    if (!isAt(training, to)) {
      const expected = gauge.expected('iteration', training.cost.iteration);
      if (expected > LONG) announce(MARGIN * expected);
    }
    const ms = gauge.advance(training, to.iteration, measure, to.until ?? undefined);
    if (ms === null) return false;
    busy += ms;
    const now = clock();
    if (now - posted >= INTERVAL && training.iteration !== told && !isAt(training, to)) {
      report(training);
      save(training);
      painter.paint(training, run, true);
    } else if (now - heard >= PENDING_INTERVAL && training.pending) tell(training, training.pending);
    return true;
  }

  /**
   * @param {CoreExperiment} measured
   * @returns {ProgressMessage}
   */
  function progressOf(measured) {
    const rows = measured.drain();
    const { errors, iteration, samples, marks, phase, training } = measured;
    const neurons = marks.active === active ? null : measured.neurons();
    active = marks.active;
    // The end has a row of its own, and is not told without it.
    const status = measured.pending ? 'running' : measured.status;
    const spectrum = rows.length > 0 ? measured.spectrum(STRONGEST) : null;
    const spent = busy;
    busy = 0;
    const inside = { marks, phase, training, neurons };
    return { type: 'progress', run, goal, iteration, samples, ...inside, status, rows, errors, spectrum, busy: spent };
  }

  /** @param {CoreExperiment} measured */
  function report(measured) {
    const message = progressOf(measured);
    told = message.iteration;
    posted = heard = clock();
    post(message, [message.rows.buffer, message.errors.buffer]);
  }

  /**
   * How far a row is, and what it takes.
   * @param {CoreExperiment} measured
   * @param {Pending} due
   */
  function tell({ cost }, { kind, done }) {
    heard = clock();
    const row = gauge.expected('measure', cost.measure);
    const left = kind === 'prepare' ? (1 - done) * gauge.expected('prepare', cost.prepare) + row : (1 - done) * row;
    post({ type: 'pending', run, kind, done, left, row });
  }

  /**
   * Sends what it takes to go on from here without this worker, now and then.
   * @param {CoreExperiment} training
   */
  function save(training) {
    const before = clock();
    if (before < saving || training.status !== 'running') return;
    const bytes = training.snapshot();
    const took = clock() - before;
    const small = bytes.length <= SAVE_MOST;
    saving = small ? before + took + Math.max(SAVE_EVERY, took / SAVE_SHARE) : Infinity;
    if (small) post({ type: 'saved', run, bytes }, [bytes.buffer]);
  }

  /**
   * @param {number} quiet
   * @param {number} [taken]
   */
  const announce = (quiet, taken) => post({ type: 'alive', quiet, ...(taken === undefined ? {} : { taken }) });

  /** @param {unknown} error */
  function crash(error) {
    if (dead) return;
    dead = true;
    post({ type: 'crashed', message: explain(error) });
    onCrash?.();
  }

  /**
   * @param {number} id
   * @param {Method} method
   * @param {any} args
   */
  function answer(id, method, args) {
    try {
      announce(READING, id);
      if (method === 'load') return load(id, args);
      const value = /** @type {(...args: any) => unknown} */ (methods[method])(...args);
      post({ type: 'reply', id, value });
    } catch (error) {
      // A trap leaves the core's memory in no known state: only a new worker helps.
      if (error instanceof WebAssembly.RuntimeError) return crash(error);
      post({ type: 'reply', id, error: describe(error) });
    }
  }

  /** @param {LookMessage} message */
  function look(message) {
    painter.look(message);
    if (experiment === null || loading !== null) return; // it is painted once it is there
    try {
      painter.paint(experiment, run, false);
    } catch (error) {
      crash(error);
    }
  }

  return {
    receive(data) {
      if (dead || !isToWorker(data)) return;
      if (data.type === 'ping') return announce(0);
      if (data.type === 'call') return answer(data.id, data.method, data.args);
      if (data.type === 'look') return look(data);
      if (data.run !== run) return;
      goal = { iteration: data.iteration, until: data.until };
      measure = data.measure;
      asked = true;
      void advance();
    },
    end() {
      dead = true;
      experiment?.free();
      experiment = null;
    },
  };
}
