// The status, in one sentence; and what had to be left out of a link.

/** @import { Actions, LabState, Store } from '../types.d.ts' */

import { h, say } from './dom.js';
import { drawn } from './frame.js';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  const text = h('span', {});
  const line = h('p', { class: 'message', role: 'status', 'aria-live': 'polite', 'data-testid': 'message' }, h('i', { class: 'lamp', 'aria-hidden': 'true' }), text);
  const refused = h('p', { class: 'refused', 'data-testid': 'refused', hidden: true });
  root.replaceChildren(line, refused);
  const view = drawn(store, ['message', 'status', 'problems', 'drafts'], ({ status, message, problems, drafts }) => {
    line.dataset.status = status;
    say(text, message);
    // What was typed is answered beside its control; what a link said has no control to stand beside.
    const said = Object.entries(problems).filter(([path]) => !Object.hasOwn(drafts, path)).map(([path, why]) => `${path}: ${why}`);
    refused.hidden = said.length === 0;
    say(refused, `Left out of the link: ${said.join('; ')}.`);
  });
  return () => {
    view.stop();
    root.replaceChildren();
  };
}
