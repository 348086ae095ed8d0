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
  /** @type {WorkerLike} */
  const like = {
    onmessage: null,
    onmessageerror: null,
    onerror: null,
    postMessage: (message, options) => worker?.postMessage(message, options),
    terminate: () => worker?.terminate(),
  };
  const missing = (/** @type {unknown} */ error) => {
    /** @type {FromWorker} */
    const data = { type: 'crashed', message: describe(error).message };
    like.onmessage?.(new MessageEvent('message', { data }));
  };

  function begin() {
    const fromText = atHand;
    const failed = (/** @type {unknown} */ error) => {
      atHand = false;
      if (fromText) begin();
      else void reason(error, ['worker-src blob', 'require-trusted-types-for trusted-types-sink']).then(missing);
    };
    /** @type {Worker} */
    let own;
    try {
      own = worker = start();
    } catch (error) {
      return failed(error);
    }
    let heard = false;
    own.onmessage = (event) => {
      heard = true;
      like.onmessage?.(event);
    };
    own.onmessageerror = (event) => like.onmessageerror?.(event);
    own.onerror = (event) => {
      if (heard) return like.onerror?.(event);
      failed(new Error(event.message || 'the worker could not be loaded'));
    };
    engine().then((module) => {
      if (own === worker) own.postMessage(/** @type {EngineMessage} */ ({ type: 'engine', module }));
    }, missing);
  }

  begin();
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
