// What moves while every coefficient may still stand at zero, where it is measured: see the core's probes/progress.rs.

import { estimate, significant } from './format.js';

/** @typedef {{ name: string, values: number[], errors: number[] }} Measured  a column */
/**
 * @typedef {object} Moving
 * @property {string} name
 * @property {string} title  what it is
 * @property {boolean} drawn  or only told
 * @property {(row: number) => [value: number, error: number]} read
 */

/** Smaller numbers than this are written as powers of ten: they are squares of what is small. */
const SMALL = 0.01;

/**
 * What is measured, with its standard error; "≈ 0" is what this error can't tell from 0.
 * @param {number} value
 * @param {number} error
 * @returns {[value: string, error: string]}
 */
export function written(value, error) {
  if (Math.abs(value) <= 2 * error) return ['≈ 0', ''];
  if (!(error > 0 && Math.abs(value) < SMALL)) return estimate(value, error, significant);
  return [power(value, 1), `± ${power(error, 0)}`];
}

/**
 * @param {number} value
 * @param {number} digits
 */
const power = (value, digits) => value.toExponential(digits).replaceAll('-', '−');

export const MOVEMENT_HELP =
  'First layer: the mean square of its weights on the coordinates that the target depends on, over that on the others; 1 where it looks at all of them alike. Influence: how much the output hangs on single coins, Σ E (f(x) − f(x with coin i flipped))² / 4 = Σ |S| f̂(S)² on fair coins. Beyond: the weight Σ f̂(S)² of all sets that reach beyond the coordinates of the target and of what is followed; degree k: that of the sets of k of these. Influence and weights are those of O’Donnell, Analysis of Boolean Functions, chapters 1, 2 and 8.';

/**
 * @param {Measured} column
 * @returns {(row: number) => [value: number, error: number]}
 */
const reading =
  ({ values, errors }) =>
  (row) => [values[row] ?? NaN, errors[row] ?? NaN];

/**
 * @param {Measured[]} columns
 * @returns {Moving[]}
 */
export function movements(columns) {
  const find = (/** @type {string} */ name) => columns.find((column) => column.name === name);
  const [target, other] = [find('input_weight[target]'), find('input_weight[other]')];
  const [influence, beyond] = [find('total_influence'), find('degree_weight[beyond]')];
  /** @type {Moving[]} */
  const all = [];
  if (target && other)
    all.push({
      name: 'first layer',
      title: 'the mean squared weight of the first layer on the target’s coordinates over that on the others',
      drawn: true,
      read: (row) => [(target.values[row] ?? NaN) / (other.values[row] ?? NaN), NaN],
    });
  if (influence) all.push({ name: 'influence', title: 'the total influence', drawn: true, read: reading(influence) });
  if (beyond)
    all.push({
      name: 'beyond',
      title: 'the weight of sets that reach beyond the followed coordinates',
      drawn: true,
      read: reading(beyond),
    });
  for (const column of columns) {
    const degree = /^degree_weight\[(\d+)\]$/.exec(column.name)?.[1];
    if (degree)
      all.push({
        name: `degree ${degree}`,
        title: `the weight of degree ${degree}`,
        drawn: false,
        read: reading(column),
      });
  }
  return all;
}
