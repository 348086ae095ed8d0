// Where lanes have no room beside each other: which of them is shown, and how far each of them has come.

/** @import { Actions, LabState, Store } from '../types.d.ts' */

import { h, say, subscripts } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { symbols } from '../language/names.js';
import { rowAt } from '../language/progress.js';
import { explained } from '../language/teacher.js';
import { score } from '../language/verdicts.js';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  root.role = 'group';
  root.ariaLabel = 'The network that is shown';
  /** @type {ReturnType<typeof tab>[]} */
  let tabs = [];
  const view = drawn(store, ['lanes', 'shown', 'cursor', 'axis'], (state) => {
    const { lanes, shown } = state;
    if (tabs.length !== lanes.length) {
      tabs = lanes.map((_, i) => tab(i, actions));
      root.replaceChildren(...tabs.map(({ button }) => button));
    }
    const names = symbols(lanes);
    lanes.forEach((lane, i) => {
      const row = rowAt(lane, state);
      const { learned, followed } = score(lane, row);
      const come = lane.analysis.expanded ? `${learned} of ${followed}` : explained(lane, row);
      tabs[i]?.draw(names[i] ?? '', come, i === shown);
    });
  });
  return () => {
    view.stop();
    root.replaceChildren();
  };
}

/**
 * @param {number} index
 * @param {Actions} actions
 */
function tab(index, actions) {
  const sign = h('span', { class: 'symbol' });
  const count = h('span', { class: 'come' });
  const onclick = () => actions.showLane(index);
  const button = h('button', { type: 'button', 'data-testid': `show-${index}`, onclick }, sign, ' ', count);
  let written = '';
  /**
   * @param {string} name
   * @param {string} come
   * @param {boolean} isShown
   */
  function draw(name, come, isShown) {
    if (name !== written) sign.replaceChildren(...subscripts((written = name)));
    say(count, come);
    button.ariaPressed = String(isShown);
  }
  return { button, draw };
}
