// Curves with no more points than a chart has room for, kept up while their rows come in: of each run of neighbouring rows the
// least and the greatest value of every curve, in their order, so that no peak is lost; the first row and the last as they are.
// A run is a stretch of the x axis, as rows may stand close here and far apart there.

/** @import { LaneState } from '../types.d.ts' */

import { kept, settled } from '../language/series.js';

/** @typedef {(row: number) => number | null} Curve  null: nothing to draw at this row */

/** Points of all curves of a chart together: what can be drawn in a few ms. */
const MOST = 60_000;
/** Runs of rows that a curve is drawn from: fewer would look coarse, more nobody can see. */
const [COARSEST, FINEST] = [100, 1000];

/**
 * @param {(row: number) => number} at  where a row stands on the x axis, ascending: a count
 * @param {Curve[]} curves
 */
export function createOutline(at, curves) {
  const most = Math.max(COARSEST, Math.min(FINEST, Math.floor(MOST / 2 / curves.length)));
  /** How much of the x axis a run is long, 0: each row is one; rows taken in so far; and of how many one was there. */
  let [length, taken, thinned] = [0, 0, 1];
  /** x, then y of every curve, two a run; after them the last row. @type {(number | null)[][]} */
  let points = [at, ...curves].map(() => []);
  /** Runs so far, and which stretch of the axis the newest one is. */
  let [runs, stretch] = [0, -1];

  /** Where the points of runs end. */
  const end = () => (runs === 0 ? 0 : length === 0 ? runs : 2 * runs - 1);

  /**
   * Takes in more rows, or points of runs that become longer ones.
   * @param {(row: number) => number} x
   * @param {Curve[]} values
   * @param {number} from
   * @param {number} to
   */
  function take(x, values, from, to) {
    /** @type {number[]} */
    const places = [];
    for (let row = from; row < to; row++) {
      const own = length === 0 ? row : Math.floor(x(row) / length);
      // The first row is a run by itself.
      if (runs < 2 || own !== stretch) {
        runs++;
        stretch = own;
      }
      places.push(runs === 1 ? 0 : length === 0 ? runs - 1 : 2 * runs - 3);
    }
    [x, ...values].forEach((curve, k) => {
      const all = /** @type {(number | null)[]} */ (points[k]);
      places.forEach((place, i) => put(all, place, curve(from + i)));
    });
  }

  /**
   * @param {(number | null)[]} own  the points of a curve
   * @param {number} place  of the run
   * @param {number | null} value
   */
  function put(own, place, value) {
    if (place >= own.length) {
      own.push(value);
      if (length > 0 && place > 0) own.push(value);
    } else if (value !== null) {
      const [a, b] = [own[place] ?? value, own[place + 1] ?? value];
      const [low, high] = a < b ? [a, b] : [b, a];
      if (value > high) [own[place], own[place + 1]] = [low, value];
      else if (value < low) [own[place], own[place + 1]] = [high, value];
      else [own[place], own[place + 1]] = [a, b];
    }
  }

  /** Makes the runs longer, by powers of two, so that the points are the same however the rows came in. */
  function join() {
    const [x = [], ...before] = points;
    const count = end();
    points = points.map(() => []);
    do length = Math.max(1, 2 * length);
    while (new Set(x.slice(1, count).map((value) => Math.floor(Number(value) / length))).size > most);
    runs = 0;
    take(
      (i) => Number(x[i]),
      before.map((own) => (i) => own[i] ?? null),
      0,
      count,
    );
  }

  return {
    /**
     * @param {Pick<LaneState, 'rowCount' | 'stride' | 'seen'>} lane  as far as its rows go
     * @returns {[x: number[], ...y: (number | null)[][]]}  not to be written to
     */
    upTo(lane) {
      const { rowCount, stride } = lane;
      const stay = settled(lane);
      taken = kept(taken, thinned, stride);
      thinned = stride;
      for (const own of points) own.length = end();
      take(at, curves, taken, stay);
      taken = stay;
      if (runs > most + 1) join();
      if (length > 0 || rowCount > stay) [at, ...curves].forEach((curve, k) => points[k]?.push(curve(rowCount - 1)));
      return /** @type {[number[], ...(number | null)[][]]} */ (points);
    },
  };
}
