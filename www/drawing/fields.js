// One control for each type of field that the catalogue knows.

/** @import { Field } from '../types.d.ts' */

import { h } from './dom.js';
import { list, notation, number, numbers } from '../language/notation.js';

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {HTMLElement} focusable what a label points at and what is marked when wrong
 * @property {(value: unknown) => void} show
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
  return input;
}

/**
 * Never rewrites what is being typed.
 * @param {Input} input
 * @param {string} text
 */
function show(input, text) {
  if (input.matches(':focus') && input.dataset.shown !== input.value) return;
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
    return { element: select, focusable: select, show: (value) => void (select.value = String(value)) };
  }
  if (field.type === 'boolean') {
    const box = h('input', { id, type: 'checkbox', onchange: () => commit(box.checked) });
    return { element: box, focusable: box, show: (value) => void (box.checked = value === true) };
  }
  if (field.type === 'object') return decay(id, commit);
  const kind = notation(field.type);
  if (kind.lines) {
    const area = typed(
      () => h('textarea', { id, rows: kind.lines, placeholder: kind.hint, autocomplete: 'off', spellcheck: 'false' }),
      ({ value }) => commit(kind.read(value)),
    );
    return { element: area, focusable: area, show: (value) => show(area, kind.write(value)) };
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
        placeholder: kind.hint,
        list: words?.id,
        autocomplete: 'off',
        spellcheck: 'false',
      }),
    ({ value }) => commit(kind.read(value)),
  );
  return {
    element: words ? h('span', { class: 'with-words' }, input, words) : input,
    focusable: input,
    show: (value) => show(input, kind.write(value)),
  };
}

/**
 * `{ every, divide_by }`, or null for a constant step.
 * @param {string} id
 * @param {(value: unknown) => void} commit
 */
function decay(id, commit) {
  const both = () =>
    commit(every.value.trim() === '' ? null : { every: number(every.value), divide_by: numbers(by.value) });
  const every = typed(
    () =>
      h('input', {
        id,
        type: 'text',
        inputmode: 'numeric',
        placeholder: 'never',
        autocomplete: 'off',
        'aria-label': 'divide the step size every so many iterations; empty for never',
      }),
    both,
  );
  const by = typed(
    () =>
      h('input', {
        type: 'text',
        placeholder: '1, 2, 4, 8',
        autocomplete: 'off',
        'aria-label': 'divide by, block after block',
      }),
    both,
  );
  return {
    element: h('span', { class: 'two' }, every, h('span', {}, 'by'), by),
    focusable: every,
    /** @param {any} value */
    show(value) {
      show(every, value ? String(value.every) : '');
      show(by, value ? list(value.divide_by) : '');
    },
  };
}
