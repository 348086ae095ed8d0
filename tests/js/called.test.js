// The names of a preset's lanes, and how long they hold.

import assert from 'node:assert/strict';
import test from 'node:test';
import { called } from '../../www/state/called.js';

/** @import { Spec } from '../../www/types.d.ts' */

/** @type {(label: string, name: string, spec: object) => { label: string, name: string, spec: Spec }} */
const lane = (label, name, spec) => ({ label, name, spec: /** @type {Spec} */ (spec) });
const resnet = (/** @type {object} */ of) => ({ kind: 'relu_resnet', width: 40, ...of });
const sgd = (/** @type {object} */ of, /** @type {object} */ network) => ({
  kind: 'sgd',
  batch: 50,
  ...of,
  network: resnet(network),
});
const kernel = (/** @type {object} */ of) => ({ kind: 'kernel_ridge', batch: 50, count: 4000, kernel: of });
const target = { kind: 'staircase', degree: 5 };

const REGIMES = [
  lane('layer by layer', 'the lower layer frozen', {
    target,
    learner: sgd({ regime: 'layerwise' }, { alpha: [1, 0.1] }),
  }),
  lane('the lower goes on', 'the lower layer goes on', {
    target,
    learner: sgd({ regime: 'successive' }, { alpha: [1, 0.1] }),
  }),
];
const CLIMBERS = [
  lane('ResNet', 'five layers, width 40', { target, learner: sgd({}, { layers: 5 }) }),
  lane('polynomial', 'a kernel of degree 3', { target, learner: kernel({ kind: 'polynomial', degree: 3 }) }),
  lane('random', '1,000 random features', { target, learner: kernel({ kind: 'random_features', features: 1000 }) }),
];

/**
 * What the lanes are called after a change of their specs.
 * @param {typeof REGIMES} lanes
 * @param {(spec: any, lane: number) => void} change
 */
function after(lanes, change) {
  const bases = lanes.map(({ spec }) => spec);
  const specs = structuredClone(bases);
  specs.forEach(change);
  return called(lanes, bases, specs).map(({ label, name }) => [label, name]);
}
const names = (/** @type {typeof REGIMES} */ lanes) => lanes.map(({ label, name }) => [label, name]);

test('what the lanes have in common tells none apart, and is changed under any name', () => {
  assert.deepEqual(
    after(REGIMES, () => {}),
    names(REGIMES),
  );
  assert.deepEqual(
    after(REGIMES, (spec) => (spec.learner.network.alpha = [1, 0.4])),
    names(REGIMES),
  );
  assert.deepEqual(
    after(REGIMES, (spec) => (spec.target.degree = 3)),
    names(REGIMES),
  );
  assert.deepEqual(
    after(CLIMBERS, (spec) => (spec.learner.count = spec.learner.count && 6000)),
    names(CLIMBERS),
  );
  assert.deepEqual(
    after(CLIMBERS, (spec) => (spec.target.degree = 3)),
    names(CLIMBERS),
    'five layers they are still',
  );
  assert.deepEqual(
    after(REGIMES, (spec) => Object.assign(spec, { seed: 40, probe: { every: 40 } })),
    names(REGIMES),
  );
});

test('a lane in which that is changed by which it differs goes by its place', () => {
  const [left, right] = names(REGIMES);
  assert.deepEqual(
    after(REGIMES, (spec, i) => i === 0 && (spec.learner.regime = 'successive')),
    [['network 1', 'network 1, changed'], right],
  );
  // Through an entry for all lanes, too; the one that was so keeps its name.
  assert.deepEqual(
    after(REGIMES, (spec) => (spec.learner.regime = 'layerwise')),
    [left, ['network 2', 'network 2, changed']],
  );
});

test('where choices tell the lanes apart numbers do not, and else they do', () => {
  const stages = REGIMES.map((each, i) =>
    lane(each.label, each.name, { ...each.spec, learner: { ...each.spec.learner, stage: i } }),
  );
  assert.deepEqual(
    after(stages, (spec) => (spec.learner.stage = 7)),
    names(stages),
  );
  const repeats = ['once', 'twice'].map((name, i) => lane(name, name, { learner: sgd({ repeats: i + 1 }, {}) }));
  assert.deepEqual(
    after(repeats, (spec, i) => i === 1 && (spec.learner.repeats = 4)),
    [
      ['once', 'once'],
      ['network 2', 'network 2, changed'],
    ],
  );
});

test('where not all are networks they are learners', () => {
  const [first] = after(CLIMBERS, (spec, i) => i === 0 && (spec.learner = kernel({ kind: 'ntk' })));
  assert.deepEqual(first, ['learner 1', 'learner 1, changed']);
});

test('a number that a name gives, in figures or as a word, goes with it', () => {
  const [, polynomial, random] = after(CLIMBERS, (spec) => {
    if (spec.learner.kernel?.degree) spec.learner.kernel.degree = 4;
    if (spec.learner.kernel?.features) spec.learner.kernel.features = 2000;
  });
  assert.deepEqual(polynomial, ['polynomial', 'polynomial, changed']);
  assert.deepEqual(random, ['random', 'random, changed']);
  const [layers] = after(CLIMBERS, (spec, i) => i === 0 && (spec.learner.network.layers = 4));
  const [width] = after(CLIMBERS, (spec, i) => i === 0 && (spec.learner.network.width = 4));
  assert.deepEqual([layers, width], Array(2).fill(['ResNet', 'ResNet, changed']));
  // The degree is also in a symbol, below the line.
  const staircases = [
    lane('S₁₀', 'the staircase', { target: { kind: 'staircase', degree: 10 }, learner: sgd({}, {}) }),
    lane('χ₁:₁₀', 'the parity alone', { target: { kind: 'parity', degree: 10 }, learner: sgd({}, {}) }),
  ];
  const [staircase] = after(staircases, (spec, i) => i === 0 && (spec.target.degree = 3));
  assert.deepEqual(staircase, ['network 1', 'the staircase']);
});

test('a copy goes by its place, and the lane that it was copied of keeps its name', () => {
  const lanes = [...REGIMES, /** @type {(typeof REGIMES)[number]} */ (REGIMES[0])];
  const specs = lanes.map(({ spec }) => spec);
  assert.deepEqual(
    called(lanes, specs, specs).map(({ label, name }) => [label, name]),
    [
      ['layer by layer', 'the lower layer frozen'],
      ['the lower goes on', 'the lower layer goes on'],
      ['network 3', 'network 3'],
    ],
  );
});
