// A truth table as espresso writes it (PLA): cubes of inputs, each with what it says of every output. Written out row by
// row; what is left open, or said to be so, is a don't-care.

import { integer } from './format.js';

/** @import { Column, Fault } from './columns.js' */

/** Every combination of the inputs is a row. */
const MOST_INPUTS = 14;
const MOST_OUTPUTS = 100;
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
 * left out, and counted.
 * @param {Pla} pla
 * @param {number} output  counted from 0
 * @returns {Generator<undefined, { columns: Column[], open: number, fault: Fault | null }>}
 */
export function* writtenOut({ inputs, names, type, cubes }, output) {
  const { marks, rest } = TYPES[type] ?? { marks: {}, rest: OPEN };
  const rows = 2 ** inputs;
  /** What is said of each combination, and by which line. */
  const [held, by] = [new Uint8Array(rows), new Uint32Array(rows)];
  let turn = 0;
  for (const { line, input, output: marked } of cubes) {
    const mark = marked[output] ?? '';
    const what = marks[ALIASES[mark] ?? mark];
    if (what === undefined) continue;
    for (const row of covered(input)) {
      if (++turn % TURN === 0) yield;
      const before = held[row] ?? 0;
      if (before !== 0 && before !== what) {
        const bits = row.toString(2).padStart(inputs, '0');
        const expected = `the same as line ${integer(by[row] ?? 0)}, which has ${WORDS[before]} for ${bits}`;
        return { columns: [], open: 0, fault: { line, column: 0, value: `${input} ${marked}`, expected } };
      }
      held[row] = what;
      by[row] = line;
    }
  }
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
  return { columns, open: rows - sure.length, fault: null };
}

/**
 * The combinations in a cube, as numbers of which its first mark is the highest bit.
 * @param {string} cube
 */
function* covered(cube) {
  const free = [...cube].flatMap((mark, i) => (mark === '-' || mark === '2' ? [cube.length - 1 - i] : []));
  const fixed = [...cube].reduce((sum, mark) => 2 * sum + Number(mark === '1'), 0);
  for (let k = 0; k < 2 ** free.length; k++) yield free.reduce((row, bit, j) => row | (((k >> j) & 1) << bit), fixed);
}
