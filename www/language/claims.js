// What the papers claim, judged by what is recorded of this page's figures: a claim names measurements and the bounds within
// which they bear it out, so that no verdict can differ from the record that it rests on.

/** @import { Preset, RecordedLane, SweepSummary } from '../types.d.ts' */

import { integer } from './format.js';

/** @typedef {'staircase' | 'hierarchical' | 'later'} Paper */
/** @typedef {'agrees' | 'differs' | 'not run'} Verdict */

/**
 * One measurement, of a preset's record or of a recorded sweep, and the bounds that it has to keep in every seed. Without bounds
 * it is only told.
 * @typedef {object} Measured
 * @property {string} [preset]  whose record it is read off
 * @property {number} [lane]
 * @property {string} [sweep]  or whose recorded sweep
 * @property {number} [cell]
 * @property {number} [line]
 * @property {string} measure  of a record "came" (the share of its seeds), "iterations" (until then) or a column at the end of the
 *   runs; of a sweep's cell "rate" or "iterations" (the median), of its line "exponent"
 * @property {Partial<Pick<Measured, 'lane' | 'cell' | 'measure'>>} [over]  divided by this other one, seed by seed
 * @property {number} [at_least]
 * @property {number} [at_most]
 */

/**
 * @typedef {object} Claim
 * @property {string} id
 * @property {Paper} paper
 * @property {string} where  section, theorem or figure
 * @property {string} claim
 * @property {string} [figure]  the anchor of the figure that shows it
 * @property {Measured[]} [measured]
 * @property {string} [seen]  what is seen here; [0] is what the first measurement says
 * @property {string} [unrun]  why it is not run
 */

/** @typedef {{ presets: Record<string, Preset>, sweeps: Record<string, { summary: SweepSummary }> }} Records */

/** In the order in which they are counted. @type {Verdict[]} */
export const VERDICTS = ['agrees', 'differs', 'not run'];

/**
 * @param {Claim} claim
 * @param {Records} records
 * @returns {{ verdict: Verdict, seen: string }}
 */
export function judge(claim, records) {
  if (claim.unrun !== undefined) return { verdict: 'not run', seen: claim.unrun };
  const { id, measured = [], seen = '' } = claim;
  if (!measured.some(isBounded)) throw new Error(`${id}: measured: has no bounds, so that no verdict follows`);
  const read = measured.map((each, k) => {
    try {
      return { ...each, values: valuesOf(each, records) };
    } catch (error) {
      throw new Error(`${id}: measured[${k}].${/** @type {Error} */ (error).message}`);
    }
  });
  return {
    verdict: read.filter(isBounded).every(keepsItsBounds) ? 'agrees' : 'differs',
    seen: seen.replace(/\[(\d+)\]/g, (_, k) => {
      const each = read[Number(k)];
      if (!each) throw new Error(`${id}: seen: [${k}] is outside [0, ${read.length - 1}]`);
      return told(each, each.values, records);
    }),
  };
}

/** @param {Measured} measured */
const isBounded = ({ at_least, at_most }) => at_least !== undefined || at_most !== undefined;

/** @param {Measured & { values: number[] }} measured */
const keepsItsBounds = ({ at_least = -Infinity, at_most = Infinity, values }) =>
  values.every((value) => value >= at_least && value <= at_most);

/**
 * One number a seed, or a single one. A run in which nothing came takes for ever; one that exploded keeps no bounds.
 * @param {Measured} measured
 * @param {Records} records
 * @returns {number[]}
 */
function valuesOf({ over, ...measured }, records) {
  const own = measured.sweep === undefined ? ofRecord(measured, records) : ofSweep(measured, records);
  if (!over) return own;
  const other = valuesOf({ ...measured, ...over }, records);
  return own.map((value, k) => value / (other[k] ?? NaN));
}

/**
 * @template Item
 * @param {string} field
 * @param {Item[]} list
 * @param {number} [index]
 */
function at(field, list, index = 0) {
  const found = list[index];
  if (found === undefined) throw new Error(`${field}: ${index} is outside [0, ${list.length - 1}]`);
  return found;
}

/**
 * @param {Measured} measured
 * @param {Records} records
 */
function laneOf({ preset, lane }, { presets }) {
  const { record } = presets[String(preset)] ?? {};
  if (!record) throw new Error(`preset: ${preset} has no record`);
  return at('lane', record.lanes, lane);
}

/**
 * @param {Measured} measured
 * @param {Records} records
 */
function ofRecord(measured, records) {
  const { measure } = measured;
  const { seeds, times, iterations, ends = {} } = laneOf(measured, records);
  if (measure === 'came') return [times / seeds.length];
  if (measure === 'iterations') return iterations.map((came) => came ?? Infinity);
  const values = ends[measure];
  if (!values) throw new Error(`measure: ${measure} is none of came, iterations, ${Object.keys(ends).join(', ')}`);
  return values.map((end) => end ?? NaN);
}

/**
 * @param {Measured} measured
 * @param {Records} records
 */
function ofSweep({ sweep, cell, line, measure }, { sweeps }) {
  const { summary } = sweeps[String(sweep)] ?? {};
  if (!summary) throw new Error(`sweep: ${sweep} is not recorded`);
  if (measure === 'exponent') return [at('line', summary.exponents, line).iterations?.exponent ?? NaN];
  const { rate, iterations } = at('cell', summary.cells, cell);
  if (measure === 'rate') return [rate ?? NaN];
  if (measure === 'iterations') return [iterations[1] ?? Infinity];
  throw new Error(`measure: ${measure} is none of rate, iterations, exponent`);
}

/** Measures that are told in per cent. */
const SHARES = /^(rate|misclassified|feature_error.*)$/;

/** @param {number} value */
const twoDigits = (value) => String(Number(value.toPrecision(2)));

/**
 * @param {Measured} measured
 * @param {number[]} values
 * @param {Records} records
 */
function told(measured, values, records) {
  const { measure, over } = measured;
  if (over) return between(values, twoDigits);
  if (measure === 'came') return seedsOf(laneOf(measured, records));
  if (SHARES.test(measure)) return `${between(values, (share) => twoDigits(100 * share))}\u00a0%`;
  if (measure === 'exponent') return between(values, (exponent) => exponent.toFixed(2));
  return between(values, measure === 'iterations' ? integer : short);
}

/** @param {RecordedLane} lane */
function seedsOf({ times, seeds: { length } }) {
  if (times === length) return `all ${length} seeds`;
  return `${times === 0 ? 'none' : times} of ${length} seeds`;
}

/**
 * "0.044 to 0.06", of those that are finite
 * @param {number[]} values
 * @param {(value: number) => string} write
 */
function between(values, write) {
  const finite = values.filter(Number.isFinite);
  const [least, most] = [write(Math.min(...finite)), write(Math.max(...finite))];
  return least === most ? least : `${least} to ${most}`;
}

/**
 * As a record has it, to two digits, in the page's TeX where that takes a power of ten.
 * @param {number} value
 */
function short(value) {
  if (value >= 1e-4 || value === 0) return String(value);
  const [digits, power] = value.toExponential().split('e');
  return `$${digits} \\cdot 10^{${power}}$`;
}

/**
 * "43 claims: 36 agree, 4 differ, 3 are not run."
 * @param {Verdict[]} verdicts
 */
export function counted(verdicts) {
  const [agree, differ, unrun] = VERDICTS.map((each) => verdicts.filter((verdict) => verdict === each).length);
  return `${verdicts.length} claims: ${agree} agree, ${differ} differ, ${unrun} ${unrun === 1 ? 'is' : 'are'} not run.`;
}
