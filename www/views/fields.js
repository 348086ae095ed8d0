// One control for each type of field that the catalogue knows: how a value is written, and how what was typed is read.
// What cannot be read is handed on as it stands: the core refuses it, and its words appear beside the control.

/** @import { Field, Term } from '../types.d.ts' */

import { h } from './dom.js';

/**
 * @typedef {object} Control
 * @property {HTMLElement} element
 * @property {HTMLElement} focusable what a label points at and what is marked when wrong
 * @property {(value: unknown) => void} show
 */

/** @param {string} text */
function number(text) {
  const plain = text.trim().replace(/(?<=\d)[, \u2009](?=\d{3}\b)/g, '').replace('\u2212', '-');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : text;
}

/** @param {string} text */
const numbers = (text) => text.split(/[,;\s]+/).filter(Boolean).map((part) => number(part));

/** "{1},{1,2}" or "1; 1,2"; a word stands for itself. @param {string} text */
function sets(text) {
  if (!/\d/.test(text)) return text.trim();
  const parts = text.includes('{') ? [...text.matchAll(/\{([^}]*)\}/g)].map((m) => m[1] ?? '') : text.split(';');
  return parts.map(numbers);
}

/** "x1 + 0.5 x1x2 - x1x2x3"; spaces, stars and subscripts as one likes. @param {string} text */
function terms(text) {
  const plain = text.replace(/[₀-₉]/g, (d) => String(d.charCodeAt(0) - 0x2080)).replace(/\u2212/g, '-').replace(/[\s*·]/g, '');
  const found = plain.match(/[+-]?[^+-]+(?:e[+-]\d+[^+-]*)?/gi) ?? [];
  const read = found.map((piece) => {
    const parts = /^([+-]?)(\d*\.?\d*(?:e[+-]?\d+)?)((?:x\d+)*)$/i.exec(piece);
    if (!parts) return null;
    const [, sign, size, product] = parts;
    if (size === '' && product === '') return null;
    return { set: [...(product ?? '').matchAll(/\d+/g)].map(Number), coefficient: Number(`${sign}${size === '' ? '1' : size}`) };
  });
  return read.length > 0 && read.every(Boolean) ? read : text;
}

/** @param {Term[]} value */
function writeTerms(value) {
  return value
    .map(({ set, coefficient }, i) => {
      const size = Math.abs(coefficient);
      const factor = size === 1 && set.length > 0 ? '' : `${size} `;
      return (coefficient < 0 ? (i ? ' - ' : '-') : i ? ' + ' : '') + factor + set.map((j) => `x${j}`).join('');
    })
    .join('');
}

/** @param {unknown} value */
const list = (value) => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));

/** @typedef {{ read: (text: string) => unknown, write: (value: any) => string, mode: string, hint: string }} Text */

/** @type {Text} */
const WORDS = { read: (text) => text, write: (v) => String(v ?? ''), mode: 'text', hint: '' };

/** @type {Record<string, Text>} */
const TEXT = {
  integer: { read: number, write: (v) => String(v ?? ''), mode: 'numeric', hint: '' },
  number: { read: number, write: (v) => String(v ?? ''), mode: 'decimal', hint: '' },
  numbers: { read: numbers, write: list, mode: 'text', hint: '1, 2, 4' },
  set: { read: (text) => (text.trim() === '' ? null : numbers(text.replace(/[{}]/g, ''))), write: list, mode: 'text', hint: '1, 2, 3' },
  sets: { read: sets, write: (v) => (Array.isArray(v) ? v.map((s) => `{${list(s).replaceAll(' ', '')}}`).join(' ') : String(v)), mode: 'text', hint: '{1} {1,2}' },
  terms: { read: terms, write: (v) => (Array.isArray(v) ? writeTerms(v) : String(v ?? '')), mode: 'text', hint: 'x1 + 0.5 x1x2' },
};

/** Typing is taken up when it pauses this long, and at once on Enter or on leaving the field. */
const PAUSE = 700;

/**
 * @param {(commit: (input: HTMLInputElement) => void) => HTMLInputElement} make
 * @param {(input: HTMLInputElement) => void} commit
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

/** Never rewrites what is being typed. @param {HTMLInputElement} input @param {string} text */
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
    const select = h('select', { id, onchange: () => commit(select.value) }, ...choices.map(({ value, label }) => h('option', { value }, label)));
    return { element: select, focusable: select, show: (value) => void (select.value = String(value)) };
  }
  if (field.type === 'boolean') {
    const box = h('input', { id, type: 'checkbox', onchange: () => commit(box.checked) });
    return { element: box, focusable: box, show: (value) => void (box.checked = value === true) };
  }
  if (field.type === 'decay') return decay(id, commit);
  const kind = TEXT[field.type] ?? WORDS;
  const words = field.choices ? h('datalist', { id: `${id}-words` }, ...field.choices.map((value) => h('option', { value }))) : null;
  const input = typed(
    () => h('input', { id, type: 'text', inputmode: kind.mode, placeholder: kind.hint, list: words?.id, autocomplete: 'off', spellcheck: 'false' }),
    ({ value }) => commit(kind.read(value)),
  );
  return { element: words ? h('span', { class: 'with-words' }, input, words) : input, focusable: input, show: (value) => show(input, kind.write(value)) };
}

/** `{ every, divide_by }`, or null for a constant step. @param {string} id @param {(value: unknown) => void} commit */
function decay(id, commit) {
  const both = () => commit(every.value.trim() === '' ? null : { every: number(every.value), divide_by: numbers(by.value) });
  const every = typed(() => h('input', { id, type: 'text', inputmode: 'numeric', placeholder: 'never', autocomplete: 'off', 'aria-label': 'divide the step size every so many iterations; empty for never' }), both);
  const by = typed(() => h('input', { type: 'text', placeholder: '1, 2, 4, 8', autocomplete: 'off', 'aria-label': 'divide by, block after block' }), both);
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
