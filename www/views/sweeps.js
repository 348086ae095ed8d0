// Many runs: over seeds and over the values of an entry or two, by workers of their own, while the figure goes on: the form, the list, and
// what the chosen one says. Loaded once it is opened.

/** @import { Actions, LabState, Preset, Store } from '../types.d.ts' */
/** @import { Sweeps } from '../state/sweeps.js' */
/** @import { SweepState } from '../state/sweep.js' */
/** @import { Recorded } from '../state/recorded.js' */

import { watchPalette } from '../drawing/colour.js';
import { h, say } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { integer } from '../language/format.js';
import { leftOf, sizeOf } from '../language/sweeps.js';
import { stateOf } from '../state/recorded.js';
import { createForm } from './sweepform.js';
import { createResult } from './sweepresult.js';

/**
 * @typedef {object} House  what there is besides
 * @property {(preset: string) => Promise<Recorded> | null} recorded  what the command line made of a preset's own sweep
 * @property {Preset[]} presets
 * @property {string} version
 * @property {(fragment: (state: LabState) => string) => string | null} link
 */

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {Sweeps} sweeps
 * @param {House} house
 * @returns {() => void}
 */
export function mount(root, store, actions, sweeps, house) {
  const colours = watchPalette(root);
  const form = createForm(store, sweeps, (id) => {
    chosen = id;
    draw();
  });
  const list = h('ul', { class: 'sweeps', 'data-testid': 'sweeps' });
  const result = createResult(store, actions, sweeps, colours, house);
  const unkept = h('p', { class: 'refused', role: 'status', hidden: true });
  root.append(form.element, unkept, list, result.element);
  /** @type {string | null} */
  let chosen = null;
  /** @type {Map<string, ReturnType<typeof createItem>>} */
  const items = new Map();

  /** That of this preset, if there is one. @type {SweepState | null} */
  let beforehand = null;
  /** @param {LabState} state */
  async function recall({ preset }) {
    if (preset.id === asked) return;
    asked = preset.id;
    const found = await house.recorded(preset.id)?.catch(() => null);
    if (asked !== preset.id) return;
    beforehand = found ? stateOf(preset, found) : null;
    draw();
  }
  let asked = '';

  function draw() {
    const states = [...sweeps.states(), ...(beforehand ? [beforehand] : [])];
    if (!states.some(({ id }) => id === chosen)) chosen = states[0]?.id ?? null;
    for (const state of states) {
      const item =
        items.get(state.id) ??
        createItem(state, sweeps, (id) => {
          chosen = id;
          draw();
        });
      items.set(state.id, item);
      item.draw(state, state.id === chosen, state === beforehand);
    }
    for (const id of [...items.keys()].filter((id) => !states.some((state) => state.id === id))) items.delete(id);
    const wanted = states.flatMap(({ id }) => items.get(id)?.element ?? []);
    if (wanted.length !== list.childElementCount || wanted.some((element, i) => element !== list.children[i]))
      list.replaceChildren(...wanted);
    const why = sweeps.refused();
    unkept.hidden = why === null && !states.some((state) => state.unkept);
    say(
      unkept,
      unkept.hidden
        ? ''
        : `This browser keeps nothing for this page (${why ?? 'it was refused'}): what is made here is gone with it.`,
    );
    result.draw(states.find(({ id }) => id === chosen) ?? null);
  }
  const stop = sweeps.subscribe(draw);
  colours.subscribe(() => result.again());
  const view = drawn(store, ['catalogue', 'lanes', 'budget', 'preset'], (state) => {
    form.draw(state);
    void recall(state);
  });
  void sweeps.load().then(draw);
  draw();
  return () => {
    stop();
    view.stop();
    result.stop();
    colours.stop();
    root.replaceChildren();
  };
}

/**
 * One sweep of the list.
 * @param {SweepState} first
 * @param {Sweeps} sweeps
 * @param {(id: string) => void} choose
 */
function createItem({ id, title }, sweeps, choose) {
  const name = h('button', { type: 'button', class: 'sweep-name', onclick: () => choose(id) }, title);
  const bar = h('progress', { max: 1, 'aria-label': `Progress of ${title}` });
  const said = h('span', { class: 'sweep-far' });
  const move = h('button', {
    type: 'button',
    class: 'quiet',
    async onclick() {
      if (sweeps.state(id)?.status === 'running') return sweeps.pause(id);
      if (!(await sweeps.play(id))) say(said, 'Another window of this browser makes this sweep.');
    },
  });
  const remove = h(
    'button',
    { type: 'button', class: 'quiet', 'aria-label': `Delete ${title}`, onclick: () => void sweeps.remove(id) },
    'delete',
  );
  const size = h('span', { class: 'sweep-size' });
  const element = h(
    'li',
    { 'data-testid': `sweep-${id}` },
    name,
    h('div', { class: 'sweep-line' }, bar, said, move, remove, size),
  );
  let sized = -1;
  return {
    element,
    /**
     * @param {SweepState} state
     * @param {boolean} chosen
     * @param {boolean} fixed  it can't be deleted
     */
    draw({ status, share, made, of, left, summary }, chosen, fixed) {
      remove.hidden = fixed;
      element.dataset.status = status;
      name.setAttribute('aria-pressed', String(chosen));
      bar.value = share;
      bar.hidden = status === 'done';
      const lost = summary ? summary.cells.reduce((sum, { failed }) => sum + failed, 0) : 0;
      say(
        said,
        [
          status === 'done' ? `${integer(of)} runs` : `${integer(made)} of ${integer(of)} runs`,
          status === 'running' ? leftOf(left) : status === 'done' ? '' : status,
          lost > 0 ? `${lost} failed` : '',
        ]
          .filter((part) => part !== '')
          .join(', '),
      );
      move.hidden = status === 'done' || status === 'pausing';
      say(move, status === 'running' ? 'pause' : 'go on');
      if (sized !== made && (made === of || status === 'paused')) {
        sized = made;
        void sweeps.size(id).then((bytes) => say(size, bytes > 0 ? sizeOf(bytes) : ''));
      }
    },
  };
}
