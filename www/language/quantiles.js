// Curves of many runs as one, with a band about it.

/** @import { Curves } from '../types.d.ts' */

/** Places on the x axis. */
const PLACES = 160;

/** Median, and the bounds of the band. */
export const PARTS = [0.5, 0.1, 0.9];

/**
 * The quantile of an ascending list, linear between its entries, as the core has it.
 * @param {number[]} ascending
 * @param {number} p
 */
export function quantile(ascending, p) {
  const place = p * (ascending.length - 1);
  const below = Math.floor(place);
  const [low = NaN, high = NaN] = [ascending[below], ascending[Math.min(below + 1, ascending.length - 1)]];
  return place === below ? low : low + (place - below) * (high - low);
}

/**
 * A curve at a place, linear between its rows; NaN after its end.
 * @param {Float64Array} x
 * @param {Float64Array} values
 * @param {number} place
 * @param {number} from  the row is not before this one
 * @returns {[value: number, row: number]}
 */
function at(x, values, place, from) {
  let row = from;
  while (row + 1 < x.length && /** @type {number} */ (x[row + 1]) <= place) row += 1;
  const [x0 = NaN, y0 = NaN] = [x[row], values[row]];
  if (x0 === place) return [y0, row];
  const [x1, y1] = [x[row + 1], values[row + 1]];
  if (x1 === undefined || y1 === undefined || place < x0) return [NaN, row];
  return [y0 + ((place - x0) / (x1 - x0)) * (y1 - y0), row];
}

/** How far the longest of the runs goes. @param {Curves[]} runs */
export const endOf = (runs) => Math.max(0, ...runs.map(({ x }) => x.at(-1) ?? 0));

/**
 * For each name its quantiles along x, where at least half of the runs have the curve; null elsewhere.
 * @param {Curves[]} runs
 * @param {string[]} names
 * @param {number} [end]  of the places
 * @returns {{ x: number[], parts: (number | null)[][][] }}  by name, then by PARTS
 */
export function banded(runs, names, end = endOf(runs)) {
  const x = Array.from({ length: PLACES + 1 }, (_, i) => (end * i) / PLACES);
  const parts = names.map((name) => {
    const own = runs.flatMap((run) => {
      const values = run.values[run.names.indexOf(name)];
      return values ? [{ x: run.x, values, row: 0 }] : [];
    });
    const quantiles = x.map((place) => {
      const here = own.map((curve) => {
        const [value, row] = at(curve.x, curve.values, place, curve.row);
        curve.row = row;
        return value;
      });
      const known = here.filter(Number.isFinite).sort((a, b) => a - b);
      return PARTS.map((p) => (known.length > 0 && 2 * known.length >= own.length ? quantile(known, p) : null));
    });
    return PARTS.map((_, k) => quantiles.map((all) => all[k] ?? null));
  });
  return { x, parts };
}
