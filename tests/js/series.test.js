// What a lane's columns measure is told by their names, wherever they stand.

import assert from 'node:assert/strict';
import test from 'node:test';
import { series } from '../../www/language/series.js';

test('each column is found by its name, and every set is a coefficient with its errors', () => {
  const columns = ['{1^2,2}', 'test_loss', 'iteration', '{}', 'feature_error[2]', 'train_loss'];
  const data = columns.map((_, i) => [i, 10 * i]);
  const errors = columns.map((_, i) => [i / 10, i]);
  assert.deepEqual(series({ columns, data, errors }), {
    at: [2, 20],
    train: [5, 50],
    test: [1, 10],
    testError: [0.1, 1],
    coefficients: [
      { name: '{1^2,2}', set: [1, 1, 2], values: [0, 0], errors: [0, 0] },
      { name: '{}', set: [], values: [3, 30], errors: [0.3, 3] },
    ],
  });
});

test('columns that grow in place grow in their series, and what is not measured is empty', () => {
  const lane = { columns: ['iteration', '{1}'], data: [[0], [0.5]], errors: [[NaN], [0.01]] };
  const { at, test: loss, coefficients } = series(lane);
  lane.data[0]?.push(100);
  lane.data[1]?.push(0.75);
  assert.equal(series({ ...lane }).at, at);
  assert.deepEqual(at, [0, 100]);
  assert.deepEqual(coefficients[0]?.values, [0.5, 0.75]);
  assert.deepEqual(loss, []);
});
