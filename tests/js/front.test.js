// The package's front door where it is used too early, too late or with the wrong things; and the specs of presets.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import init, { analyze, catalogue, Experiment, lanes, randomSeed, resolve, theorem } from 'staircase-lab';

/** @type {import('staircase-lab').Spec} */
const SPEC = { inputs: { kind: 'hypercube', n: 8 }, target: { kind: 'staircase', degree: 3 }, probe: { every: 50 } };
const THEOREM = { n: 30, s: 10, M: 4, epsilon: 0.1, delta: 0.1 };

test('before init() everything says that it is missing; afterwards all of it is there', async () => {
  /** @type {(() => unknown)[]} */
  const calls = [
    () => analyze({ kind: 'parity' }),
    () => catalogue(),
    () => randomSeed(),
    () => resolve(SPEC),
    () => theorem(THEOREM),
    () => new Experiment(SPEC),
    () => Experiment.begin(SPEC),
    () => Experiment.restore(new Uint8Array(3)),
  ];
  const early = { field: 'init', message: 'init: has not been awaited: the core is not loaded yet' };
  for (const call of calls) assert.throws(call, early);
  // A port that is never asked.
  await assert.rejects(init('http://localhost:1/x.wasm'), { message: 'http://localhost:1/x.wasm: fetch failed' });
  const loading = init();
  assert.throws(() => catalogue(), early, 'nor before it is done');
  await loading;
  for (const call of calls.slice(0, -1)) assert.ok(call() !== undefined);
  assert.throws(calls.at(-1) ?? assert.fail, { field: 'snapshot' });
});

test('experiments are instances of what makes them, however they are made', () => {
  const made = new Experiment(SPEC);
  for (const each of [made, Experiment.begin(SPEC), Experiment.restore(made.snapshot())])
    assert.ok(each instanceof Experiment);
});

test('after free() every call says so, and a second one does nothing', () => {
  const experiment = new Experiment(SPEC);
  experiment.free();
  experiment.free();
  /** @type {Record<string, unknown[]>} */
  const given = {
    advance: [1, 1],
    parameter: ['', 0],
    picture: [{ colours: [0] }],
    predict: [[]],
    setParameters: [[]],
    spectrum: [1],
    step: [1],
  };
  // Of these a canvas is looked at first, which Node has none of.
  const others = ['constructor', 'free', 'paint'];
  let asked = 0;
  for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(Experiment.prototype))) {
    if (others.includes(name) || name.startsWith('__')) continue;
    const ask = () => (own.get ?? own.value).apply(experiment, given[name] ?? []);
    assert.throws(ask, { field: 'experiment', message: 'experiment: was freed' }, name);
    asked += 1;
  }
  assert.ok(asked > 20, `${asked}`);
});

test('what is no number or no list of floats is called by its name', () => {
  const experiment = new Experiment(SPEC);
  const table = { kind: 'table', x: new Float32Array(8), y: [1] };
  const list = 'is not a Float32Array, a Float64Array or a list of numbers';
  /** @type {[() => unknown, string, string][]} */
  const wrong = [
    [() => resolve(/** @type {any} */ ({ ...SPEC, seed: 5n })), 'seed', 'a bigint is no part of a spec'],
    [
      () => resolve(/** @type {any} */ ({ ...SPEC, probe: { every: 5n } })),
      'probe.every',
      'a bigint is no part of a spec',
    ],
    [
      () => experiment.step(/** @type {any} */ (5n)),
      'count',
      'a bigint is not a whole number in [0, 9007199254740991]',
    ],
  ];
  for (const kind of [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Int32Array, Uint32Array, BigInt64Array]) {
    const numbers = /** @type {any} */ (new kind(8));
    wrong.push(
      [() => experiment.predict(numbers), 'x', `${kind.name} ${list}`],
      [() => resolve({ ...SPEC, data: { ...table, x: numbers } }), 'data.x', `${kind.name} is no part of a spec`],
      [() => experiment.step(numbers), 'count', `${kind.name} is not a whole number in [0, 9007199254740991]`],
    );
  }
  for (const [call, field, why] of wrong) assert.throws(call, { field, message: `${field}: ${why}` });
});

/** @param {string} file */
const json = async (file) => JSON.parse(await readFile(new URL(`../../www/${file}.json`, import.meta.url), 'utf8'));

test('the lanes of every preset are specs that the core takes, images among them', async () => {
  const { presets } = await json('presets/index');
  for (const id of presets) {
    const preset = await json(`presets/${id}`);
    const specs = lanes(preset, preset.table && (await json(`tables/${preset.table.file}`)));
    assert.equal(specs.length, preset.lanes.length);
    for (const spec of specs) Experiment.begin(spec).free();
  }
});

test('what is no preset has no lanes', () => {
  for (const given of /** @type {any[]} */ ([undefined, null, {}, 'figure-2', { lanes: 2 }, SPEC]))
    assert.throws(() => lanes(given), { field: 'preset' });
});
