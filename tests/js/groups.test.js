// Which settings are offered for every preset, with the real core's catalogue: all of them, once, and to whom they belong.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import init, { catalogue, resolve } from '../../www/engine/headless.js';
import { lanes as lanesOf } from '../../www/engine/lanes.js';
import { same } from '../../www/state/overrides.js';
import { at, common, groups } from '../../www/state/groups.js';

/** @import { LabState, Preset } from '../../www/types.d.ts' */

await init();
const read = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(new URL(`../../www/presets/${name}.json`, import.meta.url), 'utf8'));
/** @type {Preset[]} */
const presets = read('index').presets.map(read);

/**
 * @param {Preset} preset
 * @param {Record<string, unknown>} [overrides]
 */
function state(preset, overrides = {}) {
  // The images of a preset are its target's table: here twenty grey ones.
  const n = Number(preset.spec.inputs?.n);
  const table = { kind: 'table', x: Array(20 * n).fill(0.5), y: Array.from({ length: 20 }, (_, i) => i % 2) };
  const specs = lanesOf(preset).map((spec) => (preset.table ? { ...spec, target: table } : spec));
  const lanes = specs.map((spec) => ({ spec: resolve(spec) }));
  return /** @type {LabState} */ (/** @type {unknown} */ ({ catalogue: catalogue(), preset, overrides, lanes }));
}

/** @param {LabState} now */
const paths = (now) => groups(now).flatMap(({ entries }) => entries.map(({ path }) => path));

for (const preset of presets)
  test(`${preset.id}: each setting is offered once, to all lanes only where it is one`, () => {
    const now = state(preset);
    const all = paths(now);
    assert.equal(new Set(all).size, all.length);
    for (const path of all.filter((each) => !each.includes(':'))) {
      assert.ok(!all.some((other) => other.endsWith(`:${path}`)), `${path} is offered by lane, too`);
      const values = now.lanes.map(({ spec }) => at(spec, path)).filter((value) => value !== undefined);
      assert.ok(
        values.every((value) => same(value, values[0])),
        `${path} is ${JSON.stringify(values)}`,
      );
    }
  });

const by = (/** @type {string} */ id) => /** @type {Preset} */ (presets.find((preset) => preset.id === id));

test('one target of all lanes is one section, until it is changed for one of them alone', () => {
  for (const id of ['climbers', 'biased-climbers', 'parity-solvers', 'reuse', 'digits', 'carried', 'correction']) {
    const preset = by(id);
    const targets = (/** @type {LabState} */ now) => groups(now).filter(({ title }) => title.startsWith('Target'));
    assert.deepEqual(
      targets(state(preset)).map(({ title, table }) => [title, table]),
      [['Target', null]],
      id,
    );
    const own = targets(state(preset, { '1:target.kind': 'parity' }));
    assert.deepEqual(
      own.map(({ table }) => table),
      [...preset.lanes.keys()],
      id,
    );
  }
});

test('what the captions suggest is one edit for all whom it concerns', () => {
  for (const [id, ...suggested] of /** @type {const} */ ([
    ['climbers', 'learner.count', 'target.kind', 'target.degree'],
    ['biased-climbers', 'inputs.bias', '3:learner.kernel.features'],
    ['parity-solvers', 'target.set', 'target.kind'],
    ['reuse', '1:learner.repeats', 'target.terms', 'inputs.n'],
    ['correction', 'target.alpha', 'learner.network.alpha'],
    ['correction-teacher', 'learner.network.kind', 'inputs.kind', 'learner.network.lambda5'],
    ['correction-alpha', 'learner.regime', '0:target.alpha', '0:learner.network.alpha'],
    ['digits', '0:learner.regime', 'learner.network.width'],
  ])) {
    const all = paths(state(by(id)));
    for (const path of suggested) assert.ok(all.includes(path), `${id}: ${path}`);
  }
});

test('a copy is offered each setting for itself alone, once, beside what all have in common', () => {
  const preset = by('figure-2');
  const now = state(preset);
  const copied = { ...now, overrides: { lanes: [0, 1, 0] }, lanes: [...now.lanes, ...now.lanes.slice(0, 1)] };
  const all = paths(copied);
  assert.equal(new Set(all).size, all.length);
  for (const path of ['2:seed', '2:target.degree', '2:learner.step_size', 'learner.step_size', '0:target.kind'])
    assert.ok(all.includes(path), path);
  assert.ok(!all.some((path) => path.startsWith('0:learner')), 'of the lane that was copied nothing changes');
  const own = paths({ ...copied, overrides: { lanes: [0, 1, 0], '2:learner.step_size': 0.3 } });
  for (const path of ['0:learner.step_size', '1:learner.step_size', '2:learner.step_size'])
    assert.ok(own.includes(path));
  assert.ok(!own.includes('learner.step_size'));
});

test('who has them in common is called what they are', () => {
  assert.match(common(state(by('climbers'))), /^All 5 learners share every setting that is not given for each\. $/);
  assert.match(common(state(by('figure-2'))), /^Both networks share every setting but the target\. $/);
  assert.equal(common(state(by('laboratory'))), '');
});
