// What theory predicts of a run beside what is observed in it, from a target's analysis and a lane's rows.

import { columnName, factors } from './views/names.js';
import { firstReached, LEARNED, share } from './views/progress.js';

/** @import { Analysis, LaneState, Term } from './types.d.ts' */

/** The sets of two or more coordinates, whatever their degrees, with none of one coordinate less below them. @param {Analysis} analysis */
export const unsupported = ({ terms }) => terms.filter(({ set, supports }) => factors(set).length >= 2 && supports.length === 0).map(({ set }) => set);

/** The power of n that the leap is conjectured to cost. @param {number} leap */
export const exponent = (leap) => Math.max(leap - 1, 1);

/**
 * The terms round by round: each round takes all the sets that bring fewest coordinates that no earlier round has, where a coordinate
 * counts as often as its degree says. Within a round nothing
 * is predicted, and the two flights of a double staircase rise side by side.
 * @param {Term[]} terms
 * @returns {Term[][]}
 */
export function rounds(terms) {
  /** @type {Set<number>} */
  const known = new Set();
  /** @type {Term[][]} */
  const all = [];
  for (let left = terms; left.length > 0; ) {
    const fresh = (/** @type {Term} */ { set }) => set.filter((i) => !known.has(i)).length;
    const least = Math.min(...left.map(fresh));
    const taken = left.filter((term) => fresh(term) === least);
    left = left.filter((term) => !taken.includes(term));
    taken.forEach(({ set }) => set.forEach((i) => known.add(i)));
    all.push(taken);
  }
  return all;
}

/**
 * @typedef {object} Rise
 * @property {Term} term
 * @property {string} predicted  its place in the order, or the places that it may take: "2–3"
 * @property {string} observed   the place in which it came to half of its target; "" before
 * @property {number | null} half     the iteration at which it was first seen at half of its target
 * @property {number | null} learned  and at nine tenths
 * @property {number} now             its share of the target, NaN if it is not followed
 */

/**
 * @param {LaneState} lane
 * @returns {Rise[]} in the predicted order
 */
export function rises(lane) {
  const predicted = rounds(lane.analysis.terms);
  /** @type {Map<Term, number | null>} */
  const times = new Map(lane.analysis.terms.map((term) => [term, firstReached(lane, term, 0.5)]));
  const seen = [...new Set(times.values())].filter((time) => time !== null).sort((a, b) => a - b);
  const before = places(predicted);
  const after = places(seen.map((time) => lane.analysis.terms.filter((term) => times.get(term) === time)));
  return predicted.flat().map((term) => ({
    term,
    predicted: before.get(term) ?? '',
    observed: after.get(term) ?? '',
    half: times.get(term) ?? null,
    learned: firstReached(lane, term, LEARNED),
    now: share(lane, term, lane.rowCount - 1),
  }));
}

/** "1", and "2–3" for two that share the places behind it. @param {Term[][]} groups */
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
 * The sets that one of a later round has overtaken on the way to half of its target, each with the first that did. Sets that are seen to
 * rise at the same measurement are not told apart.
 * @param {LaneState} lane
 * @returns {{ early: number[], late: number[] }[]}
 */
export function overtaken(lane) {
  const all = rounds(lane.analysis.terms).map((round) =>
    round.filter(({ set }) => lane.columns.includes(columnName(set))).map((term) => ({ set: term.set, half: firstReached(lane, term, 0.5) ?? Infinity })));
  return all.flatMap((round, i) => round.flatMap(({ set, half }) => {
    const ahead = all.slice(i + 1).flat().filter((other) => other.half < half).sort((a, b) => a.half - b.half)[0];
    return ahead ? [{ early: ahead.set, late: set }] : [];
  }));
}
