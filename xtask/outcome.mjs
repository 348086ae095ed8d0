// A thread of outcomes.mjs: runs one lane of a preset, to its end or for so much work, and answers what the page would know of it.

import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import init, { Experiment, lanes, resolve } from '../www/engine/headless.js';
import { analysesOf } from '../www/engine/session.js';
import { grown, newLane } from '../www/state/lanes.js';

/** @import { ProgressMessage } from '../www/engine/protocol.js' */
/** @import { Preset, PresetLane } from '../www/types.d.ts' */

/** Multiply-adds between two looks at the rows. */
const SLICE = 5e8;

/** @param {import('../www/engine/headless.js').Experiment} run */
const told = (run) => {
  const { iteration, samples, marks, phase, training, status } = run;
  const now = { iteration, samples, marks, phase, training, status, neurons: run.neurons(), spectrum: null };
  return /** @type {ProgressMessage} */ (/** @type {unknown} */ ({ ...now, rows: run.drain(), errors: run.errors }));
};

/** @param {{ preset: Preset, lane: number, work: number, table: string }} task */
function outcome({ preset, lane, work, table }) {
  const spec = lanes(preset, table === '' ? undefined : JSON.parse(table))[lane];
  const run = new Experiment(/** @type {any} */ (spec));
  const { columns, groups, features, stages } = run;
  const loaded = {
    columns,
    groups,
    features,
    stages,
    analyses: analysesOf(run),
    first: told(run),
  };
  let state = newLane(/** @type {PresetLane} */ (preset.lanes[lane]), resolve(/** @type {any} */ (spec)), loaded);
  let whole = false;
  for (let spent = 0; spent < work && !whole;) {
    const done = run.advance(preset.budget, SLICE);
    spent += done;
    whole = done === 0;
    state = grown(state, told(run));
  }
  run.free();
  return { lane: state, whole };
}

await init(readFileSync(new URL('../www/pkg/staircase_bg.wasm', import.meta.url)));
parentPort?.on('message', (task) => parentPort?.postMessage(outcome(task)));
