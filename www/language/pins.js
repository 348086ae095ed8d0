// Runs that were pinned, as they are drawn under those of now.

/** @import { LabState, LaneState } from '../types.d.ts' */

import { axisOf, offered } from './axis.js';
import { series } from './series.js';

/** How their lines are broken, by their letters. */
const DASHES = [
  [5, 3],
  [2, 2],
  [10, 3, 2, 3],
  [1, 3],
  [12, 4],
  [5, 2, 1, 2],
];

/** @param {string} letter */
export const dashOf = (letter) => /** @type {number[]} */ (DASHES[(letter.charCodeAt(0) - 65) % DASHES.length]);

/** @typedef {Pick<LabState, 'pins' | 'lanes' | 'axis'>} Pinning */

/**
 * What is seen of pinned runs over a lane: theirs of its name, else at its place, where they follow some of the same monomials, or both
 * none.
 * @param {Pinning} state
 * @param {number} index
 */
export function pinnedOver(state, index) {
  const lane = state.lanes[index];
  const names = (/** @type {LaneState} */ each) => series(each).coefficients.map(({ name }) => name);
  return state.pins.flatMap(({ letter, hidden, lanes }) => {
    const own = lanes.find(({ label, name }) => label === lane?.label && name === lane.name) ?? lanes[index];
    if (hidden || !lane || !own || !offered([own]).includes(axisOf(state))) return [];
    const [a, b] = [names(lane), names(own)];
    return a.some((name) => b.includes(name)) || a.length + b.length === 0 ? [{ letter, lane: own }] : [];
  });
}

/**
 * The lanes that the axes have to hold: of pinned ones those that did not explode.
 * @template {Pinning} State
 * @param {State} state
 * @returns {State}
 */
export const withPinned = (state) =>
  state.pins.length === 0
    ? state
    : {
        ...state,
        lanes: [
          ...state.lanes,
          ...state.lanes.flatMap((_, i) =>
            pinnedOver(state, i).flatMap(({ lane }) => (lane.status === 'diverged' ? [] : [lane])),
          ),
        ],
      };
