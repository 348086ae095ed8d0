import assert from 'node:assert/strict';
import test from 'node:test';
import { lanes } from '../../www/engine/lanes.js';
import { described, fieldAt, overridden, parsePath, same, yielding } from '../../www/state/overrides.js';
import { CATALOGUE } from './fake-core.js';

/** @import { Preset, Spec } from '../../www/types.d.ts' */

/** @type {Preset} */
const preset = {
  id: 'two',
  title: '',
  source: '',
  budget: 1,
  caption: { paper: '', here: '', try: '' },
  spec: {
    seed: 1,
    inputs: { kind: 'hypercube', n: 30 },
    learner: { kind: 'sgd', network: { kind: 'relu_resnet', width: 40 } },
  },
  lanes: [
    { label: '', name: '', spec: { target: { kind: 'staircase', degree: 7, normalize: true } } },
    { label: '', name: '', spec: { target: { kind: 'parity', degree: 7 }, seed: 2 } },
  ],
};
const bases = lanes(preset);
/** @param {Record<string, unknown>} changes */
const laid = (changes) => overridden(bases, changes, CATALOGUE);

test('a lane’s spec replaces the common one family by family', () => {
  assert.deepEqual(
    bases.map(({ seed, inputs }) => [seed, inputs?.n]),
    [
      [1, 30],
      [2, 30],
    ],
  );
});

test('a member stays beside another kind only where that chooses from its family, too', () => {
  const networks = (/** @type {Record<string, unknown>} */ changes) =>
    laid({ ...changes, 'learner.network.width': 50 }).map(({ spec, used }) => [spec.learner?.network, used.length]);
  const sparse = { kind: 'sparse_quadratic', width: 50 };
  assert.deepEqual(networks({}), Array(2).fill([{ kind: 'relu_resnet', width: 50 }, 1]));
  assert.deepEqual(networks({ 'learner.kind': 'layerwise' }), Array(2).fill([sparse, 2]));
  const both = { 'learner.kind': 'layerwise', 'learner.network.kind': 'sparse_quadratic' };
  assert.deepEqual(networks(both), Array(2).fill([sparse, 3]));
});

test('paths are read, and nothing else is', () => {
  assert.deepEqual(parsePath('1:learner.network.width'), { lane: 1, keys: ['learner', 'network', 'width'] });
  assert.deepEqual(parsePath('seed'), { lane: null, keys: ['seed'] });
  for (const path of [
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'A.b',
    '__proto__',
    'a.__proto__',
    ':a',
    '-1:a',
    '100:a',
    'a b',
    'a.b.c.d.e',
  ]) {
    assert.equal(parsePath(path), null, path);
  }
});

test('the catalogue finds entries of the member that is chosen, nested ones too', () => {
  const [spec] = /** @type {[Spec]} */ (bases);
  const find = (/** @type {string} */ path) => fieldAt(CATALOGUE, spec, path.split('.'))?.name ?? null;
  assert.deepEqual(
    ['seed', 'target.degree', 'target.normalize', 'learner.network.width', 'learner.network.kind', 'probe.every'].map(
      find,
    ),
    ['seed', 'degree', 'normalize', 'width', 'kind', 'every'],
  );
  assert.deepEqual(
    [
      'sead',
      'target.set',
      'data.count',
      'learner.width',
      'learner.network',
      'target.degree.width',
      'experiment.seed',
      'constructor.name',
      'toString',
    ].map(find),
    [null, null, null, null, 'network', null, null, null, null],
  );
});

test('no base is ever written to', () => {
  const before = structuredClone(bases);
  laid({ 'learner.network.width': 5, 'target.degree': 3, '1:target.kind': 'staircase', seed: 9 });
  assert.deepEqual(bases, before);
});

test('another kind keeps the entries that it knows, and drops the others', () => {
  const [first, second] = laid({ '0:target.kind': 'parity', '1:target.kind': 'staircase' });
  assert.deepEqual(first?.spec.target, { kind: 'parity', degree: 7 });
  assert.deepEqual(second?.spec.target, { kind: 'staircase', degree: 7 });
});

test('kinds come before the entries that they bring, and a lane’s own word is the last, whatever the order of the changes', () => {
  const changes = {
    '1:target.normalize': false,
    '1:target.degree': 2,
    'target.degree': 5,
    '1:target.kind': 'staircase',
  };
  const expected = [
    { kind: 'staircase', degree: 5, normalize: true },
    { kind: 'staircase', degree: 2, normalize: false },
  ];
  assert.deepEqual(
    laid(changes).map(({ spec }) => spec.target),
    expected,
  );
  assert.deepEqual(
    laid(Object.fromEntries(Object.entries(changes).reverse())).map(({ spec }) => spec.target),
    expected,
  );
});

test('each lane tells which changes took hold in it', () => {
  const used = laid({
    'target.normalize': false,
    '1:target.set': [2],
    'target.kind': 'parity',
    '7:seed': 4,
    'no.such': 1,
  }).map((lane) => lane.used);
  assert.deepEqual(used, [['target.normalize'], ['1:target.set']]);
});

test('what a preset measures yields to a change that leaves it without meaning, what the visitor asked for does not', () => {
  const spec = { learner: { kind: 'sgd' }, probe: { every: 50, carried: true } };
  const yielded = (/** @type {string} */ blamed, /** @type {string[]} */ used) => yielding(spec, blamed, used)?.probe;
  assert.deepEqual(yielded('probe.carried', ['learner.kind']), { every: 50 });
  assert.deepEqual(yielded('probe.carried', ['1:learner.kind', '1:probe.every']), { every: 50 });
  assert.equal(yielded('probe.carried', ['learner.kind', '0:probe.carried']), undefined);
  assert.equal(yielded('probe.carried', []), undefined, 'a lane in which nothing was changed');
  assert.equal(yielded('probe.every', ['learner.kind']), undefined, 'no switch');
});

test('a change is described by the label that the page shows', () => {
  assert.equal(described(CATALOGUE, bases, ['learner.network.width']), 'width W 40');
  assert.equal(described(CATALOGUE, bases, ['1:seed']), 'seed 2');
  assert.equal(described(CATALOGUE, bases, ['seed', 'inputs.n']), 'new settings');
});

test('a kind is told by the labels of its family and of its member, and a switch by how it stands', () => {
  const catalogue = {
    ...CATALOGUE,
    target: CATALOGUE.target.map((member) => ({ ...member, label: `the ${member.kind}` })),
  };
  assert.equal(described(catalogue, bases, ['0:target.kind']), 'target the staircase');
  assert.equal(described(catalogue, bases, ['0:target.normalize']), '“normalize” on');
});

test('a kind that all lanes have in common can be changed for all, also where each has its own member', () => {
  const specs = bases.map((spec, i) => ({ ...spec, learner: { kind: 'sgd', step_size: i } }));
  const laid = overridden(specs, { 'learner.kind': 'layerwise' }, CATALOGUE);
  assert.deepEqual(
    laid.map(({ spec }) => spec.learner?.kind),
    ['layerwise', 'layerwise'],
  );
});

test('specs are compared by what they say, tables included', () => {
  assert.ok(same({ a: [1, { b: NaN }] }, { a: [1, { b: NaN }] }));
  assert.ok(same({ a: 1, b: 2 }, { b: 2, a: 1 }));
  assert.ok(same(Float32Array.of(1, 2), Float32Array.of(1, 2)));
  for (const [a, b] of [
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1 }, { b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [null, {}],
    [1, '1'],
    [Float32Array.of(1), Float32Array.of(2)],
    [{ a: undefined }, { b: undefined }],
  ]) {
    assert.ok(!same(a, b), JSON.stringify([a, b]));
  }
});
