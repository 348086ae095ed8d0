// The package as a user imports it, by its own name, in Node: the real core.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import init, { analyze, catalogue, Experiment, randomSeed, resolve, run, theorem } from 'staircase-lab';

/** @import { Choice, Spec } from 'staircase-lab' */

await init();

/** Small, so that a hundred iterations take milliseconds. @type {Spec} */
const SPEC = {
  seed: 3,
  inputs: { kind: 'hypercube', n: 8 },
  target: { kind: 'staircase', degree: 3 },
  learner: { kind: 'sgd', batch: 8, step_size: 0.02, network: { kind: 'relu_resnet', layers: 3, width: 12 } },
  probe: { every: 50 },
};

/**
 * Without calling them bits: NaN equals NaN, 0 is not -0.
 * @param {Float64Array | Float32Array} a
 * @param {ArrayLike<number>} b
 */
const sameBits = (a, b) => a.length === b.length && a.every((value, i) => Object.is(value, b[i]));

test('init() may be called as often as one likes', async () => {
  await Promise.all([init(), init(), init(new URL('file:///nowhere.wasm'))]);
});

test('a run records row 0, then a row each time it is due, with names and standard errors', () => {
  const experiment = new Experiment(SPEC);
  assert.deepEqual(experiment.columns, ['iteration', 'samples', 'train_loss', 'test_loss', '{1}', '{1,2}', '{1,2,3}']);
  const coefficients = ['coefficient', 'coefficient', 'coefficient'];
  assert.deepEqual(experiment.groups, ['clock', 'clock', 'loss', 'loss', ...coefficients]);
  assert.deepEqual(experiment.marks, { neuron: 0, active: 0, layer: 0 });
  assert.equal(experiment.step(120), 120);
  const rows = experiment.drain();
  const { errors, columns } = experiment;
  assert.equal(rows.length, 3 * columns.length);
  assert.equal(errors.length, rows.length);
  assert.deepEqual([rows[0], rows[7], rows[14]], [0, 50, 100]);
  assert.deepEqual([rows[1], rows[8], rows[15]], [0, 400, 800]);
  assert.ok(Number.isNaN(errors[0]) && Number.isNaN(errors[2]));
  assert.ok(
    [...errors.subarray(3, 7)].every((error) => error === 0),
    'n = 8: the whole cube, exactly',
  );
  assert.equal(experiment.drain().length, 0);
  assert.deepEqual([experiment.iteration, experiment.samples, experiment.status], [120, 960, 'running']);
  experiment.free();
});

test('a network that is trained neuron by neuron tells of its neurons, and paints them', () => {
  const network = { kind: 'sparse_quadratic', layers: 2, width: 200, p1: 0.15, p2: 0.15 };
  const spec = {
    ...SPEC,
    seed: 6,
    data: { kind: 'fresh' },
    learner: { kind: 'layerwise', network },
  };
  const experiment = new Experiment(spec);
  /** @type {import('staircase-lab').PictureStyle} */
  const style = { of: 'neurons', colours: [0, 1, 2, 3, 4, 5] };
  assert.deepEqual([experiment.phase?.trained, experiment.training, experiment.neurons()], [0, null, []]);
  experiment.advance(1e9, 1e12, false, { mark: 'active', count: 1 });
  const [neuron] = experiment.neurons();
  const { phase, training } = experiment;
  assert.deepEqual([training?.layer, training?.neuron, training?.ended], [neuron?.layer, neuron?.index, true]);
  assert.equal(neuron?.iteration, experiment.iteration);
  const product = training?.products.find(({ set }) => String(set) === String(neuron?.set));
  assert.ok(product && Math.abs(product.error + (neuron?.scaling ?? 0)) < 0.01, 'the error had −r of what it learned');
  const { pixels, tiles, each, width } = experiment.picture(style);
  assert.deepEqual([tiles.map(({ name }) => name), each], [['layer[1]', 'layer[2]'], 1]);
  const blues = pixels.filter((_, i) => i % 4 === 2 && pixels[i + 1] === 255);
  assert.equal(blues.length, 400, 'a pixel each');
  assert.equal(blues.filter((blue) => blue === 1).length, (phase?.trained ?? 0) - 1);
  const { x = 0, y = 0, columns = 1 } = tiles[0] ?? {};
  const at = (neuron?.index ?? 0) - 1;
  const place = 4 * ((y + Math.floor(at / columns)) * width + x + (at % columns));
  assert.equal(pixels[place + 2], 2 + (neuron?.set?.length ?? 0));
  const before = experiment.picture({ ...style, trained: 0 });
  assert.ok(before.pixels.every((value, i) => i % 4 === 3 || value === 0));
  experiment.free();
  const sgd = new Experiment(SPEC);
  assert.throws(() => sgd.picture(style), { field: 'learner', message: 'learner: does not train neuron by neuron' });
  sgd.free();
});

test('it learns', async () => {
  const { rows, columns, status } = await run(SPEC, { iterations: 4000 });
  const at = columns.indexOf('test_loss');
  assert.equal(status, 'running');
  assert.equal(rows.length, 81);
  assert.ok((rows.at(-1)?.[at] ?? 1) < 0.1 * (rows[0]?.[at] ?? 0), `${rows[0]?.[at]} to ${rows.at(-1)?.[at]}`);
});

test('a mark that is never passed stops nothing, one that is passed stops at once, and an unknown one is refused', () => {
  const experiment = new Experiment(SPEC);
  assert.equal(experiment.advance(10, 1e9, false, { mark: 'neuron', count: 0 }), 0);
  experiment.advance(10, 1e9, false, { mark: 'active', count: 1 });
  assert.equal(experiment.iteration, 10);
  const unknown = /** @type {any} */ ({ mark: 'neurons', count: 1 });
  assert.throws(() => experiment.advance(10, 1, false, unknown), {
    field: 'until.mark',
    message: 'until.mark: "neurons" is neither "neuron", "active" nor "layer"',
  });
  for (const [given, field, why] of /** @type {[any, string, string][]} */ ([
    [5, 'until', '5 is not an object of mark and count'],
    [['neuron', 1], 'until', 'a list is not an object of mark and count'],
    [{ mark: 'neuron', count: 1, more: 2 }, 'until.more', 'unknown entry; known are mark, count'],
    [{ mark: 'neuron' }, 'until.count', 'undefined is not a whole number in [0, 9007199254740991]'],
  ])) {
    assert.throws(() => experiment.advance(10, 1, false, given), { field, message: `${field}: ${why}` });
  }
  experiment.free();
});

test('how a run is cut into steps, drained and measured changes nothing', () => {
  const whole = new Experiment(SPEC);
  whole.step(200);
  const expected = whole.drain();
  const cut = new Experiment(SPEC);
  /** @type {number[]} */
  const rows = [];
  for (const count of [1, 0, 48, 1, 1, 99, 50]) {
    cut.step(count);
    cut.spectrum(5);
    cut.predict(new Float32Array(8).fill(1));
    rows.push(...cut.drain());
  }
  assert.ok(sameBits(expected, rows));
  const measured = new Experiment(SPEC);
  for (let i = 0; i < 200; i++) {
    measured.step(1);
    if (i % 7 === 0) measured.measure();
  }
  const width = measured.columns.length;
  const all = measured.drain();
  const scheduled = [...all].filter((_, i) => (all[i - (i % width)] ?? 0) % 50 === 0);
  assert.ok(all.length > expected.length);
  assert.ok(sameBits(expected, scheduled), 'the scheduled rows are the same');
  measured.measure();
  measured.measure();
  assert.equal(measured.drain().length, 0, 'no row twice');
});

test('a snapshot goes on as if nothing had been, bit for bit', () => {
  const one = new Experiment(SPEC);
  one.step(77);
  one.drain();
  const other = Experiment.restore(one.snapshot());
  assert.equal(other.iteration, 77);
  one.step(150);
  other.step(150);
  assert.ok(sameBits(one.drain(), other.drain()));
  const saved = one.snapshot();
  /** @type {[unknown, RegExp][]} */
  const wrong = [
    [new Uint8Array([1, 2, 3]), /^snapshot: these bytes are no saved run$/],
    [saved.subarray(0, -1), /^snapshot: the saved run is damaged$/],
    [Uint8Array.of(...saved, 0), /^snapshot: the saved run is damaged$/],
    ...[undefined, null, saved.buffer, [...saved], [-1, 1.5, 300], 'staircase run'].map(
      (bytes) => /** @type {[unknown, RegExp]} */ ([bytes, /^snapshot: is not the Uint8Array of a saved run$/]),
    ),
  ];
  for (const [bytes, message] of wrong) {
    assert.throws(() => Experiment.restore(/** @type {any} */ (bytes)), { field: 'snapshot', message });
  }
});

test('numbers that are no counts are refused under their name, with their value and the range', async () => {
  const experiment = new Experiment(SPEC);
  const why = (/** @type {unknown} */ value) => `${value} is not a whole number in [0, 9007199254740991]`;
  const wrong = /** @type {[any, string][]} */ ([
    ...[-1, -0.5, 1.5, NaN, 2 ** 53].map((value) => [value, `${value}`]),
    [Infinity, 'Infinity'],
    [1e300, '1e+300'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['3', 'a string'],
    [true, 'a boolean'],
    [[2], 'an object'],
    [5n, 'a bigint'],
  ]);
  for (const [bad, given] of wrong) {
    const refused = { field: 'count', message: `count: ${why(given)}` };
    assert.throws(() => experiment.step(bad), refused);
    assert.throws(() => experiment.spectrum(bad), refused);
    await assert.rejects(run(SPEC, { iterations: bad }), {
      field: 'iterations',
      message: `iterations: ${why(given.replace('an ', 'a '))}`,
    });
  }
  for (const bad of [undefined, null])
    await assert.rejects(run(SPEC, /** @type {any} */ (bad)), { field: 'iterations' });
  for (const name of ['onRow', 'signal']) {
    const options = /** @type {any} */ ({ iterations: 1, [name]: {} });
    await assert.rejects(run(SPEC, options), { field: name });
  }
  assert.equal(experiment.iteration, 0);
  assert.deepEqual(
    [0, 3, 2 ** 32, 2 ** 53 - 1].map((count) => experiment.spectrum(count).length),
    [0, 3, 256, 256],
  );
  assert.equal((await run(SPEC, { iterations: 0 })).rows.length, 1);
});

test('inputs that are no numbers are refused by their place, not taken for 0', () => {
  const experiment = new Experiment(SPEC);
  const row = Array(8).fill(1);
  for (const bad of [null, '', '1', undefined, [1]]) {
    const message = /^x: entry 3 is (null|a string|undefined|an object), not a number$/;
    assert.throws(() => experiment.predict(/** @type {any} */ (row.with(2, bad))), { field: 'x', message });
  }
  for (const bad of [undefined, null, 5, {}, new ArrayBuffer(32), new Set(row), '11111111']) {
    const message = / is not a Float32Array, a Float64Array or a list of numbers$|^x: (undefined|null) /;
    assert.throws(() => experiment.predict(/** @type {any} */ (bad)), { field: 'x', message });
  }
  assert.deepEqual(experiment.predict(row), experiment.predict(Float64Array.from(row)));
});

test('a row with a number that is not finite is predicted as NaN, and the others as ever', () => {
  const experiment = new Experiment(SPEC);
  experiment.step(60);
  const rows = 70;
  const x = Float32Array.from({ length: 8 * rows }, (_, i) => ((i * 7) % 3 ? 1 : -1));
  const expected = experiment.predict(x);
  assert.ok(expected.every(Number.isFinite));
  const bad = new Map([
    [0, NaN],
    [1, Infinity],
    [66, -Infinity],
    [69, 1e39],
  ]);
  for (const [row, value] of bad) x[8 * row + (row % 8)] = value;
  const found = experiment.predict(x);
  assert.ok(
    sameBits(
      found,
      expected.map((value, row) => (bad.has(row) ? NaN : value)),
    ),
  );
});

test('parameters come out in layer order and go back in', () => {
  const one = new Experiment(SPEC);
  one.step(60);
  const parameters = one.parameters();
  assert.deepEqual(parameters[0]?.shape, [12, 8]);
  const other = new Experiment({ ...SPEC, seed: 4 });
  const x = Float32Array.from({ length: 80 }, (_, i) => ((i * 7) % 3 ? 1 : -1));
  assert.ok(!sameBits(one.predict(x), other.predict(x)));
  other.setParameters(parameters);
  assert.equal(other.predict(x).length, 10);
  assert.ok(sameBits(one.predict(x), other.predict(x)));
  const wrong = parameters.map((each) => ({ ...each, values: each.values.slice(1) }));
  assert.throws(() => other.setParameters(wrong), Error);
  for (const bad of [-12, 12.5, NaN, 2 ** 32 + 12]) {
    const odd = parameters.map((each, i) => (i === 0 ? { ...each, shape: [bad, 8] } : each));
    assert.throws(() => other.setParameters(odd), { field: /^parameters\.(shape|weight\[0\])$/ });
  }
});

test('one’s own table of data is cycled in order', () => {
  const x = Float32Array.from({ length: 16 * 8 }, (_, i) => ((i * 5) % 7 < 3 ? 1 : -1));
  const y = Float32Array.from({ length: 16 }, (_, i) => (x[8 * i] ?? 0) * 2);
  const experiment = new Experiment({ ...SPEC, data: { kind: 'table', x, y } });
  experiment.step(100);
  assert.equal(experiment.samples, 800);
  assert.throws(() => new Experiment({ ...SPEC, data: { kind: 'table', x, y: y.slice(1) } }), { field: 'data.x' });
});

test('a number that is none is called by its name, wherever it stands', () => {
  const x = Array(8).fill(1);
  /** @type {[object, string][]} */
  const wrong = [
    [{ seed: NaN }, 'seed: NaN is not a whole number in [0, 9007199254740991]'],
    [{ inputs: { n: Infinity } }, 'inputs.n: Infinity is not a whole number in [1, 256]'],
    [{ learner: { step_size: -Infinity } }, 'learner.step_size: -Infinity is not a number in [1e-7, 10]'],
    [{ target: { kind: 'parity', set: [NaN] } }, 'target.set: NaN is not a coordinate in [1, 8]'],
    [{ target: NaN }, 'target: NaN is not an object'],
    [{ target: [1, NaN] }, 'target: [1,NaN] is not an object'],
    [
      { target: { kind: 'table', x: x.with(2, NaN), y: [1] } },
      'target.x: entry 3 is NaN, not 0 or a number of a size in [1.2e-38, 1e19]',
    ],
    [
      { data: { kind: 'table', x: x.with(2, NaN), y: [1] } },
      'data.x: entry 3 is NaN, not 0 or a number of a size in [1.2e-38, 1e19]',
    ],
  ];
  for (const [change, message] of wrong)
    assert.throws(() => resolve(/** @type {any} */ ({ ...SPEC, ...change })), { message });
});

test('every wrong entry is refused under its own name', () => {
  /** @type {[object, string][]} */
  const wrong = [
    [{ target: undefined }, 'target'],
    [{ target: { kind: 'stairs' } }, 'target.kind'],
    [{ target: { kind: 'staircase', degree: 9 } }, 'target.degree'],
    [{ target: { kind: 'parity', set: [1, 99] } }, 'target.set'],
    [{ target: { kind: 'expansion', terms: 7 } }, 'target.terms'],
    [{ inputs: { kind: 'hypercube', n: 0 } }, 'inputs.n'],
    [{ inputs: { kind: 'hypercube', n: 8.5 } }, 'inputs.n'],
    [{ data: { kind: 'fixed', count: -1 } }, 'data.count'],
    [{ learner: { kind: 'sgd', step_size: NaN } }, 'learner.step_size'],
    [{ learner: { kind: 'sgd', step_size: '0.1' } }, 'learner.step_size'],
    [{ learner: { kind: 'sgd', network: { kind: 'relu_resnet', width: 1e9 } } }, 'learner.network.width'],
    [{ probe: { every: 0 } }, 'probe.every'],
    [{ seed: -1 }, 'seed'],
    [{ sede: 1 }, 'sede'],
    [{ target: undefined, traget: SPEC.target }, 'traget'],
    [{ learner: { kind: 'sgd', stepsize: 1 } }, 'learner.stepsize'],
  ];
  for (const [change, field] of wrong) {
    for (const make of [() => new Experiment({ ...SPEC, ...change }), () => resolve({ ...SPEC, ...change })]) {
      assert.throws(
        make,
        (error) => {
          assert.ok(error instanceof Error);
          assert.equal(/** @type {{ field?: string }} */ (error).field, field, error.message);
          return true;
        },
        JSON.stringify(change),
      );
    }
  }
});

test('a spec that is nested too deep is refused', () => {
  /** @type {unknown} */
  let deep = 1;
  for (let i = 0; i < 200; i++) deep = [deep];
  assert.throws(() => resolve(/** @type {any} */ ({ ...SPEC, probe: { sets: deep } })), /nested more than 128 deep/);
});

test('resolve() fills in every default and leaves nothing more to fill in', () => {
  const full = resolve({ target: { kind: 'staircase' } });
  assert.deepEqual(resolve(full), full);
  assert.equal(full.learner?.step_size !== undefined, true);
  assert.equal(full.seed, 1);
});

test('a network is given features beside the coordinates, and all else stays a function of these', () => {
  const features = { kind: 'formulas', formulas: ['x1x2', 'x3 + x4'] };
  const spec = { ...SPEC, target: { kind: 'parity', degree: 4 }, features };
  const run = new Experiment(spec);
  assert.deepEqual(run.features, ['x1x2', 'x3 + x4']);
  assert.equal(run.parameters()[0]?.shape[1], 8 + 2);
  assert.equal(run.predict(new Float32Array(3 * 8).fill(1)).length, 3);
  const { leap, leap_over_features: over, features: count, features_counted: counted } = run.analyze();
  assert.deepEqual({ leap, over, count, counted }, { leap: 4, over: 3, count: 2, counted: 1 });
  assert.deepEqual(run.analyze(), analyze(spec.target, spec.inputs, features));
  assert.deepEqual(run.analyze().order_over_features, [{ set: [1, 2, 3, 4], brings: [[1, 2], [3], [4]], round: 1 }]);
  const plain = new Experiment({ ...spec, features: { kind: 'none' } });
  assert.deepEqual([plain.features, plain.analyze().leap_over_features], [[], null]);
  for (const each of [run, plain]) each.free();
});

test('analyze() tells a staircase from a parity', () => {
  const staircase = analyze({ kind: 'staircase', degree: 4 }, { kind: 'hypercube', n: 10 });
  assert.deepEqual(
    [staircase.staircase, staircase.merged_staircase, staircase.leap, staircase.degree],
    [true, true, 1, 4],
  );
  assert.deepEqual(staircase.order, [[1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]);
  const parity = analyze({ kind: 'parity', degree: 4 });
  assert.deepEqual([parity.staircase, parity.merged_staircase, parity.leap, parity.sparsity], [false, false, 4, 1]);
});

test('theorem() has the logarithms of the hyperparameters, and names the constants that they hang on', () => {
  const { sparsity, least_m } = analyze(
    { kind: 'staircase', degree: 10, normalize: false },
    { kind: 'hypercube', n: 30 },
  );
  const given = { n: 30, s: Number(sparsity), M: Number(least_m), epsilon: 0.01, delta: 0.1 };
  const { n, s, M, epsilon, delta, ...numbers } = theorem(given);
  assert.deepEqual({ n, s, M, epsilon, delta }, given);
  // From the reference of src/theory/theorem.rs.
  assert.ok(Math.abs(numbers.W.log10 - 218.919667172706) < 1e-9);
  assert.ok(Math.abs(numbers.B.log10 - 254492.22448653) < 1e-6);
  assert.deepEqual(numbers.B.times, { c_B: 1, c_lambda: -8 });
  assert.deepEqual(numbers.p1.times, {});
  assert.equal(Object.keys(numbers).length, 17);
  for (const [name, value, why] of /** @type {[string, unknown, string][]} */ ([
    ['n', 0, '0 is outside [1, 9007199254740991]'],
    ['M', Infinity, 'Infinity is not a number in [1, 1e308]'],
    ['s', 2 ** 31, '2147483648 is outside [1, 1073741824], as n = 30 coordinates have no more monomials'],
    ['epsilon', -1, '-1 is outside (0, 1]'],
    ['epsilon', 1.5, '1.5 is outside (0, 1]'],
    ['delta', 1, '1 is outside (0, 1)'],
    ['delta', undefined, 'is missing'],
    ['gamma', 1, 'unknown entry; known are n, s, M, epsilon, delta'],
  ])) {
    const refused = { field: `theorem.${name}`, message: `theorem.${name}: ${why}` };
    assert.throws(() => theorem(/** @type {any} */ ({ ...given, [name]: value })), refused);
  }
});

test('the catalogue knows every entry that resolve() fills in', () => {
  const known = catalogue();
  const full = resolve(SPEC);
  for (const family of /** @type {const} */ (['inputs', 'target', 'data', 'learner'])) {
    const choice = /** @type {Choice} */ (full[family]);
    const member = known[family].find(({ kind }) => kind === choice.kind);
    const names = member?.fields.map(({ name }) => name) ?? [];
    for (const name of Object.keys(choice)) assert.ok(name === 'kind' || names.includes(name), `${family}.${name}`);
  }
});

test('random seeds are whole numbers below 2^32, and not always the same', () => {
  const seeds = Array.from({ length: 20 }, () => randomSeed());
  assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  assert.ok(new Set(seeds).size > 10);
});

test('the build without vectors gives the same bits', async () => {
  // The same JavaScript a second time, for it holds on to one wasm.
  const again = new URL('../../www/pkg/staircase.js?scalar', import.meta.url).href;
  /** @type {typeof import('../../www/pkg/staircase.js')} */
  const scalar = await import(again);
  await scalar.default({ module_or_path: readFile(new URL('../../www/pkg/staircase_scalar.wasm', import.meta.url)) });
  const [one, other] = [new Experiment(SPEC), new scalar.Experiment(SPEC)];
  one.step(300);
  other.step(300);
  const rows = one.drain();
  assert.equal(rows.length, 7 * 7);
  assert.ok(sameBits(rows, other.drain()));
});

test('run() tells of each row as it comes, can be stopped, and refuses like the constructor', async () => {
  /** @type {number[]} */
  const seen = [];
  const control = new AbortController();
  const stopped = run(SPEC, {
    iterations: 1e9,
    signal: control.signal,
    onRow(row, errors, columns) {
      assert.equal(row.length, columns.length);
      assert.equal(errors.length, columns.length);
      if (seen.push(row[0] ?? NaN) === 5) control.abort(new Error('enough'));
    },
  });
  await assert.rejects(stopped, /enough/);
  assert.deepEqual(seen.slice(0, 5), [0, 50, 100, 150, 200]);
  await assert.rejects(run({ ...SPEC, seed: -1 }, { iterations: 5 }), { field: 'seed' });
});

test('a seed of more than 32 bits is one in WebAssembly as it is natively', () => {
  const most = 2 ** 53 - 1;
  assert.equal(resolve({ ...SPEC, seed: most }).seed, most);
  const refused = { field: 'seed', message: /outside \[0, 9007199254740991\]/ };
  assert.throws(() => resolve({ ...SPEC, seed: most + 1 }), refused);
});

test('a run analyses the target that it has, with the biases that its seed draws; analyze() has those of seed 1', () => {
  const inputs = { kind: 'hypercube', n: 10, spread: 0.5 };
  const target = { kind: 'raw_parity', degree: 1 };
  for (const seed of [1, 2, 7]) {
    const spec = { seed, inputs, target, learner: { step_size: 0.1, network: { layers: 2, width: 8 } } };
    const run = new Experiment(/** @type {any} */ (spec));
    run.step(3000);
    run.measure();
    const { columns } = run;
    const last = run.drain().slice(-columns.length);
    const verdicts = run.analyze();
    for (const { set, coefficient } of verdicts.terms) {
      const learned = last[columns.indexOf(`{${set}}`)] ?? NaN;
      assert.ok(
        Math.abs(learned - coefficient) < 0.01,
        `seed ${seed}: {${set}} is ${learned}, ${coefficient} was foretold`,
      );
    }
    if (seed === 1) assert.deepEqual(verdicts, analyze(target, inputs));
    else assert.notDeepEqual(verdicts, analyze(target, inputs));
    run.free();
  }
});

test('a run that takes minutes before its first row leaves room for everything else, and is stopped at once', async () => {
  const network = { kind: 'relu_resnet', layers: 32, width: 256 };
  const spec = {
    ...SPEC,
    inputs: { kind: 'hypercube', n: 30 },
    learner: { kind: 'sgd', network },
    probe: { samples: 100_000 },
  };
  const control = new AbortController();
  let turns = 0;
  const timer = setInterval(() => ++turns === 5 && control.abort(new Error('enough')), 1);
  const began = performance.now();
  await assert.rejects(run(spec, { iterations: 10, signal: control.signal }), /enough/);
  clearInterval(timer);
  assert.ok(performance.now() - began < 20_000);
});
