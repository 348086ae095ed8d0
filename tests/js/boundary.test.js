// The boundary under hostile use, in both builds: whatever a function or a method is given, it succeeds or throws an Error
// that names a field, and nothing is left behind: no borrow, no stack, no memory.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';

/** @typedef {typeof import('../../www/pkg/staircase.js')} Core */

/** The same JavaScript once more for each build: it holds on to one wasm. @param {string} file */
async function load(file) {
  const pkg = new URL('../../www/pkg/', import.meta.url);
  /** @type {Core} */
  const core = await import(new URL(`staircase.js?hostile-${file}`, pkg).href);
  const { memory } = await core.default({ module_or_path: readFile(new URL(file, pkg)) });
  return { core, pages: () => memory.buffer.byteLength / 65536 };
}
const builds = await Promise.all(['staircase_bg.wasm', 'staircase_scalar.wasm'].map(load));

/** Millions of errors, and nobody reads where they come from. */
Error.stackTraceLimit = 0;

const SPEC = {
  seed: 3,
  inputs: { kind: 'hypercube', n: 6 },
  target: { kind: 'staircase', degree: 3 },
  learner: { kind: 'sgd', batch: 4, step_size: 0.02, network: { kind: 'relu_resnet', layers: 2, width: 5 } },
  probe: { every: 50 },
};
const TABLE = { kind: 'table', x: Array(12).fill(1), y: [1, 2] };

/** @param {() => unknown} get */
const getter = (get) => Object.defineProperty({}, 'kind', { get, enumerable: true });
const thrower = () => {
  throw new RangeError('mine');
};
/** @param {object} of @param {string} trap */
const trapped = (of, trap) => new Proxy(of, { [trap]: thrower });
const revoked = (/** @type {object} */ of) => {
  const { proxy, revoke } = Proxy.revocable(of, {});
  revoke();
  return proxy;
};
/** @template {ArrayBufferView} T @param {T} array */
const detached = (array) => {
  structuredClone(array, { transfer: [/** @type {ArrayBuffer} */ (array.buffer)] });
  return array;
};
const shrunk = () => {
  const buffer = Reflect.construct(ArrayBuffer, [48, { maxByteLength: 96 }]);
  const array = new Float32Array(buffer, 16);
  /** @type {any} */ (buffer).resize(8);
  return array;
};
const cyclic = () => {
  /** @type {Record<string, unknown>} */
  const object = { kind: 'table' };
  for (const name of ['x', 'y', 'target', 'set', 'terms']) object[name] = object;
  return object;
};
const deep = () => {
  /** @type {unknown} */
  let value = 1;
  for (let i = 0; i < 10_000; i++) value = i % 2 ? [value] : { kind: value };
  return value;
};
/** Few objects, and 10^30 values. */
const laughs = () => Array.from({ length: 10 }).reduce((all) => Array(1000).fill(all), 1);
class Longer extends Float32Array {
  /** @override */
  get length() {
    return 1e9;
  }
}
/** @param {object} prototype */
const pretended = (prototype) => Object.create(prototype);

/** What is given for each argument, and for each entry of a spec. @type {Record<string, () => unknown>} */
const hostile = {
  undefined: () => undefined,
  null: () => null,
  'a number': () => 5,
  NaN: () => NaN,
  infinity: () => -Infinity,
  true: () => true,
  'a bigint': () => 5n,
  'a symbol': () => Symbol('s'),
  'a function': () => thrower,
  'a text': () => 'x'.repeat(50),
  'a text of 100 MB': () => 'é'.repeat(50e6),
  'a lone surrogate': () => '\ud800',
  'an empty object': () => ({}),
  'an empty list': () => [],
  'a list of holes': () => Array(7),
  'a list as long as can be': () => Array(2 ** 32 - 1),
  'a list with null': () => [1, null, 'a', [], {}],
  'a list with a bigint': () => [1, 1n],
  'a Date': () => new Date(NaN),
  'a Map': () => new Map([['kind', 'staircase']]),
  'a boxed number': () => Object(5),
  'an Error': () => new Error('e'),
  'a promise': () => Promise.resolve(1),
  'an ArrayBuffer': () => new ArrayBuffer(8),
  'a Uint8Array': () => new Uint8Array(8),
  'a Uint8Array of 2 GB': () => new Uint8Array(2 ** 31),
  'a Float32Array of 100 million': () => new Float32Array(1e8),
  'a Float64Array of 100 million': () => new Float64Array(1e8),
  'a BigInt64Array': () => new BigInt64Array(8),
  'a detached Float32Array': () => detached(new Float32Array(6)),
  'a detached Float64Array': () => detached(new Float64Array(6)),
  'a detached Uint8Array': () => detached(new Uint8Array(6)),
  'an array beyond its buffer': shrunk,
  'an array that lies about its length': () => new Longer(6),
  'a pretended Float32Array': () => pretended(Float32Array.prototype),
  'a pretended Uint8Array': () => pretended(Uint8Array.prototype),
  'a pretended list': () => pretended(Array.prototype),
  'a throwing getter': () => getter(thrower),
  'a getter that throws no Error': () =>
    getter(() => {
      throw Symbol('s');
    }),
  'a getter that throws what throws': () =>
    getter(() => {
      throw { toString: thrower };
    }),
  'a throwing entry': () => Object.defineProperty([1, 2], 1, { get: thrower }),
  'a throwing toJSON': () => ({ kind: 'staircase', toJSON: thrower }),
  'a throwing iterator': () => Object.assign([1, 2], { [Symbol.iterator]: thrower }),
  'a throwing tag': () => Object.defineProperty({}, Symbol.toStringTag, { get: thrower }),
  'a proxy that throws of names': () => trapped({}, 'ownKeys'),
  'a proxy that throws of entries': () => trapped({ kind: 'staircase' }, 'get'),
  'a list that throws of entries': () => trapped([1, 2], 'get'),
  'a proxy of a typed array': () => new Proxy(new Float32Array(6), {}),
  'a list whose length is none': () => new Proxy([1], { get: () => 'long' }),
  'a revoked object': () => revoked({}),
  'a revoked list': () => revoked([]),
  'a revoked typed array': () => revoked(new Float32Array(6)),
  'a revoked function': () => revoked(thrower),
  'a cyclic object': cyclic,
  'a cyclic list': () => {
    /** @type {unknown[]} */
    const list = [];
    list.push(list, list);
    return list;
  },
  'nested 10,000 deep': deep,
  'a billion laughs': laughs,
  'a name of 10 million': () => ({ ['n'.repeat(1e7)]: 1 }),
  '300,000 names': () => Object.fromEntries(Array.from({ length: 3e5 }, (_, i) => [i, i])),
  'an unfortunate name': () => JSON.parse('{"kind":"staircase","__proto__":{"a":1},"data.x":[1]}'),
  'numbers beyond JSON': () => JSON.parse('{"kind":"staircase","degree":1e400}'),
  'another realm’s list': () => runInContext('[1, 2, 3]', createContext()),
};

/** Each entry of a spec in turn. @param {unknown} value @returns {[name: string, spec: any][]} */
const specs = (value) => [
  ['all', value],
  ...['seed', 'inputs', 'features', 'target', 'data', 'learner', 'probe'].map(
    (name) => /** @type {[string, any]} */ ([name, { ...SPEC, [name]: value }]),
  ),
  ['inputs.bias', { ...SPEC, inputs: { kind: 'hypercube', n: 6, bias: value } }],
  ['inputs.mean', { ...SPEC, inputs: { kind: 'normal', n: 2, mean: value, covariance: value } }],
  ['features.degree', { ...SPEC, features: { kind: 'products', degree: value } }],
  ['features.formulas', { ...SPEC, features: { kind: 'formulas', formulas: value } }],
  ['features.formulas[0]', { ...SPEC, features: { kind: 'formulas', formulas: [value] } }],
  ['target.kind', { ...SPEC, target: { kind: value } }],
  ['target.terms', { ...SPEC, target: { kind: 'expansion', terms: value } }],
  ['target.terms[0]', { ...SPEC, target: { kind: 'expansion', terms: [{ set: value, coefficient: value }] } }],
  ['target.formula', { ...SPEC, target: { kind: 'formula', formula: value } }],
  ['target.x', { ...SPEC, target: { ...TABLE, x: value } }],
  ['target.y', { ...SPEC, target: { ...TABLE, y: value } }],
  ['data.x', { ...SPEC, data: { ...TABLE, x: value } }],
  ['data.y', { ...SPEC, data: { ...TABLE, y: value } }],
  ['data.held_out', { ...SPEC, data: { kind: 'rows', held_out: value } }],
  ['learner.decay', { ...SPEC, learner: { decay: { divide_by: value } } }],
  ['learner.network', { ...SPEC, learner: { network: value } }],
  ['probe.sets', { ...SPEC, probe: { sets: value } }],
];

/** Every function and method with the value as each of its arguments. @param {Core} core @param {any} e @param {any} value @returns {Generator<[name: string, call: () => unknown]>} */
function* calls(core, e, value) {
  for (const [name, spec] of specs(value)) {
    yield [`new Experiment, ${name}`, () => new core.Experiment(spec).free()];
    yield [`resolve, ${name}`, () => core.resolve(spec)];
    if (name.startsWith('target')) yield [`analyze, ${name}`, () => core.analyze(spec.target)];
  }
  yield ['analyze', () => core.analyze(value)];
  yield ['analyze, inputs', () => core.analyze(SPEC.target, value)];
  yield ['analyze, features', () => core.analyze(SPEC.target, SPEC.inputs, value)];
  yield ['theorem', () => core.theorem(value)];
  yield ['theorem, n', () => core.theorem({ n: value, s: 1, M: 1, epsilon: 1, delta: 0.5 })];
  yield ['restore', () => core.Experiment.restore(value).free()];
  yield ['spectrum', () => e.spectrum(value)];
  yield ['predict', () => e.predict(value)];
  yield ['advance, until', () => e.advance(0, 1, false, value)];
  yield ['advance, until.mark', () => e.advance(0, 1, false, { mark: value, count: 1 })];
  yield ['advance, until.count', () => e.advance(0, 1, false, { mark: 'layer', count: value })];
  yield ['parameter', () => e.parameter(value, 0)];
  yield ['parameter, index', () => e.parameter('bias[0]', value)];
  yield ['picture', () => e.picture(value)];
  for (const name of ['of', 'width', 'colours']) {
    yield [`picture, ${name}`, () => e.picture({ colours: [0], [name]: value })];
  }
  yield ['paint', () => e.paint(value, { colours: [0] })];
  yield ['paint, style', () => e.paint({}, value)];
  const own = e.parameters();
  yield ['setParameters', () => e.setParameters(value)];
  for (const name of ['name', 'shape', 'values']) {
    const changed = [{ ...own[0], [name]: value }, ...own.slice(1)];
    yield [`setParameters, ${name}`, () => e.setParameters(changed)];
  }
  yield ['setParameters, [0]', () => e.setParameters([value, ...own.slice(1)])];
  // As a count of steps a number is none to refuse.
  if (typeof value !== 'number') yield ['step', () => e.step(value)];
}

/** @param {string} name @param {() => unknown} call @returns {string | null} what was thrown, if it was */
function refusal(name, call) {
  try {
    call();
    return null;
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof WebAssembly.RuntimeError), `${name}: ${error}`);
    const { field, message } = /** @type {Error & { field?: string }} */ (error);
    assert.equal(typeof field, 'string', `${name}: ${message}`);
    assert.ok(message.startsWith(`${field}: `) && message.length < 600, `${name}: ${message}`);
    return message;
  }
}

/** All that a run of a hundred iterations leaves. @param {any} e */
const end = (e) => {
  e.step(100);
  return { rows: e.drain(), errors: e.errors, parameters: e.parameters(), iteration: e.iteration };
};

for (const [i, { core, pages }] of builds.entries()) {
  const build = i === 0 ? 'simd128' : 'scalar';

  test(`${build}: every function answers every hostile argument with a field, and goes on`, () => {
    const e = new core.Experiment(SPEC);
    let refused = 0;
    for (const [name, make] of Object.entries(hostile)) {
      for (const [call, body] of calls(core, e, make())) {
        if (refusal(`${call}: ${name}`, body) !== null) refused += 1;
      }
    }
    assert.ok(refused > 2000, `${refused} were refused`);
    assert.deepEqual(end(e), end(new core.Experiment(SPEC)));
    assert.ok(pages() < 500, `${pages()} pages: nothing long was copied`);
  });

  /**
   * Those that throw within JavaScript, or did: a byte of stack lost each time would be the end of it. What is lost is lost
   * in the glue, which is the same beside both builds: once is enough.
   */
  const once = i === 0 ? test : test.skip;
  once(`${build}: 20,000 refusals leave no trace`, () => {
    const e = new core.Experiment(SPEC);
    const freed = new core.Experiment(SPEC);
    freed.free();
    const gone = detached(new Float32Array(12));
    const own = e.parameters();
    /** @type {Record<string, () => unknown>} */
    const refused = {
      'a detached table': () => new core.Experiment(/** @type {any} */ ({ ...SPEC, data: { ...TABLE, x: gone } })),
      'a throwing getter': () => core.resolve(/** @type {any} */ (getter(thrower))),
      'a revoked spec': () => new core.Experiment(/** @type {any} */ (revoked({}))),
      'a bigint': () => core.analyze(/** @type {any} */ ({ kind: 5n })),
      'parameters null': () => e.setParameters(/** @type {any} */ (null)),
      'parameters without a shape': () => e.setParameters(/** @type {any} */ ([{ name: 'weight[0]' }])),
      'parameters detached': () => e.setParameters([{ .../** @type {any} */ (own[0]), values: gone }]),
      'a revoked list': () => e.predict(/** @type {any} */ (revoked([]))),
      'steps that are no number': () => e.step(/** @type {any} */ (null)),
      'no saved run': () => core.Experiment.restore(detached(new Uint8Array(8))),
      'a freed run': () => freed.step(1),
      'a freed run’s rows': () => freed.drain(),
      'a freed run’s status': () => freed.status,
    };
    for (const [name, call] of Object.entries(refused)) {
      assert.throws(call, name);
      const before = pages();
      // The least that a leak could be, a block of 16 bytes, makes five pages of so many.
      for (let i = 0; i < 20_000; i++) {
        try {
          call();
        } catch (error) {
          assert.ok(!(error instanceof WebAssembly.RuntimeError), `${name}, at ${i}`);
          continue;
        }
        assert.fail(name);
      }
      assert.ok(pages() - before <= 1, `${name}: ${before} pages became ${pages()}`);
    }
    assert.deepEqual(end(e), end(new core.Experiment(SPEC)));
  });

  test(`${build}: a table in plain lists costs what its numbers take, and not what JSON would`, () => {
    const before = pages();
    const table = { kind: 'table', x: Array(3e6).fill(1), y: Array(5e5).fill(1) };
    const spec = /** @type {any} */ ({ ...SPEC, data: table });
    const complete = /** @type {any} */ (core.resolve(spec));
    assert.equal(complete.data.x, table.x, 'what was given is in the completion, so that it can be given again');
    const e = new core.Experiment(spec);
    e.step(5);
    assert.equal(e.samples, 20);
    e.free();
    const megabytes = (pages() - before) / 16;
    assert.ok(megabytes < 2 * 14 + 2, `${megabytes} MB for 14 MB of numbers`);
  });
}
