// Rows of a table whose inputs are the same: whether their values are, and what is said of it where they are not.

import { integer } from './format.js';

/** @import { Column } from './columns.js' */

/** Rows that are compared before others get their turn. */
const TURN = 8000;
/** Inputs with several values of which the rows are named, and rows that are named of each. */
const [MOST_INPUTS, MOST_ROWS] = [4, 6];

/** How a row is told from others: `word` and its name, "line 3". @typedef {{ word: string, name: (row: number) => string }} Places */

/**
 * @param {Column[]} columns  the value's last
 * @returns {Generator<undefined, { firsts: number[], differing: number[][] }>}  the first row of each input; the rows of
 *   each input that has several values
 */
export function* repeatsOf(columns) {
  const [inputs, value] = [columns.slice(0, -1), columns.at(-1)?.values ?? []];
  /** @type {Map<string, number[]>} */
  const rows = new Map();
  for (let r = 0; r < value.length; r++) {
    if (r % TURN === TURN - 1) yield;
    const key = inputs.map(({ values }) => values[r]).join();
    const same = rows.get(key);
    if (same) same.push(r);
    else rows.set(key, [r]);
  }
  const all = [...rows.values()];
  return {
    firsts: all.map(([first = 0]) => first),
    differing: all.filter((same) => same.some((r) => value[r] !== value[same[0] ?? 0])),
  };
}

/**
 * "3 and 5"; of many the first, and how many more.
 * @param {string[]} names
 * @param {number} most
 */
function listed(names, most) {
  const some = names.length > most ? names.slice(0, most - 1) : names.slice(0, -1);
  const left = names.length - some.length;
  return `${some.join(', ')} and ${left > 1 ? `${integer(left)} more` : names.at(-1)}`;
}

/**
 * The rows of one input: "lines 3 and 5".
 * @param {number[]} same
 * @param {Places} places
 */
export const together = (same, { word, name }) => `${word}s ${listed(same.map(name), MOST_ROWS)}`;

/**
 * What becomes of rows that contradict each other.
 * @param {number[][]} differing
 * @param {Places} places
 */
export function contradiction(differing, places) {
  const rows = differing.reduce((sum, same) => sum + same.length, 0);
  const groups = differing.slice(0, MOST_INPUTS).map((same) => together(same, places));
  const left = differing.length - groups.length;
  const inputs = differing.length === 1 ? '1 input has' : `${integer(differing.length)} inputs have`;
  return (
    `${inputs} several values, in ${integer(rows)} rows: ${groups.join('; ')}${left > 0 ? `; and for ${integer(left)} more` : ''}. ` +
    'All of these rows are kept: where they are trained on, what fits best is the mean of their values.'
  );
}
