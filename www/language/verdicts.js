// What theory predicts of a run beside what is observed in it, from a target's analysis and a lane's rows.

import { aimNow } from './inforce.js';
import { integer } from './format.js';
import { columnName, factors, monomial, symbol, unit } from './names.js';
import { firstReached, isStep, LEARNED, share } from './progress.js';
import { explained } from './teacher.js';

/** @import { Analysis, Axis, LaneState, Term } from '../types.d.ts' */

/**
 * The sets of two or more coordinates, whatever their degrees, with none of one coordinate less below them.
 * @param {Analysis} analysis
 */
export const unsupported = ({ terms }) =>
  terms.filter(({ set, supports }) => factors(set).length >= 2 && supports.length === 0).map(({ set }) => set);

/**
 * The power of n that the leap is conjectured to cost.
 * @param {number} leap
 */
export const exponent = (leap) => Math.max(leap - 1, 1);

/**
 * The terms round by round: each round takes all the sets that bring fewest coordinates that no earlier round has,
 * where a coordinate counts as often as its degree says; but a set that rests on others waits for the first of them, of
 * which and a coordinate it is the product (Abbe et al. 2021, section 2.5). None of them brings more than it does, so
 * that the leap stays what it is. Within a round nothing is predicted, and the two flights of a double staircase rise
 * side by side.
 * @template {Term & { supports: number[][] }} T
 * @param {T[]} terms
 * @returns {T[][]}
 */
export function rounds(terms) {
  /** @type {Set<number>} */
  const known = new Set();
  /** @type {Set<string>} */
  const before = new Set();
  /** @type {T[][]} */
  const all = [];
  // Names once for all rounds: a table may have thousands of terms.
  for (
    let left = terms.map((term) => ({ term, name: columnName(term.set), below: term.supports.map(columnName) }));
    left.length > 0;
  ) {
    const counted = left.map((each) => {
      const waits = each.below.length > 0 && !each.below.some((name) => before.has(name));
      return { each, fresh: waits ? Infinity : each.term.set.filter((i) => !known.has(i)).length };
    });
    const least = counted.reduce((least, { fresh }) => Math.min(least, fresh), Infinity);
    const taken = counted.flatMap(({ each, fresh }) => (fresh === least ? [each] : []));
    left = counted.flatMap(({ each, fresh }) => (fresh === least ? [] : [each]));
    for (const { term, name } of taken) {
      term.set.forEach((i) => known.add(i));
      before.add(name);
    }
    all.push(taken.map(({ term }) => term));
  }
  return all;
}

/**
 * The same with features at hand, of which the core counts what each set brings.
 * @param {Analysis} analysis
 */
function roundsOverFeatures({ terms, order_over_features: order }) {
  const byName = new Map(terms.map((term) => [columnName(term.set), term]));
  /** @type {Analysis['terms'][]} */
  const all = Array.from({ length: order.at(-1)?.round ?? 0 }, () => []);
  for (const { set, round } of order)
    all[round - 1]?.push(.../** @type {Analysis['terms']} */ ([byName.get(columnName(set))]));
  return all;
}

/**
 * What features change, in words: the leap over them, the step that brings most, and what is not counted.
 * @param {Analysis} analysis
 */
export function overFeatures({
  basis,
  leap,
  leap_over_features: over,
  order_over_features: order,
  features,
  features_counted: counted,
}) {
  if (over === null) return '';
  const name = (/** @type {number[]} */ set) => monomial(set, basis);
  const most = Math.max(...order.map(({ brings }) => brings.length));
  const largest = most > 1 && over < leap ? order.find(({ brings }) => brings.length === most) : null;
  const names = largest?.brings.map(name) ?? [];
  const step = largest ? `: ${name(largest.set)} brings ${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : '';
  const sums = features - counted;
  const many = sums > 1;
  const who =
    features === 1
      ? 'The feature is'
      : `Of the ${integer(features)} features ${many ? `${integer(sums)} are` : 'one is'}`;
  const left = `. ${who} no monomial${many ? 's: they are' : ': it is'} not counted, though ${many ? 'they' : 'it'} may help`;
  return `${over}${over < leap ? ` instead of ${leap}` : ', as without them'}${step}${sums > 0 ? left : ''}`;
}

/** @typedef {{ term: Term, predicted: string, round: number, followed: boolean }} Prediction  `followed`: a column has its coefficient */

/**
 * What doesn't change while a lane runs; a table may have thousands of terms.
 * @type {WeakMap<Analysis, Prediction[]>}
 */
const PREDICTIONS = new WeakMap();

/**
 * In the predicted order.
 * @param {LaneState} lane
 * @returns {Prediction[]}
 */
function predictions({ analysis, columns }) {
  const known = PREDICTIONS.get(analysis);
  if (known) return known;
  const groups = analysis.leap_over_features === null ? rounds(analysis.terms) : roundsOverFeatures(analysis);
  const before = places(groups);
  const all = groups.flatMap((group, round) =>
    group.map((term) => ({
      term,
      predicted: before.get(term) ?? '',
      round,
      followed: columns.includes(columnName(term.set)),
    })),
  );
  PREDICTIONS.set(analysis, all);
  return all;
}

/**
 * @typedef {object} Rise
 * @property {Term} term
 * @property {string} predicted  its place in the order, or the places that it may take: "2–3"
 * @property {string} observed   the place in which it came to half of its target; "" before
 * @property {number | null} half     where on the axis it was first seen at half of its target
 * @property {number | null} learned  and at nine tenths
 * @property {number} now             its share of the target, NaN if it is not followed
 * @property {boolean} followed       whether a column has its coefficient
 */

/**
 * @param {LaneState} lane
 * @param {Axis} [axis]
 * @returns {Rise[]} in the predicted order
 */
export function rises(lane, axis) {
  const all = predictions(lane).map(({ term, predicted, followed }) => ({
    term,
    predicted,
    followed,
    half: followed ? firstReached(lane, term, 0.5, axis) : null,
    learned: followed ? firstReached(lane, term, LEARNED, axis) : null,
    now: followed ? share(lane, term, lane.rowCount - 1) : NaN,
  }));
  // Two that have risen at one neuron have not at one iteration.
  const risen = all.flatMap(({ term, followed }) => {
    const time = followed ? firstReached(lane, term, 0.5) : null;
    return time === null ? [] : [{ term, time }];
  });
  const times = [...new Set(risen.map(({ time }) => time))].sort((a, b) => a - b);
  const after = places(times.map((now) => risen.flatMap(({ term, time }) => (time === now ? [term] : []))));
  return all.map((each) => ({ ...each, observed: after.get(each.term) ?? '' }));
}

/**
 * How many steps, of those that are followed, the network has at a row.
 * @param {LaneState} lane
 * @param {number} row
 */
export function score(lane, row) {
  const followed = predictions(lane).filter(({ term, followed }) => followed && isStep(term, lane.analysis.terms));
  const learned = lane.status === 'diverged' ? [] : followed.filter(({ term }) => share(lane, term, row) >= LEARNED);
  return { learned: learned.length, followed: followed.length };
}

/**
 * How far a lane has come at a row: "3 of 10 steps", or "92 % of G*" where the target is not written out.
 * @param {LaneState} lane
 * @param {number} row
 */
export function come(lane, row) {
  const { analysis } = lane;
  if (!analysis.expanded) return `${explained(lane, row)} of ${symbol(aimNow(lane), analysis.terms)}`;
  const { learned, followed } = score(lane, row);
  return `${learned} of ${followed} ${unit(aimNow(lane), followed)}`;
}

/**
 * So many of them, in their order: those that are followed before the others.
 * @param {Rise[]} all
 * @param {number} most
 */
export function picked(all, most) {
  if (all.length <= most) return all;
  const first = new Set(
    [...all.filter(({ followed }) => followed), ...all.filter(({ followed }) => !followed)].slice(0, most),
  );
  return all.filter((rise) => first.has(rise));
}

/**
 * "1", and "2–3" for two that share the places behind it.
 * @param {Term[][]} groups
 */
function places(groups) {
  /** @type {Map<Term, string>} */
  const all = new Map();
  let first = 1;
  for (const group of groups) {
    const last = first + group.length - 1;
    for (const term of group) all.set(term, first === last ? String(first) : `${first}–${last}`);
    first = last + 1;
  }
  return all;
}

/**
 * The sets that one of a later round has overtaken on the way to half of its target, each with the first that did. Sets
 * that are seen to rise at the same measurement are not told apart.
 * @param {LaneState} lane
 * @returns {{ early: number[], late: number[] }[]}
 */
export function overtaken(lane) {
  const all = predictions(lane)
    .filter(({ followed }) => followed)
    .map(({ term, round }) => ({ set: term.set, round, half: firstReached(lane, term, 0.5) ?? Infinity }));
  return all.flatMap(({ set, round, half }) => {
    const ahead = all.filter((other) => other.round > round && other.half < half).sort((a, b) => a.half - b.half)[0];
    return ahead ? [{ early: ahead.set, late: set }] : [];
  });
}
