// The numbers behind a lane's curves, for other programs: as CSV and as JSON, in pieces, for all at once would take long.

/** @import { LaneState } from '../types.d.ts' */

import { csvField } from './text.js';

/** Groups of columns that are estimates. */
const ESTIMATED = ['loss', 'coefficient', 'movement', 'carried'];

/**
 * The rows with a standard error for every column that has one, a line at a time, as the native command writes them.
 * @param {LaneState} lane
 * @returns {Generator<string>}
 */
export function* csv({ label, spec, columns: names, groups, data, errors, rowCount }) {
  const measured = names.flatMap((name, i) =>
    ESTIMATED.includes(groups[i] ?? '') && name !== 'train_loss'
      ? [{ name: `${name}_se`, errors: errors[i] ?? [] }]
      : [],
  );
  // As they are now: while lines are written, rows come and go.
  const columns = [...data, ...measured.map(({ errors }) => errors)].map((column) => column.slice());
  yield `${['lane', 'seed', ...names, ...measured.map(({ name }) => name)].map(csvField).join(',')}\n`;
  const whose = `${csvField(label)},${spec.seed ?? ''}`;
  for (let row = 0; row < rowCount; row++)
    yield `${whose},${columns.map((column) => String(column[row] ?? '')).join(',')}\n`;
}

/**
 * The same with what they are rows of, a row a line. null: not a number, or of errors none.
 * @param {LaneState} lane
 * @param {{ version: string, figure: string, title: string }} about
 * @returns {Generator<string>}
 */
export function* json({ spec, columns, groups, status, iteration, samples, stride, data, errors, rowCount }, about) {
  const head = { program: 'staircase-lab', ...about, spec, status, iteration, samples, stride, columns, groups };
  const [values, uncertain] = [data, errors].map((all) => all.map((column) => column.slice()));
  yield `${JSON.stringify(head).slice(0, -1)},\n"rows": [`;
  yield* rows(values ?? [], rowCount);
  yield '],\n"errors": [';
  yield* rows(uncertain ?? [], rowCount);
  yield ']}\n';
}

/**
 * @param {number[][]} columns
 * @param {number} count
 */
function* rows(columns, count) {
  for (let row = 0; row < count; row++)
    yield `${row === 0 ? '' : ','}\n${JSON.stringify(columns.map((column) => column[row]))}`;
}
