// What the parts of a network's picture are called, and their cells.

/** @import { Analysis, PictureTile } from '../types.d.ts' */

import { fixed, integer } from './format.js';
import { factors, monomial, runs } from './names.js';

/**
 * What the core's name of a part says.
 * @param {PictureTile} tile
 */
function parsed({ name }) {
  const [, what, layer] = /^(weight|bias)\[(\d+)\]$/.exec(name) ?? [];
  return { what, layer: Number(layer) };
}

/**
 * Whether a part is the biases of the weights before it, beside which they stand.
 * @param {PictureTile} tile
 * @param {PictureTile | undefined} before
 */
export const isBeside = (tile, before) => parsed(tile).what === 'bias' && before?.y === tile.y;

/**
 * Two lines above a part: what it is, and its size with that of the biases that stand beside it.
 * @param {PictureTile} tile
 * @param {PictureTile | undefined} beside
 * @returns {[string, string]}
 */
export function title(tile, beside) {
  const { what, layer } = parsed(tile);
  const size = `${tile.rows} × ${tile.columns}`;
  if (what !== 'weight') return [tile.name, size];
  const biases = beside ? `, then ${beside.rows === 1 ? 'its bias' : `${beside.rows} biases`}` : '';
  return [`weights of layer ${layer + 1}`, size + biases];
}

/**
 * "Layer 1, row 5, column 3: the weight from x₃ to neuron 5 is 0.214."
 * @param {PictureTile[]} tiles
 * @param {PictureTile} tile
 * @param {number} row     from 0
 * @param {number} column
 * @param {number} value
 */
export function reading(tiles, tile, row, column, value) {
  const { what, layer } = parsed(tile);
  const number = fixed(value, 4);
  if (what === undefined) return `${tile.name}, row ${row + 1}, column ${column + 1}: ${number}.`;
  const last = Math.max(...tiles.map((each) => parsed(each).layer));
  const to = layer === last ? 'the output' : `neuron ${row + 1}`;
  if (what === 'bias') return `Layer ${layer + 1}, row ${row + 1}: the bias of ${to} is ${number}.`;
  const from = layer === 0 ? monomial([column + 1]) : `neuron ${column + 1}`;
  return `Layer ${layer + 1}, row ${row + 1}, column ${column + 1}: the weight from ${from} to ${to} is ${number}.`;
}

/**
 * Which moment is seen. The picture can't go back as the curves do.
 * @param {number} iteration
 * @param {number | null} cursor  of the curves
 */
export function moment(iteration, cursor) {
  const at = iteration === 0 ? 'Before training' : `After ${integer(iteration)} iterations`;
  if (cursor === null || cursor >= iteration) return `${at}.`;
  return `${at}: the newest weights, not those of iteration ${integer(cursor)} under the cursor. Earlier ones are not kept.`;
}

/**
 * The coordinates that a target depends on, in stretches of neighbours: first and last.
 * @param {Analysis} analysis
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
