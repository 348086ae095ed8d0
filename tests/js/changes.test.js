// Settings that are changed while runs are under way, as a spec has them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { forgotten, fromTheStart, mayGoOn, recorded, recording, takesEffect } from '../../www/state/changes.js';
import { called, changes, told } from '../../www/language/changes.js';
import { aimed, aimNow, inForce, when } from '../../www/language/inforce.js';

/** @import { Choice, LaneState, LabState, Spec } from '../../www/types.d.ts' */

/** @type {Spec} */
const spec = {
  seed: 1,
  inputs: { kind: 'hypercube', n: 30 },
  target: { kind: 'staircase', degree: 4 },
  data: { kind: 'fixed', count: 600 },
  learner: { kind: 'sgd', batch: 20, step_size: 0.1, optimizer: 'sgd', network: { kind: 'relu_resnet', width: 40 } },
};
const target = { kind: 'staircase', degree: 10 };

/**
 * @param {Spec[]} specs
 * @param {Partial<LaneState>} [lane]
 */
const state = (specs, lane) =>
  /** @type {LabState} */ (
    /** @type {unknown} */ ({
      status: 'paused',
      goesOn: false,
      comesTo: 0,
      lanes: specs.map((spec) => ({ spec, status: 'running', iteration: 40, stages: [], ...lane })),
    })
  );

test('what holds at an iteration is the spec with the changes so far', () => {
  const changed = {
    ...spec,
    changes: [
      { at: 5, learner: { batch: 3 } },
      { at: 9, target, learner: { step_size: 1 } },
    ],
  };
  assert.deepEqual(inForce(changed, 4), spec);
  assert.deepEqual(inForce(changed, 5), { ...spec, learner: { ...spec.learner, batch: 3 } });
  assert.deepEqual(inForce(changed, 9), { ...spec, target, learner: { ...spec.learner, batch: 3, step_size: 1 } });
  assert.deepEqual(inForce(changed, 9, ['data']), spec);
});

test('what a run learns where it is, and from when until when', () => {
  const [first, second, third] = [4, 6, 8].map((degree) => ({ kind: 'staircase', degree }));
  const spec = /** @type {Spec} */ ({
    target: first,
    changes: [
      { at: 20, learner: { batch: 3 } },
      { at: 30, target: second },
      { at: 50, inputs: { kind: 'hypercube', n: 12 } },
      { at: 70, target: third },
    ],
  });
  const told = (/** @type {number} */ iteration) => {
    const run = { spec, iteration };
    return [aimNow(run), aimed(run), when(run)];
  };
  assert.deepEqual(told(29), [first, { from: 0, to: 30 }, ', until iteration 30']);
  assert.deepEqual(told(30), [second, { from: 30, to: 50 }, ', from iteration 30 to 70']);
  assert.deepEqual(told(69), [second, { from: 50, to: 70 }, ', from iteration 30 to 70']);
  assert.deepEqual(told(70), [third, { from: 70, to: Infinity }, ', from iteration 70 on']);
  const plain = { spec: { target: first }, iteration: 9 };
  assert.deepEqual([aimed(plain), when(plain)], [{ from: 0, to: Infinity }, '']);
});

test('a setting takes effect at once where the network goes on with it, in a run that is under way', () => {
  const both = state([spec, spec]);
  for (const [path, lanes] of /** @type {[string, number[]][]} */ ([
    ['learner.step_size', [0, 1]],
    ['1:learner.batch', [1]],
    ['data.kind', [0, 1]],
    ['data.count', [0, 1]],
    ['learner.kind', []],
    ['learner.network.width', []],
    ['learner.optimizer', []],
    ['target.degree', []],
    ['inputs.n', []],
    ['seed', []],
    ['learner.cosine', []],
  ]))
    assert.deepEqual(takesEffect(both, path), lanes, path);
  for (const lane of /** @type {Partial<LaneState>[]} */ ([
    { iteration: 0 },
    { status: 'done' },
    { status: 'diverged' },
  ]))
    assert.deepEqual(takesEffect(state([spec], lane), 'learner.batch'), []);
  for (const goesOn of [false, true])
    assert.deepEqual(takesEffect({ ...both, status: 'finished', goesOn }, 'learner.batch'), []);
  const kernel = { ...spec, learner: { kind: 'kernel_ridge', batch: 20 } };
  assert.deepEqual(takesEffect(state([spec, kernel]), 'learner.batch'), []);
});

test('another target or law does so too where it is asked for, but for what a network or a table fixes', () => {
  const both = state([spec, { ...spec, changes: [{ at: 30, target: { kind: 'parity', set: [1] } }] }]);
  assert.ok(mayGoOn(both));
  const asked = { ...both, goesOn: true };
  for (const [path, lanes] of /** @type {[string, number[]][]} */ ([
    ['target.kind', [0, 1]],
    // What is in force counts.
    ['target.degree', [0]],
    ['target.set', [1]],
    ['inputs.kind', [0, 1]],
    ['inputs.n', []],
    ['learner.network.width', []],
  ])) {
    assert.deepEqual(takesEffect(asked, path), lanes, path);
    assert.deepEqual(takesEffect({ ...asked, status: 'finished' }, path), lanes, path);
    assert.deepEqual(takesEffect(both, path), [], path);
  }
  const tables = state([{ ...spec, target: { kind: 'table' } }]);
  assert.ok(!mayGoOn(tables));
  assert.ok(!mayGoOn(state([{ ...spec, learner: { kind: 'kernel_ridge' } }])));
  assert.deepEqual(recording([spec], [0], 40, 'target.degree', 10, {}), { changes: [{ at: 40, target }] });
  const parity = [{ at: 40, target: { kind: 'parity' } }];
  assert.deepEqual(recording([spec], [0], 40, 'target.kind', 'parity', {}), { changes: parity });
});

test('a change of law does not say how many coordinates there are, so that these can be changed anew', () => {
  const law = { kind: 'hypercube', n: 30, bias: 0.5 };
  const changed = { ...spec, changes: [{ at: 20, inputs: law }] };
  assert.deepEqual(recording([changed], [0], 40, 'learner.batch', 3, {}), {
    changes: [
      { at: 20, inputs: { kind: 'hypercube', bias: 0.5 } },
      { at: 40, learner: { batch: 3 } },
    ],
  });
});

test('a change is called by what it makes of what', () => {
  const changed = { ...spec, changes: [{ at: 40, target, learner: { batch: 3, optimizer: {} } }] };
  const texts = recorded([changed]).map((each) => called(each, changed));
  assert.deepEqual(texts, ['batch 20 → 3', 'optimizer changed', 'target S₄ → S₁₀']);
  const again = { ...changed, changes: [...changed.changes, { at: 50, learner: { batch: 7 } }] };
  assert.match(told(again.changes), /^after 40: .+; after 50: batch 7$/);
  assert.equal(called({ keys: ['learner', 'batch'], value: 7, at: 50 }, again), 'batch 3 → 7');
});

test('changes are recorded in the order of time, those of one moment together', () => {
  const one = recording([spec, spec], [0, 1], 40, 'learner.step_size', 0.2, {});
  assert.deepEqual(one, { changes: [{ at: 40, learner: { step_size: 0.2 } }] });
  const grown = {
    ...spec,
    changes: [
      { at: 20, data: { kind: 'fresh' } },
      { at: 60, target },
    ],
  };
  const two = recording([grown], [0], 40, 'data.count', 5, {});
  // Of the data then in force, of which the core says that it has no such entry.
  assert.deepEqual(two, {
    changes: [
      { at: 20, data: { kind: 'fresh' } },
      { at: 40, data: { kind: 'fresh', count: 5 } },
      { at: 60, target },
    ],
  });
  const same = { ...spec, changes: [{ at: 40, learner: { batch: 3 } }] };
  const together = recording([same, spec], [0], 40, 'learner.step_size', 0.2, { changes: same.changes });
  assert.deepEqual(together, {
    changes: undefined,
    '0:changes': [{ at: 40, learner: { batch: 3, step_size: 0.2 } }],
    '1:changes': [],
  });
});

test('what is recorded is listed, taken back one by one, or holds from the start', () => {
  const all = [
    { at: 20, learner: { batch: 3, step_size: 0.2 } },
    { at: 30, data: { kind: 'fixed', count: 7 } },
  ];
  const [a, b] = [
    { ...spec, changes: all },
    { ...spec, changes: all.slice(0, 1) },
  ];
  const list = recorded([a, b]);
  assert.deepEqual(
    list.map(({ lane, at, keys }) => [lane, at, keys.join('.')]),
    [
      [null, 20, 'learner.batch'],
      [null, 20, 'learner.step_size'],
      [0, 30, 'data'],
    ],
  );
  const [batch, step, data] = list;
  assert.ok(batch && step && data);
  assert.deepEqual(forgotten([a, b], data, { changes: all }), { changes: all.slice(0, 1) });
  assert.deepEqual(forgotten([b], batch, {}), { changes: [{ at: 20, learner: { step_size: 0.2 } }] });
  assert.deepEqual(forgotten([{ ...spec, changes: [{ at: 20, learner: { batch: 3 } }] }], batch, {}), { changes: [] });
  assert.deepEqual(fromTheStart([a, b], { '0:changes': all, 'learner.l2': 1 }), {
    '0:changes': undefined,
    changes: [],
    'learner.batch': 3,
    'learner.step_size': 0.2,
    'data.kind': 'fixed',
    '0:data.count': 7,
    '1:data.count': 600,
  });
});

test('several targets are told apart by what they are, and so are laws', () => {
  for (const [target, label] of /** @type {[Choice, string][]} */ ([
    [{ kind: 'staircase', degree: 10, normalize: true }, 'S₁₀ normalized'],
    [{ kind: 'double_staircase', k: 7, l: 3 }, 'S₇,₃'],
    [{ kind: 'staircase' }, 'staircase'],
    [{ kind: 'parity', set: [1, 2, 3] }, 'x₁x₂x₃'],
    [{ kind: 'parity', degree: 10 }, 'x₁⋯x₁₀'],
    [{ kind: 'expansion', terms: [{ coefficient: 2, set: [1] }] }, '2\u2009x₁'],
    [{ kind: 'formula', formula: 'x1 + x12*x3' }, 'x₁ + x₁₂*x₃'],
    [{ kind: 'orbit', formula: 'x1x2', draw: 3 }, 'x₁x₂ in random coordinates (draw 3)'],
    [{ kind: 'decision_tree', depth: 3, draw: 1 }, 'decision tree (depth 3, draw 1)'],
    [{ kind: 'teacher', widths: [4, 2] }, 'teacher (widths [4,2])'],
  ]))
    assert.equal(told([{ at: 5, target }]), `after 5: target ${label}`);
  assert.equal(told([{ at: 5, inputs: { kind: 'hypercube', bias: 0.5 } }]), 'after 5: law hypercube (bias 0.5)');
  const [first, second] = [
    { at: 5, inputs: { kind: 'gaussian', n: 30 } },
    { at: 9, inputs: { kind: 'uniform', n: 30 } },
  ];
  assert.equal(
    called({ keys: ['inputs'], value: second.inputs, at: 9 }, { ...spec, changes: [first, second] }),
    'law gaussian → uniform',
  );
});

test('until the runs come to what was changed last, settings are those of there, and so are further changes', () => {
  const pending = {
    ...state([{ ...spec, changes: [{ at: 90, target: { kind: 'parity', set: [1] } }] }]),
    goesOn: true,
  };
  assert.deepEqual(takesEffect(pending, 'target.set'), []);
  for (const status of /** @type {const} */ (['running', 'paused', 'ready', 'loading'])) {
    const lanes = pending.lanes.map((lane) => ({ ...lane, iteration: 0 }));
    assert.deepEqual(takesEffect({ ...pending, lanes, status, comesTo: 90 }, 'target.set'), [0], status);
    assert.deepEqual(takesEffect({ ...pending, lanes, status, comesTo: 90 }, 'target.degree'), [], status);
  }
});

test('a chart says what changes where', () => {
  const changed = {
    ...spec,
    changes: [
      { at: 9, target, learner: { step_size: 0.2, decay: null } },
      { at: 20, data: { kind: 'fresh' } },
    ],
  };
  const [lane] = state([changed]).lanes;
  assert.ok(lane);
  assert.deepEqual(changes(lane), [
    { iteration: 9, label: 'target S₁₀, step size 0.2, decay none' },
    { iteration: 20, label: 'fresh samples' },
  ]);
});
