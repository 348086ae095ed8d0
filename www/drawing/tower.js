// The picture of a teacher's layers: one bar a layer, the lowest at the bottom, filled as far as its features are learned. What a layer has
// gained since the one above it was switched on stands out: it was corrected backwards.

/** @import { Taught } from '../language/teacher.js' */

import { percent } from '../language/teacher.js';
import { degreeCss } from './colour.js';
import { say, svg } from './dom.js';

const HEAD = 30;
/** Room for the names at the left and for the errors at the right. */
const NAMES = 54;
const ERRORS = 92;
const LINE = 14;
/** Of a floor, where there are few. */
const HIGHEST = 54;

/**
 * @param {SVGSVGElement} picture
 * @param {number[]} layers  from the lowest up
 * @param {{ width: number, height: number }} size
 */
export function drawTower(picture, layers, { width, height: most }) {
  const height = Math.min(most, HEAD + layers.length * HIGHEST);
  picture.replaceChildren();
  picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
  picture.setAttribute('height', String(height));
  const floor = (height - HEAD) / layers.length;
  const thick = Math.min(floor - 8, 36);
  const long = width - NAMES - ERRORS;
  const floors = layers.map((layer, i) => {
    const middle = height - (i + 0.5) * floor;
    const colour = degreeCss(layer, layers.at(-1) ?? layer);
    const box = { x: NAMES, y: middle - thick / 2, width: long, height: thick };
    const fill = svg('rect', { ...box, class: 'share' });
    const gain = svg('rect', { ...box, class: 'gain' });
    const edge = svg('rect', { ...box, class: 'edge' });
    fill.style.fill = colour;
    edge.style.stroke = colour;
    const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ name, words = '') =>
      svg('text', { x, y: y + 4, class: name }, words);
    const right = NAMES + long + 10;
    const [now, was] = [text(right, middle, 'name'), text(right, middle + LINE / 2, '')];
    picture.append(fill, gain, edge, text(0, middle, 'name', `layer ${layer}`), now, was);
    return { fill, gain, now, was };
  });

  /** @param {Taught[]} taught */
  function show(taught) {
    for (const [i, { fill, gain, now, was }] of floors.entries()) {
      const { error = NaN, before = null } = taught[i] ?? {};
      const share = (/** @type {number} */ error) => Math.min(Math.max(1 - error || 0, 0), 1);
      const [from, to] = [share(before ?? error), share(error)];
      fill.setAttribute('width', (long * Math.min(from, to)).toFixed(1));
      gain.setAttribute('x', (NAMES + long * from).toFixed(1));
      gain.setAttribute('width', (long * Math.max(to - from, 0)).toFixed(1));
      say(now, `${percent(error)} off`);
      say(was, before === null ? '' : `was ${percent(before)}`);
      now.setAttribute('dy', before === null ? '0' : String(-LINE / 2));
    }
  }
  return { show };
}
