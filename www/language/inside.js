// What the parts of a network's picture are called, and their cells.

/** @import { Analysis, PictureTile } from '../types.d.ts' */

import { integer, significant } from './format.js';
import { factors, monomial, runs } from './names.js';
import { inputName } from './neurons.js';

/**
 * What the core's name of a part says.
 * @param {PictureTile} tile
 */
function parsed({ name }) {
  const [, what, layer, source] = /^(input_weight|weight|bias|distilled|random)\[(\d+)(?:,(\d+))?\]$/.exec(name) ?? [];
  return { what, layer: Number(layer), source: source === undefined ? null : Number(source) };
}

/** The matrices of a DenseNet's layer, by their letters in the paper where there are several. @type {Record<string, string>} */
const LETTERS = { weight: '', distilled: ', K', random: ', R' };

/**
 * What a DenseNet's matrix reads, or that it stays as it was drawn: its sources are counted as its layers are, x being 0
 * and the squares of x 1.
 * @param {number | null} source
 */
const reads = (source) => (source === null ? 'fixed' : `from ${['x', 'squares of x'][source] ?? `layer ${source}`}`);

/**
 * Whether a part is of a network whose layers lead to several others: its matrices have two numbers.
 * @param {PictureTile} tile
 */
function isDense(tile) {
  const { what, source } = parsed(tile);
  return source !== null || what === 'random';
}

/**
 * Whether a part is the biases of the weights before it, beside which they stand.
 * @param {PictureTile} tile
 * @param {PictureTile | undefined} before
 */
export const isBeside = (tile, before) => parsed(tile).what === 'bias' && before?.y === tile.y;

/**
 * The column of x₁ where a part's weights are of the inputs, before which there may be the constant; null where they are not.
 * @param {PictureTile} tile
 */
export function firstInput(tile) {
  const { what, layer, source } = parsed(tile);
  if (source !== null) return source < 2 ? 0 : null;
  if (what === 'input_weight') return 1;
  return what === 'weight' && layer === 0 ? 0 : null;
}

/**
 * Two lines above a part: what it is, and its size.
 * @param {PictureTile} tile
 * @returns {[string, string]}
 */
export function title(tile) {
  const { what = '', layer, source } = parsed(tile);
  const size = `${tile.rows} × ${tile.columns}`;
  if (isDense(tile)) return [`layer ${layer}${LETTERS[what]}, ${reads(source)}`, size];
  if (what === 'input_weight') return [`layer ${layer + 1}, from inputs`, size];
  return [what === 'weight' ? `weights of layer ${layer + 1}` : tile.name, size];
}

/**
 * "Layer 1, row 5, column 3: the weight from x₃ to neuron 5 is 0.214."
 * @param {PictureTile[]} tiles
 * @param {PictureTile} tile
 * @param {number} row     from 0
 * @param {number} column
 * @param {number} value
 * @param {number} [features]  that the network has for inputs behind the coordinates
 */
export function reading(tiles, tile, row, column, value, features = 0) {
  const { what, layer } = parsed(tile);
  const number = significant(value);
  if (isDense(tile)) return denseReading(tiles, tile, row, column, number);
  if (what === undefined) return `${tile.name}, row ${row + 1}, column ${column + 1}: ${number}.`;
  // Where each layer has weights of the inputs, all neurons are added up.
  const summed = tiles.some((each) => parsed(each).what === 'input_weight');
  const last = Math.max(...tiles.map((each) => parsed(each).layer));
  const to = !summed && layer === last ? 'the output' : `neuron ${row + 1}`;
  if (what === 'bias') return `Layer ${layer + 1}, row ${row + 1}: the bias of ${to} is ${number}.`;
  const first = firstInput(tile);
  const from = first === null ? `neuron ${column + 1}` : input(column - first + 1, tile.columns - first - features);
  return `Layer ${layer + 1}, row ${row + 1}, column ${column + 1}: the weight from ${from} to ${to} is ${number}.`;
}

/**
 * "Layer 3, row 2, column 4: the weight from neuron 4 of layer 2 to neuron 2 is 0.214."
 * @param {PictureTile[]} tiles
 * @param {PictureTile} tile
 * @param {number} row
 * @param {number} column
 * @param {string} number
 */
function denseReading(tiles, tile, row, column, number) {
  const { what = '', layer, source } = parsed(tile);
  const x = monomial([column + 1]);
  // With distillation a layer is seen by the squares of random mixtures of its features.
  const seen = tiles.some((each) => parsed(each).what === 'random') ? 'the square of mixture' : 'neuron';
  const from =
    source === null
      ? `feature ${column + 1}`
      : ([x, `${x}² less its mean`][source] ?? `${seen} ${column + 1} of layer ${source}`);
  const to = `${{ distilled: 'feature', random: 'mixture' }[what] ?? 'neuron'} ${row + 1}`;
  const kind = what === 'random' ? 'fixed random weight' : 'weight';
  return `Layer ${layer}, row ${row + 1}, column ${column + 1}: the ${kind} from ${from} to ${to} is ${number}.`;
}

/**
 * @param {number} i  0 for the constant
 * @param {number} n  coordinates
 */
const input = (i, n) => (i === 0 ? 'the constant' : inputName(i, n));

/**
 * Which moment is seen. The picture can't go back as the curves do.
 * @param {number} iteration
 * @param {number | null} cursor  of the curves
 */
export function moment(iteration, cursor) {
  const at =
    iteration === 0 ? 'Before training' : `After ${integer(iteration)} ${iteration === 1 ? 'iteration' : 'iterations'}`;
  if (cursor === null || cursor >= iteration) return `${at}.`;
  return `${at}: the newest weights, not those of iteration ${integer(cursor)} under the cursor. Earlier ones are not kept.`;
}

/**
 * The coordinates that a target depends on, in stretches of neighbours: first and last.
 * @param {Pick<Analysis, 'terms'>} analysis
 * @returns {[number, number][]}
 */
export function touched({ terms }) {
  const all = new Set(terms.flatMap(({ set }) => factors(set).map(({ i }) => i)));
  return runs([...all].sort((a, b) => a - b)).map((run) => [run[0]?.i ?? 0, run.at(-1)?.i ?? 0]);
}

/** More stretches than this are not listed. */
const LISTED = 4;

/**
 * x₁ to x₁₀, x₁₃ and x₁₇
 * @param {[number, number][]} stretches
 */
export function coordinates(stretches) {
  const names = stretches
    .slice(0, LISTED)
    .map(([first, last]) => (first === last ? monomial([first]) : `${monomial([first])} to ${monomial([last])}`));
  if (stretches.length > LISTED) return `${names.join(', ')} and others`;
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join('');
}
