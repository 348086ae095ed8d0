// A table of one's own, read from text: a row for each input with its value last, as pasted from a truth table or from
// a spreadsheet. What can't be read is named by its place, and nothing is guessed.

import { cut } from './rows.js';
import { dontCare, isNumber, isSign, readColumns } from './columns.js';
import { integer } from './format.js';
import { quoted } from './numbers.js';
import { isPla, readPla, writtenOut } from './pla.js';
import { contradiction, repeatsOf, together } from './repeats.js';
import { about, firstRows, learnedOf, rolesOf, seenOf } from './roles.js';
import { commaFaults, isHeader, shaped } from './shape.js';
import { spreadFault, spreadOf, standardised } from './spread.js';
import { brief } from './text.js';

/** @import { Table } from '../types.d.ts' */
/** @import { Column, Fault } from './columns.js' */
/** @import { Places } from './repeats.js' */
/** @import { Role, Seen } from './roles.js' */
/** @import { Row } from './rows.js' */

/** What a visitor's machine takes without complaint: the truth table of 14 coins, with its rows counted, and some more. */
export const MOST_NUMBERS = 300_000;
export const MOST_COORDINATES = 100;
/** A complete table of so many coins is expanded exactly. */
const MOST_EXACT = 14;
/** No number of a table is longer than this on average. */
export const MOST_CHARACTERS = 30 * MOST_NUMBERS;
/** The core holds no rows out of fewer. */
const LEAST_ROWS = 4;
/** Of fewer a truth table is meant, and a row that says another thing than another one is a slip. */
const SMALL = 8;
/** Faults beyond these are only counted. */
const FAULTS_TOLD = 5;
/** Rows that are written before others get their turn. */
const TURN = 8000;
/** How the files of spreadsheets begin, as text. */
const SPREADSHEETS = ['PK\x03\x04', '\uFFFD\uFFFD\x11'];
/** What pandas writes, read again, for an empty name. */
const UNNAMED = 'unnamed: 0';
/** Names that say no more of a column that counts than none. */
const COUNTERS = ['', '#', 'id', 'index', 'no', 'nr', 'row', UNNAMED];

/** @typedef {'bits' | 'signs' | 'real'} Nature */
/**
 * What a table leaves open: whether its first line holds names, whether its first column is left out.
 * `table` tells the table that it is about from others.
 * @typedef {{ about: 'line' | 'column', table: string, text: string, yes: string, no: string }} Question
 */
/**
 * Answers hold for one table, where it is named, as long as its first line and the number of its columns stay. `roles`
 * by the columns' places in the text; the value is the last column unless one of them is `y`.
 * @typedef {Partial<Record<Question['about'], boolean>> & { table?: string, roles?: Record<number, Role> }} Answers
 */
/**
 * @typedef {{ seen: Seen | null } & ({ table: Table, faults: [], question: null } | { table: null, faults: Fault[], question: null }
 *   | { table: null, faults: [], question: Question })} Parsed
 */

/**
 * @param {Fault[]} faults
 * @param {Seen | null} [seen]
 * @returns {Parsed}
 */
const wrong = (faults, seen = null) => ({ table: null, faults, question: null, seen });

/**
 * @param {Question} question
 * @param {Seen} seen
 * @returns {Parsed}
 */
const open = (question, seen) => ({ table: null, faults: [], question, seen });

/**
 * The whole table at fault.
 * @param {string} value
 * @param {string} expected
 * @param {Seen | null} [seen]
 */
const whole = (value, expected, seen) => wrong([{ line: 0, column: 0, value, expected }], seen);

/**
 * @param {string} text
 * @param {Answers} [answers]
 */
export function parseTable(text, answers = {}) {
  const steps = parsing(text, answers);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * What was answered so far, and one answer more.
 * @param {Answers} answers
 * @param {Question} question
 * @param {boolean} given
 * @returns {Answers}
 */
export const answered = (answers, question, given) => ({ ...about(answers, question.table), [question.about]: given });

/**
 * The same in steps: between them others may have their turn.
 * @param {string} text
 * @param {Answers} given
 * @returns {Generator<undefined, Parsed>}
 */
export function* parsing(text, given) {
  if (text.trim() === '') return whole('nothing', 'rows of numbers, the value of the function last in each');
  if (text.length > MOST_CHARACTERS)
    return whole(`${integer(text.length)} characters`, `at most ${integer(MOST_NUMBERS)} numbers`);
  if (SPREADSHEETS.some((start) => text.startsWith(start)))
    return whole('a spreadsheet in its own format', 'a table as text: save it as CSV');
  const clean = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return yield* isPla(clean) ? ofCubes(clean, given) : ofRows(clean, given);
}

/**
 * @param {string} text
 * @param {Answers} given
 * @returns {Generator<undefined, Parsed>}
 */
function* ofCubes(text, given) {
  const { pla, fault } = readPla(text);
  if (fault) return wrong([fault]);
  const key = JSON.stringify([pla.inputs, pla.names]);
  const { roles = {} } = about(given, key);
  const all = pla.names.map((name, i) => ({ at: i + 1, name }));
  const [ins, outs] = [all.slice(0, pla.inputs), all.slice(pla.inputs)];
  const value = outs.find(({ at }) => roles[at] === 'y') ?? /** @type {typeof all[number]} */ (outs.at(-1));
  const written = yield* writtenOut(pla, value.at - 1 - pla.inputs);
  if (written.faults.length > 0) return wrong(written.faults);
  const columns = written.columns.filter(({ at }) => roles[at] !== 'out');
  const learned = all.map(({ at, name }) => {
    const output = at > pla.inputs;
    /** @type {Role} */
    const role = at === value.at ? 'y' : output || roles[at] === 'out' ? 'out' : 'x';
    return { at, name, role, roles: /** @type {Role[]} */ (output ? ['y', 'out'] : ['x', 'out']) };
  });
  const others = outs.length - 1;
  const done = [
    `The cubes are written out: ${brief(value.name)} over all ${integer(2 ** pla.inputs)} combinations of the inputs${others > 0 ? `, without the other ${others === 1 ? 'output' : 'outputs'}` : ''}.`,
    ...(written.open > 0 ? [`${opened(written.open)}: don’t-cares.`] : []),
    ...written.notes,
    ...leftOut(ins.filter(({ at }) => roles[at] === 'out')),
  ];
  const rows = firstRows(all.map(({ at }) => written.columns.filter((column) => column.at === at)));
  const bits = written.columns.slice(0, pla.inputs);
  const name = (/** @type {number} */ r) => bits.map(({ cells }) => cells[r]).join('');
  const seen = { table: key, columns: learned, rows };
  return yield* table(columns, done, seen, { word: 'combination', name }, written.open);
}

/** @param {number} count */
const opened = (count) => (count === 1 ? '1 row is left out' : `${integer(count)} rows are left out`);

/** @param {{ name: string }[]} columns */
const leftOut = (columns) => (columns.length === 0 ? [] : [`Left out: ${listed(columns.map(({ name }) => name))}.`]);

/**
 * @param {string} text
 * @param {Answers} given
 * @returns {Generator<undefined, Parsed>}
 */
function* ofRows(text, given) {
  const { rows, separator } = yield* cut(text);
  const [head] = rows;
  if (!head) return whole('no rows', 'rows of numbers, the value of the function last in each');
  const key = JSON.stringify([head.cells, (rows[1] ?? head).cells.length]);
  const answers = about(given, key);
  const sure = isHeader(rows);
  const named = sure ?? answers.line ?? false;
  const body = named ? rows.slice(1) : rows;
  const first = body[0];
  if (!first) return whole('a header alone', 'rows of numbers below it');
  const roles = rolesOf(answers, Math.max(head.cells.length, first.cells.length));
  const { columns: all, faults: shapes } = shaped(rows, body, roles);
  if (shapes.length > 0) return wrong(shapes);
  const commas = separator === ',' ? commaFaults(body, all, text.split('\n')) : [];
  if (commas.length > 0) return wrong(commas);
  const { kept, gap, gaps } = closed(all, body, roles);
  const columns = learnedOf(all, roles);
  const seen = seenOf(key, all, roles);
  if (columns.length < 2) return whole('one column', 'a coordinate beside the value', seen);
  if (columns.length * kept.length > MOST_NUMBERS)
    return whole(
      `${integer(kept.length)} rows of ${integer(columns.length)} numbers`,
      `at most ${integer(MOST_NUMBERS)} numbers in all`,
      seen,
    );
  const faults = yield* readColumns(columns, kept, separator, named ? 0 : head.line);
  if (faults.length > 0) return wrong(faults, seen);
  if (sure === null && answers.line === undefined) return open(aboutLine(key, head.cells), seen);
  const done = sure === null && !named ? [`The first line, ${listed(head.cells)}, is read as a row.`] : [];
  const [counter] = columns;
  if (counter && answers.roles === undefined && columns.length > 2 && counts(counter, named)) {
    if (answers.column === undefined) return open(aboutColumn(key, counter.values), seen);
    if (answers.column) columns.shift();
    Object.assign(seen.columns[0] ?? {}, { role: answers.column ? 'out' : 'x' });
    done.push(`The first column, which counts the rows, is ${answers.column ? 'left out' : 'learned from'}.`);
  }
  if (columns.length - 1 > MOST_COORDINATES)
    return whole(`${integer(columns.length - 1)} coordinates`, `at most ${MOST_COORDINATES}`, seen);
  columns.forEach((column, i) => (column.name ||= i === columns.length - 1 ? 'y' : `x${i + 1}`));
  if (named && head.cells.some(isNumber))
    done.unshift(`The first line, ${listed(head.cells.filter(Boolean))}, is read as names.`);
  done.push(...leftOut(seen.columns.filter(({ at }) => answers.roles && roles[at - 1] === 'out')));
  if (gaps > 0) done.push(`${opened(gaps)}: the value there, ${quoted(gap)}, is a don’t-care.`);
  const name = (/** @type {number} */ r) => integer(kept[r]?.line ?? 0);
  return yield* table(columns, done, seen, { word: 'line', name }, gaps);
}

/**
 * The rows without those whose value is a don't-care, which are taken out of the columns, too.
 * @param {Column[]} columns
 * @param {Row[]} body
 * @param {Role[]} roles
 */
function closed(columns, body, roles) {
  const value = columns.find(({ at }) => roles[at - 1] === 'y');
  const gap = value ? dontCare(value.cells) : null;
  const none = { kept: body, gap: '', gaps: 0 };
  if (!value || gap === null) return none;
  const there = value.cells.map((cell) => cell !== gap);
  // A minus beside other signs is a sign.
  if (columns.some((column) => column !== value && column.cells.some((cell, r) => !there[r] && isSign(cell))))
    return none;
  for (const column of columns) column.cells = column.cells.filter((_, r) => there[r]);
  const kept = body.filter((_, r) => there[r]);
  return { kept, gap, gaps: body.length - kept.length };
}

/**
 * Whether a column may say no more than which row is which: whole numbers in even steps; or each but once, where others
 * have names.
 * @param {Column} column
 * @param {boolean} named
 */
function counts({ name, values }, named) {
  const lower = name.toLowerCase();
  if (!COUNTERS.includes(lower) || values.length < 3 || !values.every(Number.isInteger)) return false;
  const [first = 0, second = 0] = values;
  if (first !== second && values.every((value, r) => value === first + r * (second - first))) return true;
  return named && (lower === '' || lower === UNNAMED) && new Set(values).size === values.length;
}

/**
 * @param {string} table
 * @param {string[]} cells
 * @returns {Question}
 */
const aboutLine = (table, cells) => ({
  about: 'line',
  table,
  text: `The first line, ${listed(cells)}, may be names of the columns or a row.`,
  yes: 'they are names',
  no: 'it is a row',
});

/**
 * @param {string} table
 * @param {number[]} values
 * @returns {Question}
 */
const aboutColumn = (table, values) => ({
  about: 'column',
  table,
  text: `The first column may only count the rows: ${values.slice(0, 3).join(', ')}, … Is it one of the coordinates?`,
  yes: 'no, leave it out',
  no: 'yes, learn from it',
});

/**
 * @param {Column[]} given  the value's last
 * @param {string[]} done  what was done with the first line and the first column
 * @param {Seen} seen  to which the rows' values are added
 * @param {Places} places  of the rows
 * @param {number} gaps  rows that were left out as don't-cares
 * @returns {Generator<undefined, Parsed>}
 */
function* table(given, done, seen, places, gaps) {
  const { firsts, differing } = yield* repeatsOf(given);
  const all = given[0]?.values.length ?? 0;
  const isSmall = all < SMALL;
  const n = given.length - 1;
  const natures = naturesOf(given);
  const coins = natures.slice(0, n).every((nature) => nature !== 'real');
  const signed = (/** @type {Column[]} */ columns) =>
    columns.map(({ values }, i) => (natures[i] === 'bits' ? values.map((bit) => 1 - 2 * bit) : values));
  // A small truth table that says something twice is one.
  const once = isSmall && differing.length === 0 ? given.map((column) => picked(column, firsts)) : given;
  const complete = coins && isComplete(signed(once).slice(0, n), once[0]?.values.length ?? 0);
  if (!complete && isSmall && differing.length > 0)
    return wrong(
      differing.map((same) => contradicted(given, same, places)),
      seen,
    );
  if (!complete && all < LEAST_ROWS)
    return whole(
      all === 1 ? '1 row' : `${all} rows`,
      enough(all, gaps, gaps > 0 && coins && firsts.length + gaps === 2 ** n),
      seen,
    );
  const columns = complete ? once : given;
  const count = columns[0]?.values.length ?? 0;
  const ready = signed(columns);
  if (differing.length > 0) done.push(contradiction(differing, places));
  if (count < all) {
    done.push(
      `${all - count === 1 ? '1 row' : `${all - count} rows`} left out that only ${all - count === 1 ? 'repeats' : 'repeat'} another.`,
    );
    seen.rows = seen.rows.filter((_, r) => firsts.includes(r));
  }
  const moved = natures.map((nature) => nature === 'real');
  for (const [i, column] of columns.entries()) {
    if (natures[i] !== 'real') continue;
    const spread = spreadOf(column.values);
    // The expansion of a truth table is that of its own values.
    moved[i] = i < n || (!complete && spread.deviation > 0);
    const fault = spreadFault(column, spread, moved[i] === true, i < n);
    if (fault) return wrong([fault], seen);
    if (moved[i]) ready[i] = yield* standardised(column.values, spread);
  }
  const x = new Array(count * n);
  for (let r = 0; r < count; r++) {
    if (r % TURN === TURN - 1) yield;
    for (let i = 0; i < n; i++) x[r * n + i] = ready[i]?.[r];
  }
  for (const [r, row] of seen.rows.entries())
    row.values = seen.columns.map((each) =>
      ready.flatMap((of, i) => (columns[i]?.at === each.at ? [of[r] ?? NaN] : [])),
    );
  const said = notes(columns, natures, moved, complete, done);
  const y = ready[n] ?? [];
  return { table: { n, count, x, y, coins, complete, notes: said }, faults: [], question: null, seen };
}

/**
 * @param {Column} column
 * @param {number[]} rows
 * @returns {Column}
 */
const picked = (column, rows) => ({
  ...column,
  cells: rows.map((r) => column.cells[r] ?? ''),
  values: rows.map((r) => column.values[r] ?? NaN),
});

/**
 * Rows that contradict each other where one is to be left.
 * @param {Column[]} columns
 * @param {number[]} same
 * @param {Places} places
 * @returns {Fault}
 */
function contradicted(columns, same, places) {
  const values = [...new Set(same.map((r) => columns.at(-1)?.cells[r] ?? ''))];
  const expected = `one value for the same inputs, where these have ${values.map((value) => brief(value)).join(', ')}`;
  return { line: 0, column: 0, value: together(same, places), expected };
}

/**
 * What a table needs that has too few rows.
 * @param {number} count
 * @param {number} gaps  beside them, don't-cares
 * @param {boolean} closes  whether with a value for each of these the table is complete
 */
function enough(count, gaps, closes) {
  const needs = `at least ${LEAST_ROWS}, of which some are held out to test on, or a complete truth table`;
  if (!closes)
    return gaps > 0
      ? `${needs}: ${gaps === 1 ? '1 row more has a don’t-care' : `${gaps} rows more have don’t-cares`} for a value`
      : needs;
  return `${needs}, which it becomes with a value for ${gaps === 1 ? 'its don’t-care' : `each of its ${gaps} don’t-cares`}`;
}

/**
 * Whether every combination of coins is there, once.
 * @param {number[][]} coins
 * @param {number} count  of rows
 */
function isComplete(coins, count) {
  if (coins.length > MOST_EXACT || count !== 2 ** coins.length) return false;
  const seen = new Set();
  for (let r = 0; r < count; r++) seen.add(coins.reduce((place, coin) => 2 * place + (Number(coin[r]) > 0 ? 1 : 0), 0));
  return seen.size === count;
}

/**
 * A column of zeros and ones is bits, one of plus and minus ones signs. One of ones alone follows the others.
 * @param {Column[]} columns
 * @returns {Nature[]}
 */
function naturesOf(columns) {
  const only = (/** @type {Column} */ { values }, /** @type {number[]} */ those) =>
    values.every((value) => those.includes(value));
  const ones = columns.map((column) => only(column, [1]));
  const natures = columns.map((column) => (only(column, [0, 1]) ? 'bits' : only(column, [1, -1]) ? 'signs' : 'real'));
  const bits = natures.some((nature, i) => nature === 'bits' && !ones[i]);
  const signs = natures.some((nature) => nature === 'signs');
  return natures.map((nature, i) => (ones[i] && !columns[i]?.words && (signs || !bits) ? 'signs' : nature));
}

/**
 * @param {Column[]} columns
 * @param {Nature[]} natures
 * @param {boolean[]} moved
 * @param {boolean} complete
 * @param {string[]} done
 */
function notes(columns, natures, moved, complete, done) {
  const n = columns.length - 1;
  const count = columns[0]?.values.length ?? 0;
  /** The columns in which the same is written for 0 and 1. @type {Map<string, string[]>} */
  const bits = new Map();
  for (const [i, { name, words }] of columns.entries()) {
    if (natures[i] !== 'bits') continue;
    const [no, yes] = words ?? ['0', '1'];
    const read = `${no} is read as +1, and ${yes} as −1`;
    bits.set(read, [...(bits.get(read) ?? []), name]);
  }
  const real = columns.flatMap(({ name }, i) => (moved[i] ? [name] : []));
  const value = columns[n];
  const constant = value && value.values.every((each) => each === value.values[0]);
  return [
    `${integer(count)} ${count === 1 ? 'row' : 'rows'} of ${integer(n)} ${n === 1 ? 'coordinate' : 'coordinates'} and a value${complete ? ': a complete truth table, expanded exactly' : ''}.`,
    ...done,
    ...[...bits].map(([read, names]) => `In ${listed(names)} ${read}.`),
    ...(real.length > 0 ? [`${listed(real)}: shifted and scaled to mean 0 and deviation 1.`] : []),
    ...(constant ? [`${brief(value.name)} is the same in every row: there is a constant alone to learn.`] : []),
    ...(complete
      ? []
      : [
          'A fifth of the rows, drawn by the seed, is held out: the test loss is that on these, and of the coefficients the largest are followed, one for every 8 of them, the constant among these.',
        ]),
  ];
}

/** @param {string[]} names */
const listed = (names) => {
  const some = names.length > 4 ? names.slice(0, 3) : names;
  const left = names.length - some.length;
  return `${some.map((name) => brief(name)).join(', ')}${left > 0 ? ` and ${left} more columns` : ''}`;
};

/**
 * The faults as they stand beside the table.
 * @param {Fault[]} faults
 */
export function describeFaults(faults) {
  const told = faults.slice(0, FAULTS_TOLD).map(({ line, column, value, expected }) => {
    const place = [line > 0 && `line ${integer(line)}`, column > 0 && `column ${integer(column)}`]
      .filter(Boolean)
      .join(', ');
    return `${place === '' ? '' : `${place}: `}${value === '' ? 'an empty cell' : `${quoted(value)}`}, expected ${expected}`;
  });
  const left = faults.length - told.length;
  return left > 0 ? [...told, `and ${integer(left)} more`] : told;
}
