// Where the parts of a network stand that is trained neuron by neuron: the inputs below, above them a band of cells for each
// layer, and over its band the names of those of its neurons that are active.

/** @import { ActiveNeuron, PictureLayout, PictureTile } from '../types.d.ts' */

import { spread } from './endlabels.js';

/** @typedef {{ x: number, y: number }} Point */
/**
 * The middle of its cell, and that of its name, if it has one.
 * @typedef {{ neuron: ActiveNeuron, cell: Point, name: Point, named: boolean }} Node
 */
/** @typedef {{ input: number, x: number, named: boolean }} Input */
/** @typedef {{ from: Point, to: Point, weight: number }} Edge */

/** Between the middles of two inputs' names. */
const NAME = 18;

/**
 * The middle of a neuron's cell.
 * @param {PictureLayout} layout
 * @param {{ layer: number, index: number }} neuron  1-based
 * @returns {Point}
 */
export function cellOf({ tiles, cell, each }, { layer, index }) {
  const { x = 0, y = 0, columns = 1 } = tiles[layer - 1] ?? {};
  const at = Math.floor((index - 1) / each);
  return { x: (x + (at % columns) + 0.5) * cell, y: (y + Math.floor(at / columns) + 0.5) * cell };
}

/**
 * The names over each band, as near to their cells as they find room, `spacing` apart. Where there is no room for them, be it
 * beside each other or over a band, the neurons stay without names.
 * @param {PictureLayout} layout
 * @param {ActiveNeuron[]} neurons
 * @param {{ width: number, spacing: (neuron: ActiveNeuron) => number, above: number, least: number }} room  `above`: from a band to the middle of its names, which are `least` high
 * @returns {Node[]}
 */
export function nodes(layout, neurons, { width, spacing, above, least }) {
  const { tiles, cell: side } = layout;
  return tiles.flatMap(({ y, rows }, i) => {
    const own = neurons
      .filter(({ layer }) => layer === i + 1)
      .map((neuron) => ({ neuron, cell: cellOf(layout, neuron) }))
      .sort((a, b) => a.cell.x - b.cell.x || a.cell.y - b.cell.y);
    const step = Math.max(0, ...own.map(({ neuron }) => spacing(neuron)));
    const free = (y - (tiles[i + 1] ? /** @type {PictureTile} */ (tiles[i + 1]).y + rows : 0)) * side;
    const named = own.length * step <= width && free >= least;
    const wanted = own.map(({ cell }) => cell.x);
    const places = named ? spread(wanted, step, step / 2, width - step / 2) : [];
    const name = (/** @type {Point} */ cell, /** @type {number} */ k) =>
      named ? { x: places[k] ?? 0, y: y * side - above } : cell;
    return own.map((node, k) => ({ ...node, name: name(node.cell, k), named }));
  });
}

/**
 * The inputs side by side, the constant first. All are named where there is room, else those that are wanted, as far as they
 * do not touch.
 * @param {number} count
 * @param {number} width
 * @param {Set<number>} wanted
 * @returns {Input[]}
 */
export function inputs(count, width, wanted) {
  const step = width / count;
  let free = -Infinity;
  return Array.from({ length: count }, (_, input) => {
    const x = (input + 0.5) * step;
    const named = x >= free && (step >= NAME || wanted.has(input));
    if (named) free = x + NAME;
    return { input, x, named };
  });
}

/**
 * The edges into a neuron, those from inputs and from the names of other neurons.
 * @param {Node} node
 * @param {{ layout: PictureLayout, inputs: Input[], nodes: Node[], floor: number, half: number }} all  the height of the inputs and half that of a name
 * @returns {Edge[]}
 */
export function edges({ neuron, cell }, { layout, inputs, nodes, floor, half }) {
  return neuron.parents.flatMap(({ input, layer = 0, index = 0, weight }) => {
    if (input !== undefined) return { from: { x: inputs[input]?.x ?? 0, y: floor }, to: cell, weight };
    const parent = nodes.find((each) => each.neuron.layer === layer && each.neuron.index === index);
    if (!parent?.named) return { from: cellOf(layout, { layer, index }), to: cell, weight };
    return { from: { x: parent.name.x, y: parent.name.y - half }, to: cell, weight };
  });
}
