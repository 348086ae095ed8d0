// The lattice of sets: which line each stands in, what it rests on, and which are left out of a thicket.

import assert from 'node:assert/strict';
import test from 'node:test';
import { beneath, layers, MOST } from '../../www/drawing/layers.js';
import { steps } from '../../www/language/progress.js';
import { isFlight, staircase } from '../../www/language/steps.js';

/** @import { LaneState } from '../../www/types.d.ts' */
/** @import { Supported } from '../../www/drawing/layers.js' */

/**
 * @param {number[]} set
 * @param {number[][]} [supports]
 * @param {number} [coefficient]
 * @returns {Supported}
 */
const term = (set, supports = [], coefficient = 1) => ({ set, coefficient, supports });

/**
 * @param {...number[]} sets
 * @returns {LaneState}
 */
const lane = (...sets) => /** @type {any} */ ({ analysis: { terms: sets.map((set) => term(set)) } });

/** @param {ReturnType<typeof layers>} lattice */
const written = ({ edges }) => edges.map(({ from, to, rests }) => `${from.name}${rests ? '-' : '~'}${to.name}`).sort();

test('sets that contain one another are a flight, others are none', () => {
  assert.ok(isFlight(lane([1], [1, 2], [1, 2, 3])));
  assert.ok(isFlight(lane([1], [1, 2, 3, 4])));
  assert.ok(isFlight(lane([1, 2, 3])));
  assert.ok(isFlight(lane([])));
  assert.ok(isFlight(lane([], [2], [1, 2])));
  assert.ok(!isFlight(lane([1], [2])));
  assert.ok(!isFlight(lane([1], [1, 2], [1, 3])));
});

test('a constant is a step where it is the whole target, and none beside others: in pictures, scores and sentences alike', () => {
  assert.deepEqual(
    steps(lane([])).map(({ set }) => set),
    [[]],
  );
  assert.deepEqual(
    steps(lane([], [2])).map(({ set }) => set),
    [[2]],
  );
});

test('on other bases than coins a set holds another one only with its degrees', () => {
  assert.ok(isFlight(lane([1, 1], [1, 1, 2])));
  assert.ok(!isFlight(lane([1], [1, 1])));
  assert.ok(!isFlight(lane([1], [1, 1, 2])));
});

test('the ghosts of a flight bring one coordinate each, in the degree that it has above', () => {
  const sets = (/** @type {LaneState} */ each) =>
    staircase(each).map(({ set, term }) => (term ? set : ['ghost', ...set]));
  assert.deepEqual(sets(lane([1], [1, 2, 3])), [[1], ['ghost', 1, 2], [1, 2, 3]]);
  assert.deepEqual(sets(lane([2], [1, 1, 2, 3])), [[2], ['ghost', 1, 1, 2], [1, 1, 2, 3]]);
});

test('each degree has its line, and an edge leads to every supporting set', () => {
  const terms = [term([1]), term([2]), term([1, 2], [[1], [2]]), term([1, 2, 3], [[1, 2]])];
  const lattice = layers(terms, 600, 150);
  assert.deepEqual(
    lattice.bands.map(({ degree, line }) => [degree, line]),
    [
      [1, 0],
      [2, 1],
      [3, 2],
    ],
  );
  assert.deepEqual(written(lattice), ['{1,2}-{1,2,3}', '{1}-{1,2}', '{2}-{1,2}']);
  assert.ok(lattice.nodes.every(({ lacks }) => !lacks));
});

test('a set that rests on none is tied to the nearest smaller ones, and is marked', () => {
  const terms = [term([1, 2]), term([3, 4]), term([1, 2, 3, 4])];
  assert.deepEqual(beneath(/** @type {Supported} */ (terms[2]), terms), {
    rests: false,
    sets: [
      [1, 2],
      [3, 4],
    ],
  });
  const lattice = layers(terms, 600, 150);
  assert.deepEqual(written(lattice), ['{1,2}~{1,2,3,4}', '{3,4}~{1,2,3,4}']);
  assert.deepEqual(
    lattice.nodes.map(({ lacks }) => lacks),
    [true, true, true],
  );
});

test('nearness counts degrees, and a coordinate alone needs nothing beneath it', () => {
  const terms = [term([2]), term([1, 1]), term([1, 1, 1, 2])];
  assert.deepEqual(beneath(/** @type {Supported} */ (terms[1]), terms), { rests: false, sets: [] });
  assert.deepEqual(beneath(/** @type {Supported} */ (terms[2]), terms), { rests: false, sets: [[1, 1]] });
});

test('no two sets stand on one another, none outside the picture, whatever the width', () => {
  const terms = Array.from({ length: 30 }, (_, i) => term([i + 1]));
  for (const width of [200, 360, 800]) {
    const { nodes, lines } = layers(terms, width, 100);
    for (const [i, a] of nodes.entries()) {
      assert.ok(a.x >= 49 && a.x <= width - 49, `${a.x} of ${width}`);
      assert.ok(a.line < lines);
      for (const b of nodes.slice(0, i)) assert.ok(a.line !== b.line || Math.abs(a.x - b.x) >= 99);
    }
  }
});

test('of a thicket the strongest sets stay, whatever their sign', () => {
  const terms = Array.from({ length: 100 }, (_, i) => term([i + 1], [], i % 2 === 0 ? i + 1 : -i - 1));
  const { nodes } = layers(terms, 800, 100);
  assert.equal(nodes.length, MOST);
  assert.deepEqual(
    nodes.map(({ term: { set } }) => set[0]).sort((a = 0, b = 0) => a - b),
    Array.from({ length: MOST }, (_, i) => 101 - MOST + i),
  );
});
