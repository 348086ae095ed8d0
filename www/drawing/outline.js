// Curves with no more points than a chart has room for, kept up while their rows come in: of each run of neighbouring rows the
// least and the greatest value of every curve, in their order, so that no peak is lost; the first row and the last as they are.

import { kept } from '../language/series.js';

/** @typedef {(row: number) => number | null} Curve  null: nothing to draw at this row */

/** Points of all curves of a chart together: what can be drawn in a few ms. */
const MOST = 60_000;
/** Runs of rows that a curve is drawn from: fewer would look coarse, more nobody can see. */
const [COARSEST, FINEST] = [100, 1000];

/**
 * @param {Curve} at  where a row stands on the x axis, ascending
 * @param {Curve[]} curves
 */
export function createOutline(at, curves) {
  const most = Math.max(COARSEST, Math.min(FINEST, Math.floor(MOST / 2 / curves.length)));
  /** Rows in a run; rows taken in so far; and of how many one was there. */
  let [run, taken, thinned] = [1, 0, 1];
  /** x, then y of every curve. @type {(number | null)[][]} */
  const points = [[], ...curves.map(() => [])];

  /**
   * Takes in the rows up to a count.
   * @param {Curve} curve
   * @param {(number | null)[]} own  its points
   * @param {number} count
   */
  function extend(curve, own, count) {
    for (let row = taken; row < count; row++) {
      const value = curve(row);
      const place = run === 1 || row === 0 ? row : 1 + 2 * Math.floor((row - 1) / run);
      if (run === 1 || row === 0) own[place] = value;
      else if ((row - 1) % run === 0) own[place] = own[place + 1] = value;
      else if (value !== null) {
        const [a, b] = [own[place] ?? value, own[place + 1] ?? value];
        const [low, high] = a < b ? [a, b] : [b, a];
        if (value > high) [own[place], own[place + 1]] = [low, value];
        else if (value < low) [own[place], own[place + 1]] = [high, value];
        else [own[place], own[place + 1]] = [a, b];
      }
    }
    // The last row stands at the end by itself.
    const end = run === 1 ? count - 1 : 1 + 2 * Math.ceil((count - 1) / run);
    own[end] = curve(count - 1);
    own.length = end + 1;
  }

  /**
   * Makes one run of each two.
   * @param {(number | null)[]} own  the points of a curve
   */
  function join(own) {
    const end = 1 + 2 * Math.ceil((taken - 1) / run);
    for (let from = 1, to = 1; from < end; from += 4, to += 2) {
      const four = own.slice(from, Math.min(from + 4, end)).filter((value) => value !== null);
      const [low, high] = [Math.min(...four), Math.max(...four)];
      const upwards = four.indexOf(low) < four.lastIndexOf(high);
      [own[to], own[to + 1]] = four.length === 0 ? [null, null] : upwards ? [low, high] : [high, low];
    }
  }

  return {
    /**
     * @param {number} count  of the rows that there are now
     * @param {number} stride  one of so many is there
     * @returns {[x: number[], ...y: (number | null)[][]]}  not to be written to
     */
    upTo(count, stride) {
      if (stride > thinned) {
        [run, taken] = [(run * thinned) / stride, kept(taken, thinned, stride)];
        thinned = stride;
      }
      for (; count > 1 + most * run; run *= 2) if (run > 1) points.forEach(join);
      [at, ...curves].forEach((curve, k) => extend(curve, /** @type {(number | null)[]} */ (points[k]), count));
      taken = count;
      return /** @type {[number[], ...(number | null)[][]]} */ (points);
    },
  };
}
