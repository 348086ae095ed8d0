// The status, in one sentence; and what had to be left out of a link.

/** @import { Actions, LabState, Store } from '../types.d.ts' */

import { h, say } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { notTaken } from '../language/words.js';

/** What a link is left without is told of so many entries; the others are counted. */
const TOLD = 3;

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @returns {() => void}
 */
export function mount(root, store, _actions) {
  const text = h('span', {});
  const line = h(
    'p',
    { class: 'message', role: 'status', 'aria-live': 'polite', 'data-testid': 'message' },
    h('i', { class: 'lamp', 'aria-hidden': 'true' }),
    text,
  );
  const refused = h('p', { class: 'refused', 'data-testid': 'refused', hidden: true });
  root.replaceChildren(line, refused);
  /**
   * What is refused before the first rows are there, a link has said; what is typed later is answered beside its
   * control.
   * @type {string[]}
   */
  let linked = [];
  /** The message before, but for its numbers. */
  let said = '';
  const view = drawn(store, ['message', 'status', 'problems'], ({ status, message, source, problems, lanes }) => {
    line.dataset.status = status;
    // A count that goes on is not read out at every change.
    const kind = message.replace(/\d[\d,.]*/g, '#');
    line.setAttribute('aria-busy', String(kind === said && kind !== message));
    said = kind;
    say(text, message);
    if (!line.dataset.loaded) linked = status === 'loading' ? [] : Object.keys(problems);
    if (lanes.length > 0) line.dataset.loaded = 'yes';
    const all = linked.flatMap((path) => {
      const why = problems[path];
      return why === undefined ? [] : [notTaken(path, why)];
    });
    const told = all.slice(0, TOLD);
    const left = all.length > TOLD ? `; and ${all.length - TOLD} more` : '';
    refused.hidden = told.length === 0;
    const pointed = told.some((why) => why.includes('\n'));
    refused.classList.toggle('pointed', pointed);
    say(refused, `Left out of ${source}: ${told.join(pointed ? '\n' : '; ')}${left}${pointed ? '' : '.'}`);
  });
  return () => {
    view.stop();
    root.replaceChildren();
  };
}
