// One worker, as promises and a few events. Whatever goes wrong in it ends in onCrash, once: also where it dies, hangs or
// never comes, of which no event tells. respawn() starts afresh.

import { BEGINS, call, describe, goal, isAt, isFromWorker, look, PING, sameGoal } from './protocol.js';

/** @import { Look } from '../types.d.ts' */
/** @import { CallError, Calls, CallMessage, GoalMessage, Method, PendingMessage, ProgressMessage, SavedMessage, ToWorker, Goal } from './protocol.js' */

/**
 * As much of a Worker as is needed.
 * @typedef {object} WorkerLike
 * @property {(message: any, options?: StructuredSerializeOptions) => void} postMessage
 * @property {(idle?: boolean) => void} terminate  `idle`: it has nothing under way, and could serve another
 * @property {((event: MessageEvent) => void) | null} onmessage
 * @property {((event: MessageEvent) => void) | null} onmessageerror
 * @property {((event: ErrorEvent) => void) | null} onerror
 */

/** A call that the core refused; `field` names the faulty entry of a spec. */
export class Refused extends Error {
  /** @param {CallError} error */
  constructor({ message, field }) {
    super(message);
    this.name = 'Refused';
    this.field = field;
  }
}

/** The worker is gone, and the call with it. */
export class Crashed extends Error {
  /** @param {string} why */
  constructor(why) {
    super(why);
    this.name = 'Crashed';
  }
}

/** Ms between two looks at whether a worker lives. */
const BEAT = 1000;
/** So many ms without a word, beyond those it has announced, and a worker that was asked something counts as dead. */
export const SILENCE = 6000;
/** The same for its files: they may have a long way, and take long if they take so many ms. */
export const LATE = 60_000;
const SLOW = 5000;
/** A worker that does not take up a new run, or answer a question, within so many ms is busy with something long. */
export const PATIENCE = 400;
/** So is one that has announced a silence of so many ms. */
const LONG = 1000;

/** How a crash came about: its files did not come, or those of its data, it was not heard of any more, or by its own account. */
/** @typedef {'missing' | 'absent' | 'silent' | 'broken'} Fate */

/**
 * @typedef {object} Client
 * @property {<M extends Method>(method: M, ...args: Calls[M]['args']) => Promise<Calls[M]['value']>} call
 * @property {(run: number, to: Goal, measure: boolean) => void} goal
 * @property {(wanted: Look | null) => void} look  into the run that the worker has, or no longer
 * @property {() => boolean} alive  there is a worker, or one on its way
 * @property {() => boolean} ready  its files have come
 * @property {() => boolean} late   they take long to
 * @property {() => boolean} busy   it does not listen, and has said so or let a call wait
 * @property {() => void} respawn    ends the worker, if there is one, and starts another
 * @property {() => void} terminate  for good
 */

/**
 * @param {object} options
 * @param {() => WorkerLike} options.spawn
 * @param {() => number} options.clock
 * @param {(work: () => void, ms: number) => unknown} options.later
 * @param {(message: ProgressMessage) => void} [options.onProgress]
 * @param {(message: PendingMessage) => void} [options.onPending]
 * @param {(message: SavedMessage) => void} [options.onSaved]
 * @param {(ms: number) => void} [options.onWaiting]  its files take long, so many ms by now
 * @param {(message: string, fate: Fate) => void} options.onCrash
 * @returns {Client}
 */
export function createClient({ spawn, clock, later, onProgress, onPending, onSaved, onWaiting, onCrash }) {
  /** @type {WorkerLike | null} */
  let worker = null;
  let ready = false;
  let engaged = false; // it was given a run
  let nextId = 1;
  /** @type {ToWorker[]} */
  let waiting = []; // until the worker is ready: a module that is still loading would lose them
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void, message: CallMessage, taken: boolean }>} */
  const pending = new Map();
  /** The goal that has not been answered yet. @type {GoalMessage | null} */
  let aim = null;
  /** Ms without a word, as far as this thread was awake to hear one; and what is allowed. */
  let silent = 0;
  let allowed = 0;
  let busy = false;
  /** @type {Look | null} */
  let looking = null;
  /** What gave the canvas that this worker has; each worker is given one of its own. @type {Look['surface'] | null} */
  let surface = null;
  let beating = false;
  let looked = 0;

  /** @param {ToWorker} message */
  function send(message) {
    if (!ready) return void waiting.push(message);
    worker?.postMessage(message);
    if (message.type !== 'call') return;
    const asked = worker;
    const begins = BEGINS.includes(message.method);
    const replaces = begins && engaged; // a new worker is given its time
    later(() => {
      if (worker !== asked || pending.get(message.id)?.taken !== false) return;
      busy = true;
      if (replaces) replace(message.id);
    }, PATIENCE);
    engaged ||= begins;
  }

  /** Tells the worker what is looked at: one that is not ready yet, once it is. */
  function show() {
    if (!ready || (looking === null && surface === null)) return;
    const canvas = looking === null || looking.surface === surface ? undefined : looking.surface();
    if (looking) surface = looking.surface;
    worker?.postMessage(look(looking?.style ?? null, canvas), { transfer: canvas ? [canvas] : [] });
  }

  /**
   * A worker in the middle of something long cannot be interrupted. What it works at is no longer wanted once another
   * run is to begin: then a new worker begins it.
   * @param {number} id
   */
  function replace(id) {
    const asked = pending.get(id);
    if (!asked) return;
    const next = aim;
    pending.delete(id);
    respawn();
    if (worker === null) return asked.reject(new Crashed('the worker is gone'));
    pending.set(id, asked);
    send(asked.message);
    if (next) send((aim = next));
    watch();
  }

  /**
   * @param {string} why
   * @param {boolean} [idle]
   */
  function end(why, idle = false) {
    if (worker !== null) {
      worker.onmessage = worker.onmessageerror = worker.onerror = null;
      worker.terminate(idle);
    }
    worker = null;
    ready = engaged = false;
    surface = null;
    waiting = [];
    aim = null;
    busy = false;
    const lost = [...pending.values()];
    pending.clear();
    for (const { reject } of lost) reject(new Crashed(why));
  }

  /**
   * @param {string} message
   * @param {Fate} fate
   */
  function crash(message, fate) {
    end(message);
    onCrash(message, fate);
  }

  /** Whether a word is due from the worker. */
  const awaited = () => worker !== null && (!ready || pending.size > 0 || aim !== null);

  /** Has an eye on the worker for as long as a word is due. */
  function watch() {
    if (beating || !awaited()) return;
    beating = true;
    looked = clock();
    later(beat, BEAT);
  }

  function beat() {
    beating = false;
    if (!awaited()) return void (silent = 0);
    // While this thread slept, or was busy, it could hear nothing.
    silent += Math.min(clock() - looked, 2 * BEAT);
    if (silent > allowed) {
      const seconds = `${Math.round(silent / 1000)} seconds`;
      if (ready) return crash(`no word for ${seconds}`, 'silent');
      return crash(`it has not come for ${seconds}`, 'missing');
    }
    if (ready) worker?.postMessage(PING);
    else if (silent >= SLOW) onWaiting?.(silent);
    watch();
  }

  /** @param {unknown} data */
  function receive(data) {
    if (!isFromWorker(data)) return;
    silent = 0;
    allowed = SILENCE;
    busy = false;
    switch (data.type) {
      case 'ready':
        ready = true;
        for (const message of waiting.splice(0)) send(message);
        return show();
      case 'alive': {
        allowed += data.quiet;
        busy = data.taken === undefined && data.quiet >= LONG;
        const asked = pending.get(data.taken ?? 0);
        if (asked) asked.taken = true;
        return;
      }
      case 'progress':
        if (aim && sameGoal(data.goal, aim) && (isAt(data, aim) || data.status !== 'running')) aim = null;
        return onProgress?.(data);
      case 'pending':
        return onPending?.(data);
      case 'saved':
        return onSaved?.(data);
      case 'picture':
        return looking?.draw(data);
      case 'crashed':
        return crash(data.message, ready ? 'broken' : 'missing');
      case 'reply': {
        const caller = pending.get(data.id);
        pending.delete(data.id);
        if (data.error) caller?.reject(new Refused(data.error));
        else caller?.resolve(data.value);
      }
    }
  }

  function respawn() {
    end('the worker was started afresh');
    silent = 0;
    allowed = LATE;
    try {
      worker = spawn();
    } catch (error) {
      return crash(describe(error).message, 'broken');
    }
    worker.onmessage = (event) => receive(event.data);
    worker.onmessageerror = () => crash('a message from the worker could not be read', 'broken');
    // A script that cannot be loaded gives an event without words.
    worker.onerror = (event) => crash(event.message || 'the worker could not be loaded', ready ? 'broken' : 'missing');
    watch();
  }

  respawn();
  return {
    call: (method, ...args) =>
      new Promise((resolve, reject) => {
        if (worker === null) return reject(new Crashed('the worker is gone'));
        const message = call(nextId++, method, args);
        pending.set(message.id, { resolve, reject, message, taken: false });
        if (BEGINS.includes(method)) aim = null;
        send(message);
        if (BEGINS.includes(method) && busy) replace(message.id);
        watch();
      }),
    goal(run, to, measure) {
      if (worker === null) return;
      send((aim = goal(run, to, measure)));
      watch();
    },
    look(wanted) {
      looking = wanted;
      show();
    },
    alive: () => worker !== null,
    ready: () => ready,
    late: () => worker !== null && !ready && silent >= SLOW,
    busy: () => busy,
    respawn,
    terminate: () => end('the worker was ended', ready && !busy && pending.size === 0 && aim === null),
  };
}
