// What is said of neurons that are trained one by one: how far the training is, what an active one computes, and what the one in
// training comes to, as in the walk-through of the staircase paper's section 2.5.

/** @import { ActiveNeuron, LaneState, ParentEdge, Phase, TrainedNeuron } from '../types.d.ts' */

import { amount } from './axis.js';
import { fixed, integer, significant } from './format.js';
import { monomial } from './names.js';
import { capital } from './text.js';

/** Less of a monomial in the error is nothing: what training leaves behind. */
const NOTHING = 0.005;
/** From this relative error on an active neuron represents no monomial (Claim E.13). */
const NO_MONOMIAL = 0.5;
/** A smaller constant is not told in thousandths. */
const LEAST = 0.01;
/** More parents than this are not listed. */
const LISTED = 4;

/** @param {string[]} names */
const all = (names) => (names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : names.join(''));

/**
 * @param {number} layer
 * @param {number} index
 */
const place = (layer, index) => `neuron ${integer(index)} of layer ${layer}`;

/**
 * How many neurons there are to train, and whether some are passed over.
 * @param {Pick<LaneState, 'spec'>} lane
 */
export function size({ spec }) {
  const { layers, width } = /** @type {Record<string, unknown>} */ (spec.learner?.network ?? {});
  return { layers: Number(layers), width: Number(width), passed: spec.learner?.pass_over === true };
}

/**
 * x₃, 1 for the constant, φ₁ for the first feature.
 * @param {number} input
 * @param {number} n  coordinates
 */
export function inputName(input, n) {
  return input <= n ? monomial(input === 0 ? [] : [input]) : monomial([input - n]).replace('x', 'φ');
}

/**
 * The same, and of a feature what it is: φ₁ = x₁x₃.
 * @param {number} input
 * @param {number} n
 * @param {string[]} features  their names, as the core writes them
 */
export function inputSpelled(input, n, features) {
  const feature = features[input - n - 1];
  const spelled = feature?.replace(/x(\d+)/g, (_, i) => monomial([Number(i)]));
  return `${inputName(input, n)}${spelled === undefined ? '' : ` = ${spelled}`}`;
}

/**
 * What a neuron computes, but for its scaling and error.
 * @param {Pick<ActiveNeuron, 'set'>} neuron
 */
export const called = ({ set }) => (set === null ? 'f' : monomial(set));

/** @typedef {Pick<LaneState, 'neurons' | 'spec' | 'features'>} Lane */

/**
 * A parent by its monomial, and where that is a neuron's, by its place.
 * @param {ParentEdge} edge
 * @param {Lane} lane
 */
function parentName({ input, layer, index }, { neurons, spec, features }) {
  if (input !== undefined) return inputSpelled(input, Number(spec.inputs?.n), features);
  const neuron = neurons.find((each) => each.layer === layer && each.index === index);
  return `${neuron ? `${called(neuron)} ` : ''}(${place(layer ?? 0, index ?? 0)})`;
}

/**
 * What the parent's square weighs, where neurons have such weights (section 3.1).
 * @param {ParentEdge} edge
 */
const squared = ({ square }) => (square === 0 ? '' : `, its square ${fixed(square)}`);

/**
 * All about an active neuron, in a line.
 * @param {ActiveNeuron} neuron
 * @param {Lane} lane
 */
export function account(neuron, lane) {
  const { layer, index, bias, set, scaling, relative_error: error, iteration, iterations } = neuron;
  const parents = neuron.parents.map(
    (edge) => `${parentName(edge, lane)} with weight ${fixed(edge.weight)}${squared(edge)}`,
  );
  const computes =
    set === null || scaling === null || error === null
      ? 'computes a function of too many coordinates to be written out'
      : `${error >= NO_MONOMIAL ? 'computes no monomial; the nearest is' : 'computes'} ${set.length === 0 ? `the constant ${Math.abs(scaling) < LEAST ? significant(scaling) : fixed(scaling)}` : `${fixed(scaling)}\u2009${monomial(set)}`} with a relative error of ${significant(error)}`;
  const from = parents.length > 0 ? `, from ${all(parents)}` : '';
  return `${capital(place(layer, index))} ${computes}${from}, bias ${fixed(bias)}. It took ${amount(iterations, 'iterations')} and was active from iteration ${integer(iteration)} on.`;
}

/** Of the table of active neurons. */
export const COLUMNS = [
  'Computes',
  'Layer',
  'Neuron',
  'Scaling',
  'Relative error',
  'Parents, with weights',
  'Bias',
  'Its iterations',
  'Active from',
];

/**
 * @param {ActiveNeuron} neuron
 * @param {Lane} lane
 */
export function entries(neuron, lane) {
  const { layer, index, bias, scaling, relative_error: error, iteration, iterations } = neuron;
  return [
    called(neuron),
    String(layer),
    integer(index),
    scaling === null ? '' : fixed(scaling),
    error === null ? '' : significant(error),
    neuron.parents.map((edge) => `${parentName(edge, lane)}: ${fixed(edge.weight)}${squared(edge)}`).join('; '),
    fixed(bias),
    integer(iterations),
    integer(iteration),
  ];
}

/**
 * How far the training is, at a moment.
 * @param {{ trained: number, active: number }} at
 * @param {ReturnType<typeof size>} size
 * @param {Phase | null} phase  null at a cursor, for it is the newest
 * @param {number} [each]  neurons that a point of the picture stands for
 */
export function tally({ trained, active }, { layers, width, passed }, phase, each = 1) {
  const done = `trained${passed ? ' or passed over' : ''}`;
  const parts = [`${integer(trained)} of ${amount(layers * width, 'neurons')} ${done}, ${integer(active)} active`];
  if (phase && phase.capped > 0) parts.push(`${integer(phase.capped)} stopped before the gradient was small`);
  if (phase && phase.sampled > 0) parts.push(`${integer(phase.sampled)} by mini-batches for want of exact moments`);
  if (each > 1) parts.push(`each point stands for ${integer(each)}`);
  return `${parts.join('; ')}.`;
}

/**
 * Which neuron the words and the chart are about.
 * @param {TrainedNeuron} training
 * @param {Pick<LaneState, 'spec'>} lane
 */
export function heading({ layer, neuron, iteration, gradient_norm: norm, ended, capped }, { spec: { learner } }) {
  const so = ended
    ? `${capped ? 'stopped after' : 'trained in'} ${amount(iteration, 'iterations')}`
    : `iteration ${integer(iteration)}`;
  const gradient = norm === null ? '' : `, gradient ${significant(norm)}`;
  const sampled = learner?.gradient === 'batch' ? ` of ${amount(Number(learner.batch), 'samples')}` : '';
  return `${place(layer, neuron)}, ${so}${gradient}${norm === null ? '' : sampled}`;
}

/**
 * @param {TrainedNeuron} training
 * @param {Lane} lane
 */
export function parentNames({ parents }, lane) {
  const names = parents.map(({ set }) => (set ? monomial(set) : ''));
  // Of two that compute the same, the neurons are told by their place.
  const alone = (/** @type {string} */ name) => name !== '' && names.indexOf(name) === names.lastIndexOf(name);
  return names.map((name, i) => {
    const parent = /** @type {ParentEdge} */ (parents[i]);
    return alone(name) || (name !== '' && parent.input !== undefined) ? name : parentName(parent, lane);
  });
}

/**
 * The same where there is little room.
 * @param {TrainedNeuron} training
 * @param {Pick<LaneState, 'spec'>} lane
 */
export const shortNames = ({ parents }, { spec }) =>
  parents.map(({ set, input }) =>
    set ? monomial(set) : input === undefined ? 'f' : inputName(input, Number(spec.inputs?.n)),
  );

/**
 * Whether rounding has left anything.
 * @param {TrainedNeuron} training
 */
export const becameActive = ({ ended, parents, bias }) =>
  ended && (bias !== 0 || parents.some(({ weight, square }) => weight !== 0 || square !== 0));

/**
 * What it comes to, and why.
 * @param {TrainedNeuron} training
 * @param {Lane} lane
 */
export function verdict(training, lane) {
  const { ended, capped, layer, neuron, iteration } = training;
  const names = parentNames(training, lane);
  // As one says it: x₂ and 1.
  const list = [...names.filter((name) => name !== '1'), ...names.filter((name) => name === '1')];
  const learned = lane.neurons.find((each) => each.layer === layer && each.index === neuron);
  const becomes = !ended
    ? null
    : becameActive(training)
      ? `it learns ${learned ? called(learned) : 'a function of its own'}`
      : 'it stays blank';
  const stopped = capped ? ` Stopped after ${amount(iteration, 'iterations')}, before its gradient was small.` : '';
  return `${reason(training, list, becomes)}${stopped}`;
}

/**
 * The error is what is missing, g - f.
 * @param {TrainedNeuron} training
 * @param {string[]} names  of its parents
 * @param {string | null} becomes  null: that is open
 */
function reason({ products }, names, becomes) {
  const [only] = names;
  if (only === undefined) return `Every parent is blank: ${becomes ?? 'there is nothing to learn from'}.`;
  if (names.length === 1)
    return `Only ${only} leads here, which can’t make anything new (Lemma D.7): ${becomes ?? 'it will stay blank'}.`;
  const [first] = [...products].sort((a, b) => Math.abs(b.error) - Math.abs(a.error));
  const product = first ? monomial(first.set) : 'their product';
  const useful = first !== undefined && Math.abs(first.error) >= NOTHING;
  const parents =
    names.length > LISTED + 1
      ? `${names.slice(0, LISTED).join(', ')} and ${integer(names.length - LISTED)} others`
      : all(names);
  if (names.length === 2) {
    if (!useful)
      return `${parents}: nothing in the error looks like ${product}, so ${becomes ?? 'its weights only shrink'}.`;
    return `${parents}: the error has ${fixed(-first.error, 2)} of ${product}: ${becomes ?? `it is learning ${product}`}.`;
  }
  const most = useful
    ? `of their products the error has most of ${product}, ${fixed(-first.error, 2)}`
    : 'the error has none of their products';
  return `${parents}, more parents than the two that the proof allows: ${most}; ${becomes ?? 'it may learn a mixture'}.`;
}
