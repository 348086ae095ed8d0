// Workers for many runs: as many as the machine has cores to spare, shared by all that is under way on the page. Whoever has
// runs to make is asked for the next one whenever a worker is free.

import { createClient, Crashed, PATIENCE } from './client.js';
import { createFollower, startTrail } from './follow.js';

/** @import { Spec, SweepLearned, RunStatus } from '../types.d.ts' */
/** @import { Client, WorkerLike } from './client.js' */
/** @import { Follower, Trail } from './follow.js' */
/** @import { Calls, Method, ProgressMessage } from './protocol.js' */

/** An idle worker goes after so many ms. */
const IDLE = 5000;
/** At most so many, whatever the machine. */
const MOST_WORKERS = 16;

/** How far a run was, to go on from: its bytes, and what had been seen of it by then. @typedef {{ bytes: Uint8Array, trail: Trail }} Saved */

/**
 * A run that is to be made, and who hears of it.
 * @typedef {object} Job
 * @property {Spec} spec
 * @property {number} iterations
 * @property {SweepLearned | undefined} learned
 * @property {boolean} stop
 * @property {Saved | null} saved
 * @property {(iteration: number) => void} onProgress
 * @property {(saved: Saved) => void} onSaved
 * @property {(follower: Follower, status: RunStatus) => void} onEnd
 * @property {(error: Error) => void} onLost  its worker is gone, or it was refused
 */
/** @typedef {{ next: () => Job | null }} Source */
/** @typedef {ReturnType<typeof createFleet>} Fleet */
/** @typedef {{ client: Client, run: number, source: Source | null, job: Job | null, follower: Follower | null, idle: number, leaving: boolean }} Slot */

/**
 * So many workers beside the page itself.
 * @param {number | undefined} cores
 */
export const sizeFor = (cores) => Math.max(1, Math.min(MOST_WORKERS, (cores ?? 2) - 1));

/**
 * @param {object} deps
 * @param {() => WorkerLike} deps.spawn
 * @param {() => number} deps.clock
 * @param {(work: () => void, ms: number) => unknown} deps.later
 * @param {number} deps.size
 */
export function createFleet({ spawn, clock, later, size }) {
  /** @type {Slot[]} */
  let slots = [];
  /** @type {Source[]} */
  let sources = [];
  /** Answers questions, for as long as there are any. @type {Client | null} */
  let clerk = null;
  let asked = 0;

  /** @returns {Slot} */
  function newSlot() {
    /** @type {Slot} */
    const slot = {
      client: /** @type {Client} */ (/** @type {unknown} */ (null)),
      run: 0,
      source: null,
      job: null,
      follower: null,
      idle: 0,
      leaving: false,
    };
    slot.client = createClient({
      spawn,
      clock,
      later,
      onProgress: (message) => void (message.run === slot.run && progress(slot, message)),
      onSaved(message) {
        if (message.run !== slot.run || !slot.job || !slot.follower) return;
        slot.job.onSaved({ bytes: message.bytes, trail: structuredClone(slot.follower.trail) });
      },
      onCrash: (message) => lose(slot, new Crashed(message)),
    });
    return slot;
  }

  /**
   * The slot's job will not be ended by it.
   * @param {Slot} slot
   * @param {Error} error
   */
  function lose(slot, error) {
    const { job } = slot;
    free(slot);
    job?.onLost(error);
    wake();
  }

  /** @param {Slot} slot */
  function free(slot) {
    slot.run++;
    Object.assign(slot, { source: null, job: null, follower: null, leaving: false, idle: clock() });
    later(() => {
      if (slot.job !== null || clock() - slot.idle < IDLE) return;
      slot.client.terminate();
      slots = slots.filter((other) => other !== slot);
    }, IDLE);
  }

  /**
   * @param {Slot} slot
   * @param {ProgressMessage} message
   */
  function progress(slot, message) {
    const { job, follower } = slot;
    if (!job || !follower) return;
    const enough = follower.take(message.rows);
    const over =
      message.goal.iteration === job.iterations &&
      (message.status !== 'running' || message.iteration >= job.iterations);
    job.onProgress(message.iteration);
    if (!enough && !over) return;
    free(slot);
    job.onEnd(follower, message.status);
    wake();
  }

  /**
   * @param {Slot} slot
   * @param {Source} source
   * @param {Job} job
   */
  async function begin(slot, source, job) {
    const run = ++slot.run;
    Object.assign(slot, { source, job });
    const { client } = slot;
    if (!client.alive()) client.respawn();
    try {
      const { trail, first } = job.saved ? await resumed(client, job.saved, run) : await started(client, job, run);
      if (run !== slot.run) return;
      slot.follower = createFollower(trail, job.stop);
      progress(slot, first);
      if (run === slot.run) client.goal(run, { iteration: job.iterations, until: null }, true);
    } catch (error) {
      // A crash was told.
      if (run === slot.run && !(error instanceof Crashed)) lose(slot, /** @type {Error} */ (error));
    }
  }

  /**
   * @param {Client} client
   * @param {Job} job
   * @param {number} run
   */
  async function started(client, { spec, learned }, run) {
    const { columns, groups, first } = await client.call('load', spec, run);
    return { trail: startTrail(columns, groups, await client.call('conditions', learned)), first };
  }

  /**
   * @param {Client} client
   * @param {Saved} saved
   * @param {number} run
   */
  async function resumed(client, { bytes, trail }, run) {
    const { first } = await client.call('restore', bytes, run);
    return { trail: structuredClone(trail), first };
  }

  /** Gives every worker that is free something to do, as long as there is any. */
  function wake() {
    let empty = 0;
    while (empty < sources.length) {
      let slot = slots.find(({ job }) => job === null);
      if (!slot && slots.length >= size) return;
      const source = /** @type {Source} */ (sources.shift());
      sources.push(source); // one after the other
      const job = source.next();
      if (job === null) {
        empty += 1;
        continue;
      }
      empty = 0;
      if (!slot) slots.push((slot = newSlot()));
      void begin(slot, source, job);
    }
  }

  /**
   * The run as it stands, once it stands still; or nothing, where its worker is busy with something long.
   * @param {Slot} slot
   */
  async function part(slot) {
    const { client, job, run } = slot;
    slot.leaving = true;
    client.goal(run, { iteration: 0, until: null }, false);
    const late = new Promise((resolve) => later(() => resolve(null), 2 * PATIENCE));
    const bytes = await Promise.race([client.call('snapshot').catch(() => null), late]);
    if (slot.run !== run || slot.job !== job) return;
    if (bytes && slot.follower && job)
      job.onSaved({ bytes: /** @type {Uint8Array} */ (bytes), trail: slot.follower.trail });
    else client.terminate();
    free(slot);
  }

  return {
    size,

    /** @param {Source} source  has runs to make, until it is removed */
    add(source) {
      if (!sources.includes(source)) sources.push(source);
      wake();
    },

    /**
     * Its runs are saved as they stand, and made no further.
     * @param {Source} source
     */
    async remove(source) {
      sources = sources.filter((other) => other !== source);
      await Promise.all(slots.filter((slot) => slot.source === source && !slot.leaving).map(part));
      wake();
    },

    wake,

    /**
     * @template {Method} M
     * @param {M} method
     * @param {Calls[M]['args']} args
     * @returns {Promise<Calls[M]['value']>}
     */
    async ask(method, ...args) {
      clerk ??= createClient({ spawn, clock, later, onCrash: () => void (clerk = null) });
      const mine = ++asked;
      try {
        return await clerk.call(method, ...args);
      } finally {
        later(() => {
          if (mine !== asked) return;
          clerk?.terminate();
          clerk = null;
        }, IDLE);
      }
    },

    dispose() {
      sources = [];
      for (const { client } of slots) client.terminate();
      slots = [];
      clerk?.terminate();
      clerk = null;
    },
  };
}
