import assert from 'node:assert/strict';
import test from 'node:test';
import { changes, decode, encode, encodeSweep, leftOut } from '../../www/state/url.js';

/** @import { Preset } from '../../www/types.d.ts' */

/**
 * @param {string} id
 * @returns {Preset}
 */
const preset = (id) => ({
  id,
  title: id,
  source: '',
  budget: 8000,
  caption: { paper: '', here: '', try: '' },
  spec: {},
  lanes: [],
});
const presets = [preset('figure-2'), preset('figure-4')];

/** @param {object} [changes] */
const state = (changes) => ({
  preset: /** @type {Preset} */ (presets[1]),
  overrides: {},
  scale: /** @type {const} */ ('log'),
  coefficientScale: /** @type {const} */ ('linear'),
  axis: /** @type {const} */ ('iterations'),
  unit: null,
  speed: Infinity,
  budget: 8000,
  ...changes,
});

test('a link says the preset and nothing that the preset says itself', () => {
  assert.equal(encode(state()), 'v=1&preset=figure-4');
  assert.deepEqual(changes(state()), []);
});

test('what is written is read back as it was, whatever it is', () => {
  const overrides = {
    seed: 3,
    'learner.network.width': 50,
    'learner.step_size': 1e-7,
    'target.normalize': false,
    'data.kind': 'fresh',
    '1:target.terms': [{ set: [1, 2], coefficient: -0.5 }],
    'learner.decay': null,
    'probe.sets': [[1], [1, 2]],
    'odd.word': 'a=b&c#d %20+é',
    'odd.number_word': '5',
  };
  const others = {
    scale: 'linear',
    coefficientScale: 'log',
    axis: 'neurons',
    unit: 'active',
    speed: 200,
    budget: 16000,
  };
  const link = encode(state({ overrides, ...others }));
  const saved = decode(`#${link}`, presets);
  assert.deepEqual(saved, { preset: 'figure-4', overrides, ...others, problems: {} });
});

test('of a figure that is first seen at a pace of its own, only what differs from that', () => {
  const pace = /** @type {const} */ ({ axis: 'neurons', unit: 'neuron', speed: 40 });
  const paced = { ...preset('paced'), pace };
  const begun = state({ preset: paced, ...pace });
  assert.equal(encode(begun), 'v=1&preset=paced');
  assert.equal(encode({ ...begun, speed: Infinity }), 'v=1&preset=paced&speed=full');
  assert.equal(encode({ ...begun, axis: 'iterations', unit: 'layer' }), 'v=1&preset=paced&axis=iterations&unit=layer');
  assert.equal(decode('#v=1&preset=paced&speed=full', [paced]).speed, Infinity);
});

test('each axis has a word of its own, and only where it is not as at first', () => {
  assert.equal(encode(state({ coefficientScale: 'log' })), 'v=1&preset=figure-4&coefficients=log');
  assert.equal(encode(state({ scale: 'linear' })), 'v=1&preset=figure-4&scale=linear');
  assert.equal(decode('#v=1&coefficients=linear', presets).coefficientScale, 'linear');
  assert.equal(decode('#v=1&scale=linear', presets).coefficientScale, undefined, 'a link from before');
});

test('the order in which things were changed does not show: one state, one link', () => {
  const one = encode(state({ overrides: { seed: 3, 'data.count': 5 } }));
  assert.equal(one, encode(state({ overrides: { 'data.count': 5, seed: 3 } })));
  assert.equal(one, 'v=1&preset=figure-4&data.count=5&seed=3');
});

test('an anchor of the page is not a link of ours', () => {
  for (const fragment of ['', '#', '#references', '#preset=figure-2']) {
    assert.deepEqual(decode(fragment, presets), { preset: null, overrides: {}, problems: {} }, fragment);
  }
});

test('another version is not guessed at', () => {
  const saved = decode('#v=2&preset=figure-2&seed=3', presets);
  assert.deepEqual(saved.overrides, {});
  assert.equal(saved.preset, null);
  assert.match(saved.problems.v ?? '', /version 2/);
});

test('what a preset’s targets were when a link was written they are where its entries ask for it', () => {
  const terms = '[{"set":[1,2],"coefficient":1}]';
  const now = [...presets, preset('growth-leap')];
  const of = (/** @type {string} */ id, /** @type {string} */ more) =>
    decode(`#v=1&preset=${id}&${more}`, now).overrides;
  const lane = `1:target.terms=${encodeURIComponent(terms)}`;
  assert.deepEqual(of('growth-leap', lane), { '1:target.terms': JSON.parse(terms), '1:target.kind': 'expansion' });
  assert.deepEqual(of('growth-leap', `${lane}&1:target.kind=composable`)['1:target.kind'], 'composable');
  assert.deepEqual(of('growth-leap', 'seed=2'), { seed: 2 });
  assert.deepEqual(Object.keys(of('figure-2', lane)), ['1:target.terms']);
});

test('a link may lay a sweep out', () => {
  const sweep = { lane: 2, vary: [{ entry: 'target.leap', values: [1, 2] }], seeds: 30 };
  const link = encodeSweep(state({ overrides: { 'inputs.n': 50 } }), sweep);
  assert.deepEqual(decode(link, presets), {
    preset: 'figure-4',
    overrides: { 'inputs.n': 50 },
    sweep,
    problems: {},
  });
  for (const wrong of ['[]', '3', 'null', 'word'])
    assert.match(decode(`v=1&sweep=${wrong}`, presets).problems.sweep ?? '', /not an object/, wrong);
});

test('an unknown preset is reported, and the rest is still read', () => {
  const saved = decode('#v=1&preset=figure-99&seed=3', presets);
  assert.equal(saved.preset, null);
  assert.match(saved.problems.preset ?? '', /figure-99/);
  assert.deepEqual(saved.overrides, { seed: 3 });
});

const NOTHING = {
  speed: undefined,
  scale: undefined,
  coefficientScale: undefined,
  axis: undefined,
  unit: undefined,
  budget: undefined,
};

test('wrong values are left out one by one, each with its reason', () => {
  for (const [entry, key] of [
    ['speed=NaN', 'speed'],
    ['speed=0', 'speed'],
    ['speed=1e9', 'speed'],
    ['speed=%22full%22', 'speed'],
    ['speed=', 'speed'],
    ['scale=cubic', 'scale'],
    ['coefficients=cubic', 'coefficients'],
    ['coefficients=', 'coefficients'],
    ['axis=steps', 'axis'],
    ['axis=toString', 'axis'],
    ['unit=neurons', 'unit'],
    ['unit=5', 'unit'],
    ['budget=1.5', 'budget'],
    ['budget=-1', 'budget'],
    ['budget=1e99', 'budget'],
    ['123=4', '123'],
    ['a b=4', 'a b'],
    ['a..b=4', 'a..b'],
    ['100:target.kind=parity', '100:target.kind'],
  ]) {
    const saved = decode(`#v=1&preset=figure-2&${entry}&seed=9`, presets);
    assert.deepEqual(Object.keys(saved.problems), [key], entry);
    assert.deepEqual(saved.overrides, { seed: 9 }, entry);
    const { speed, scale, coefficientScale, axis, unit, budget } = saved;
    assert.deepEqual({ speed, scale, coefficientScale, axis, unit, budget }, NOTHING, entry);
  }
});

test('no key reaches the prototype of anything', () => {
  for (const key of [
    '__proto__',
    '__proto__.polluted',
    'constructor.prototype.polluted',
    '0:__proto__.polluted',
    'prototype',
  ]) {
    const saved = decode(`#v=1&${key}=1&seed=9`, presets);
    assert.equal(Object.getPrototypeOf(saved.overrides), Object.prototype, key);
    assert.equal(/** @type {any} */ ({}).polluted, undefined, key);
    assert.ok(!Object.hasOwn(saved.overrides, '__proto__'), key);
  }
  const inside = decode('#v=1&probe.sets=%7B%22__proto__%22%3A%7B%22polluted%22%3A1%7D%7D', presets);
  assert.equal(/** @type {any} */ ({}).polluted, undefined);
  assert.deepEqual(Object.keys(inside.overrides), ['probe.sets']);
});

test('huge links and huge values are refused before anything is made of them', () => {
  assert.ok(decode(`#v=1&seed=${'9'.repeat(1e6)}`, presets).problems.link);
  const long = decode(`#v=1&seed=${'9'.repeat(5000)}&data.count=5`, presets);
  assert.deepEqual(long.overrides, { 'data.count': 5 });
  assert.ok(long.problems.seed);
  const many = decode(`#v=1&${Array.from({ length: 700 }, (_, i) => `a.b${i}=1`).join('&')}`, presets);
  assert.ok(Object.keys(many.overrides).length <= 100);
});

test('a broken escape is no exception', () => {
  assert.doesNotThrow(() => decode('#v=1&seed=%E0%A4%A', presets));
});

test('a value too long for a link is left out of it rather than cut', () => {
  assert.equal(encode(state({ overrides: { 'data.x': Array(5000).fill(1) } })), 'v=1&preset=figure-4');
});

test('a table goes into a link while it is short; a longer one is left out with all that it brought, and named', () => {
  const table = (/** @type {number} */ rows) => ({
    '0:target.kind': 'table',
    '0:target.x': Array(rows).fill(-1),
    '0:target.y': Array(rows).fill(1),
    'inputs.kind': 'hypercube',
    'inputs.n': 1,
    'data.kind': 'rows',
    seed: 3,
  });
  const one = /** @type {Preset} */ ({ ...preset('figure-4'), lanes: [{ label: 'g', name: '', spec: {} }] });
  const short = encode(state({ preset: one, overrides: table(100) }));
  assert.deepEqual(decode(short, [one]), { preset: 'figure-4', overrides: table(100), problems: {} });
  assert.deepEqual(leftOut({ preset: one, overrides: table(100) }), { tables: [], brought: [], others: [] });
  const { tables, brought, others } = leftOut({ preset: one, overrides: table(2000) });
  assert.deepEqual([tables, others], [[0], []]);
  assert.deepEqual(
    brought.sort(),
    Object.keys(table(2000))
      .filter((path) => path !== 'seed')
      .sort(),
  );
  const matrix = Array.from({ length: 60 }, () => Array(60).fill(0));
  assert.deepEqual(leftOut({ preset: one, overrides: { ...table(100), 'inputs.covariance': matrix } }).others, [
    'inputs.covariance',
  ]);
  assert.equal(encode(state({ preset: one, overrides: table(2000) })), 'v=1&preset=figure-4&seed=3');
});
