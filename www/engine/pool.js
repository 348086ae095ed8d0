// Several runs, each in its own worker, kept in step (convoy.js). The main thread only says how far to go.

import { createClient, Crashed } from './client.js';
import { createConvoy } from './convoy.js';
import { describe } from './protocol.js';
import { spawn as spawnWorker, supported } from './spawn.js';

/** @import { Spec } from '../types.d.ts' */
/** @import { Client, WorkerLike } from './client.js' */
/** @import { Convoy } from './convoy.js' */
/** @import { Calls, Loaded, Method, ProgressMessage } from './protocol.js' */

/**
 * @typedef {object} PoolHandlers
 * @property {(lane: number, message: ProgressMessage) => void} onProgress
 * @property {() => void} onArrived  every run is at the limit, or at its own end
 * @property {(message: string) => void} onCrash
 */
/**
 * @typedef {object} PoolDeps
 * @property {() => WorkerLike} [spawn]
 * @property {() => number} [clock]
 * @property {(work: () => void, ms: number) => unknown} [later]
 */
/**
 * @typedef {object} OwnPool
 * @property {<M extends Method>(method: M, ...args: Calls[M]['args']) => Promise<Calls[M]['value']>} call  asks the first worker
 * @property {(specs: Spec[]) => Promise<Spec[]>} resolve  with every default filled in
 * @property {(specs: Spec[]) => Promise<Loaded[]>} load  new runs at row 0, standing still
 * @property {() => void} respawn  new workers for all
 * @property {() => void} sleep  saves the runs and lets their workers go, once they stand still; whatever is asked next brings them back
 * @property {() => void} dispose
 */
/** @typedef {OwnPool & Pick<Convoy, 'go' | 'stop' | 'step' | 'setSpeed' | 'rate'>} Pool */

/**
 * Throws where the lab cannot run at all.
 * @param {PoolHandlers} handlers
 * @param {PoolDeps} [deps]
 * @returns {Pool}
 */
export function createPool(handlers, deps = {}) {
  if (!deps.spawn && !supported()) throw new Error('this browser has no WebAssembly or no Web Workers');
  const { spawn = spawnWorker, clock = () => performance.now(), later = setTimeout } = deps;
  /** @type {Client[]} */
  let clients = [];
  let run = 0;
  /** Sleep was asked for, and waits until the lanes stand still. */
  let drowsy = false;
  /** The runs while their workers are gone. @type {Uint8Array[] | null} */
  let saved = null;

  const convoy = createConvoy({
    send: (lane, goal, measure) => clients[lane]?.goal(run, goal, measure),
    onArrived: handlers.onArrived,
    clock,
    later: (work, ms) => later(work, ms),
  });

  /** @param {number} count */
  function populate(count) {
    while (clients.length > count) clients.pop()?.terminate();
    while (clients.length < count) clients.push(newClient(clients.length));
  }

  /** @param {number} index */
  function newClient(index) {
    return createClient({
      spawn,
      onProgress(message) {
        if (message.run !== run) return; // of a run that is no more
        handlers.onProgress(index, message);
        if (message.run === run) convoy.told(index, message);
        void doze();
      },
      onCrash(message) {
        convoy.end();
        handlers.onCrash(message);
      },
    });
  }

  /**
   * Each spec to a worker of its own.
   * @template T
   * @param {Spec[]} specs
   * @param {(client: Client, spec: Spec) => Promise<T>} ask
   */
  const each = (specs, ask) =>
    Promise.all(specs.map((spec, index) => ask(/** @type {Client} */ (clients[index]), spec)));

  function abandon() {
    run++;
    drowsy = false;
    saved = null;
    convoy.begin([]);
  }

  async function doze() {
    if (!drowsy || clients.length === 0 || !convoy.still()) return;
    const asRun = run;
    /** @type {Uint8Array[]} */
    let bytes;
    try {
      bytes = await Promise.all(clients.map((client) => client.call('snapshot')));
    } catch {
      return; // nothing is loaded, or the workers are gone already
    }
    if (!drowsy || asRun !== run || !convoy.still()) return;
    drowsy = false;
    saved = bytes;
    populate(0);
  }

  /**
   * What is sent to a new worker waits until it is there: after this, everything is as if the workers had never gone.
   */
  function wake() {
    drowsy = false;
    if (saved === null) return;
    const asleep = saved;
    saved = null;
    populate(asleep.length);
    const lost = (/** @type {unknown} */ error) => {
      if (!(error instanceof Crashed)) handlers.onCrash(describe(error).message);
    };
    asleep.forEach((bytes, index) => clients[index]?.call('restore', bytes, run).catch(lost));
  }

  return {
    call(method, ...args) {
      wake();
      populate(Math.max(1, clients.length));
      return /** @type {Client} */ (clients[0]).call(method, ...args);
    },

    resolve(specs) {
      wake();
      populate(Math.max(specs.length, clients.length));
      return each(specs, (client, spec) => client.call('resolve', spec));
    },

    async load(specs) {
      abandon();
      const asRun = run;
      populate(specs.length);
      const loaded = await each(specs, (client, spec) => client.call('load', spec, asRun));
      if (asRun !== run) throw new Crashed('another run was begun');
      convoy.begin(loaded.map(({ first }) => first));
      return loaded;
    },

    respawn() {
      abandon();
      for (const client of clients) client.respawn();
    },

    dispose() {
      abandon();
      for (const client of clients) client.terminate();
      clients = [];
    },

    sleep() {
      drowsy = saved === null;
      void doze();
    },

    go(wanted) {
      wake();
      convoy.go(wanted);
    },
    step(count, limit) {
      wake();
      convoy.step(count, limit);
    },
    stop: convoy.stop,
    setSpeed: convoy.setSpeed,
    rate: convoy.rate,
  };
}
