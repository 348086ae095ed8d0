// The package's front door: the core's step API for a browser, a worker or Node, without the page.

import load, { analyze, catalogue, Experiment, randomSeed, resolve, theorem } from '../pkg/staircase.js';
import { createGauge } from './gauge.js';
import { compile } from './module.js';

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
/** @typedef {import('../pkg/staircase.js').Theorem} Theorem */
/** @typedef {import('../pkg/staircase.js').TheoremInputs} TheoremInputs */
/** @typedef {import('../pkg/staircase.js').TrainedNeuron} TrainedNeuron */
/** @typedef {import('../pkg/staircase.js').Until} Until */

export { analyze, catalogue, Experiment, randomSeed, resolve, theorem };

/** @type {Promise<unknown> | null} */
let loading = null;

/**
 * Loads the core, once: later calls wait for the first, whatever they are given. After a failure it may be tried again.
 * @param {import('./module.js').Source | Promise<import('./module.js').Source>} [source]  the wasm, if not the one beside this file
 * @returns {Promise<void>}
 */
export default async function init(source) {
  loading ??= compile(source).then((module) => load({ module_or_path: module }));
  try {
    await loading;
  } catch (error) {
    loading = null;
    throw error;
  }
}

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
 * Runs an experiment to the end and keeps its rows.
 * @param {Spec} spec
 * @param {object} options
 * @param {number} options.iterations
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

/** @param {string} field @param {string} why */
const refusal = (field, why) => Object.assign(new Error(`${field}: ${why}`), { field });

/**
 * @param {Float64Array} flat  row-major
 * @param {number} width
 */
function split(flat, width) {
  return Array.from({ length: flat.length / width }, (_, i) => [...flat.subarray(i * width, (i + 1) * width)]);
}
