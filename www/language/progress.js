// What the rows say about the target: how much of each monomial the network has, and which steps it has climbed.

/** @import { Axis, LabState, LaneState, Term } from '../types.d.ts' */

import { AXES, axisOf, offered, placeOf } from './axis.js';
import { allTerms } from './inforce.js';
import { columnName } from './names.js';
import { kept, series, settled } from './series.js';

/** A step counts as learned from this share of its target on. */
export const LEARNED = 0.9;

/**
 * The row at the cursor, else the last; -1 before there is one.
 * @param {LaneState} lane
 * @param {Pick<LabState, 'cursor' | 'axis' | 'lanes'>} state
 */
export function rowAt(lane, state) {
  const last = lane.rowCount - 1;
  const { cursor } = state;
  if (cursor === null || last < 1) return last;
  const axis = axisOf(state);
  const at = (/** @type {number} */ row) => placeOf(lane, axis, row);
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(middle) <= cursor) low = middle;
    else high = middle;
  }
  return cursor - at(low) <= at(high) - cursor ? low : high;
}

/**
 * The coefficient of a term at a row, NaN if it is not tracked.
 * @param {LaneState} lane
 * @param {number[]} set
 * @param {number} row
 */
function coefficientAt(lane, set, row) {
  const column = lane.columns.indexOf(columnName(set));
  return lane.data[column]?.[row] ?? NaN;
}

/**
 * The share of its target that a term has reached.
 * @param {LaneState} lane
 * @param {Term} term
 * @param {number} row
 */
export function share(lane, term, row) {
  return coefficientAt(lane, term.set, row) / term.coefficient;
}

/**
 * What is known of a term: when it was first seen at a share of its target, on every axis, or how many rows were looked at in vain.
 * @typedef {{ at: Record<Axis, number> | null, rows: number, stride: number }} Reached
 */
/** By the columns' own list, as rows need no second look. @type {WeakMap<number[][], Map<string, Reached>>} */
const REACHED = new WeakMap();

/**
 * After how many iterations, or samples or neurons, a term was first seen to have this share of its target; null before.
 * @param {LaneState} lane
 * @param {Term} term
 * @param {number} part
 * @param {Axis} [axis]
 * @returns {number | null}
 */
export function firstReached(lane, { set, coefficient }, part, axis = 'iterations') {
  const name = columnName(set);
  const from = askedFrom(lane, name, coefficient);
  const key = `${part * coefficient} ${name} ${from}`;
  const known = REACHED.get(lane.data) ?? new Map();
  REACHED.set(lane.data, known);
  /** @type {Reached} */
  const reached = known.get(key) ?? { at: null, rows: 0, stride: lane.stride };
  known.set(key, reached);
  if (reached.at !== null) return reached.at[axis];
  const values = lane.data[lane.columns.indexOf(name)] ?? [];
  let row = kept(reached.rows, reached.stride, lane.stride);
  const stay = settled(lane);
  const counts = (/** @type {number} */ row) => from === 0 || placeOf(lane, 'iterations', row) > from;
  while (row < values.length && !((values[row] ?? NaN) / coefficient >= part && counts(row))) row += 1;
  Object.assign(reached, { rows: Math.min(row, stay), stride: lane.stride });
  if (row === values.length) return null;
  const at = /** @type {Record<Axis, number>} */ (
    Object.fromEntries(
      AXES.map((each) => [each, placeOf(lane, each, row) + (each === 'neurons' ? within(lane, row) : 0)]),
    )
  );
  // What is seen in a row that gives way to the next is seen there again, or in a later one.
  if (row < stay) reached.at = at;
  return at[axis];
}

/**
 * From which iteration on what a lane learns has had a term without a break: it may be there from before.
 * @param {Pick<LaneState, 'analyses' | 'iteration'>} lane
 * @param {string} name  of its column
 * @param {number} coefficient
 */
function askedFrom({ analyses = [], iteration }, name, coefficient) {
  const has = (/** @type {number} */ k) =>
    analyses[k]?.analysis.terms.some((term) => term.coefficient === coefficient && columnName(term.set) === name);
  let k = analyses.findLastIndex(({ from }) => from <= iteration);
  while (k > 0 && has(k - 1)) k -= 1;
  return analyses[k]?.from ?? 0;
}

/**
 * 1 where a row falls into the training of a neuron, which counts as trained only at its end, else 0: what is seen there is that
 * neuron's doing.
 * @param {LaneState} lane
 * @param {number} row
 */
function within(lane, row) {
  if (!offered([lane]).includes('neurons')) return 0;
  const at = placeOf(lane, 'iterations', row);
  return lane.neurons.some(({ iteration }) => iteration === at) ? 0 : 1;
}

/**
 * Whether a term of a target counts as a step: all do, but for a constant beside others.
 * @param {Term} term
 * @param {Term[]} terms  the whole target
 */
export const isStep = ({ set }, terms) => set.length > 0 || terms.length === 1;

/**
 * The steps of a target, by degree.
 * @param {LaneState} lane
 */
export function steps({ analysis: { terms } }) {
  return terms
    .filter((term) => isStep(term, terms))
    .sort((a, b) => a.set.length - b.set.length || compare(a.set, b.set));
}

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function compare(a, b) {
  const at = a.findIndex((i, place) => i !== b[place]);
  return (a[at] ?? 0) - (b[at] ?? 0);
}

/**
 * The highest degree that a figure has to colour.
 * @param {LaneState[]} lanes
 */
export function topDegree(lanes) {
  const tracked = lanes.flatMap((lane) => series(lane).coefficients.map(({ set }) => set.length));
  return Math.max(2, ...tracked, ...lanes.flatMap((lane) => allTerms(lane).map(({ set }) => set.length)));
}
