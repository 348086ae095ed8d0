// How far the coefficients' axes reach, as they are and by their sizes, and the error under which a size is noise.

import assert from 'node:assert/strict';
import test from 'node:test';
import { shared, typicalError } from '../../www/drawing/ranges.js';

/** @import { LaneState, Scale } from '../../www/types.d.ts' */

/**
 * A lane whose target has these coefficients, and whose network has those.
 * @param {number[]} target
 * @param {...{ values: number[], errors: number[] }} coefficients
 */
function lane(target, ...coefficients) {
  const rowCount = coefficients[0]?.values.length ?? 0;
  const losses = Array(rowCount).fill(1);
  return /** @type {LaneState} */ (
    /** @type {unknown} */ ({
      columns: ['test_loss', ...coefficients.map((_, i) => `{${i + 1}}`)],
      groups: ['loss', ...coefficients.map(() => 'coefficient')],
      data: [losses, ...coefficients.map(({ values }) => values)],
      errors: [losses, ...coefficients.map(({ errors }) => errors)],
      rowCount,
      stride: 1,
      analysis: { expanded: true, terms: target.map((coefficient, i) => ({ set: [i + 1], coefficient })) },
    })
  );
}

/**
 * @param {Scale} coefficientScale
 * @param {...LaneState} lanes
 */
const reach = (coefficientScale, ...lanes) => shared({ lanes, scale: 'log', coefficientScale }).coefficients;

/**
 * @param {number[]} values
 * @param {number[]} errors
 */
const rows = (values, errors) => ({ values, errors });

/** @type {[what: string, of: LaneState, low: number, high: number][]} */
const CASES = [
  ['down to below the least error, up to above the target', lane([1], rows([0, 0.5], [0.002, 0.004])), 1e-3, 1.8],
  ['sizes, whatever their sign', lane([-2], rows([0, -1], [0.05, 0.05])), 0.01, 3.6],
  ['overshooting', lane([1], rows([0, -3], [0.004, 0.004])), 3e-3, 5.4],
  ['overshooting, as far as it does not flatten all else', lane([1], rows([0, 1e9], [0.004, 1e6])), 3e-3, 7.2],
  ['an error beyond everything', lane([1], rows([0, 1], [70, 80])), 3e-3, 1.8],
  ['exact coefficients', lane([1], rows([0, 1], [0, 0])), 3e-7, 1.8],
  ['exact coefficients of a small target', lane([1e-3], rows([0, 1e-3], [0, 0])), 3e-10, 1.8e-3],
  ['exact at first, as 0 is, and then estimated', lane([1], rows([0, 1], [0, 0.004])), 3e-3, 1.8],
  ['exact ones beside estimated ones', lane([1], rows([1], [0]), rows([1], [0.004])), 3e-3, 1.8],
  ['without errors', lane([1], rows([0, 1], [NaN, NaN])), 3e-7, 1.8],
  ['no further than single precision', lane([1], rows([1e-20, 1], [1e-20, 0.01])), 3e-7, 1.8],
  ['before the first row', lane([1], rows([], [])), 3e-7, 1.8],
  ['of a target without known terms', lane([], rows([0, -4], [0.2, 0.2])), 0.03, 7.2],
  ['of one that diverges at once', lane([], rows([Infinity], [NaN])), 3e-7, 7.2],
];

for (const [what, of, low, high] of CASES) {
  test(`a logarithmic axis of coefficients: ${what}`, () => {
    const [range] = reach('log', of);
    const close = (/** @type {number} */ value, /** @type {number} */ to) => Math.abs(value / to - 1) < 1e-9;
    assert.ok(close(range?.low ?? 0, low) && close(range?.high ?? 0, high), JSON.stringify(range));
  });
}

test('targets of different sizes share a logarithmic axis, but no linear one', () => {
  const lanes = [lane([0.1], rows([0], [0.004])), lane([1], rows([0], [0.05]))];
  const [small, large] = reach('log', ...lanes);
  assert.deepEqual([small?.low, small?.high], [large?.low, large?.high]);
  assert.ok((small?.low ?? 1) < 0.004 && (small?.high ?? 0) > 1);
  const [own, other] = reach('linear', ...lanes);
  assert.ok((own?.high ?? 1) < 0.2 && (other?.high ?? 0) > 1);
});

test('the error of a row is the median of those there are', () => {
  const errors = (/** @type {number[]} */ ...row) => row.map((error) => ({ errors: [error] }));
  for (const [row, expected] of /** @type {[{ errors: number[] }[], number | undefined][]} */ ([
    [errors(), undefined],
    [errors(0, 0), undefined],
    [errors(NaN), undefined],
    [errors(0.3), 0.3],
    [errors(0.3, 0.1, 0.2), 0.2],
    [errors(0, 0.3, NaN, 0.1, 0.2), 0.2],
    [errors(10, 9, 100), 10],
  ]))
    assert.equal(typicalError(row, 0), expected);
  assert.equal(typicalError(errors(0.3), 1), undefined, 'a row that is not there');
});
