// What the runs tell: rows, arrivals, ends, crashes. The lanes are replaced all together, so that views draw once for all of them.

import * as words from '../language/words.js';
import { grown } from './lanes.js';
import { mayFollow } from './statuses.js';

/** @import { LabState, Store } from '../types.d.ts' */
/** @import { ProgressMessage } from '../engine/protocol.js' */
/** @import { Pool, PoolHandlers } from '../engine/pool.js' */

/** How many ms a lane's news wait for those of the others. */
const PATIENCE = 40;

/** @typedef {ReturnType<typeof createNews>} News */

/**
 * @param {object} parts
 * @param {Store<LabState>} parts.store
 * @param {() => Pool | null} parts.pool
 * @param {(work: () => void, ms: number) => unknown} parts.later
 */
export function createNews({ store, pool, later }) {
  const { get, set } = store;
  /** What was told since the lanes were last replaced. @type {{ index: number, message: ProgressMessage }[]} */
  let news = [];
  let ended = false;

  /**
   * Waits for a word of each lane that runs, or until the first one has waited.
   * @type {PoolHandlers['onProgress']}
   */
  function onProgress(index, message) {
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
    const exploded = lanes.find((lane) => lane.status === 'diverged');
    if (exploded && mayFollow(get().status, 'diverged')) {
      pool()?.stop();
      Object.assign(patch, { status: 'diverged', message: words.diverged(exploded) });
    }
    set(patch);
  }

  function onArrived() {
    publish();
    const { lanes, status } = get();
    if (mayFollow(status, 'finished')) set({ status: 'finished', message: words.finished(lanes) });
  }

  /** @param {string} why */
  function onCrash(why) {
    if (ended || !mayFollow(get().status, 'crashed')) return;
    publish();
    set({ status: 'crashed', message: words.crashed(why) });
  }

  return {
    onProgress,
    onArrived,
    onCrash,
    /** Of runs that are no more. */
    forget: () => void (news = []),
    end: () => void (ended = true),
  };
}
