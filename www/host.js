// What passes between a figure and the page around it: events of the element, and keys that are not the page's.

/** @import { LabState, LaneState, Store } from './types.d.ts' */

/**
 * What a row's columns hold, by name.
 * @param {LaneState} lane
 */
const values = ({ columns, data }) => Object.fromEntries(columns.map((name, i) => [name, data[i]?.at(-1) ?? NaN]));

/**
 * Events of the element, none of which bubbles: `ready` once an experiment is there, `row` for each run that has been measured,
 * at most once a frame and with its newest row, `refused` for what of a preset or a state could not be followed, and
 * `finished`, `diverged` and `crashed`, each with the figure's own sentence.
 * @param {EventTarget} element
 * @param {Store<LabState>} store
 * @returns {() => void}
 */
export function tell(element, store) {
  const dispatch = (/** @type {string} */ type, /** @type {object} */ detail) =>
    element.dispatchEvent(new CustomEvent(type, { detail }));
  const figure = ({ preset, seed } = store.get()) => ({ preset: preset.id, seed });

  /**
   * Each fault once, until there is an experiment: what is refused later a visitor has typed.
   * @param {LabState['problems']} problems
   * @param {LabState['problems']} [told]
   */
  function refuse(problems, told = {}) {
    const fresh = Object.entries(problems).filter(([path, why]) => told[path] !== why);
    if (fresh.length > 0) dispatch('refused', { problems: Object.fromEntries(fresh) });
  }
  refuse(store.get().problems);

  return store.subscribe((state, previous) => {
    if (previous.lanes.length === 0) refuse(state.problems, previous.problems);
    const { status, message, lanes } = state;
    if (status !== previous.status) {
      if (previous.status === 'loading' && lanes.length > 0) dispatch('ready', figure(state));
      if (status === 'finished' || status === 'diverged' || status === 'crashed')
        dispatch(status, { ...figure(state), message });
    }
    if (lanes === previous.lanes) return;
    lanes.forEach((lane, i) => {
      const before = previous.lanes[i];
      // Columns grow in place.
      const same = lane.seen === before?.seen && lane.analysis === before.analysis;
      if (lane.seen === 0 || same) return;
      dispatch('row', { ...figure(state), lane: i, label: lane.label, values: values(lane) });
    });
  });
}

/** What a key, or what is typed, gives rise to. */
const TYPING = ['keydown', 'keypress', 'keyup', 'beforeinput', 'input', 'paste', 'cut', 'copy'];

/** What the browser does by a key on whatever has the focus, without a word to the figure. @type {Record<string, string>} */
const PRESSED = { ' ': 'button, summary', Enter: 'button, summary, a[href]' };

/**
 * Keys that the figure takes, those that press its buttons, and all that is typed into its fields, stay in it: a page may have
 * shortcuts of its own, and cannot see what it is that has the focus.
 * @param {ShadowRoot} root
 */
export function keepKeys(root) {
  /** Those that are down. @type {Set<string>} */
  const taken = new Set();
  const keep = (/** @type {Event} */ event) => {
    const target = /** @type {Element} */ (event.target);
    const field = target.closest('input, select, textarea');
    const { key = '', ctrlKey = false, metaKey = false } = /** @type {Partial<KeyboardEvent>} */ (event);
    if (ctrlKey || metaKey) return;
    const pressed = PRESSED[key];
    if (event.type === 'keydown' && (event.defaultPrevented || (pressed && target.closest(pressed)))) taken.add(key);
    if (field || taken.has(key)) event.stopPropagation();
    if (event.type === 'keyup') taken.delete(key);
  };
  for (const type of TYPING) root.addEventListener(type, keep);
}
