import assert from 'node:assert/strict';
import test from 'node:test';
import { grown, newLane } from '../../www/lanes.js';

/** @param {number[]} rows @param {number[]} errors @param {object} [more] @returns {any} */
const message = (rows, errors, more) => (
  { type: 'progress', run: 1, goal: 0, iteration: 0, samples: 0, status: 'running', busy: 0, spectrum: null,
    rows: Float64Array.from(rows), errors: Float64Array.from(errors), ...more });

const from = { label: 'S', name: 'the staircase', spec: {} };
const loaded = () => ({ columns: ['iteration', 'test_loss'], analysis: /** @type {any} */ ({ terms: [] }), first: message([0, 1], [NaN, 0.1]) });

test('rows go to columns, each with its standard error', () => {
  const first = newLane(from, { seed: 1 }, loaded());
  const lane = grown(first, message([100, 0.5, 200, 0.25], [NaN, 0.05, NaN, 0.02], { iteration: 230, samples: 4600 }));
  assert.deepEqual(lane.data, [[0, 100, 200], [1, 0.5, 0.25]]);
  assert.deepEqual(lane.errors, [[NaN, NaN, NaN], [0.1, 0.05, 0.02]]);
  assert.deepEqual([lane.rowCount, lane.iteration, lane.samples, lane.spec.seed], [3, 230, 4600, 1]);
});

test('the spectrum stays until a new one comes', () => {
  const spectrum = [{ set: [1], coefficient: 1, standard_error: 0, tracked: true }];
  const lane = grown(newLane(from, {}, loaded()), message([], [], { spectrum }));
  assert.equal(grown(lane, message([], [])).spectrum, spectrum);
});
