// A lane's rows by what they measure: nothing else need know which column stands where.

/** @import { LaneState } from '../types.d.ts' */

import { parseSet } from './names.js';

/**
 * @typedef {object} Followed  a coefficient that has a column
 * @property {string} name  of the column
 * @property {number[]} set
 * @property {number[]} values
 * @property {number[]} errors  their standard errors
 */
/**
 * @typedef {object} Series  a number a row each
 * @property {number[]} at  the iterations
 * @property {number[]} train
 * @property {number[]} test
 * @property {number[]} testError
 * @property {Followed[]} coefficients
 */

/** By the columns' own list, which stays the same while they grow in place. @type {WeakMap<number[][], Series>} */
const KNOWN = new WeakMap();

/**
 * @param {Pick<LaneState, 'columns' | 'data' | 'errors'>} lane
 * @returns {Series}
 */
export function series({ columns, data, errors }) {
  const known = KNOWN.get(data);
  if (known) return known;
  const values = (/** @type {string} */ name) => data[columns.indexOf(name)] ?? [];
  const deviations = (/** @type {string} */ name) => errors[columns.indexOf(name)] ?? [];
  const all = {
    at: values('iteration'),
    train: values('train_loss'),
    test: values('test_loss'),
    testError: deviations('test_loss'),
    coefficients: columns.flatMap((name) => {
      const set = parseSet(name);
      return set ? [{ name, set, values: values(name), errors: deviations(name) }] : [];
    }),
  };
  KNOWN.set(data, all);
  return all;
}

/**
 * How many are left of the first rows when of more of them only every second, fourth, … is kept.
 * @param {number} rows
 * @param {number} before  of so many one was there
 * @param {number} now
 */
export const kept = (rows, before, now) => Math.ceil((rows * before) / now);
