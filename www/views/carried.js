// What each layer carries of each monomial, at the cursor: Figure 1a of the staircase paper, of the lanes that measure it.

/** @import { Actions, LabState, LaneState, Store } from '../types.d.ts' */

import { axisOf, place, placeOf } from '../language/axis.js';
import { createMap } from '../drawing/carried.js';
import { createCells } from '../drawing/cells.js';
import { h, say, term } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { watchRoom } from '../drawing/room.js';
import { CARRIED_HELP, highestOn, largestError } from '../language/carried.js';
import { estimate } from '../language/format.js';
import { symbols } from '../language/names.js';
import { rowAt } from '../language/progress.js';
import { series } from '../language/series.js';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  const stage = h('div', { class: 'pair' });
  root.append(stage);
  const cells = createCells(stage, (i) => cell(i, () => view.soon()));
  const view = drawn(store, ['lanes', 'shown', 'cursor', 'axis'], (state) => {
    cells.of(state).forEach((each) => each.draw(state));
  });
  return () => {
    view.stop();
    cells.destroy();
    root.replaceChildren();
  };
}

/**
 * @param {number} index
 * @param {() => void} soon  draws
 */
function cell(index, soon) {
  const what = h('p', { class: 'what' }, term('Carried by each layer', CARRIED_HELP));
  const ramp = h('p', { class: 'ramp', 'aria-hidden': 'true' }, '0', h('i', {}), '1');
  const frame = h('div', { class: 'scroll', tabindex: '0', role: 'region' });
  const when = h('p', { class: 'when' });
  const element = h(
    'section',
    { class: 'cell carried-cell', hidden: true, 'data-testid': `carried-${index}` },
    h('div', { class: 'over' }, what, ramp),
    frame,
    when,
  );
  const room = watchRoom(frame, soon);
  /** @type {ReturnType<typeof createMap> | null} */
  let map = null;
  /** @type {LaneState['columns'] | null} */
  let columns = null;
  /** What the map shows. @type {unknown[]} */
  let shown = [];

  return {
    element,
    /** @param {LabState} state */
    draw(state) {
      const lane = /** @type {LaneState} */ (state.lanes[index]);
      const { carried, at } = series(lane);
      element.hidden = carried.length === 0;
      if (element.hidden) return;
      if (lane.columns !== columns || map === null) {
        [columns, shown, map] = [lane.columns, [], createMap(carried)];
        frame.replaceChildren(map.element);
        frame.ariaLabel = `Carried by each layer of the network trained on ${symbols(state.lanes)[index] ?? ''}`;
      }
      const [row, axis, width] = [rowAt(lane, state), axisOf(state), room.width()];
      const news = [lane.data, row, at[row], axis, width, state.cursor === null];
      if (row < 0 || news.every((value, i) => value === shown[i])) return;
      shown = news;
      map.fit(width);
      map.show(carried, row, highestOn(lane, row));
      const error = largestError(carried, row);
      const within = error > 0 ? `, ${estimate(0, error)[1]} at most` : '';
      say(
        when,
        `${state.cursor === null ? 'Now' : 'At the cursor'}, ${place(placeOf(lane, axis, row), axis)}${within}`,
      );
    },
    destroy: room.stop,
  };
}
