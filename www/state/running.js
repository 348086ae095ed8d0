// Whether the runs move: as the visitor wants it, as long as the figure is seen, at the speed that was set.

import * as words from '../language/words.js';
import { unitOf } from '../language/units.js';
import { STATUSES } from './statuses.js';
import { FASTEST, MOST_ITERATIONS, SLOWEST } from './url.js';

/** @import { LabState, Store, Unit } from '../types.d.ts' */
/** @import { Pool } from '../engine/pool.js' */

/** The core's default of probe.every. */
const EVERY = 1000;
/** Below this many rows a second in the schedule, each visible step is measured: a curve that grows once a second looks dead. */
const FLUENT = 5;
/** And below this many neurons or layers a second, as long as there is time for it. */
const ONE_BY_ONE = 20;

/** @typedef {ReturnType<typeof createRunning>} Running */

/**
 * @param {object} parts
 * @param {Store<LabState>} parts.store
 * @param {() => Pool | null} parts.pool
 * @param {() => void} parts.restart  the runs, from row 0
 * @param {() => void} parts.summon  the visitor's attention, to a figure that is to run
 * @param {() => boolean} parts.missing  whether the last crash was for want of files
 */
export function createRunning({ store, pool, restart, summon, missing }) {
  const { get, set } = store;
  /** What was asked for last. @type {boolean | null} */
  let wanted = null;
  let hidden = false; // the tab
  let visible = true; // the figure in it
  const awake = () => visible && !hidden;

  /**
   * @param {string} [message]
   * @param {Partial<LabState>} [fresh]
   */
  function go(message = pool()?.here() ? words.running() : words.wakes(), fresh = {}) {
    if (!awake()) {
      set({ ...fresh, status: 'paused', message: words.resting() });
      if (!visible) summon();
      return;
    }
    set({ ...fresh, status: 'running', message, rate: 0 });
    pool()?.go({ limit: get().budget, ...pace() });
  }

  function pace() {
    const { speed, lanes } = get();
    const unit = unitOf(get());
    const longest = Math.max(0, ...lanes.map(({ spec }) => spec.probe?.every ?? EVERY));
    return { speed, unit, measureBelow: unit === 'iteration' ? FLUENT * longest : ONE_BY_ONE };
  }

  /**
   * Takes up new runs at row 0, and lets them go if that is wanted.
   * @param {Partial<LabState>} fresh
   * @param {string | null} message
   * @param {string} [more]  to add to it
   */
  function begin(fresh, message, more = '') {
    if (wanted) go((message ?? words.running()) + more, fresh);
    else set({ ...fresh, status: 'ready', message: (message ?? words.ready(fresh.budget ?? get().budget)) + more });
  }

  /** By itself, after a crash. */
  function resume() {
    if (wanted && awake()) go(words.goesOn());
    else set({ status: 'paused', message: wanted ? words.resting() : words.paused() });
  }

  /** After the tab or the figure came into view or went out of it. */
  function look() {
    const { status } = get();
    if (status === 'running' && !awake()) {
      pool()?.stop();
      set({ status: 'paused', message: words.resting() });
    } else if (status === 'paused' && wanted && awake()) {
      go();
    }
  }

  function play() {
    wanted = true;
    const { status } = get();
    if (status === 'running') return;
    const { plays } = STATUSES[status];
    if (plays === 'on' && pool()?.loaded()) go(status === 'crashed' ? words.goesOn() : undefined);
    else if (plays === 'again' || status === 'crashed') restart();
    // Else other runs are on their way, and go once they are there.
  }

  /** The network is back, and with it what could not be had. */
  function retry() {
    if (get().status !== 'crashed' || !missing()) return;
    if (pool()?.loaded()) resume();
    else restart();
  }

  function pause() {
    wanted = false;
    const { status } = get();
    if (status !== 'running' && status !== 'paused') return;
    pool()?.stop();
    set({ status: 'paused', message: words.paused() });
  }

  function toggle() {
    const { status } = get();
    if (status === 'running' || (status === 'loading' && wanted)) pause();
    else play();
  }

  /** @param {number} [count] */
  function stepOnce(count = 1) {
    const { status, budget } = get();
    if (!STATUSES[status].steps) return;
    wanted = false;
    set({ status: 'paused', message: words.paused() });
    pool()?.step(count, budget, unitOf(get()));
  }

  /** @param {number} speed */
  function setSpeed(speed) {
    if (Number.isNaN(speed)) return;
    set({ speed: speed > FASTEST ? Infinity : Math.max(SLOWEST, speed) });
    pool()?.setPace(pace());
  }

  /** @param {Unit} unit */
  function setUnit(unit) {
    set({ unit });
    pool()?.setPace(pace());
  }

  function runOn() {
    const { status, budget } = get();
    set({ budget: Math.min(2 * budget, MOST_ITERATIONS) });
    if (status !== 'finished' && status !== 'running') return;
    wanted = true;
    go();
  }

  return {
    begin,
    resume,
    /**
     * Takes up runs where they were saved; they go on when they are asked to.
     * @param {Partial<LabState>} fresh
     */
    rest(fresh) {
      wanted = false;
      set({ status: 'paused', ...fresh });
    },
    /** Whether new runs will go by themselves. */
    wanted: () => wanted === true,
    /** Null as long as nobody has said. */
    wish: () => wanted,
    actions: {
      play,
      start() {
        if (wanted === null) play();
      },
      pause,
      toggle,
      stepOnce,
      setSpeed,
      setUnit,
      runOn,
      retry,
      /** @param {boolean} now */
      setHidden(now) {
        hidden = now;
        look();
      },
      /** @param {boolean} now */
      setVisible(now) {
        visible = now;
        look();
      },
    },
  };
}
