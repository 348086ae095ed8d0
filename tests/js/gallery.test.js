// The gallery's runs are the page's, whatever thread makes them and wherever they stop; and its pictures are of them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { caption, thumbnail } from '../../xtask/thumbnail.mjs';
import { counted, told } from '../../xtask/vite-gallery.js';
import init, { lanes, run } from '../../www/engine/headless.js';

/** @import { LabState, LaneState, Preset } from '../../www/types.d.ts' */

const url = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
await init(readFileSync(url('www/pkg/staircase_bg.wasm')));

/** @param {string} id @param {Partial<Preset>} [other] @returns {Preset} */
const preset = (id, other) => ({ ...JSON.parse(readFileSync(url(`www/presets/${id}.json`), 'utf8')), ...other });

/**
 * What a thread makes of a preset's lanes.
 * @param {Preset} of
 * @param {number} work
 * @returns {Promise<{ lane: LaneState, whole: boolean }[]>}
 */
async function outcome(of, work) {
  const worker = new Worker(url('xtask/outcome.mjs'));
  const table = of.table ? readFileSync(url(`www/tables/${of.table.file}.json`), 'utf8') : '';
  const all = [];
  for (const lane of of.lanes.keys()) {
    worker.postMessage({ preset: of, lane, work, table });
    all.push(await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject)));
  }
  await worker.terminate();
  return all;
}

/** @param {Preset} of @param {LaneState[]} all */
const stateOf = (of, all) =>
  /** @type {LabState} */ (
    /** @type {unknown} */ ({
      ...{ preset: of, lanes: all, budget: of.budget, axis: 'iterations', scale: 'log', coefficientScale: 'linear' },
      overrides: {},
      pins: [],
    })
  );

test('a lane that is run to its end has the rows that the package gives', async () => {
  const of = preset('correction', { budget: 400 });
  const [first, ...others] = await outcome(of, Infinity);
  assert.ok(first?.whole && others.every(({ whole }) => whole));
  const trace = await run(/** @type {any} */ (lanes(of)[0]), { iterations: 400 });
  assert.deepEqual(
    first.lane.data,
    trace.columns.map((_, column) => trace.rows.map((row) => row[column])),
  );
});

test('one that takes too much work stops, at the same iteration each time, and is not called whole', async () => {
  const of = preset('laboratory');
  const [[first], [second]] = [await outcome(of, 1e9), await outcome(of, 1e9)];
  assert.ok(first && !first.whole && first.lane.iteration > 0 && first.lane.iteration < of.budget);
  assert.deepEqual(second, first);
});

test('a picture of a beginning is called one, by how far it goes, and the page says how many there are', async () => {
  const of = preset('figure-2', { budget: 2000 });
  const runs = async (/** @type {number} */ work) => {
    const all = await outcome(of, work);
    const lanes = all.map(({ lane }) => lane);
    return { preset: of, lanes, whole: all.every(({ whole }) => whole), work };
  };
  const [begun, whole] = [await runs(5e8), await runs(Infinity)];
  const [at] = begun.lanes.map(({ iteration }) => iteration);
  assert.ok(at && at < 2000 && !begun.whole && whole.whole);
  const said = (/** @type {typeof whole} */ outcome) => told(outcome, stateOf(of, outcome.lanes));
  assert.match(
    said(begun),
    new RegExp(`^A beginning: the first ${at.toLocaleString('en')} of 2,000 iterations\\. \\S`),
  );
  assert.doesNotMatch(said(whole), /beginning/);
  assert.equal(counted([whole]), '');
  assert.match(counted([whole, begun]), /^1 of 2 show a beginning/);
  assert.match(counted([begun]), /^All of them show a beginning/);
  // A learner that is done is whole, wherever the others were stopped.
  const [first, second] = /** @type {[LaneState, LaneState]} */ (begun.lanes);
  const done = { ...begun, lanes: [first, { ...second, status: /** @type {const} */ ('done'), iteration: 7 }] };
  assert.match(told(done, stateOf(of, done.lanes)), /^A beginning: the first [\d,]+ of 2,000/);
});

test('a picture has every lane, each curve in the colours of both schemes, and no number that is none', async () => {
  for (const of of [
    preset('leaps', { budget: 500 }),
    preset('digits', { budget: 50 }),
    preset('staircase-3', { budget: 20_000 }),
    preset('correction', { budget: 100 }),
  ]) {
    const state = stateOf(
      of,
      (await outcome(of, Infinity)).map(({ lane }) => lane),
    );
    const drawn = thumbnail(state);
    assert.equal((drawn.match(/<svg /g) ?? []).length, 1 + (of.compare ? 1 : of.lanes.length), of.id);
    assert.ok(!/NaN|Infinity|undefined/.test(drawn), of.id);
    const curves = drawn.match(/<path [^>]*stroke-linejoin[^>]*>/g) ?? [];
    assert.ok(curves.length >= of.lanes.length, of.id);
    for (const curve of curves) assert.match(curve, /stroke="light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\)"/);
    assert.match(caption(state), /^[A-Z][^]* over [\d,]+ iterations$/);
  }
});
