// Two runs, or two sweeps, one over the other: on the screen, on paper, and as a table of numbers.

/** @import { Axis, Curves, LaneState } from '../types.d.ts' */
/** @import { Palette, Scheme } from './colour.js' */
/** @import { BandLine, PointLine } from './sweepcharts.js' */
/** @import { PaperChart } from './svgchart.js' */
/** @import { NumberRow, sharedEntry, Swept } from '../language/overlay.js' */

import { curvesOf, pointsOf, powerOf } from '../language/overlay.js';
import { banded, endOf } from '../language/quantiles.js';
import { inLines } from '../language/text.js';
import { learnerColour, learnerCss } from './colour.js';
import { h, say, subscripts } from './dom.js';
import { download, png } from './handout.js';
import { leaf } from './paper.js';
import { drawBands, drawPoints, fitOf, guideOf, sparse } from './sweepcharts.js';

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
 * @property {string[]} [print]  the lines' colours on paper, where they are not those of learners
 * @property {[low: number, high: number]} range
 * @property {string} foot  what the bands are
 */

/** `short`: at the end of its curve. @typedef {{ title: string, short: string }} Named */
/** `y`: what is compared. @typedef {{ both: Named[], y: string, scheme: Scheme }} Frame */

/**
 * Two runs by a column of theirs.
 * @param {Frame} frame
 * @param {LaneState[]} lanes
 * @param {{ measure: string, axis: Axis, log: boolean }} by
 * @returns {Overlay}
 */
export function runsOver({ both, y, scheme }, lanes, { measure, axis, log }) {
  const { x: xs, parts, banded } = curvesOf(lanes, measure, axis);
  return {
    names: both.map(({ title }) => title),
    x: axis,
    y,
    log,
    logX: false,
    xs,
    bands: both.map(({ short }, i) => ({ label: cut(short), colour: learnerColour(i, scheme), parts: parts[i] ?? [] })),
    range: rangeOf(parts.flat(2), log),
    foot: banded ? 'Bands: one standard error to either side.' : '',
  };
}

/**
 * Two sweeps by a curve of a cell's runs.
 * @param {Frame} frame
 * @param {Curves[][]} runs  of each
 * @param {string} name  of the curve
 * @returns {Overlay}
 */
export function mediansOver({ both, y, scheme }, runs, name) {
  const end = Math.max(...runs.map(endOf));
  const all = runs.map((own) => banded(own, [name], end));
  const parts = all.map((own) => own.parts[0] ?? []);
  return {
    names: both.map(({ title }) => title),
    x: 'iterations',
    y,
    log: false,
    logX: false,
    xs: all[0]?.x ?? [],
    bands: both.map(({ short }, i) => ({ label: short, colour: learnerColour(i, scheme), parts: parts[i] ?? [] })),
    range: rangeOf(parts.flat(2), false),
    foot: 'Curves: the median over the seeds; bands: from the tenth to the ninetieth of a hundred.',
  };
}

/**
 * Two sweeps over one entry.
 * @param {Frame} frame
 * @param {Swept[]} swept
 * @param {NonNullable<ReturnType<typeof sharedEntry>>} entry
 * @param {'time' | 'rate'} what
 * @param {(number | null)[]} [guides]  of each the power that is conjectured
 * @returns {Overlay}
 */
export function sweepsOver({ both, y, scheme }, swept, { label, xs, log: logX }, what, guides = []) {
  const isTime = what === 'time';
  const points = swept.map((own, i) => ({
    label: both[i]?.short ?? '',
    colour: learnerColour(i, scheme),
    points: pointsOf(own, xs, what),
    power: isTime && logX ? (powerOf(own)?.exponent ?? null) : null,
    guide: isTime && logX ? (guides[i] ?? null) : null,
  }));
  const all = points.flatMap((line) => line.points.flatMap(({ y, low, high }) => [y, low, high]));
  return {
    names: both.map(({ title }) => title),
    x: label,
    y: isTime ? 'iterations to learn' : y,
    log: isTime,
    logX,
    xs,
    points,
    range: isTime ? rangeOf(all, true) : [0, 1.02],
    foot: isTime
      ? `The median over the seeds, with the quartiles.${guides.some((guide) => guide !== null) ? ' Dashed: the growth that is conjectured.' : ''}`
      : 'The share of the runs, with Wilson’s 95 % interval for the probability.',
  };
}

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
const cut = (name) => (name.length > 16 ? `${name.slice(0, 15)}…` : name);

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
export function paper({ names, x, y, log, logX, xs, bands, points, print = [], range, foot }) {
  const colour = (/** @type {number} */ i) => print[i] ?? learnerColour(i, 'light');
  /** @type {PaperChart['lines']} */
  const drawn = bands
    ? bands.map(({ label, parts: [middle = [], low = [], high = []] }, i) => ({
        label,
        colour: colour(i),
        width: 1.75,
        points: xs.map((at, k) => /** @type {const} */ ([at, middle[k] ?? null])).filter(([, v]) => v !== null),
        band: xs
          .map((at, k) => /** @type {const} */ ([at, low[k] ?? null, high[k] ?? null]))
          .filter(([, a, b]) => a !== null && b !== null),
      }))
    : (points ?? []).flatMap((line, i) => {
        const { label, points } = line;
        const [fit, guide] = [fitOf(line), guideOf(line, xs.at(-1) ?? 1)];
        const own = {
          label,
          colour: colour(i),
          width: 1.75,
          points: points.filter(({ y }) => y !== null).map(({ x, y }) => /** @type {const} */ ([x, y])),
          band: points.map(({ x, low, high }) => /** @type {const} */ ([x, low, high])),
          apart: true,
        };
        const through = { ...own, label: '', width: 1, band: [], apart: false };
        return [
          ...(fit ? [{ ...through, points: fit }] : []),
          ...(guide ? [{ ...through, dash: [4, 4], points: guide }] : []),
          own,
        ];
      });
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
    ...(logX && points ? { columns: sparse(xs) } : {}),
    range,
    height: 260,
    lines: drawn,
    levels: [],
    changes: [],
  };
  return leaf(names.flatMap((name) => inLines(name, LONGEST)).join('\n'), [{ title: '', charts: [chart] }], foot);
}

/** Pixels of a PNG to a unit of its SVG. */
const RATIO = 2;

/**
 * What is drawn, to be taken away.
 * @param {string} id
 * @param {() => string} name  of the files
 * @param {() => Overlay | null} shown
 */
export function createFiles(id, name, shown) {
  const said = h('span', { role: 'status' });
  const act = (/** @type {string} */ label, /** @type {(svg: string) => unknown} */ take) =>
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'data-testid': `${id}-${label.toLowerCase()}`,
        onclick() {
          const overlay = shown();
          if (overlay) take(paper(overlay));
        },
      },
      label,
    );
  return h(
    'div',
    { class: 'row' },
    act('SVG', (svg) => download(new Blob([svg], { type: 'image/svg+xml' }), `${name()}.svg`)),
    act('PNG', async (svg) => {
      const file = await png(svg, RATIO);
      if (file) download(file, `${name()}.png`);
      say(said, file ? '' : 'This page’s policy keeps the browser from making a PNG. The SVG can be had all the same.');
    }),
    said,
  );
}
