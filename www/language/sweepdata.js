// The runs of a sweep for other programs, as the command line writes them.

/** @import { CompleteSweep, SweepOutcome, SweepSummary } from '../types.d.ts' */

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
  return [[...vary.map(({ entry }) => entry), ...NAMES], ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

/** @param {unknown} value */
function cell(value) {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  if (text === 'null') return '';
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * All of it, the spec too: `staircase sweep --format json`.
 * @param {CompleteSweep} sweep
 * @param {SweepOutcome[]} outcomes
 * @param {SweepSummary | null} summary
 */
export const sweepJson = (sweep, outcomes, summary) => `${JSON.stringify({ sweep, outcomes, summary })}\n`;
