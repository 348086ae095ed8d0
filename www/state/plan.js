// Which runs a sweep is made of: the core's `sweep::Sweep` says the same natively.

/** @import { CompleteSweep, Spec } from '../types.d.ts' */

/** @typedef {{ cell: number, seed: number }} Run */

/** As many as the core's `sweep::MOST_RUNS`. */
export const MOST_RUNS = 10_000;

/** @param {Pick<CompleteSweep, 'vary'>} sweep */
export const cellsOf = ({ vary }) => vary.reduce((product, { values }) => product * values.length, 1);

/** @param {CompleteSweep} sweep */
export const firstSeed = ({ spec }) => spec.seed ?? 1;

/**
 * Seed by seed, so that a sweep that is not over yet says something of every cell.
 * @param {CompleteSweep} sweep
 * @returns {Generator<Run>}
 */
export function* runsOf(sweep) {
  const [cells, first] = [cellsOf(sweep), firstSeed(sweep)];
  for (let seed = first; seed < first + sweep.seeds; seed++)
    for (let cell = 0; cell < cells; cell++) yield { cell, seed };
}

/**
 * A cell's values, one an entry that varies.
 * @param {CompleteSweep} sweep
 * @param {number} cell
 */
export function valuesOf({ vary }, cell) {
  const inner = vary[1]?.values.length ?? 1;
  return vary.map(({ values }, k) => values[k === 0 ? Math.floor(cell / inner) : cell % inner]);
}

/**
 * What a run is given.
 * @param {CompleteSweep} sweep
 * @param {Run} run
 * @returns {Spec}
 */
export function specOf(sweep, { cell, seed }) {
  const spec = structuredClone(sweep.spec);
  valuesOf(sweep, cell).forEach((value, k) => put(spec, sweep.vary[k]?.entry.split('.') ?? [], value));
  return { ...spec, seed };
}

/**
 * Sets an entry of a spec, in place.
 * @param {any} object
 * @param {string[]} path
 * @param {unknown} value
 */
export function put(object, [name = '', ...rest], value) {
  if (rest.length === 0) object[name] = value;
  else put((object[name] ??= {}), rest, value);
}

/**
 * What all runs are given, without what varies.
 * @param {Pick<CompleteSweep, 'spec' | 'vary'>} sweep
 * @returns {Spec}
 */
export function fixedOf({ spec, vary }) {
  const all = structuredClone(spec);
  for (const { entry } of vary) put(all, entry.split('.'), undefined);
  return all;
}
