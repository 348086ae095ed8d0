// The names of changes at the head of a chart: none covers another, and none is lost without a number in its place.

import assert from 'node:assert/strict';
import test from 'node:test';
import { placeNames } from '../../www/drawing/changes.js';
import { chartSvg } from '../../www/drawing/svgchart.js';

/** @param {string} label */
const widthOf = (label) => 6 * label.length;
const PLANE = { left: 0, right: 400, height: 240 };

/**
 * Pairs of names that share any of their room.
 * @param {{ label: string, left: number, top: number }[]} names
 */
const overlaps = (names) =>
  names.flatMap((one, i) =>
    names
      .slice(i + 1)
      .filter(
        (other) =>
          Math.abs(one.top - other.top) < 11 &&
          one.left < other.left + widthOf(other.label) &&
          other.left < one.left + widthOf(one.label),
      )
      .map((other) => `${one.label} and ${other.label}`),
  );
const at = (/** @type {[number, string][]} */ ...all) => all.map(([x, label]) => ({ x, label }));

test('names far apart stand in the first row beside their lines, and one at the edge is moved into the chart', () => {
  assert.deepEqual(placeNames(at([50, 'batch 3'], [200, ''], [300, 'batch 40'], [395, 'end']), PLANE, widthOf), [
    { label: 'batch 3', left: 54, top: 0 },
    { label: 'batch 40', left: 304, top: 0 },
    { label: 'end', left: 382, top: 0 },
  ]);
});

test('a name wider than the chart is cut, and does not leave it', () => {
  const long = 'law gaussian, batch 40, step size 0.0002, bias 0.3, target and(x1, x2, x3)';
  for (const x of [60, 390]) {
    const [name] = placeNames(at([x, long]), { left: 40, right: 400, height: 240 }, widthOf);
    assert.equal(name?.label, `${long.slice(0, 58).trimEnd()}…`);
    assert.ok((name?.left ?? 0) >= 40, `${name?.left}`);
  }
});

test('names near each other stand in rows, the first at the top', () => {
  const names = placeNames(
    at([50, 'another target'], [60, 'batch 3'], [60, 'step 1'], [150, 'batch 4']),
    PLANE,
    widthOf,
  );
  assert.deepEqual(
    names.map(({ label, left, top }) => [label, left, top]),
    [
      ['another target', 54, 0],
      ['batch 3', 64, 14],
      ['step 1', 64, 28],
      ['batch 4', 154, 0],
    ],
  );
  assert.deepEqual(overlaps(names), []);
});

test('where no row has room neighbours share a name that counts them, down to one name on the lowest of charts', () => {
  const five = at([50, 'aaaaaaaa'], [51, 'bbbbbbbb'], [52, 'cccccccc'], [53, 'dddddddd'], [54, 'eeeeeeee'], [300, 'f']);
  const names = placeNames(five, PLANE, widthOf);
  assert.deepEqual(
    names.map(({ label }) => label),
    ['aaaaaaaa', 'bbbbbbbb', 'cccccccc', '2 changes', 'f'],
  );
  assert.deepEqual(overlaps(names), []);
  assert.deepEqual(
    placeNames(five, { left: 0, right: 400, height: 20 }, widthOf).map(({ label, left }) => [label, left]),
    [
      ['5 changes', 54],
      ['f', 304],
    ],
  );
});

test('of random changes no name covers another, and all are named or counted', () => {
  let seed = 7;
  const draw = (/** @type {number} */ n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let trial = 0; trial < 300; trial++) {
    const plane = { left: 0, right: 60 + draw(800), height: 30 + draw(300) };
    const changes = Array.from({ length: draw(40) }, () => ({
      x: draw(plane.right),
      label: 'x'.repeat(draw(20)),
    })).sort((a, b) => a.x - b.x);
    const names = placeNames(changes, plane, widthOf);
    assert.deepEqual(overlaps(names), []);
    const counted = names.reduce((sum, { label }) => sum + Number(/^(\d+) changes$/.exec(label)?.[1] ?? 1), 0);
    assert.equal(counted, changes.filter(({ label }) => label !== '').length);
  }
});

test('on paper they stand in the same rows', () => {
  const svg = chartSvg(
    {
      ...{ name: 'loss', title: 'Loss', x: 'iterations', y: 'loss', logX: false, log: false, stepped: false },
      ...{ across: [0, 1000], range: [0, 1], height: 240, lines: [], levels: [] },
      changes: [
        { at: 400, label: 'another target' },
        { at: 410, label: 'batch 3' },
      ],
    },
    { left: 0, top: 0, width: 600, right: 24, id: 'loss' },
  );
  const place = (/** @type {string} */ label) => Number(new RegExp(` y="([\\d.]+)"[^>]*>${label}<`).exec(svg)?.[1]);
  assert.equal(place('batch 3') - place('another target'), 14);
});
