// The pinned runs of a figure: to be named, hidden, gone back to and removed; and what differs between them and the run of now.
// Loaded once it is opened.

/** @import { Actions, LabState, Pin, Store } from '../types.d.ts' */
/** @import { Pins } from '../state/pins.js' */
/** @import { Compared, Difference } from '../state/differences.js' */

import { h, say, subscripts, uid } from '../drawing/dom.js';
import { sample } from '../drawing/dashes.js';
import { drawn } from '../drawing/frame.js';
import { integer } from '../language/format.js';
import { come } from '../language/verdicts.js';
import { compared, summed } from '../state/differences.js';
import { isOf, MOST_PINS } from '../state/pins.js';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {Pins} pins
 * @returns {() => void}
 */
export function mount(root, store, actions, pins) {
  const said = h('p', { class: 'note', role: 'status', 'data-testid': 'runs-said' });
  const letters = () =>
    store
      .get()
      .pins.map(({ letter }) => letter)
      .join();
  /** The runs that it was said of. */
  let told = '';
  const tell = (/** @type {string} */ what) => {
    told = letters();
    say(said, what);
  };
  const list = h('ul', { class: 'runs', 'data-testid': 'runs' });
  const pin = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'data-testid': 'pin-here',
      onclick() {
        const { letter, refused } = pins.pin();
        tell(refused ?? `Pinned as ${letter}.`);
      },
    },
    'pin the run of now',
  );
  const differ = h('div', {
    class: 'sweep-scroll',
    tabindex: '0',
    role: 'region',
    'aria-label': 'What differs between the runs',
    'data-testid': 'differences',
  });
  const sentence = h('p', {});
  root.append(
    h('h4', {}, 'Pinned runs'),
    h(
      'p',
      {},
      `A run that is pinned stays in the charts, dashed, and what follows is drawn over it: another seed, another setting, another figure. There is room for ${MOST_PINS}.`,
    ),
    list,
    h('div', { class: 'row' }, pin),
    said,
    h('h4', {}, 'What differs'),
    sentence,
    differ,
  );
  /** @type {Map<string, ReturnType<typeof createRun>>} */
  const items = new Map();
  /** @type {Compared | null} */
  let shown = null;

  /** @param {Pin} pin */
  async function open(pin) {
    await actions.showRun(pin.preset, pin.overrides);
    const same = isOf(pin, store.get().lanes);
    tell(same ? '' : 'The figure is another one since it was pinned: these are not its very settings.');
  }

  const view = drawn(store, ['pins', 'lanes', 'catalogue', 'preset'], (state) => {
    const now = compared(state);
    if (now === shown) return;
    shown = now;
    if (letters() !== told) tell('');
    const { rows, names } = now;
    state.pins.forEach((each, i) => {
      const item = items.get(each.id) ?? createRun(each, pins, open);
      items.set(each.id, item);
      item.draw(each, names[i] ?? '');
    });
    for (const id of [...items.keys()].filter((id) => !state.pins.some((each) => each.id === id))) items.delete(id);
    const wanted = state.pins.flatMap(({ id }) => items.get(id)?.element ?? []);
    if (wanted.length !== list.childElementCount || wanted.some((element, i) => element !== list.children[i]))
      list.replaceChildren(...wanted);
    pin.disabled = state.pins.length >= MOST_PINS;
    const count = names.length;
    say(sentence, count < 2 ? 'Pin a run, and change something: here stands what.' : summed(rows, count));
    sentence.hidden = sentence.textContent === '';
    differ.hidden = count < 2 || rows.length === 0;
    differ.replaceChildren(table(rows, [...state.pins.map(({ letter }) => letter), '']));
  });
  return () => {
    view.stop();
    root.replaceChildren();
  };
}

/**
 * @param {Difference[]} rows
 * @param {string[]} letters  empty for the run of now
 */
const table = (rows, letters) =>
  h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'col' }, 'setting'),
        ...letters.map((letter) => h('th', { scope: 'col' }, letter === '' ? 'now' : letter)),
      ),
    ),
    h(
      'tbody',
      {},
      ...rows.map(({ label, unit, of, values }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, ...subscripts(label), of === '' ? '' : `, ${of}`),
          ...values.map((value) =>
            h('td', {}, ...(value === '' ? ['–'] : [...subscripts(value), unit === '' ? '' : ` ${unit}`])),
          ),
        ),
      ),
    ),
  );

/**
 * One of the list.
 * @param {Pin} first
 * @param {Pins} pins
 * @param {(pin: Pin) => Promise<void>} open
 */
function createRun(first, pins, open) {
  const { id, letter, lanes } = first;
  const name = h('input', {
    type: 'text',
    id: uid('pin'),
    maxlength: 60,
    'aria-label': `Name of run ${letter}`,
    'data-testid': `name-${letter}`,
    onchange: () => void pins.rename(id, name.value),
  });
  const act = (/** @type {string} */ label, /** @type {() => void} */ onclick) =>
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-label': `${label} run ${letter}`,
        'data-testid': `${label}-${letter}`,
        onclick,
      },
      label,
    );
  let now = first;
  const toggle = act('hide', () => void pins.toggle(id));
  const far = Math.max(...lanes.map(({ iteration }) => iteration));
  const reached = lanes.map((lane) => come(lane, lane.rowCount - 1)).join('; ');
  const element = h(
    'li',
    {},
    sample(letter),
    name,
    h('span', { class: 'note' }, ...subscripts(`${integer(far)} iterations, seed ${lanes[0]?.spec.seed}: ${reached}`)),
    h(
      'span',
      { class: 'row' },
      toggle,
      act('open', () => void open(now)),
      act('remove', () => void pins.remove(id)),
    ),
  );
  return {
    element,
    /** @param {Pin} pin @param {string} told */
    draw(pin, told) {
      now = pin;
      name.placeholder = told;
      if (name.value !== pin.name) name.value = pin.name;
      say(toggle, pin.hidden ? 'show' : 'hide');
      toggle.ariaLabel = `${toggle.textContent} run ${letter}`;
    },
  };
}
