// What becomes of every preset: each is run once, in Node, on all cores, and kept in target/outcomes until it or the core changes.
// A build gives each lane a bounded amount of work; `npm run gallery` runs all of them to their ends first.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { isMain, main, path } from './run.mjs';

/** @import { LaneState, Preset } from '../www/types.d.ts' */

/**
 * Multiply-adds that a build grants each lane: about a second, of kernel methods some six. What is counted so ends at the same
 * iteration on every machine.
 */
const SHORT = 6e9;
/** What the tests grant: they ask for pictures, not for ends. */
export const BRIEF = 3e8;

const folder = path('target/outcomes');
const read = (/** @type {string} */ file) => readFileSync(path(file), 'utf8');

/** @typedef {{ lanes: LaneState[], whole: boolean, work: number }} Outcome  `whole`: no lane was stopped before its end; of the work granted */
/** @typedef {{ preset: Preset } & Outcome} PresetOutcome */

/** @returns {Preset[]} */
const presets = () =>
  JSON.parse(read('www/presets/index.json')).presets.map((/** @type {string} */ id) =>
    JSON.parse(read(`www/presets/${id}.json`)),
  );

/** @param {Preset} preset */
const tableOf = ({ table }) => (table ? read(`www/tables/${table.file}.json`) : '');

/**
 * The file that keeps a preset's outcome: another one once the preset, or what runs it, is another.
 * @param {Preset} preset
 */
function fileOf(preset) {
  const { id, budget, table, spec, lanes } = preset;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([budget, table?.ones, spec, lanes]) + tableOf(preset));
  for (const part of ['www/pkg/staircase_bg.wasm', 'www/state/lanes.js', 'xtask/outcome.mjs'])
    hash.update(readFileSync(path(part)));
  return `${id}-${hash.digest('hex').slice(0, 16)}`;
}

/**
 * @param {string} name
 * @returns {Outcome | null}
 */
function kept(name) {
  const file = join(folder, name);
  return existsSync(file) ? deserialize(readFileSync(file)) : null;
}

/**
 * A preset whose lanes are being run.
 * @typedef {{ preset: Preset, name: string, done: { lane: LaneState, whole: boolean }[] }} Job
 */

/**
 * Each is kept as soon as its last lane is there.
 * @param {Job} job
 * @param {number} work
 */
function keep({ preset, name, done }, work) {
  if (Object.keys(done).length < preset.lanes.length) return;
  /** @type {Outcome} */
  const outcome = { lanes: done.map(({ lane }) => lane), whole: done.every(({ whole }) => whole), work };
  writeFileSync(join(folder, name), serialize(outcome));
}

/**
 * Runs them, each lane in the next thread that is free.
 * @param {Job[]} jobs
 * @param {number} work
 */
async function runAll(jobs, work) {
  const tasks = jobs.flatMap((job) => job.preset.lanes.map((_, lane) => ({ job, lane })));
  const thread = async () => {
    const worker = new Worker(path('xtask/outcome.mjs'));
    try {
      for (let task = tasks.shift(); task; task = tasks.shift()) {
        const { job, lane } = task;
        worker.postMessage({ preset: job.preset, lane, work, table: tableOf(job.preset) });
        job.done[lane] = await new Promise((resolve, reject) => {
          worker.removeAllListeners();
          worker.once('message', resolve).once('error', reject);
        });
        keep(job, work);
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, thread));
}

/**
 * All of them, in the order of the index.
 * @param {number} [work]  multiply-adds that are granted to a lane
 * @returns {Promise<PresetOutcome[]>}
 */
export async function outcomes(work = Number(process.env.GALLERY_WORK ?? SHORT)) {
  mkdirSync(folder, { recursive: true });
  const all = presets().map((preset) => ({ preset, name: fileOf(preset) }));
  for (const file of readdirSync(folder)) if (!all.some(({ name }) => name === file)) rmSync(join(folder, file));
  const missing = all.filter(({ name }) => {
    const known = kept(name);
    return known === null || (!known.whole && work > known.work);
  });
  if (missing.length > 0) console.log(`running ${missing.length} presets for the gallery`);
  await runAll(
    missing.map((each) => ({ ...each, done: [] })),
    work,
  );
  return all.map(({ preset, name }) => ({ preset, .../** @type {Outcome} */ (kept(name)) }));
}

if (isMain(import.meta)) await main(async () => void (await outcomes(Infinity)));
