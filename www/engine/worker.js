// A worker's own script: takes the compiled core as its first message, then wires one session to the messages; given the core
// again, it forgets that session and has a new one. Built as one classic script, which browsers start also from a blob and in
// a page of no origin.

import * as core from '../pkg/staircase.js';
import init, { analyze, catalogue, Experiment, randomSeed, resolve, summarize, sweep, theorem } from './headless.js';
import { hearPanics } from './panic.js';
import { createSession } from './session.js';
import { createYield } from './yield.js';

/** @import { EngineMessage, FromWorker } from './protocol.js' */

/**
 * @param {FromWorker} message
 * @param {ArrayBufferLike[]} [transfer]
 */
function post(message, transfer = []) {
  self.postMessage(message, { transfer: /** @type {Transferable[]} */ (transfer) });
}

/** Left out of the package's types, for it is no part of the API. */
const { panicForTest } = /** @type {{ panicForTest(): void }} */ (/** @type {unknown} */ (core));

const explain = hearPanics(console);

/** @type {ReturnType<typeof createSession> | null} */
let session = null;

/** @param {EngineMessage} message */
async function begin({ module }) {
  try {
    session?.end();
    await init(module);
    session = createSession({
      core: { Experiment, analyze, catalogue, panicForTest, randomSeed, resolve, summarize, sweep, theorem },
      post,
      yieldTo: createYield(),
      clock: () => performance.now(),
      explain,
      onCrash: () => self.close(),
    });
    post({ type: 'ready' });
  } catch (error) {
    post({ type: 'crashed', message: explain(error) });
    self.close();
  }
}

self.onmessage = (/** @type {MessageEvent} */ { data }) =>
  data.type === 'engine' ? void begin(data) : session?.receive(data);
post({ type: 'here' });
