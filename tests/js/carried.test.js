// What is said of the monomials that a network's layers carry.

import assert from 'node:assert/strict';
import test from 'node:test';
import { highestOn, largestError, layersOf, told } from '../../www/language/carried.js';

/** @import { LaneState, TrainingStage } from '../../www/types.d.ts' */

/**
 * @param {number} layer
 * @param {number[]} set
 * @param {number} value
 * @param {number} error
 */
const cell = (layer, set, value, error) => ({ layer, set, values: [value], errors: [error] });

const CARRIED = [
  cell(1, [1], 0.912, 0.0061),
  cell(1, [1, 2], -0.001, 0.02),
  cell(2, [1], 1, 0),
  cell(2, [1, 2], NaN, NaN),
];

test('layers stand from the highest down, each with its monomials in order', () => {
  assert.deepEqual(
    layersOf(CARRIED).map(({ layer, cells }) => [layer, cells.map(({ set }) => set)]),
    [
      [2, [[1], [1, 2]]],
      [1, [[1], [1, 2]]],
    ],
  );
  assert.deepEqual(layersOf([]), []);
});

test('a cell is told with its error', () => {
  assert.deepEqual(
    CARRIED.map((cell) => told(cell, 0)),
    [
      '0.9120 ± 0.0061 of x₁ in layer 1',
      '−0.001 ± 0.020 of x₁x₂ in layer 1',
      '1.00 of x₁ in layer 2',
      '… of x₁x₂ in layer 2',
    ],
  );
});

test('the largest error is of those that there are', () => {
  assert.equal(largestError(CARRIED, 0), 0.02);
  assert.equal(largestError(CARRIED.slice(2), 0), 0);
  assert.equal(largestError(CARRIED, 1), 0);
});

for (const [what, stages, highest] of /** @type {[string, TrainingStage[], number[]][]} */ ([
  [
    'come one after the other, and a row ends its stage',
    [
      { iteration: 0, layers: 1, trained: [1, 1] },
      { iteration: 100, layers: 2, trained: [2, 2] },
      { iteration: 200, layers: 4, trained: [1, 4] },
    ],
    [1, 1, 1, 2, 2, 4],
  ],
  ['are all there', [{ iteration: 0, layers: 4, trained: [1, 4] }], [4, 4, 4, 4, 4, 4]],
  ['have no stages', [], [Infinity, Infinity, Infinity, Infinity, Infinity, Infinity]],
]))
  test(`of layers that ${what}, the highest one is known`, () => {
    const at = [0, 50, 100, 150, 200, 250];
    const lane = /** @type {LaneState} */ (
      /** @type {unknown} */ ({ columns: ['iteration'], groups: ['clock'], data: [at], errors: [[]], stages })
    );
    assert.deepEqual(
      at.map((_, row) => highestOn(lane, row)),
      highest,
    );
  });
