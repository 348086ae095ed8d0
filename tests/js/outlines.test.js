// What the charts of a lane draw of its rows: nothing where a number can't be drawn, and on a logarithmic axis no hole for 0.

import assert from 'node:assert/strict';
import test from 'node:test';
import { outlinesOf } from '../../www/drawing/outlines.js';

const columns = {
  iteration: { group: 'clock', values: [0, 10, 20, 30], errors: [] },
  train_loss: { group: 'loss', values: [NaN, 2, 1, 0], errors: [] },
  test_loss: { group: 'loss', values: [2, 1, 0.5, Infinity], errors: [0.5, 1, 0, NaN] },
  '{1}': { group: 'coefficient', values: [0, -0.5, 1e-9, NaN], errors: [0, 0.25, 0, NaN] },
  '{1,2}': { group: 'coefficient', values: [0.5, 1, -2, -Infinity], errors: [0, 0.5, 0, NaN] },
};
const all = Object.values(columns);
const lane = /** @type {import('../../www/types.d.ts').LaneState} */ ({
  columns: Object.keys(columns),
  groups: all.map(({ group }) => group),
  data: all.map(({ values }) => values),
  errors: all.map(({ errors }) => errors),
});

test('coefficients are drawn as they are', () => {
  assert.deepEqual(outlinesOf(lane, 'iterations', null).coefficients.upTo({ rowCount: 4, stride: 1 }), [
    [0, 10, 20, 30],
    [0, -0.5, 1e-9, null],
    [0.5, 1, -2, null],
  ]);
});

test('or their sizes, none below the lowest, and after them the standard error', () => {
  assert.deepEqual(outlinesOf(lane, 'iterations', 1e-3).coefficients.upTo({ rowCount: 4, stride: 1 }), [
    [0, 10, 20, 30],
    [1e-3, 0.5, 1e-3, null],
    [0.5, 1, 2, null],
    [null, 0.5, null, null],
  ]);
});

test('losses are drawn where they are above 0, the test loss with its error about it', () => {
  assert.deepEqual(outlinesOf(lane, 'iterations', null).loss.upTo({ rowCount: 4, stride: 1 }), [
    [0, 10, 20, 30],
    [null, 2, 1, null],
    [2, 1, 0.5, null],
    [2.5, 2, 0.5, null],
    [1.5, null, 0.5, null],
  ]);
});
