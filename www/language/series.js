// A lane's rows by what they measure, as the core tells with every column: nothing else need know which one stands where.

/** @import { Group, LaneState } from '../types.d.ts' */
/** @import { Moving } from './movement.js' */

import { movements } from './movement.js';
import { parseSet } from './names.js';

/**
 * @typedef {object} Followed  a coefficient that has a column
 * @property {string} name  of the column
 * @property {number[]} set
 * @property {number[]} values
 * @property {number[]} errors  their standard errors
 */
/** @typedef {{ layer: number, set: number[], values: number[], errors: number[] }} Carried */
/**
 * @typedef {object} Series  a number a row each
 * @property {number[]} at  the iterations
 * @property {number[]} samples
 * @property {number[]} train
 * @property {number[]} test
 * @property {number[]} testError
 * @property {{ name: string, values: number[], errors: number[] } | null} misclassified  the share of what is held out, where it is counted
 * @property {Followed[]} coefficients
 * @property {{ layer: number, values: number[], errors: number[] }[]} features  errors of the hidden features of a teacher's layers
 * @property {Moving[]} movement  what moves while every coefficient may still stand at zero
 * @property {Carried[]} carried  what each layer carries of each followed monomial
 * @property {{ layer: number, values: number[] }[]} correlations  of each layer's weights with those before they were corrected
 * @property {{ name: string, values: number[] }[]} progress  of a learner that counts more than iterations
 */

/** By the columns' own list, which stays the same while they grow in place. @type {WeakMap<number[][], Series>} */
const KNOWN = new WeakMap();

/** Of a column such as feature_error[2] or carried[1]{1,2}. @param {string} name */
const layerOf = (name) => Number(/\[(\d+)\]/.exec(name)?.[1]);

/**
 * @param {Pick<LaneState, 'columns' | 'groups' | 'data' | 'errors'>} lane
 * @returns {Series}
 */
export function series({ columns, groups, data, errors }) {
  const known = KNOWN.get(data);
  if (known) return known;
  const all = columns.map((name, i) => ({ name, group: groups[i], values: data[i] ?? [], errors: errors[i] ?? [] }));
  const of = (/** @type {Group} */ group) => all.filter((column) => column.group === group);
  const one = (/** @type {Group} */ group, /** @type {string} */ name) =>
    of(group).find((column) => column.name === name) ?? { values: [], errors: [] };
  const test = one('loss', 'test_loss');
  const found = {
    at: one('clock', 'iteration').values,
    samples: one('clock', 'samples').values,
    train: one('loss', 'train_loss').values,
    test: test.values,
    testError: test.errors,
    misclassified: all.find(({ name }) => name === 'misclassified') ?? null,
    coefficients: of('coefficient').map(({ name, values, errors }) => ({ name, set: parseSet(name), values, errors })),
    features: of('feature').map(({ name, values, errors }) => ({ layer: layerOf(name), values, errors })),
    movement: movements(of('movement')),
    carried: of('carried').map(({ name, values, errors }) => ({
      layer: layerOf(name),
      set: parseSet(name.slice(name.indexOf('{'))),
      values,
      errors,
    })),
    correlations: of('correlation').map(({ name, values }) => ({ layer: layerOf(name), values })),
    progress: of('progress').map(({ name, values }) => ({ name, values })),
  };
  KNOWN.set(data, found);
  return found;
}

/**
 * What predicting zero costs: E g².
 * @param {Pick<LaneState, 'analysis'>} lane
 */
export const energy = ({ analysis }) => analysis.mean_square;

/**
 * The part of the target's mean square that a lane's learner leaves unexplained at a row, and its standard error: test loss / E g².
 * Answering zero leaves all of it, and what is worse than that more than all.
 * @param {LaneState} lane
 * @param {number} row
 */
export function unexplained(lane, row) {
  const { test, testError } = series(lane);
  const whole = energy(lane);
  return { part: (test[row] ?? NaN) / whole, error: (testError[row] ?? NaN) / whole };
}

/**
 * Whether it is counted how much of what is held out a lane's network takes for the wrong class.
 * @param {LaneState} lane
 */
export const isSorted = (lane) => series(lane).misclassified !== null;

/**
 * How many of a lane's rows stay where they are when more come: all, or all but the newest, where only some are kept.
 * @param {Pick<LaneState, 'rowCount' | 'stride' | 'seen'>} lane
 */
export const settled = ({ rowCount, stride, seen }) => (seen === undefined ? rowCount : Math.ceil(seen / stride));

/**
 * How many are left of the first rows when of more of them only every second, fourth, … is kept.
 * @param {number} rows
 * @param {number} before  of so many one was there
 * @param {number} now
 */
export const kept = (rows, before, now) => Math.ceil((rows * before) / now);
