// A picture that the core paints, a pixel a cell, with the names of its parts above them and a frame around the cell that is
// pointed at, by pointer or keyboard.

/** @import { PictureLayout, PictureTile } from '../types.d.ts' */

import { firstInput, isBeside, title } from '../language/inside.js';
import { h, uid } from './dom.js';
import { createSurface } from './surface.js';

/** @typedef {{ tiles: PictureTile[], tile: PictureTile, row: number, column: number }} Place  a cell of a part of a picture */

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * @param {object} options
 * @param {string} options.testId
 * @param {string} options.keys  what the keys do
 * @param {(place: Place | null, byKey: boolean) => void} options.onPoint  at another cell, or at none
 */
export function createHeatMaps({ testId, keys, onPoint }) {
  const frame = h('i', { class: 'here', hidden: true });
  const over = h('div', {});
  const described = h('span', { class: 'unseen', id: uid('keys') }, keys);
  const element = h(
    'div',
    {
      class: 'heatmaps',
      tabindex: '0',
      role: 'application',
      'aria-describedby': described.id,
      'data-testid': testId,
      onpointermove: onPointer,
      onpointerdown: onPointer,
      onpointerleave: (/** @type {PointerEvent} */ event) => event.pointerType === 'mouse' && point(null),
      onkeydown: onKey,
      onblur: () => point(null),
    },
    over,
    frame,
    described,
  );
  const surface = createSurface(element);
  /** @type {PictureLayout | null} */
  let layout = null;
  let arranged = '';
  /** @type {Place | null} */
  let place = null;

  /**
   * Lays a box over some cells.
   * @param {HTMLElement} box
   * @param {{ x: number, y: number, columns: number, rows: number }} cells
   */
  function lay(box, { x, y, columns, rows }) {
    const { width, height } = /** @type {PictureLayout} */ (layout);
    const percent = (/** @type {number} */ length, /** @type {number} */ whole) => `${(100 * length) / whole}%`;
    Object.assign(box.style, {
      left: percent(x, width),
      top: percent(y, height),
      width: percent(columns, width),
      height: percent(rows, height),
    });
    return box;
  }

  /** @param {[number, number][]} marks */
  function arrange(marks) {
    const { width, height, cell, tiles } = /** @type {PictureLayout} */ (layout);
    element.style.width = `${width * cell}px`;
    element.style.aspectRatio = `${width} / ${height}`;
    element.classList.toggle('fine', cell < 1);
    const titles = tiles.flatMap((tile, i) => {
      if (isBeside(tile, tiles[i - 1])) return [];
      const [what, size] = title(tile);
      const words = h('p', {}, h('b', {}, what), h('span', {}, size));
      return lay(h('div', { class: 'part' }, words), tile);
    });
    const bars = tiles.flatMap((tile) => {
      const first = firstInput(tile);
      if (first === null) return [];
      return marks.map(([from, to]) =>
        lay(h('i', { class: 'mark' }), { ...tile, x: tile.x + first + from - 1, columns: to - from + 1 }),
      );
    });
    over.replaceChildren(...titles, ...bars);
    point(null);
  }

  /**
   * @param {Place | null} next
   * @param {boolean} [byKey]
   */
  function point(next, byKey = false) {
    if (next?.tile === place?.tile && next?.row === place?.row && next?.column === place?.column) return;
    place = next;
    frame.hidden = next === null;
    if (next) {
      const { tile, row, column } = next;
      lay(frame, { x: tile.x + column, y: tile.y + row, columns: 1, rows: 1 });
    }
    onPoint(next, byKey);
  }

  /** @param {PointerEvent} event */
  function onPointer({ clientX, clientY }) {
    if (layout === null) return;
    const box = element.getBoundingClientRect();
    const x = Math.floor(((clientX - box.left) / box.width) * layout.width);
    const y = Math.floor(((clientY - box.top) / box.height) * layout.height);
    const tile = layout.tiles.find(
      (each) => x >= each.x && x < each.x + each.columns && y >= each.y && y < each.y + each.rows,
    );
    point(tile ? { tiles: layout.tiles, tile, row: y - tile.y, column: x - tile.x } : null);
  }

  /**
   * Within a part; past its sides to the part before or behind.
   * @param {KeyboardEvent} event
   */
  function onKey(event) {
    const arrow = ARROWS[event.key];
    const first = layout?.tiles[0];
    if (!arrow || !layout || !first || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation(); // the figure's own keys
    if (place === null) return point({ tiles: layout.tiles, tile: first, row: 0, column: 0 }, true);
    const [down, right] = arrow;
    let { tile, row, column } = place;
    column += right;
    if (column < 0 || column >= tile.columns) {
      tile = layout.tiles[layout.tiles.indexOf(tile) + right] ?? tile;
      column = right > 0 ? 0 : tile.columns - 1;
      if (tile === place.tile) column = place.column;
    }
    row = Math.max(0, Math.min(row + down, tile.rows - 1));
    point({ ...place, tile, row, column }, true);
  }

  return {
    element,

    surface: surface.give,

    /**
     * @param {PictureLayout} next
     * @param {Uint8ClampedArray | null} pixels  null where it has been painted on the canvas that was given
     * @param {[number, number][]} marks  stretches of coordinates, the columns of which stand out
     */
    draw(next, pixels, marks) {
      surface.show(next, pixels);
      const arrangement = JSON.stringify([next.width, next.cell, next.tiles, marks]);
      if (arrangement === arranged) return;
      arranged = arrangement;
      layout = next;
      arrange(marks);
    },
  };
}
