// The picture of a single flight: one column a monomial, as high as its degree, filled as far as its coefficient has
// come toward the target's. A walker stands where the learned steps have taken it. Under a lone parity there are no
// steps, and the picture says so.

/** @import { Basis } from '../types.d.ts' */
/** @import { Step } from '../language/steps.js' */

import { degreeCss } from './colour.js';
import { say, svg } from './dom.js';
import { integer, thousands } from '../language/format.js';
import { columnName, monomial, setLabel } from '../language/names.js';
import { LEARNED } from '../language/progress.js';
import { climbed } from '../language/steps.js';

/**
 * @typedef {object} Progress
 * @property {number} share           of the target, at the cursor; NaN if it is not known
 * @property {boolean} followed       whether a column has its coefficient
 * @property {number | null} learned  when it first reached 90 %, as the axis counts
 * @property {string} predicted
 * @property {string} observed
 */
/**
 * @typedef {object} Picture
 * @property {(progress: Map<string, Progress>) => void} show  by column
 * @property {boolean} missing  a step has none beneath it
 * @property {number} hidden    sets that there was no room for
 */

const HEAD = 16;
const SIDE = 26;
/** A line of text under the steps. */
const LINE = 14;
/** Narrower columns have no room for iterations. */
const ROOM = 28;
/** Of a label's letters, subscripts among them, about. */
const LETTER = 6.5;

/**
 * @param {SVGSVGElement} picture
 * @param {Step[]} all
 * @param {{ width: number, height: number }} size
 * @param {number} top  the highest degree of the figure: the colours are shared by its lanes
 * @param {Basis} [basis]
 * @returns {Picture}
 */
export function drawFlight(picture, all, { width, height }, top, basis) {
  const real = all.filter(({ term }) => term);
  const column = Math.min((width - SIDE) / Math.max(all.length, 1), 84);
  const left = width - column * all.length;
  const fine = column < 40;
  const noted = column >= ROOM;
  // The same for a lone term, which has no place in an order, so that the lanes of a figure stand on one level.
  const ground = height - 4 - LINE * (noted ? 3 : 1);
  const highest = Math.max(2, ...all.map(({ set }) => set.length));
  const unit = (ground - HEAD) / highest;
  picture.replaceChildren();
  picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
  picture.setAttribute('height', String(height));
  // As what all of the columns have room for.
  const fits = (/** @type {(set: number[]) => string} */ write) =>
    all.every(({ set }) => [...write(set)].length * LETTER <= column);
  const written =
    [(/** @type {number[]} */ set) => monomial(set, basis), setLabel].find(fits) ??
    ((/** @type {number[]} */ set) => String(set.length));
  const columns = all.map(({ set, term }, i) => {
    const tall = set.length * unit;
    const colour = degreeCss(set.length, top);
    const x = left + i * column;
    const middle = x + column / 2;
    const box = { x: x + 0.75, y: ground - tall, width: Math.max(column - 1.5, 1), height: tall };
    const fill = svg('rect', { ...box, class: 'fill' });
    fill.style.fill = colour;
    const edge = svg('rect', { ...box, class: term ? 'edge' : 'edge ghost' });
    if (term) edge.style.stroke = colour;
    picture.append(fill, edge);
    const line = (/** @type {number} */ nth, /** @type {string} */ name, text = '') =>
      svg('text', { x: middle, y: ground + nth * LINE, 'text-anchor': 'middle', class: name }, text);
    const label = written(set);
    if (!fine || column > 15 || i % 3 === 0) picture.append(line(1, term ? '' : 'ghost', label));
    const when = line(2, fine ? 'fine' : '');
    const place = line(3, fine ? 'fine' : '');
    if (term && noted) picture.append(when, place);
    return { name: columnName(set), term, fill, when, place };
  });
  picture.append(svg('line', { x1: 0, x2: width, y1: ground, y2: ground, class: 'ground' }));
  const walker = svg('g', { class: 'walker' }, svg('circle', { cx: 0, cy: -6, r: fine ? 4 : 5.5 }));
  picture.append(walker);
  // Before the first learned step the walker waits on the ground at the left, or at the foot of a wall if ghosts are in
  // its way.
  const wall = all.findIndex(({ term }) => term);
  /**
   * @param {number} steps
   * @returns {[number, number]}
   */
  const standing = (steps) => {
    const step = all[steps - 1];
    if (step) return [left + (steps - 0.5) * column, ground - step.set.length * unit];
    return [wall > 0 ? left + wall * column - 10 : Math.max(left - 12, 8), ground];
  };

  const placing = (/** @type {Progress} */ { predicted, observed }) => `${predicted}→${observed || '–'}`;
  /** @param {Map<string, Progress>} progress */
  function show(progress) {
    const learned = (/** @type {Step} */ { set, term }) =>
      term !== null && (progress.get(columnName(set))?.share ?? NaN) >= LEARNED;
    const placed = [...progress.values()].map(placing);
    // All of them or none.
    const legible = placed.every((text) => text.length * LETTER * 0.85 <= column);
    for (const { name, fill, when, place } of columns) {
      const now = progress.get(name);
      if (!now) continue;
      fill.style.transform = `scaleY(${Math.min(Math.max(now.share || 0, 0), 1).toFixed(3)})`;
      say(
        when,
        now.learned === null ? '' : column < 44 ? thousands(Number(now.learned.toPrecision(3))) : integer(now.learned),
      );
      say(place, legible && real.length > 1 ? placing(now) : '');
    }
    const on = climbed(all, learned);
    const [x, y] = standing(on === 0 && real.every(learned) ? all.length : on);
    walker.style.transform = `translate(${x}px, ${y}px)`;
  }
  return { show, missing: all.length > real.length, hidden: 0 };
}
