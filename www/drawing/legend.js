// The values under the cursor, or the latest: one small cell a monomial, with its standard error.

/** @import { LaneState } from '../types.d.ts' */
/** @import { Series } from '../language/series.js' */

import { degreeCss } from './colour.js';
import { h, say } from './dom.js';
import { estimate, integer, significant } from '../language/format.js';
import { setName } from '../language/names.js';
import { rowAt } from '../language/progress.js';
import { series } from '../language/series.js';

/** Labels of more characters take a wider column. */
const LONG = 9;

/** @param {number} index of the lane */
export function createLegend(index) {
  const when = h('p', { class: 'when' });
  const losses = h('ul', {});
  const sets = h('ul', {});
  const element = h('div', { class: 'legend', 'data-testid': `legend-${index}` }, when, losses, sets);
  let shape = '';
  /** @type {((now: Series, row: number) => void)[]} */
  let cells = [];

  /**
   * @param {LaneState} lane
   * @param {number} top
   * @param {number | null} cursor
   */
  function draw(lane, top, cursor) {
    const now = series(lane);
    const next = `${top} ${lane.columns.join()}`;
    if (next !== shape) {
      shape = next;
      cells = [];
      losses.replaceChildren(
        item('test loss', 'test_loss', ({ test, testError }, row) => [test[row], testError[row]], significant),
        item('train loss', 'train_loss', ({ train }, row) => [train[row], NaN], significant),
      );
      sets.classList.toggle(
        'long',
        now.coefficients.some(({ set }) => setName(set).length > LONG),
      );
      sets.replaceChildren(
        ...now.coefficients.map(({ name, set }, i) => {
          const cell = item(setName(set), '', ({ coefficients }, row) => {
            const { values, errors } = coefficients[i] ?? {};
            return [values?.[row], errors?.[row]];
          });
          cell.title = `the coefficient of ${name}`;
          const swatch = /** @type {HTMLElement} */ (cell.firstElementChild);
          swatch.style.background = degreeCss(Math.max(set.length, 1), top);
          return cell;
        }),
      );
    }
    const row = rowAt(lane, cursor);
    if (row < 0) return;
    say(when, `${cursor === null ? 'Now' : 'At the cursor'}, iteration ${integer(now.at[row] ?? 0)}`);
    for (const cell of cells) cell(now, row);
  }

  /**
   * @param {string} label
   * @param {string} name
   * @param {(now: Series, row: number) => [value: number | undefined, error: number | undefined]} read
   * @param {(value: number) => string} [alone]  how a value without an error is written
   */
  function item(label, name, read, alone) {
    const value = h('span', { class: 'value' });
    const error = h('span', { class: 'error' });
    cells.push((now, row) => {
      const [measured = NaN, deviation = NaN] = read(now, row);
      const [text, uncertain] = estimate(measured, deviation, alone);
      say(value, text);
      say(error, uncertain);
    });
    return h(
      'li',
      { class: name },
      h('i', { 'aria-hidden': 'true' }),
      h('span', { class: 'set' }, label),
      value,
      error,
    );
  }
  return { element, draw };
}
