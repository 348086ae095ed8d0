// Time made by hand: a main thread and workers as events on one virtual clock, so that pacing can be tested to the
// millisecond and nothing in a test waits.

import { createSession } from '../../www/engine/session.js';
import { createFakeCore } from './fake-core.js';

/** @import { WorkerLike } from '../../www/engine/client.js' */

/** Ms from a thread to another. */
const LATENCY = 0.2;

/**
 * The goal at an iteration.
 * @param {number} iteration
 */
export const to = (iteration) => ({ iteration, until: null });

export function createWorld() {
  let now = 0;
  let order = 0;
  /** @type {{ time: number, arrived: number, order: number, work: () => void }[]} */
  let events = [];
  /** @type {Thread[]} */
  const threads = [];
  /** @type {WorkerLike[]} */
  const workers = [];
  let stillborn = false;

  /**
   * @param {number} time
   * @param {() => void} work
   * @param {number} [arrived]
   */
  function at(time, work, arrived = time) {
    events.push({ time, arrived, order: order++, work });
    events.sort((a, b) => a.time - b.time || a.arrived - b.arrived || a.order - b.order);
  }

  /** @typedef {{ time: number, busy: number, alive: boolean, received: any[], transferred: Transferable[], posted: any[] }} Thread */

  /**
   * @param {object} [options]
   * @param {number} [options.slowness]
   * @param {'loads' | 'fails' | 'throws' | 'hangs'} [options.start]
   * @param {number} [options.slowToLoad]  ms
   * @returns {WorkerLike & { thread: Thread }}
   */
  function spawn({ slowness = 1, start = 'loads', slowToLoad = 30 } = {}) {
    if (start === 'throws') throw new Error('not allowed here');
    /** @type {Thread} */
    const thread = { time: now, busy: 0, alive: true, received: [], transferred: [], posted: [] };
    threads.push(thread);
    const core = createFakeCore((ms) => {
      thread.time += ms;
      thread.busy += ms;
    }, slowness);
    /**
     * Runs once the thread has nothing else to do, in the order of arrival.
     * @param {() => void} work
     * @param {number} [arrived]
     */
    function enter(work, arrived = now) {
      if (!thread.alive) return;
      if (thread.time > now) return at(thread.time, () => enter(work, arrived), arrived);
      thread.time = now;
      work();
    }
    const dies = stillborn;
    const session = createSession({
      core,
      clock: () => thread.time,
      yieldTo: () => new Promise((resolve) => at(thread.time, () => enter(resolve))),
      post(message) {
        const data = structuredClone(message);
        thread.posted.push(data);
        main(thread.time + LATENCY, () => worker.onmessage?.(/** @type {MessageEvent} */ ({ data })));
      },
    });
    /** @type {WorkerLike & { thread: Thread }} */
    const worker = {
      thread,
      onmessage: null,
      onmessageerror: null,
      onerror: null,
      terminate: () => void (thread.alive = false),
      postMessage(message, { transfer = [] } = {}) {
        thread.transferred.push(...transfer);
        const data = structuredClone(message);
        thread.received.push(data);
        at(now + LATENCY, () => enter(() => session.receive(data)));
      },
    };
    workers.push(worker);
    at(now + slowToLoad, () => {
      if (start === 'hangs') return;
      if (start === 'fails') worker.onerror?.(/** @type {ErrorEvent} */ ({ message: '' }));
      else worker.onmessage?.(/** @type {MessageEvent} */ ({ data: { type: 'ready' } }));
      if (dies) thread.alive = false;
    });
    return worker;
  }

  let frozen = -Infinity;
  /**
   * On the main thread, once it is not busy.
   * @param {number} time
   * @param {() => void} work
   */
  function main(time, work) {
    at(time, () => (now < frozen ? main(frozen, work) : work()));
  }

  const settle = () => new Promise((resolve) => setImmediate(resolve));

  return {
    spawn,
    threads,
    workers,
    /**
     * A worker dies, and no event tells of it.
     * @param {number} index
     */
    kill(index) {
      const thread = threads[index];
      if (thread) thread.alive = false;
    },
    /**
     * Whether workers that are spawned from now on die as soon as they are ready.
     * @param {boolean} now
     */
    stillborn: (now) => void (stillborn = now),
    clock: () => now,
    later: (/** @type {() => void} */ work, /** @type {number} */ ms) => main(now + ms, work),
    /**
     * The main thread does something else for that long.
     * @param {number} ms
     */
    freeze: (ms) => void (frozen = now + ms),
    /**
     * Lets that many ms go by.
     * @param {number} ms
     */
    async run(ms) {
      const until = now + ms;
      await settle();
      for (;;) {
        const next = events[0];
        if (!next || next.time > until) break;
        events.shift();
        now = Math.max(now, next.time);
        next.work();
        await settle();
      }
      now = until;
    },
  };
}
