// The runs that a figure's are drawn over, by their lines and what sets them apart; each to be hidden and shown.
// Loaded once there is one.

/** @import { LabState, Pin, Store } from '../types.d.ts' */
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
  /** @type {unknown[]} */
  let shown = [];

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
    // By identity: specs change as a whole, and the lanes with each row.
    const next = [state.pins, state.preset, ...state.lanes.map(({ spec }) => spec)];
    if (next.length === shown.length && next.every((value, i) => value === shown[i])) return;
    shown = next;
    root.hidden = state.pins.length === 0;
    const why = pins.refused();
    say(unkept, why === null ? '' : `This browser keeps nothing for this page (${why}): a pinned run is gone with it.`);
    if (root.hidden) return;
    const { names } = compared(state);
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
