// A teacher's hidden layers, as a network that is trained on them learns their features.

/** @import { Analysis, Choice, LaneState } from '../types.d.ts' */

import { fixed, onItsSide } from './format.js';
import { formula, subscript } from './names.js';
import { series, unexplained } from './series.js';

/**
 * @typedef {object} Taught  one layer at a row
 * @property {number} layer   as the network's source counts them
 * @property {number} error   of its features, of their mean square
 * @property {number | null} before  the same when the layer above was switched on; null where that has not been, or never is
 * @property {number | null} alike  the cosine between its weights now and when the layer above was switched on; null where it is not measured
 */

/**
 * Whether a lane's target is a teacher whose features are compared with the network's.
 * @param {LaneState} lane
 */
export const isTaught = (lane) => series(lane).features.length > 0;

/**
 * When the layer above a layer was switched on; null where it was there from the start.
 * @param {LaneState} lane
 * @param {number} layer
 */
function switchedOn({ stages }, layer) {
  const [first, ...later] = stages;
  if (!first || first.layers > layer) return null;
  return later.find(({ layers }) => layers > layer)?.iteration ?? null;
}

/**
 * From the lowest up.
 * @param {LaneState} lane
 * @param {number} row
 * @returns {Taught[]}
 */
export function taught(lane, row) {
  const { at, features, correlations } = series(lane);
  return features.map(({ layer, values }) => {
    const on = switchedOn(lane, layer);
    // A row ends each stage, and is kept but where there are too many: then the last one before it tells.
    const before = on !== null && (at[row] ?? -1) >= on ? at.findLastIndex((iteration) => iteration <= on) : -1;
    return {
      layer,
      error: values[row] ?? NaN,
      before: before >= 0 ? (values[before] ?? NaN) : null,
      alike: before >= 0 ? (correlations.find((each) => each.layer === layer)?.values[row] ?? null) : null,
    };
  });
}

/** Captions speak of features that are off by less than this, in percent. */
const LITTLE = 1;

/** @param {number} share */
export function percent(share) {
  if (!Number.isFinite(share)) return '–';
  const value = 100 * share;
  if (value < 0.0001) return value > 0 ? 'under 0.0001 %' : '0 %';
  const digits = value < 99.5 && value >= 10 ? 2 : value >= 99.5 ? 3 : 1;
  return `${onItsSide(value, LITTLE, (more) => String(Number(value.toPrecision(digits + more))))} %`;
}

/** More nines than this nobody counts. */
const NINES = 4;

/**
 * How much of a target that is not written out is learned at a row: 1 less the test loss, as a part of that of answering
 * zero. With as many digits as say how little is left: "92 %", "99.996 %".
 * @param {LaneState} lane
 * @param {number} row
 */
export function explained(lane, row) {
  const gone = lane.status === 'diverged' && row === lane.rowCount - 1;
  const left = gone ? NaN : unexplained(lane, row).part;
  if (!Number.isFinite(left)) return '–';
  if (left > 0 && left < 10 ** -(NINES + 2)) return `over ${(100 - 10 ** -NINES).toFixed(NINES)} %`;
  const digits = left > 0 ? Math.min(NINES, Math.max(0, Math.ceil(-Math.log10(100 * left)))) : 0;
  return `${Math.max(0, 100 * (1 - left)).toFixed(digits)} %`;
}

/**
 * "layer 2 0.005 % (21 % before layer 3 came, weights 0.97 alike)"
 * @param {Taught} taught
 */
export function told({ layer, error, before, alike }) {
  const was = before === null ? '' : `${percent(before)} before layer ${layer + 1} came`;
  const like = alike === null ? '' : `weights ${fixed(alike, 2)} alike`;
  const since = [was, like].filter(Boolean).join(', ');
  return `layer ${layer} ${percent(error)}${since && ` (${since})`}`;
}

/**
 * Where the layers of a lane's network change, in words: "layer 3 on", "all layers go on".
 * @param {LaneState} lane
 * @returns {{ iteration: number, label: string }[]}
 */
export function changes({ stages }) {
  return stages.slice(1).map(({ iteration, layers }, i) => ({
    iteration,
    label: layers > (stages[i]?.layers ?? 0) ? `layer ${layers} on` : 'all together',
  }));
}

/**
 * A target in a formula, whether its terms are known or not.
 * @param {Choice | undefined} target
 * @param {Pick<Analysis, 'expanded' | 'terms' | 'basis'>} analysis
 */
export const written = (target, { expanded, terms, basis }) => (expanded ? formula(terms, basis) : spelled(target));

/**
 * A teacher in a formula: x₁² + 2x₂² + 0.3 (x₁² + 2x₂² + x₃)².
 * @param {Choice | undefined} target
 */
export function spelled(target) {
  const alpha = (/** @type {number} */ value) => (value === 1 ? '' : `${Number(value.toPrecision(3))}\u2009`);
  if (target?.kind === 'toy_teacher') {
    const above = alpha(Number(target.alpha));
    return target.which === 'quartics'
      ? `x₁⁴ + x₂⁴ + ${above}((x₁⁴ + x₃)² + (x₂⁴ + x₄)²)`
      : `x₁² + 2x₂² + ${above}(x₁² + 2x₂² + x₃)²`;
  }
  const weights = Array.isArray(target?.alpha) ? target.alpha.map(Number) : [];
  return weights.map((weight, k) => `${alpha(weight)}ΣG${subscript(k + 2)}`).join(' + ');
}
