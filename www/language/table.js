// A table of one's own, read from text: a row for each input with its value last, as pasted from a truth table or from
// a spreadsheet. What can't be read is named by its place, and nothing is guessed.

import Papa from 'papaparse';
import { integer } from './format.js';

/** @import { Table } from '../types.d.ts' */

/** What a visitor's machine takes without complaint, and what the core takes. */
export const MOST_NUMBERS = 200_000;
export const MOST_COORDINATES = 100;
/** A complete table of so many coins is expanded exactly. */
const MOST_EXACT = 14;
/** No number of a table is longer than this on average. */
export const MOST_CHARACTERS = 30 * MOST_NUMBERS;
/** Faults beyond these are only counted. */
const FAULTS_TOLD = 5;
/** Digits of a standardised number: the core has no more. */
const DIGITS = 7;

/** @typedef {{ line: number, column: number, value: string, expected: string }} Fault  both places counted from 1; 0: the table as a whole */
/** @typedef {'bits' | 'signs' | 'real'} Nature */

/**
 * A number as people write it; NaN if it is none.
 * @param {string} text
 * @param {boolean} comma  whether a comma may stand for the decimal point
 */
function number(text, comma) {
  const plain = text.trim().replace('\u2212', '-');
  const pointed = comma ? plain.replace(/^([+-]?\d*),(\d+(?:e[+-]?\d+)?)$/i, '$1.$2') : plain;
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(pointed) ? Number(pointed) : NaN;
}

/**
 * The cells of each line, and the line that each row stands in. Empty lines and those that begin with "#" don't count.
 * @param {string} text
 */
function cut(text) {
  // Blanks divide only where nothing else does: several in a row are one.
  const blank = !/[,;|\t]/.test(text);
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const { data, meta, errors } = Papa.parse(blank ? plain.replace(/^ +| +$/gm, '').replace(/ +/g, ' ') : plain, {
    ...(blank ? { delimiter: ' ' } : { delimitersToGuess: [',', '\t', ';', '|'] }),
    newline: '\n',
  });
  let line = 1;
  const rows = /** @type {string[][]} */ (data).map((cells) => {
    const at = line;
    line += 1 + cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
    return { line: at, cells };
  });
  const quotes = errors.find(({ type }) => type === 'Quotes');
  return {
    rows: rows.filter(
      ({ cells }) => !(cells.length === 1 && cells[0]?.trim() === '') && !cells[0]?.trimStart().startsWith('#'),
    ),
    comma: meta.delimiter !== ',',
    open: quotes ? (rows[quotes.row ?? 0]?.line ?? 1) : null,
  };
}

/**
 * The whole table at fault.
 * @param {string} value
 * @param {string} expected
 */
const whole = (value, expected) => ({ table: null, faults: [{ line: 0, column: 0, value, expected }] });

/**
 * @param {string} text
 * @returns {{ table: Table, faults: [] } | { table: null, faults: Fault[] }}
 */
export function parseTable(text) {
  if (text.trim() === '') return whole('nothing', 'rows of numbers, the value of the function last in each');
  if (text.length > MOST_CHARACTERS)
    return whole(`${integer(text.length)} characters`, `at most ${integer(MOST_NUMBERS)} numbers`);
  const { rows, comma, open } = cut(text);
  if (open !== null)
    return {
      table: null,
      faults: [{ line: open, column: 0, value: '"', expected: 'a second quotation mark to close the first' }],
    };
  const [head, ...below] = rows;
  if (!head) return whole('no rows', 'rows of numbers, the value of the function last in each');
  const named =
    head.cells.every((cell) => Number.isNaN(number(cell, comma))) && head.cells.some((cell) => cell.trim() !== '');
  const body = named ? below : rows;
  const width = head.cells.length;
  if (body.length === 0) return whole('a header alone', 'rows of numbers below it');
  if (width < 2)
    return {
      table: null,
      faults: [
        {
          line: head.line,
          column: 1,
          value: head.cells[0] ?? '',
          expected: 'at least two columns: the coordinates of an input, then the value of the function',
        },
      ],
    };
  if (width - 1 > MOST_COORDINATES) return whole(`${integer(width - 1)} coordinates`, `at most ${MOST_COORDINATES}`);
  if (body.length * width > MOST_NUMBERS)
    return whole(
      `${integer(body.length)} rows of ${integer(width)} numbers`,
      `at most ${integer(MOST_NUMBERS)} numbers in all`,
    );

  const names = Array.from(
    { length: width },
    (_, i) => (named ? head.cells[i]?.trim() : '') || (i === width - 1 ? 'y' : `x${i + 1}`),
  );
  const { values, faults } = numbers(body, names, comma, named ? null : head.line);
  if (faults.length > 0) return { table: null, faults };
  return table(values, names);
}

/**
 * @param {{ line: number, cells: string[] }[]} rows
 * @param {string[]} names  of the columns
 * @param {boolean} comma
 * @param {number | null} first  a line that might have been meant as a header
 */
function numbers(rows, names, comma, first) {
  /** @type {Fault[]} */
  const faults = [];
  const values = rows.map(({ line, cells }) => {
    if (cells.length !== names.length) {
      const count = (/** @type {number} */ k) => `${k} ${k === 1 ? 'column' : 'columns'}`;
      faults.push({
        line,
        column: 0,
        value: count(cells.length),
        expected: `${count(names.length)} as in the first line`,
      });
      return [];
    }
    return cells.map((cell, i) => {
      const value = number(cell, comma);
      if (Number.isFinite(value)) return value;
      const header = line === first ? ', or no number at all in a line of names' : '';
      faults.push({ line, column: i + 1, value: cell.trim(), expected: `a number${header}` });
      return NaN;
    });
  });
  return { values, faults };
}

/**
 * @param {number[][]} rows
 * @param {string[]} names
 * @returns {{ table: Table, faults: [] } | { table: null, faults: Fault[] }}
 */
function table(rows, names) {
  const n = names.length - 1;
  const columns = names.map((_, i) => rows.map((row) => row[i] ?? NaN));
  const natures = naturesOf(columns);
  const inputs = columns.slice(0, n);
  const coins = natures.slice(0, n).every((nature) => nature !== 'real');
  const still = inputs.findIndex((column, i) => natures[i] === 'real' && column.every((value) => value === column[0]));
  if (still >= 0) {
    return {
      table: null,
      faults: [
        {
          line: 0,
          column: still + 1,
          value: `${columns[still]?.[0]} in every row`,
          expected: 'a coordinate that changes',
        },
      ],
    };
  }

  const mapped = columns.map((column, i) => (natures[i] === 'bits' ? column.map((bit) => 1 - 2 * bit) : column));
  const combinations = new Set(
    rows.map((_, r) =>
      mapped
        .slice(0, n)
        .map((column) => (Number(column[r]) > 0 ? '+' : '-'))
        .join(''),
    ),
  );
  const complete = coins && n <= MOST_EXACT && rows.length === 2 ** n && combinations.size === rows.length;
  // The expansion of a truth table is that of its own values.
  const moved = natures.map(
    (nature, i) => nature === 'real' && !(i === n && (complete || deviation(columns[i] ?? []) === 0)),
  );
  const ready = mapped.map((column, i) => (moved[i] ? standardised(column) : column));
  return {
    table: {
      n,
      count: rows.length,
      x: rows.flatMap((_, r) => ready.slice(0, n).map((column) => column[r] ?? NaN)),
      y: ready[n] ?? [],
      coins,
      complete,
      notes: notes(names, natures, moved, rows.length, complete),
    },
    faults: [],
  };
}

/**
 * A column of zeros and ones is bits, one of plus and minus ones signs. One of ones alone follows the others.
 * @param {number[][]} columns
 * @returns {Nature[]}
 */
function naturesOf(columns) {
  const only = (/** @type {number[]} */ column, /** @type {number[]} */ values) =>
    column.every((value) => values.includes(value));
  const ones = columns.map((column) => only(column, [1]));
  const natures = columns.map((column) => (only(column, [0, 1]) ? 'bits' : only(column, [1, -1]) ? 'signs' : 'real'));
  const bits = natures.some((nature, i) => nature === 'bits' && !ones[i]);
  const signs = natures.some((nature) => nature === 'signs');
  return natures.map((nature, i) => (ones[i] && (signs || !bits) ? 'signs' : nature));
}

/** @param {number[]} column */
const mean = (column) => column.reduce((sum, value) => sum + value, 0) / column.length;
/** @param {number[]} column */
function deviation(column) {
  const centre = mean(column);
  return Math.sqrt(mean(column.map((value) => (value - centre) ** 2)));
}

/**
 * Mean 0 and deviation 1.
 * @param {number[]} column
 */
function standardised(column) {
  const centre = mean(column);
  const size = deviation(column);
  return column.map((value) => Number(((value - centre) / size).toPrecision(DIGITS)));
}

/**
 * @param {string[]} names
 * @param {Nature[]} natures
 * @param {boolean[]} moved
 * @param {number} count
 * @param {boolean} complete
 */
function notes(names, natures, moved, count, complete) {
  const n = names.length - 1;
  const which = (/** @type {(i: number) => boolean} */ chosen) => names.filter((_, i) => chosen(i));
  const bits = which((i) => natures[i] === 'bits');
  const real = which((i) => moved[i] === true);
  return [
    `${integer(count)} ${count === 1 ? 'row' : 'rows'} of ${integer(n)} ${n === 1 ? 'coordinate' : 'coordinates'} and a value${complete ? ': a complete truth table, expanded exactly' : ''}.`,
    ...(bits.length > 0 ? [`In ${listed(bits)} 0 is read as +1, and 1 as −1.`] : []),
    ...(real.length > 0 ? [`${listed(real)}: shifted and scaled to mean 0 and deviation 1.`] : []),
    ...(complete ? [] : ['A fifth of the rows, drawn by the seed, is held out: the test loss is that on these.']),
  ];
}

/** @param {string[]} names */
const listed = (names) =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more columns` : names.join(', ');

/**
 * The faults as they stand beside the table.
 * @param {Fault[]} faults
 */
export function describeFaults(faults) {
  const told = faults.slice(0, FAULTS_TOLD).map(({ line, column, value, expected }) => {
    const place = [line > 0 && `line ${integer(line)}`, column > 0 && `column ${integer(column)}`]
      .filter(Boolean)
      .join(', ');
    return `${place === '' ? '' : `${place}: `}${value === '' ? 'an empty cell' : `“${value.length > 40 ? `${value.slice(0, 40)}…` : value}”`}, expected ${expected}`;
  });
  const left = faults.length - told.length;
  return left > 0 ? [...told, `and ${integer(left)} more`] : told;
}

/**
 * As text again, with a header.
 * @param {number[]} x
 * @param {number[]} y
 */
export function writeTable(x, y) {
  const n = y.length === 0 ? 0 : x.length / y.length;
  const head = [...Array.from({ length: n }, (_, i) => `x${i + 1}`), 'y'];
  return (
    [head, ...y.map((value, r) => [...x.slice(r * n, (r + 1) * n), value])].map((row) => row.join(',')).join('\n') +
    '\n'
  );
}
