// A truth table as espresso writes it (PLA): cubes of inputs, each with what it says of every output. Written out row by
// row; what is left open, or said to be so, is a don't-care.

import { integer } from './format.js';

/** @import { Column, Fault } from './columns.js' */

/** Every combination of the inputs is a row. */
const MOST_INPUTS = 14;
const MOST_OUTPUTS = 100;
/** Pairs of lines that contradict each other, of which each is told. */
const MOST_NOTES = 3;
/** Rows that are marked before others get their turn. */
const TURN = 8000;

const [ON, OFF, OPEN] = [1, 2, 3];
/** What ".type" may be: what a mark says, and what holds where no cube does. @type {Record<string, { marks: Record<string, number>, rest: number }>} */
const TYPES = {
  f: { marks: { 1: ON }, rest: OFF },
  fd: { marks: { 1: ON, '-': OPEN }, rest: OFF },
  fr: { marks: { 1: ON, 0: OFF }, rest: OPEN },
  fdr: { marks: { 1: ON, 0: OFF, '-': OPEN }, rest: OPEN },
};
/** Other ways to write a mark. @type {Record<string, string>} */
const ALIASES = { 2: '-', 3: '~', 4: '1' };
const WORDS = { [ON]: '1', [OFF]: '0', [OPEN]: 'a don’t-care' };

/**
 * @typedef {object} Pla
 * @property {number} inputs
 * @property {number} outputs
 * @property {string[]} names   of the inputs, then of the outputs
 * @property {string} type
 * @property {{ line: number, input: string, output: string }[]} cubes
 */

/** @param {string} text */
export const isPla = (text) => /^[^\S\n]*\.i\s/m.test(text);

/**
 * The lines of the file, or what is wrong with one of them.
 * @param {string} text  with lines that end in "\n"
 * @returns {{ pla: Pla, fault: null } | { pla: null, fault: Fault }}
 */
export function readPla(text) {
  /** @type {Record<string, { line: number, words: string[] }>} */
  const said = {};
  /** @type {{ line: number, plain: string }[]} */
  const cubes = [];
  for (const [at, written] of text.split('\n').entries()) {
    const line = at + 1;
    const plain = written.replace(/#.*/, '').trim();
    if (/^\.e(nd)?$/.test(plain)) break;
    if (plain === '') continue;
    if (!plain.startsWith('.')) {
      cubes.push({ line, plain: plain.replace(/[\s|]/g, '') });
      continue;
    }
    const [key = '', ...words] = plain.split(/\s+/);
    if (!['.i', '.o', '.ilb', '.ob', '.p', '.type'].includes(key))
      return wrong(line, key, 'one of .i, .o, .ilb, .ob, .p, .type and .e');
    said[key] = { line, words };
  }
  const number = (/** @type {string} */ key) => Number(said[key]?.words[0]);
  const line = (/** @type {string} */ key) => said[key]?.line ?? 0;
  const [inputs, outputs] = [number('.i'), number('.o')];
  for (const [key, count, most] of /** @type {[string, number, number][]} */ ([
    ['.i', inputs, MOST_INPUTS],
    ['.o', outputs, MOST_OUTPUTS],
  ]))
    if (!(Number.isInteger(count) && count >= 1 && count <= most))
      return wrong(line(key), `${key} ${said[key]?.words[0] ?? ''}`.trim(), `${key} with a number from 1 to ${most}`);
  const type = said['.type']?.words[0] ?? 'fd';
  if (!Object.hasOwn(TYPES, type)) return wrong(line('.type'), `.type ${type}`, '.type f, fd, fr or fdr');
  if (said['.p'] && number('.p') !== cubes.length)
    return wrong(
      line('.p'),
      `.p ${said['.p'].words[0] ?? ''}`,
      `the number of the terms below, ${integer(cubes.length)}`,
    );
  /** @type {string[]} */
  const names = [];
  for (const [key, count, mark] of /** @type {[string, number, string][]} */ ([
    ['.ilb', inputs, 'x'],
    ['.ob', outputs, 'y'],
  ])) {
    const given = said[key]?.words;
    if (given && given.length !== count) return wrong(line(key), `${key} with ${given.length} names`, `${count} names`);
    names.push(...(given ?? Array.from({ length: count }, (_, k) => (count === 1 ? mark : `${mark}${k + 1}`))));
  }
  for (const { line, plain } of cubes) {
    if (plain.length !== inputs + outputs)
      return wrong(line, plain, `${inputs} marks for the inputs and ${outputs} for the outputs`);
    if (!/^[-012]*$/.test(plain.slice(0, inputs))) return wrong(line, plain, '0, 1 or - for each input');
    if (!/^[-~01234]*$/.test(plain.slice(inputs))) return wrong(line, plain, '0, 1, - or ~ for each output');
  }
  const parts = cubes.map(({ line, plain }) => ({ line, input: plain.slice(0, inputs), output: plain.slice(inputs) }));
  return { pla: { inputs, outputs, names, type, cubes: parts }, fault: null };
}

/**
 * @param {number} line
 * @param {string} value
 * @param {string} expected
 */
const wrong = (line, value, expected) => ({ pla: null, fault: { line, column: 0, value, expected } });

/**
 * One output as a column for each input and one for the value, rows in the order of counting. Rows that are open are
 * left out, and counted; lines that contradict each other are told, as faults or, where the type has an answer, in words.
 * @param {Pla} pla
 * @param {number} output  counted from 0
 * @returns {Generator<undefined, { columns: Column[], open: number, notes: string[], faults: Fault[] }>}
 */
export function* writtenOut({ inputs, outputs, names, type, cubes }, output) {
  const { marks, rest } = TYPES[type] ?? { marks: {}, rest: OPEN };
  const rows = 2 ** inputs;
  /** What is said of each combination, and by which cube. */
  const [held, by] = [new Uint8Array(rows), new Uint32Array(rows)];
  const marked = cubes.map((cube) => ALIASES[cube.output[output] ?? ''] ?? cube.output[output] ?? '');
  const clashes = createClashes(inputs);
  let turn = 0;
  for (const [k, { input }] of cubes.entries()) {
    const what = marks[marked[k] ?? ''];
    if (what === undefined) continue;
    for (const row of covered(input)) {
      if (++turn % TURN === 0) yield;
      if (held[row] && held[row] !== what) clashes.add(k, by[row] ?? 0, row);
      else [held[row], by[row]] = [what, k];
    }
  }
  const faults = clashes.told(({ at, before, row, more }) => {
    const [one, other] = [cubes[at], cubes[before]];
    const as = WORDS[marks[marked[before] ?? ''] ?? OPEN];
    const expected = `the same as line ${integer(other?.line ?? 0)}, which has ${as} for ${row}${more}`;
    return { line: one?.line ?? 0, column: 0, value: `${one?.input} ${one?.output}`, expected };
  });
  if (faults.length > 0) return { columns: [], open: 0, notes: [], faults };
  // A 0 that says nothing is none to most who write it; among several outputs, only beside the very same inputs.
  const mute = createClashes(inputs);
  for (const [k, { input }] of cubes.entries()) {
    if (marked[k] !== '0' || marks[0] !== undefined) continue;
    for (const row of covered(input)) {
      if (++turn % TURN === 0) yield;
      const before = by[row] ?? 0;
      if (held[row] && (outputs === 1 || cubes[before]?.input === input)) mute.add(k, before, row);
    }
  }
  const notes = mute.told(({ at, before, row, more }) => {
    const as = WORDS[marks[marked[before] ?? ''] ?? OPEN];
    const [line, other] = [cubes[at], cubes[before]].map((cube) => integer(cube?.line ?? 0));
    return `Line ${line} has 0 where line ${other} has ${as}, for ${row}${more}: in type ${type} a 0 says nothing, and ${as} holds.`;
  });
  const sure = [...held.keys()].filter((row) => (held[row] || rest) !== OPEN);
  const column = (
    /** @type {number} */ at,
    /** @type {string} */ name,
    /** @type {(row: number) => number} */ value,
  ) => {
    const values = sure.map(value);
    return { at, name, cells: values.map(String), values, words: null };
  };
  const columns = Array.from({ length: inputs }, (_, i) =>
    column(i + 1, names[i] ?? '', (row) => (row >> (inputs - 1 - i)) & 1),
  );
  columns.push(column(inputs + output + 1, names[inputs + output] ?? '', (row) => Number((held[row] || rest) === ON)));
  return { columns, open: rows - sure.length, notes: few(notes), faults: [] };
}

/**
 * Pairs of cubes that say different things of the same combinations.
 * @param {number} inputs
 */
function createClashes(inputs) {
  /** By both cubes. @type {Map<string, { at: number, before: number, row: number, count: number }>} */
  const pairs = new Map();
  return {
    add(/** @type {number} */ at, /** @type {number} */ before, /** @type {number} */ row) {
      const key = `${at} ${before}`;
      const pair = pairs.get(key);
      if (pair) pair.count += 1;
      else pairs.set(key, { at, before, row, count: 1 });
    },
    /**
     * @template T
     * @param {(clash: { at: number, before: number, row: string, more: string }) => T} words
     */
    told: (words) =>
      [...pairs.values()].map(({ at, before, row, count }) => {
        const more = count > 1 ? ` and ${integer(count - 1)} more` : '';
        return words({ at, before, row: row.toString(2).padStart(inputs, '0'), more });
      }),
  };
}

/** @param {string[]} notes */
const few = (notes) =>
  notes.length > MOST_NOTES
    ? [
        ...notes.slice(0, MOST_NOTES),
        `${integer(notes.length - MOST_NOTES)} more pairs of lines contradict each other so.`,
      ]
    : notes;

/**
 * The combinations in a cube, as numbers of which its first mark is the highest bit.
 * @param {string} cube
 */
function* covered(cube) {
  const free = [...cube].flatMap((mark, i) => (mark === '-' || mark === '2' ? [cube.length - 1 - i] : []));
  const fixed = [...cube].reduce((sum, mark) => 2 * sum + Number(mark === '1'), 0);
  for (let k = 0; k < 2 ** free.length; k++) yield free.reduce((row, bit, j) => row | (((k >> j) & 1) << bit), fixed);
}
