// What Theorem B.1 of the staircase paper asks for, beside what a run has.

import { integer, significant } from './format.js';
import { setName } from './names.js';
import { size } from './neurons.js';
import { unsupported } from './verdicts.js';

/** @import { LaneState, Magnitude, Theorem, TheoremInputs } from '../types.d.ts' */

/** A number between these powers of ten is written as it is. */
const PLAIN = [-3, 6];
/** Share of η = 4 τ within which a run has it, too. */
const ABOUT = 0.01;
/** So many children that two neurons share on average were enough in our runs. */
const ENOUGH = 15;

/** Text, with what is raised and lowered in it. @typedef {string | { sup: string } | { sub: string }} Piece */

/** @type {Record<string, Piece[]>} */
const CONSTANTS = {
  c_lambda: ['c', { sub: 'λ' }],
  c_stop: ['c', { sub: 'stop' }],
  c_alpha: ['c', { sub: 'α' }],
  c_B: ['c', { sub: 'B' }],
  C: ['C'],
};

/** @param {Pick<LaneState, 'spec'>} lane */
const learner = ({ spec }) => /** @type {Record<string, unknown>} */ (spec.learner ?? {});
/** @param {Pick<LaneState, 'spec'>} lane */
const network = (lane) => /** @type {Record<string, unknown>} */ (learner(lane).network ?? {});

/** Of the numbers that are beside it. */
export const CONSTANTS_HELP =
  'Appendix B of Abbe et al. 2021. Constants c_λ, c_stop and c_α are small enough, c_B and C large enough: the paper gives no values for them.';

/** @param {number} v */
const whole = (v) => integer(v).replace('-', '−');

/**
 * 10²¹⁹, 30, 10⁻⁶²⁹⁰ c_λ
 * @param {Magnitude} magnitude
 * @returns {Piece[]}
 */
export function written({ log10, times }) {
  const constants = Object.entries(times).flatMap(([name, power]) => [
    ' ',
    ...(CONSTANTS[name] ?? [name]),
    ...(power === 1 ? [] : [{ sup: whole(power) }]),
  ]);
  const [least = 0, most = 0] = PLAIN;
  if (log10 < least || log10 >= most) return ['10', { sup: whole(log10) }, ...constants];
  const value = 10 ** log10;
  const near = Math.round(value);
  return [Math.abs(value - near) < 1e-6 * value ? integer(near) : significant(value), ...constants];
}

/**
 * What the theorem is asked for, of a learner that takes no target without known terms.
 * @param {Pick<LaneState, 'spec' | 'analysis'>} lane
 * @param {Pick<TheoremInputs, 'epsilon' | 'delta'>} wanted
 * @returns {TheoremInputs}
 */
export const askedOf = ({ spec, analysis }, { epsilon, delta }) => ({
  n: Number(spec.inputs?.n),
  s: analysis.sparsity ?? 0,
  M: analysis.least_m ?? 1,
  epsilon,
  delta,
});

/**
 * Why the theorem says nothing of a run; "" where it does.
 * @param {Pick<LaneState, 'spec' | 'analysis'>} lane
 */
export function inapplicable(lane) {
  const { analysis, spec } = lane;
  const why = () => {
    if (!analysis.staircase) {
      const lacking = unsupported(analysis).map(setName);
      return `the target lacks the staircase property, for there is no set of one coordinate less below ${lacking[0]}`;
    }
    if (Number(spec.inputs?.bias) !== 0 || Number(spec.inputs?.spread) !== 0) return 'it is about fair coins';
    if (analysis.features > 0) return 'it is about networks that see the coordinates alone';
    if (network(lane).neuron !== 'quadratic') return 'it is about the quadratic neurons of section 2.1';
    if (analysis.terms.some(({ set }) => set.length === 0)) return 'its proof takes a target without a constant term';
    return '';
  };
  const reason = why();
  return reason && `Theorem B.1 does not apply: ${reason}.`;
}

/**
 * @typedef {object} Hyperparameter
 * @property {keyof Theorem} key
 * @property {Piece[]} symbol
 * @property {string} name
 * @property {(lane: LaneState) => string} used  in this run
 */

/** @param {unknown} value */
const number = (value) => (Number.isInteger(value) ? integer(Number(value)) : significant(Number(value)));
/** @param {string} name */
const ofLearner = (name) => (/** @type {LaneState} */ lane) => number(learner(lane)[name]);
/** @param {string} name */
const ofNetwork = (name) => (/** @type {LaneState} */ lane) => number(network(lane)[name]);
/** @param {Pick<LaneState, 'spec'>} lane */
const exact = (lane) => learner(lane).gradient === 'population';

/** @type {Hyperparameter[]} */
export const HYPERPARAMETERS = [
  { key: 'L', symbol: ['L'], name: 'layers', used: ofNetwork('layers') },
  { key: 'W', symbol: ['W'], name: 'neurons a layer', used: ofNetwork('width') },
  { key: 'p1', symbol: ['p', { sub: '1' }], name: 'chance of an edge from an input', used: ofNetwork('p1') },
  { key: 'p2', symbol: ['p', { sub: '2' }], name: 'chance of an edge from a neuron', used: ofNetwork('p2') },
  { key: 'lambda1', symbol: ['λ', { sub: '1' }], name: 'decay of weights from inputs', used: ofLearner('lambda1') },
  { key: 'lambda2', symbol: ['λ', { sub: '2' }], name: 'decay of weights from neurons', used: ofLearner('lambda2') },
  { key: 'eta', symbol: ['η'], name: 'perturbation', used: ofLearner('eta') },
  { key: 'eps_stop', symbol: ['ε', { sub: 'stop' }], name: 'gradient at the stop', used: ofLearner('eps_stop') },
  { key: 'alpha', symbol: ['α'], name: 'step size', used: ofLearner('alpha') },
  { key: 'tau', symbol: ['τ'], name: 'rounding', used: ofLearner('tau') },
  {
    key: 'B',
    symbol: ['B'],
    name: 'samples a batch',
    used: (lane) => (exact(lane) ? 'all there are' : ofLearner('batch')(lane)),
  },
  {
    key: 'time',
    symbol: ['time'],
    name: 'samples and steps, at most',
    used: ({ iteration, samples }) =>
      `${integer(iteration)} steps${samples > 0 ? `, ${integer(samples)} samples` : ''} so far`,
  },
];

/**
 * Why nobody can run it, and why practical settings work all the same.
 * @param {LaneState} lane
 * @param {Theorem} theorem
 * @returns {Piece[]}
 */
export function account(lane, { kappa }) {
  const shared = size(lane).width * Number(network(lane).p1) * Number(network(lane).p2);
  const gradient = exact(lane)
    ? 'a gradient without noise, which is computed exactly here'
    : 'a gradient with little noise, which larger batches and the population’s gradient have';
  return [
    'The time is polynomial in n, s, M, 1/ε and 1/δ, as the paper says; but κ = W L M s / (ε δ) is ',
    ...written(kappa),
    ' here, and the bound is a constant times κ',
    { sup: '2394' },
    `: nobody can run that. Practical settings work all the same, for the proof leaves room for the worst case at every step. What a run needs is that an input and an active neuron share some children (on average W p₁ p₂ = ${number(shared)} here; ${ENOUGH} were always enough in our runs), that hardly any neuron finds two of its products in the error at once, and ${gradient}.`,
  ];
}

/**
 * For which target, and what is wanted of it.
 * @param {TheoremInputs} inputs
 */
export const forWhich = ({ n, s, M }) =>
  `For n = ${integer(n)}, s = ${integer(s)} and M = ${number(M)}; powers of ten are rounded`;

/**
 * The theorem's η = 4 τ, and the run's.
 * @param {Pick<LaneState, 'spec'>} lane
 * @returns {Piece[]}
 */
export function perturbation(lane) {
  const { eta, tau, eps_stop: least, lambda1 } = /** @type {Record<string, number>} */ (learner(lane));
  const ratio = Number(eta) / Number(tau);
  const low = Number(least) < Number(lambda1) * Number(tau);
  const stop = ['ε', { sub: 'stop' }];
  const why =
    ': at a weight and a bias that cancel the gradient is the decay’s alone, and a neuron that stops there stays active.';
  if (Math.abs(ratio / 4 - 1) > ABOUT) {
    const here = `The theorem perturbs by η = 4 τ; here η is ${number(ratio)} τ. With 4 τ, `;
    return [here, ...stop, ` has to be below λ₁ τ${why}`];
  }
  return ['As in the theorem η is 4 τ. Then ', ...stop, ` has to be below λ₁ τ, and ${low ? 'is' : 'is not'}${why}`];
}
