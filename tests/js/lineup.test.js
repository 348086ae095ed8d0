// Lanes that are added to a figure and removed: the list of them, what is changed for one alone, what is said of a list that can't be.

import assert from 'node:assert/strict';
import test from 'node:test';
import { copying, isCopy, linedUp, lineup, removing, whyNoLineup } from '../../www/state/lineup.js';

test('without a list a figure has the lanes of its preset; with one those that are listed, copies among them', () => {
  assert.deepEqual(lineup(3, {}), [0, 1, 2]);
  assert.deepEqual(linedUp(['a', 'b'], { lanes: [1, 0, 1] }), ['b', 'a', 'b']);
  assert.deepEqual([1, 0, 1].map(isCopy), [false, false, true]);
});

test('a list is refused with the value and what is allowed', () => {
  for (const [count, list, why] of /** @type {const} */ ([
    [2, 'both', 'is not a list of lanes'],
    [2, [], '0 lanes are outside [1, 4]'],
    [2, [0, 0, 0, 0, 0], '5 lanes are outside [1, 4]'],
    [5, [0, 1, 2, 3, 4, 0], '6 lanes are outside [1, 5]'],
    [2, [0, 2], '2 is outside [0, 1]'],
    [2, [0, 'x'], '"x" is outside [0, 1]'],
    [2, [1, 0, 1, 1], null],
  ]))
    assert.equal(whyNoLineup(count, list), why);
  assert.deepEqual(lineup(2, { lanes: [7] }), [0, 1]);
});

test('a copy takes along what was changed for the lane alone', () => {
  const held = { seed: 3, '1:learner.step_size': 0.02, '0:seed': 5 };
  assert.deepEqual(copying(2, held, 1), { lanes: [0, 1, 1], '2:learner.step_size': 0.02 });
});

test('with a lane go its own changes, and those of the lanes behind it move up', () => {
  const held = { lanes: [0, 1, 0], '0:seed': 4, '1:seed': 5, '2:seed': 6, '2:learner.step_size': 0.02 };
  assert.deepEqual(removing(2, held, 1), {
    lanes: [0, 0],
    '1:seed': 6,
    '2:seed': undefined,
    '1:learner.step_size': 0.02,
    '2:learner.step_size': undefined,
  });
});
