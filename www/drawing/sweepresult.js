// What the runs of a sweep say, as charts: along the entry that varies, and over the seeds of one of its values.

/** @import { CompleteSweep, SweepSummary } from '../types.d.ts' */
/** @import { sharedEntry } from '../language/overlay.js' */
/** @import { Conjectured } from '../language/sweeps.js' */
/** @import { Palette, Scheme } from './colour.js' */
/** @import { Overlay } from './overlay.js' */

import { parseSet, setName } from '../language/names.js';
import { powerOf } from '../language/overlay.js';
import { entryName, exponentOf, valueName } from '../language/sweeps.js';
import { degreeColour, learnerColour } from './colour.js';
import { rangeOf, sweepsOver } from './overlay.js';

/** Lines of a chart that can be told apart. */
const MOST_LINES = 5;

/**
 * Time to learn and success rate, a line for each value of the second entry.
 * @param {{ sweep: CompleteSweep, title: string }} of
 * @param {SweepSummary} summary
 * @param {NonNullable<ReturnType<typeof sharedEntry>>} entry  the first one
 * @param {Palette} palette
 * @param {(Conjectured | null)[]} conjectured  of each line
 * @returns {{ times: Overlay | null, rates: Overlay }}  no times where none is known
 */
export function alongEntry({ sweep, title }, summary, entry, palette, conjectured) {
  const inner = (sweep.vary[1]?.values ?? [null]).slice(0, MOST_LINES);
  const both = inner.map((value) => {
    const name = value === null ? '' : `${entryName(sweep.vary[1]?.entry)} ${valueName(value)}`;
    return { title: name, short: name };
  });
  const swept = inner.map((_, line) => ({ sweep, summary, inner: line }));
  const grown = swept.flatMap((own, line) => {
    const power = powerOf(own);
    const of = both[line]?.title ? `${both[line]?.title}: the` : 'The';
    return power
      ? [`${of} time grows as ${entryName(sweep.vary[0]?.entry)} to the power ${exponentOf(power).join('')}`]
      : [];
  });
  /**
   * @param {'time' | 'rate'} what
   * @param {string} y
   */
  const along = (what, y) => {
    const guides = inner.map((_, line) => conjectured[line]?.power ?? null);
    const overlay = sweepsOver({ both, y, scheme: palette.scheme }, swept, entry, what, guides);
    const [only, ...others] = overlay.points ?? [];
    if (only && others.length === 0) only.colour = palette.accent;
    return { ...overlay, names: [title, ...(what === 'time' ? grown : [])] };
  };
  const times = along('time', 'iterations to learn');
  const isKnown = times.points?.some(({ points }) => points.some(({ y, low, high }) => (y ?? low ?? high) !== null));
  return { times: isKnown ? times : null, rates: along('rate', 'share of the runs that learned') };
}

/**
 * Curves of the runs of one value: coefficients, or the test loss, on a logarithmic axis.
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
  const range = rangeOf(parts.flat(2), !isSet);
  // A loss of exactly 0 lies on the foot of the axis.
  const seen = (/** @type {number | null} */ v) => (isSet || v === null ? v : Math.max(v, range[0]));
  return {
    names,
    x: 'iterations',
    y: isSet ? 'coefficients' : 'test loss',
    log: !isSet,
    logX: false,
    xs,
    bands: drawn.map((name, k) => ({
      label: isSet ? setName(parseSet(name)) : 'test loss',
      colour: colour(degrees[k] ?? 0, palette.scheme),
      parts: (parts[k] ?? []).map((own) => own.map(seen)),
    })),
    print: degrees.map((degree) => colour(degree, 'light')),
    range,
    foot:
      count === 1
        ? 'Curves: of one run.'
        : `Curves: the median of ${count} runs; bands: from the tenth to the ninetieth of a hundred.`,
  };
}
