import assert from 'node:assert/strict';
import test from 'node:test';
import { cellOf, edges, inputs, nodes } from '../../www/drawing/bands.js';

/** @import { ActiveNeuron, PictureLayout } from '../../www/types.d.ts' */

/** Two layers of 40 neurons in bands of ten cells a row, the first below. @type {PictureLayout} */
const LAYOUT = {
  width: 10,
  height: 14,
  cell: 10,
  each: 1,
  scale: 0,
  tiles: [
    { name: 'layer[1]', x: 0, y: 10, rows: 4, columns: 10 },
    { name: 'layer[2]', x: 0, y: 3, rows: 4, columns: 10 },
  ],
};

/**
 * @param {number} layer
 * @param {number} index
 * @param {ActiveNeuron['parents']} [parents]
 * @returns {ActiveNeuron}
 */
const neuron = (layer, index, parents = []) => ({
  layer,
  index,
  parents,
  bias: 0,
  set: [1],
  scaling: 1,
  relative_error: 0,
  iteration: 1,
  iterations: 1,
});
const room = { width: 100, spacing: () => 30, above: 15, least: 22 };

test('a neuron’s cell is found row by row, of several neurons where one cell stands for them', () => {
  assert.deepEqual(cellOf(LAYOUT, { layer: 1, index: 1 }), { x: 5, y: 105 });
  assert.deepEqual(cellOf(LAYOUT, { layer: 2, index: 12 }), { x: 15, y: 45 });
  assert.deepEqual(cellOf({ ...LAYOUT, each: 100 }, { layer: 1, index: 1200 }), { x: 15, y: 115 });
});

test('names stand over their band, in the order of their cells and none over another', () => {
  const all = [neuron(1, 3), neuron(1, 1), neuron(1, 12), neuron(2, 40)];
  const placed = nodes(LAYOUT, all, room);
  assert.deepEqual(
    placed.map(({ neuron }) => [neuron.layer, neuron.index]),
    [[1, 1], [1, 12], [1, 3], [2, 40]], // prettier-ignore
  );
  const [first, second, third, other] = placed.map(({ name }) => name);
  assert.deepEqual([first?.y, other?.y], [85, 15]);
  assert.ok(first && second && third && second.x - first.x >= 30 && third.x - second.x >= 30);
  assert.equal(other?.x, 85, 'within the picture');
  const many = [1, 2, 3, 4].map((index) => neuron(1, index));
  const crowded = nodes(LAYOUT, [...many, neuron(2, 1)], room);
  assert.deepEqual(crowded.map(({ named }) => named), [false, false, false, false, true], 'no room beside'); // prettier-ignore
  assert.deepEqual(crowded[0]?.name, crowded[0]?.cell);
  const low = nodes(LAYOUT, [neuron(1, 3), neuron(2, 1)], { ...room, least: 31 });
  assert.deepEqual(low.map(({ named }) => named), [false, false], 'no room above'); // prettier-ignore
});

test('inputs are all named where there is room, else those that are wanted', () => {
  assert.deepEqual(inputs(5, 100, new Set()).map(({ named }) => named), [true, true, true, true, true]); // prettier-ignore
  const few = inputs(101, 505, new Set([0, 1, 4, 50]));
  assert.deepEqual(few.filter(({ named }) => named).map(({ input }) => input), [0, 4, 50]); // prettier-ignore
  assert.equal(few[100]?.x, 502.5);
});

test('edges lead from inputs, from the names of neurons, and where these are not named from their cells', () => {
  const parents = [
    { input: 2, weight: 1, square: 0 },
    { layer: 1, index: 3, weight: -0.5, square: 0 },
    { layer: 1, index: 4, weight: 0.25, square: 0 },
  ];
  const placed = nodes(LAYOUT, [neuron(1, 3), neuron(2, 1, parents)], room);
  const all = { layout: LAYOUT, inputs: inputs(3, 90, new Set()), nodes: placed, floor: 200, half: 11 };
  const to = { x: 5, y: 35 };
  assert.deepEqual(edges(/** @type {any} */ (placed[1]), all), [
    { from: { x: 75, y: 200 }, to, weight: 1 },
    { from: { x: 25, y: 74 }, to, weight: -0.5 },
    { from: { x: 35, y: 105 }, to, weight: 0.25 },
  ]);
});
