// The values under the cursor, or the latest: one small cell a monomial, with its standard error.

/** @import { LabState, LaneState } from '../types.d.ts' */
/** @import { Series } from '../language/series.js' */

import { axisOf, place, placeOf } from '../language/axis.js';
import { degreeCss } from './colour.js';
import { brokenCss, nthOfDegree } from './dash.js';
import { h, say } from './dom.js';
import { estimate, significant } from '../language/format.js';
import { written } from '../language/movement.js';
import { setName } from '../language/names.js';
import { rowAt } from '../language/progress.js';
import { series } from '../language/series.js';

/** Labels of more characters take a wider column. */
const LONG = 9;
/** More of them are scrolled within the figure. */
const MANY = 60;
/** Cells that are written before others get their turn. */
const PIECE = 40;

/**
 * @typedef {object} Cell
 * @property {(now: Series, row: number) => Texts} read
 * @property {(texts: Texts) => void} write
 */
/** @typedef {[value: string, error: string]} Texts */

/**
 * @param {number} value
 * @param {number} error
 */
const plain = (value, error) => estimate(value, error, significant);

/** @param {number} index of the lane */
export function createLegend(index) {
  const when = h('p', { class: 'when' });
  const losses = h('ul', {});
  const features = h('ul', { class: 'long' });
  const moves = h('ul', { class: 'moves' });
  const sets = h('ul', {});
  const element = h('div', { class: 'legend', 'data-testid': `legend-${index}` }, when, losses, features, moves, sets);
  let topShown = 0;
  /** @type {string[] | null} */
  let columns = null;
  /** What the cells say. @type {unknown[]} */
  let told = [];
  /** @type {Cell[]} */
  let cells = [];

  /**
   * @param {LaneState} lane
   * @param {number} top
   * @param {LabState} state
   * @returns {Generator<void>}  pieces
   */
  function* draw(lane, top, state) {
    const now = series(lane);
    if (top !== topShown || lane.columns !== columns) {
      [topShown, columns, told] = [top, lane.columns, []];
      cells = [];
      losses.replaceChildren(
        item('test loss', 'test_loss', ({ test, testError }, row) => [test[row], testError[row]], plain),
        item('train loss', 'train_loss', ({ train }, row) => [train[row], NaN], plain),
        ...(now.misclassified
          ? [
              item(
                'misclassified',
                'misclassified',
                ({ misclassified }, row) => [misclassified?.values[row], misclassified?.errors[row]],
                plain,
              ),
            ]
          : []),
      );
      features.hidden = now.features.length === 0;
      features.replaceChildren(
        ...now.features.map(({ layer }, i, all) => {
          const read = (/** @type {Series} */ { features }, /** @type {number} */ row) => {
            const { values, errors } = features[i] ?? {};
            return /** @type {[number | undefined, number | undefined]} */ ([values?.[row], errors?.[row]]);
          };
          const cell = item(`layer ${layer}`, '', read, plain);
          cell.title = `the error of the features of layer ${layer}`;
          const swatch = /** @type {HTMLElement} */ (cell.firstElementChild);
          swatch.style.background = degreeCss(layer, all.at(-1)?.layer ?? layer);
          return cell;
        }),
      );
      moves.hidden = now.movement.length === 0;
      moves.replaceChildren(
        ...now.movement.map(({ name, title }, i) => {
          const cell = item(name, '', ({ movement }, row) => movement[i]?.read(row) ?? [NaN, NaN], written);
          cell.title = title;
          return cell;
        }),
      );
      // Within a height of its own it wants to be reached by the keyboard.
      const many = now.coefficients.length > MANY;
      sets.classList.toggle('many', many);
      if (many) sets.tabIndex = 0;
      else sets.removeAttribute('tabindex');
      sets.classList.toggle(
        'long',
        now.coefficients.some(({ set }) => setName(set).length > LONG),
      );
      const nths = nthOfDegree(now.coefficients);
      sets.replaceChildren(
        ...now.coefficients.map(({ name, set }, i) => {
          const cell = item(setName(set), '', ({ coefficients }, row) => {
            const { values, errors } = coefficients[i] ?? {};
            return [values?.[row], errors?.[row]];
          });
          cell.title = `the coefficient of ${name}`;
          const swatch = /** @type {HTMLElement} */ (cell.firstElementChild);
          swatch.style.background = brokenCss(degreeCss(Math.max(set.length, 1), top), nths[i] ?? 0);
          return cell;
        }),
      );
    }
    const { cursor } = state;
    const row = rowAt(lane, state);
    const axis = axisOf(state);
    const news = [lane.data, row, axis, now.at[row], cursor === null];
    if (row < 0 || news.every((value, i) => value === told[i])) return;
    told = news;
    say(when, `${cursor === null ? 'Now' : 'At the cursor'}, ${place(placeOf(lane, axis, row), axis)}`);
    // What stands in a row, before other rows come or go.
    const texts = cells.map(({ read }) => read(now, row));
    for (const [i, cell] of texts.entries()) {
      cells[i]?.write(cell);
      if (i % PIECE === PIECE - 1) yield;
    }
  }

  /**
   * @param {string} label
   * @param {string} name
   * @param {(now: Series, row: number) => [value: number | undefined, error: number | undefined]} read
   * @param {(value: number, error: number) => Texts} [text]
   */
  function item(label, name, read, text = estimate) {
    const value = h('span', { class: 'value' });
    const error = h('span', { class: 'error' });
    cells.push({
      read(now, row) {
        const [measured = NaN, deviation = NaN] = read(now, row);
        return text(measured, deviation);
      },
      write([text, uncertain]) {
        say(value, text);
        say(error, uncertain);
      },
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
