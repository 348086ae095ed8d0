import assert from 'node:assert/strict';
import test from 'node:test';
import { account, entries, heading, inputName, inputSpelled, tally, verdict } from '../../www/language/neurons.js';

/** @import { ActiveNeuron, LaneState, TrainedNeuron } from '../../www/types.d.ts' */

/** @type {ActiveNeuron[]} */
const NEURONS = [
  {
    layer: 1,
    index: 6,
    parents: [
      { input: 1, weight: -0.7064, square: 0 },
      { input: 2, weight: -0.7063, square: 0 },
    ],
    bias: -0.9971,
    set: [1, 2],
    scaling: 0.998,
    relative_error: 0.00088,
    iteration: 178,
    iterations: 70,
  },
  {
    layer: 2,
    index: 35,
    parents: [
      { input: 3, weight: 1.0028, square: 0 },
      { layer: 1, index: 6, weight: 0.4967, square: 0 },
    ],
    bias: -1.2531,
    set: [1, 2, 3],
    scaling: 0.9941,
    relative_error: 0.0032,
    iteration: 133950,
    iterations: 1208,
  },
];
/** @type {Pick<LaneState, 'neurons' | 'spec' | 'features'>} */
const LANE = { neurons: NEURONS, spec: { inputs: { kind: 'hypercube', n: 10 } }, features: ['x1x3', 'x2 - 1'] };

/**
 * @param {number[][]} sets  of the parents
 * @param {Partial<TrainedNeuron> & { errors?: number[], left?: number }} [more]  `errors`: of the products; `left`: every weight
 * @returns {TrainedNeuron}
 */
function training(sets, { errors = [], left = 0, ...more } = {}) {
  const pairs = sets.flatMap((_, i) =>
    sets.slice(i + 1).map((_, k) => /** @type {[number, number]} */ ([i, i + 1 + k])),
  );
  return {
    layer: 1,
    neuron: 9,
    iteration: 70,
    gradient_norm: 0.0009,
    ended: true,
    capped: false,
    parents: sets.map((set) => ({ input: set[0] ?? 0, weight: left, square: 0, set, weights: [0.05], squares: [] })),
    bias: 0,
    biases: [0.05],
    at: [0],
    blank: 0,
    products: pairs.map((of, i) => {
      const both = of.flatMap((at) => sets[at] ?? []);
      const set = both.filter((x) => both.indexOf(x) === both.lastIndexOf(x)).sort((a, b) => a - b);
      return { of, set, error: errors[i] ?? 0 };
    }),
    ...more,
  };
}

test('a verdict says which product the error has, and what became of the neuron', () => {
  const learned = { neuron: 6, left: -0.7 };
  for (const [given, words] of /** @type {[TrainedNeuron, string][]} */ ([
    [training([[], [2]]), 'x₂ and 1: nothing in the error looks like x₂, so it stays blank.'],
    [
      training([[], [2]], { ended: false }),
      'x₂ and 1: nothing in the error looks like x₂, so its weights only shrink.',
    ],
    [training([[1], [2]], { errors: [-1], ...learned }), 'x₁ and x₂: the error has 1.00 of x₁x₂: it learns x₁x₂.'],
    [training([[], [1]], { errors: [-1], ended: false }), 'x₁ and 1: the error has 1.00 of x₁: it is learning x₁.'],
    [training([[1], [2]], { errors: [0.04] }), 'x₁ and x₂: the error has −0.04 of x₁x₂: it stays blank.'],
    [training([[3]]), 'Only x₃ leads here, which can’t make anything new (Lemma D.7): it stays blank.'],
    [training([]), 'Every parent is blank: it stays blank.'],
    [training([], { ended: false }), 'Every parent is blank: there is nothing to learn from.'],
    [
      training([[], [1], [2]], { errors: [-1, 0, -0.5], left: 0.4 }),
      'x₁, x₂ and 1, more parents than the two that the proof allows: of their products the error has most of x₁, 1.00; it learns a function of its own.',
    ],
    [
      training([[4], [5], [6]], { ended: false }),
      'x₄, x₅ and x₆, more parents than the two that the proof allows: the error has none of their products; it may learn a mixture.',
    ],
    [
      training([[1], [2], [3], [4], [5], [6]]),
      'x₁, x₂, x₃, x₄ and 2 others, more parents than the two that the proof allows: the error has none of their products; it stays blank.',
    ],
    [
      training([[1], [2]], { errors: [-1], ...learned, capped: true, iteration: 100_000 }),
      'x₁ and x₂: the error has 1.00 of x₁x₂: it learns x₁x₂. Stopped after 100,000 iterations, before its gradient was small.',
    ],
  ])) {
    assert.equal(verdict(given, LANE), words);
  }
});

test('a parent that can’t be expanded is called by its place', () => {
  const given = training([[], [2]]);
  given.parents[1] = { layer: 1, index: 6, weight: 0, square: 0, set: null, weights: [], squares: [] };
  given.products = [];
  assert.match(
    verdict(given, LANE),
    /^x₁x₂ \(neuron 6 of layer 1\) and 1: nothing in the error looks like their product, so/,
  );
});

test('an active neuron is told in a line and in the cells of a table', () => {
  assert.equal(
    account(/** @type {ActiveNeuron} */ (NEURONS[1]), LANE),
    'Neuron 35 of layer 2 computes 0.994\u2009x₁x₂x₃ with a relative error of 0.00320, from x₃ with weight 1.003 and x₁x₂ (neuron 6 of layer 1) with weight 0.497, bias −1.253. It took 1,208 iterations and was active from iteration 133,950 on.',
  );
  const weighted = structuredClone(/** @type {ActiveNeuron} */ (NEURONS[0]));
  if (weighted.parents[1]) weighted.parents[1].square = -0.5;
  assert.match(
    account(weighted, LANE),
    /from x₁ with weight −0\.706 and x₂ with weight −0\.706, its square −0\.500, bias/,
  );
  assert.equal(entries(weighted, LANE)[5], 'x₁: −0.706; x₂: −0.706, its square −0.500');
  const constant = { .../** @type {ActiveNeuron} */ (NEURONS[0]), set: [], scaling: 0.5 };
  assert.match(account(constant, LANE), /^Neuron 6 of layer 1 computes the constant 0\.500 with a relative error/);
  const unknown = { ...NEURONS[0], set: null, scaling: null, relative_error: null, parents: [] };
  assert.match(
    account(/** @type {ActiveNeuron} */ (unknown), LANE),
    /computes a function of too many coordinates to be written out, bias/,
  );
  assert.deepEqual(entries(/** @type {ActiveNeuron} */ (NEURONS[0]), LANE), [
    'x₁x₂',
    '1',
    '6',
    '0.998',
    '0.000880',
    'x₁: −0.706; x₂: −0.706',
    '−0.997',
    '70',
    '178',
  ]);
});

test('inputs, the tally and what is in training have their words', () => {
  assert.deepEqual(
    [0, 1, 10, 11].map((input) => inputName(input, 10)),
    ['1', 'x₁', 'x₁₀', 'φ₁'],
  );
  assert.deepEqual(
    [1, 11, 12].map((input) => inputSpelled(input, 10, LANE.features)),
    ['x₁', 'φ₁ = x₁x₃', 'φ₂ = x₂ - 1'],
  );
  const size = { layers: 2, width: 400, passed: false };
  const phase = {
    layer: 1,
    neuron: 1,
    iteration: 0,
    gradient_norm: null,
    active: 3,
    trained: 500,
    capped: 0,
    sampled: 0,
  };
  assert.equal(tally({ trained: 500, active: 3 }, size, phase), '500 of 800 neurons trained, 3 active.');
  assert.equal(
    tally({ trained: 500, active: 3 }, size, { ...phase, capped: 2, sampled: 7 }),
    '500 of 800 neurons trained, 3 active; 2 stopped before the gradient was small; 7 by mini-batches for want of exact moments.',
  );
  assert.equal(
    tally({ trained: 1e6, active: 1 }, { layers: 2, width: 1e6, passed: true }, null, 29),
    '1,000,000 of 2,000,000 neurons trained or passed over, 1 active; each point stands for 29.',
  );
  assert.equal(heading(training([[1]]), LANE), 'neuron 9 of layer 1, trained in 70 iterations, gradient 0.000900');
  const batch = { spec: { learner: { kind: 'layerwise', gradient: 'batch', batch: 8192 } } };
  assert.equal(
    heading(training([[1]], { capped: true, iteration: 1e5 }), batch),
    'neuron 9 of layer 1, stopped after 100,000 iterations, gradient 0.000900 of 8,192 samples',
  );
  assert.equal(
    heading(training([[1]], { ended: false, gradient_norm: null }), LANE),
    'neuron 9 of layer 1, iteration 70',
  );
});
