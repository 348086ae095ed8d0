// What differs between runs, with the real core's catalogue: named as the settings name it, and no entry more.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import init, { catalogue, resolve } from '../../www/engine/headless.js';
import { lanes } from '../../www/engine/lanes.js';
import { overridden } from '../../www/state/overrides.js';
import { apart, compared, differences, summed } from '../../www/state/differences.js';

/** @import { LabState } from '../../www/types.d.ts' */
/** @import { Run } from '../../www/state/differences.js' */

await init();
const preset = JSON.parse(readFileSync(new URL('../../www/presets/figure-2.json', import.meta.url), 'utf8'));
const bases = lanes(preset).map((spec) => resolve(spec));

/**
 * The lanes of figure 2 with these changes.
 * @param {Record<string, unknown>} [changes]
 * @returns {Run}
 */
const run = (changes = {}) => overridden(bases, changes, catalogue()).map(({ spec }) => ({ spec: resolve(spec) }));

/** @param {Run[]} runs */
const told = (...runs) => differences(catalogue(), runs).map(({ label, of, values }) => [label, of, ...values]);

test('a setting of all lanes is one row, under its label, and the seed comes last', () => {
  assert.deepEqual(told(run(), run({ seed: 5, 'learner.step_size': 0.02 }), run({ 'learner.step_size': 0.02 })), [
    ['step size', '', '0.0002', '0.02', '0.02'],
    ['seed', '', '1', '5', '1'],
  ]);
});

test('what is one lane’s own has its row, and a lane that only one run has is counted', () => {
  assert.deepEqual(told(run(), run({ '1:seed': 3 })), [['seed', 'network 2', '1', '3']]);
  const three = [...run(), ...run({ 'learner.step_size': 0.02 }).slice(0, 1)];
  assert.deepEqual(told(run({ seed: 2 }), three), [
    ['networks', '', '2', '3'],
    ['seed', '', '2', '1'],
  ]);
});

test('a kind is told by its label, and entries that only one of them has stand empty beside it', () => {
  const rows = told(run(), run({ 'data.kind': 'fixed', 'data.count': 500 }));
  assert.deepEqual(rows, [
    ['data', '', 'fresh samples', 'a training set'],
    ['training set m', '', '', '500'],
  ]);
});

test('units come with the labels, switches are on or off, and long values are cut', () => {
  const [row] = differences(catalogue(), [run(), run({ 'probe.every': 50 })]);
  assert.deepEqual(row, { label: 'measure every', unit: 'iterations', of: '', values: ['1000', '50'] });
  const normalized = told(run(), run({ 'target.normalize': true }));
  assert.deepEqual(
    normalized.map(([, , ...values]) => values),
    [['off', 'on']],
  );
  const terms = [1, 2, 3, 4].flatMap((i) => [5, 6, 7, 8].map((k) => ({ set: [i, k], coefficient: i })));
  const expansion = { '0:target.kind': 'expansion', '0:target.terms': terms };
  const other = terms.map((term) => ({ ...term, coefficient: 9 }));
  const [long] = told(run(expansion), run({ ...expansion, '0:target.terms': other }));
  assert.ok(
    long?.slice(2).every((value) => value.length === 49 && value.endsWith('…')),
    String(long),
  );
});

test('in words: the same run, nothing but the seed, and what sets each apart', () => {
  const rows = (/** @type {Run[]} */ ...runs) => differences(catalogue(), runs);
  assert.match(summed(rows(run(), run()), 2), /it is the same run/);
  assert.equal(summed(rows(run(), run({ seed: 2 })), 2), 'They differ in nothing but the seed.');
  assert.equal(summed(rows(run(), run({ 'learner.batch': 5 })), 2), '');
  assert.equal(summed([], 1), '');
  assert.equal(apart(rows(run(), run({ 'learner.step_size': 0.02, seed: 4 })), 1), 'step size 0.02, seed 4');
  assert.equal(apart(rows(run(), run()), 0), 'the same settings');
});

test('a pin is called by what sets it apart, by its figure where that is another one, or as the visitor likes', () => {
  const pin = { name: '', preset: preset.id, title: preset.title, lanes: run() };
  const pins = [pin, { ...pin, preset: 'other', title: 'Another' }, { ...pin, name: 'mine' }];
  const now = { catalogue: catalogue(), preset, pins, lanes: run({ 'learner.step_size': 0.02 }) };
  const state = /** @type {LabState} */ (/** @type {unknown} */ (now));
  const { names } = compared(state);
  assert.deepEqual(names, ['step size 0.0002', 'Another: step size 0.0002', 'mine', 'step size 0.02']);
  assert.equal(compared(state), compared({ ...state }));
  assert.deepEqual(compared({ ...state, pins: [] }).names, ['']);
});
