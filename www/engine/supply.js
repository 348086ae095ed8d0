// The compiled core, for every worker of the page: fetched and compiled once, whoever asks first.

import { compile, wasm } from './module.js';
import { beside, connecting, reason } from './reason.js';

/** @import { Source } from './module.js' */

/** @typedef {{ promise: Promise<WebAssembly.Module>, resolve: (module: WebAssembly.Module) => void, reject: (error: unknown) => void }} Deferred */

/** What has not come for so many ms is asked for anew when it is wanted again. */
const PATIENCE = 5000;

/** @type {Source | Promise<Source> | undefined} */
let source;
/** What everybody waits for, or has. @type {Deferred | null} */
let supply = null;
let come = false;
let attempt = 0;
let asked = 0;

/**
 * Names the wasm, where it is not beside this script. The first figure that is built loads it; later it is too late.
 * @param {Source | Promise<Source>} given
 */
export function setSource(given) {
  source = given;
}

/** @returns {Promise<WebAssembly.Module>} */
export function engine() {
  if (supply && (come || performance.now() - asked < PATIENCE)) return supply.promise;
  supply ??= deferred();
  const { promise, resolve, reject } = supply;
  const mine = ++attempt;
  asked = performance.now();
  load().then(
    (module) => {
      come = true;
      resolve(module);
    },
    (error) => {
      if (mine !== attempt || come) return;
      supply = null;
      reject(error);
    },
  );
  return promise;
}

async function load() {
  /** @type {unknown} */
  let from;
  try {
    from = (await source) ?? beside('the wasm', wasm);
    return await compile(/** @type {Source} */ (from));
  } catch (error) {
    const teller = source === undefined ? 'the attribute wasm' : undefined;
    throw await reason(error, ['script-src wasm-eval', connecting(from)], teller);
  }
}

/** @returns {Deferred} */
function deferred() {
  /** @type {Partial<Deferred>} */
  const made = {};
  const promise = /** @type {Deferred['promise']} */ (
    new Promise((resolve, reject) => Object.assign(made, { resolve, reject }))
  );
  return /** @type {Deferred} */ (Object.assign(made, { promise }));
}
