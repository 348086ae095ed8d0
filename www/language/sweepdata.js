// The runs of a sweep for other programs, as the command line writes them.

/** @import { CompleteSweep, Curves, SweepOutcome, SweepSummary } from '../types.d.ts' */

import { csvField } from './text.js';

const NAMES = ['seed', 'ended', 'learned_iterations', 'learned_samples', 'iterations', 'samples', 'test_loss'];

/**
 * A row a run: the values of the entries that vary, then how it ended, as `staircase sweep --runs` has them.
 * @param {CompleteSweep} sweep
 * @param {{ outcome: SweepOutcome, values: unknown[] }[]} runs
 */
export function runsCsv({ vary }, runs) {
  const rows = runs.map(({ values, outcome: { seed, ended, learned, end, test_loss } }) => [
    ...values,
    ...[seed, ended, learned?.iterations, learned?.samples, end?.iterations, end?.samples, test_loss],
  ]);
  return csv([[...vary.map(({ entry }) => entry), ...NAMES], ...rows]);
}

/** @param {unknown[][]} rows */
const csv = (rows) => rows.map((row) => `${row.map(cell).join(',')}\n`).join('');

/**
 * The curves of runs, a row of each a line; empty where a run doesn't have one of them.
 * @param {(Curves & { seed: number })[]} runs
 */
export function curvesCsv(runs) {
  const names = [...new Set(runs.flatMap((run) => run.names))];
  const rows = runs.flatMap(({ seed, names: own, x, values }) => {
    const columns = names.map((name) => values[own.indexOf(name)]);
    return Array.from(x, (iteration, i) => [seed, iteration, ...columns.map((column) => column?.[i])]);
  });
  return csv([['seed', 'iteration', ...names], ...rows]);
}

/**
 * Of each curve its quantiles over the runs.
 * @param {string[]} names
 * @param {{ x: number[], parts: (number | null)[][][] }} banded
 */
export function bandsCsv(names, { x, parts }) {
  const head = names.flatMap((name) => [`${name} median`, `${name} 10 %`, `${name} 90 %`]);
  return csv([
    ['iteration', ...head],
    ...x.map((iteration, i) => [iteration, ...parts.flatMap((own) => own.map((quantile) => quantile[i]))]),
  ]);
}

/** @param {unknown} value */
function cell(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text === 'null' ? '' : csvField(text);
}

/**
 * All of it, the spec too: `staircase sweep --format json`.
 * @param {CompleteSweep} sweep
 * @param {SweepOutcome[]} outcomes
 * @param {SweepSummary | null} summary
 */
export const sweepJson = (sweep, outcomes, summary) => `${JSON.stringify({ sweep, outcomes, summary })}\n`;
