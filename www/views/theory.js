// What theory says of each target before any training, and the order in which its coefficients rise beside the predicted one.

/** @import { Actions, LabState, LaneState, Store } from '../types.d.ts' */

import { exponent, overtaken, rises, unsupported } from '../verdicts.js';
import { h, say, subscripts, term } from './dom.js';
import { integer, significant } from './format.js';
import { drawn } from './frame.js';
import { setLabel, symbol } from './names.js';

const HELP = {
  degree: 'The number of coordinates in the largest monomial of the target.',
  sparsity: 'How many monomials the target has.',
  bound: 'The least M for which every coefficient of the target is between 1/M and M in size.',
  staircase: 'Definition 1.1 of Abbe et al. 2021: every monomial of two or more coordinates contains another one of the target with just one coordinate less.',
  composable: 'Section 3.3 of Abbe et al. 2021: every monomial of two or more coordinates has a smaller one of the target beside it, from which it differs in no more coordinates than this distance, counting those of both that the other lacks.',
  merged: 'Abbe, Boix-Adsera and Misiakiewicz 2022: the monomials can be put in an order in which each brings at most one coordinate that none before it has.',
  leap: 'Abbe, Boix-Adsera and Misiakiewicz 2023: the least L for which the monomials can be put in an order in which each brings at most L coordinates that none before it has.',
  predicted: 'The place of the monomial when those that bring the fewest new coordinates come first. Where several can come next, nothing is predicted among them, and they share their places.',
  observed: 'The place in which the coefficient was first seen at half of its target.',
};

/**
 * @param {HTMLElement} root  a panel: nothing is drawn while it is hidden
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  const pair = h('div', { class: 'pair' });
  root.replaceChildren(pair);
  /** @type {ReturnType<typeof cell>[]} */
  let cells = [];
  const view = drawn(store, ['lanes'], ({ lanes }) => {
    if (root.hidden) return;
    if (cells.length !== lanes.length) {
      cells = lanes.map((_, i) => cell(i));
      pair.replaceChildren(...cells.map((c) => c.element));
    }
    lanes.forEach((lane, i) => cells[i]?.draw(lane));
  });
  root.addEventListener('toggled', view.now);
  return () => {
    root.removeEventListener('toggled', view.now);
    view.stop();
    root.replaceChildren();
  };
}

/** @param {number} index */
function cell(index) {
  const name = h('h3', {});
  const verdicts = h('dl', { 'data-testid': `verdicts-${index}` });
  const body = h('tbody', {});
  const column = (/** @type {Node | string} */ label) => h('th', { scope: 'col' }, label);
  const table = h('table', { 'data-testid': `order-${index}` },
    h('caption', {}, 'The order of learning'),
    h('thead', {}, h('tr', {}, column('set'), column(term('predicted', HELP.predicted)), column(term('observed', HELP.observed)), column('half at'), column('90 % at'), column('now'))),
    body);
  const so = h('p', { 'data-testid': `agreement-${index}` });
  const element = h('section', { class: 'cell', 'data-testid': `theory-${index}` }, name, verdicts, table, so);
  let shape = '';
  /** @type {unknown[]} */
  let shown = [];
  /** @type {HTMLElement[][]} */
  let rows = [];

  /** @param {LaneState} lane */
  function build(lane) {
    name.replaceChildren(...subscripts(symbol(lane.spec.target, lane.analysis.terms)));
    verdicts.replaceChildren(...judged(lane).flatMap(([label, help, ...said]) => [h('dt', {}, term(label, help)), h('dd', {}, ...said)]));
    rows = lane.analysis.terms.map(() => Array.from({ length: 5 }, () => h('td', {})));
    body.replaceChildren(...rises(lane).map(({ term: { set } }, i) => h('tr', {}, h('th', { scope: 'row' }, set.length === 0 ? 'constant' : setLabel(set)), ...rows[i])));
  }

  /** @param {LaneState} lane */
  function draw(lane) {
    const next = JSON.stringify([lane.spec.target, lane.spec.inputs, lane.analysis.terms]);
    if (next !== shape) {
      shape = next;
      shown = [];
      build(lane);
    }
    const news = [lane.data, lane.rowCount];
    if (news.every((value, i) => value === shown[i])) return;
    shown = news;
    const when = (/** @type {number | null} */ at) => (at === null ? '–' : integer(at));
    rises(lane).forEach(({ predicted, observed, half, learned, now }, i) => {
      const texts = [predicted, observed || '–', when(half), when(learned), Number.isNaN(now) ? 'not followed' : `${Math.round(100 * now)} %`.replace('-', '−')];
      texts.forEach((text, k) => say(/** @type {HTMLElement} */ (rows[i]?.[k]), text));
    });
    say(so, agreement(lane));
  }
  return { element, draw };
}

/** @typedef {[label: string, help: string, ...said: (Node | string)[]]} Verdict */

/** @param {LaneState} lane @returns {Verdict[]} */
function judged({ analysis, spec }) {
  const { degree, sparsity, least_m: bound, staircase, composable_distance: distance, merged_staircase: merged, leap } = analysis;
  const lacking = unsupported(analysis).map(setLabel);
  return [
    ['Degree', HELP.degree, String(degree)],
    ['Terms s', HELP.sparsity, String(sparsity)],
    ['Least M', HELP.bound, Number.isInteger(bound) ? integer(bound) : significant(bound)],
    ['Staircase property', HELP.staircase, staircase ? 'yes' : `no: no set of one coordinate less below ${listed(lacking)}`],
    ['Composable chains', HELP.composable, distance === null ? 'no' : `yes, within a distance of ${distance}`],
    ['Merged staircase property', HELP.merged, merged ? 'yes' : 'no'],
    ['Leap L', HELP.leap, String(leap), ...(leap > 0 ? cost(exponent(leap), Number(spec.inputs?.n)) : [])],
  ];
}

/** Some of many. @param {string[]} sets */
const listed = (sets) => (sets.length > 4 ? `${sets.slice(0, 3).join(', ')} and ${sets.length - 3} more` : sets.join(', '));

/** @param {number} power @param {number} n @returns {(Node | string)[]} */
const cost = (power, n) => [
  '; conjectured for one-pass SGD in high dimension: about n',
  ...(power > 1 ? [h('sup', {}, String(power))] : []),
  ` steps, constants dropped (here n = ${n})`,
];

/** @param {LaneState} lane */
function agreement(lane) {
  if (lane.analysis.terms.length < 2) return 'A single monomial has no order.';
  if (rises(lane).every(({ half }) => half === null)) return 'No coefficient has come to half of its target yet.';
  const against = overtaken(lane);
  if (against.length === 0) return 'So far the coefficients have risen in the predicted order.';
  const [first] = against;
  const others = against.length > 1 ? ` ${against.length} of the sets were overtaken in this way.` : '';
  return `Against the prediction ${setLabel(first?.early ?? [])} came to half of its target before ${setLabel(first?.late ?? [])}.${others}`;
}
