import assert from 'node:assert/strict';
import test from 'node:test';
import { grown, mostRows, newLane } from '../../www/state/lanes.js';

/** @import { Group } from '../../www/types.d.ts' */

/**
 * @param {number[]} rows
 * @param {number[]} errors
 * @param {object} [more]
 * @returns {any}
 */
const message = (rows, errors, more) => ({
  type: 'progress',
  run: 1,
  goal: { iteration: 0, until: null },
  marks: { neuron: 0, active: 0, layer: 0 },
  iteration: 0,
  samples: 0,
  status: 'running',
  busy: 0,
  spectrum: null,
  rows: Float64Array.from(rows),
  errors: Float64Array.from(errors),
  ...more,
});

const from = { label: 'S', name: 'the staircase', spec: {} };
const loaded = () => ({
  columns: ['iteration', 'test_loss'],
  groups: /** @type {Group[]} */ (['clock', 'loss']),
  features: [],
  stages: [],
  analysis: /** @type {any} */ ({ terms: [] }),
  first: message([0, 1], [NaN, 0.1]),
});

test('rows go to columns, each with its standard error', () => {
  const first = newLane(from, { seed: 1 }, loaded());
  const lane = grown(first, message([100, 0.5, 200, 0.25], [NaN, 0.05, NaN, 0.02], { iteration: 230, samples: 4600 }));
  assert.deepEqual(lane.data, [
    [0, 100, 200],
    [1, 0.5, 0.25],
  ]);
  assert.deepEqual(lane.errors, [
    [NaN, NaN, NaN],
    [0.1, 0.05, 0.02],
  ]);
  assert.deepEqual([lane.rowCount, lane.iteration, lane.samples, lane.spec.seed], [3, 230, 4600, 1]);
});

test('the spectrum stays until a new one comes', () => {
  const spectrum = [{ set: [1], coefficient: 1, standard_error: 0, tracked: true }];
  const lane = grown(newLane(from, {}, loaded()), message([], [], { spectrum }));
  assert.equal(grown(lane, message([], [])).spectrum, spectrum);
});

test('of too many rows the older ones are thinned, the same however they arrive', () => {
  const most = mostRows(2);
  const count = most + 5;
  const rows = Array.from({ length: count }, (_, i) => [i + 1, 0.5]);
  let bit = newLane(from, {}, loaded());
  for (const row of rows) bit = grown(bit, message(row, [NaN, row[0] ?? 0]));
  const whole = grown(
    newLane(from, {}, loaded()),
    message(
      rows.flat(),
      rows.flatMap(([at = 0]) => [NaN, at]),
    ),
  );
  assert.deepEqual(bit.data, whole.data);
  assert.deepEqual([bit.stride, bit.rowCount], [2, whole.rowCount]);
  assert.ok(bit.rowCount < most);
  const at = bit.data[0] ?? [];
  assert.deepEqual([...at.slice(0, 3), ...at.slice(-3)], [0, 2, 4, count - 2, count - 1, count]);
  assert.deepEqual(bit.errors[1]?.slice(1), at.slice(1), 'each row keeps its errors');
});

test('what is kept of a run is bounded, however many columns it has', () => {
  for (const columns of [4, 20, 254, 4100]) {
    const most = mostRows(columns);
    assert.equal(most % 2, 1);
    assert.ok(most > 1000 && most <= 20_001);
    assert.ok(most === 1001 || most * columns <= 1_000_000 + columns);
  }
});
