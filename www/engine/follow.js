// What is seen of a run of a sweep, row by row; natively the core's `sweep::Follower` does the same.

import { thin } from './thinning.js';

/** @import { Curves, Group, RunStatus, SweepCondition, SweepMoment, SweepOutcome } from '../types.d.ts' */

/** So many rows of a run are kept for its curves, as thinning.js does it. */
const MOST_ROWS = 257;
/** So many columns. */
const MOST_CURVES = 24;

/**
 * What it takes to follow a run further in another worker.
 * @typedef {object} Trail
 * @property {string[]} columns
 * @property {number[]} kept       which columns are curves
 * @property {SweepCondition[]} conditions
 * @property {SweepMoment | null} learned
 * @property {SweepMoment} end
 * @property {number | null} testLoss
 * @property {number[][]} rows     of the curves, each led by its iteration
 * @property {number} stride
 * @property {number} [seen]  rows that there were; what an older page began doesn't tell
 */
/** @typedef {ReturnType<typeof createFollower>} Follower */

/**
 * @param {string[]} columns
 * @param {Group[]} groups
 * @param {SweepCondition[]} conditions
 * @returns {Trail}
 */
export function startTrail(columns, groups, conditions) {
  const wanted = (/** @type {number} */ i) =>
    ['coefficient', 'feature'].includes(/** @type {string} */ (groups[i])) || columns[i] === 'test_loss';
  const curves = columns.map((_, i) => i).filter((i) => wanted(i) || conditions.some(({ column }) => column === i));
  return {
    columns,
    kept: curves.slice(0, MOST_CURVES),
    conditions,
    learned: null,
    end: { iterations: -1, samples: 0 },
    testLoss: null,
    rows: [],
    stride: 1,
    seen: 0,
  };
}

/**
 * Rows may come again, as they do after a run was brought back: they are passed over.
 * @param {Trail} trail  is continued
 * @param {boolean} stop  whether nothing more is wanted of a run that has learned
 */
export function createFollower(trail, stop) {
  const { columns, kept, conditions } = trail;
  const [iteration, samples, testLoss] = /** @type {[number, number, number]} */ (
    ['iteration', 'samples', 'test_loss'].map((name) => columns.indexOf(name))
  );
  const enough = () => stop && trail.learned !== null;

  return {
    trail,
    enough,

    /**
     * Takes in rows; answers whether no more are wanted.
     * @param {Float64Array} rows
     */
    take(rows) {
      /** Where rows stand that are new. @type {number[]} */
      const fresh = [];
      for (let at = 0; at < rows.length && !enough(); at += columns.length) {
        const value = (/** @type {number} */ column) => /** @type {number} */ (rows[at + column]);
        if (value(iteration) <= trail.end.iterations) continue;
        trail.end = { iterations: value(iteration), samples: value(samples) };
        trail.testLoss = Number.isFinite(value(testLoss)) ? value(testLoss) : null;
        if (trail.learned === null && conditions.every(({ column, sign, bound }) => sign * value(column) >= bound))
          trail.learned = trail.end;
        fresh.push(at);
      }
      const thinned =
        trail.seen === undefined ? { stride: 1, seen: trail.rows.length } : { ...trail, seen: trail.seen };
      Object.assign(
        trail,
        thin(thinned, fresh.length, MOST_ROWS, {
          cut: (count) => void (trail.rows.length = count),
          push(row) {
            const at = /** @type {number} */ (fresh[row]);
            trail.rows.push([iteration, ...kept].map((column) => /** @type {number} */ (rows[at + column])));
          },
          halve: () => void (trail.rows = trail.rows.filter((_, i) => i % 2 === 0)),
        }),
      );
      return enough();
    },

    /**
     * @param {number} cell
     * @param {number} seed
     * @param {RunStatus} status  of the run as it was left
     * @returns {SweepOutcome}
     */
    outcome(cell, seed, status) {
      const { learned, end, testLoss } = trail;
      const ended = enough() ? 'learned' : status === 'running' ? 'budget' : status;
      return { cell, seed, ended, learned, end, test_loss: testLoss };
    },

    /** @returns {Curves} */
    curves: () => ({
      names: kept.map((i) => /** @type {string} */ (columns[i])),
      x: Float64Array.from(trail.rows, ([x = NaN]) => x),
      values: kept.map((_, k) => Float64Array.from(trail.rows, (row) => row[k + 1] ?? NaN)),
    }),
  };
}
