// The geometry of a flight of steps, apart from its drawing: which steps there are, and which are missing under them.

/** @import { LaneState, Term } from '../types.d.ts' */

import { factors } from './names.js';
import { steps } from './progress.js';

/**
 * @typedef {object} Step
 * @property {number[]} set
 * @property {Term | null} term null for a ghost: a set that would support a term but that the target does not hold
 */

/**
 * Whether the one has each of its coordinates in the degree that the other has it in.
 * @param {number[]} small
 * @param {number[]} large
 */
function inside(small, large) {
  const held = factors(large);
  return factors(small).every(({ i, degree }) => held.some((other) => other.i === i && other.degree === degree));
}

/**
 * Whether the target's sets contain one another, so that its picture is a single flight.
 * @param {LaneState} lane
 */
export const isFlight = (lane) => steps(lane).every(({ set }, i, all) => i === 0 || inside(all[i - 1]?.set ?? [], set));

/**
 * The target's terms by degree and, where a term has none of its sets of one coordinate less below it, a chain of
 * ghosts from the largest set that it does contain.
 * @param {LaneState} lane  a single flight
 * @returns {Step[]}
 */
export function staircase(lane) {
  /** @type {number[]} */
  let below = [];
  return steps(lane).flatMap((term) => {
    const missing = factors(term.set).filter(({ i }) => !below.includes(i));
    const ghosts = missing.slice(1).map((_, count) => ({
      set: [...below, ...missing.slice(0, count + 1).flatMap(({ i, degree }) => Array(degree).fill(i))].sort(
        (a, b) => a - b,
      ),
      term: null,
    }));
    below = term.set;
    return [...ghosts, { set: term.set, term }];
  });
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
