// One experiment and its run loop, as a worker holds them. No worker here: the core, the way to post, the way to yield
// and the clock are given, so that all of it runs in a test.

import { describe, isToWorker } from './protocol.js';

/** @import { Core, CoreExperiment, Spec } from '../types.d.ts' */
/** @import { Calls, FromWorker, Loaded, Method, ProgressMessage } from './protocol.js' */

/**
 * @typedef {object} SessionDeps
 * @property {Core} core
 * @property {(message: FromWorker, transfer?: ArrayBufferLike[]) => void} post
 * @property {() => Promise<void>} yieldTo  lets waiting messages in
 * @property {() => number} clock           milliseconds
 * @property {(thrown: unknown) => string} [explain]  a crash in words
 * @property {() => void} [onCrash]         after the crash was posted
 */

/** A slice of computing between two looks at the messages, in ms: a pause is answered within about one slice. */
const SLICE = 16;
/**
 * At least this many ms between two progress messages under way: every one of them is drawn, and drawing competes with
 * training.
 */
const INTERVAL = 50;
/** How many of the strongest coefficients go with a progress. */
const STRONGEST = 24;

/**
 * @param {SessionDeps} deps
 * @returns {{ receive: (data: unknown) => void }}
 */
export function createSession({ core, post, yieldTo, clock, onCrash, explain = (thrown) => describe(thrown).message }) {
  /** @type {CoreExperiment | null} */
  let experiment = null;
  let run = 0;
  let goal = 0;
  let measure = false;
  let asked = false; // there was a goal for this run: it wants an answer
  let looping = false;
  let dead = false;
  let slice = 1; // iterations, adapted to take about SLICE ms
  let busy = 0;
  let posted = -Infinity;

  /** @type {{ [M in Method]: (...args: Calls[M]['args']) => Calls[M]['value'] }} */
  const methods = {
    catalogue: () => core.catalogue(),
    resolve: (spec) => core.resolve(spec),
    analyze: (target, inputs) => core.analyze(target, inputs),
    randomSeed: () => core.randomSeed(),
    load,
    snapshot: () => current().snapshot(),
    restore(bytes, asRun) {
      const restored = core.Experiment.restore(bytes);
      const first = begin(restored, asRun);
      return { columns: restored.columns, first };
    },
    measure() {
      const measured = current();
      measured.measure();
      report(measured);
      return null;
    },
    parameters: () => current().parameters(),
    panicForTest() {
      core.panicForTest();
      throw new Error('panicForTest came back');
    },
  };

  /**
   * @param {Spec} spec
   * @param {number} asRun
   * @returns {Loaded}
   */
  function load(spec, asRun) {
    // The old experiment is let go last: a refused spec leaves it be.
    const fresh = new core.Experiment(spec);
    const first = begin(fresh, asRun);
    return { columns: fresh.columns, analysis: fresh.analyze(), first };
  }

  /**
   * @param {CoreExperiment} fresh
   * @param {number} asRun
   */
  function begin(fresh, asRun) {
    experiment?.free();
    experiment = fresh;
    run = asRun;
    goal = 0;
    measure = asked = false;
    slice = 1;
    busy = 0;
    return progressOf(fresh);
  }

  function current() {
    if (experiment === null) throw new Error('nothing is loaded');
    return experiment;
  }

  async function advance() {
    if (looping || experiment === null) return;
    looping = true;
    try {
      for (;;) {
        const training = current(); // a load may have put another in its place while messages came in
        if (training.status !== 'running' || training.iteration >= goal) {
          if (!asked) return;
          if (measure && training.iteration === goal) timed(() => training.measure());
          return report(training);
        }
        const count = Math.min(slice, goal - training.iteration);
        const took = timed(() => training.step(count));
        if (count === slice || took > SLICE) slice = resized(slice, took);
        if (clock() - posted >= INTERVAL && training.iteration < goal) report(training);
        await yieldTo();
        if (dead) return;
      }
    } catch (error) {
      crash(error);
    } finally {
      looping = false;
    }
  }

  /** @param {() => unknown} work */
  function timed(work) {
    const before = clock();
    work();
    const took = clock() - before;
    busy += took;
    return took;
  }

  /**
   * @param {CoreExperiment} measured
   * @returns {ProgressMessage}
   */
  function progressOf(measured) {
    const rows = measured.drain();
    const { errors, iteration, samples, status } = measured;
    const spectrum = rows.length > 0 ? measured.spectrum(STRONGEST) : null;
    const spent = busy;
    busy = 0;
    return { type: 'progress', run, goal, iteration, samples, status, rows, errors, spectrum, busy: spent };
  }

  /** @param {CoreExperiment} measured */
  function report(measured) {
    const message = progressOf(measured);
    posted = clock();
    post(message, [message.rows.buffer, message.errors.buffer]);
  }

  /** @param {unknown} error */
  function crash(error) {
    if (dead) return;
    dead = true;
    post({ type: 'crashed', message: explain(error) });
    onCrash?.();
  }

  /**
   * @template {Method} M
   * @param {number} id
   * @param {M} method
   * @param {Calls[M]['args']} args
   */
  function answer(id, method, args) {
    try {
      const value = methods[method](...args);
      post({ type: 'reply', id, value });
    } catch (error) {
      // A trap leaves the core's memory in no known state: only a new worker helps.
      if (error instanceof WebAssembly.RuntimeError) return crash(error);
      post({ type: 'reply', id, error: describe(error) });
    }
  }

  return {
    receive(data) {
      if (dead || !isToWorker(data)) return;
      if (data.type === 'call') return answer(data.id, data.method, data.args);
      if (data.run !== run) return;
      goal = data.iteration;
      measure = data.measure;
      asked = true;
      void advance();
    },
  };
}

/**
 * The next slice: towards SLICE ms, by at most a factor of two, for one slice may hold a measurement and another none.
 * @param {number} slice
 * @param {number} took
 */
function resized(slice, took) {
  const factor = took > 0 ? Math.min(2, Math.max(0.5, SLICE / took)) : 2;
  return Math.max(1, Math.min(1e6, Math.round(slice * factor)));
}
