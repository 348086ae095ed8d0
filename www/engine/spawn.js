// Starts a worker in this very browser, with the core that the page has loaded once for all of them.

import { describe } from './protocol.js';
import { reason } from './reason.js';
import { engine } from './supply.js';

/** @import { WorkerLike } from './client.js' */
/** @import { EngineMessage, FromWorker } from './protocol.js' */

/** Whether this browser can run the lab at all. */
export const supported = () => typeof globalThis.Worker === 'function' && typeof globalThis.WebAssembly === 'object';

/** The worker's script, where the build has put it into this one. @type {string | undefined} */
// @ts-ignore: not declared anywhere, but replaced by its value
const SCRIPT = typeof WORKER_SCRIPT === 'string' ? WORKER_SCRIPT : undefined;

/**
 * Whether workers start from the script at hand: at once, without a network, and wherever this file came from. A page may
 * forbid it (Content-Security-Policy: worker-src without blob:); then the script is asked for.
 */
let atHand = SCRIPT !== undefined;
/** Settles once that is known of the first worker: others wait, for the page reports each that it forbids. @type {Promise<void> | undefined} */
let tried;

/**
 * Where each worker is a request: those that were let go with nothing under way, for whoever asks next, also without a network.
 * @type {Worker[]}
 */
const idle = [];
/** The workers of the largest figure. */
const MOST_IDLE = 5;

/** @returns {Worker} */
function start() {
  if (!atHand || SCRIPT === undefined) {
    // As the modules lie there, while one works at them.
    if (SCRIPT === undefined)
      return new Worker(new URL(/* @vite-ignore */ './worker.js', import.meta.url), { type: 'module' });
    return new Worker(trusted(new URL('./staircase-lab.worker.js', import.meta.url).href));
  }
  const url = URL.createObjectURL(new Blob([SCRIPT], { type: 'text/javascript' }));
  try {
    return new Worker(trusted(url));
  } finally {
    setTimeout(() => URL.revokeObjectURL(url), 60_000); // by then it has been read
  }
}

/** @returns {WorkerLike} */
export function spawn() {
  /** @type {Worker | undefined} */
  let worker;
  let gone = false;
  let settle = () => {};
  /** @type {WorkerLike} */
  const like = {
    onmessage: null,
    onmessageerror: null,
    onerror: null,
    postMessage: (message, options) => worker?.postMessage(message, options),
    terminate(rests = false) {
      gone = true;
      settle();
      if (rests && worker && !atHand && idle.length < MOST_IDLE) idle.push(worker);
      else worker?.terminate();
    },
  };
  const missing = (/** @type {unknown} */ error) => {
    /** @type {FromWorker} */
    const data = { type: 'crashed', message: describe(error).message };
    like.onmessage?.(new MessageEvent('message', { data }));
  };

  async function begin() {
    if (tried) await tried;
    else if (atHand) tried = new Promise((resolve) => (settle = resolve));
    if (gone) return;
    const fromText = atHand;
    const failed = (/** @type {unknown} */ error) => {
      if (fromText) atHand = false;
      settle();
      if (fromText) void begin();
      else void reason(error, ['worker-src blob', 'require-trusted-types-for trusted-types-sink']).then(missing);
    };
    const rested = idle.pop();
    /** @type {Worker} */
    let own;
    try {
      own = worker = rested ?? start();
    } catch (error) {
      return failed(error);
    }
    let here = rested !== undefined;
    own.onmessage = (event) => {
      here = true;
      settle();
      like.onmessage?.(event);
    };
    own.onmessageerror = (event) => like.onmessageerror?.(event);
    own.onerror = (event) => {
      if (here) return like.onerror?.(event);
      const network = navigator.onLine ? '' : ': there is no network';
      failed(new Error(event.message || `the worker could not be loaded${network}`));
    };
    engine().then((module) => {
      if (own === worker) own.postMessage(/** @type {EngineMessage} */ ({ type: 'engine', module }));
    }, missing);
  }

  void begin();
  return like;
}

/** Where scripts have to be of a trusted type, under this name. */
const policy = (() => {
  try {
    return /** @type {any} */ (globalThis).trustedTypes?.createPolicy('staircase-lab', {
      createScriptURL: (/** @type {string} */ url) => url,
    });
  } catch {
    return undefined; // the page allows no policy of this name
  }
})();

/**
 * @param {string} url
 * @returns {string}
 */
const trusted = (url) => policy?.createScriptURL(url) ?? url;
