// Sweeps on a fleet of workers: each run made once, whatever happens to its worker or to the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { createFleet, sizeFor } from '../../www/engine/fleet.js';
import { bandsCsv, curvesCsv, runsCsv, sweepJson } from '../../www/language/sweepdata.js';
import { valuesOf } from '../../www/state/plan.js';
import { createSweeps } from '../../www/state/sweeps.js';
import { createWorld } from './world.js';

/** @import { Sweep, SweepOutcome } from '../../www/types.d.ts' */
/** @import { Saved } from '../../www/engine/fleet.js' */
/** @import { SweepFile } from '../../www/state/sweep.js' */

/** @type {Sweep} */
const SWEEP = {
  spec: { target: { kind: 'staircase', degree: 3 }, probe: { every: 100 }, seed: 5 },
  iterations: 2000,
  seeds: 4,
  vary: [{ entry: 'target.degree', values: [2, 3, 4] }],
};
const WHAT = { title: 'A sweep', figure: { preset: 'figure-2', lane: 0, overrides: {} } };

/** A shelf that forgets with the test, or keeps nothing. */
function createShelf(full = false) {
  /** @type {Map<string, SweepFile>} */
  const files = new Map();
  /** @type {Map<string, Map<string, { outcome: SweepOutcome, curves: any }>>} */
  const runs = new Map();
  /** @type {Map<string, Map<string, Saved>>} */
  const saved = new Map();
  const of = (/** @type {Map<string, Map<string, any>>} */ map, /** @type {string} */ id) => map.get(id) ?? new Map();
  const put = (
    /** @type {Map<string, Map<string, any>>} */ map,
    /** @type {string} */ id,
    /** @type {string} */ run,
    /** @type {any} */ value,
  ) => map.set(id, of(map, id).set(run, structuredClone(value)));
  return {
    saved,
    runs,
    refused: () => (full ? 'its storage is full' : null),
    keep: async (/** @type {SweepFile} */ file) => (full ? false : (files.set(file.id, file), true)),
    async keepRun(
      /** @type {string} */ id,
      /** @type {string} */ run,
      /** @type {SweepOutcome} */ outcome,
      /** @type {any} */ curves,
    ) {
      if (full) return false;
      put(runs, id, run, { outcome, curves });
      of(saved, id).delete(run);
      return true;
    },
    async keepSaved(/** @type {string} */ id, /** @type {string} */ run, /** @type {Saved} */ now) {
      if (!full) put(saved, id, run, now);
      return !full;
    },
    list: async () => [...files.values()],
    count: async (/** @type {string} */ id) => of(runs, id).size,
    known: async (/** @type {string} */ id) => ({
      outcomes: [...of(runs, id).values()].map(({ outcome }) => outcome),
      saved: new Map(of(saved, id)),
    }),
    curvesOf: async (/** @type {string} */ id, /** @type {number} */ cell) =>
      /** @type {[string, any][]} */ (
        [...of(runs, id)].flatMap(([run, { curves }]) => (run.startsWith(`${cell}:`) ? [[run, curves]] : []))
      ),
    size: async () => 0,
    drop: async (/** @type {string} */ id) => files.delete(id),
  };
}

/** @param {{ size?: number, shelf?: ReturnType<typeof createShelf>, locks?: Set<string> }} [options] */
function start({ size = 3, shelf = createShelf(), locks = new Set() } = {}) {
  const world = createWorld();
  const fleet = createFleet({ ...world, size });
  let ids = 0;
  const sweeps = createSweeps({
    fleet,
    shelf,
    clock: world.clock,
    later: world.later,
    lock: async (id) => (locks.has(id) ? null : (locks.add(id), () => void locks.delete(id))),
    locked: async () => new Set(locks),
    newId: () => `s${ids++}`,
    now: () => ids,
  });
  return { world, fleet, sweeps, shelf, locks };
}

/**
 * @param {ReturnType<typeof start>} page
 * @param {Sweep} [sweep]
 */
async function begun(page, sweep = SWEEP) {
  const id = page.sweeps.begin(sweep, WHAT);
  await page.world.run(100);
  return id;
}

/**
 * Every run of SWEEP once.
 * @param {SweepOutcome[]} outcomes
 */
function assertWhole(outcomes) {
  const runs = outcomes.map(({ cell, seed }) => `${cell}:${seed}`).sort();
  const all = [0, 1, 2].flatMap((cell) => [5, 6, 7, 8].map((seed) => `${cell}:${seed}`));
  assert.deepEqual(runs, all);
}

test('each run is made once, by as many workers as there is room for, which go when nothing is left', async () => {
  const page = start();
  const id = await begun(page);
  assert.equal(page.sweeps.state(id)?.status, 'running');
  await page.world.run(5000);
  const state = page.sweeps.state(id);
  assert.equal(state?.status, 'done');
  assertWhole(state?.outcomes ?? []);
  for (const outcome of state?.outcomes ?? []) {
    assert.deepEqual(outcome.learned?.iterations, 500);
    assert.deepEqual([outcome.end.iterations, outcome.ended], [2000, 'budget']);
  }
  assert.equal(state?.summary?.runs, 12);
  const busy = page.world.threads.filter(({ busy }) => busy > 50);
  assert.equal(busy.length, 3);
  await page.world.run(20_000);
  assert.ok(page.world.threads.every(({ alive }) => !alive));
});

test('a run that has learned is left, where that is wanted, and its end is what was seen by then', async () => {
  const page = start();
  const id = await begun(page, { ...SWEEP, stop: true });
  await page.world.run(5000);
  for (const { end, learned } of page.sweeps.state(id)?.outcomes ?? []) assert.deepEqual(end, learned);
});

test('a pause saves the runs under way, and they go on from there', async () => {
  const page = start();
  const id = await begun(page, { ...SWEEP, iterations: 20_000 });
  await page.world.run(1500);
  void page.sweeps.pause(id);
  await page.world.run(1000);
  assert.equal(page.sweeps.state(id)?.status, 'paused');
  const kept = [...(page.shelf.saved.get(id) ?? [])];
  assert.equal(kept.length, 3);
  const before = page.world.threads.map(({ busy }) => busy);
  await page.world.run(3000);
  assert.deepEqual(
    page.world.threads.map(({ busy }) => busy),
    before,
    'nobody computes',
  );
  void page.sweeps.play(id);
  await page.world.run(30_000);
  assertWhole(page.sweeps.state(id)?.outcomes ?? []);
  const restored = page.world.threads.flatMap(({ received }) => received).filter(({ method }) => method === 'restore');
  assert.equal(restored.length, 3);
});

test('after a reload the runs that were made are there, and those that were under way go on', async () => {
  const first = start();
  const id = await begun(first, { ...SWEEP, iterations: 60_000 });
  await first.world.run(13_000);
  const made = first.sweeps.state(id)?.outcomes.length ?? 0;
  assert.ok(made > 0 && made < 12, `${made} are made`);
  const second = start({ shelf: first.shelf });
  void second.sweeps.load();
  await second.world.run(500);
  assert.deepEqual([second.sweeps.state(id)?.status, second.sweeps.state(id)?.made], ['paused', made]);
  void second.sweeps.play(id);
  await second.world.run(100_000);
  assertWhole(second.sweeps.state(id)?.outcomes ?? []);
  const asked = second.world.threads.flatMap(({ received }) => received).map(({ method }) => method);
  assert.equal(
    asked.filter((method) => method === 'load').length + asked.filter((method) => method === 'restore').length,
    12 - made,
  );
  assert.ok(asked.includes('restore'));
  assert.deepEqual(
    (await second.sweeps.curves(id, 1)).map(({ seed, x }) => [seed, x.at(-1)]).sort(),
    [5, 6, 7, 8].map((seed) => [seed, 60_000]),
  );
});

test('a run whose worker dies is tried once more, and then it has failed', async () => {
  const page = start();
  const id = await begun(page);
  page.world.kill(1); // the clerk was the first
  await page.world.run(20_000);
  assertWhole(page.sweeps.state(id)?.outcomes ?? []);
  assert.ok(page.sweeps.state(id)?.outcomes.every(({ ended }) => ended === 'budget'));

  const doomed = start({ size: 1 });
  const other = await begun(doomed, { ...SWEEP, iterations: 200_000, seeds: 1, vary: [] });
  for (let lives = 0; lives < 2; lives++) {
    doomed.world.threads.forEach((_, i) => doomed.world.kill(i));
    await doomed.world.run(8000);
  }
  const state = doomed.sweeps.state(other);
  assert.deepEqual(
    state?.outcomes.map(({ ended }) => ended),
    ['failed'],
  );
  assert.equal(state?.status, 'done');
  assert.match(state?.failures[0] ?? '', /^seed 5: /);
});

test('what was kept of a run by another version of the core is let go, and the run made from its start', async () => {
  const first = start();
  const id = await begun(first, { ...SWEEP, iterations: 60_000 });
  await first.world.run(13_000);
  for (const [run, saved] of first.shelf.saved.get(id) ?? [])
    first.shelf.saved.get(id)?.set(run, { ...saved, bytes: new TextEncoder().encode('of another version') });
  const second = start({ shelf: first.shelf });
  void second.sweeps.load();
  await second.world.run(500);
  void second.sweeps.play(id);
  await second.world.run(150_000);
  assertWhole(second.sweeps.state(id)?.outcomes ?? []);
  assert.ok(second.sweeps.state(id)?.outcomes.every(({ ended }) => ended === 'budget'));
});

test('where nothing can be kept the sweep is made all the same, and says so', async () => {
  const page = start({ shelf: createShelf(true) });
  const id = await begun(page);
  await page.world.run(5000);
  assertWhole(page.sweeps.state(id)?.outcomes ?? []);
  assert.equal(page.sweeps.state(id)?.unkept, true);
  assert.equal(page.sweeps.refused(), 'its storage is full');
});

test('what the core refuses is told, and nothing is begun', async () => {
  const page = start();
  const refused = assert.rejects(
    page.sweeps.begin({ ...SWEEP, spec: { target: { kind: 'staircase', degree: 99 } } }, WHAT),
    {
      field: 'target.degree',
    },
  );
  await page.world.run(200);
  await refused;
  assert.deepEqual(page.sweeps.states(), []);
});

test('a sweep that another window makes is left to it, listed as far as it is, and gone once it is deleted there', async () => {
  const first = start();
  const id = await begun(first, { ...SWEEP, iterations: 60_000 });
  await first.world.run(20_000);
  const second = start(first);
  void second.sweeps.load();
  await second.world.run(100);
  const listed = () => second.sweeps.states().map(({ status, made, elsewhere }) => ({ status, made, elsewhere }));
  const made = first.sweeps.state(id)?.made ?? 0;
  assert.ok(made > 0 && made < 12);
  assert.deepEqual(listed(), [{ status: 'paused', made, elsewhere: true }]);
  const played = second.sweeps.play(id);
  await second.world.run(100);
  assert.equal(await played, false);
  assert.ok(second.world.threads.every(({ busy }) => busy < 50));
  // Until that window is through it is looked at again and again.
  await first.world.run(60_000);
  assert.equal(first.sweeps.state(id)?.status, 'done');
  await second.world.run(6000);
  assert.deepEqual(listed(), [{ status: 'done', made: 12, elsewhere: false }]);
  assertWhole(second.sweeps.state(id)?.outcomes ?? []);
  void first.sweeps.remove(id);
  await first.world.run(100);
  void second.sweeps.again();
  await second.world.run(100);
  assert.deepEqual(listed(), []);
});

test('one that is paused here is no other window’s; one that nothing keeps stays in the list', async () => {
  const page = start();
  void page.sweeps.load();
  const id = await begun(page, { ...SWEEP, iterations: 60_000 });
  void page.sweeps.again();
  await page.world.run(500);
  void page.sweeps.pause(id);
  await page.world.run(500);
  assert.deepEqual(
    page.sweeps.states().map(({ status, elsewhere }) => ({ status, elsewhere })),
    [{ status: 'paused', elsewhere: false }],
  );
  const denied = start({ shelf: createShelf(true) });
  void denied.sweeps.load();
  await begun(denied);
  await denied.world.run(5000);
  void denied.sweeps.again();
  await denied.world.run(100);
  assert.equal(denied.sweeps.states().length, 1);
});

test('what another window has made meanwhile is not made again', async () => {
  const first = start();
  const id = await begun(first, { ...SWEEP, iterations: 60_000 });
  await first.world.run(1000);
  void first.sweeps.pause(id);
  await first.world.run(1000);
  const second = start({ shelf: first.shelf });
  void second.sweeps.load();
  await second.world.run(500);
  void second.sweeps.play(id);
  await second.world.run(100_000);
  assert.equal(second.sweeps.state(id)?.status, 'done');
  const before = first.world.threads.map(({ busy }) => busy);
  assert.equal(first.sweeps.state(id)?.status, 'paused');
  void first.sweeps.play(id);
  await first.world.run(5000);
  assert.equal(first.sweeps.state(id)?.status, 'done');
  assertWhole(first.sweeps.state(id)?.outcomes ?? []);
  assert.deepEqual(
    first.world.threads.map(({ busy }) => busy),
    before,
    'nobody computes',
  );
});

test('two sweeps share the workers, and one that is deleted gives its own back', async () => {
  const page = start({ size: 2 });
  const [one, two] = [
    await begun(page, { ...SWEEP, iterations: 20_000 }),
    await begun(page, { ...SWEEP, iterations: 20_000 }),
  ];
  await page.world.run(15_000);
  const made = [one, two].map((id) => page.sweeps.state(id)?.made ?? 0);
  assert.ok(Math.abs((made[0] ?? 0) - (made[1] ?? 0)) <= 2 && Math.max(...made) < 9, made.join(' and '));
  void page.sweeps.remove(one);
  await page.world.run(40_000);
  assert.equal(page.sweeps.state(one), null);
  assertWhole(page.sweeps.state(two)?.outcomes ?? []);
});

test('the page itself keeps a core, and a large machine is not filled', () => {
  assert.deepEqual([undefined, 1, 2, 8, 64].map(sizeFor), [1, 1, 1, 7, 16]);
});

test('the curves of runs and the bands they make are data', () => {
  const run = (
    /** @type {number} */ seed,
    /** @type {number[][]} */ [x = [], ...values],
    names = ['test_loss', '{1}'],
  ) => ({
    seed,
    names,
    x: Float64Array.from(x),
    values: values.map((own) => Float64Array.from(own)),
  });
  const runs = [
    run(4, [
      [0, 10],
      [1, 0.5],
      [0, 0.25],
    ]),
    run(
      5,
      [
        [0, 10],
        [3, NaN],
      ],
      ['test_loss'],
    ), // one that follows less, and exploded
  ];
  assert.equal(curvesCsv(runs), 'seed,iteration,test_loss,{1}\n4,0,1,0\n4,10,0.5,0.25\n5,0,3,\n5,10,,\n');
  const [head, first, ...rest] = bandsCsv(['test_loss'], {
    x: [0, 10],
    parts: [
      [
        [2, null],
        [1.2, null],
        [2.8, null],
      ],
    ],
  })
    .trimEnd()
    .split('\n');
  assert.equal(head, 'iteration,test_loss median,test_loss 10 %,test_loss 90 %');
  assert.deepEqual([first, ...rest], ['0,2,1.2,2.8', '10,,,']);
});

test('the runs of a sweep are written as the command line writes them', () => {
  const { sweep, outcomes } = JSON.parse(
    readFileSync(new URL('../../www/sweeps/growth-leap.json', import.meta.url), 'utf8'),
  );
  const runs = outcomes.map((/** @type {SweepOutcome} */ outcome) => ({
    outcome,
    values: valuesOf(sweep, outcome.cell),
  }));
  const [head, ...rows] = runsCsv(sweep, runs).trimEnd().split('\n');
  // As in src/bin/staircase/sweep.rs.
  const entries = sweep.vary.map((/** @type {{ entry: string }} */ { entry }) => entry);
  const rest = 'seed,ended,learned_iterations,learned_samples,iterations,samples,test_loss';
  assert.equal(head, [...entries, rest].join(','));
  assert.equal(rows.length, outcomes.length);
  const first = outcomes.findIndex((/** @type {SweepOutcome} */ { learned }) => learned !== null);
  const { seed, ended, learned, end, test_loss } = outcomes[first];
  const cells = [seed, ended, learned.iterations, learned.samples, end.iterations, end.samples, test_loss];
  assert.ok(rows[first]?.endsWith(cells.join(',')), rows[first]);
  const odd = { ...outcomes[first], learned: null, ended: 'diverged', test_loss: null };
  const written = runsCsv({ ...sweep, vary: [{ entry: 'learner.decay', values: [] }] }, [
    { outcome: odd, values: [{ every: 2, divide_by: [1, 2] }] },
  ]);
  assert.equal(
    written.split('\n')[1],
    `"{""every"":2,""divide_by"":[1,2]}",${seed},diverged,,,${end.iterations},${end.samples},`,
  );
  assert.deepEqual(JSON.parse(sweepJson(sweep, outcomes, null)), { sweep, outcomes, summary: null });
});
