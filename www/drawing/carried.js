// A table of layers, the lowest at the bottom, by monomials: the more of a monomial a layer carries, the fuller the cell's colour.

/** @import { Carried } from '../language/series.js' */

import { layersOf, told } from '../language/carried.js';
import { fixed } from '../language/format.js';
import { setLabel } from '../language/names.js';
import { h, say } from './dom.js';

/** From this share on a cell's colour is so full that its number stands out in the other ink. */
const FULL = 0.75;
/** Px that a column has to have for numbers in its cells, and for a name that lies above them. */
const NUMBERED = 26;
const LYING = 45;
/** Px of the layers' names. */
const NAMES = 62;

/** @param {Carried[]} carried */
export function createMap(carried) {
  const rows = layersOf(carried).map(({ layer, cells }) => {
    const boxes = cells.map(() => h('td', {}, h('span', {})));
    const head = h('th', { scope: 'row' }, `layer ${layer}`);
    return { layer, boxes, head, element: h('tr', {}, head, ...boxes) };
  });
  const sets = layersOf(carried)[0]?.cells.map(({ set }) => setLabel(set)) ?? [];
  const element = h(
    'table',
    { class: 'map' },
    h('thead', {}, h('tr', {}, h('td', {}), ...sets.map((set) => h('th', { scope: 'col' }, h('span', {}, set))))),
    h('tbody', {}, ...rows.map(({ element }) => element)),
  );

  return {
    element,
    /**
     * @param {Carried[]} carried  the same columns
     * @param {number} row
     * @param {number} on  the highest layer that is
     */
    show(carried, row, on) {
      for (const [i, { cells }] of layersOf(carried).entries()) {
        const { layer = 0, boxes = [], head = element } = rows[i] ?? {};
        const off = layer > on;
        say(head, `layer ${layer}${off ? ' off' : ''}`);
        for (const [k, box] of boxes.entries()) {
          const cell = /** @type {Carried} */ (cells[k]);
          const value = cell.values[row] ?? NaN;
          const share = off ? 0 : Math.min(Math.max(value || 0, 0), 1);
          say(/** @type {HTMLElement} */ (box.firstElementChild), off ? '' : fixed(value, 2));
          box.style.setProperty('--share', `${(100 * share).toFixed(1)}%`);
          box.classList.toggle('full', share >= FULL);
          box.title = off ? `layer ${layer} is not switched on yet` : told(cell, row);
        }
      }
    },
    /** @param {number} width  px */
    fit(width) {
      const column = (width - NAMES) / Math.max(sets.length, 1);
      element.classList.toggle('numbered', column >= NUMBERED);
      element.classList.toggle('lying', column >= LYING);
    },
  };
}
