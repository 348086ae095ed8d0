// The package's front door where it is used too early, too late or with the wrong things; and the specs of presets.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import init, { analyze, catalogue, Experiment, lanes, randomSeed, resolve, theorem } from 'staircase-lab';
import { compile } from '../../www/engine/module.js';

/** @type {import('staircase-lab').Spec} */
const SPEC = { inputs: { kind: 'hypercube', n: 8 }, target: { kind: 'staircase', degree: 3 }, probe: { every: 50 } };
const THEOREM = { n: 30, s: 10, M: 4, epsilon: 0.1, delta: 0.1 };

/** The least module: nothing goes in or comes out. */
const EMPTY = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

test('what is no wasm of the core is refused in words, and nothing is left of it', async () => {
  const none = /** @type {any} */ (null);
  for (const [given, message] of /** @type {[any, RegExp][]} */ ([
    [EMPTY, /^wasm: is not that of staircase-lab$/],
    [new WebAssembly.Module(EMPTY), /^wasm: is not that of staircase-lab$/],
    [Promise.resolve(EMPTY.buffer), /^wasm: is not that of staircase-lab$/],
    [none, /^wasm: null is neither an address, a Request, a Response, bytes nor a WebAssembly.Module$/],
    [7, /^wasm: a value of the kind Number is neither an address/],
    [{}, /^wasm: a value of the kind Object is neither an address/],
    [{ module_or_path: EMPTY }, /^wasm: a value of the kind Object is neither an address/],
    [[EMPTY], /^wasm: a value of the kind Array is neither an address/],
    [
      'www/pkg/staircase_bg.wasm',
      /^wasm: "www\/pkg\/staircase_bg.wasm" is no address: that of a file begins with file:/,
    ],
    ['/pkg/staircase_bg.wasm', /^wasm: "\/pkg\/staircase_bg.wasm" is no address/],
    ['', /^wasm: "" is no address/],
  ]))
    await assert.rejects(init(given), { field: 'wasm', message });
  await assert.rejects(init('file:///nowhere.wasm'), /no such file.*nowhere\.wasm/);
  const { href } = new URL('../../www/pkg/staircase_bg.wasm', import.meta.url);
  assert.ok(await compile(href), 'a file by the text of its address');
});

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
    amend: [SPEC],
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
  for (const given of /** @type {any[]} */ ([undefined, null, {}, 'figure-2', { lanes: 2 }, { lanes: [] }, SPEC]))
    assert.throws(() => lanes(given), { field: 'preset' });
});

test('what is wrong in a preset or its images is named', () => {
  const table = { ones: [1] };
  for (const [preset, images, field, why] of /** @type {[any, any, string, string][]} */ ([
    [{ lanes: [{}, null] }, undefined, 'preset.lanes[1]', 'null is not an object'],
    [{ lanes: [7] }, undefined, 'preset.lanes[0]', 'a number is not an object'],
    [{ lanes: [[]] }, undefined, 'preset.lanes[0]', 'a list is not an object'],
    [{ lanes: [{ spec: 'x' }] }, undefined, 'preset.lanes[0].spec', 'a string is not an object'],
    [{ spec: 7, lanes: [{}] }, undefined, 'preset.spec', 'a number is not an object'],
    [
      { table, lanes: [{}] },
      'x',
      'images',
      'have no lists of pixels and digits, as the files of staircase-lab/tables have',
    ],
    [{ table: {}, lanes: [{}] }, { pixels: [], digits: [] }, 'preset.table.ones', 'is not a list of digits'],
  ]))
    assert.throws(() => lanes(preset, images), { field, message: `${field}: ${why}` });
});

test('the lanes of a preset are their caller’s own', () => {
  const inputs = { n: 4 };
  const x = Float32Array.of(1, -1);
  const preset = {
    spec: { inputs, data: { x } },
    table: { ones: [1] },
    lanes: [{}, { spec: { target: { kind: 'a' } } }],
  };
  const images = { pixels: [16, 0], digits: [1] };
  const before = structuredClone({ preset, images });
  /** @type {any[]} */
  const [one, other] = lanes(preset, images);
  assert.deepEqual(
    other,
    { inputs: { n: 4 }, data: { x }, target: { kind: 'a' } },
    'its own goes before that of the table',
  );
  assert.deepEqual(one.target, { kind: 'table', x: [1, 0], y: [1] });
  one.inputs.n = 12;
  one.data.x[0] = 5;
  one.target.x[0] = 5;
  other.target.kind = 'b';
  assert.equal(other.inputs.n, 4);
  assert.equal(other.data.x[0], 1);
  assert.deepEqual({ preset, images }, before);
  const watched = { lanes: [{ spec: new Proxy({ inputs: new Proxy(inputs, {}) }, {}) }] };
  assert.deepEqual(lanes(watched), [{ inputs: { n: 4 } }], 'of a framework’s proxies too');
});
