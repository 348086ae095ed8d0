// One cell a lane, made anew only when their number changes; the lane that is shown where there is room for one alone
// is marked, and the style sheet does the rest.

/** @import { LabState } from '../types.d.ts' */

/**
 * @template {{ element: HTMLElement, destroy?: () => void }} Cell
 * @param {HTMLElement} root
 * @param {(index: number) => Cell} make
 */
export function createCells(root, make) {
  /** @type {Cell[]} */
  let cells = [];
  const destroy = () => cells.forEach((cell) => cell.destroy?.());
  return {
    destroy,
    /**
     * @param {Pick<LabState, 'lanes' | 'shown'>} state
     * @returns {Cell[]}
     */
    of({ lanes, shown }) {
      if (cells.length !== lanes.length) {
        destroy();
        cells = lanes.map((_, i) => make(i));
        root.replaceChildren(...cells.map(({ element }) => element));
      }
      cells.forEach(({ element }, i) => element.classList.toggle('shown', i === shown));
      return cells;
    },
  };
}
