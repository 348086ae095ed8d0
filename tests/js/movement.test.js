// What moves while every coefficient may still stand at zero: which numbers are made of the columns, and how they are written.

import assert from 'node:assert/strict';
import test from 'node:test';
import { shared } from '../../www/drawing/ranges.js';
import { movements, written } from '../../www/language/movement.js';

/** @import { LaneState } from '../../www/types.d.ts' */

const COLUMNS = /** @type {[name: string, value: number, error: number][]} */ ([
  ['input_weight[target]', 0.06, 0],
  ['input_weight[other]', 0.02, 0],
  ['total_influence', 3, 0.1],
  ['degree_weight[0]', 0.5, 0.01],
  ['degree_weight[10]', -1e-6, 2e-6],
  ['degree_weight[beyond]', 0.04, 0.001],
]);

/** @param {typeof COLUMNS} columns */
const measured = (columns) => columns.map(([name, value, error]) => ({ name, values: [value], errors: [error] }));

test('the first layer is a ratio, and of the weights by degree only those beyond are drawn', () => {
  const all = movements(measured(COLUMNS));
  const drawn = all.filter(({ drawn }) => drawn);
  assert.deepEqual(
    drawn.map(({ name, read }) => [name, read(0)]),
    [
      ['first layer', [3, NaN]],
      ['influence', [3, 0.1]],
      ['beyond', [0.04, 0.001]],
    ],
  );
  assert.deepEqual(
    all.filter(({ drawn }) => !drawn).map(({ name, read }) => [name, read(0)]),
    [
      ['degree 0', [0.5, 0.01]],
      ['degree 10', [-1e-6, 2e-6]],
    ],
  );
});

test('what is not measured is not there', () => {
  assert.deepEqual(movements([]), []);
  // A target of all coordinates, on all inputs.
  const whole = movements(measured(COLUMNS.slice(2, 4)));
  assert.deepEqual(
    whole.map(({ name }) => name),
    ['influence', 'degree 0'],
  );
});

test('a row that has not been measured is none', () => {
  for (const { name, read } of movements(measured(COLUMNS))) assert.deepEqual(read(1), [NaN, NaN], name);
});

for (const [value, error, texts] of /** @type {[number, number, [string, string]][]} */ ([
  [3.1234, 0.0456, ['3.123', '± 0.046']],
  [2316, NaN, ['2.3e3', '']],
  [1.0646, NaN, ['1.06', '']],
  [0.00034, 0.0000089, ['3.4e−4', '± 9e−6']],
  [-0.0034, 0.0001, ['−3.4e−3', '± 1e−4']],
  [-1e-6, 2e-6, ['≈ 0', '']],
  [0.3, 0.2, ['≈ 0', '']],
  [0, 0, ['≈ 0', '']],
  [0.004, 0, ['0.00400', 'exact']],
  [NaN, NaN, ['…', '']],
]))
  test(`${value} ± ${error} is written ${texts.join(' ')}`, () => assert.deepEqual(written(value, error), texts));

/**
 * @param {number[]} influence  a number a row
 */
function lane(influence) {
  return /** @type {LaneState} */ (
    /** @type {unknown} */ ({
      columns: ['total_influence'],
      groups: ['movement'],
      data: [influence],
      errors: [influence.map(() => 0.01)],
      rowCount: influence.length,
      stride: 1,
      analysis: { terms: [], expanded: true },
    })
  );
}

for (const [what, influences, { low, high }] of /** @type {[string, number[][], { low: number, high: number }][]} */ ([
  ['about 1 before there is anything', [[]], { low: 0.03, high: 1.8 }],
  ['all that has moved, in every lane', [[0.02], [5, 50]], { low: 0.01, high: 90 }],
  ['no less than can be told from nothing', [[1e-12, 0, -1]], { low: 1e-6, high: 1.8 }],
  ['no more than a run has that does not diverge', [[1, 1e30, Infinity, NaN]], { low: 0.03, high: 1.8e6 }],
]))
  test(`the axis has room for ${what}`, () => {
    const { movement } = shared({ lanes: influences.map(lane), scale: 'log', coefficientScale: 'linear' });
    assert.ok(
      Math.abs(movement.low / low - 1) < 1e-9 && Math.abs(movement.high / high - 1) < 1e-9,
      `${movement.low} to ${movement.high}`,
    );
  });
