// What theory says of each target before any training, and the order in which its coefficients rise beside the
// predicted one.

/** @import { Actions, Axis, LabState, LaneState, Store } from '../types.d.ts' */

import { axisOf } from '../language/axis.js';
import { exponent, overFeatures, overtaken, picked, rises, unsupported } from '../language/verdicts.js';
import { createCells } from '../drawing/cells.js';
import { h, say, subscripts, term } from '../drawing/dom.js';
import { createProof } from '../drawing/proof.js';
import { createTheorem } from '../drawing/theorem.js';
import { integer, percentBeside, significant } from '../language/format.js';
import { drawn } from '../drawing/frame.js';
import { columnName, factors, monomial, setName, symbols } from '../language/names.js';
import { LEARNED } from '../language/progress.js';

/** Longer tables nobody reads. */
const MOST = 60;

const HELP = {
  degree:
    'The number of coordinates in the largest monomial of the target, each counted as often as its own degree says.',
  sparsity: 'How many monomials the target has.',
  unwritten:
    'A teacher network is a polynomial in all coordinates, with far too many monomials to be listed: what is compared is not its coefficients but, where the network has layers like its own, the features of these.',
  bound: 'The least M for which every coefficient of the target is between 1/M and M in size.',
  staircase:
    'Definition 1.1 of Abbe et al. 2021: every monomial of two or more coordinates contains another one of the target with just one coordinate less.',
  hierarchical:
    'Section 3.2 of Abbe et al. 2021, where the functions are no monomials of coins: every term of two or more coordinates has another one of the target beside it that lacks just one of these coordinates and has the others in the same degrees.',
  composable:
    'Section 3.3 of Abbe et al. 2021: every monomial of two or more coordinates has a smaller one of the target beside it, from which it differs in no more coordinates than this distance, counting those of both that the other lacks. A constant term counts for none.',
  merged:
    'Abbe, Boix-Adsera and Misiakiewicz 2022: the monomials can be put in an order in which each brings at most one coordinate that none before it has.',
  leap: 'Abbe, Boix-Adsera and Misiakiewicz 2023: the least L for which the monomials can be put in an order in which each brings at most L coordinates that none before it has.',
  features:
    'For networks that are also given functions of the coordinates, as at the end of section 3.3 of Abbe et al. 2021: a monomial is made, as a product, of coordinates and features, and each of them that is new counts as a new coordinate does. Features that are no monomials are not counted. Nothing is conjectured of the time that this takes, for features are not independent of the coordinates.',
  order: 'The witness: an order in which each monomial brings at most L coordinates that none before it has.',
  symmetric:
    'Coordinates that can be exchanged, two by two, without a change of any term or, but for rounding, of a coefficient, while some term holds more than one of them. In the limit of many coins, where the biases of a two-layer ReLU network all start at one value, x₁ + x₂ + x₃ + x₁x₂x₃ stalls if that is 0.5 and is learned if it is 0.25; x₁ + x₂ + x₁x₂ is learned from either.',
  rests:
    'The terms of the target with just one coordinate less, on which this one can be built. A single coordinate needs none.',
  predicted:
    'The place of the monomial when those that bring the fewest new coordinates, or features where there are some, come first, and none before one of those that it rests on. Where several can come next, nothing is predicted among them, and they share their places.',
  observed: 'The place in which the coefficient was first seen at half of its target.',
};

/**
 * @param {HTMLElement} root  a panel: nothing is drawn while it is hidden
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  const pair = h('div', { class: 'pair' });
  root.replaceChildren(pair);
  const cells = createCells(pair, (i) => cell(i, actions));
  const view = drawn(store, ['lanes', 'shown', 'axis'], (state) => {
    if (root.hidden) return;
    const names = symbols(state.lanes);
    const axis = axisOf(state);
    cells.of(state).forEach((each, i) => each.draw(/** @type {LaneState} */ (state.lanes[i]), names[i] ?? '', axis));
  });
  root.addEventListener('toggled', view.now);
  return () => {
    root.removeEventListener('toggled', view.now);
    view.stop();
    root.replaceChildren();
  };
}

/**
 * @param {number} index
 * @param {Actions} actions
 */
function cell(index, actions) {
  const name = h('p', { class: 'of' });
  const verdicts = h('dl', { 'data-testid': `verdicts-${index}` });
  const body = h('tbody', {});
  const column = (/** @type {Node | string} */ label) => h('th', { scope: 'col' }, label);
  const minor = h('th', { scope: 'col', class: 'minor' }, 'half at');
  const caption = h('caption', {});
  const table = h(
    'table',
    { 'data-testid': `order-${index}` },
    caption,
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        column('set'),
        column(term('rests on', HELP.rests)),
        column(term('predicted', HELP.predicted)),
        column(term('observed', HELP.observed)),
        minor,
        column('90 % at'),
        column('now'),
      ),
    ),
    body,
  );
  const so = h('p', { 'data-testid': `agreement-${index}` });
  const cut = h('p', {});
  const theorem = createTheorem(index, actions.theorem);
  const proof = createProof(index, () => actions.events(index));
  const proven = h('div', { class: 'proven', 'data-testid': `proven-${index}` }, theorem.element, proof.element);
  const element = h(
    'section',
    { class: 'cell', 'data-testid': `theory-${index}` },
    name,
    verdicts,
    table,
    cut,
    so,
    proven,
  );
  /** @type {unknown[]} */
  let shape = [];
  /** @type {unknown[]} */
  let shown = [];
  /** @type {HTMLElement[][]} */
  let rows = [];

  /**
   * @param {LaneState} lane
   * @param {string} sign
   */
  function build(lane, sign) {
    name.replaceChildren(...subscripts(sign));
    verdicts.replaceChildren(
      ...judged(lane).flatMap(([label, help, ...said]) => [h('dt', {}, term(label, help)), h('dd', {}, ...said)]),
    );
    const all = picked(rises(lane), MOST);
    rows = all.map(() => Array.from({ length: 5 }, (_, i) => h('td', { class: i === 2 ? 'minor' : null })));
    const supports = new Map(lane.analysis.terms.map((each) => [columnName(each.set), each.supports]));
    body.replaceChildren(
      ...all.map(({ term: { set } }, i) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, setName(set)),
          h('td', { class: 'rests' }, restsOn(set, supports.get(columnName(set)) ?? [])),
          ...(rows[i] ?? []),
        ),
      ),
    );
    table.hidden = !lane.analysis.expanded;
    const left = lane.analysis.terms.length - all.length;
    say(cut, left > 0 ? `${integer(left)} more sets are not listed.` : '');
  }

  /**
   * @param {LaneState} lane
   * @param {string} sign
   * @param {Axis} axis
   */
  function draw(lane, sign, axis) {
    proven.hidden = lane.phase === null;
    if (lane.phase) {
      theorem.draw(lane);
      proof.draw(lane);
    }
    // By identity: a table in a spec is too long to be compared at each frame.
    const next = [sign, lane.spec, lane.analysis];
    if (next.some((value, i) => value !== shape[i])) {
      shape = next;
      shown = [];
      build(lane, sign);
    }
    const news = [lane.data, lane.seen, axis];
    if (news.every((value, i) => value === shown[i])) return;
    shown = news;
    const when = (/** @type {number | null} */ at) => (at === null ? '–' : integer(at));
    say(caption, `The order of learning${axis === 'iterations' ? '' : `, in ${axis}`}`);
    picked(rises(lane, axis), MOST).forEach(({ predicted, observed, half, learned, now }, i) => {
      const texts = [
        predicted,
        observed || '–',
        when(half),
        when(learned),
        Number.isNaN(now) ? 'not followed' : percentBeside(now, LEARNED),
      ];
      texts.forEach((text, k) => say(/** @type {HTMLElement} */ (rows[i]?.[k]), text));
    });
    say(so, agreement(lane));
  }
  return { element, draw };
}

/** @typedef {[label: string, help: string, ...said: (Node | string)[]]} Verdict */

/**
 * @param {LaneState} lane
 * @returns {Verdict[]}
 */
function judged({ analysis, spec }) {
  if (!analysis.expanded)
    return [
      [
        'Terms',
        HELP.unwritten,
        'not written out, for they are far too many: so there is no staircase to speak of, no leap and no order of learning to predict',
      ],
    ];
  const {
    basis,
    symmetric,
    estimated,
    order,
    degree,
    sparsity,
    least_m: bound,
    staircase,
    composable_distance: distance,
    merged_staircase: merged,
    leap,
  } = analysis;
  const lacking = unsupported(analysis).map(setName);
  const over = overFeatures(analysis);
  return [
    ['Degree', HELP.degree, String(degree)],
    [
      'Terms s',
      HELP.sparsity,
      estimated
        ? `${integer(sparsity)}, estimated from the rows of the table: small ones may be noise`
        : integer(sparsity),
    ],
    ['Least M', HELP.bound, Number.isInteger(bound) ? integer(bound) : significant(bound)],
    [
      basis === 'walsh' ? 'Staircase property' : 'Hierarchical property',
      basis === 'walsh' ? HELP.staircase : HELP.hierarchical,
      staircase ? 'yes' : `no: no set of one coordinate less below ${listed(lacking)}`,
    ],
    ['Composable chains', HELP.composable, distance === null ? 'no' : `yes, within a distance of ${distance}`],
    ['Merged staircase property', HELP.merged, merged ? 'yes' : 'no'],
    ['Leap L', HELP.leap, String(leap), ...(leap > 0 ? cost(exponent(leap), Number(spec.inputs?.n)) : [])],
    ...(over === '' ? [] : [/** @type {Verdict} */ (['Leap over features', HELP.features, over])]),
    ...(order.length > 1 ? [/** @type {Verdict} */ (['In the order', HELP.order, listed(order.map(setName), 6)])] : []),
    ...(symmetric.length > 0
      ? [/** @type {Verdict} */ (['Exchangeable', HELP.symmetric, exchangeable(symmetric)])]
      : []),
  ];
}

/**
 * Some of many.
 * @param {string[]} sets
 * @param {number} [most]
 */
const listed = (sets, most = 4) =>
  sets.length > most ? `${sets.slice(0, most - 1).join(', ')} and ${sets.length - most + 1} more` : sets.join(', ');

/**
 * @param {number[]} set
 * @param {number[][]} supports
 */
function restsOn(set, supports) {
  if (supports.length > 0) return listed(supports.map(setName), 3);
  return factors(set).length < 2 ? '–' : 'none';
}

/** @param {number[][]} classes of coordinates */
function exchangeable(classes) {
  const named = classes.map((each) => {
    const names = each.map((i) => monomial([i]));
    return names.length > 4
      ? `${names.slice(0, 2).join(', ')}, … and ${names.at(-1)}`
      : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  });
  return `${named.join('; ')}: weights on them that start equal stay equal under the gradient flow. Abbe et al. 2022 prove the merged staircase property enough for almost all coefficients, perhaps not for these; whether they stall depends on the target and on how the network starts`;
}

/**
 * @param {number} power
 * @param {number} n
 * @returns {(Node | string)[]}
 */
const cost = (power, n) => [
  '; conjectured for one-pass SGD in high dimension: about n',
  ...(power > 1 ? [h('sup', {}, String(power))] : []),
  ` steps, constants dropped (here n = ${n})`,
];

/** @param {LaneState} lane */
function agreement(lane) {
  if (!lane.analysis.expanded) return '';
  if (lane.analysis.terms.length < 2) return 'A single monomial has no order.';
  if (rises(lane).every(({ half }) => half === null)) return 'No coefficient has come to half of its target yet.';
  const against = overtaken(lane);
  if (against.length === 0) return 'So far the coefficients have risen in the predicted order.';
  const [first] = against;
  const others = against.length > 1 ? ` ${against.length} of the sets were overtaken in this way.` : '';
  return `Against the prediction ${setName(first?.early ?? [])} came to half of its target before ${setName(first?.late ?? [])}.${others}`;
}
