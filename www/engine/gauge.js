// Has a run go on in slices of time: the core, which has no clock, counts its work in multiply-adds (work.rs). How many of
// them this machine makes in a ms depends on the kind of work: those of a matrix product take less than those of a formula.

/** @import { CoreExperiment, Until } from '../types.d.ts' */

/** A slice of computing between two looks at the messages, in ms: a pause is answered within about one slice. */
const SLICE = 16;
/** The first slice, in multiply-adds: a few ms. */
const FIRST = 2e6;
/** Multiply-adds in a ms before any was measured: of a slow phone. */
const SLOW = 1e5;
/** How much of what was measured before counts beside a new slice. */
const MEMORY = 0.99;

/** @typedef {'prepare' | 'measure' | 'iteration'} Work */
/** @typedef {ReturnType<typeof createGauge>} Gauge */

/** @param {() => number} clock  milliseconds */
export function createGauge(clock) {
  /**
   * The slice that takes about SLICE ms, and what was done lately in how many ms.
   * @type {Partial<Record<Work, { slice: number, work: number, ms: number }>>}
   */
  const known = {};
  /** Multiply-adds in a ms, of whichever kind was measured last. */
  let latest = SLOW;

  return {
    /**
     * A slice of the way to an iteration. Answers how many ms it took; null if nothing is left to do.
     * @param {Pick<CoreExperiment, 'advance' | 'pending'>} experiment
     * @param {number} iteration
     * @param {boolean} [measure]  a row there, whatever the schedule
     * @param {Until} [until]
     */
    advance(experiment, iteration, measure = false, until) {
      const kind = experiment.pending?.kind ?? 'iteration';
      const before = known[kind] ?? { slice: FIRST, work: 0, ms: 0 };
      const from = clock();
      const work = experiment.advance(iteration, before.slice, measure, until);
      const ms = clock() - from;
      if (work === 0) return null;
      // A slice that was not full says nothing about how much there is room for, unless it was too long already.
      const full = work >= before.slice || ms > SLICE;
      const lately = { work: MEMORY * before.work + work, ms: MEMORY * before.ms + ms };
      if (lately.ms > 0) latest = lately.work / lately.ms;
      known[kind] = { slice: full ? resized(before.slice, ms) : before.slice, ...lately };
      return ms;
    },

    /**
     * The ms that so much work is expected to take.
     * @param {Work} kind
     * @param {number} work
     */
    expected(kind, work) {
      const lately = known[kind];
      return work / (lately && lately.ms > 0 ? lately.work / lately.ms : latest);
    },
  };
}

/**
 * The next slice: towards SLICE ms, by at most a factor of two, for one slice may hold a measurement and another none.
 * @param {number} slice
 * @param {number} ms
 */
function resized(slice, ms) {
  const factor = ms > 0 ? Math.min(2, Math.max(0.5, SLICE / ms)) : 2;
  return Math.max(1, Math.min(1e12, Math.round(slice * factor)));
}
