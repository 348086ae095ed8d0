// What the runs of a sweep say, as charts: along the entry that varies, and over the seeds of one of its values.

/** @import { CompleteSweep, SweepCell, SweepSummary } from '../types.d.ts' */
/** @import { Palette, Scheme } from './colour.js' */
/** @import { Overlay } from './overlay.js' */

import { parseSet, setName } from '../language/names.js';
import { entryName, valueName } from '../language/sweeps.js';
import { degreeColour, learnerColour } from './colour.js';
import { rangeOf } from './overlay.js';

/** Lines of a chart that can be told apart. */
const MOST_LINES = 5;

/**
 * The first entry's values ascending, where they are numbers; and whether they and what grows along them are on logarithmic axes.
 * @param {CompleteSweep} sweep
 */
export function axisOf({ vary }) {
  const values = vary[0]?.values ?? [];
  if (values.length < 2 || !values.every((value) => typeof value === 'number')) return null;
  const xs = /** @type {number[]} */ ([...values]).sort((a, b) => a - b);
  return { xs, log: (xs[0] ?? 0) > 0 };
}

/**
 * Time to learn and success rate, a line for each value of the second entry.
 * @param {{ sweep: CompleteSweep, title: string }} of
 * @param {Pick<SweepSummary, 'cells' | 'exponents'>} summary
 * @param {NonNullable<ReturnType<typeof axisOf>>} axis
 * @param {Palette} palette
 * @returns {{ times: Overlay | null, rates: Overlay }}  no times where none is known
 */
export function alongEntry({ sweep, title }, { cells, exponents }, { xs, log }, palette) {
  const inner = sweep.vary[1]?.values ?? [null];
  const all = inner.slice(0, MOST_LINES).map((value, line) => ({
    label: value === null ? '' : valueName(value),
    colour: inner.length === 1 ? palette.accent : learnerColour(line, palette.scheme),
    cells: xs.map(
      (x) => /** @type {SweepCell} */ (cells[(sweep.vary[0]?.values.indexOf(x) ?? 0) * inner.length + line]),
    ),
    power: exponents[line]?.iterations?.exponent ?? null,
  }));
  const frame = { names: [title], x: entryName(sweep.vary[0]?.entry), logX: log, xs };
  const known = all.flatMap(({ cells }) => cells.flatMap(({ iterations }) => iterations)).filter((v) => v !== null);
  const times =
    known.length === 0
      ? null
      : {
          ...frame,
          y: 'iterations to learn',
          log: true,
          points: all.map(({ label, colour, cells, power }) => ({
            label,
            colour,
            power: log ? power : null,
            points: cells.map(({ iterations: [low, y, high] }, i) => ({ x: xs[i] ?? 0, y, low, high })),
          })),
          range: rangeOf(known, true),
          foot: 'The median over the seeds, with the quartiles.',
        };
  /** @type {Overlay} */
  const rates = {
    ...frame,
    y: 'share of the runs that learned',
    log: false,
    points: all.map(({ label, colour, cells }) => ({
      label,
      colour,
      points: cells.map(({ rate, interval }, i) => {
        const [low = null, high = null] = interval ?? [];
        return { x: xs[i] ?? 0, y: rate, low, high };
      }),
    })),
    range: [0, 1.02],
    foot: 'With Wilson’s 95 % interval for the probability.',
  };
  return { times, rates };
}

/**
 * Curves of the runs of one value.
 * @param {{ names: string[], count: number }} of  `count`: how many runs
 * @param {string[]} drawn  the names of the curves
 * @param {{ xs: number[], parts: (number | null)[][][] }} banded  of each curve: median, lower and upper bound
 * @param {Palette} palette
 * @returns {Overlay}
 */
export function bandsOf({ names, count }, drawn, { xs, parts }, palette) {
  const degrees = drawn.map((name) => (name.startsWith('{') ? Math.max(1, parseSet(name).length) : 0));
  const top = Math.max(2, ...degrees);
  const isSet = degrees.some((degree) => degree > 0);
  const colour = (/** @type {number} */ degree, /** @type {Scheme} */ scheme) => {
    if (degree > 0) return degreeColour(degree, top, scheme);
    return scheme === palette.scheme ? palette.accent : learnerColour(0, scheme);
  };
  return {
    names,
    x: 'iterations',
    y: isSet ? 'coefficients' : 'test loss',
    log: false,
    logX: false,
    xs,
    bands: drawn.map((name, k) => ({
      label: isSet ? setName(parseSet(name)) : 'test loss',
      colour: colour(degrees[k] ?? 0, palette.scheme),
      parts: parts[k] ?? [],
    })),
    print: degrees.map((degree) => colour(degree, 'light')),
    range: rangeOf(parts.flat(2), false),
    foot: `Curves: the median of ${count} runs; bands: from the tenth to the ninetieth of a hundred.`,
  };
}
