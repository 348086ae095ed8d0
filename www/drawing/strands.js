// An active neuron among the others: a dot over its cell, a stem to its name, and a curve to each parent, the thicker the larger
// the weight is, and dashed where it is negative.

/** @import { Edge, Node } from './bands.js' */

import { fixed } from '../language/format.js';
import { svg } from './dom.js';

/**
 * @param {Node} node
 * @param {Edge[]} edges  into it
 * @param {{ key: string, colour: string, radius: number }} look
 */
export function drawNode({ cell, name, named }, edges, { key, colour, radius }) {
  const stem = { x1: cell.x, y1: cell.y, x2: name.x, y2: name.y, class: 'stem' };
  return svg(
    'g',
    { 'data-of': key, style: `--own:${colour}` },
    ...edges.map(drawEdge),
    named && svg('line', stem),
    svg('circle', { cx: cell.x, cy: cell.y, r: Math.max(3.5, radius), class: 'node' }),
    ...edges.map(({ from: { x, y }, weight }) => svg('text', { x, y: y - 7, class: 'weight' }, fixed(weight, 2))),
  );
}

/** @param {Edge} edge */
function drawEdge({ from, to, weight }) {
  const middle = (from.y + to.y) / 2;
  return svg('path', {
    d: `M${from.x} ${from.y}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`,
    class: weight < 0 ? 'edge minus' : 'edge',
    'stroke-width': (1 + Math.min(2, 1.6 * Math.abs(weight))).toFixed(2),
  });
}
