// What the runs tell: rows, what takes long, arrivals, ends, crashes. The lanes are replaced all together, so that views draw once for all of them.

import * as words from '../language/words.js';
import { axisOf } from '../language/axis.js';
import { grown } from './lanes.js';
import { mayFollow } from './statuses.js';

/** @import { LabState, Store } from '../types.d.ts' */
/** @import { PendingMessage, ProgressMessage } from '../engine/protocol.js' */
/** @import { Pool, PoolHandlers } from '../engine/pool.js' */

/** How many ms a lane's news wait for those of the others. */
const PATIENCE = 40;
/** After so many ms runs go on whose worker was lost without a word: time to read what happened. */
const RETURN = 3000;
/** A row that takes so many is spoken of while the runs go on. */
const LONG = 2000;

/** @typedef {ReturnType<typeof createNews>} News */

/**
 * @param {object} parts
 * @param {Store<LabState>} parts.store
 * @param {() => Pool | null} parts.pool
 * @param {(work: () => void, ms: number) => unknown} parts.later
 * @param {() => boolean} parts.wanted  whether the runs are to move
 * @param {() => void} parts.resume     has them go on
 */
export function createNews({ store, pool, later, wanted, resume }) {
  const { get, set } = store;
  /** What was told since the lanes were last replaced. @type {{ index: number, message: ProgressMessage }[]} */
  let news = [];
  /** The row that each lane is at, if it takes long. @type {Map<number, PendingMessage>} */
  const slow = new Map();
  /** What stands there until the runs are heard of again. */
  let aside = '';
  let missing = false;
  let ended = false;

  /** @param {string} message */
  function say(message) {
    if (ended) return;
    aside = message;
    set({ message });
  }

  /**
   * Waits for a word of each lane that runs, or until the first one has waited.
   * @type {PoolHandlers['onProgress']}
   */
  function onProgress(index, message) {
    slow.delete(index);
    news.push({ index, message });
    const silent = get().lanes.some((lane, i) => lane.status === 'running' && !news.some((each) => each.index === i));
    if (!silent || message.status === 'diverged') publish();
    else if (news.length === 1) later(publish, PATIENCE);
  }

  function publish() {
    if (ended || news.length === 0) return;
    const lanes = [...get().lanes];
    for (const { index, message } of news.splice(0)) {
      const lane = lanes[index];
      if (lane) lanes[index] = grown(lane, message);
    }
    /** @type {Partial<LabState>} */
    const patch = { lanes, rate: pool()?.rate() ?? get().rate };
    const passing = [aside, words.goesOn(), words.wakes()];
    if (get().status === 'running' && passing.includes(get().message)) patch.message = words.running();
    const exploded = lanes.find((lane) => lane.status === 'diverged');
    if (exploded && mayFollow(get().status, 'diverged')) {
      pool()?.stop();
      Object.assign(patch, { status: 'diverged', message: words.diverged(exploded) });
    }
    set(patch);
  }

  function onArrived() {
    publish();
    const { lanes, status, preset } = get();
    if (!mayFollow(status, 'finished')) return;
    set({ status: 'finished', message: words.finished(lanes, axisOf(get()), preset.compare) });
  }

  /** @type {PoolHandlers['onPending']} */
  function onPending(index, message) {
    slow.set(index, message);
    const { status } = get();
    const others = [...slow.values()].filter(({ run }) => run === message.run);
    const slowest = others.reduce((most, each) => (each.left > most.left ? each : most), message);
    if (status === 'loading') say(words.preparing(slowest));
    else if (status === 'running' && slowest.row > LONG) say(words.measuring(slowest));
  }

  /** @type {PoolHandlers['onWaiting']} */
  function onWaiting(ms) {
    const { status } = get();
    if (status === 'loading' || status === 'running') say(words.waiting(ms, status));
  }

  /** @type {PoolHandlers['onCrash']} */
  function onCrash(why, { fate, again }) {
    if (ended || !mayFollow(get().status, 'crashed')) return;
    publish();
    slow.clear();
    missing = fate === 'missing' || fate === 'absent';
    const kept = pool()?.loaded() ?? false;
    const returns = kept && fate === 'silent' && !again && wanted();
    const message = words.crashed(why, { fate, again, kept, returns });
    set({ status: 'crashed', message });
    // Once: what is lost again at the same place would be lost for ever.
    if (returns) later(() => !ended && get().message === message && resume(), RETURN);
  }

  return {
    onProgress,
    onPending,
    onArrived,
    onWaiting,
    onCrash,
    publish,
    /** Whether the last crash was for want of files. */
    missing: () => missing,
    /** Of runs that are no more. */
    forget() {
      news = [];
      slow.clear();
    },
    end: () => void (ended = true),
  };
}
