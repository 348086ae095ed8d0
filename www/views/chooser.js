// Where many lanes have no room beside each other: which of them is followed below the pictures of steps.

/** @import { Actions, LabState, Store } from '../types.d.ts' */

import { h, subscripts } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { symbols } from '../language/names.js';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  root.role = 'group';
  root.ariaLabel = 'The network that is followed';
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  const view = drawn(store, ['lanes', 'shown'], ({ lanes, shown }) => {
    if (buttons.length !== lanes.length) {
      buttons = lanes.map((_, i) =>
        h('button', { type: 'button', 'data-testid': `show-${i}`, onclick: () => actions.showLane(i) }),
      );
      root.replaceChildren(...buttons);
    }
    const names = symbols(lanes);
    buttons.forEach((button, i) => {
      const label = names[i] ?? '';
      if (button.dataset.name !== label) {
        button.dataset.name = label;
        button.replaceChildren(...subscripts(label));
      }
      button.ariaPressed = String(i === shown);
    });
  });
  return () => {
    view.stop();
    root.replaceChildren();
  };
}
