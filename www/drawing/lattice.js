// The picture of a lattice: the target's sets in lines by degree, the lowest below, each filled as far as its
// coefficient has come toward the target's, with an edge to every set that it rests on; a dashed one to the nearest
// smaller set where there is none to rest on.

/** @import { Progress, Picture } from './flight.js' */
/** @import { Supported } from './layers.js' */

import { degreeCss } from './colour.js';
import { say, svg } from './dom.js';
import { integer } from '../language/format.js';
import { layers, widest } from './layers.js';
import { setLabel } from '../language/names.js';

/** The left margin, where the degrees stand. */
const MARGIN = 16;
const BOX = 26;
/** A set with its notes beside it in two lines if there is room for that, else in three. */
const WIDE = { cell: 156, line: 44 };
const NARROW = { cell: 106, line: 52 };
const LETTER = 6.2;
const DENSE = 48;

/**
 * @param {SVGSVGElement} picture
 * @param {Supported[]} terms  but for a constant, by degree
 * @param {number} width
 * @param {number} top  the highest degree of the figure: the colours are shared by its lanes
 * @returns {Picture}
 */
export function drawLattice(picture, terms, width, top) {
  const room = width - MARGIN;
  const narrow = widest(terms) * WIDE.cell > room;
  const { cell, line } = narrow ? NARROW : WIDE;
  const { nodes, edges, bands, lines } = layers(terms, room, cell);
  const height = lines * line + 4;
  /**
   * The middle of a line of sets.
   * @param {number} nth
   */
  const middle = (nth) => height - (nth + 0.5) * line;
  /**
   * The middle of a set's box: what is written beside it counts for its width.
   * @param {number} x
   */
  const boxX = (x) => MARGIN + x - cell / 2 + BOX / 2 + 2;

  picture.replaceChildren();
  picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
  picture.setAttribute('height', String(height));
  for (const band of bands) {
    const y = middle(band.line) + line / 2;
    if (band.line > 0) picture.append(svg('line', { x1: 0, x2: width, y1: y, y2: y, class: 'rule' }));
    picture.append(
      svg('text', { x: 0, y: middle(band.line + (band.lines - 1) / 2) + 4, class: 'degree' }, String(band.degree)),
    );
  }
  // Through a thicket of edges one must still see the sets.
  picture.classList.toggle('dense', edges.length > DENSE);
  picture.append(
    ...edges.map(({ from, to, rests }) =>
      svg('line', {
        x1: boxX(from.x),
        y1: middle(from.line) - BOX / 2,
        x2: boxX(to.x),
        y2: middle(to.line) + BOX / 2,
        class: rests ? 'rests' : 'near',
      }),
    ),
  );
  const drawn = nodes.map(({ name, term, x, line: nth, lacks }) => {
    const colour = degreeCss(term.set.length, top);
    const box = { x: boxX(x) - BOX / 2, y: middle(nth) - BOX / 2, width: BOX, height: BOX };
    const back = svg('rect', { ...box, class: 'back' });
    const fill = svg('rect', { ...box, class: 'fill' });
    fill.style.fill = colour;
    const edge = svg('rect', { ...box, class: lacks ? 'edge lacks' : 'edge' });
    edge.style.stroke = colour;
    const at = (/** @type {number} */ offset, /** @type {string} */ name, text = '') =>
      svg('text', { x: box.x + BOX + 6, y: middle(nth) + offset, class: name }, text);
    const label = setLabel(term.set);
    const space = Math.floor((cell - BOX - 8) / LETTER);
    const name_ = at(narrow ? -9 : -2, 'name', label.length > space ? `${label.slice(0, space - 1)}…` : label);
    const [when, place] = narrow ? [at(4, ''), at(17, '')] : [at(12, ''), null];
    picture.append(back, fill, edge, name_, when);
    if (place) picture.append(place);
    return { name, fill, edge, colour, when, place };
  });

  /** @param {Map<string, Progress>} progress */
  function show(progress) {
    for (const { name, fill, edge, colour, when, place } of drawn) {
      const now = progress.get(name);
      if (!now) continue;
      // Empty is what a set looks like whose coefficient is zero, not one whose coefficient is not known.
      edge.classList.toggle('ghost', !now.followed);
      edge.style.stroke = now.followed ? colour : '';
      fill.style.transform = `scaleY(${Math.min(Math.max(now.share || 0, 0), 1).toFixed(3)})`;
      const places = `${now.predicted}\u2009→\u2009${now.observed || '–'}`;
      const time = !now.followed ? 'not followed' : now.learned === null ? '' : integer(now.learned);
      say(when, place ? time : `${places}${time && ` · ${time}`}`);
      if (place) say(place, places);
    }
  }
  return { show, missing: false, hidden: terms.length - nodes.length };
}
