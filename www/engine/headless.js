// The package's front door: the core's step API for a browser, a worker or Node, without the page.

import load, * as core from '../pkg/staircase.js';
import { createGauge } from './gauge.js';
import { lanes } from './lanes.js';
import { compile } from './module.js';
import { refusal } from './refusal.js';

/** @typedef {import('../pkg/staircase.js').ActiveNeuron} ActiveNeuron */
/** @typedef {import('../pkg/staircase.js').Analysis} Analysis */
/** @typedef {import('../pkg/staircase.js').Catalogue} Catalogue */
/** @typedef {import('../pkg/staircase.js').Choice} Choice */
/** @typedef {import('../pkg/staircase.js').Coefficient} Coefficient */
/** @typedef {import('../pkg/staircase.js').Cost} Cost */
/** @typedef {import('../pkg/staircase.js').Field} Field */
/** @typedef {import('../pkg/staircase.js').Group} Group */
/** @typedef {import('../pkg/staircase.js').Magnitude} Magnitude */
/** @typedef {import('../pkg/staircase.js').Mark} Mark */
/** @typedef {import('../pkg/staircase.js').Marks} Marks */
/** @typedef {import('../pkg/staircase.js').Member} Member */
/** @typedef {import('../pkg/staircase.js').Parameter} Parameter */
/** @typedef {import('../pkg/staircase.js').ParentEdge} ParentEdge */
/** @typedef {import('../pkg/staircase.js').Pending} Pending */
/** @typedef {import('../pkg/staircase.js').Phase} Phase */
/** @typedef {import('../pkg/staircase.js').Picture} Picture */
/** @typedef {import('../pkg/staircase.js').PictureLayout} PictureLayout */
/** @typedef {import('../pkg/staircase.js').PictureStyle} PictureStyle */
/** @typedef {import('../pkg/staircase.js').PictureTile} PictureTile */
/** @typedef {import('../pkg/staircase.js').ProofEvent} ProofEvent */
/** @typedef {import('../pkg/staircase.js').RunStatus} RunStatus */
/** @typedef {import('../pkg/staircase.js').Spec} Spec */
/** @typedef {import('../pkg/staircase.js').SpecError} SpecError */
/** @typedef {import('../pkg/staircase.js').Sweep} Sweep */
/** @typedef {import('../pkg/staircase.js').SweepCell} SweepCell */
/** @typedef {import('../pkg/staircase.js').SweepCondition} SweepCondition */
/** @typedef {import('../pkg/staircase.js').SweepExponent} SweepExponent */
/** @typedef {import('../pkg/staircase.js').SweepLearned} SweepLearned */
/** @typedef {import('../pkg/staircase.js').SweepMoment} SweepMoment */
/** @typedef {import('../pkg/staircase.js').SweepOutcome} SweepOutcome */
/** @typedef {import('../pkg/staircase.js').SweepSummary} SweepSummary */
/** @typedef {import('../pkg/staircase.js').Theorem} Theorem */
/** @typedef {import('../pkg/staircase.js').TheoremInputs} TheoremInputs */
/** @typedef {import('../pkg/staircase.js').TrainedNeuron} TrainedNeuron */
/** @typedef {import('../pkg/staircase.js').Until} Until */

export { lanes };

/** @type {Promise<unknown> | null} */
let loading = null;
let loaded = false;

/**
 * Loads the core, once: later calls wait for the first, whatever they are given. After a failure it may be tried again.
 * @param {import('./module.js').Source | Promise<import('./module.js').Source>} [source]  the wasm, if not the one beside this file
 * @returns {Promise<void>}
 */
export default async function init(source) {
  loading ??= compile(source).then((module) => load({ module_or_path: module }));
  try {
    await loading;
    loaded = true;
  } catch (error) {
    loading = null;
    throw error;
  }
}

/** In words, before wasm-bindgen's own code says that undefined has no such property. */
function ready() {
  if (!loaded) throw refusal('init', 'has not been awaited: the core is not loaded yet');
}

/**
 * @template {(...args: any[]) => unknown} F
 * @param {F} ask
 * @returns {F}
 */
const guarded = (ask) => /** @type {F} */ ((/** @type {any[]} */ ...args) => (ready(), ask(...args)));

export const analyze = guarded(core.analyze);
export const catalogue = guarded(core.catalogue);
export const randomSeed = guarded(core.randomSeed);
export const resolve = guarded(core.resolve);
export const summarize = guarded(core.summarize);
export const sweep = guarded(core.sweep);
export const theorem = guarded(core.theorem);

/** @typedef {core.Experiment} Experiment */
export const Experiment = new Proxy(core.Experiment, {
  construct(made, args, as) {
    ready();
    return Reflect.construct(made, args, as);
  },
  get(made, name) {
    if (name === 'begin' || name === 'restore') ready();
    return Reflect.get(made, name);
  },
});

/**
 * @typedef {object} Trace
 * @property {string[]} columns
 * @property {Group[]} groups  what each column is one of
 * @property {number[][]} rows
 * @property {number[][]} errors  standard errors of the same shape: 0 is exact, NaN has none
 * @property {RunStatus} status
 */

/** Ms of computing between two chances for everything else. */
const TURN = 50;

/**
 * Makes so many iterations of an experiment and keeps its rows; loads the core first, where that is not done. It computes in this
 * thread, in turns of 50 ms. Less comes of it where the learner is done earlier, or has diverged: `status` tells.
 * @param {Spec} spec
 * @param {object} options
 * @param {number} options.iterations  has to be given
 * @param {(row: number[], errors: number[], columns: string[]) => void} [options.onRow]  at each row, as it comes
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<Trace>}
 */
export async function run(spec, options) {
  const { iterations, onRow, signal } = options ?? {};
  if (!Number.isSafeInteger(iterations) || Number(iterations) < 0) {
    const given = typeof iterations === 'number' || iterations == null ? iterations : `a ${typeof iterations}`;
    throw refusal('iterations', `${given} is not a whole number in [0, ${Number.MAX_SAFE_INTEGER}]`);
  }
  if (onRow != null && typeof onRow !== 'function') throw refusal('onRow', 'is not a function');
  if (signal != null && !(signal instanceof AbortSignal)) throw refusal('signal', 'is not an AbortSignal');
  signal?.throwIfAborted();
  await init();
  const experiment = Experiment.begin(spec);
  const gauge = createGauge(() => performance.now());
  try {
    const { columns, groups } = experiment;
    /** @type {Trace} */
    const trace = { columns, groups, rows: [], errors: [], status: experiment.status };
    const collect = () => {
      const rows = split(experiment.drain(), columns.length);
      const errors = split(experiment.errors, columns.length);
      rows.forEach((row, i) => onRow?.(row, errors[i] ?? [], columns));
      trace.rows.push(...rows);
      trace.errors.push(...errors);
    };
    let turn = performance.now();
    while (gauge.advance(experiment, iterations) !== null) {
      collect();
      if (performance.now() - turn > TURN) {
        await new Promise((resolve) => setTimeout(resolve));
        signal?.throwIfAborted();
        turn = performance.now();
      }
    }
    trace.status = experiment.status;
    return trace;
  } finally {
    experiment.free();
  }
}

/**
 * @param {Float64Array} flat  row-major
 * @param {number} width
 */
function split(flat, width) {
  return Array.from({ length: flat.length / width }, (_, i) => [...flat.subarray(i * width, (i + 1) * width)]);
}
