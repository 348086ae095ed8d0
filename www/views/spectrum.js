// The strongest coefficients that the target does not hold: what the network has learned besides, or by mistake.

/** @import { Actions, LabState, LaneState, Store } from '../types.d.ts' */

import { createCells } from '../drawing/cells.js';
import { degreeCss } from '../drawing/colour.js';
import { h, say, term } from '../drawing/dom.js';
import { estimate } from '../language/format.js';
import { drawn } from '../drawing/frame.js';
import { columnName, setName } from '../language/names.js';
import { topDegree } from '../language/progress.js';

const ROWS = 4;

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  const cells = createCells(root, cell);
  const view = drawn(store, ['lanes', 'shown', 'cursor'], (state) => {
    const top = topDegree(state.lanes);
    cells
      .of(state)
      .forEach((each, i) => each.draw(/** @type {LaneState} */ (state.lanes[i]), top, state.cursor !== null));
  });
  return () => {
    view.stop();
    root.replaceChildren();
  };
}

/** @param {number} index */
function cell(index) {
  const list = h('ul', {});
  const rows = Array.from({ length: ROWS }, () => {
    const row = {
      name: h('span', { class: 'set' }),
      bar: h('i', {}),
      value: h('span', { class: 'value' }),
      error: h('span', { class: 'error' }),
    };
    const item = h(
      'li',
      {},
      row.name,
      h('span', { class: 'track', 'aria-hidden': 'true' }, row.bar),
      row.value,
      row.error,
    );
    list.append(item);
    return { ...row, item };
  });
  const now = h('span', { class: 'now', hidden: true }, ', now');
  const nothing = h('p', { class: 'nothing', hidden: true }, 'Only the target’s own coefficients are measured here.');
  const element = h(
    'div',
    { class: 'cell', 'data-testid': `spectrum-${index}` },
    h(
      'p',
      { class: 'what' },
      term(
        'Largest outside the target',
        'As the run now stands: of all coefficients measured on the coordinates that the target touches, the strongest that the target does not hold. Bars are drawn on the scale of the largest target coefficient; most of what is left is the noise of the estimate.',
      ),
      now,
    ),
    list,
    nothing,
  );
  /** @type {unknown} */
  let shown = null;
  /** @type {LaneState['analysis'] | null} */
  let analysis = null;
  /** @type {Set<string>} */
  let held = new Set();
  let scale = 1;
  /**
   * @param {LaneState} lane
   * @param {number} top
   * @param {boolean} earlier  the rest of the figure is at an earlier row
   */
  function draw(lane, top, earlier) {
    element.hidden = !lane.analysis.expanded;
    now.hidden = !earlier;
    if (lane.spectrum === shown && lane.analysis === analysis) return;
    shown = lane.spectrum;
    if (lane.analysis !== analysis) {
      analysis = lane.analysis;
      held = new Set(analysis.terms.map(({ set }) => columnName(set)));
      scale = analysis.terms.reduce((most, { coefficient }) => Math.max(most, Math.abs(coefficient)), 1e-9);
    }
    const others = lane.spectrum.filter(({ set }) => !held.has(columnName(set))).slice(0, ROWS);
    rows.forEach(({ item, name, bar, value, error }, i) => {
      item.hidden = i >= others.length;
      if (item.hidden) return;
      const { set, coefficient, standard_error } = others[i];
      const size = Math.min(Math.abs(coefficient) / scale, 1);
      say(name, setName(set));
      name.title = columnName(set);
      bar.style.width = `${(100 * size).toFixed(1)}%`;
      bar.style.background = degreeCss(Math.max(set.length, 1), top);
      const [text, uncertain] = estimate(coefficient, standard_error);
      say(value, text);
      say(error, uncertain);
    });
    list.hidden = others.length === 0;
    nothing.hidden = others.length > 0;
  }
  return { element, draw };
}
