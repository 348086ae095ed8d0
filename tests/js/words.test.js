import assert from 'node:assert/strict';
import test from 'node:test';
import * as words from '../../www/language/words.js';

/** @import { LaneState } from '../../www/types.d.ts' */

/**
 * A lane with these terms and their columns over the rows.
 * @param {[set: number[], coefficient: number, column: number[] | null][]} terms
 * @param {object} [more]
 * @returns {LaneState}
 */
function lane(terms, more) {
  const followed = terms.filter(([, , column]) => column !== null);
  const rows = followed[0]?.[2]?.length ?? 0;
  return /** @type {LaneState} */ (
    /** @type {unknown} */ ({
      label: '',
      name: '',
      spec: {
        target: { kind: terms.length > 1 ? 'staircase' : 'parity', degree: terms.length },
        learner: { kind: 'sgd', step_size: 0.1 },
      },
      status: 'running',
      iteration: 8000,
      columns: ['iteration', 'samples', 'train_loss', 'test_loss', ...followed.map(([set]) => `{${set.join(',')}}`)],
      groups: ['clock', 'clock', 'loss', 'loss', ...followed.map(() => 'coefficient')],
      data: [Array.from({ length: rows }, (_, i) => i * 1000), [], [], [], ...followed.map(([, , column]) => column)],
      errors: [],
      rowCount: rows,
      stride: 1,
      analysis: {
        terms: terms.map(([set, coefficient]) => ({ set, coefficient, supports: [] })),
        mean_square: terms.reduce((sum, [, coefficient]) => sum + coefficient ** 2, 0),
      },
      ...more,
    })
  );
}

const upTo = (/** @type {number} */ k) => Array.from({ length: k }, (_, i) => i + 1);
const climbed = lane([
  [[1], 0.5, [0, 0.5, 0.5, 0.5]],
  [[1, 2], 0.5, [0, 0.1, 0.46, 0.5]],
  [[1, 2, 3], 0.5, [0, 0, 0.1, 0.47]],
]);
const flat = lane([[upTo(10), 1, [0, 0.01, -0.02, 0.004]]]);

test('what a link is left without is one of its own entries', () => {
  const own = 'inputs.n: 0 is outside [1, 256]';
  assert.equal(words.notTaken('inputs.n', own), own);
  assert.equal(words.notTaken('1:inputs.n', own), own);
  assert.equal(words.notTaken('learner.decay', 'learner.decay.every: is missing'), 'learner.decay.every: is missing');
  assert.equal(words.notTaken('seed', '“x” is no number'), '“x” is no number');
  assert.equal(
    words.notTaken('inputs.kind', 'target.formula: at character 10: too many terms'),
    'inputs.kind does not go with target.formula: at character 10: too many terms',
  );
});

test('the finished sentence counts the steps that were climbed, says when, and names the lone monomial', () => {
  assert.equal(
    words.finished([climbed, flat]),
    'All three steps passed 90 % of their targets after 3,000 iterations; x₁⋯x₁₀ alone is still near zero.',
  );
});

test('what was not climbed is not claimed', () => {
  const half = lane([
    [[1], 1, [0, 0.95, 1, 1]],
    [[1, 2], 1, [0, 0.1, 0.2, 0.89]],
    [[1, 2, 3], 1, [0, 0, 0, -1]],
  ]);
  assert.equal(words.finished([half]), 'One of the three steps passed 90 % of its target, after 1,000 iterations.');
  const none = lane([
    [[1], 1, [0, 0]],
    [[1, 2], 1, [0, 0]],
  ]);
  assert.equal(words.finished([none]), 'None of the two steps has passed 90 % of its target.');
});

test('a negative coefficient is learned when it is negative', () => {
  const negative = lane(
    [
      [[2], -1, [0, -0.95]],
      [[1, 3], -1, [0, 0.95]],
    ],
    { spec: { target: { kind: 'expansion' } } },
  );
  assert.equal(words.finished([negative]), 'One of the two terms passed 90 % of its target, after 1,000 iterations.');
});

test('a lone monomial can be learned, or half learned', () => {
  assert.equal(
    words.finished([lane([[[2, 5], 1, [0, 0.2, 0.95]]])]),
    'x₂x₅ alone passed 90 % of its target after 2,000 iterations.',
  );
  assert.equal(words.finished([lane([[[2, 5], 1, [0, 0.2, 0.43]]])]), 'x₂x₅ alone has come to 43 % of its target.');
});

test('two targets of several terms are told apart by name', () => {
  const other = { ...climbed, spec: { target: { kind: 'staircase', degree: 3, normalize: true } } };
  assert.match(words.finished([{ ...climbed, spec: { target: { kind: 'formula' } } }, other]), /^g: all three terms /);
  assert.match(words.finished([climbed, other]), /^S₃: all three steps .*; S₃\/√3: all three steps .*\.$/);
});

test('of a target of which nothing is followed the loss is told, of however many lanes', () => {
  const silent = lane([[[1, 2], 1, null]]);
  silent.data[3]?.push(2, 0.0312);
  assert.equal(words.finished([silent]), 'Test loss 0.0312 after 8,000 iterations.');
  assert.equal(words.finished([{ ...silent, iteration: 1 }]), 'Test loss 0.0312 after 1 iteration.');
  assert.equal(
    words.finished([climbed, silent, flat]),
    'Terms at 90 % of their targets or more: S₃, 3 of 3; χ₁:₂: test loss 0.0312; χ₁:₁₀, 0 of 1.',
  );
});

test('what is short of 90 % is not rounded to it', () => {
  const near = lane([[[1, 2], 1, [0, 0.8996]]]);
  assert.equal(words.finished([near]), 'x₁x₂ alone has come to 89.96 % of its target.');
});

test('where only some terms are followed, only of these is spoken', () => {
  const some = lane(
    [
      [[1], 1, [0, 0.95]],
      [[2], 1, [0, 0.1]],
      [[1, 2], 1, null],
    ],
    { spec: { target: { kind: 'table' } } },
  );
  assert.equal(
    words.finished([some]),
    'One of the two followed terms passed 90 % of its target, after 1,000 iterations.',
  );
});

test('a constant beside other terms is no step', () => {
  const withConstant = lane(
    [
      [[], 1, [0, 1]],
      [[1], 1, [0, 0.95]],
      [[1, 2], 1, [0, 0.1]],
    ],
    { spec: { target: { kind: 'formula' } } },
  );
  assert.equal(
    words.finished([withConstant]),
    'One of the two terms passed 90 % of its target, after 1,000 iterations.',
  );
});

test('numbers have the page’s separators whatever the locale, and no more figures than a sentence needs', () => {
  const late = lane([[[1], 1, [0, 1]]]);
  late.data[0] = [0, 12_437];
  assert.match(words.finished([late]), /after about 12,400 iterations/);
});

test('the divergence sentence says where, in which run, and what to change', () => {
  assert.equal(
    words.diverged({ ...climbed, iteration: 1204 }),
    'The loss exploded at iteration 1,204 (S₃): lower the step size, now 0.1.',
  );
  assert.equal(
    words.diverged({ ...climbed, iteration: 1204, spec: { target: { kind: 'staircase', degree: 4 } } }),
    'The loss exploded at iteration 1,204 (S₄): lower the step size.',
  );
});

test('the crash sentence ends in one full stop and in what to do', () => {
  const crashed = /** @param {Partial<Parameters<typeof words.crashed>[1]>} how */ (how) =>
    words.crashed('out of memory.\n', { fate: 'broken', again: false, kept: false, returns: false, ...how });
  assert.equal(crashed({}), 'The computation crashed: out of memory. Restart starts it afresh.');
  assert.equal(
    crashed({ kept: true, again: true }),
    'The computation crashed, again at the same place: out of memory. Play goes on from where it was, Restart starts it afresh.',
  );
  assert.equal(
    crashed({ fate: 'silent', kept: true }),
    'The computation has stopped answering: out of memory. Play goes on from where it was, Restart starts it afresh.',
  );
  assert.equal(
    crashed({ fate: 'silent', kept: true, returns: true }),
    'The computation has stopped answering: out of memory. It goes on by itself from where it was; Restart starts it afresh.',
  );
  assert.equal(
    crashed({ fate: 'missing' }),
    'The figure’s program could not be loaded: out of memory. Play or Restart tries again.',
  );
  assert.equal(
    crashed({ fate: 'missing', kept: true }),
    'The figure’s program could not be loaded: out of memory. The run is kept: Play tries again.',
  );
  assert.equal(
    crashed({ fate: 'absent' }),
    'What the figure learns from could not be loaded: out of memory. Play or Restart tries again.',
  );
  assert.equal(
    crashed({ fate: 'absent', kept: true }),
    'What the figure learns from could not be loaded: out of memory. Restart tries again.',
  );
});

test('two runs of one target are told apart', () => {
  assert.equal(
    words.finished([
      { ...flat, name: 'a fixed sample' },
      { ...flat, name: 'fresh samples' },
    ]),
    'χ₁:₁₀ (a fixed sample): x₁⋯x₁₀ alone is still near zero; χ₁:₁₀ (fresh samples): x₁⋯x₁₀ alone is still near zero.',
  );
});

test('of three lanes or more each has a tally', () => {
  assert.equal(
    words.finished([{ ...climbed, name: 'fast' }, { ...climbed, name: 'slow' }, flat]),
    'Terms at 90 % of their targets or more: S₃ (fast), 3 of 3; S₃ (slow), 3 of 3; χ₁:₁₀, 0 of 1.',
  );
  assert.equal(
    words.finished(['ResNet', 'NTK', 'RBF'].map((label) => ({ ...climbed, label }))),
    'Terms at 90 % of their targets or more: ResNet, 3 of 3; NTK, 3 of 3; RBF, 3 of 3.',
  );
  const ended = (/** @type {LaneState} */ each, /** @type {number} */ loss) => ({
    ...each,
    data: each.data.map((column, i) => (i === 3 ? Array.from({ length: each.rowCount }, () => loss) : column)),
  });
  const compared = [ended(climbed, 0.075), ended(flat, 1)].map((each, i) => ({
    ...each,
    label: ['ResNet', 'NTK'][i] ?? '',
  }));
  assert.match(
    words.finished([...compared, flat], 'iterations', true),
    /: ResNet on S₃ 90.0\u00a0%; NTK on χ₁:₁₀ 0.0\u00a0%;/,
  );
  const lost = lane([
    [[1], 0.5, [0, 0.5, 0.5]],
    [[1, 2], 0.5, [0, 0.46, 0.4]],
  ]);
  assert.match(words.finished([lost, climbed, flat]), /: S₂, 1 of 2; S₃, 3 of 3;/);
});

test('of learners in one chart it is told what each explains of the target', () => {
  const columns = ['iteration', 'samples', 'train_loss', 'test_loss'];
  /** @param {string} label @param {number} loss */
  const learner = (label, loss) => ({ ...flat, label, columns, data: [[0], [0], [0], [loss]], rowCount: 1 });
  assert.equal(
    words.finished([learner('ResNet', 0.003), learner('NTK', 0.58), learner('random', 1.25)], 'samples', true),
    'Explained of the target: ResNet 99.7\u00a0%; NTK 42.0\u00a0%; random −25.0\u00a0%.',
  );
});

test('of classes it is told which part is taken for the wrong one', () => {
  const columns = ['iteration', 'test_loss', 'misclassified'];
  const groups = /** @type {const} */ (['clock', 'loss', 'loss']);
  const sorted = { ...climbed, name: 'net', columns, groups: [...groups], data: [[100], [0.2], [0.0614]] };
  assert.equal(words.finished([sorted]), '6.1\u00a0% misclassified.');
  const right = { ...sorted, name: 'b', data: [[100], [0.2], [0]] };
  assert.equal(
    words.finished([sorted, right, sorted]),
    'Net: 6.1\u00a0% misclassified; b: 0.0\u00a0% misclassified; net: 6.1\u00a0% misclassified.',
  );
});

test('what takes long is said with how long, and what does not is not', () => {
  const row = { kind: /** @type {const} */ ('measure'), done: 0.419, left: 23_400, row: 40_200 };
  assert.equal(
    words.preparing(row),
    'Measuring, 41 %: about 23 s left. Measuring takes about 40 s at each row here; with fewer inputs to measure on it takes less.',
  );
  assert.equal(words.preparing({ ...row, kind: 'prepare', left: 400, row: 300 }), 'Preparing, 41 %.');
  assert.match(words.preparing({ ...row, left: 600_000 }), /about 10 min left/);
  assert.match(words.preparing({ ...row, left: 36_000_000 }), /about 10 h left/);
  assert.equal(words.measuring(row), 'Running. Measuring, 41 % of about 40 s.');
  assert.equal(words.heavy(100), '');
  assert.equal(words.heavy(6200), ' An iteration takes about 6 s here.');
});

test('files that do not come are spoken of, with what to do', () => {
  assert.equal(words.waiting(7100, 'loading'), 'The figure’s program has not come for 7 s. Restart asks for it again.');
  assert.match(words.waiting(7100, 'running'), /The run is kept: pause and play ask for it again\.$/);
});

test('where the iterations are used up before all neurons are trained, that is said', () => {
  const network = { kind: 'sparse_quadratic', layers: 4, width: 1_000_000 };
  const of = (/** @type {number} */ trained) =>
    lane([[[1, 2], 1, [0, 0.2, 0.95]]], {
      spec: { target: { kind: 'parity', degree: 2 }, learner: { kind: 'layerwise', alpha: 0.05, eta: 10, network } },
      phase: /** @type {any} */ ({ trained }),
    });
  assert.match(
    words.finished([of(89_670)]),
    / The iterations are used up and 89,670 of 4,000,000 neurons are trained: run on for the others\.$/,
  );
  assert.match(words.finished([of(4_000_000), of(7)]), / used up and not every neuron is trained: run on/);
  assert.doesNotMatch(words.finished([of(4_000_000)]), /used up/);
  assert.match(words.diverged(of(7)), /: lower the step size α, now 0\.05, or the perturbation η, now 10\.$/);
});
