// A column of real numbers brought to mean 0 and deviation 1, and what of it that, or 32 bits, would destroy.

/** @import { Column, Fault } from './columns.js' */

/** Digits of a standardised number: the core has no more. */
const DIGITS = 7;
/** A deviation that is a smaller part of the numbers than this has been lost in their rounding, or nearly. */
const LEAST_DEVIATION = 1e-12;
/** The same of values that are kept as they are, and rounded to 32 bits. */
const LEAST_DEVIATION_KEPT = 1e-4;
/** The core trains on no table whose values are all smaller. */
const LEAST_KEPT = 1e-6;
/** Numbers that are scaled before others get their turn. */
const TURN = 8000;

/** @typedef {{ size: number, centre: number, deviation: number }} Spread  the latter two in units of `size` */

/**
 * The largest number of a column in size; and mean and deviation in units of it, so that no square is infinite or 0.
 * @param {number[]} values
 * @returns {Spread}
 */
export function spreadOf(values) {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const mean = (/** @type {(value: number) => number} */ f) =>
    values.reduce((sum, value) => sum + f(value / size), 0) / values.length;
  if (values.every((value) => value === values[0])) return { size, centre: (values[0] ?? 0) / size, deviation: 0 };
  const centre = mean((value) => value);
  return { size, centre, deviation: Math.sqrt(mean((value) => (value - centre) ** 2)) };
}

/**
 * What is wrong with a real column as a whole.
 * @param {Column} column
 * @param {Spread} spread
 * @param {boolean} moved  to mean 0 and deviation 1
 * @param {boolean} coordinate  it is no value
 * @returns {Fault | null}
 */
export function spreadFault({ at, values }, { size, deviation }, moved, coordinate) {
  const fault = (/** @type {string} */ value, /** @type {string} */ expected) => ({
    line: 0,
    column: at,
    value,
    expected,
  });
  if (deviation === 0 && coordinate) return fault(`${values[0]} in every row`, 'a coordinate that changes');
  if (deviation > 0 && deviation < (moved ? LEAST_DEVIATION : LEAST_DEVIATION_KEPT)) {
    const digits = -Math.log10(moved ? LEAST_DEVIATION : LEAST_DEVIATION_KEPT);
    return fault(
      `${values[0]}, ${values[1]}, …`,
      `numbers that differ within their first ${digits} digits: subtract what they have in common`,
    );
  }
  if (!moved && size < LEAST_KEPT) return fault(`${size} at most`, `a value of a size of at least ${LEAST_KEPT}`);
  return null;
}

/**
 * Mean 0 and deviation 1.
 * @param {number[]} values
 * @param {Spread} spread
 * @returns {Generator<undefined, number[]>}
 */
export function* standardised(values, { size, centre, deviation }) {
  const all = new Array(values.length);
  for (const [r, value] of values.entries()) {
    if (r % TURN === TURN - 1) yield;
    all[r] = Number(((value / size - centre) / deviation).toPrecision(DIGITS));
  }
  return all;
}
