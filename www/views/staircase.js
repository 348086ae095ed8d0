// The picture of steps: one column a monomial, as high as its degree, filled as far as its coefficient has come toward the target's.
// A walker stands where the learned steps have taken it. Under a lone parity there are no steps, and the picture says so.

/** @import { Actions, LaneState, LabState, Store } from '../types.d.ts' */
/** @import { Step } from './steps.js' */

import { degreeCss } from './colour.js';
import { h, say, subscripts, svg } from './dom.js';
import { integer } from './format.js';
import { drawn } from './frame.js';
import { formula, monomial, symbol } from './names.js';
import { LEARNED, rowAt, share, topDegree } from './progress.js';
import { climbed, staircase } from './steps.js';

const FOOT = 18;
const HEAD = 16;
const SIDE = 26;

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  /** @type {ReturnType<typeof cell>[]} */
  let cells = [];
  const view = drawn(store, ['lanes', 'cursor', 'status'], (state) => {
    if (cells.length !== state.lanes.length) {
      cells = state.lanes.map((_, i) => cell(i));
      root.replaceChildren(...cells.map((c) => c.element));
    }
    const top = topDegree(state.lanes);
    state.lanes.forEach((lane, i) => cells[i].draw(lane, state, top));
  });
  const resized = new ResizeObserver(() => view.soon());
  resized.observe(root);
  return () => {
    resized.disconnect();
    view.stop();
    root.replaceChildren();
  };
}

/** @param {number} index */
function cell(index) {
  const title = h('p', { class: 'title' });
  const count = h('p', { class: 'count', 'aria-hidden': 'true' });
  const picture = svg('svg', { 'aria-hidden': 'true' });
  const words = h('p', { class: 'unseen', 'data-testid': `staircase-text-${index}` });
  const stage = h('div', { class: 'stage' }, picture, count);
  const element = h('div', { class: 'cell', 'data-testid': `staircase-${index}` }, title, stage, words);
  let shape = '';
  /** @type {unknown[]} */
  let shown = [];
  /** @type {Step[]} */
  let all = [];
  /** @type {SVGRectElement[]} */
  let fills = [];
  /** @type {SVGGElement | null} */
  let walker = null;
  /** @type {(steps: number) => [number, number]} */
  let standing = () => [0, 0];

  /** @param {LaneState} lane @param {LabState} state @param {number} top */
  function draw(lane, state, top) {
    const width = Math.round(stage.clientWidth);
    if (width === 0) return;
    const next = `${width} ${top} ${JSON.stringify([lane.spec.target, lane.analysis.terms])}`;
    if (next !== shape) {
      shape = next;
      all = staircase(lane);
      heading(title, lane);
      ({ fills, walker, standing } = build(picture, all, width, top));
      count.style.width = `${Math.max(width * 0.5 - SIDE, 90)}px`;
    }
    const row = rowAt(lane, state.cursor);
    const news = [shape, lane.data, row, lane.status];
    if (news.every((value, i) => value === shown[i])) return;
    shown = news;
    const gone = lane.status === 'diverged';
    const shares = all.map(({ term }) => (term && !gone ? share(lane, term, row) : NaN));
    fills.forEach((rect, i) => {
      const filled = Math.min(Math.max(shares[i] || 0, 0), 1);
      rect.style.transform = `scaleY(${filled.toFixed(3)})`;
    });
    const real = all.filter(({ term }) => term);
    const learned = all.filter((_, i) => shares[i] >= LEARNED);
    const on = climbed(all, (step) => shares[all.indexOf(step)] >= LEARNED);
    const [x, y] = standing(on === 0 && learned.length === real.length ? all.length : on);
    if (walker) walker.style.transform = `translate(${x}px, ${y}px)`;
    element.classList.toggle('whole', real.length > 0 && learned.length === real.length);
    const missing = all.length > real.length && learned.length < real.length;
    if (count.dataset.now !== `${learned.length}/${real.length}${missing}`) {
      count.dataset.now = `${learned.length}/${real.length}${missing}`;
      count.replaceChildren(
        h('b', {}, `${learned.length}`),
        ` of ${real.length} `,
        h('span', { class: 'unit' }, `${real.length === 1 ? 'step' : 'steps'} learned`),
        missing ? h('span', { class: 'lack' }, 'no steps beneath it') : '',
      );
    }
    const percent = all
      .map(({ set, term }, i) => term && `${monomial(set, lane.analysis.basis)} ${Math.round(100 * (shares[i] || 0))} %`)
      .filter(Boolean);
    say(words, `${symbol(lane.spec.target, lane.analysis.terms)} after ${integer(row < 0 ? 0 : lane.data[0][row])} iterations: `
      + `${learned.length} of ${real.length} steps learned. ${percent.join(', ')}.`
      + (missing ? ' The steps below are missing from this target.' : ''));
  }
  return { element, draw };
}

/** @param {HTMLElement} title @param {LaneState} lane */
function heading(title, lane) {
  const sign = symbol(lane.spec.target, lane.analysis.terms);
  title.replaceChildren(h('span', { class: 'symbol' }, ...subscripts(sign)), h('span', { class: 'formula' }, ...subscripts(` = ${formula(lane.analysis.terms, lane.analysis.basis)}`)));
}

/**
 * @param {SVGSVGElement} picture
 * @param {Step[]} all
 * @param {number} width
 * @param {number} top the highest degree of the figure: the colours are shared by its lanes
 */
function build(picture, all, width, top) {
  const height = Math.round(Math.min(Math.max(width * 0.32, 100), 164));
  const ground = height - FOOT;
  const highest = Math.max(2, ...all.map(({ set }) => set.length));
  const unit = (ground - HEAD) / highest;
  const column = Math.min((width - SIDE) / Math.max(all.length, 1), 84);
  const left = width - column * all.length;
  const fine = column < 40;
  picture.replaceChildren();
  picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
  picture.setAttribute('height', String(height));
  const fills = all.map(({ set, term }, i) => {
    const tall = set.length * unit;
    const colour = degreeCss(set.length, top);
    const x = left + i * column;
    const box = { x: x + 0.75, y: ground - tall, width: Math.max(column - 1.5, 1), height: tall };
    const fill = svg('rect', { ...box, class: 'fill' });
    fill.style.fill = colour;
    const edge = svg('rect', { ...box, class: term ? 'edge' : 'edge ghost' });
    if (term) edge.style.stroke = colour;
    picture.append(fill, edge);
    const label = fine ? String(set.length) : monomial(set);
    if (!fine || column > 15 || i % 3 === 0) {
      picture.append(svg('text', { x: x + column / 2, y: height - 3, 'text-anchor': 'middle', class: term ? '' : 'ghost' }, label));
    }
    return fill;
  });
  picture.append(svg('line', { x1: 0, x2: width, y1: ground, y2: ground, class: 'ground' }));
  const walker = svg('g', { class: 'walker' }, svg('circle', { cx: 0, cy: -6, r: fine ? 4 : 5.5 }));
  picture.append(walker);
  // Before the first learned step the walker waits on the ground at the left, or at the foot of a wall if ghosts are in its way.
  const wall = all.findIndex(({ term }) => term);
  /** @param {number} steps @returns {[number, number]} */
  const standing = (steps) => {
    if (steps > 0) return [left + (steps - 0.5) * column, ground - all[steps - 1].set.length * unit];
    return [wall > 0 ? left + wall * column - 10 : Math.max(left - 12, 8), ground];
  };
  return { fills, walker, standing };
}
