import assert from 'node:assert/strict';
import test from 'node:test';
import { columnName } from '../../www/language/names.js';
import { exponent, overFeatures, overtaken, picked, rises, rounds, unsupported } from '../../www/language/verdicts.js';

/** @import { Analysis, LaneState } from '../../www/types.d.ts' */

/**
 * The sets of which each has just one coordinate less, as the core's verdicts name them.
 * @param {number[][]} sets
 */
const terms = (...sets) =>
  sets.map((set) => {
    const less = [...new Set(set)].map((i) => columnName(set.filter((j) => j !== i)));
    return {
      set,
      coefficient: 1,
      supports: sets.filter((other) => other.length > 0 && less.includes(columnName(other))),
    };
  });

/**
 * A lane with a row each 100 iterations.
 * @param {[set: number[], coefficient: number, column: number[] | null][]} followed
 */
function lane(...followed) {
  const columns = followed.flatMap(([set, , column]) => (column ? [columnName(set)] : []));
  const values = followed.flatMap(([, , column]) => (column ? [column] : []));
  const rowCount = values[0]?.length ?? 0;
  return /** @type {LaneState} */ (
    /** @type {unknown} */ ({
      columns: ['iteration', 'samples', 'train_loss', 'test_loss', ...columns],
      groups: ['clock', 'clock', 'loss', 'loss', ...columns.map(() => 'coefficient')],
      data: [Array.from({ length: rowCount }, (_, i) => 100 * i), [], [], [], ...values],
      errors: [],
      rowCount,
      stride: 1,
      analysis: {
        terms: followed.map(([set, coefficient]) => ({ set, coefficient, supports: [] })),
        leap_over_features: null,
      },
    })
  );
}

/** @param {number[][]} sets */
const sets = (...sets) => rounds(terms(...sets)).map((round) => round.map(({ set }) => set));

test('the rounds of a staircase are its steps, those of two flights go side by side', () => {
  assert.deepEqual(sets([1, 2, 3], [1], [1, 2]), [[[1]], [[1, 2]], [[1, 2, 3]]]);
  assert.deepEqual(sets([1], [1, 2], [1, 2, 3], [1, 4], [1, 4, 5]), [
    [[1]],
    [
      [1, 2],
      [1, 4],
    ],
    [
      [1, 2, 3],
      [1, 4, 5],
    ],
  ]);
});

test('a set whose coordinates are known comes before one with a new coordinate, and a leap comes last', () => {
  assert.deepEqual(sets([1], [2], [1, 2], [3, 4, 5], [1, 6]), [[[1], [2]], [[1, 2]], [[1, 6]], [[3, 4, 5]]]);
  assert.deepEqual(sets([]), [[[]]]);
  assert.deepEqual(sets(), []);
});

test('a set that rests on others waits for the first of them, a set that rests on none does not', () => {
  assert.deepEqual(sets([1], [2], [3], [1, 2], [1, 3], [2, 3], [1, 2, 3]), [
    [[1], [2], [3]],
    [
      [1, 2],
      [1, 3],
      [2, 3],
    ],
    [[1, 2, 3]],
  ]);
  assert.deepEqual(sets([1], [2], [3], [1, 2], [1, 2, 3]), [[[1], [2], [3]], [[1, 2]], [[1, 2, 3]]]);
  assert.deepEqual(sets([1], [2], [3], [1, 2, 3]), [[[1], [2], [3]], [[1, 2, 3]]]);
});

test('waiting for a support makes no leap longer', () => {
  const all = Array.from({ length: 15 }, (_, k) => [1, 2, 3, 4].filter((i) => ((k + 1) >> (i - 1)) & 1));
  const leap = (/** @type {number[][][]} */ order) => {
    const known = new Set();
    return Math.max(
      0,
      ...order.map((round) => {
        const fresh = Math.max(...round.map((set) => set.filter((i) => !known.has(i)).length));
        round.flat().forEach((i) => known.add(i));
        return fresh;
      }),
    );
  };
  // All 32,767 systems of sets on four coordinates.
  for (let chosen = 1; chosen < 1 << 15; chosen += 1) {
    const system = all.filter((_, k) => (chosen >> k) & 1);
    const climbed = sets(...system);
    const alone = rounds(system.map((set) => ({ set, coefficient: 1, supports: [] })));
    assert.equal(leap(climbed), leap(alone.map((round) => round.map(({ set }) => set))), JSON.stringify(system));
    assert.equal(climbed.flat().length, system.length);
  }
});

test('a new coordinate counts as often as its degree says, a known one not at all', () => {
  assert.deepEqual(sets([1], [1, 1, 2], [3, 3], [1, 1, 1]), [[[1]], [[1, 1, 1]], [[1, 1, 2]], [[3, 3]]]);
});

test('the observed order is that of first coming to half of the target, whatever its sign; who rises at once shares the places', () => {
  const all = rises(
    lane(
      [[1], -2, [0, -1.1, -1.9, -2]],
      [[1, 2], 1, [0, 0.1, 0.6, 0.92]],
      [[1, 3], 1, [0, 0, 0.5, 0.5]],
      [[1, 2, 4], 1, [0, 0, 0, 0.1]],
      [[1, 3, 5], 1, null],
    ),
  );
  assert.deepEqual(
    all.map(({ predicted, observed, half, learned, now }) => [predicted, observed, half, learned, now]),
    [
      ['1', '1', 100, 200, 1],
      ['2–3', '2–3', 200, 300, 0.92],
      ['2–3', '2–3', 200, null, 0.5],
      ['4–5', '', null, null, 0.1],
      ['4–5', '', null, null, NaN],
    ],
  );
});

test('only a set of a later round can overtake, and a set that is not followed is not judged', () => {
  const inOrder = lane([[1], 1, [0, 1, 1]], [[1, 2], 1, [0, 0, 1]], [[1, 3], 1, [0, 1, 1]]);
  assert.deepEqual(overtaken(inOrder), []);
  const against = lane([[1], 1, [0, 0, 0]], [[1, 2], 1, [0, 0, 1]], [[1, 2, 3], 1, [0, 1, 1]], [[1, 2, 3, 4], 1, null]);
  assert.deepEqual(overtaken(against), [
    { early: [1, 2, 3], late: [1] },
    { early: [1, 2, 3], late: [1, 2] },
  ]);
});

test('a set of one coordinate needs no support', () => {
  const analysis = /** @type {Analysis} */ ({
    terms: [
      { set: [1], coefficient: 1, supports: [] },
      { set: [1, 2], coefficient: 1, supports: [[1]] },
      { set: [3, 4], coefficient: 1, supports: [] },
    ],
  });
  assert.deepEqual(unsupported(analysis), [[3, 4]]);
  const powers = /** @type {Analysis} */ (
    /** @type {unknown} */ ({
      terms: [
        { set: [1, 1], coefficient: 1, supports: [] },
        { set: [1, 1, 2], coefficient: 1, supports: [] },
      ],
    })
  );
  assert.deepEqual(unsupported(powers), [[1, 1, 2]]);
});

test('with features the rounds are the core’s, and what features change is said in a sentence', () => {
  const pairs = lane([[1, 2], 1, [0, 0, 1]], [[1, 2, 3, 4], 1, [0, 1, 1]]);
  const analysis = /** @type {Extract<Analysis, { expanded: true }>} */ (
    /** @type {unknown} */ ({
      ...pairs.analysis,
      basis: 'walsh',
      leap: 4,
      features: 15,
      features_counted: 15,
      leap_over_features: 2,
      order_over_features: [
        {
          set: [1, 2, 3, 4],
          brings: [
            [1, 2],
            [3, 4],
          ],
          round: 1,
        },
        { set: [1, 2], brings: [], round: 2 },
      ],
    })
  );
  assert.deepEqual(
    rises({ ...pairs, analysis }).map(({ term, predicted }) => [term.set, predicted]),
    [
      [[1, 2, 3, 4], '1'],
      [[1, 2], '2'],
    ],
  );
  assert.equal(overFeatures(analysis), '2 instead of 4: x₁⋯x₄ brings x₁x₂ and x₃x₄');
  assert.equal(
    overFeatures({ ...analysis, leap: 2, features: 3, features_counted: 1 }),
    '2, as without them. Of the 3 features 2 are no monomials: they are not counted, though they may help',
  );
  assert.equal(
    overFeatures({ ...analysis, leap: 2, features: 1, features_counted: 0 }),
    '2, as without them. The feature is no monomial: it is not counted, though it may help',
  );
  assert.equal(overFeatures({ ...analysis, leap_over_features: null }), '');
});

test('the conjectured power of n is the leap less one, and at least one', () => {
  assert.deepEqual([1, 2, 3, 10].map(exponent), [1, 1, 2, 9]);
});

test('of many terms those that are followed are picked first, in the predicted order', () => {
  const all = rises(lane([[1], 1, null], [[2], 1, null], [[1, 2], 1, [0, 1]], [[1, 3], 1, [0, 0]]));
  assert.deepEqual(
    picked(all, 3).map(({ term }) => term.set),
    [[1], [1, 2], [1, 3]],
  );
  assert.deepEqual(picked(all, 4), all);
});
