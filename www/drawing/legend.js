// The values under the cursor, or the latest: one small cell a monomial, with its standard error.

/** @import { LaneState } from '../types.d.ts' */

import { degreeCss } from './colour.js';
import { h, say } from './dom.js';
import { digits, fixed, integer, plusMinus, significant } from '../language/format.js';
import { parseSet, setName } from '../language/names.js';
import { rowAt } from '../language/progress.js';

/** Labels of more characters take a wider column. */
const LONG = 9;

/** @param {number} index of the lane */
export function createLegend(index) {
  const when = h('p', { class: 'when' });
  const losses = h('ul', {});
  const sets = h('ul', {});
  const element = h('div', { class: 'legend', 'data-testid': `legend-${index}` }, when, losses, sets);
  let shape = '';
  /** @type {{ column: number, value: HTMLElement, error: HTMLElement }[]} */
  let cells = [];

  /**
   * @param {LaneState} lane
   * @param {number} top
   * @param {number | null} cursor
   */
  function draw(lane, top, cursor) {
    const next = `${top} ${lane.columns.join()}`;
    if (next !== shape) {
      shape = next;
      cells = [];
      losses.replaceChildren(item(3, 'test_loss', top), item(2, 'train_loss', top));
      sets.classList.toggle(
        'long',
        lane.columns.slice(4).some((name) => setName(parseSet(name) ?? []).length > LONG),
      );
      sets.replaceChildren(...lane.columns.slice(4).map((name, i) => item(4 + i, name, top)));
    }
    const row = rowAt(lane, cursor);
    if (row < 0) return;
    say(when, `${cursor === null ? 'Now' : 'At the cursor'}, iteration ${integer(lane.data[0]?.[row] ?? 0)}`);
    for (const { column, value, error } of cells) {
      const v = lane.data[column]?.[row] ?? NaN;
      const e = lane.errors[column]?.[row] ?? NaN;
      say(value, column < 4 ? significant(v) : fixed(v, digits(e)));
      say(error, plusMinus(e));
    }
  }

  /**
   * @param {number} column
   * @param {string} name
   * @param {number} top
   */
  function item(column, name, top) {
    const set = parseSet(name);
    const label = set ? setName(set) : name.replace('_', ' ');
    const swatch = h('i', { 'aria-hidden': 'true' });
    if (set) swatch.style.background = degreeCss(Math.max(set.length, 1), top);
    const value = h('span', { class: 'value' });
    const error = h('span', { class: 'error' });
    cells.push({ column, value, error });
    return h(
      'li',
      { title: set ? `the coefficient of ${name}` : null, class: set ? '' : name },
      swatch,
      h('span', { class: 'set' }, label),
      value,
      error,
    );
  }
  return { element, draw };
}
