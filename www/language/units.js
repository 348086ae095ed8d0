// What a run is stepped and paced by: iterations, or what a learner counts that trains neuron by neuron.

/** @import { LabState, LaneState, Unit } from '../types.d.ts' */

import { offered } from './axis.js';

/** One, and several. @type {Record<Unit, [one: string, several: string]>} */
const WORDS = {
  iteration: ['iteration', 'iterations'],
  neuron: ['neuron', 'neurons'],
  active: ['active neuron', 'active neurons'],
  layer: ['layer', 'layers'],
};

export const UNITS = /** @type {Unit[]} */ (Object.keys(WORDS));

/**
 * What can be chosen: what every lane counts.
 * @param {LaneState[]} lanes
 */
export const unitsOf = (lanes) => (offered(lanes).includes('neurons') ? UNITS : UNITS.slice(0, 1));

/**
 * What was chosen, if it is to be had; else neurons, which take thousands of iterations each, where there are any.
 * @param {Pick<LabState, 'unit' | 'lanes'>} state
 * @returns {Unit}
 */
export function unitOf({ unit, lanes }) {
  const all = unitsOf(lanes);
  return all.find((each) => each === unit) ?? (all.includes('neuron') ? 'neuron' : 'iteration');
}

/** @param {Unit} unit */
export const called = (unit) => WORDS[unit][0];

/** @param {Unit} unit */
export const severalOf = (unit) => WORDS[unit][1];
