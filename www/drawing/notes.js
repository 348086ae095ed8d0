// Notes on how a picture is to be read, for those who ask: a question mark beside each picture opens and closes the one
// paragraph that they share.

import { h, say, uid } from './dom.js';

/** @param {HTMLElement} root  of the view: Escape anywhere in its figure closes the notes */
export function createNotes(root) {
  const element = h('p', { class: 'notes', id: uid('notes'), hidden: true, 'data-testid': 'notes' });
  /** @type {HTMLButtonElement[]} */
  const openers = [];

  /** @param {boolean} open */
  function show(open) {
    element.hidden = !open;
    for (const opener of openers) opener.ariaExpanded = String(open);
  }

  const onKey = (/** @type {Event} */ event) => {
    if (/** @type {KeyboardEvent} */ (event).key === 'Escape') show(false);
  };
  const figure = root.getRootNode();
  figure.addEventListener('keydown', onKey);

  return {
    element,
    /** @param {number} index  of the picture */
    opener(index) {
      const button = h(
        'button',
        {
          type: 'button',
          class: 'ask',
          'aria-label': 'How to read the picture',
          'aria-expanded': String(!element.hidden),
          'aria-controls': element.id,
          'data-testid': `ask-${index}`,
          onclick: () => show(element.hidden === true),
        },
        h('span', { 'aria-hidden': 'true' }, '?'),
      );
      openers[index] = button;
      return button;
    },
    say: (/** @type {string} */ text) => say(element, text),
    destroy: () => figure.removeEventListener('keydown', onKey),
  };
}
