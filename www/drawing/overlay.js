// Two runs, or two sweeps, one over the other: on the screen, on paper, and as a table of numbers.

/** @import { Palette } from './colour.js' */
/** @import { BandLine, PointLine } from './sweepcharts.js' */
/** @import { PaperChart } from './svgchart.js' */
/** @import { NumberRow } from '../language/overlay.js' */

import { brief } from '../language/text.js';
import { learnerColour, learnerCss } from './colour.js';
import { h, subscripts } from './dom.js';
import { leaf } from './paper.js';
import { drawBands, drawPoints } from './sweepcharts.js';

/**
 * @typedef {object} Overlay  what is drawn
 * @property {string[]} names  of both
 * @property {string} x
 * @property {string} y
 * @property {boolean} log
 * @property {boolean} logX
 * @property {number[]} xs  ascending
 * @property {BandLine[]} [bands]
 * @property {PointLine[]} [points]
 * @property {[low: number, high: number]} range
 * @property {string} foot  what the bands are
 */

/**
 * @param {HTMLElement} element
 * @param {Palette} palette
 * @param {Overlay} overlay
 */
export function onScreen(element, palette, { names, x, y, log, logX, xs, bands, points, range: [low, high] }) {
  const frame = { element, palette, x, log, low, high };
  if (bands) drawBands(frame, xs, bands);
  else drawPoints(frame, xs, logX, points ?? []);
  element.ariaLabel = `${y}, ${names.join('; ')}; the numbers are in the table below`;
}

/** Characters of a line on paper. */
const LONGEST = 64;

/** As much of a name as there is room for at the tip of a line. @param {string} name */
export const cut = (name) => (name.length > 12 ? `${name.slice(0, 11)}…` : name);

/**
 * @param {(number | null)[]} values
 * @param {boolean} log
 * @returns {[low: number, high: number]}
 */
export function rangeOf(values, log) {
  const known = values.filter((v) => v !== null && Number.isFinite(v) && (!log || v > 0));
  const [low, high] = known.reduce(
    ([low, high], v) => /** @type {[number, number]} */ ([Math.min(low, Number(v)), Math.max(high, Number(v))]),
    log ? [Infinity, 0] : [0, 0],
  );
  if (log) return high > 0 ? [low / 1.6, Math.max(high * 1.6, low * 4)] : [0.1, 1];
  return [low - 0.05 * (high - low), high + 0.08 * (high - low || 1)];
}

/**
 * @param {NumberRow[]} rows
 * @param {string[]} names
 */
export const table = (rows, names) =>
  h(
    'table',
    {},
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('td'),
        ...names.map((name, i) => {
          const swatch = h('i', { 'aria-hidden': 'true' });
          swatch.style.background = learnerCss(i);
          return h('th', { scope: 'col' }, swatch, ...subscripts(name));
        }),
      ),
    ),
    h(
      'tbody',
      {},
      ...rows.map(({ label, values }) =>
        h('tr', {}, h('th', { scope: 'row' }, ...subscripts(label)), ...values.map((value) => h('td', {}, value))),
      ),
    ),
  );

/**
 * For print.
 * @param {Overlay} overlay
 */
export function paper({ names, x, y, log, logX, xs, bands, points, range, foot }) {
  /** @type {PaperChart['lines']} */
  const lines = bands
    ? bands.map(({ label, parts: [middle = [], low = [], high = []] }, i) => ({
        label,
        colour: learnerColour(i, 'light'),
        width: 1.75,
        points: xs.map((at, k) => /** @type {const} */ ([at, middle[k] ?? null])).filter(([, v]) => v !== null),
        band: xs
          .map((at, k) => /** @type {const} */ ([at, low[k] ?? null, high[k] ?? null]))
          .filter(([, a, b]) => a !== null && b !== null),
      }))
    : (points ?? []).map(({ label, points }, i) => ({
        label,
        colour: learnerColour(i, 'light'),
        width: 1.75,
        points: points.filter(({ y }) => y !== null).map(({ x, y }) => /** @type {const} */ ([x, y])),
        band: points.map(({ x, low, high }) => /** @type {const} */ ([x, low, high])),
      }));
  const across = /** @type {const} */ ([xs[0] ?? 0, xs.at(-1) ?? 1]);
  const chart = {
    name: 'comparison',
    title: y,
    x,
    y,
    logX,
    log,
    stepped: false,
    across,
    range,
    height: 260,
    lines,
    levels: [],
    changes: [],
  };
  return leaf(names.map((name) => brief(name, LONGEST)).join('\n'), [{ title: '', charts: [chart] }], foot);
}
