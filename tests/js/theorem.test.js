import assert from 'node:assert/strict';
import test from 'node:test';
import init, { analyze, resolve, theorem } from 'staircase-lab';
import {
  account,
  askedOf,
  forWhich,
  HYPERPARAMETERS,
  inapplicable,
  perturbation,
  written,
} from '../../www/language/theorem.js';

/** @import { Choice, LaneState, Magnitude } from '../../www/types.d.ts' */
/** @import { Piece } from '../../www/language/theorem.js' */

await init();

/** @param {Piece[]} pieces */
const flat = (pieces) =>
  pieces
    .map((piece) => (typeof piece === 'string' ? piece : 'sup' in piece ? `^${piece.sup}` : `_${piece.sub}`))
    .join('');

/**
 * As the page has it, of the real core.
 * @param {{ target?: Choice, inputs?: object, features?: Choice, learner?: object, network?: object }} given
 * @returns {LaneState}
 */
function lane({
  target = { kind: 'staircase', degree: 3, normalize: false },
  inputs,
  features,
  learner,
  network,
} = {}) {
  const spec = resolve({
    inputs: { kind: 'hypercube', n: 10, ...inputs },
    target,
    ...(features ? { features } : {}),
    learner: { kind: 'layerwise', network: { kind: 'sparse_quadratic', ...network }, ...learner },
  });
  const analysis = analyze(target, spec.inputs, spec.features);
  return /** @type {any} */ ({ spec, analysis, iteration: 1234, samples: 0 });
}

test('numbers are powers of ten, with their constants, and small ones as they are', () => {
  for (const [magnitude, text] of /** @type {[Magnitude, string][]} */ ([
    [{ log10: 213.4, times: {} }, '10^213'],
    [{ log10: -6289.68, times: { c_lambda: 1 } }, '10^−6,290 c_λ'],
    [{ log10: -79020.5025, times: { c_alpha: 1, c_lambda: 10 } }, '10^−79,021 c_α c_λ^10'],
    [{ log10: 254492.2, times: { c_B: 1, c_lambda: -8 } }, '10^254,492 c_B c_λ^−8'],
    [{ log10: 537205.9, times: { C: 1 } }, '10^537,206 C'],
    [{ log10: Math.log10(30), times: {} }, '30'],
    [{ log10: 0, times: {} }, '1'],
    [{ log10: -3, times: {} }, '0.00100'],
    [{ log10: -3.01, times: {} }, '10^−3'],
    [{ log10: 6, times: {} }, '10^6'],
  ]))
    assert.equal(flat(written(magnitude)), text);
});

test('each hyperparameter has the theorem’s number and the run’s', () => {
  const run = lane({
    learner: { lambda1: 0.002, lambda2: 0.02, eta: 0.1, alpha: 0.2, tau: 0.15 },
    network: { p1: 0.05 },
  });
  const numbers = theorem(askedOf(run, { epsilon: 0.01, delta: 0.1 }));
  assert.equal(forWhich(numbers), 'For n = 10, s = 3 and M = 1; powers of ten are rounded');
  const rows = HYPERPARAMETERS.map(({ key, symbol, used }) => [
    flat(symbol),
    flat(written(/** @type {Magnitude} */ (numbers[key]))),
    used(run),
  ]);
  assert.deepEqual(rows.slice(0, 4), [
    ['L', '10', '9'],
    ['W', '10^174', '2,000'],
    ['p_1', '10^−65', '0.0500'],
    ['p_2', '10^−94', '0.150'],
  ]);
  assert.deepEqual(
    rows.map(([symbol]) => symbol),
    ['L', 'W', 'p_1', 'p_2', 'λ_1', 'λ_2', 'η', 'ε_stop', 'α', 'τ', 'B', 'time'],
  );
  assert.deepEqual(
    rows.slice(-2).map((row) => row[2]),
    ['all there are', '1,234 steps so far'],
  );
  const batches = { ...lane({ learner: { gradient: 'batch', batch: 512 } }), samples: 5120 };
  assert.deepEqual(
    HYPERPARAMETERS.slice(-2).map(({ used }) => used(batches)),
    ['512', '1,234 steps, 5,120 samples so far'],
  );
  const why = flat(account(run, numbers));
  assert.match(why, /κ = .* is 10\^178 here.*κ\^2394: nobody can run that.*W p₁ p₂ = 15 here.*computed exactly/);
  assert.match(flat(account(batches, numbers)), /little noise/);
});

test('of η = 4 τ it is said whether the run has it, and what it takes', () => {
  for (const [learner, expected] of /** @type {[object, RegExp][]} */ ([
    [{ eta: 0.1, tau: 0.15 }, /^The theorem perturbs by η = 4 τ; here η is 0\.667 τ\. With 4 τ, ε_stop has/],
    [
      { eta: 0.2, tau: 0.05, eps_stop: 5e-5 },
      /^As in the theorem η is 4 τ\. Then ε_stop has to be below λ₁ τ, and is:/,
    ],
    [{ eta: 0.2, tau: 0.05, eps_stop: 1e-3 }, /and is not:/],
  ]))
    assert.match(flat(perturbation(lane({ learner }))), expected);
});

test('where the theorem says nothing of a run, the reason is given', () => {
  const features = { kind: 'products', degree: 2 };
  const of = (/** @type {string} */ formula) => ({ kind: 'formula', formula });
  for (const [given, reason] of /** @type {[Parameters<typeof lane>[0], string][]} */ ([
    [{}, ''],
    [
      { target: of('x1x2 + x3') },
      'the target lacks the staircase property, for there is no set of one coordinate less below {1,2}',
    ],
    [
      { target: { kind: 'parity', degree: 5 } },
      'the target lacks the staircase property, for there is no set of one coordinate less below {1…5}',
    ],
    [{ inputs: { bias: 0.5 } }, 'it is about fair coins'],
    [{ inputs: { spread: 0.2 } }, 'it is about fair coins'],
    [{ features }, 'it is about networks that see the coordinates alone'],
    [{ network: { neuron: 'skip' } }, 'it is about the quadratic neurons of section 2.1'],
    [{ target: of('1 + x1') }, 'its proof takes a target without a constant term'],
  ]))
    assert.equal(inapplicable(lane(given)), reason && `Theorem B.1 does not apply: ${reason}.`);
});
