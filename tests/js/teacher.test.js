// What is said of a network that learns a teacher's layers.

import assert from 'node:assert/strict';
import test from 'node:test';
import { changes, explained, isTaught, percent, spelled, taught, told } from '../../www/language/teacher.js';
import { finished } from '../../www/language/words.js';
import { come } from '../../www/language/verdicts.js';

/** @import { LaneState, TrainingStage } from '../../www/types.d.ts' */

/** @type {TrainingStage[]} */
const SUCCESSIVE = [
  { iteration: 0, layers: 2, trained: [2, 2] },
  { iteration: 100, layers: 3, trained: [2, 3] },
];

/**
 * Rows every 50 iterations with the errors of two layers.
 * @param {TrainingStage[]} stages
 * @param {[number[], number[]]} errors
 * @param {string} [name]
 */
function lane(stages, errors, name = '') {
  const at = errors[0].map((_, i) => 50 * i);
  return /** @type {LaneState} */ (
    /** @type {unknown} */ ({
      label: '',
      name,
      stages,
      spec: { target: { kind: 'toy_teacher', which: 'squares', alpha: 0.1 } },
      columns: ['iteration', 'samples', 'train_loss', 'test_loss', 'feature_error[2]', 'feature_error[3]'],
      groups: ['clock', 'clock', 'loss', 'loss', 'feature', 'feature'],
      data: [at, [...at], [], [], ...errors.map((column) => [...column])],
      errors: [],
      rowCount: at.length,
      stride: 1,
      status: 'running',
      analysis: { expanded: false, terms: [], mean_square: 80 },
    })
  );
}

const ERRORS = /** @type {[number[], number[]]} */ ([
  [0.9, 0.3, 0.2, 0.01, 0.00004],
  [1, 1, 1, 0.4, 0.02],
]);

test('a layer is told beside what it was when the one above it came, and not before that', () => {
  const successive = lane(SUCCESSIVE, ERRORS);
  assert.ok(isTaught(successive));
  const before = (/** @type {LaneState} */ lane) => lane.data[0]?.map((_, row) => taught(lane, row)[0]?.before);
  assert.deepEqual(before(successive), [null, null, 0.2, 0.2, 0.2]);
  assert.deepEqual(
    taught(successive, 4).map((layer) => told(layer)),
    ['layer 2 0.004 % (20 % before layer 3 came)', 'layer 3 2 %'],
  );
  const together = lane([{ iteration: 0, layers: 3, trained: [2, 3] }], ERRORS);
  assert.deepEqual(before(together), [null, null, null, null, null]);
});

test('how much of the target is learned is told by its loss, with as many digits as say how little is left', () => {
  const learner = lane([], ERRORS);
  const losses = [80, 6.7, 0.32, 0.003, 2e-9, 0, 90, NaN];
  learner.data[3]?.push(...losses);
  assert.deepEqual(
    losses.map((_, row) => explained(learner, row)),
    ['0 %', '92 %', '99.6 %', '99.996 %', 'over 99.9999 %', '100 %', '0 %', '–'],
  );
  assert.equal(come(learner, 1), '92 % of G*');
});

test('how much its weights are as they were is told where it is measured, once the layer above has come', () => {
  const measured = lane(SUCCESSIVE, ERRORS);
  measured.columns.push('weight_correlation[2]');
  measured.groups.push('correlation');
  measured.data.push([1, 1, 1, 0.985, 0.971]);
  assert.deepEqual(
    [1, 2, 4].map((row) => taught(measured, row).map(({ alike }) => alike)),
    [
      [null, null],
      [1, null],
      [0.971, null],
    ],
  );
  assert.deepEqual(
    taught(measured, 4).map((layer) => told(layer)),
    ['layer 2 0.004 % (20 % before layer 3 came, weights 0.97 alike)', 'layer 3 2 %'],
  );
});

test('where rows have gone the last one before the stage ended stands for it', () => {
  const thinned = lane(SUCCESSIVE, ERRORS);
  for (const column of thinned.data) column.splice(2, 1);
  assert.equal(taught(thinned, 3)[0]?.before, 0.3);
});

test('stages are marked by what changes in them', () => {
  const after = [...SUCCESSIVE, { iteration: 300, layers: 3, trained: /** @type {[number, number]} */ ([2, 3]) }];
  assert.deepEqual(changes(lane(after, ERRORS)), [
    { iteration: 100, label: 'layer 3 on' },
    { iteration: 300, label: 'all together' },
  ]);
  assert.deepEqual(changes(lane([], ERRORS)), []);
});

test('errors are written to as many digits as say something', () => {
  const all = [NaN, 0, 1e-9, 0.00004, 0.00996, 0.0103, 0.0123, 0.0163, 0.163, 0.9, 1, 1.37];
  assert.deepEqual(all.map(percent), [
    '–',
    '0 %',
    'under 0.0001 %',
    '0.004 %',
    '0.996 %',
    '1.03 %',
    '1.2 %',
    '2 %',
    '16 %',
    '90 %',
    '100 %',
    '137 %',
  ]);
});

test('targets are spelled as they are', () => {
  assert.equal(
    spelled({ kind: 'toy_teacher', which: 'squares', alpha: 0.1 }),
    'x₁² + 2x₂² + 0.1\u2009(x₁² + 2x₂² + x₃)²',
  );
  assert.equal(
    spelled({ kind: 'toy_teacher', which: 'quartics', alpha: 1 }),
    'x₁⁴ + x₂⁴ + ((x₁⁴ + x₃)² + (x₂⁴ + x₄)²)',
  );
  assert.equal(spelled({ kind: 'teacher', alpha: [1, 0.2, 0.04] }), 'ΣG₂ + 0.2\u2009ΣG₃ + 0.04\u2009ΣG₄');
});

test('an ended run says how far off its features are, of however many lanes', () => {
  const frozen = lane(SUCCESSIVE, [[0.9, 0.3, 0.2, 0.2, 0.2], ERRORS[1]], 'frozen');
  const goes = lane(SUCCESSIVE, ERRORS, 'goes on');
  frozen.data[3]?.push(80, 20, 7, 7, 6.7);
  goes.data[3]?.push(80, 20, 7, 1, 0.003);
  const said = ['92 % of G*, layers 20 %, 2 % off', '99.996 % of G*, layers 0.004 %, 2 % off'];
  assert.equal(finished([frozen, goes]), `Frozen: ${said[0]}; goes on: ${said[1]}.`);
  assert.equal(
    finished([frozen, goes, frozen]),
    `G* (frozen): ${said[0]}; G* (goes on): ${said[1]}; G* (frozen): ${said[0]}.`,
  );
  assert.equal(finished([goes]), `${said[1]}.`);
});
