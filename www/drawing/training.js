// How one neuron's weights move while it is trained: a line a parent, one for its square where this has a weight, and one for the
// bias, the band in which rounding makes them zero, and once it is trained what rounding has left.

/** @import { TrainedNeuron } from '../types.d.ts' */

import { amount } from '../language/axis.js';
import { fixed } from '../language/format.js';
import { degreeCss } from './colour.js';
import { spread } from './endlabels.js';
import { h, note, subscripts, svg } from './dom.js';

/** Px: at the left for numbers, at the right for names, and for the rounding before these. */
const LEFT = 44;
const RIGHT = 58;
const ROUNDED = 58;
const HEIGHT = 128;
const TOP = 6;
const FLOOR = HEIGHT - 20;
const LABEL = 13;

/** Lines of one colour are told apart. */
const DASHES = ['', '7 3', '2 2', '7 3 2 3'];

/** @typedef {{ name: string, colour: string, dash: string, values: number[], last: number }} Line */

/** x₂², (x₁x₂)². @param {string} name */
const squareOf = (name) => (/^.[₀-₉]*$/.test(name) ? `${name}²` : `(${name})²`);

/**
 * @param {TrainedNeuron} training
 * @param {string[]} names  of the parents
 * @param {number} top  the highest degree of the figure
 * @returns {Line[]}
 */
function linesOf({ parents, biases, bias }, names, top) {
  /** @type {Map<number, number>} */
  const seen = new Map();
  const lines = parents.flatMap(({ set, weights, squares, weight, square }, i) => {
    const degree = set?.length ?? top;
    const colour = degree > 0 ? degreeCss(degree, top) : 'var(--ink)';
    const line = (/** @type {string} */ name, /** @type {number[]} */ values, /** @type {number} */ last) => {
      const nth = seen.get(degree) ?? 0;
      seen.set(degree, nth + 1);
      return { name, colour, dash: DASHES[nth % DASHES.length] ?? '', values, last };
    };
    const name = names[i] ?? '';
    const own = line(name, weights, weight);
    return squares.length > 0 ? [own, line(squareOf(name), squares, square)] : [own];
  });
  return [...lines, { name: 'b', colour: 'var(--edge)', dash: '', values: biases, last: bias }];
}

/** @param {string} testId */
export function createTraining(testId) {
  const picture = svg('svg', { role: 'img', height: HEIGHT, 'data-testid': testId });
  const labels = h('div', { class: 'ends', 'aria-hidden': 'true' });
  const element = h('div', { class: 'training' }, picture, labels);

  return {
    element,
    /**
     * @param {TrainedNeuron} training
     * @param {{ names: string[], top: number, tau: number, width: number, words: string }} about
     */
    draw(training, { names, top, tau, width, words }) {
      const lines = linesOf(training, names, top);
      const { at, iteration, ended } = training;
      const values = lines.flatMap((line) => [...line.values, line.last]);
      const [low, high] = [Math.min(-1.2 * tau, ...values), Math.max(1.2 * tau, ...values)];
      const right = width - RIGHT;
      // Rounding comes after the last iteration.
      const end = right - ROUNDED;
      const x = (/** @type {number} */ t) => LEFT + ((end - LEFT) * t) / Math.max(iteration, 1);
      const y = (/** @type {number} */ v) => TOP + ((FLOOR - TOP) * (high - v)) / (high - low);
      picture.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
      picture.setAttribute('width', String(width));
      picture.ariaLabel = `Weights over the iterations. ${words}`;
      const band = { x: LEFT, y: y(tau), width: right - LEFT, height: y(-tau) - y(tau), class: 'tau' };
      const rounding = [
        svg('line', { x1: end, x2: end, y1: TOP, y2: FLOOR, class: 'rounding' }),
        note(end + 5, HEIGHT - 6, 'rounded', 'start'),
      ];
      picture.replaceChildren(
        svg('rect', band),
        svg('line', { x1: LEFT, x2: right, y1: y(0), y2: y(0), class: 'zero' }),
        ...lines.map((line) => drawLine(line, at, { x, y, end, right: ended ? right - 4 : end })),
        ...(ended ? rounding : []),
        note(LEFT, HEIGHT - 6, '0', 'start'),
        note(end - 5, HEIGHT - 6, amount(iteration, 'iterations'), 'end'),
        ...ticks(tau, low, high, y).map(([v, text]) => note(LEFT - 6, y(v) + 3.5, text, 'end')),
      );
      // Where not all have room, those that are furthest from zero are named.
      const large = [...lines].sort((a, b) => Math.abs(b.last) - Math.abs(a.last));
      const named = large.slice(0, Math.floor((FLOOR - TOP) / LABEL));
      const fitting = named.map((line) => ({ line, y: y(line.last) })).sort((a, b) => a.y - b.y);
      const heights = spread(
        fitting.map((tip) => tip.y),
        LABEL,
        TOP + 4,
        FLOOR,
      );
      labels.replaceChildren(
        ...fitting.map(({ line: { name, colour } }, i) =>
          h('span', { style: `left:${right + 4}px;top:${heights[i]}px;color:${colour}` }, ...subscripts(name)),
        ),
      );
    },
  };
}

/**
 * @param {Line} line
 * @param {number[]} at  its iterations
 * @param {{ x: (t: number) => number, y: (v: number) => number, end: number, right: number }} scale
 */
function drawLine({ colour, dash, values, last }, at, { x, y, end, right }) {
  const points = [
    ...values.map((v, i) => [x(at[i] ?? 0), y(v)]),
    [end, y(right > end ? (values.at(-1) ?? last) : last)],
    [right, y(last)],
  ];
  const path = svg('polyline', { points: points.map((point) => point.map((v) => v.toFixed(1)).join()).join(' ') });
  path.setAttribute('stroke-dasharray', dash);
  path.style.stroke = colour;
  return path;
}

/**
 * The band's ends and zero, as one where they would touch, and how far the weights go beyond.
 * @param {number} tau
 * @param {number} low
 * @param {number} high
 * @param {(v: number) => number} y
 * @returns {[number, string][]}
 */
function ticks(tau, low, high, y) {
  /** @type {[number, string][]} */
  const band = y(-tau) - y(tau) > 2 * LABEL ? [[tau, 'τ'], [0, '0'], [-tau, '−τ']] : [[0, '±τ']]; // prettier-ignore
  const clear = (/** @type {number} */ v) => band.every(([other]) => Math.abs(y(v) - y(other)) >= LABEL);
  return [...band, ...[low, high].filter(clear).map((v) => /** @type {[number, string]} */ ([v, fixed(v, 1)]))];
}
