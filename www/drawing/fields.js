// One control for each type of field that the catalogue knows.

/** @import { Field } from '../types.d.ts' */

import { h } from './dom.js';
import { integer } from '../language/format.js';
import { notation, Unread } from '../language/notation.js';
import { onOneLine } from '../language/text.js';

/** @import { Basis } from '../types.d.ts' */

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {HTMLElement[]} inputs  what takes the focus and is marked when wrong; the help of each has its id and "-help"
 * @property {(value: unknown, basis?: Basis) => void} show
 */

/** Typing is taken up when it pauses this long, and at once on Enter or on leaving the field. */
const PAUSE = 700;

/** @typedef {HTMLInputElement | HTMLTextAreaElement} Input */

/**
 * @template {Input} I
 * @param {(commit: (input: I) => void) => I} make
 * @param {(input: I) => void} commit
 */
function typed(make, commit) {
  let timer = 0;
  const input = make(commit);
  const now = () => {
    clearTimeout(timer);
    if (input.dataset.shown === input.value) return;
    input.dataset.shown = input.value;
    commit(input);
  };
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = window.setTimeout(now, PAUSE);
  });
  input.addEventListener('change', now);
  if (input instanceof HTMLInputElement) input.addEventListener('paste', (event) => pasteLines(input, event));
  return input;
}

/**
 * A field of one line would run pasted lines together: each end of a line is shown instead, to be read or refused.
 * @param {HTMLInputElement} input
 * @param {ClipboardEvent} event
 */
function pasteLines(input, event) {
  const text = event.clipboardData?.getData('text/plain').trim() ?? '';
  if (!/[\r\n]/.test(text)) return;
  event.preventDefault();
  const [from, to] = [input.selectionStart ?? 0, input.selectionEnd ?? 0];
  input.setRangeText(onOneLine(text), from, to, 'end');
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * Never rewrites what is being typed; what has shown nothing yet holds nothing typed, though it may have the focus of the one that
 * stood there before.
 * @param {Input} input
 * @param {string} text
 */
function show(input, text) {
  const { shown = input.value } = input.dataset;
  if (input.matches(':focus') && shown !== input.value) return;
  if (input.value !== text) input.value = text;
  input.dataset.shown = input.value;
}

/**
 * @param {Field} field
 * @param {string} id
 * @param {(value: unknown) => void} commit
 * @param {{ value: string, label: string }[]} [choices] for a member or a choice
 * @returns {Control}
 */
export function createControl(field, id, commit, choices) {
  if (choices) {
    const select = h(
      'select',
      { id, onchange: () => commit(select.value) },
      ...choices.map(({ value, label }) => h('option', { value }, label)),
    );
    return { element: select, inputs: [select], show: (value) => void (select.value = String(value)) };
  }
  if (field.type === 'boolean') {
    const box = h('input', { id, type: 'checkbox', onchange: () => commit(box.checked) });
    return { element: box, inputs: [box], show: (value) => void (box.checked = value === true) };
  }
  if (field.fields) return createObject(field.label, field.fields, id, commit);
  const kind = notation(field.type);
  if (kind.lines) {
    const area = typed(
      () => h('textarea', { id, rows: kind.lines, placeholder: kind.hint, autocomplete: 'off', spellcheck: 'false' }),
      ({ value }) => commit(kind.read(value)),
    );
    // Lines that say the same stay as they are: an end of a line at which typing pauses is none too many.
    const says = (/** @type {string} */ text) => kind.write(kind.read(area.value)) === text;
    return {
      element: area,
      inputs: [area],
      show: (value) => void (says(kind.write(value)) || show(area, kind.write(value))),
    };
  }
  const words = field.choices
    ? h('datalist', { id: `${id}-words` }, ...field.choices.map((value) => h('option', { value })))
    : null;
  const input = typed(
    () =>
      h('input', {
        id,
        type: 'text',
        inputmode: kind.mode,
        placeholder: field.example ?? kind.hint,
        list: words?.id,
        autocomplete: 'off',
        spellcheck: 'false',
      }),
    ({ value }) => commit(kind.read(value)),
  );
  return {
    element: words ? h('span', { class: 'with-words' }, input, words) : input,
    inputs: [input],
    show: (value, basis) => show(input, kind.write(value, basis)),
  };
}

/**
 * A control for each entry of an object; all of them left empty stand for none.
 * @param {string} label
 * @param {Field[]} fields
 * @param {string} id
 * @param {(value: unknown) => void} commit
 * @returns {Control}
 */
function createObject(label, fields, id, commit) {
  /** What each control says. @type {Record<string, unknown>} */
  let entries = {};
  const parts = fields.map((field) => {
    const own = `${id}-${field.name}`;
    const control = createControl(field, own, (value) => {
      entries = { ...entries, [field.name]: value };
      commit(Object.values(entries).every(isEmpty) ? null : entries);
    });
    return { field, control, elements: [labelled(field, control), helpOf(field, own)] };
  });
  return {
    element: h(
      'div',
      { class: 'inner', role: 'group', 'aria-label': label },
      ...parts.flatMap((part) => part.elements),
    ),
    inputs: parts.flatMap(({ control }) => control.inputs),
    show(value, basis) {
      const given = /** @type {Record<string, unknown> | null} */ (value);
      entries = Object.fromEntries(fields.map(({ name, type }) => [name, given?.[name] ?? notation(type).read('')]));
      for (const { field, control } of parts) control.show(entries[field.name], basis);
    },
  };
}

/** @param {unknown} value */
const isEmpty = (value) => value === null || (value instanceof Unread && value.text.trim() === '');

/**
 * A control behind its label and before its unit.
 * @param {Field} field
 * @param {Control} control
 * @param {...HTMLElement} more
 */
export const labelled = ({ label, unit }, control, ...more) =>
  h(
    'div',
    { class: 'line' },
    h('label', { for: control.inputs[0]?.id }, label),
    control.element,
    unit ? h('span', { class: 'unit' }, unit) : null,
    ...more,
  );

/**
 * @param {Field} field
 * @param {string} id
 */
export const helpOf = (field, id) =>
  h(
    'p',
    { class: 'help', id: `${id}-help` },
    field.help,
    range(field),
    field.max_count ? most(field.max_count, field.type) : null,
  );

/** @param {Field} field */
function range({ min, max }) {
  if (min === undefined || max === undefined) return null;
  const write = (/** @type {number} */ v) => (Number.isInteger(v) ? integer(v) : String(v)).replace('-', '−');
  return h('span', { class: 'range' }, ` ${write(min)} to ${write(max)}.`);
}

/**
 * @param {number} count
 * @param {Field['type']} type
 */
const most = (count, type) => ` At most ${integer(count)} ${type === 'texts' ? 'lines' : 'numbers'}.`;
