// All sweeps of the page: those of this visit and those that an earlier one left. One fleet of workers makes them all.

import { createFleet, sizeFor } from '../engine/fleet.js';
import { spawn } from '../engine/spawn.js';
import { conjecturedOf } from './conjecture.js';
import { createShelf } from './shelf.js';
import { createSweep } from './sweep.js';

/** @import { Spec, Sweep } from '../types.d.ts' */
/** @import { Fleet } from '../engine/fleet.js' */
/** @import { CompleteSweep } from '../types.d.ts' */
/** @import { Shelf } from './shelf.js' */
/** @import { SweepFile, SweepRun, SweepState } from './sweep.js' */

/** @typedef {ReturnType<typeof createSweeps>} Sweeps */
/** Lets go of a lock. @typedef {() => void} Release */
/** `elsewhere`: another window of this browser makes it. @typedef {SweepState & { elsewhere?: boolean }} Listed */

/** Ms after which one that another window makes is looked at again. */
const LOOK = 5000;

/**
 * @param {object} deps
 * @param {Fleet} deps.fleet
 * @param {Omit<Shelf, 'keepPin' | 'pinsOf' | 'dropPin'>} deps.shelf
 * @param {() => number} deps.clock
 * @param {(work: () => void, ms: number) => unknown} deps.later
 * @param {(id: string) => Promise<Release | null>} deps.lock  null where another window makes this sweep
 * @param {() => Promise<Set<string>>} deps.locked  those that a window makes, this one or another
 * @param {() => string} deps.newId
 * @param {() => number} deps.now  ms since 1970
 */
export function createSweeps({ fleet, shelf, clock, later, lock, locked, newId, now }) {
  /** The newest first. `kept`: the shelf has it. @type {{ id: string, begun: number, run: SweepRun, release: Release | null, kept: boolean }[]} */
  let sweeps = [];
  /** Those that another window makes. @type {Set<string>} */
  let busy = new Set();
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {Promise<void> | null} */
  let loading = null;

  const changed = () => {
    for (const sweep of sweeps) if (sweep.release && sweep.run.done()) free(sweep);
    for (const listener of [...listeners]) listener();
  };

  /**
   * @param {SweepFile} file
   * @param {Awaited<ReturnType<Shelf['known']>>} known
   */
  const made = (file, known) => createSweep({ file, known, fleet, shelf, clock, later, onChange: changed });

  async function load() {
    busy = await locked();
    for (const { id, release } of sweeps) if (release) busy.delete(id);
    const files = (await shelf.list()).sort((a, b) => b.begun - a.begun);
    for (const file of files) {
      if (entry(file.id)) continue;
      const run = made(file, await shelf.known(file.id));
      sweeps.push({ id: file.id, begun: file.begun, run, release: null, kept: true });
      run.sum();
    }
    sweeps.sort((a, b) => b.begun - a.begun);
    changed();
    if (sweeps.some(isElsewhere)) later(() => void again(), LOOK);
  }

  /** What other windows have begun, made or deleted since. */
  async function again() {
    if (loading === null || looking) return;
    looking = true;
    await loading;
    const files = await shelf.list();
    if (shelf.refused() === null) {
      const gone = sweeps.filter(
        ({ id, release, kept }) => release === null && kept && !files.some((file) => file.id === id),
      );
      sweeps = sweeps.filter((sweep) => !gone.includes(sweep));
    }
    for (const sweep of sweeps) if (sweep.release === null) await catchUp(sweep);
    await load();
    looking = false;
  }
  let looking = false;

  /** Other windows may have it. @param {typeof sweeps[0]} sweep */
  function free(sweep) {
    sweep.release?.();
    sweep.release = null;
  }

  /** @param {typeof sweeps[0]} sweep */
  const isElsewhere = ({ id }) => busy.has(id);
  /** @param {typeof sweeps[0]} sweep @returns {Listed} */
  const listed = (sweep) => ({ ...sweep.run.state(), elsewhere: isElsewhere(sweep) });

  /** @param {string} id */
  const entry = (id) => sweeps.find((sweep) => sweep.id === id);

  /**
   * Answers whether it goes on: not where another window has it.
   * @param {string} id
   */
  async function play(id) {
    const found = entry(id);
    if (!found) return false;
    if (found.release === null) {
      found.release = await lock(id);
      if (found.release === null) {
        void again();
        return false;
      }
      busy.delete(id);
      // It may have been deleted meanwhile: it is gone on with all the same.
      const { title, figure, sweep, begun } = found.run.state();
      found.kept = await shelf.keep({ id, title, figure, sweep, begun });
      await catchUp(found);
    }
    found.run.play();
    return true;
  }

  /**
   * Another window may have made runs of it since it was listed here.
   * @param {typeof sweeps[0]} found
   */
  async function catchUp(found) {
    const { id, title, figure, sweep, begun, made: count } = found.run.state();
    if ((await shelf.count(id)) <= count) return;
    found.run = made({ id, title, figure, sweep, begun }, await shelf.known(id));
    found.run.sum();
  }

  return {
    /** Those that were kept, too: from then on they are listed. */
    load: () => (loading ??= load()),

    /** Looks at what other windows have done since. */
    again,

    states: () => sweeps.map(listed),

    /** @param {string} id */
    state: (id) => entry(id)?.run.state() ?? null,

    /**
     * @param {string} id
     * @param {number} cell
     */
    curves: async (id, cell) => (await entry(id)?.run.curves(cell)) ?? [],

    /** Why nothing is kept, if nothing is. */
    refused: shelf.refused,

    /** @param {string} id */
    size: (id) => shelf.size(id),

    /** @param {() => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    /** How many runs are made at a time. */
    workers: fleet.size,

    /**
     * With every default filled in: a sweep that was recorded has only what differs from them.
     * @param {Spec} spec
     * @returns {Promise<Spec>}
     */
    resolve: (spec) => fleet.ask('resolve', spec),

    /** How its time is conjectured to grow. @param {CompleteSweep} sweep */
    conjectured: (sweep) => conjecturedOf(sweep, (...given) => fleet.ask('analyze', ...given)),

    /** Why the core refuses it, naming the entry; null if it doesn't. @param {Sweep} given @returns {Promise<string | null>} */
    check: (given) =>
      fleet.ask('sweep', given).then(
        () => null,
        (error) => /** @type {Error} */ (error).message,
      ),

    /**
     * Throws where the core refuses it, naming the entry.
     * @param {Sweep} given
     * @param {Pick<SweepFile, 'title' | 'figure'>} what
     * @returns {Promise<string>}  its id
     */
    async begin(given, { title, figure }) {
      const sweep = /** @type {CompleteSweep} */ (await fleet.ask('sweep', given));
      const file = { id: newId(), title, figure, sweep, begun: now() };
      const run = made(file, { outcomes: [], saved: new Map() });
      sweeps.unshift({ id: file.id, begun: file.begun, run, release: null, kept: false });
      await play(file.id);
      changed();
      return file.id;
    },

    play,

    /** @param {string} id */
    async pause(id) {
      const found = entry(id);
      await found?.run.pause();
      if (found) free(found);
    },

    /** @param {string} id */
    async remove(id) {
      const found = entry(id);
      await found?.run.remove();
      await shelf.drop(id); // before it goes from the list: a page that is left then would bring it back
      sweeps = sweeps.filter((other) => other !== found);
      if (found) free(found);
      changed();
    },
  };
}

/** @type {Sweeps | null} */
let page = null;

/** Those of this page, whichever figure asks. */
export function sweepsOfPage() {
  const clock = () => performance.now();
  const later = (/** @type {() => void} */ work, /** @type {number} */ ms) => setTimeout(work, ms);
  return (page ??= createSweeps({
    fleet: createFleet({ spawn, clock, later, size: sizeFor(navigator.hardwareConcurrency) }),
    shelf: createShelf(),
    clock,
    later,
    lock,
    locked,
    newId: () => crypto.getRandomValues(new Uint32Array(2)).join('-'),
    now: () => Date.now(),
  }));
}

/** @param {string} id */
const lockOf = (id) => `staircase-lab ${id}`;

async function locked() {
  const { held = [] } = (await navigator.locks?.query().catch(() => null)) ?? {};
  return new Set(held.map(({ name = '' }) => name.slice(lockOf('').length)));
}

/**
 * Two windows that make the same sweep would each make all of it. Where there are no locks nobody knows.
 * @param {string} id
 * @returns {Promise<Release | null>}
 */
function lock(id) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    const held = navigator.locks.request(lockOf(id), { ifAvailable: true }, (got) => {
      if (got === null) return resolve(null);
      return new Promise((/** @type {(value?: undefined) => void} */ release) => resolve(() => release()));
    });
    held.catch(() => resolve(() => {})); // of a page of no origin
  });
}
