// What each layer of a network carries of each followed monomial, where it is measured: Figure 1a of the staircase paper.

/** @import { LaneState } from '../types.d.ts' */
/** @import { Carried } from './series.js' */

import { estimate, fixed } from './format.js';
import { monomial } from './names.js';
import { series } from './series.js';

export const CARRIED_HELP =
  'A cell says how well a monomial can be read off a layer: the R² of the best weighted sum, with a constant, of the layer’s neurons, fitted to the monomial on inputs drawn for it and adjusted for the number of neurons. 1: it can be read off exactly; 0: not at all. It does not say that the network uses it so: what comes out is read off all layers together, and a monomial may be learned well though none of them carries all of it.';

/**
 * From the highest layer down, each with its monomials.
 * @param {Carried[]} carried
 * @returns {{ layer: number, cells: Carried[] }[]}
 */
export function layersOf(carried) {
  const layers = [...new Set(carried.map(({ layer }) => layer))].sort((a, b) => b - a);
  return layers.map((layer) => ({ layer, cells: carried.filter((cell) => cell.layer === layer) }));
}

/**
 * The highest layer that is switched on at a row, which ends a stage rather than to begin one.
 * @param {LaneState} lane
 * @param {number} row
 */
export function highestOn(lane, row) {
  const at = series(lane).at[row] ?? 0;
  const stage = lane.stages.findLast(({ iteration }) => iteration < at) ?? lane.stages[0];
  return stage?.layers ?? Infinity;
}

/**
 * "0.84 ± 0.01 of x₁⋯x₅ in layer 2"
 * @param {Carried} cell
 * @param {number} row
 */
export function told({ layer, set, values, errors }, row) {
  const parts = estimate(values[row] ?? NaN, errors[row] || NaN, (value) => fixed(value, 2));
  return `${parts.filter(Boolean).join(' ')} of ${monomial(set)} in layer ${layer}`;
}

/**
 * How far off the numbers may be: the largest standard error at a row, 0 where all are exact.
 * @param {Carried[]} carried
 * @param {number} row
 */
export const largestError = (carried, row) => Math.max(0, ...carried.map(({ errors }) => errors[row] || 0));
