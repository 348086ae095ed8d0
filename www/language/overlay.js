// Two runs, or two sweeps, one over the other: what can be compared, the curves of it, and the numbers.

/** @import { Axis, CompleteSweep, LaneState, SweepCell, SweepSummary } from '../types.d.ts' */

import { amount, placeOf } from './axis.js';
import { estimate, significant } from './format.js';
import { aimed } from './inforce.js';
import { joined } from './joined.js';
import { columnName, setName } from './names.js';
import { lineOf } from './power.js';
import { firstReached, LEARNED } from './progress.js';
import { energy, series } from './series.js';
import { entryName, exponentOf, lostOf, rateOf, timeOf, valueName } from './sweeps.js';

export const LOSS = 'test_loss';
/** Parts of the loss of answering zero whose times are told. */
const LOSSES = [0.5, 0.1, 0.01];
const SHARES = [0.5, LEARNED];

/** @typedef {{ label: string, values: string[] }} NumberRow */

/**
 * What two runs have in common: the test loss, and the coefficients that both follow.
 * @param {LaneState[]} lanes
 * @returns {{ value: string, label: string }[]}
 */
export function measures(lanes) {
  const [first = [], ...others] = lanes.map((lane) => series(lane).coefficients);
  const both = first.filter(({ name }) => others.every((all) => all.some((each) => each.name === name)));
  return [
    { value: LOSS, label: 'test loss' },
    ...both.map(({ name, set }) => ({ value: name, label: `coefficient of ${setName(set)}` })),
  ];
}

/**
 * @param {LaneState} lane
 * @param {string} measure
 */
function column(lane, measure) {
  const { test, testError, coefficients } = series(lane);
  const found = coefficients.find(({ name }) => name === measure);
  return found ?? { values: test, errors: testError };
}

/**
 * The curves of runs: of each its values, and a standard error below and above.
 * @param {LaneState[]} lanes
 * @param {string} measure
 * @param {Axis} axis
 * @returns {{ x: number[], parts: (number | null)[][][], banded: boolean }}  whether any of them has an error
 */
export function curvesOf(lanes, measure, axis) {
  const least = measure === LOSS ? 0 : -Infinity; // a logarithmic axis has no room for 0
  const columnsOf = lanes.map((lane) => column(lane, measure));
  const all = lanes.flatMap((lane, i) => {
    const { values, errors } = /** @type {ReturnType<typeof column>} */ (columnsOf[i]);
    return [0, -1, 1].map((sign) =>
      values.flatMap((value, row) => {
        const v = value + sign * (errors[row] || 0);
        return Number.isFinite(v) && v > least ? [/** @type {[number, number]} */ ([placeOf(lane, axis, row), v])] : [];
      }),
    );
  });
  const [x, ...columns] = joined(all);
  return {
    x,
    parts: lanes.map((_, i) => columns.slice(3 * i, 3 * i + 3)),
    banded: columnsOf.some(({ errors }) => errors.some((error) => error > 0)),
  };
}

/**
 * What stands at the end of each run, and when it got how far.
 * @param {LaneState[]} lanes
 * @param {string} measure
 * @param {Axis} axis
 * @returns {NumberRow[]}
 */
export function runNumbers(lanes, measure, axis) {
  const last = lanes.map((lane) => {
    const { values, errors } = column(lane, measure);
    const row = lane.rowCount - 1;
    return estimate(values[row] ?? NaN, errors[row] ?? NaN, measure === LOSS ? significant : undefined).join(' ');
  });
  const when = (/** @type {LaneState} */ lane, /** @type {number | null} */ at) =>
    at === null ? `not by ${amount(placeOf(lane, axis, lane.rowCount - 1), axis)}` : amount(at, axis);
  const reached =
    measure === LOSS
      ? LOSSES.map((part) => ({
          label: `${100 * part}\u00a0% of the loss of answering zero`,
          values: lanes.map((lane) => when(lane, lossBelow(lane, part, axis))),
        }))
      : SHARES.map((part) => ({
          label: `${100 * part}\u00a0% of the target’s coefficient`,
          values: lanes.map((lane) => {
            const term = lane.analysis.terms.find(({ set }) => columnName(set) === measure);
            return term ? when(lane, firstReached(lane, term, part, axis)) : 'not in its target';
          }),
        }));
  return [{ label: 'at the end', values: last }, ...reached];
}

/**
 * Where the test loss was first seen at a part of that of answering zero.
 * @param {LaneState} lane
 * @param {number} part
 * @param {Axis} axis
 */
function lossBelow(lane, part, axis) {
  // Of what it learns now: up to the row where that begins its loss is of something else.
  const { from } = aimed(lane);
  const row = series(lane).test.findIndex(
    (loss, row) => (from === 0 || placeOf(lane, 'iterations', row) > from) && loss <= part * energy(lane),
  );
  return row < 0 ? null : placeOf(lane, axis, row);
}

/** A sweep, and of its second entry, if there is one, the value that is looked at. @typedef {{ sweep: CompleteSweep, summary: SweepSummary, inner: number }} Swept */

/** @param {Swept} swept @returns {unknown[]} */
const outer = ({ sweep }) => sweep.vary[0]?.values ?? [null];

/**
 * The cell of a value of the first entry.
 * @param {Swept} swept
 * @param {unknown} value
 */
const cellOf = (swept, value) => {
  const place = outer(swept).indexOf(value);
  return place < 0 ? undefined : swept.summary.cells[place * (swept.sweep.vary[1]?.values.length ?? 1) + swept.inner];
};

/**
 * The entry whose numbers both sweeps vary; null where there is none, or only one value.
 * @param {Swept[]} all
 */
export function sharedEntry(all) {
  const [entry, ...others] = all.map(({ sweep }) => sweep.vary[0]?.entry);
  const xs = [...new Set(all.flatMap(outer))];
  const numeric = xs.length > 1 && xs.every((value) => typeof value === 'number');
  if (entry === undefined || others.some((other) => other !== entry) || !numeric) return null;
  const values = /** @type {number[]} */ (xs).sort((a, b) => a - b);
  return { label: entryName(entry), xs: values, log: (values[0] ?? 0) > 0 };
}

/** @typedef {{ x: number, y: number | null, low: number | null, high: number | null }} Point */

/**
 * Time to learn, or share of the runs that learned, against the entry.
 * @param {Swept} swept
 * @param {number[]} xs
 * @param {'time' | 'rate'} what
 * @returns {Point[]}
 */
export const pointsOf = (swept, xs, what) =>
  xs.flatMap((x) => {
    const cell = cellOf(swept, x);
    if (!cell) return [];
    const [low, y, high] = what === 'time' ? cell.iterations : [cell.interval?.[0], cell.rate, cell.interval?.[1]];
    return [{ x, y: y ?? null, low: low ?? null, high: high ?? null }];
  });

/**
 * How the time to learn grows: the exponent of a sweep's fit.
 * @param {Swept} swept
 */
export const powerOf = ({ summary, inner }) => summary.exponents[inner]?.iterations ?? null;

/**
 * At how many values the fitted line, through the middle of the medians, is not between the quartiles: then time is no power of the entry.
 * @param {Swept} swept
 * @param {number[]} xs
 */
export function missesOf(swept, xs) {
  const points = pointsOf(swept, xs, 'time');
  const known = points.filter(({ y }) => y !== null && y > 0);
  const line = known.length < 3 ? null : lineOf(points, powerOf(swept)?.exponent);
  const missed = line ? known.filter(({ x, low, high }) => line(x) < (low ?? 0) || line(x) > (high ?? Infinity)) : [];
  return { missed: missed.length, of: known.length };
}

/**
 * Of each value how many learned and when.
 * @param {Swept[]} all
 * @returns {NumberRow[]}
 */
export function sweepNumbers(all) {
  const values = [...new Set(all.flatMap(outer))];
  if (values.every((value) => typeof value === 'number')) values.sort((a, b) => Number(a) - Number(b));
  const entries = new Set(all.map(({ sweep }) => sweep.vary[0]?.entry));
  // Of two entries the values of one are none of the other's.
  if (entries.size > 1) return [];
  const [entry] = entries;
  const tell = (/** @type {Swept} */ swept, /** @type {SweepCell | undefined} */ cell) => {
    if (!cell) return '–';
    const lost = lostOf(cell);
    const time =
      cell.iterations[0] === null ? '' : `, after ${timeOf(cell.iterations, swept.sweep.iterations)} iterations`;
    return `${rateOf(cell)}${time}${lost === '' ? '' : `, ${lost}`}`;
  };
  const rows = values.map((value) => ({
    label: entry === undefined ? 'all seeds' : `${entryName(entry)} ${valueName(value)}`,
    values: all.map((swept) => tell(swept, cellOf(swept, value))),
  }));
  const powers = all.map(powerOf);
  const grows = {
    label: 'the time goes as this power of it',
    values: powers.map((p) => (p ? exponentOf(p).join('') : '–')),
  };
  return powers.some((power) => power !== null) ? [...rows, grows] : rows;
}
