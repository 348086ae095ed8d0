// The rows of a pasted table as columns with names: which line is a header, which cells pack several coins.

import { areWords, isCoin, isNumber, packed, stripped } from './columns.js';

/** @import { Row } from './rows.js' */
/** @import { Column, Fault } from './columns.js' */
/** @import { Role } from './roles.js' */

/**
 * Whether the first line holds names: no number, or numbers that count the columns, as pandas writes them; null where
 * it could be a row as well.
 * @param {Row[]} rows
 * @returns {boolean | null}
 */
export function isHeader(rows) {
  const [head, ...below] = rows.map(({ cells }) => cells);
  if (!head || !head.some((cell) => cell !== '')) return false;
  const column = (/** @type {number} */ i) => below.map((cells) => cells[i] ?? '');
  const isRow = head.every(isCoin) && (!head.every(isShort) || below.flat().every(isCoin));
  if (isRow && below.length > 0) return false;
  if (!head.some(isNumber)) return below.length === 0 || !head.every((cell, i) => areWords([cell, ...column(i)]));
  const counted = head[0] === '' ? head.slice(1) : head;
  const start = Number(counted[0]);
  if (!counted.every((cell, i) => cell === String(start + i)) || below.length === 0) return false;
  if (head[0] === '') return start === 0 || start === 1;
  // Among coins a 2 can be a name only, but 0, 1 a row.
  const coins = below.every((cells) => cells.every((cell) => /^(?:[01]|[-\u2212]1|\+1)$/.test(cell)));
  if (coins) return head.length > 2 && (start === 0 || start === 1);
  if ((start !== 0 && start !== 1) || column(0).every((cell, r) => cell === String(start + 1 + r))) return false;
  return (start === 0 && head.length > 2) || null;
}

/**
 * Names of columns may be as short as t and y, or "no" for a number: above other cells than words these are no booleans.
 * @param {string} cell
 */
const isShort = (cell) => /^(?:[a-z]|no)$/i.test(cell);

/**
 * The columns of a table with their names, or why its rows have not all the same.
 * @param {Row[]} rows
 * @param {Row[]} body  without the header
 * @param {Role[]} roles  what the columns are for: coordinates alone pack coins
 * @returns {{ columns: Column[], faults: Fault[] }}
 */
export function shaped(rows, body, roles) {
  const [head, first] = [rows[0], body[0]];
  if (!head || !first) return { columns: [], faults: [] };
  const model = body.some(({ cells }) => cells.length === head.cells.length) ? head : first;
  const count = (/** @type {Row} */ { cells }) => `${cells.length} ${cells.length === 1 ? 'column' : 'columns'}`;
  const uneven = (/** @type {Row} */ row) => ({
    line: row.line,
    column: 0,
    value: count(row),
    expected: `${count(model)} as in ${model === rows[0] ? 'the first line' : `line ${model.line}`}`,
  });
  const width = model.cells.length;
  const odd = body.filter(({ cells }) => cells.length !== width);
  if (odd.length > 0) return { columns: [], faults: odd.map(uneven) };
  const one = 'at least two columns: the coordinates of an input, then the value of the function';
  if (width < 2)
    return { columns: [], faults: [{ line: head.line, column: 1, value: head.cells[0] ?? '', expected: one }] };

  const texts = Array.from({ length: width }, (_, i) => body.map(({ cells }) => cells[i] ?? ''));
  const coins = texts.every((cells, i) => roles[i] !== 'x' || cells.every((cell) => /^[01]+$/.test(cell)));
  const packs = texts.map((cells, i) => (!coins || roles[i] !== 'x' ? 1 : packed(cells)));
  const unclear = packs.indexOf(null);
  if (unclear >= 0) {
    const expected = 'coins apart from each other, as 1 0, or numbers with a point, as 10.0';
    return { columns: [], faults: [{ line: 0, column: unclear + 1, value: texts[unclear]?.[0] ?? '', expected }] };
  }
  for (const [i, cells] of texts.entries()) {
    const short = coins && roles[i] === 'x' ? stripped(cells) : -1;
    if (short < 0) continue;
    const expected = 'packed bits of one length, with their leading zeros, as 010, or numbers with a point, as 10.0';
    return {
      columns: [],
      faults: [{ line: body[short]?.line ?? 0, column: i + 1, value: cells[short] ?? '', expected }],
    };
  }
  const columns = texts.flatMap((cells, i) => apart(cells, i + 1, packs[i] ?? 1));
  if (body === rows) return { columns, faults: [] };
  // R names no column of row names; of packed coins each may have a name.
  const names = head.cells.length === width - 1 ? ['', ...head.cells] : head.cells;
  if (names.length !== width && names.length !== columns.length) return { columns, faults: [uneven(head)] };
  const sole = names.length === columns.length;
  for (let k = 0, start = 0; k < columns.length; k++) {
    const column = /** @type {Column} */ (columns[k]);
    if (columns[start]?.at !== column.at) start = k;
    const nth = packs[column.at - 1] === 1 ? '' : k - start + 1;
    column.name = sole ? (names[k] ?? '') : `${names[column.at - 1]}${nth}`;
  }
  return { columns, faults: [] };
}

/**
 * Commas between cells without a point that may as well stand before decimals: some have blanks behind them in every
 * line and others have none, or cells by pairs have zeros before their digits.
 * @param {Row[]} body
 * @param {Column[]} columns
 * @param {string[]} lines  of the text
 * @returns {Fault[]}
 */
export function commaFaults(body, columns, lines) {
  const texts = body.map(({ line }) => lines[line - 1] ?? '');
  if (texts.some((text) => /[."]/.test(text))) return [];
  const mixed = texts.every((text) => /,\S/.test(text) && /,[^\S\n]+\S/.test(text));
  const isPadded = (/** @type {string} */ cell) => /^[+\-\u2212\u2013]?0\d/.test(cell);
  const even = (body[0]?.cells.length ?? 0) % 2 === 0;
  const padded = even ? columns.map(({ cells }) => cells.findIndex(isPadded)) : [];
  const k = padded.findIndex((r) => r >= 0);
  if (!mixed && k < 0) return [];
  const row = body[mixed ? 0 : (padded[k] ?? 0)];
  const expected =
    'separators that can be told from decimal commas: separate by semicolons or tabs, or write points before decimals';
  return [{ line: row?.line ?? 0, column: 0, value: lines[(row?.line ?? 1) - 1]?.trim() ?? '', expected }];
}

/**
 * A column, or one for each coin that its cells pack.
 * @param {string[]} cells
 * @param {number} at
 * @param {number} length
 */
const apart = (cells, at, length) =>
  Array.from({ length }, (_, k) => ({
    at,
    name: '',
    cells: length === 1 ? cells : cells.map((cell) => cell.charAt(k)),
    values: /** @type {number[]} */ ([]),
    words: null,
  }));
