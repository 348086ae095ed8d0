// How the values of the catalogue's fields are written in a line of text, and how what was typed is read. Whether a value
// is in its range is the core's to say.

/** @import { Basis, Term } from '../types.d.ts' */

import { readChains, readSet, readSets } from './coordinates.js';
import { columnName } from './names.js';
import { readNumber, readNumbers, Unreadable } from './numbers.js';

/** Lists hold lists of coordinates or of numbers. */
const DEEPEST = 2;

/** What was typed and can't be read. It stands in its field as it is, with the reason beside it. */
export class Unread {
  /**
   * @param {string} text
   * @param {string} why  what is wrong, and what to type instead
   */
  constructor(text, why) {
    this.text = text;
    this.why = why;
  }
}

/**
 * Why a field's value can't be read, or one of its entries; null if it can.
 * @param {unknown} value
 * @returns {string | null}
 */
export function whyUnread(value) {
  if (value instanceof Unread) return value.why;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  for (const [name, entry] of Object.entries(value)) {
    if (entry instanceof Unread) return `${name.replaceAll('_', ' ')}: ${entry.why}`;
  }
  return null;
}

/**
 * A row a line, or between semicolons.
 * @param {string} text
 */
function matrix(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const rows = lines.length > 1 ? lines.map((line) => line.replace(/;$/, '')) : text.split(';');
  return rows.filter((row) => row.trim() !== '').map(readNumbers);
}

/**
 * A text a line.
 * @param {string} text
 */
function lines(text) {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new Unreadable('nothing is typed here: type formulas, one a line, as in x1x2');
  return lines.map((line) => line.trim());
}

/** @param {string} text */
function vector(text) {
  if (text.trim() === '') throw new Unreadable('nothing is typed here: type numbers, as in 1, 2, 4');
  return text.split('\n').flatMap(readNumbers);
}

/**
 * Lists as JSON, and as Python, are taken as they stand.
 * @param {(text: string) => unknown} read
 */
const orJson = (read) => (/** @type {string} */ text) => {
  if (!text.trimStart().startsWith('[')) return read(text);
  /** @type {unknown} */
  let list;
  try {
    list = JSON.parse(text);
  } catch {
    throw new Unreadable('“[” begins a list within brackets, which has no end or a fault in it');
  }
  if (isDeeper(list, DEEPEST)) throw new Unreadable('“[” begins lists within lists within lists: none is wanted here');
  return list;
};

/**
 * Looked into no further than it may go: a hundred thousand brackets would exhaust the stack, here or further on.
 * @param {unknown} value
 * @param {number} most  lists within one another
 * @returns {boolean}
 */
const isDeeper = (value, most) =>
  typeof value === 'object' &&
  value !== null &&
  (most === 0 || Object.values(value).some((entry) => isDeeper(entry, most - 1)));

/**
 * Of what may be left out, nothing typed is nothing.
 * @param {(text: string) => unknown} read
 */
const optional = (read) => (/** @type {string} */ text) => (text.trim() === '' ? null : read(text));

/**
 * The items with what parts them; what is no list, as a refused value may be, in its own words.
 * @param {string} separator
 * @param {(item: any) => string} [item]
 */
const joined =
  (separator, item = word) =>
  (/** @type {unknown} */ value) =>
    Array.isArray(value) ? value.map(item).join(separator) : word(value);

/** @param {unknown} value */
const word = (value) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? ''));

/** @param {unknown} value */
const onOneLine = (value) => word(value).replaceAll('\n', ' ');

/** @param {unknown} value */
const writeSet = (value) => (Array.isArray(value) ? columnName(value) : word(value));

/** @param {unknown} value */
const writeBare = (value) =>
  Array.isArray(value) && value.length > 0 ? columnName(value).slice(1, -1).replaceAll(',', ', ') : writeSet(value);

/**
 * Coins are their own basis functions; on other laws x1 need not be {1}.
 * @param {unknown} value
 * @param {Basis} [basis]
 */
function writeTerms(value, basis) {
  const isTerm = (/** @type {any} */ term) => Array.isArray(term?.set) && typeof term.coefficient === 'number';
  if (!Array.isArray(value) || !value.every(isTerm)) return word(value);
  return /** @type {Term[]} */ (value)
    .map(({ set, coefficient }, i) => {
      const size = Math.abs(coefficient);
      const factor = size === 1 && set.length > 0 ? '' : `${size} `;
      const product =
        basis === 'walsh' && set.length > 0 ? set.map((j) => `x${j}`).join('') : set.length > 0 ? columnName(set) : '';
      return `${coefficient < 0 ? (i ? ' - ' : '-') : i ? ' + ' : ''}${factor}${product}`.trimEnd();
    })
    .join('');
}

/**
 * @typedef {object} Notation
 * @property {(text: string) => unknown} read  an Unread of what it can't
 * @property {(value: unknown, basis?: Basis) => string} write
 * @property {string} mode  of the keyboard
 * @property {string} hint
 * @property {boolean} [long]  needs a line of its own
 * @property {number} [lines]  needs several
 */

/** @type {Notation} */
const WORDS = { read: (text) => text, write: word, mode: 'text', hint: '' };

/** @type {Record<string, Notation>} */
const NOTATIONS = {
  integer: { read: (text) => readNumber(text, true), write: word, mode: 'numeric', hint: '' },
  number: { read: (text) => readNumber(text), write: word, mode: 'decimal', hint: '' },
  numbers: { read: orJson(vector), write: joined(', '), mode: 'text', hint: '1, 2, 4' },
  set: { read: optional(orJson(readSet)), write: writeBare, mode: 'text', hint: '1, 2, 3' },
  sets: { read: orJson(readSets), write: joined(' ', writeSet), mode: 'text', hint: '{1} {1,2}' },
  chains: { read: orJson(readChains), write: joined('; ', joined(' ')), mode: 'text', hint: '1 2 3; 1 4', long: true },
  text: { ...WORDS, long: true },
  texts: {
    read: orJson(lines),
    write: joined('\n', onOneLine),
    mode: 'text',
    hint: 'x1x2\nx3 + x4x5',
    long: true,
    lines: 3,
  },
  // The core reads a sum as it reads a formula.
  terms: { ...WORDS, write: writeTerms, hint: 'x1 + 0.5 x1x2', long: true },
  vector: {
    read: optional(orJson(vector)),
    write: joined(', '),
    mode: 'text',
    hint: '0.5, -1, 0, …',
    long: true,
    lines: 2,
  },
  matrix: {
    read: optional(orJson(matrix)),
    write: joined('\n', joined(' ')),
    mode: 'text',
    hint: '1 0.5 0\n0.5 1 0\n0 0 1',
    long: true,
    lines: 4,
  },
};

/**
 * @param {string} type of a field
 * @returns {Notation}
 */
export function notation(type) {
  const { read, write, ...rest } = NOTATIONS[type] ?? WORDS;
  return {
    ...rest,
    read(text) {
      try {
        // Where the core reads the text, it reads the mark of a pasted line's end, too.
        return read(read === WORDS.read ? text : text.replaceAll('⏎', '\n'));
      } catch (error) {
        if (error instanceof Unreadable) return new Unread(text, error.message);
        throw error;
      }
    },
    write: (value, basis) => (value instanceof Unread ? value.text : write(value, basis)),
  };
}
