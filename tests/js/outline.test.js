import assert from 'node:assert/strict';
import test from 'node:test';
import { createOutline } from '../../www/drawing/outline.js';

const ROWS = 30_000;
const noise = (/** @type {number} */ row) => Math.sin(row * row) + Math.cos(row / 700);
const broken = (/** @type {number} */ row) => (row % 5 === 3 || row > 29_000 ? null : -noise(row));
const x = (/** @type {number} */ row) => 10 * row;
const curves = () => createOutline(x, [noise, broken, ...Array.from({ length: 60 }, () => noise)]);

test('few rows are drawn as they are', () => {
  const points = curves().upTo({ rowCount: 100, stride: 1 });
  assert.deepEqual(
    points[0],
    Array.from({ length: 100 }, (_, row) => x(row)),
  );
  assert.deepEqual(
    points[2],
    Array.from({ length: 100 }, (_, row) => broken(row)),
  );
});

test('many rows have few points, from the first to the last, and no peak is lost', () => {
  const outline = curves();
  for (const count of [1, 2, 3, 700, 701, 5000, ROWS]) {
    const [at, y = [], holes = []] = outline.upTo({ rowCount: count, stride: 1 });
    assert.ok(at.length < 1200, `${at.length} points`);
    assert.ok(at.every((value, i) => i === 0 || value >= (at[i - 1] ?? 0)));
    assert.deepEqual([at[0], at.at(-1), y[0], y.at(-1)], [0, x(count - 1), noise(0), noise(count - 1)]);
    assert.ok([y, holes].every(({ length }) => length === at.length));
    const rows = Array.from({ length: count }, (_, row) => row);
    assert.deepEqual(
      [y, holes]
        .map((points) => points.filter((value) => value !== null))
        .flatMap((all) => [Math.min(...all), Math.max(...all)]),
      [rows.map(noise), rows.flatMap((row) => broken(row) ?? [])].flatMap((all) => [
        Math.min(...all),
        Math.max(...all),
      ]),
    );
  }
});

test('the points are the same however the rows come in', () => {
  const [bit, whole] = [curves(), curves()];
  for (let count = 1; count <= ROWS; count += 1 + (count % 97)) bit.upTo({ rowCount: count, stride: 1 });
  assert.deepEqual(bit.upTo({ rowCount: ROWS, stride: 1 }), whole.upTo({ rowCount: ROWS, stride: 1 }));
});

test('rows that stand close here and far apart there are drawn as finely everywhere', () => {
  // As when one neuron takes long and the next ones don't: a step at every other row, beyond the crowd at the start.
  const spaced = (/** @type {number} */ row) => (row < 29_000 ? Math.floor(row / 100) : 290 + 100 * (row - 29_000));
  const step = (/** @type {number} */ row) => (row < 29_000 ? noise(row) : row % 2);
  const outline = createOutline(spaced, [step]);
  for (const count of [10, 5000, 29_000, 29_300]) {
    const [at, y = []] = outline.upTo({ rowCount: count, stride: 1 });
    assert.ok(at.length <= 2002, `${at.length} points`);
    assert.ok(at.every((value, i) => i === 0 || value >= (at[i - 1] ?? 0)));
    assert.deepEqual([at[0], at.at(-1), y.at(-1)], [0, spaced(count - 1), step(count - 1)]);
  }
  const [at, y = []] = outline.upTo({ rowCount: 29_300, stride: 1 });
  for (let row = 29_000; row < 29_300; row++) {
    const here = y.filter((_, i) => at[i] === spaced(row));
    assert.ok(here.length > 0 && here.every((value) => value === step(row)), `row ${row}`);
  }
});

test('rows that all stand at one place are one run', () => {
  const [at, y = []] = createOutline(() => 7, [noise]).upTo({ rowCount: 5000, stride: 1 });
  assert.deepEqual(at, [7, 7, 7, 7]);
  const rows = Array.from({ length: 5000 }, (_, row) => noise(row));
  assert.deepEqual([Math.min(...y.map(Number)), Math.max(...y.map(Number))], [Math.min(...rows), Math.max(...rows)]);
});

test('rows that are thinned out leave their peaks', () => {
  let stride = 1;
  const outline = createOutline(
    (row) => x(row * stride),
    [(row) => (row * stride === 777 ? 9 : 0), ...Array(60).fill(noise)],
  );
  outline.upTo({ rowCount: 10_001, stride: 1 });
  stride = 2;
  const [at, y = []] = outline.upTo({ rowCount: 8001, stride: 2 });
  assert.deepEqual([Math.max(...y.map(Number)), at.at(-1)], [9, 160_000]);
  assert.ok(at.every((value, i) => i === 0 || value >= (at[i - 1] ?? 0)));
});
