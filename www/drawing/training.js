// How one neuron's weights move while it is trained: a line a parent and one for the bias, the band in which rounding makes them
// zero, and once it is trained what rounding has left.

/** @import { TrainedNeuron } from '../types.d.ts' */

import { integer } from '../language/format.js';
import { degreeCss } from './colour.js';
import { spread } from './endlabels.js';
import { h, say, subscripts, svg } from './dom.js';

/** Px: at the left for numbers, at the right for names, and for the rounding before these. */
const LEFT = 34;
const RIGHT = 58;
const ROUNDED = 26;
const HEIGHT = 118;
const [TOP, BOTTOM] = [6, 20];
const LABEL = 13;

/** @typedef {{ name: string, colour: string, dashed: boolean, values: number[], last: number }} Line */

/**
 * @param {TrainedNeuron} training
 * @param {string[]} names  of the parents
 * @param {number} top  the highest degree of the figure
 * @returns {Line[]}
 */
function linesOf({ parents, biases, bias }, names, top) {
  return [
    ...parents.map(({ set, weights, weight }, i) => ({
      name: names[i] ?? '',
      colour: set && set.length > 0 ? degreeCss(set.length, top) : 'var(--edge)',
      dashed: false,
      values: weights,
      last: weight,
    })),
    { name: 'b', colour: 'var(--soft)', dashed: true, values: biases, last: bias },
  ];
}

/** @param {string} testId */
export function createTraining(testId) {
  const picture = svg('svg', { role: 'img', height: HEIGHT, 'data-testid': testId });
  const labels = h('div', { class: 'ends', 'aria-hidden': 'true' });
  const element = h('div', { class: 'training' }, picture, labels);
  const axis = [0, 1].map(() => svg('text', { class: 'tick' }));

  return {
    element,
    /**
     * @param {TrainedNeuron} training
     * @param {{ names: string[], top: number, tau: number, width: number, words: string }} about
     */
    draw(training, { names, top, tau, width, words }) {
      const lines = linesOf(training, names, top);
      const { at, iteration, ended } = training;
      const most = Math.max(2 * tau, ...lines.flatMap(({ values, last }) => [...values, last].map(Math.abs)));
      const end = Math.max(iteration, 1);
      const right = width - RIGHT - ROUNDED;
      const x = (/** @type {number} */ t) => LEFT + ((right - LEFT) * t) / end;
      const y = (/** @type {number} */ v) => TOP + ((HEIGHT - TOP - BOTTOM) * (1.05 * most - v)) / (2.1 * most);
      const tips = lines.map(({ last }) => y(last));
      picture.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
      picture.setAttribute('width', String(width));
      picture.ariaLabel = words;
      const [first, last] = /** @type {[SVGTextElement, SVGTextElement]} */ (axis);
      say(first, '0');
      say(last, integer(iteration));
      place(first, LEFT, 'middle');
      place(last, right, 'middle');
      const numbers = [tau, 0, -tau].map((v) =>
        svg('text', { x: LEFT - 6, y: y(v) + 3.5, class: 'tick end' }, v === 0 ? '0' : `${v < 0 ? '−' : ''}τ`),
      );
      picture.replaceChildren(
        svg('rect', { x: LEFT, y: y(tau), width: width - RIGHT - LEFT, height: y(-tau) - y(tau), class: 'tau' }),
        svg('line', { x1: LEFT, x2: width - RIGHT, y1: y(0), y2: y(0), class: 'zero' }),
        ...lines.map(({ colour, dashed, values, last }) => {
          const points = values.map((v, i) => `${x(at[i] ?? 0).toFixed(1)},${y(v).toFixed(1)}`);
          const kept = values.at(-1) ?? last;
          const tail = ended
            ? [`${right},${y(kept).toFixed(1)}`, `${width - RIGHT - 4},${y(last).toFixed(1)}`]
            : [`${right},${y(last).toFixed(1)}`];
          const path = svg('polyline', {
            points: [...points, ...tail].join(' '),
            class: dashed ? 'weight-line dashed' : 'weight-line',
          });
          path.style.stroke = colour;
          return path;
        }),
        ...(ended
          ? [
              svg('line', { x1: right, x2: right, y1: TOP, y2: HEIGHT - BOTTOM, class: 'rounding' }),
              svg('text', { x: (right + width - RIGHT) / 2, y: HEIGHT - 6, class: 'tick' }, 'rounded'),
            ]
          : []),
        first,
        ...(ended && iteration > 0 && right - LEFT < 80 ? [] : [last]),
        ...numbers,
      );
      const order = tips.map((_, i) => i).sort((a, b) => (tips[a] ?? 0) - (tips[b] ?? 0));
      const heights = spread(
        order.map((i) => tips[i] ?? 0),
        LABEL,
        TOP + 4,
        HEIGHT - BOTTOM,
      );
      const room = Math.floor((HEIGHT - TOP - BOTTOM) / LABEL) + 1;
      labels.replaceChildren(
        ...order.slice(0, room).map((i, k) => {
          const { name, colour } = /** @type {Line} */ (lines[i]);
          return h(
            'span',
            { style: `left:${width - RIGHT + 4}px;top:${heights[k]}px;color:${colour}` },
            ...subscripts(name),
          );
        }),
      );
    },
  };
}

/**
 * @param {SVGTextElement} text
 * @param {number} x
 * @param {string} anchor
 */
function place(text, x, anchor) {
  text.setAttribute('x', String(x));
  text.setAttribute('y', String(HEIGHT - 6));
  text.setAttribute('text-anchor', anchor);
}
