// One worker, as promises and two events. Whatever goes wrong in it ends in onCrash, once; respawn() starts afresh.

import { call, describe, goal, isFromWorker } from './protocol.js';

/** @import { CallError, Calls, Method, ProgressMessage, ToWorker } from './protocol.js' */

/**
 * As much of a Worker as is needed.
 * @typedef {object} WorkerLike
 * @property {(message: any) => void} postMessage
 * @property {() => void} terminate
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

/**
 * @typedef {object} Client
 * @property {<M extends Method>(method: M, ...args: Calls[M]['args']) => Promise<Calls[M]['value']>} call
 * @property {(run: number, iteration: number, measure: boolean) => void} goal
 * @property {() => void} respawn    ends the worker, if there is one, and starts another
 * @property {() => void} terminate  for good
 */

/**
 * @param {object} options
 * @param {() => WorkerLike} options.spawn
 * @param {(message: ProgressMessage) => void} options.onProgress
 * @param {(message: string) => void} options.onCrash
 * @returns {Client}
 */
export function createClient({ spawn, onProgress, onCrash }) {
  /** @type {WorkerLike | null} */
  let worker = null;
  let ready = false;
  let nextId = 1;
  /** @type {ToWorker[]} */
  let waiting = []; // until the worker is ready: a module that is still loading would lose them
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const pending = new Map();

  /** @param {ToWorker} message */
  function send(message) {
    if (ready) worker?.postMessage(message);
    else waiting.push(message);
  }

  /** @param {string} why */
  function end(why) {
    if (worker !== null) {
      worker.onmessage = worker.onmessageerror = worker.onerror = null;
      worker.terminate();
    }
    worker = null;
    ready = false;
    waiting = [];
    const lost = [...pending.values()];
    pending.clear();
    for (const { reject } of lost) reject(new Crashed(why));
  }

  /** @param {string} message */
  function crash(message) {
    end(message);
    onCrash(message);
  }

  /** @param {unknown} data */
  function receive(data) {
    if (!isFromWorker(data)) return;
    switch (data.type) {
      case 'ready':
        ready = true;
        for (const message of waiting.splice(0)) send(message);
        return;
      case 'progress':
        return onProgress(data);
      case 'crashed':
        return crash(data.message);
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
    try {
      worker = spawn();
    } catch (error) {
      return crash(describe(error).message);
    }
    worker.onmessage = (event) => receive(event.data);
    worker.onmessageerror = () => crash('a message from the worker could not be read');
    // A script that cannot be loaded gives an event without words.
    worker.onerror = (event) => crash(event.message || 'the worker could not be loaded');
  }

  respawn();
  return {
    call: (method, ...args) =>
      new Promise((resolve, reject) => {
        if (worker === null) return reject(new Crashed('the worker is gone'));
        const id = nextId++;
        pending.set(id, { resolve, reject });
        send(call(id, method, args));
      }),
    goal: (run, iteration, measure) => send(goal(run, iteration, measure)),
    respawn,
    terminate: () => end('the worker was ended'),
  };
}
