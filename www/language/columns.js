// What the cells of a table's columns write: numbers, with a decimal point or a decimal comma, words for true and false,
// coins packed into one cell. What can't be read is named by its place, and nothing is guessed.

import { readings } from './numbers.js';

/** @import { Row } from './rows.js' */

/** @typedef {{ line: number, column: number, value: string, expected: string }} Fault  both places counted from 1; 0: the table as a whole */
/**
 * @typedef {object} Column
 * @property {number} at       its place in the text, counted from 1
 * @property {string} name
 * @property {string[]} cells
 * @property {number[]} values
 * @property {[string, string] | null} words  what is written for 0 and 1
 */

/** Cells that are read before others get their turn. */
const TURN = 4000;
/** Beyond this the core's numbers of 32 bits are infinite. */
const MOST = 3e38;

/** Words for 0 and 1. @type {[string, string][]} */
const PAIRS = [
  ['f', 't'],
  ['false', 'true'],
  ['n', 'y'],
  ['no', 'yes'],
  ['off', 'on'],
];
const WORDS = new Set(PAIRS.flat());
/** Signs of coins, without a figure behind them. */
const SIGNS = new Map([
  ['+', 1],
  ['-', -1],
  ['\u2212', -1],
  ['\u2013', -1],
]);

/** What stands for a value that is left open, in truth tables. */
const OPEN = new Set(['-', '\u2013', '\u2212', '~', '*', '?', 'x', 'X', 'd', 'D']);

/** Most numbers of most tables: quicker than all that may be one. */
const PLAIN = /^-?\d+(?:\.\d+)?$/;

/** @param {string} cell */
export function isNumber(cell) {
  const { point, comma } = readings(cell);
  return !Number.isNaN(point) || !Number.isNaN(comma);
}

/**
 * Whether all cells are words for true and false, or all are signs alone.
 * @param {string[]} cells
 */
export const areWords = (cells) => pairOf(cells) !== null || areSigns(cells);

/** @param {string} cell */
export const isSign = (cell) => SIGNS.has(cell);

/**
 * Whether a cell is a sign alone, or a word for true or false of any pair.
 * @param {string} cell
 */
export const isCoin = (cell) => isSign(cell) || WORDS.has(cell.toLowerCase());

/**
 * The mark of values that are left open, where one mark stands among bits or words for them; null if there is none.
 * @param {string[]} cells  of the value
 */
export function dontCare(cells) {
  const mark = cells.find((cell) => OPEN.has(cell));
  const rest = cells.filter((cell) => cell !== mark);
  if (mark === undefined || rest.length === 0) return null;
  return rest.every((cell) => cell === '0' || cell === '1') || pairOf(rest) ? mark : null;
}

/** @param {string[]} cells */
const areSigns = (cells) => cells.every(isSign);

/**
 * How many coins each cell of zeros and ones packs, as in 011; 1 where it is a number. Null: 10 and 11 alone could be
 * either.
 * @param {string[]} cells
 */
export function packed(cells) {
  const length = cells[0]?.length ?? 0;
  if (length < 2 || !cells.every((cell) => cell.length === length)) return 1;
  if (cells.every((cell) => cell === cells[0])) return 1;
  return cells.some((cell) => cell.startsWith('0')) ? length : null;
}

/**
 * The place of a cell that lacks the zeros before its bits, where others pack several; -1 if there is none.
 * @param {string[]} cells  of zeros and ones
 */
export function stripped(cells) {
  const length = cells.reduce((most, cell) => Math.max(most, cell.length), 0);
  return cells.findIndex((cell) => cell.length < length);
}

/**
 * Decimals have one mark in the whole table: where commas stand that can't part thousands, a comma. The other one parts
 * thousands for sure where a cell has two marks.
 * @param {Column[]} columns
 * @returns {Generator<undefined, { mark: 'point' | 'comma', parted: boolean }>}
 */
function* markOf(columns) {
  let [points, commas] = [0, 0];
  let turn = 0;
  let parted = false;
  for (const { cells } of columns) {
    for (const cell of cells) {
      if (++turn % TURN === 0) yield;
      if (!/[.,]/.test(cell)) continue;
      const { point, comma } = readings(cell);
      parted ||= /[.,].*[.,]/.test(cell) && !(Number.isNaN(point) && Number.isNaN(comma));
      if (Number.isNaN(point)) commas += Number.isNaN(comma) ? 0 : 1;
      else if (Number.isNaN(comma)) points += 1;
    }
  }
  return { mark: commas > 0 && points === 0 ? 'comma' : 'point', parted };
}

/**
 * Fills in the values of all columns.
 * @param {Column[]} columns
 * @param {Row[]} rows
 * @param {string} separator
 * @param {number} header  a line that might have been meant as a header, or 0
 * @returns {Generator<undefined, Fault[]>}
 */
export function* readColumns(columns, rows, separator, header) {
  const { mark, parted } = yield* markOf(columns);
  /** @type {Fault[]} */
  const faults = [];
  let turn = 0;
  for (const column of columns) {
    column.words = pairOf(column.cells);
    const pairs = column.words === null && column.cells.every(isCoin);
    const signs = areSigns(column.cells);
    for (const [r, cell] of column.cells.entries()) {
      if (++turn % TURN === 0) yield;
      const line = rows[r]?.line ?? 0;
      const known = column.words ? Number(same(cell, column.words[1])) : signs ? SIGNS.get(cell) : undefined;
      const { value, expected } =
        known === undefined ? read(cell, mark, parted, separator) : { value: known, expected: '' };
      if (expected !== '') {
        const names = line === header && !isNumber(cell) ? ', or no number at all in a line of names' : '';
        faults.push({
          line,
          column: column.at,
          value: cell,
          expected: pairs ? 'the same two words for false and true in the whole column' : expected + names,
        });
      }
      column.values.push(value);
    }
  }
  return faults.sort((a, b) => a.line - b.line || a.column - b.column);
}

/**
 * @param {string} a
 * @param {string} b
 */
const same = (a, b) => a.toLowerCase() === b.toLowerCase();

/**
 * The words of a column for 0 and 1 as it writes them; null if they are of more pairs than one.
 * @param {string[]} cells
 * @returns {[string, string] | null}
 */
function pairOf(cells) {
  const pair = PAIRS.find((words) => words.some((word) => same(word, cells[0] ?? '')));
  if (!pair || !cells.every((cell) => pair.some((word) => same(word, cell)))) return null;
  const [no, yes] = pair;
  const written = (/** @type {string} */ word) => cells.find((cell) => same(cell, word)) ?? word;
  return [written(no), written(yes)];
}

/**
 * @param {string} cell
 * @param {'point' | 'comma'} mark
 * @param {boolean} parted  that the other mark parts thousands
 * @param {string} separator
 * @returns {{ value: number, expected: string }}  `expected`: what else should stand there; empty if nothing
 */
function read(cell, mark, parted, separator) {
  const none = (/** @type {string} */ expected) => ({ value: NaN, expected });
  if (separator === ' ' && /^0\d/.test(cell))
    return none('no 0 before other digits: blanks stand between columns here');
  const plain = mark === 'point' && PLAIN.test(cell);
  const both = plain ? { point: Number(cell), comma: NaN } : readings(cell);
  const value = both[mark];
  const other = both[mark === 'point' ? 'comma' : 'point'];
  if (Number.isNaN(value)) {
    if (Number.isNaN(other)) return none('a number');
    return none(`a decimal ${mark}, as elsewhere in the table`);
  }
  const thousands = !plain && cell.includes(mark === 'point' ? ',' : '.');
  if (thousands && !parted && !Number.isNaN(other) && other !== value)
    return none(`${other} or ${value}, whichever is meant`);
  if (Math.abs(value) > MOST) return none(`a number of a size up to ${MOST}`);
  return { value, expected: '' };
}
