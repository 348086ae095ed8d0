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
/**
 * @typedef {object} Spacing
 * @property {number} cell  the width that a set takes
 * @property {number} line  the height
 * @property {number} box
 * @property {number} name  from the middle of the line down to the baseline of the set's name
 * @property {[offset: number, what: 'time' | 'place' | 'both'][]} notes  and to those of its notes
 */
/** A set with its notes beside it in one line if there is room for that, else in two, @type {Spacing} */
const WIDE = { cell: 156, line: 42, box: 26, name: -2, notes: [[12, 'both']] };
/** @type {Spacing} */
const NARROW = {
  cell: 106,
  line: 43,
  box: 26,
  name: -8,
  notes: [
    [4, 'time'],
    [16, 'place'],
  ],
};
/** and without its place where the picture would push the curves out of the window. @type {Spacing} */
const CLOSE = { cell: 84, line: 28, box: 20, name: -2, notes: [[10, 'time']] };
const LETTER = 6.2;
const DENSE = 48;

/**
 * @param {SVGSVGElement} picture
 * @param {Supported[]} terms  but for a constant, by degree
 * @param {{ width: number, height: number }} size  the height is what there is room for
 * @param {number} top  the highest degree of the figure: the colours are shared by its lanes
 * @returns {Picture}
 */
export function drawLattice(picture, terms, { width, height: most }, top) {
  const room = width - MARGIN;
  const open = widest(terms) * WIDE.cell > room ? NARROW : WIDE;
  const spacing = layers(terms, room, open.cell).lines * open.line > most ? CLOSE : open;
  const { cell, line, box: size } = spacing;
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
  const boxX = (x) => MARGIN + x - cell / 2 + size / 2 + 2;

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
  picture.classList.toggle('close', spacing === CLOSE);
  picture.append(
    ...edges.map(({ from, to, rests }) =>
      svg('line', {
        x1: boxX(from.x),
        y1: middle(from.line) - size / 2,
        x2: boxX(to.x),
        y2: middle(to.line) + size / 2,
        class: rests ? 'rests' : 'near',
      }),
    ),
  );
  const drawn = nodes.map(({ name, term, x, line: nth, lacks }) => {
    const colour = degreeCss(term.set.length, top);
    const box = { x: boxX(x) - size / 2, y: middle(nth) - size / 2, width: size, height: size };
    const back = svg('rect', { ...box, class: 'back' });
    const fill = svg('rect', { ...box, class: 'fill' });
    fill.style.fill = colour;
    const edge = svg('rect', { ...box, class: lacks ? 'edge lacks' : 'edge' });
    edge.style.stroke = colour;
    // Edges show through it, but less than what is written there.
    const veil = svg('rect', {
      x: box.x + size + 3,
      y: middle(nth) - line / 2 + 3,
      width: cell - size - 4,
      height: line - 6,
      class: 'veil',
    });
    const at = (/** @type {number} */ offset, /** @type {string} */ name, text = '') =>
      svg('text', { x: box.x + size + 6, y: middle(nth) + offset, class: name }, text);
    const label = setLabel(term.set);
    const space = Math.floor((cell - size - 8) / LETTER);
    const written = at(spacing.name, 'name', label.length > space ? `${label.slice(0, space - 1)}…` : label);
    const notes = spacing.notes.map(([offset, what]) => ({ what, text: at(offset, '') }));
    const tip = svg('title');
    picture.append(svg('g', {}, tip, veil, back, fill, edge, written, ...notes.map(({ text }) => text)));
    return { name, label, fill, edge, colour, notes, tip };
  });

  /** @param {Map<string, Progress>} progress */
  function show(progress) {
    for (const { name, label, fill, edge, colour, notes, tip } of drawn) {
      const now = progress.get(name);
      if (!now) continue;
      // Empty is what a set looks like whose coefficient is zero, not one whose coefficient is not known.
      edge.classList.toggle('ghost', !now.followed);
      edge.style.stroke = now.followed ? colour : '';
      fill.style.transform = `scaleY(${Math.min(Math.max(now.share || 0, 0), 1).toFixed(3)})`;
      const place = `${now.predicted}\u2009→\u2009${now.observed || '–'}`;
      const time = !now.followed ? 'not followed' : now.learned === null ? '' : integer(now.learned);
      const texts = { place, time, both: `${place}${time && ` · ${time}`}` };
      for (const { what, text } of notes) say(text, texts[what]);
      if (spacing === CLOSE) say(tip, `${label}: ${texts.both}`);
    }
  }
  return { show, missing: false, hidden: terms.length - nodes.length };
}
