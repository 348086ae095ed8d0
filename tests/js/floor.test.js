// The shade over what can't be told from 0: where it ends, and what it is called.

import assert from 'node:assert/strict';
import test from 'node:test';
import { drawFloor } from '../../www/drawing/floor.js';

/** @import uPlot from 'uplot' */
/** @import { Floor } from '../../www/drawing/floor.js' */
/** @import { Look } from '../../www/drawing/chart.js' */

/**
 * The corners of the shade in a chart of 100 by 100, six decades high from 1 down, and its name.
 * @param {Partial<Floor>} floor
 * @param {boolean} [stepped]
 */
function shade(floor, stepped = false) {
  /** @type {{ corners: number[][], name: string }} */
  const drawn = { corners: [], name: '' };
  const corner = (/** @type {number[]} */ ...at) => drawn.corners.push(at.map(Math.round));
  const ctx = {
    moveTo: corner,
    lineTo: corner,
    fillText: (/** @type {string} */ text) => (drawn.name = text),
    ...Object.fromEntries(['save', 'restore', 'beginPath', 'fill', 'strokeText'].map((name) => [name, () => {}])),
  };
  const plot = {
    ctx,
    bbox: { left: 0, top: 0, width: 100, height: 60 },
    data: [[0, 20, 50]],
    valToPos: (/** @type {number} */ value, /** @type {string} */ axis) =>
      axis === 'x' ? value : -10 * Math.log10(value),
  };
  drawFloor(
    /** @type {uPlot} */ (/** @type {unknown} */ (plot)),
    { values: [null, null, null], least: 1e-5, ends: false, ...floor },
    /** @type {Look} */ (/** @type {unknown} */ ({ colours: {}, stepped })),
    1,
  );
  return drawn;
}

test('it follows the standard error, and goes on to the end as it was last', () => {
  assert.deepEqual(shade({ values: [1e-3, 1e-2, 1e-1] }), {
    corners: [
      [0, 60],
      [0, 30],
      [0, 30],
      [20, 20],
      [50, 10],
      [100, 10],
      [100, 60],
    ],
    name: 'noise',
  });
});

test('with steps where the curves have them', () => {
  const { corners } = shade({ values: [1e-3, 1e-2, 1e-1] }, true);
  assert.deepEqual(corners.slice(2, -2), [
    [0, 30],
    [20, 30],
    [20, 20],
    [50, 20],
    [50, 10],
  ]);
});

test('where rows have no error it is as at their neighbours', () => {
  const { corners, name } = shade({ values: [null, 1e-2, null] });
  assert.deepEqual(corners, [
    [0, 60],
    [0, 20],
    [20, 20],
    [100, 20],
    [100, 60],
  ]);
  assert.equal(name, 'noise');
});

test('of exact coefficients it has a height of its own, and another name', () => {
  assert.deepEqual(shade({}), {
    corners: [
      [0, 60],
      [0, 50],
      [100, 50],
      [100, 60],
    ],
    name: '≈ 0',
  });
});

test('it stays inside the chart, and ends with a run that diverged', () => {
  const { corners } = shade({ values: [1e-9, 1e-2, 1e9], ends: true });
  assert.deepEqual(corners, [
    [0, 60],
    [0, 60],
    [0, 60],
    [20, 20],
    [50, 0],
    [50, 0],
    [50, 60],
  ]);
});
