// What the curves count: what is offered, how far the axis reaches, and where the rows and the words stand on it.

import assert from 'node:assert/strict';
import test from 'node:test';
import { amount, axisOf, offered, place, placeOf, placeOfIteration, reach } from '../../www/language/axis.js';
import { firstReached, rowAt } from '../../www/language/progress.js';
import { rises } from '../../www/language/verdicts.js';
import { finished } from '../../www/language/words.js';

/** @import { LaneState, LabState } from '../../www/types.d.ts' */

/**
 * A lane of 6 neurons in all, whose second one is active.
 * @param {{ sampled?: number, phased?: boolean, iteration?: number, active?: number[] }} [how]  samples an iteration; when
 *     neurons became active
 * @returns {LaneState}
 */
function lane({ sampled = 20, phased = true, iteration = 900, active = [250, 300] } = {}) {
  const at = [0, 100, 250, 300, 900];
  const rows = {
    clock: { iteration: at, samples: at.map((t) => sampled * t) },
    loss: { train_loss: [], test_loss: [] },
    coefficient: { '{1}': [0, 0, 1, 1, 1], '{1,2}': [0, 0, 0, 1, 1] },
    progress: phased ? { neurons: [0, 1, 2, 2, 5], active: [0, 0, 1, 1, 1] } : {},
  };
  const all = Object.entries(rows).flatMap(([group, columns]) =>
    Object.entries(columns).map(([name, values]) => ({ name, group, values })),
  );
  return /** @type {LaneState} */ (
    /** @type {unknown} */ ({
      label: '',
      name: '',
      spec: {
        target: { kind: 'staircase', degree: 2 },
        learner: { batch: 20, network: phased ? { layers: 2, width: 3 } : { layers: 5, width: 40 } },
      },
      status: 'running',
      iteration,
      samples: sampled * iteration,
      neurons: active.map((iteration) => ({ iteration })),
      columns: all.map(({ name }) => name),
      groups: all.map(({ group }) => group),
      data: all.map(({ values }) => values),
      errors: [],
      rowCount: at.length,
      stride: 1,
      analysis: {
        leap_over_features: null,
        terms: [
          { set: [1], coefficient: 1, supports: [] },
          { set: [1, 2], coefficient: 1, supports: [[1]] },
        ],
      },
    })
  );
}

/**
 * @param {LabState['axis']} axis
 * @param {LaneState[]} lanes
 * @param {number | null} [cursor]
 */
const state = (axis, lanes, cursor = null) => ({ axis, lanes, cursor, budget: 1000 });

test('what every lane counts is offered, samples where some lane asks for them', () => {
  for (const { lanes, expected } of [
    { lanes: [], expected: ['iterations'] },
    { lanes: [lane()], expected: ['iterations', 'samples', 'neurons'] },
    { lanes: [lane({ phased: false })], expected: ['iterations', 'samples'] },
    { lanes: [lane(), lane({ phased: false })], expected: ['iterations', 'samples'] },
    { lanes: [lane({ sampled: 0 })], expected: ['iterations', 'neurons'] },
    { lanes: [lane({ sampled: 0 }), lane()], expected: ['iterations', 'samples', 'neurons'] },
    // It may ask yet.
    { lanes: [lane({ sampled: 0, iteration: 0 })], expected: ['iterations', 'samples', 'neurons'] },
  ]) {
    assert.deepEqual(offered(lanes), expected);
    for (const axis of /** @type {const} */ (['iterations', 'samples', 'neurons']))
      assert.equal(axisOf(state(axis, lanes)), expected.includes(axis) ? axis : 'iterations');
  }
});

test('the axis reaches as far as the runs will', () => {
  const slow = lane({ sampled: 5 });
  assert.equal(reach(state('iterations', [lane(), slow])), 1000);
  assert.equal(reach(state('samples', [slow, lane()])), 20_000);
  assert.equal(reach(state('samples', [lane({ iteration: 0 })])), 20_000, 'before the first sample');
  assert.equal(reach(state('neurons', [lane(), lane()])), 6);
  const unsaid = { ...lane(), spec: {} };
  assert.equal(reach(state('neurons', [unsaid])), 5);
});

test('a row is found by what the curves count', () => {
  const one = lane();
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((row) => [placeOf(one, 'samples', row), placeOf(one, 'neurons', row)]),
    [
      [0, 0],
      [2000, 1],
      [5000, 2],
      [6000, 2],
      [18_000, 5],
    ],
  );
  for (const [axis, cursor, row] of /** @type {[LabState['axis'], number, number][]} */ ([
    ['iterations', 280, 3],
    ['samples', 2100, 1],
    ['samples', 1e9, 4],
    ['neurons', 0, 0],
    ['neurons', 1, 1],
    ['neurons', 4, 4],
  ]))
    assert.equal(rowAt(one, state(axis, [one], cursor)), row, `${axis} ${cursor}`);
});

test('words count as the curves do', () => {
  assert.deepEqual(
    [place(5000, 'iterations'), place(5000, 'samples'), place(1, 'neurons')],
    ['iteration 5,000', '5,000 samples', '1 neuron'],
  );
  assert.equal(amount(1, 'iterations'), '1 iteration');
  const one = lane();
  const term = { set: [1, 2], coefficient: 1 };
  assert.deepEqual(
    /** @type {const} */ (['iterations', 'samples', 'neurons']).map((axis) => firstReached(one, term, 0.9, axis)),
    [300, 6000, 2],
  );
  // Seen in the midst of a neuron's training, it is that one's doing, though it is not yet trained.
  assert.equal(firstReached(lane({ active: [250] }), term, 0.9, 'neurons'), 3);
  const after = (/** @type {LabState['axis']} */ axis) => finished([one], axis);
  assert.equal(after('iterations'), 'Both steps passed 90 % of their targets after 300 iterations.');
  assert.equal(after('samples'), 'Both steps passed 90 % of their targets after 6,000 samples.');
  assert.equal(after('neurons'), 'Both steps passed 90 % of their targets after 2 neurons.');
});

test('two steps that have come within one neuron are still told apart', () => {
  assert.deepEqual(
    rises(lane(), 'neurons').map(({ half, observed }) => [half, observed]),
    [
      [2, '1'],
      [2, '2'],
    ],
  );
});

test('samples are counted batch by batch where the batch changes on the way', () => {
  const run = lane({ phased: false });
  run.spec = {
    ...run.spec,
    changes: [
      { at: 100, learner: { batch: 5 } },
      { at: 300, learner: { step_size: 0.1 } },
      { at: 400, learner: { batch: 50 } },
    ],
  };
  const samples = [50, 100, 101, 400, 410].map((at) => placeOfIteration(run, 'samples', at));
  assert.deepEqual(samples, [1000, 2000, 2005, 3500, 4000]);
  assert.equal(placeOfIteration(run, 'iterations', 410), 410);
  assert.equal(reach(state('samples', [run])), 3500 + 600 * 50);
});
