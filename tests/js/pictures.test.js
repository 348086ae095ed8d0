import assert from 'node:assert/strict';
import test from 'node:test';
import { beneath, layers, MOST, widest } from '../../www/drawing/layers.js';
import { columnName } from '../../www/language/names.js';
import { climbed, isFlight, staircase } from '../../www/language/steps.js';

/** @import { LaneState } from '../../www/types.d.ts' */

/**
 * Terms with what supports them on coins.
 * @param {number[][]} sets
 */
const terms = (...sets) =>
  sets.map((set) => ({
    set,
    coefficient: 1,
    supports: sets.filter(
      (other) => other.length === set.length - 1 && other.length > 0 && other.every((i) => set.includes(i)),
    ),
  }));
/** @param {number[][]} sets */
const lane = (...sets) => /** @type {LaneState} */ (/** @type {unknown} */ ({ analysis: { terms: terms(...sets) } }));

test('sets that contain one another are a flight, and ghosts stand for the steps that are missing', () => {
  assert.ok(isFlight(lane([1, 2], [1], [1, 2, 3])));
  assert.ok(isFlight(lane([1, 2, 3])));
  assert.ok(!isFlight(lane([1], [2], [1, 2])));
  assert.ok(!isFlight(lane([1], [1, 1])), 'h₁(x₁) is no factor of h₂(x₁)');
  const steps = staircase(lane([2], [1, 2, 3, 4]));
  assert.deepEqual(
    steps.map(({ set, term }) => [set, term !== null]),
    [
      [[2], true],
      [[1, 2], false],
      [[1, 2, 3], false],
      [[1, 2, 3, 4], true],
    ],
  );
  assert.equal(
    climbed(steps, () => true),
    1,
  );
  assert.deepEqual(
    staircase(lane([1, 1, 2, 3, 3])).map(({ set }) => set),
    [
      [1, 1],
      [1, 1, 2],
      [1, 1, 2, 3, 3],
    ],
  );
});

test('what a set rests on has one coordinate less; else the nearest smaller sets come beneath it', () => {
  const all = terms([1, 2], [3, 4], [5], [1, 2, 3, 4], [5, 6]);
  assert.deepEqual(
    all.map((term) => beneath(term, all)),
    [
      { rests: false, sets: [[5]] },
      { rests: false, sets: [[5]] },
      { rests: false, sets: [] },
      {
        rests: false,
        sets: [
          [1, 2],
          [3, 4],
        ],
      },
      { rests: true, sets: [[5]] },
    ],
  );
  const powers = [
    { set: [1], coefficient: 1, supports: [] },
    { set: [1, 1, 2], coefficient: 1, supports: [] },
    { set: [3, 3], coefficient: 1, supports: [] },
  ];
  assert.deepEqual(
    powers.map((term) => beneath(term, powers).sets),
    [[], [[1]], []],
    'one coordinate needs nothing beneath it, whatever its degree',
  );
});

test('a degree is a line, each set above what it rests on, and its edges lead there', () => {
  const { nodes, edges, bands, lines } = layers(terms([1], [1, 2], [1, 8], [1, 8, 9], [1, 2, 3]), 400, 100);
  assert.equal(lines, 3);
  assert.deepEqual(
    bands.map(({ degree }) => degree),
    [1, 2, 3],
  );
  assert.deepEqual(
    nodes.map(({ name, line }) => `${line} ${name}`),
    ['0 {1}', '1 {1,2}', '1 {1,8}', '2 {1,2,3}', '2 {1,8,9}'],
  );
  assert.deepEqual(
    edges.map(({ from, to, rests }) => `${from.name} ${to.name} ${rests}`),
    ['{1} {1,2} true', '{1} {1,8} true', '{1,2} {1,2,3} true', '{1,8} {1,8,9} true'],
  );
  const [first, left, right, above] = nodes;
  assert.equal(first?.x, 200);
  assert.equal(left?.x, 100);
  assert.equal(right?.x, 300);
  assert.equal(above?.x, left?.x);
});

test('a degree with more sets than fit takes further lines, none beyond the width', () => {
  const singles = terms(...Array.from({ length: 7 }, (_, i) => [i + 1]), [1, 2]);
  const { nodes, lines } = layers(singles, 300, 100);
  assert.equal(lines, 4);
  assert.deepEqual(
    nodes.map(({ line }) => line),
    [0, 0, 0, 1, 1, 1, 2, 3],
  );
  for (const { x } of nodes) assert.ok(x >= 50 && x <= 250, `${x}`);
  assert.equal(widest(singles), 7);
});

test('of more sets than can be read the strongest are kept, in their order', () => {
  const many = Array.from({ length: 50 }, (_, i) => ({
    set: [i + 1],
    coefficient: i % 2 === 0 ? -(i + 1) : 0.1,
    supports: [],
  }));
  const { nodes } = layers(many, 2000, 100);
  assert.equal(nodes.length, MOST);
  const kept = new Set(nodes.map(({ name }) => name));
  for (const { set, coefficient } of many) if (coefficient < 0) assert.ok(kept.has(columnName(set)));
});
