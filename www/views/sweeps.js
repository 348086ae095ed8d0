// Many runs: over seeds and over the values of an entry or two, by workers of their own, while the figure goes on. What they say
// together, and each of them a click away. Loaded once it is opened.

/** @import { Actions, LabState, Store } from '../types.d.ts' */
/** @import { Sweeps } from '../state/sweeps.js' */
/** @import { SweepState } from '../state/sweep.js' */
/** @import { House } from './sweeps/result.js' */

import { watchPalette } from '../drawing/colour.js';
import { h, say } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { integer } from '../language/format.js';
import { stateOf } from '../state/recorded.js';
import { createForm } from './sweeps/form.js';
import { createItem } from './sweeps/item.js';
import { createResult } from './sweeps/result.js';

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
  const elsewhere = h('ul', { class: 'sweeps' });
  const ofOthers = h('summary', {});
  const others = h('details', { class: 'sweeps-others', 'data-testid': 'sweeps-others' }, ofOthers, elsewhere);
  const result = createResult(store, actions, sweeps, colours, house);
  const unkept = h('p', { class: 'refused', role: 'status', hidden: true });
  root.append(form.element, unkept, list, others);
  const titleOfFigure = (/** @type {SweepState} */ { figure }) =>
    house.presets.find(({ id }) => id === figure.preset)?.title ?? figure.preset;
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
    chosen = null;
    beforehand = found ? stateOf(preset, found) : null;
    draw();
  }
  let asked = '';

  function draw() {
    const states = [...sweeps.states(), ...(beforehand ? [beforehand] : [])];
    const isHere = (/** @type {SweepState} */ { figure }) => figure.preset === store.get().preset.id;
    // One that waits to be gone on with comes before what is done.
    if (!states.some(({ id }) => id === chosen)) {
      const here = states.filter(isHere);
      chosen = (here.find(({ status }) => status !== 'done') ?? here[0])?.id ?? null;
    }
    for (const state of states) {
      const item =
        items.get(state.id) ??
        createItem(state, sweeps, (id) => {
          chosen = id;
          draw();
        });
      items.set(state.id, item);
      const alike = states.some(({ id, title }) => id !== state.id && title === state.title);
      const whose = [
        ...(isHere(state) ? [] : [titleOfFigure(state)]),
        ...(alike && state.begun > 0 ? [timeOf(state.begun)] : []),
      ];
      item.draw(state, state.id === chosen, state === beforehand, whose.join(', '));
    }
    for (const id of [...items.keys()].filter((id) => !states.some((state) => state.id === id))) items.delete(id);
    const elements = (/** @type {SweepState[]} */ of) => of.flatMap(({ id }) => items.get(id)?.element ?? []);
    arrange(list, elements(states.filter(isHere)));
    const away = states.filter((state) => !isHere(state));
    arrange(elsewhere, elements(away));
    others.hidden = away.length === 0;
    say(ofOthers, `Sweeps of other figures: ${integer(away.length)}`);
    const why = sweeps.refused();
    unkept.hidden = why === null && !states.some((state) => state.unkept);
    say(
      unkept,
      unkept.hidden
        ? ''
        : `This browser keeps nothing for this page (${why ?? 'it was refused'}): what is made here is gone with it.`,
    );
    const beside = chosen === null ? null : items.get(chosen)?.element;
    if (beside && result.element.parentElement !== beside) beside.append(result.element);
    result.draw(states.find(({ id }) => id === chosen) ?? null);
  }
  const stop = sweeps.subscribe(draw);
  colours.subscribe(() => result.again());
  const view = drawn(store, ['catalogue', 'lanes', 'budget', 'preset'], (state) => {
    form.draw(state);
    void recall(state);
  });
  // Until they are there, that of the preset is shown.
  void sweeps.load().then(() => {
    if (chosen === beforehand?.id) chosen = null;
    draw();
  });
  draw();
  // A window that one comes back to: another may have gone on meanwhile.
  const back = () => void (document.hidden || sweeps.again());
  addEventListener('focus', back);
  document.addEventListener('visibilitychange', back);
  return () => {
    removeEventListener('focus', back);
    document.removeEventListener('visibilitychange', back);
    stop();
    view.stop();
    result.stop();
    colours.stop();
    root.replaceChildren();
  };
}

/** When a sweep was begun: of two alike it says which is which. @param {number} ms */
const timeOf = (ms) =>
  `begun ${new Date(ms).toLocaleString('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })}`;

/**
 * Nothing is moved that stands where it should: it may have the focus.
 * @param {Element} list
 * @param {Element[]} wanted
 */
function arrange(list, wanted) {
  if (wanted.length !== list.childElementCount || wanted.some((element, i) => element !== list.children[i]))
    list.replaceChildren(...wanted);
}
