// The numbers behind a lane's curves, for other programs: as CSV and as JSON, in pieces, for all at once would take long.

/** @import { LaneState } from '../types.d.ts' */

import { series } from './series.js';

/**
 * The rows with a standard error for every column that has one, a line at a time.
 * @param {LaneState} lane
 * @returns {Generator<string>}
 */
export function* csv(lane) {
  const { testError, misclassified, coefficients } = series(lane);
  const measured = [
    { name: 'test_loss', errors: testError },
    ...(misclassified ? [misclassified] : []),
    ...coefficients,
  ];
  const quote = (/** @type {string} */ name) => (name.includes(',') ? `"${name}"` : name);
  const head = [...lane.columns, ...measured.map(({ name }) => `standard_error ${name}`)].map(quote);
  const write = (/** @type {number | undefined} */ v) => (v === undefined || Number.isNaN(v) ? '' : String(v));
  // As they are now: while lines are written, rows come and go.
  const columns = [...lane.data, ...measured.map(({ errors }) => errors)].map((column) => column.slice());
  yield `${head.join(',')}\n`;
  for (let row = 0; row < lane.rowCount; row++) yield `${columns.map((column) => write(column[row])).join(',')}\n`;
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
