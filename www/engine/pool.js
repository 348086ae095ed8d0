// Several runs, each in its own worker, kept in step (convoy.js). The main thread only says how far to go. What it takes
// to bring a run back is kept here, so that a worker may go, by itself or for a rest, and the run goes on in another.

import { createClient, Crashed, PATIENCE } from './client.js';
import { createConvoy } from './convoy.js';
import { createReplay } from './replay.js';
import { describe } from './protocol.js';
import { spawn as spawnWorker, supported } from './spawn.js';

/** @import { AimedAnalysis, Look, ProofEvent, Spec, Subject } from '../types.d.ts' */
/** @import { Client, Fate, WorkerLike } from './client.js' */
/** @import { Convoy } from './convoy.js' */
/** @import { Calls, Loaded, Method, PendingMessage, ProgressMessage } from './protocol.js' */
/** @import { Kept, Replay } from './replay.js' */

/**
 * @typedef {object} PoolHandlers
 * @property {(lane: number, message: ProgressMessage) => void} onProgress
 * @property {(lane: number, message: PendingMessage) => void} onPending
 * @property {() => void} onArrived  every run is at the limit, or at its own end
 * @property {(ms: number) => void} onWaiting  the workers' files take long, so many ms by now
 * @property {(message: string, crash: { fate: Fate, again: boolean }) => void} onCrash
 *   `again`: since the run was brought back after the last one nothing new had come of it
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
 * @property {(specs: Spec[], kept?: Kept[]) => Promise<Loaded[]>} load  new runs at row 0, standing still; or saved ones where they stood
 * @property {() => Promise<void>} settle  once all runs stand still
 * @property {() => Promise<Uint8Array[]>} snapshots  of all runs, which stand still
 * @property {(specs: Spec[]) => Promise<AimedAnalysis[][] | null>} amend  the runs, which stand still, go on by specs that differ in changes to come; null where one can't
 * @property {(lane: number, of: Subject, wanted: Look | null) => void} look  at what is inside a run: it is drawn as it changes; null to look away
 * @property {(lane: number, name: string, index: number) => Promise<number>} parameter  one number of a run's network
 * @property {(lane: number) => Promise<ProofEvent[]>} events  how those of the proof stand in a run
 * @property {() => boolean} loaded  there are runs that go on when asked to, wherever their workers are
 * @property {() => boolean} here  and their workers are there
 * @property {() => void} renew  asks again for the files of workers that have not come
 * @property {() => void} sleep  saves the runs and lets their workers go, once they stand still; whatever is asked next brings them back
 * @property {() => void} dispose
 */
/** @typedef {OwnPool & Pick<Convoy, 'go' | 'stop' | 'step' | 'setPace' | 'rate'>} Pool */
/** @typedef {{ client: Client, replay: Replay | null, held: boolean }} Lane  `held`: its worker has the run, or is about to */

/** Ms between two looks whether runs stand still that are to. */
const SETTLE = 20;

/** What a worker can tell without a run. @type {Method[]} */
const QUESTIONS = ['catalogue', 'resolve', 'analyze', 'theorem', 'randomSeed', 'examine'];

/**
 * Throws where the lab cannot run at all.
 * @param {PoolHandlers} handlers
 * @param {PoolDeps} [deps]
 * @returns {Pool}
 */
export function createPool(handlers, deps = {}) {
  if (!deps.spawn && !supported()) throw new Error('this browser has no WebAssembly or no Web Workers');
  const {
    spawn = spawnWorker,
    clock = () => performance.now(),
    later = (/** @type {() => void} */ work, /** @type {number} */ ms) => setTimeout(work, ms),
  } = deps;
  /** @type {Lane[]} */
  let lanes = [];
  /** What is looked at, lane by lane. @type {Partial<Record<Subject, Look | null>>[]} */
  const looks = [];
  const looked = (/** @type {number} */ lane) => looks[lane]?.neurons ?? looks[lane]?.weights ?? null;
  /** Answers where a lane's worker is too busy to. @type {Client | null} */
  let spare = null;
  let run = 0;
  let loaded = false;
  /** Ends the load that is under way. @type {(error: Crashed) => void} */
  let giveUp = () => {};
  /** Sleep was asked for, and waits until the lanes are there and stand still. */
  let drowsy = false;

  const convoy = createConvoy({
    send: (lane, goal, measure) => lanes[lane]?.client.goal(run, goal, measure),
    onArrived: handlers.onArrived,
    clock,
    later,
  });

  /**
   * So many lanes, each with a worker.
   * @param {number} count
   */
  function populate(count) {
    while (lanes.length > count) lanes.pop()?.client.terminate();
    for (const { client } of lanes) if (!client.alive()) client.respawn();
    while (lanes.length < count) lanes.push(newLane(lanes.length));
  }

  /**
   * @param {number} index
   * @returns {Lane}
   */
  function newLane(index) {
    const client = createClient({
      spawn,
      clock,
      later,
      onProgress(message) {
        if (message.run !== run) return; // of a run that is no more
        const news = lanes[index]?.replay?.unseen(message);
        if (news) handlers.onProgress(index, news);
        if (message.run === run) convoy.told(index, message);
        void doze();
      },
      onPending: (message) => void (message.run === run && handlers.onPending(index, message)),
      onSaved: (message) => void (message.run === run && lanes[index]?.replay?.keep(message.bytes)),
      onWaiting: handlers.onWaiting,
      onCrash(message, fate) {
        const lane = lanes[index];
        if (lane) lane.held = false;
        convoy.end(index);
        giveUp(new Crashed(message));
        handlers.onCrash(message, { fate, again: lane?.replay?.lose() ?? false });
      },
    });
    client.look(looked(index));
    return { client, replay: null, held: false };
  }

  /**
   * The lane's worker is asked; and another one, if it is in the middle of something long.
   * @template {Method} M
   * @param {number} index
   * @param {M} method
   * @param {Calls[M]['args']} args
   * @returns {Promise<Calls[M]['value']>}
   */
  async function ask(index, method, args) {
    const { client } = /** @type {Lane} */ (lanes[index]);
    const busy = spare !== null || client.busy();
    const answers = [client.call(method, ...args)];
    if (client.ready() && (busy || !(await settles(answers, PATIENCE)))) {
      spare ??= createClient({ spawn, clock, later, onCrash: () => void (spare = null) });
      answers.push(spare.call(method, ...args));
    }
    return firstOf(answers);
  }

  /**
   * Whether one of them does within so many ms.
   * @param {Promise<unknown>[]} promises
   * @param {number} ms
   */
  const settles = (promises, ms) =>
    new Promise((/** @type {(settled: boolean) => void} */ resolve) => {
      later(() => resolve(false), ms);
      Promise.race(promises).then(
        () => resolve(true),
        () => resolve(true),
      );
    });

  function dismissSpare() {
    spare?.terminate();
    spare = null;
  }

  const superseded = () => new Crashed('another run was begun');

  function abandon() {
    run++;
    giveUp(superseded());
    stir();
    loaded = false;
    dismissSpare();
    convoy.begin([]);
    for (const lane of lanes) Object.assign(lane, { replay: null, held: false });
  }

  /** Who asks for something is awake; but what a figure asks before its first runs are there is no visitor's wish. */
  function stir() {
    if (loaded) drowsy = false;
  }

  async function doze() {
    if (!drowsy || !loaded || !convoy.still() || !lanes.every(({ held }) => held)) return;
    const asRun = run;
    /** @type {Uint8Array[]} */
    let bytes;
    try {
      bytes = await Promise.all(lanes.map(({ client }) => client.call('snapshot')));
    } catch {
      return; // a worker is gone already, and that was told
    }
    if (!drowsy || asRun !== run || !convoy.still()) return;
    drowsy = false;
    dismissSpare();
    lanes.forEach((lane, index) => {
      lane.replay?.keep(/** @type {Uint8Array} */ (bytes[index]));
      lane.held = false;
      lane.client.terminate();
    });
  }

  /** @param {(client: Client) => boolean} which */
  function renew(which) {
    lanes.forEach((lane, index) => {
      if (!lane.client.alive() || !which(lane.client)) return;
      lane.client.respawn();
      lane.held = false;
      convoy.end(index);
    });
  }

  /**
   * What is sent to a new worker waits until it is there: after this, everything is as if no worker had ever gone.
   */
  function wake() {
    drowsy = false;
    if (!loaded) return;
    renew(({ late }) => late());
    populate(lanes.length);
    lanes.forEach((lane) => lane.held || void bringBack(lane));
  }

  /**
   * What is kept of the run stays kept until there is something newer: this may fail, and is tried again.
   * @param {Lane} lane
   */
  async function bringBack(lane) {
    const asRun = run;
    lane.held = true;
    try {
      await lane.replay?.bringBack(lane.client, run);
      void doze();
    } catch (error) {
      if (asRun !== run || error instanceof Crashed) return; // the crash was told
      lane.held = false;
      handlers.onCrash(describe(error).message, { fate: 'broken', again: false });
    }
  }

  /**
   * @template {Method} M
   * @param {number} lane
   * @param {M} method
   * @param {Calls[M]['args']} args
   * @returns {Promise<Calls[M]['value']>}
   */
  const askRun = (lane, method, ...args) =>
    lanes[lane]?.client.call(method, ...args) ?? Promise.reject(new Crashed('there is no such run'));

  return {
    call(method, ...args) {
      stir();
      if (!QUESTIONS.includes(method)) wake();
      populate(Math.max(1, lanes.length));
      if (QUESTIONS.includes(method)) return ask(0, method, args);
      return /** @type {Lane} */ (lanes[0]).client.call(method, ...args);
    },

    resolve(specs) {
      stir();
      populate(Math.max(specs.length, lanes.length));
      return Promise.all(specs.map((spec, index) => ask(index, 'resolve', [spec])));
    },

    look(lane, of, wanted) {
      looks[lane] = { ...looks[lane], [of]: wanted };
      if (wanted) wake();
      lanes[lane]?.client.look(looked(lane));
    },

    parameter: (lane, name, index) => askRun(lane, 'parameter', name, index),
    events: (lane) => askRun(lane, 'events'),

    async load(specs, kept) {
      abandon();
      const asRun = run;
      populate(specs.length);
      const begun = specs.map((spec, index) => {
        const { client } = /** @type {Lane} */ (lanes[index]);
        const from = kept?.[index];
        return from ? client.call('restore', from.bytes, asRun) : client.call('load', spec, asRun);
      });
      const stopped = new Promise((/** @type {(value: never) => void} */ _, reject) => (giveUp = reject));
      const loads = await Promise.race([Promise.all(begun), stopped]).catch((error) => {
        if (asRun === run) for (const { client } of lanes) client.terminate(); // what the others are at is of no use
        throw asRun === run ? error : superseded();
      });
      if (asRun !== run) throw superseded();
      loads.forEach(({ columns, first }, index) => {
        const replay = createReplay(/** @type {Spec} */ (specs[index]), columns, first, kept?.[index]);
        Object.assign(/** @type {Lane} */ (lanes[index]), { replay, held: true });
      });
      loaded = true;
      convoy.begin(loads.map(({ first }) => first));
      void doze();
      return loads;
    },

    async settle() {
      const asRun = run;
      wake();
      while (!convoy.still() && asRun === run) await new Promise((resolve) => void later(() => resolve(null), SETTLE));
      if (asRun !== run) throw superseded();
    },

    snapshots: () => Promise.all(lanes.map(({ client }) => client.call('snapshot'))),

    async amend(specs) {
      const asRun = run;
      const answers = await Promise.allSettled(
        lanes.map(({ client }, index) => client.call('amend', /** @type {Spec} */ (specs[index]))),
      );
      if (asRun !== run) throw superseded();
      /** @type {AimedAnalysis[][]} */
      const analyses = [];
      for (const [index, answer] of answers.entries()) {
        if (answer.status === 'rejected') return null;
        lanes[index]?.replay?.amend(/** @type {Spec} */ (specs[index]), answer.value.bytes);
        analyses.push(answer.value.analyses);
      }
      return analyses;
    },

    loaded: () => loaded,
    here: () => lanes.every(({ client, held }) => held && client.ready()),

    renew: () => renew(({ ready }) => !ready()),

    dispose() {
      abandon();
      for (const { client } of lanes) client.terminate();
      lanes = [];
    },

    sleep() {
      drowsy = true;
      void doze();
    },

    go(wanted) {
      if (!loaded) return;
      wake();
      convoy.go(wanted);
    },
    step(count, limit, unit) {
      if (!loaded) return;
      wake();
      convoy.step(count, limit, unit);
    },
    stop: convoy.stop,
    setPace: convoy.setPace,
    rate: convoy.rate,
  };
}

/**
 * The first answer. A refusal is one, too; a crash is none as long as somebody else may have one.
 * @template T
 * @param {Promise<T>[]} answers
 * @returns {Promise<T>}
 */
const firstOf = (answers) =>
  new Promise((resolve, reject) => {
    let left = answers.length;
    for (const answer of answers) {
      answer.then(resolve, (error) => {
        left--;
        if (left === 0 || !(error instanceof Crashed)) reject(error);
      });
    }
  });
