// The geometry of the picture of steps, apart from its drawing: which steps there are, and which are missing under them.

/** @import { LaneState, Term } from '../types.d.ts' */

import { steps } from './progress.js';

/**
 * @typedef {object} Step
 * @property {number[]} set
 * @property {Term | null} term null for a ghost: a set that would support a term but that the target does not hold
 */

/** @param {number[]} small @param {number[]} large */
const inside = (small, large) => small.every((i) => large.includes(i));

/**
 * The target's terms by degree and, where a term has none of its sets of one coordinate less below it, a chain of ghosts from the
 * largest set that it does contain.
 * @param {LaneState} lane
 * @returns {Step[]}
 */
export function staircase(lane) {
  /** @type {Step[]} */
  const all = steps(lane).map((term) => ({ set: term.set, term }));
  for (const { set } of [...all]) {
    const below = all.filter((step) => step.set.length < set.length && inside(step.set, set));
    const from = below.reduce((/** @type {number[]} */ best, step) => (step.set.length > best.length ? step.set : best), []);
    const missing = set.filter((i) => !from.includes(i));
    for (let count = 1; count < missing.length; count += 1) {
      all.push({ set: [...from, ...missing.slice(0, count)].sort((a, b) => a - b), term: null });
    }
  }
  return all.sort((a, b) => a.set.length - b.set.length || Math.max(...a.set) - Math.max(...b.set));
}

/**
 * How far someone gets who can climb one learned step after the other.
 * @param {Step[]} all
 * @param {(step: Step) => boolean} learned
 * @returns {number} how many steps from the left, ghosts not counted as steps
 */
export function climbed(all, learned) {
  const stop = all.findIndex((step) => step.term === null || !learned(step));
  return stop < 0 ? all.length : stop;
}
