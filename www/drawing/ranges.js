// How far the axes reach.

/** @import { LabState, LaneState } from '../types.d.ts' */
/** @import { Followed } from '../language/series.js' */

import { allTerms } from '../language/inforce.js';
import { energy, kept, series, settled } from '../language/series.js';

/** @typedef {{ low: number, high: number }} Range */

/** What a loss of exactly 0 is drawn as: on a logarithmic axis far below its foot, where the curve leaves the chart. */
export const ZERO = 1e-30;

/**
 * The axes that the lanes share. The coefficients share one only if their targets are of one size: normalised, S₁₀ has
 * its steps at 0.316 and the parity at 1, and on a common axis the climb would be a third as high as its chart.
 * On a logarithmic one it isn't.
 * @param {Pick<LabState, 'lanes' | 'scale' | 'coefficientScale'>} state
 */
export function shared({ lanes, scale, coefficientScale }) {
  const logarithmic = coefficientScale === 'log';
  const spans = lanes.map(logarithmic ? magnitudes : span);
  const sizes = spans.map(({ size }) => size);
  const alike = logarithmic || Math.max(...sizes) <= 2 * Math.min(...sizes);
  const joint = { low: Math.min(...spans.map((s) => s.low)), high: Math.max(...spans.map((s) => s.high)) };
  return {
    loss: lossRange(lanes.map(lossSpan), scale),
    coefficients: spans.map((own) => (alike ? joint : own)),
    features: featureSpan(lanes),
    movement: movementSpan(lanes),
  };
}

/**
 * The axis of a chart of test losses alone.
 * @param {Pick<LabState, 'lanes' | 'scale'>} state
 */
export const testRange = ({ lanes, scale }) =>
  lossRange(
    lanes.map((lane) => {
      const { high } = lossSpan(lane);
      return { low: Math.min(extremes(lane).test, high), high };
    }),
    scale,
  );

/**
 * @param {Range[]} spans
 * @param {LabState['scale']} scale
 * @returns {Range}
 */
function lossRange(spans, scale) {
  const most = Math.max(...spans.map(({ high }) => high));
  if (scale !== 'log') return { low: 0, high: most * 1.2 };
  const least = Math.max(Math.min(...spans.map(({ low }) => low)), 1e-12);
  const decade = 10 ** Math.floor(Math.log10(least) + 1e-9);
  return { low: Math.min(decade, most / 20), high: most * 1.8 };
}

/**
 * Room for a lane's coefficients: its targets, and what has gone beyond them up to a point, for a diverging run must
 * not flatten all else.
 * @param {LaneState} lane
 */
function span(lane) {
  const [least, most] = allTerms(lane).reduce(
    ([least, most], { coefficient }) => [Math.min(least, coefficient), Math.max(most, coefficient)],
    [0, 0],
  );
  const seen = extremes(lane);
  // Of a target that is not written out what is seen tells the size.
  const known = lane.analysis.expanded ? most - least : Math.max(-seen.low, seen.high);
  const size = known < Infinity ? Math.max(known, 1e-6) : 1;
  let low = least - 0.12 * size;
  let high = most + 0.16 * size;
  const [floor, ceiling] = [low - 0.5 * size, high + 0.5 * size];
  low = Math.min(low, Math.max(seen.low - 0.03 * size, floor));
  high = Math.max(high, Math.min(seen.high + 0.03 * size, ceiling));
  return { size, low, high };
}

/** Smaller errors of features are as good as none: networks compute in single precision. */
const LEAST_ERROR = 1e-7;

/**
 * From the least error of any feature so far to that of features that are zero, or beyond.
 * @param {LaneState[]} lanes
 */
function featureSpan(lanes) {
  const all = lanes.map(extremes);
  const [least, most] = [
    Math.min(...all.map(({ nearest }) => nearest)),
    Math.max(...all.map(({ farthest }) => farthest)),
  ];
  return {
    low: roundedDown(Math.min(Math.max(least / 1.25, LEAST_ERROR), 0.01)),
    high: 1.8 * Math.min(Math.max(most, 1), 4),
  };
}

/** Between these lies all that moves, but in a run that diverges. */
const MOVES = { least: 1e-6, most: 1e6 };

/**
 * From the least of what moves beside the coefficients to the most.
 * @param {LaneState[]} lanes
 */
function movementSpan(lanes) {
  const all = lanes.map(extremes);
  const least = Math.min(...all.map(({ calmest }) => calmest), 0.1);
  const most = Math.max(...all.map(({ liveliest }) => liveliest), 1);
  return { low: roundedDown(Math.max(least / 1.25, MOVES.least)), high: 1.8 * Math.min(most, MOVES.most) };
}

/** The least size of an exact coefficient, for targets of size 1: networks compute in single precision. */
const PRECISION = 1e-6;

/**
 * Room for the sizes of a lane's coefficients on a logarithmic axis, which begins below what can't be told from 0.
 * @param {LaneState} lane
 */
function magnitudes(lane) {
  const { low, high, error } = extremes(lane);
  const seen = Math.max(-low, high, 0);
  const known = allTerms(lane).reduce((most, { coefficient }) => Math.max(most, Math.abs(coefficient)), 0);
  const size = known || (seen < Infinity ? seen : 0) || 1;
  const exact = PRECISION * Math.min(size, 1);
  const floor = error < Infinity ? Math.max(exact, Math.min(error, size / 100)) : exact;
  return { size, low: roundedDown(floor / 1.25), high: 1.8 * Math.max(size, Math.min(seen, 4 * size)) };
}

/**
 * To one of …, 0.1, 0.3, 1, 3, …, so that an axis moves seldom.
 * @param {number} value
 */
function roundedDown(value) {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  return value < 3 * decade ? decade : 3 * decade;
}

/**
 * The standard error at a row, of coefficients that differ in it the median; undefined where they have none, or are exact.
 * @param {Pick<Followed, 'errors'>[]} coefficients
 * @param {number} row
 */
export function typicalError(coefficients, row) {
  const known = new Float64Array(coefficients.length);
  let count = 0;
  for (const { errors } of coefficients) {
    const error = errors[row] ?? 0;
    if (error > 0) known[count++] = error;
  }
  return known.subarray(0, count).sort()[count >> 1];
}

/**
 * From the least loss so far to that of answering zero, or of the untrained network.
 * @param {LaneState} lane
 */
function lossSpan(lane) {
  const { train, test } = extremes(lane);
  const high = Math.max(energy(lane), series(lane).test[0] ?? 0, 1e-6);
  // A training set learned by heart has a training loss as small as one likes; four decades show it.
  return { low: Math.min(test, Math.max(train, 1e-4 * high), high), high };
}

/**
 * @typedef {object} Extremes  of the rows seen so far
 * @property {number} rows
 * @property {number} stride
 * @property {number} low    of all coefficients
 * @property {number} high
 * @property {number} error  the least above 0 of their standard errors
 * @property {number} train  the least above 0
 * @property {number} test
 * @property {number} nearest   the least above 0 of the errors of features, and the largest
 * @property {number} farthest
 * @property {number} calmest   the least above 0 of what moves beside the coefficients and is drawn, and the largest
 * @property {number} liveliest
 */

const NOTHING = {
  rows: 0,
  low: Infinity,
  high: -Infinity,
  error: Infinity,
  train: Infinity,
  test: Infinity,
  nearest: Infinity,
  farthest: 0,
  calmest: Infinity,
  liveliest: 0,
};

/** By the columns' own list, as what is known needs no second look. @type {WeakMap<number[][], Extremes>} */
const SEEN = new WeakMap();

/**
 * @param {LaneState} lane
 * @returns {Extremes}
 */
function extremes(lane) {
  const seen = SEEN.get(lane.data) ?? { ...NOTHING, stride: lane.stride };
  SEEN.set(lane.data, seen);
  seen.rows = kept(seen.rows, seen.stride, lane.stride);
  seen.stride = lane.stride;
  const { train, test, coefficients, features, movement } = series(lane);
  const moving = movement.filter(({ drawn }) => drawn);
  for (let row = seen.rows; row < lane.rowCount; row++) {
    for (const name of /** @type {const} */ (['train', 'test'])) {
      const loss = (name === 'train' ? train : test)[row] ?? 0;
      if (loss > 0 && loss < seen[name]) seen[name] = loss;
    }
    for (const { values } of features) {
      const error = values[row] ?? NaN;
      if (error > 0 && error < seen.nearest) seen.nearest = error;
      if (error > seen.farthest) seen.farthest = error;
    }
    for (const { read } of moving) {
      const [value] = read(row);
      if (value > 0 && value < seen.calmest) seen.calmest = value;
      if (value > seen.liveliest && value < Infinity) seen.liveliest = value;
    }
    for (const { values, errors } of coefficients) {
      const [value, error] = [values[row] ?? NaN, errors[row] ?? NaN];
      if (error > 0 && error < seen.error) seen.error = error;
      if (value < seen.low) seen.low = value;
      if (value > seen.high) seen.high = value;
    }
  }
  seen.rows = settled(lane);
  return seen;
}
