// What the curves count along their x axis: iterations, samples or neurons, as the visitor chooses.

/** @import { Axis, LabState, LaneState } from '../types.d.ts' */

import { integer } from './format.js';
import { aimed } from './inforce.js';
import { series } from './series.js';

/** One of each. @type {Record<Axis, string>} */
const ONE = { iterations: 'iteration', samples: 'sample', neurons: 'neuron' };

export const AXES = /** @type {Axis[]} */ (Object.keys(ONE));

/** @typedef {Pick<LaneState, 'columns' | 'groups' | 'data' | 'errors'>} Rows */

/**
 * A number a row, ascending; undefined where nothing of the kind is counted.
 * @param {Rows} lane
 * @param {Axis} axis
 */
function counts(lane, axis) {
  const { at, samples, progress } = series(lane);
  if (axis === 'neurons') return progress.find(({ name }) => name === axis)?.values;
  return axis === 'samples' ? samples : at;
}

/**
 * Where a row stands.
 * @param {Rows} lane
 * @param {Axis} axis
 * @param {number} row
 */
export const placeOf = (lane, axis, row) => counts(lane, axis)?.[row] ?? 0;

/**
 * Where an iteration stands of a run that samples at each of them, whether it has come to it or not.
 * @param {LaneState} lane
 * @param {Axis} axis
 * @param {number} iteration
 */
export const placeOfIteration = (lane, axis, iteration) =>
  axis === 'samples' ? samplesAt(lane, iteration) : iteration;

/**
 * Where what a lane learns now begins to hold, and where it ends.
 * @param {LaneState} lane
 * @param {Axis} axis
 * @returns {readonly [from: number, to: number]}
 */
export function placesOfAim(lane, axis) {
  const { from, to } = aimed(lane);
  return [placeOfIteration(lane, axis, from), to < Infinity ? placeOfIteration(lane, axis, to) : Infinity];
}

/**
 * What can be chosen: what every lane counts, and samples where any were asked for.
 * @param {LaneState[]} lanes
 */
export function offered(lanes) {
  const sampled = lanes.some(({ iteration, samples }) => iteration === 0 || samples > 0);
  const counted = lanes.length > 0 && lanes.every((lane) => counts(lane, 'neurons'));
  return AXES.filter((axis) => ({ iterations: true, samples: sampled, neurons: counted })[axis]);
}

/**
 * What was chosen, if it is to be had.
 * @param {Pick<LabState, 'axis' | 'lanes'>} state
 * @returns {Axis}
 */
export const axisOf = ({ axis, lanes }) => (offered(lanes).includes(axis) ? axis : 'iterations');

/**
 * How far the axis reaches: as far as the runs do within the budget.
 * @param {Pick<LabState, 'axis' | 'lanes' | 'budget'>} state
 */
export function reach(state) {
  const { lanes, budget } = state;
  switch (axisOf(state)) {
    case 'iterations':
      return budget;
    case 'samples':
      return Math.max(1, ...lanes.map((lane) => samplesAt(lane, budget)));
    case 'neurons':
      return Math.max(1, ...lanes.map((lane) => neurons(lane)));
  }
}

/**
 * Samples that a run has asked for after so many iterations, whether it has come to them or not.
 * @param {LaneState} lane
 * @param {number} iteration
 */
function samplesAt(lane, iteration) {
  const changes = (lane.spec.changes ?? []).filter(({ learner }) => learner?.batch !== undefined);
  if (changes.length === 0) return iteration * perIteration(lane);
  let [samples, from, batch] = [0, 0, Number(lane.spec.learner?.batch ?? 1)];
  for (const { at, learner } of changes.filter(({ at }) => at < iteration)) {
    samples += (at - from) * batch;
    [from, batch] = [at, Number(learner?.batch)];
  }
  return samples + (iteration - from) * batch;
}

/**
 * Samples; before the first ones, as many as the spec says.
 * @param {LaneState} lane
 */
const perIteration = ({ iteration, samples, spec }) =>
  iteration > 0 ? samples / iteration : Number(spec.learner?.batch ?? 1);

/**
 * All that there are to train; where the spec doesn't say, those trained so far.
 * @param {LaneState} lane
 */
function neurons(lane) {
  const { layers, width } = /** @type {Record<string, unknown>} */ (lane.spec.learner?.network ?? {});
  return Number(layers) * Number(width) || placeOf(lane, 'neurons', lane.rowCount - 1);
}

/**
 * "iteration 5,000", and of others "100,000 samples".
 * @param {number} count
 * @param {Axis} axis
 */
export const place = (count, axis) => (axis === 'iterations' ? `${ONE[axis]} ${integer(count)}` : amount(count, axis));

/**
 * "1 sample", "100,000 samples"
 * @param {number} count
 * @param {Axis} axis
 */
export const amount = (count, axis) => `${integer(count)} ${count === 1 ? ONE[axis] : axis}`;

/**
 * What the curves are drawn by: "by iteration".
 * @param {Axis} axis
 */
export const by = (axis) => `by ${ONE[axis]}`;
