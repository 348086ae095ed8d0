// The runs that a figure's are drawn over, by their lines and what sets them apart; each to be hidden and shown.
// Loaded once there is one.

/** @import { LabState, Pin, Store } from '../types.d.ts' */
/** @import { Compared } from '../state/differences.js' */
/** @import { Pins } from '../state/pins.js' */

import { h, say, subscripts } from '../drawing/dom.js';
import { sample } from '../drawing/dashes.js';
import { drawn } from '../drawing/frame.js';
import { compared } from '../state/differences.js';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Pins} pins
 * @returns {() => void}
 */
export function mount(root, store, pins) {
  root.role = 'group';
  root.ariaLabel = 'Pinned runs';
  const list = h('ul', { 'data-testid': 'pins' });
  const unkept = h('p', { class: 'note', role: 'status' });
  root.append(list, unkept);
  /** @type {Compared | null} */
  let shown = null;

  /** @param {Pin} pin @param {string} name */
  const item = ({ id, letter, hidden }, name) =>
    h(
      'li',
      {},
      h(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-pressed': String(!hidden),
          'data-testid': `pin-${letter}`,
          title: hidden ? 'Show it in the charts' : 'Hide it in the charts',
          onclick: () => void pins.toggle(id),
        },
        sample(letter),
        ...subscripts(name),
      ),
    );

  const view = drawn(store, ['pins', 'lanes', 'catalogue', 'preset'], (state) => {
    const now = compared(state);
    if (now === shown) return;
    shown = now;
    root.hidden = state.pins.length === 0;
    const why = pins.refused();
    say(unkept, why === null ? '' : `This browser keeps nothing for this page (${why}): a pinned run is gone with it.`);
    const { names } = now;
    const focused = /** @type {ShadowRoot} */ (root.getRootNode()).activeElement?.getAttribute('data-testid');
    list.replaceChildren(
      ...state.pins.map((pin, i) => item(pin, names[i] ?? '')),
      h('li', { class: 'now' }, sample(''), 'now: ', ...subscripts(names.at(-1) ?? '')),
    );
    /** @type {HTMLElement | null} */ (focused ? list.querySelector(`[data-testid="${focused}"]`) : null)?.focus();
  });
  return () => {
    view.stop();
    root.replaceChildren();
  };
}
