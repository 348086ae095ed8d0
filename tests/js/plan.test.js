// A sweep through the package: its runs and its summary are the native ones to the last digit.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import init, { analyze, catalogue, Experiment, resolve, summarize, sweep } from 'staircase-lab';
import { createFollower, startTrail } from '../../www/engine/follow.js';
import { conjecturedOf } from '../../www/state/conjecture.js';
import { fieldAt } from '../../www/state/overrides.js';
import { remade } from '../../www/state/remake.js';
import { changedIn, forKinds, readSweep } from '../../www/state/sweepable.js';
import { settingsOf } from '../../www/language/sweeps.js';
import { cellsOf, runsOf, fixedOf, specOf, valuesOf } from '../../www/state/plan.js';

/** @import { Choice, Spec, SweepOutcome } from '../../www/types.d.ts' */
/** @import { CompleteSweep } from '../../www/types.d.ts' */
/** @import { Run } from '../../www/state/plan.js' */

await init();
const golden = JSON.parse(await readFile(new URL('../golden/sweep.json', import.meta.url), 'utf8'));
const complete = /** @type {CompleteSweep} */ (sweep(golden.sweep));

/**
 * In slices, as a worker makes it.
 * @param {Run} run
 * @returns {SweepOutcome}
 */
function made(run) {
  const experiment = Experiment.begin(specOf(complete, run));
  const { columns, groups } = experiment;
  const follower = createFollower(startTrail(columns, groups, experiment.conditions(complete.learned)), complete.stop);
  try {
    while (experiment.advance(complete.iterations, 300_000, true) > 0 && !follower.take(experiment.drain()));
    follower.take(experiment.drain());
    return follower.outcome(run.cell, run.seed, experiment.status);
  } finally {
    experiment.free();
  }
}

test('a sweep is complete as it is natively', () => assert.deepEqual(complete, golden.sweep));

test('its runs come to the same, and so does what they say together', () => {
  const outcomes = [...runsOf(complete)].map(made);
  assert.deepEqual(outcomes, golden.outcomes);
  assert.deepEqual(summarize(complete, outcomes), golden.summary);
  // Of the spec nothing but the seed is looked at.
  assert.deepEqual(summarize({ ...complete, spec: { seed: 3 } }, outcomes), golden.summary);
});

test('the order in which runs come, or that one comes twice, changes nothing', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(golden.outcomes, { minLength: 24 }), (outcomes) => {
      assert.deepEqual(summarize(complete, [...outcomes, ...outcomes.slice(0, 3)]), golden.summary);
    }),
    { numRuns: 20 },
  );
});

test('a cell has a value of each entry, and its runs are given them', () => {
  assert.equal(cellsOf(complete), 6);
  assert.deepEqual(valuesOf(complete, 3), [2, 'parity']);
  const { target, learner, seed } = specOf(complete, { cell: 3, seed: 9 });
  assert.deepEqual([target, seed], [{ kind: 'parity', degree: 2 }, 9]);
  assert.deepEqual(learner, golden.sweep.spec.learner);
  const { spec } = complete;
  assert.deepEqual(spec.target, { kind: 'staircase' }, 'the sweep stays as it is');
});

test('what is wrong is refused with its field', () => {
  const spec = golden.sweep.spec;
  for (const [given, field] of /** @type {[any, string][]} */ ([
    [{ spec, vary: [{ entry: 'target.degree', values: [2, 9] }] }, 'vary[0].values[1]'],
    [{ spec, learned: { column: 'speed', reaches: 1 } }, 'learned.column'],
    [{ spec, seeds: NaN }, 'seeds'],
    [{ seeds: 3 }, 'spec'],
  ]))
    assert.throws(() => sweep(given), { field });
  assert.throws(() => summarize(complete, /** @type {any} */ ([{ cell: -1 }])), { field: 'outcome.cell' });
  assert.throws(() => summarize(complete, /** @type {any} */ (3)), { field: 'outcomes' });
});

test('the curves of a long run are as fine at its start as at its end, however its rows come', () => {
  const columns = ['iteration', 'samples', 'test_loss'];
  const rows = Array.from({ length: 5001 }, (_, row) => [10 * row, 40 * row, 1 / (1 + row)]);
  for (const slice of [1, 7, 5001]) {
    const follower = createFollower(startTrail(columns, ['clock', 'clock', 'loss'], []), false);
    for (let at = 0; at < rows.length; at += slice) follower.take(Float64Array.from(rows.slice(at, at + slice).flat()));
    const { x, values } = follower.curves();
    // Every 32nd of them, and the newest.
    const kept = [...rows.filter((_, row) => row % 32 === 0), rows[5000] ?? []];
    assert.deepEqual(
      [...x],
      kept.map(([at]) => at),
    );
    assert.deepEqual(
      [...(values[0] ?? [])],
      kept.map(([, , loss]) => loss),
    );
  }
});

test('the sweep that a figure brings is taken by the core as the page begins it', async () => {
  const folder = new URL('../../www/presets/', import.meta.url);
  const read = async (/** @type {string} */ id) => JSON.parse(await readFile(new URL(`${id}.json`, folder), 'utf8'));
  const presets = await Promise.all((await read('index')).presets.map(read));
  const sweeping = presets.filter(({ sweep }) => sweep?.vary);
  assert.ok(sweeping.length >= 3);
  for (const { spec, lanes, sweep: own } of sweeping) {
    const lane = resolve({ ...spec, ...lanes[(own.lane ?? 1) - 1].spec });
    const { vary } = sweep({ ...own, lane: undefined, spec: forKinds(catalogue(), lane, own.vary) });
    assert.equal(vary?.length, own.vary.length);
  }
});

test('an entry that says something of its own stays, though another kind does not know it', () => {
  const vary = [{ entry: 'target.kind', values: ['staircase', 'parity'] }];
  const target = (/** @type {boolean} */ normalize) =>
    forKinds(catalogue(), resolve({ target: { kind: 'staircase', degree: 3, normalize } }), vary).target;
  assert.deepEqual(target(true), { kind: 'staircase', degree: 3 });
  assert.deepEqual(target(false), { kind: 'staircase', degree: 3, normalize: false });
});

const presetOf = async (/** @type {string} */ id) =>
  JSON.parse(await readFile(new URL(`../../www/presets/${id}.json`, import.meta.url), 'utf8'));
const sweptOf = async (/** @type {string} */ id) =>
  JSON.parse(await readFile(new URL(`../../www/sweeps/${id}.json`, import.meta.url), 'utf8')).sweep;
const analyzed = async (/** @type {Choice} */ target, /** @type {Choice | undefined} */ inputs) =>
  analyze(target, inputs);

test('what is conjectured goes by the leap, along n alone and for one pass alone', async () => {
  const coins = await sweptOf('growth-n');
  assert.deepEqual(await conjecturedOf(coins, analyzed), [
    { leap: 1, power: 1 },
    { leap: 2, power: 1 },
    { leap: 3, power: 2 },
  ]);
  assert.deepEqual(await conjecturedOf(await sweptOf('growth-leap'), analyzed), []);
  const fixed = { ...coins, spec: { ...coins.spec, data: { kind: 'fixed', count: 100 } } };
  assert.deepEqual(await conjecturedOf(fixed, analyzed), [null, null, null]);
  // A parity of all coordinates has another leap at each n.
  const grows = { ...coins, vary: [coins.vary[0], { entry: 'target.kind', values: ['parity'] }] };
  grows.vary[0] = { entry: 'inputs.n', values: [4, 8] };
  grows.spec = { ...coins.spec, target: { kind: 'parity' } };
  assert.deepEqual(await conjecturedOf(grows, analyzed), [null]);
});

test('a run of a sweep is shown by the lane that is nearest to it', async () => {
  const at = async (/** @type {string} */ id, /** @type {number} */ cell) =>
    remade(
      await presetOf(id),
      { sweep: await sweptOf(id), figure: { preset: id, lane: 0, overrides: {} } },
      { cell, seed: 7 },
    );
  const leap = await at('growth-leap', 2);
  assert.equal(leap.lane, 2);
  assert.deepEqual(leap.overrides, { '2:target.leap': 3, 'probe.every': 50, seed: 7 });
  // Of degree 4, the parity: the lane of the parity, whose degree becomes 4.
  const parity = await at('growth-degree', 5);
  assert.equal(parity.lane, 1);
  assert.equal(parity.overrides['1:target.degree'], 4);
  // What was changed in the lane that was swept is in no other.
  const changed = remade(
    await presetOf('growth-leap'),
    {
      sweep: await sweptOf('growth-leap'),
      figure: { preset: 'growth-leap', lane: 0, overrides: { '0:learner.step_size': 0.01 } },
    },
    { cell: 2, seed: 7 },
  );
  assert.equal(changed.lane, 0);
  assert.equal(changed.overrides['0:target.leap'], 3);
  assert.equal(changed.overrides['0:learner.step_size'], 0.01);
  const coins = await at('growth-n', 2);
  assert.equal(coins.lane, 2);
  assert.equal(coins.overrides['2:inputs.n'], 10);
});

test('a link’s sweep is laid out, or it is said why not', () => {
  const sweep = { vary: [{ entry: 'inputs.n', values: [10, 20] }], seeds: 30, learned: { share: 0.5 } };
  assert.deepEqual(readSweep(sweep, 1), { sweep });
  for (const [given, why] of /** @type {[object, RegExp][]} */ ([
    [{ vary: 3 }, /vary/],
    [{ vary: [{ entry: 'inputs.n' }] }, /vary/],
    [{ vary: Array(3).fill(sweep.vary[0]) }, /at most two/],
    [{ lane: 3 }, /^lane: 3 is outside \[1, 2\]$/],
    [{ seeds: -6 }, /seeds: -6 is not a whole number/],
    [{ iterations: 'many' }, /iterations/],
    [{ learned: { column: 'test_loss' } }, /share/],
  ]))
    assert.match(readSweep(given, 2).problem ?? '', why);
});

test('what all runs of a sweep have in common is said without what varies and what is so anyhow', async () => {
  const all = catalogue();
  const told = (/** @type {CompleteSweep} */ sweep) => {
    const spec = /** @type {Spec} */ (fixedOf(sweep));
    return settingsOf(spec, (path, value) => fieldAt(all, sweep.spec, path.split('.'))?.default === value);
  };
  const leap = await sweptOf('growth-leap');
  const words = 'hypercube, n 30; leap staircase; sgd, batch 20, relu resnet, layers 5, width 40, step size 0.02';
  assert.equal(told(leap), words);
  const parts = (/** @type {string} */ text) => text.split(/[,;] /).sort();
  // Of a spec with every default in it, too.
  const complete = { ...leap, spec: resolve(leap.spec) };
  assert.deepEqual(parts(told(complete)), [...parts(words), 'steps 2'].sort());
  assert.doesNotMatch(told(await sweptOf('growth-n')), /n 40|expansion/);
  const written = structuredClone(leap);
  written.spec.target = { kind: 'formula', formula: 'x1 + x1x2' };
  assert.match(told(written), /; formula, x1 \+ x1x2; /);
  const decays = structuredClone(leap);
  Object.assign(decays.spec.learner ?? {}, { decay: { every: 15_000, divide_by: [5, 2] } });
  assert.match(told(decays), /, decay every 15000, divide by 5, 2/);
});

test('a sweep is named with what its figure was changed to, in the lane that is swept', () => {
  const overrides = {
    seed: 4,
    'inputs.n': 50,
    'probe.every': 10,
    '0:target.degree': 7,
    '1:learner.batch': 40,
    lanes: [0, 1],
  };
  assert.equal(changedIn(overrides, 1, [{ entry: 'learner.step_size' }]), 'n 50, batch 40');
  assert.equal(changedIn(overrides, 0, [{ entry: 'inputs.n' }]), 'degree 7');
  assert.equal(changedIn({}, 0, []), '');
});
