// The lanes of a figure as the settings list them, each to be copied or removed.

/** @import { Actions, LaneState } from '../types.d.ts' */

import { h, say, subscripts } from './dom.js';
import { namesOf } from '../language/names.js';
import { kindOf } from '../language/words.js';

/**
 * @param {Actions} actions
 * @param {number} most  lanes that a figure can have
 */
export function createLaneList(actions, most) {
  const list = h('ul', {});
  const note = h('p', { class: 'note' });
  const legend = h('legend', {});
  const element = h('fieldset', { class: 'lane-list' }, legend, list, note);
  let shown = '';

  /** @param {string} name @param {number} i @param {number} count */
  const item = (name, i, count) => {
    const button = (
      /** @type {string} */ label,
      /** @type {string} */ what,
      /** @type {boolean} */ disabled,
      /** @type {() => void} */ onclick,
    ) =>
      h(
        'button',
        {
          type: 'button',
          class: 'quiet',
          'aria-label': `${what} ${name}`,
          'data-testid': `${label}-lane-${i}`,
          disabled,
          onclick,
        },
        label,
      );
    return h(
      'li',
      {},
      h('span', {}, ...subscripts(name)),
      button('copy', 'Add a copy of', count >= most, () => void actions.addLane(i)),
      button('remove', 'Remove', count === 1, () => void actions.removeLane(i)),
    );
  };

  return {
    element,
    /**
     * @param {LaneState[]} lanes
     * @param {boolean} [compares]  learners in one chart
     */
    draw(lanes, compares) {
      const names = namesOf(lanes, compares);
      if (names.join('\n') === shown) return;
      shown = names.join('\n');
      say(legend, kindOf(lanes.map(({ spec }) => spec)) === 'network' ? 'Networks' : 'Learners');
      const focused = list.contains(/** @type {ShadowRoot} */ (list.getRootNode()).activeElement ?? null);
      list.replaceChildren(...names.map((name, i) => item(name, i, lanes.length)));
      // What was pressed is gone: the keyboard goes on at the last one.
      const next = /** @type {HTMLElement | null} */ (list.querySelector('li:last-child button:not(:disabled)'));
      if (focused) next?.focus();
      say(
        note,
        lanes.length >= most
          ? `There is no room for more than ${most}: remove one to add another.`
          : 'A copy takes part in what is set for all, until a setting is changed for it alone.',
      );
    },
  };
}
