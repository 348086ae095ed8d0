// What a lane's columns measure is told by their groups, wherever they stand and whatever they are called.

import assert from 'node:assert/strict';
import test from 'node:test';
import { series } from '../../www/language/series.js';

/** @import { Group } from '../../www/types.d.ts' */

test('each column is found in its group, and every coefficient has its set and its errors', () => {
  /** @type {[name: string, group: Group][]} */
  const row = [
    ['{1^2,2}', 'coefficient'],
    ['test_loss', 'loss'],
    ['iteration', 'clock'],
    ['{}', 'coefficient'],
    ['{neurons}', 'progress'],
    ['train_loss', 'loss'],
    ['samples', 'clock'],
    ['iteration', 'progress'],
    ['feature_error[12]', 'feature'],
    ['carried[2]{1,10}', 'carried'],
    ['weight_correlation[3]', 'correlation'],
    ['misclassified', 'loss'],
  ];
  const [columns, groups] = [row.map(([name]) => name), row.map(([, group]) => group)];
  const data = columns.map((_, i) => [i, 10 * i]);
  const errors = columns.map((_, i) => [i / 10, i]);
  assert.deepEqual(series({ columns, groups, data, errors }), {
    at: [2, 20],
    samples: [6, 60],
    train: [5, 50],
    test: [1, 10],
    testError: [0.1, 1],
    misclassified: { name: 'misclassified', group: 'loss', values: [11, 110], errors: [1.1, 11] },
    coefficients: [
      { name: '{1^2,2}', set: [1, 1, 2], values: [0, 0], errors: [0, 0] },
      { name: '{}', set: [], values: [3, 30], errors: [0.3, 3] },
    ],
    features: [{ layer: 12, values: [8, 80], errors: [0.8, 8] }],
    movement: [],
    carried: [{ layer: 2, set: [1, 10], values: [9, 90], errors: [0.9, 9] }],
    correlations: [{ layer: 3, values: [10, 100] }],
    progress: [
      { name: '{neurons}', values: [4, 40] },
      { name: 'iteration', values: [7, 70] },
    ],
  });
});

test('columns that grow in place grow in their series, and what is not measured is empty', () => {
  const groups = /** @type {Group[]} */ (['clock', 'coefficient']);
  const lane = { columns: ['iteration', '{1}'], groups, data: [[0], [0.5]], errors: [[NaN], [0.01]] };
  const { at, test: loss, coefficients, misclassified } = series(lane);
  lane.data[0]?.push(100);
  lane.data[1]?.push(0.75);
  assert.equal(series({ ...lane }).at, at);
  assert.deepEqual(at, [0, 100]);
  assert.deepEqual(coefficients[0]?.values, [0.5, 0.75]);
  assert.deepEqual(loss, []);
  assert.equal(misclassified, null);
});
