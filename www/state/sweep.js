// One sweep as it goes: which of its runs are made, under way or still to come, and what they say together so far. No DOM.

import { Crashed } from '../engine/client.js';
import { cellsOf, runsOf, specOf } from './plan.js';

/** @import { SweepOutcome, SweepSummary } from '../types.d.ts' */
/** @import { Fleet, Job, Saved, Source } from '../engine/fleet.js' */
/** @import { Curves } from '../types.d.ts' */
/** @import { CompleteSweep } from '../types.d.ts' */
/** @import { Run } from './plan.js' */
/** @import { Shelf } from './shelf.js' */

/** Ms between two looks at what the runs say together, and between two words about how far they are. */
const SUMMARY_EVERY = 500;
const WORD_EVERY = 200;
/** Curves are kept of sweeps of so many runs. */
export const MOST_CURVES = 400;

/** @typedef {'running' | 'pausing' | 'paused' | 'done'} SweepStatus */
/**
 * What is kept of a sweep from visit to visit.
 * @typedef {object} SweepFile
 * @property {string} id
 * @property {string} title
 * @property {CompleteSweep} sweep
 * @property {{ preset: string, lane: number, overrides: Record<string, unknown> }} figure  where it was begun, and what was changed there
 * @property {number} begun   ms since 1970
 */
/** @typedef {SweepFile & { status: SweepStatus, outcomes: SweepOutcome[], summary: SweepSummary | null, made: number, of: number, share: number, left: number | null, failures: string[], unkept: boolean }} SweepState  `share` of the work that is done, `left` ms, about; `unkept`: it will be gone with this page */
/** @typedef {ReturnType<typeof createSweep>} SweepRun */

/** @param {Run} run */
const key = ({ cell, seed }) => `${cell}:${seed}`;

/**
 * @param {object} options
 * @param {SweepFile} options.file
 * @param {{ outcomes: SweepOutcome[], saved: Map<string, Saved> }} options.known  from an earlier visit
 * @param {Fleet} options.fleet
 * @param {Pick<Shelf, 'keepRun' | 'keepSaved' | 'curvesOf'>} options.shelf
 * @param {() => number} options.clock
 * @param {(work: () => void, ms: number) => unknown} options.later
 * @param {() => void} options.onChange
 */
export function createSweep({ file, known, fleet, shelf, clock, later, onChange }) {
  const { sweep } = file;
  const total = cellsOf(sweep) * sweep.seeds;
  /** @type {Map<string, SweepOutcome>} */
  const outcomes = new Map(known.outcomes.map((outcome) => [key(outcome), outcome]));
  const saved = new Map(known.saved);
  /** @type {Map<string, Curves>} */
  const curves = new Map();
  /** Cells whose curves the shelf was asked for. @type {Set<number>} */
  const recalled = new Set();
  /** Iterations of those under way. @type {Map<string, number>} */
  const underway = new Map();
  /** Tried once in vain already. @type {Set<string>} */
  const failed = new Set();
  /** @type {Run[]} */
  let again = [];
  let coming = runsOf(sweep);
  /** @type {SweepStatus} */
  let status = outcomes.size === total ? 'done' : 'paused';
  /** @type {SweepSummary | null} */
  let summary = null;
  /** @type {string[]} */
  const failures = [];
  let unkept = false;
  /** When it went on the last time, and how much was done by then. */
  let since = { at: 0, share: 0 };
  let asking = false;
  let stale = true;
  let told = -Infinity;
  let removed = false;

  /** A run counts as far as those before it in its cell let expect. */
  function shareDone() {
    let sum = outcomes.size;
    for (const iterations of underway.values()) sum += Math.min(1, iterations / typical());
    return total === 0 ? 1 : sum / total;
  }

  let ended = { iterations: 0, runs: 0 };
  const typical = () => (ended.runs > 0 ? Math.max(1, ended.iterations / ended.runs) : sweep.iterations);

  function change() {
    if (removed) return;
    if (clock() - told < WORD_EVERY) return;
    tell();
  }

  function tell() {
    told = clock();
    onChange();
  }

  /** What the runs say together, now and then and at the end. */
  async function sum() {
    if (asking || !stale || removed) return;
    asking = true;
    stale = false;
    try {
      const { seed = 1 } = sweep.spec;
      // Of the spec nothing but its seed is looked at, and it may be long.
      summary = await fleet.ask('summarize', { ...sweep, spec: { seed } }, [...outcomes.values()]);
      if (!removed) tell();
    } catch {
      stale = true; // the clerk is gone: another one is asked
    }
    later(() => {
      asking = false;
      void sum();
    }, SUMMARY_EVERY);
  }

  /** @type {Source} */
  const source = {
    next() {
      for (;;) {
        const next = again.shift() ?? coming.next().value;
        if (!next) return null;
        const name = key(next);
        if (!outcomes.has(name) && !underway.has(name)) return jobOf(next);
      }
    },
  };

  /**
   * @param {Run} run
   * @returns {Job}
   */
  function jobOf(run) {
    const name = key(run);
    underway.set(name, 0);
    return {
      spec: specOf(sweep, run),
      iterations: sweep.iterations,
      learned: sweep.learned,
      stop: sweep.stop,
      saved: saved.get(name) ?? null,
      onProgress(iteration) {
        underway.set(name, iteration);
        change();
      },
      onSaved(now) {
        saved.set(name, now);
        void shelf.keepSaved(file.id, name, now);
      },
      onEnd: (follower, ended) => end(run, follower.outcome(run.cell, run.seed, ended), follower.curves()),
      onLost(error) {
        underway.delete(name);
        if (!failed.has(name)) {
          failed.add(name); // once more, from where it was saved; or from the start, where that is what was refused
          if (!(error instanceof Crashed)) saved.delete(name);
          again.push(run);
          return;
        }
        failures.push(`seed ${run.seed}: ${error.message}`);
        const nowhere = { iterations: 0, samples: 0 };
        end(run, { ...run, ended: 'failed', learned: null, end: nowhere, test_loss: null }, null);
      },
    };
  }

  /**
   * @param {Run} run
   * @param {SweepOutcome} outcome
   * @param {Curves | null} seen
   */
  function end(run, outcome, seen) {
    const name = key(run);
    underway.delete(name);
    saved.delete(name);
    outcomes.set(name, outcome);
    ended = { iterations: ended.iterations + outcome.end.iterations, runs: ended.runs + 1 };
    const shown = total <= MOST_CURVES ? seen : null;
    if (shown) curves.set(name, shown);
    void shelf.keepRun(file.id, name, outcome, shown).then((kept) => {
      if (kept || unkept) return;
      unkept = true;
      if (!removed) tell();
    });
    stale = true;
    void sum();
    if (outcomes.size === total) {
      status = 'done';
      void fleet.remove(source);
    }
    tell();
  }

  function play() {
    if (status !== 'paused') return;
    status = 'running';
    coming = runsOf(sweep);
    since = { at: clock(), share: shareDone() };
    fleet.add(source);
    void sum();
    tell();
  }

  async function pause() {
    if (status !== 'running') return;
    status = 'pausing';
    tell();
    await fleet.remove(source);
    underway.clear();
    if (status === 'pausing') status = 'paused';
    tell();
  }

  return {
    /** @returns {SweepState} */
    state() {
      const share = shareDone();
      const [gained, took] = [share - since.share, clock() - since.at];
      const left = status === 'running' && gained > 0 && took > 1000 ? ((1 - share) / gained) * took : null;
      const made = outcomes.size;
      return {
        ...file,
        status,
        outcomes: [...outcomes.values()],
        summary,
        made,
        of: total,
        share,
        left,
        failures,
        unkept,
      };
    },
    /** The curves of a cell's runs, as far as they are here or kept. @param {number} cell */
    async curves(cell) {
      // Those of an earlier visit; what is made now is here already.
      const kept = recalled.has(cell) ? [] : await shelf.curvesOf(file.id, cell);
      recalled.add(cell);
      for (const [name, own] of kept) if (!curves.has(name)) curves.set(name, own);
      return [...curves]
        .filter(([name]) => name.startsWith(`${cell}:`))
        .map(([name, own]) => ({ seed: Number(name.split(':')[1]), ...own }));
    },
    done: () => status === 'done',
    play,
    pause,
    sum: () => void sum(),
    /** For good. */
    async remove() {
      removed = true;
      await fleet.remove(source);
    },
  };
}
