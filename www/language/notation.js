// How the values of the catalogue's fields are written in a line of text, and how what was typed is read.
// What cannot be read is handed on as it stands: the core refuses it, and its words appear beside the control.

/** @import { Term } from '../types.d.ts' */

import { columnName, factors } from './names.js';

/** @param {string} text */
export function number(text) {
  const plain = text
    .trim()
    .replace(/(?<=\d)[, \u2009](?=\d{3}\b)/g, '')
    .replace('\u2212', '-');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : text;
}

/** @param {string} text */
export const numbers = (text) =>
  text
    .split(/[,;\s]+/)
    .filter(Boolean)
    .map((part) => number(part));

/** A degree above this is refused by the core in any case, and must not be counted out here. */
const MOST = 64;

/**
 * "{1^2,2}" -> [1, 1, 2], and "1, 2" without braces.
 * @param {string} text
 */
const set = (text) =>
  text
    .replace(/[{}]/g, '')
    .split(/[,;\s]+/)
    .filter(Boolean)
    .flatMap((part) => {
      const [, i = '', degree = ''] = /^(\d+)\^(\d+)$/.exec(part) ?? [];
      return degree !== '' && Number(degree) <= MOST
        ? Array.from({ length: Number(degree) }, () => Number(i))
        : [number(part)];
    });

/**
 * "{1},{1,2}" or "1; 1,2"; a word stands for itself.
 * @param {string} text
 */
function sets(text) {
  if (!/\d/.test(text)) return text.trim();
  const parts = text.includes('{') ? [...text.matchAll(/\{([^}]*)\}/g)].map((m) => m[1] ?? '') : text.split(';');
  return parts.map(set);
}

/** @param {unknown} value */
const writeSets = (value) =>
  Array.isArray(value)
    ? value.map((s) => (Array.isArray(s) ? columnName(s) : String(s))).join(' ')
    : String(value ?? '');

/**
 * "1 2 3; 1 4", or the same as JSON; a word stands for itself.
 * @param {string} text
 */
function chains(text) {
  if (text.trim().startsWith('[')) {
    try {
      return /** @type {unknown} */ (JSON.parse(text));
    } catch {
      return text;
    }
  }
  return /\d/.test(text)
    ? text
        .split(';')
        .filter((part) => part.trim() !== '')
        .map(numbers)
    : text.trim();
}

/** @param {unknown} value */
const writeChains = (value) =>
  Array.isArray(value)
    ? value.map((chain) => (Array.isArray(chain) ? chain.join(' ') : String(chain))).join('; ')
    : String(value ?? '');

/**
 * "x1 + 0.5 x1x2 - x1x2x3 + {1^2,2}"; spaces, stars and subscripts as one likes.
 * @param {string} text
 */
function terms(text) {
  const plain = text
    .replace(/[₀-₉]/g, (d) => String(d.charCodeAt(0) - 0x2080))
    .replace(/\u2212/g, '-')
    .replace(/[\s*·]/g, '');
  const found = plain.match(/[+-]?[^+-]+(?:e[+-]\d+[^+-]*)?/gi) ?? [];
  const read = found.map((piece) => {
    const parts = /^([+-]?)(\d*\.?\d*(?:e[+-]?\d+)?)((?:x\d+)*|\{[\d,^]*\})$/i.exec(piece);
    if (!parts) return null;
    const [, sign, size, product = ''] = parts;
    if (size === '' && product === '') return null;
    return { set: set(product.replace(/x/gi, ' ')), coefficient: Number(`${sign}${size === '' ? '1' : size}`) };
  });
  return read.length > 0 && read.every(Boolean) ? read : text;
}

/** @param {Term[]} value */
function writeTerms(value) {
  return value
    .map(({ set, coefficient }, i) => {
      const size = Math.abs(coefficient);
      const factor = size === 1 && set.length > 0 ? '' : `${size} `;
      // In degrees above 1 the basis function of a coordinate is not its power.
      const product = factors(set).every(({ degree }) => degree === 1)
        ? set.map((j) => `x${j}`).join('')
        : columnName(set);
      return (coefficient < 0 ? (i ? ' - ' : '-') : i ? ' + ' : '') + factor + product;
    })
    .join('');
}

/** @param {unknown} value */
export const list = (value) => (Array.isArray(value) ? value.join(', ') : String(value ?? ''));

/**
 * A row a line, or between semicolons.
 * @param {string} text
 */
const matrix = (text) =>
  text
    .split(/[\n;]/)
    .map(numbers)
    .filter((row) => row.length > 0);

/** @param {unknown} value */
const writeMatrix = (value) =>
  Array.isArray(value)
    ? value.map((row) => (Array.isArray(row) ? row.join(' ') : String(row))).join('\n')
    : String(value ?? '');

/**
 * Of what may be left out, nothing typed is nothing.
 * @param {(text: string) => unknown} read
 */
const optional = (read) => (/** @type {string} */ text) => (text.trim() === '' ? null : read(text));

/**
 * @typedef {{ read: (text: string) => unknown, write: (value: any) => string, mode: string, hint: string, long?: boolean, lines?: number }} Notation
 * `long`: needs a line of its own; `lines`: needs several
 */

/** @type {Notation} */
const WORDS = { read: (text) => text, write: (v) => String(v ?? ''), mode: 'text', hint: '' };

/** @type {Record<string, Notation>} */
const NOTATIONS = {
  integer: { read: number, write: (v) => String(v ?? ''), mode: 'numeric', hint: '' },
  number: { read: number, write: (v) => String(v ?? ''), mode: 'decimal', hint: '' },
  numbers: { read: numbers, write: list, mode: 'text', hint: '1, 2, 4' },
  set: {
    read: optional(set),
    write: (v) => (Array.isArray(v) ? columnName(v).slice(1, -1).replaceAll(',', ', ') : String(v ?? '')),
    mode: 'text',
    hint: '1, 2, 3',
  },
  sets: { read: sets, write: writeSets, mode: 'text', hint: '{1} {1,2}' },
  chains: { read: chains, write: writeChains, mode: 'text', hint: '1 2 3; 1 4', long: true },
  text: { ...WORDS, hint: 'x1 + 0.5 x1x2', long: true },
  vector: { read: optional(numbers), write: list, mode: 'text', hint: '0.5, -1, 0, …', long: true, lines: 2 },
  matrix: {
    read: optional(matrix),
    write: writeMatrix,
    mode: 'text',
    hint: '1 0.5 0\n0.5 1 0\n0 0 1',
    long: true,
    lines: 4,
  },
  terms: {
    read: terms,
    write: (v) => (Array.isArray(v) ? writeTerms(v) : String(v ?? '')),
    mode: 'text',
    hint: 'x1 + 0.5 x1x2',
    long: true,
  },
};

/** @param {string} type of a field */
export const notation = (type) => NOTATIONS[type] ?? WORDS;
