// What of a spec holds at an iteration, where it says what changes on the way.

/** @import { Choice, Spec } from '../types.d.ts' */

import { integer } from './format.js';

/** @typedef {'inputs' | 'target' | 'data' | 'learner'} Family */
/** @type {Family[]} */
const FAMILIES = ['inputs', 'target', 'data', 'learner'];

/**
 * A spec with its changes up to an iteration in it, those of some families alone.
 * @param {Spec} spec
 * @param {number} iteration
 * @param {Family[]} [families]
 * @returns {Spec}
 */
export function inForce(spec, iteration, families = FAMILIES) {
  const { changes = [], ...first } = spec;
  const now = /** @type {Spec} */ (first);
  for (const change of changes.filter(({ at }) => at <= iteration)) {
    for (const family of families) {
      if (!change[family]) continue;
      const before = family === 'learner' ? now.learner : {};
      now[family] = /** @type {Choice} */ ({ ...before, ...change[family] });
    }
  }
  return now;
}

/**
 * What a run is to learn in the end, as its analysis has it.
 * @param {Spec} spec
 */
export const aim = (spec) => inForce(spec, Infinity, ['target']).target;

/**
 * From which iteration on it is learned: 0 without a change of target.
 * @param {Spec} spec
 */
export const aimedFrom = ({ changes = [] }) =>
  Math.max(0, ...changes.filter(({ target }) => target !== undefined).map(({ at }) => at));

/**
 * ", from iteration 2,000 on", where it isn't learned from the start.
 * @param {Spec} spec
 */
export function later(spec) {
  const from = aimedFrom(spec);
  return from > 0 ? `, from iteration ${integer(from)} on` : '';
}
