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
  analyses: [{ from: 0, analysis: /** @type {any} */ ({ terms: [] }) }],
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

test('what a lane is analysed for is what it learns where it is; one that an older page kept stays as it was', () => {
  const [before, after] = /** @type {any[]} */ ([{ terms: [] }, { terms: [{ set: [1], coefficient: 1 }] }]);
  const analyses = [
    { from: 0, analysis: before },
    { from: 200, analysis: after },
  ];
  const first = newLane(from, {}, { ...loaded(), analyses });
  assert.equal(first.analysis, before);
  const to = (/** @type {number} */ iteration) => message([], [], { iteration });
  assert.equal(grown(first, to(199)).analysis, before);
  assert.equal(grown(first, to(200)).analysis, after);
  assert.equal(grown(grown(first, to(300)), to(300)).analysis, after);
  const { analyses: _, ...older } = first;
  assert.equal(grown(older, to(300)).analysis, before);
});

/**
 * A lane of so many rows beside the first, in one message or each in its own.
 * @param {number} count
 * @param {boolean} [bit]
 */
function laneOf(count, bit = false) {
  const rows = Array.from({ length: count }, (_, i) => [i + 1, 0.5]);
  const errors = rows.map(([at = 0]) => [NaN, at]);
  const whole = [message(rows.flat(), errors.flat())];
  const messages = bit ? rows.map((row, i) => message(row, errors[i] ?? [])) : whole;
  return messages.reduce(grown, newLane(from, {}, loaded()));
}

test('of too many rows every second, fourth, … stays, and the newest, the same however they arrive', () => {
  const most = mostRows(2);
  for (const [count, stride] of /** @type {const} */ ([
    [most - 2, 1],
    [most - 1, 2],
    [most + 4, 2],
    [most + 5, 2],
    [9 * most, 16],
  ])) {
    const [bit, whole] = [laneOf(count, true), laneOf(count)];
    assert.deepEqual(bit.data, whole.data);
    assert.deepEqual([bit.stride, bit.seen, bit.rowCount], [stride, count + 1, whole.rowCount]);
    assert.ok(bit.rowCount <= most && bit.rowCount >= most >> 1);
    const at = bit.data[0] ?? [];
    const settled = Array.from({ length: 1 + Math.floor(count / stride) }, (_, i) => i * stride);
    assert.deepEqual(at, count % stride === 0 ? settled : [...settled, count]);
    assert.deepEqual(bit.errors[1]?.slice(1), at.slice(1), 'each row keeps its errors');
  }
});

test('a lane that was saved goes on as it would have', () => {
  const most = mostRows(2);
  const whole = laneOf(3 * most);
  const { data, errors, stride, seen, spectrum } = laneOf(3 * most - 1);
  const saved = { data, errors, stride, seen, spectrum, snapshot: new Uint8Array() };
  const first = message([3 * most, 0.5], [NaN, 3 * most]);
  assert.deepEqual(newLane(from, {}, { ...loaded(), first }, saved), whole);
  const { seen: _, ...older } = {
    ...saved,
    data: [
      [0, 8, 9],
      [1, 1, 1],
    ],
    errors: [[], [], []],
  };
  const lane = newLane(from, {}, { ...loaded(), first: message([12, 0.5], [NaN, 0]) }, { ...older, stride: 64 });
  assert.deepEqual([lane.data[0], lane.stride, lane.seen], [[0, 8, 9, 12], 1, 4]);
});

test('what is kept of a run is bounded, however many columns it has', () => {
  for (const columns of [4, 20, 254, 4100]) {
    const most = mostRows(columns);
    assert.equal(most % 2, 1);
    assert.ok(most > 1000 && most <= 20_001);
    assert.ok(most === 1001 || most * columns <= 1_000_000 + columns);
  }
});
