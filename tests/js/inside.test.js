import assert from 'node:assert/strict';
import test from 'node:test';
import { coordinates, firstInput, isBeside, moment, reading, title, touched } from '../../www/language/inside.js';

/** @import { Analysis, PictureTile } from '../../www/types.d.ts' */

/** @type {(name: string, rows: number, columns: number, y?: number) => PictureTile} */
const tile = (name, rows, columns, y = 8) => ({ name, x: 0, y, rows, columns });
const TILES = [
  tile('weight[0]', 40, 30),
  tile('bias[0]', 40, 1),
  tile('weight[1]', 40, 40),
  tile('bias[1]', 40, 1),
  tile('weight[2]', 1, 40),
  tile('bias[2]', 1, 1),
];

/** @type {(sets: number[][]) => Pick<Analysis, 'terms'>} */
const of = (sets) => ({ terms: sets.map((set) => ({ set, coefficient: 1, supports: [] })) });

test('parts have titles in words, and their size; biases stand beside their weights', () => {
  const [weights, biases] = /** @type {[PictureTile, PictureTile]} */ (TILES.slice(0, 2));
  assert.deepEqual(title(weights), ['weights of layer 1', '40 × 30']);
  assert.deepEqual(title(tile('gates', 2, 3)), ['gates', '2 × 3']);
  assert.ok(isBeside(biases, weights));
  assert.ok(!isBeside(weights, undefined) && !isBeside(biases, undefined) && !isBeside(weights, biases));
  assert.ok(!isBeside(tile('bias[0]', 40, 1, 99), weights), 'in another row it has a title of its own');
});

test('a cell is told by its layer, row and column, by what it leads from and to, and its value', () => {
  const at = (/** @type {number} */ i, /** @type {number} */ row, /** @type {number} */ column, value = -0.21434) =>
    reading(TILES, /** @type {PictureTile} */ (TILES[i]), row, column, value);
  assert.equal(at(0, 4, 2), 'Layer 1, row 5, column 3: the weight from x₃ to neuron 5 is −0.214.');
  assert.equal(at(1, 4, 0), 'Layer 1, row 5: the bias of neuron 5 is −0.214.');
  assert.equal(at(2, 0, 39), 'Layer 2, row 1, column 40: the weight from neuron 40 to neuron 1 is −0.214.');
  assert.equal(at(4, 0, 9, 12), 'Layer 3, row 1, column 10: the weight from neuron 10 to the output is 12.0.');
  assert.equal(at(5, 0, 0, 0), 'Layer 3, row 1: the bias of the output is 0.00.');
  const weights = /** @type {PictureTile} */ (TILES[0]);
  assert.match(reading(TILES, weights, 0, 27, 1, 2), /from x₂₈ /);
  assert.match(reading(TILES, weights, 0, 29, 1, 2), /from φ₂ /);
  assert.equal(reading(TILES, tile('gates', 2, 3), 1, 2, 1), 'gates, row 2, column 3: 1.00.');
});

test('in a network that sums all its neurons each layer has weights of the inputs, the constant before them', () => {
  const tiles = [tile('input_weight[0]', 4, 11), tile('bias[0]', 4, 1), tile('input_weight[1]', 4, 11, 30)];
  tiles.push(tile('weight[1]', 4, 4, 30), tile('bias[1]', 4, 1, 30));
  const at = (/** @type {number} */ i, /** @type {number} */ column) =>
    reading(tiles, /** @type {PictureTile} */ (tiles[i]), 3, column, 0.5);
  assert.equal(at(0, 0), 'Layer 1, row 4, column 1: the weight from the constant to neuron 4 is 0.500.');
  assert.equal(at(2, 10), 'Layer 2, row 4, column 11: the weight from x₁₀ to neuron 4 is 0.500.');
  assert.equal(at(3, 1), 'Layer 2, row 4, column 2: the weight from neuron 2 to neuron 4 is 0.500.');
  assert.equal(at(4, 0), 'Layer 2, row 4: the bias of neuron 4 is 0.500.');
  assert.deepEqual(tiles.map(firstInput), [1, null, 1, null, null]);
  assert.deepEqual(TILES.map(firstInput), [0, null, null, null, null, null]);
  assert.deepEqual(
    tiles.map((each) => title(each)[0]),
    ['layer 1, from inputs', 'bias[0]', 'layer 2, from inputs', 'weights of layer 2', 'bias[1]'],
  );
});

test('the moment is that of the picture, whatever the cursor is at', () => {
  const newest = 'After 12,400 iterations: the newest weights, not those of iteration 1,000 under the cursor. ';
  assert.equal(moment(0, null), 'Before training.');
  assert.equal(moment(1, null), 'After 1 iteration.');
  assert.equal(moment(12_400, null), 'After 12,400 iterations.');
  assert.equal(moment(12_400, 12_400), 'After 12,400 iterations.');
  assert.equal(moment(12_400, 1000), `${newest}Earlier ones are not kept.`);
});

test('the coordinates that a target depends on are named in stretches', () => {
  /** @type {[sets: number[][], stretches: number[][], words: string][]} */
  const cases = [
    [[[1], [1, 2], [1, 2, 3]], [[1, 3]], 'x₁ to x₃'],
    [[[]], [], ''],
    [[[7]], [[7, 7]], 'x₇'],
    [[[4, 4], [2, 9, 10], [10, 10, 10]], [[2, 2], [4, 4], [9, 10]], 'x₂, x₄ and x₉ to x₁₀'],
    [[[1, 3, 5, 7, 9]], [[1, 1], [3, 3], [5, 5], [7, 7], [9, 9]], 'x₁, x₃, x₅, x₇ and others'],
  ]; // prettier-ignore
  for (const [sets, stretches, words] of cases) {
    assert.deepEqual(touched(of(sets)), stretches);
    assert.equal(coordinates(touched(of(sets))), words);
  }
});

test('a DenseNet’s matrices say which layer they belong to and what they read', () => {
  const dense = ['weight[2,1]', 'weight[3,0]', 'weight[3,2]'].map((name) => tile(name, 3, 6));
  assert.deepEqual(
    dense.map((each) => title(each)[0]),
    ['layer 2, from squares of x', 'layer 3, from x', 'layer 3, from layer 2'],
  );
  assert.deepEqual(dense.map(firstInput), [0, 0, null]);
  const told = dense.map((each) => reading(dense, each, 1, 3, 0.5));
  assert.deepEqual(told, [
    'Layer 2, row 2, column 4: the weight from x₄² less its mean to neuron 2 is 0.500.',
    'Layer 3, row 2, column 4: the weight from x₄ to neuron 2 is 0.500.',
    'Layer 3, row 2, column 4: the weight from neuron 4 of layer 2 to neuron 2 is 0.500.',
  ]);
});

test('with distillation there are three kinds of them', () => {
  const all = ['weight[3,2]', 'distilled[3,2]', 'random[2]'].map((name) => tile(name, 3, 6));
  assert.deepEqual(
    all.map((each) => title(each)[0]),
    ['layer 3, from layer 2', 'layer 3, K, from layer 2', 'layer 2, R, fixed'],
  );
  const told = all.map((each) => reading(all, each, 0, 1, 0.5).split(': ')[1]);
  assert.deepEqual(told, [
    'the weight from the square of mixture 2 of layer 2 to neuron 1 is 0.500.',
    'the weight from the square of mixture 2 of layer 2 to feature 1 is 0.500.',
    'the fixed random weight from feature 2 to mixture 1 is 0.500.',
  ]);
});
