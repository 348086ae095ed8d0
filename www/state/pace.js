// How a figure is first seen: at full speed by its own units, along iterations, unless its preset says otherwise.

/** @import { LabState, Preset } from '../types.d.ts' */

/** @typedef {Pick<LabState, 'speed' | 'unit' | 'axis'>} Pace */

/**
 * @param {Preset} preset
 * @returns {Pace}
 */
export const paceOf = ({ pace }) => ({ speed: Infinity, unit: null, axis: 'iterations', ...pace });

/**
 * That of another preset, but for what the visitor has chosen.
 * @param {Pick<LabState, keyof Pace | 'preset'>} state
 * @param {Preset} next
 * @returns {Partial<Pace>}
 */
export function changedPace(state, next) {
  const [before, after] = [paceOf(state.preset), paceOf(next)];
  const keys = /** @type {(keyof Pace)[]} */ (Object.keys(after));
  return Object.fromEntries(keys.flatMap((key) => (state[key] === before[key] ? [[key, after[key]]] : [])));
}
