// Several runs, each in its own worker, kept in step by common goals (protocol.js). The main thread only says how far to go.

import { createClient, Crashed } from './client.js';
import { createMeter } from './meter.js';
import { createPacer } from './pacer.js';
import { spawn as spawnWorker, supported } from './spawn.js';

/** @import { Spec } from '../types.d.ts' */
/** @import { Client, WorkerLike } from './client.js' */
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
 * @typedef {object} Going
 * @property {number} limit         stop there
 * @property {number} speed         iterations a second, or Infinity
 * @property {number} measureBelow  at speeds below this every visible step gets a row of its own
 */
/**
 * @typedef {object} Pool
 * @property {<M extends Method>(method: M, ...args: Calls[M]['args']) => Promise<Calls[M]['value']>} call  asks one of the workers
 * @property {(specs: Spec[]) => Promise<Loaded[]>} load  new runs at row 0, standing still
 * @property {(going: Going) => void} go
 * @property {(speed: number) => void} setSpeed
 * @property {() => void} stop  at once; the runs behind then catch up with the foremost
 * @property {(count: number, limit: number) => void} step  that many more, then a row
 * @property {() => number | null} rate  of the slowest run, iterations a second; null while it is too early to tell
 * @property {() => void} respawn  new workers for all
 * @property {() => void} dispose
 */

/** Between two looks at the clock, at a speed below full, in ms. */
const TICK = 16;
/** Between two measured steps: a measurement may cost as much as hundreds of iterations. */
const MEASURED_TICK = 50;
/** How much a new measurement of a run's rate counts. */
const WEIGHT = 0.2;

export class Unsupported extends Error {
  name = 'Unsupported';
}

/**
 * @param {PoolHandlers} handlers
 * @param {PoolDeps} [deps]
 * @returns {Pool}
 */
export function createPool(handlers, deps = {}) {
  if (!deps.spawn && !supported()) throw new Unsupported('this browser has no WebAssembly or no Web Workers');
  const { spawn = spawnWorker, clock = () => performance.now(), later = setTimeout } = deps;

  /** @typedef {{ iteration: number, running: boolean, goal: number, settled: boolean, rate: number }} Lane */
  /** @type {Client[]} */
  let clients = [];
  /** @type {Lane[]} */
  let lanes = [];
  let run = 0;
  /** @type {'still' | 'going' | 'stopping' | 'stepping'} */
  let mode = 'still';
  /** @type {Going} */
  let going = { limit: 0, speed: Infinity, measureBelow: 0 };
  let steps = 0; // asked for while the runs were coming to a stop
  let resume = false; // go on once they have
  let sent = -Infinity;
  let ticking = false;
  let disposed = false;
  const pacer = createPacer(Infinity);
  const meter = createMeter();

  const fastest = () => lanes.reduce((most, lane) => Math.max(most, lane.iteration), 0);
  const slowest = () => lanes.reduce((least, lane) => Math.min(least, lane.running ? lane.iteration : Infinity), Infinity);
  const settled = () => lanes.every((lane) => lane.settled);

  /** @param {number} index */
  function newClient(index) {
    return createClient({
      spawn,
      onProgress: (message) => progress(index, message),
      onCrash(message) {
        if (disposed) return;
        halt();
        aim(0, false);
        handlers.onCrash(message);
      },
    });
  }

  /** @param {number} count */
  function populate(count) {
    while (clients.length > count) clients.pop()?.terminate();
    while (clients.length < count) clients.push(newClient(clients.length));
  }

  /**
   * @param {number} goal
   * @param {boolean} measure
   */
  function aim(goal, measure) {
    lanes.forEach((lane, index) => {
      if (!lane.running) return;
      lane.goal = goal;
      lane.settled = false;
      clients[index]?.goal(run, goal, measure);
    });
    sent = clock();
  }

  /**
   * @param {number} index
   * @param {ProgressMessage} message
   */
  function progress(index, message) {
    const lane = lanes[index];
    if (!lane || message.run !== run) return;
    const ran = message.iteration - lane.iteration;
    if (ran > 0 && message.busy > 0) lane.rate += (ran / message.busy - lane.rate) * (lane.rate > 0 ? WEIGHT : 1);
    const before = slowest();
    lane.iteration = message.iteration;
    lane.running = message.status === 'running';
    lane.settled = !lane.running || (message.goal === lane.goal && message.iteration >= message.goal);
    if (mode === 'going' && slowest() !== before) meter.add(clock(), Math.min(slowest(), fastest()));
    handlers.onProgress(index, message);
    if (message.run === run) tick(); // the handler may have begun another
  }

  function tick() {
    if (mode === 'going') pace();
    else if (mode === 'stopping' && settled()) catchUp();
    else if (mode === 'stepping' && settled()) rest();
  }

  function halt() {
    mode = 'still';
    steps = 0;
    resume = false;
  }

  function rest() {
    const again = resume;
    halt();
    if (slowest() >= going.limit) handlers.onArrived();
    else if (again) go(going);
  }

  /** @param {Going} wanted */
  function go(wanted) {
    going = wanted;
    if (mode === 'stopping' || mode === 'stepping') return void (resume = true);
    mode = 'going';
    meter.reset();
    pacer.setSpeed(clock(), going.speed, fastest());
    pacer.start(clock(), fastest());
    sent = -Infinity;
    pace();
  }

  function stop() {
    resume = false;
    steps = 0;
    if (mode !== 'going' && mode !== 'stepping') return;
    mode = 'stopping';
    aim(0, false);
  }

  function pace() {
    const least = slowest();
    if (least >= going.limit) {
      if (settled()) rest();
      return;
    }
    const now = clock();
    const measured = going.speed < going.measureBelow;
    if (!measured || (settled() && now - sent >= MEASURED_TICK)) {
      const rate = lanes.reduce((least, lane) => (lane.running ? Math.min(least, lane.rate) : least), Infinity);
      const goal = Math.min(going.limit, pacer.goal(now, least, rate));
      // The limit itself always gets a row: the last number shown is one that was measured.
      if (lanes.some((lane) => lane.running && lane.goal !== goal)) aim(goal, measured || goal === going.limit);
    }
    if (going.speed !== Infinity && !ticking) {
      ticking = true;
      later(() => {
        ticking = false;
        if (!disposed && mode === 'going') pace();
      }, TICK);
    }
  }

  /** All stand still, but not at the same iteration: up to the foremost, and further if steps are wanted. */
  function catchUp() {
    const target = Math.min(fastest() + steps, Math.max(fastest(), going.limit));
    if (slowest() >= target) return rest();
    mode = 'stepping';
    aim(target, steps > 0);
  }

  return {
    call(method, ...args) {
      populate(Math.max(1, clients.length));
      return /** @type {Client} */ (clients[0]).call(method, ...args);
    },

    async load(specs) {
      const asRun = ++run;
      halt();
      lanes = [];
      populate(specs.length);
      const loaded = await Promise.all(
        clients.map((client, index) => client.call('load', /** @type {Spec} */ (specs[index]), asRun)),
      );
      if (asRun !== run) throw new Crashed('another run was begun');
      lanes = loaded.map(({ first }) => (
        { iteration: first.iteration, running: first.status === 'running', goal: 0, settled: true, rate: 0 }));
      return loaded;
    },

    go,

    setSpeed(speed) {
      const slowing = speed < going.measureBelow && going.speed >= going.measureBelow;
      going = { ...going, speed };
      if (mode !== 'going') return;
      meter.reset();
      if (slowing) {
        // At speed the runs may be some hundred iterations apart: in slow motion, minutes. First side by side again.
        stop();
        resume = true;
      } else {
        pacer.setSpeed(clock(), speed, fastest());
        pace();
      }
    },

    stop,

    step(count, limit) {
      going = { ...going, limit };
      if (mode === 'going') stop();
      resume = false;
      if (mode === 'stopping') return void (steps += count);
      const from = lanes.reduce((most, lane) => Math.max(most, lane.iteration, mode === 'stepping' ? lane.goal : 0), 0);
      mode = 'stepping';
      aim(Math.min(from + count, limit), true);
    },

    rate: () => meter.rate(),

    respawn() {
      run++;
      halt();
      lanes = [];
      for (const client of clients) client.respawn();
    },

    dispose() {
      disposed = true;
      halt();
      for (const client of clients) client.terminate();
      clients = [];
    },
  };
}
