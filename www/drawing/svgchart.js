// One chart as SVG, for print: the axes with their names, the curves with theirs at their ends, what is known of their errors as bands.

import { integer, tick } from '../language/format.js';
import { aside } from './aside.js';
import { placeNames } from './changes.js';
import { groups, placed } from './endlabels.js';
import { polyline, tag, text } from './svg.js';
import { logarithmic, steps } from './ticks.js';

/** @typedef {readonly [x: number, y: number | null]} Point  null: nothing there */
/**
 * @typedef {object} PaperLine
 * @property {string} label  at its end; empty for none
 * @property {string} colour
 * @property {number} width
 * @property {number[]} [dash]
 * @property {Point[]} points
 * @property {(readonly [x: number, low: number | null, high: number | null])[]} [band]  a standard error to either side
 * @property {boolean} [apart]  whether each point stands by itself, as a dot with a bar; a bar of no upper end goes on above
 */
/**
 * @typedef {object} PaperChart
 * @property {string} name     as a file has it
 * @property {string} title
 * @property {string} x        what the axes count
 * @property {string} y
 * @property {boolean} logX
 * @property {boolean} log
 * @property {boolean} stepped  whether a value stays until the next one
 * @property {readonly [low: number, high: number]} across
 * @property {number[]} [columns]  where lines stand on x, if not at round numbers
 * @property {readonly [low: number, high: number]} range
 * @property {number} height   of the plane that the curves are in
 * @property {PaperLine[]} lines
 * @property {{ value: number, label: string }[]} levels  dashed
 * @property {readonly [from: number, to: number]} [levelsWithin]  where on x they hold; all along if nothing is said
 * @property {{ at: number, label: string }[]} changes  where something changes in how a network is trained
 */

/** The colours of the light scheme, whatever the page's. */
export const PAPER = { paper: '#ffffff', ink: '#1b1b1a', soft: '#5f5e5a', grid: '#e3e1dc' };
/** Around the plane: the title and the first number above, names of curves at the right, numbers and names of axes. */
export const MARGIN = { left: 62, top: 24, bottom: 44 };
/** About what a character takes, of 11 px. */
const CHARACTER = 6.2;
const SMALL = { 'font-size': 11, fill: PAPER.soft };

/**
 * The room that the names at the ends of the curves take.
 * @param {PaperChart[]} charts
 */
export const rightOf = (charts) =>
  Math.max(24, ...charts.flatMap(({ lines }) => lines.map(({ label }) => 22 + CHARACTER * label.length)));

/** @param {PaperChart} chart */
export const heightOf = ({ height }) => MARGIN.top + height + MARGIN.bottom;

/**
 * Where a value stands on an axis.
 * @param {readonly [low: number, high: number]} range
 * @param {boolean} log
 * @param {readonly [from: number, to: number]} pixels
 */
export function scale([low, high], log, [from, to]) {
  const of = (/** @type {number} */ v) => (log ? Math.log(v) : v);
  const [first, last] = [of(low), of(high)];
  return (/** @type {number} */ v) => from + ((of(v) - first) / (last - first)) * (to - from);
}

/**
 * @param {PaperChart} chart
 * @param {{ left: number, top: number, width: number, right: number, id: string }} place  `right`: the room for names; `id` is the chart's
 *   alone in its file
 */
export function chartSvg(chart, { left, top, width, right, id }) {
  const plane = {
    x: left + MARGIN.left,
    y: top + MARGIN.top,
    width: width - MARGIN.left - right,
    height: chart.height,
  };
  const [end, foot] = [plane.x + plane.width, plane.y + plane.height];
  const across = scale(chart.across, chart.logX, [plane.x, end]);
  const up = scale(chart.range, chart.log, [foot, plane.y]);
  // Far outside of the plane all is one, and numbers there are no reader's friends.
  const y = (/** @type {number} */ v) => Math.min(Math.max(up(v), plane.y - 1e4), foot + 1e4);
  const [from, to] = chart.levelsWithin ?? [0, Infinity];
  const held = from > 0 ? Math.max(across(from), plane.x) : plane.x;
  const until = to < Infinity ? Math.min(across(to), end) : end;
  const levels = held < until ? chart.levels : [];
  const joined = chart.lines.filter(({ apart }) => !apart);
  const single = chart.lines.filter(({ apart }) => apart);
  const beside = aside(
    single.map(({ points }) => points),
    y,
  );
  const tips = tipsOf(chart, plane, across, y);
  const clip = `${id}-plane`;
  const inside = { 'clip-path': `url(#${clip})`, fill: 'none' };
  const dashed = { stroke: PAPER.soft, 'stroke-dasharray': '3 3' };
  return tag(
    'g',
    { id },
    tag('clipPath', { id: clip }, tag('rect', plane)),
    text(plane.x, top + 12, chart.title, { 'font-size': 13, fill: PAPER.ink }),
    ...axes(chart, plane, across, y),
    tag(
      'g',
      inside,
      ...levels.map(({ value }) =>
        tag('path', {
          d: polyline([
            [held, y(value)],
            [until, y(value)],
          ]),
          ...dashed,
        }),
      ),
      ...chart.changes.map(({ at }) =>
        tag('path', {
          d: polyline([
            [across(at), plane.y],
            [across(at), foot],
          ]),
          stroke: PAPER.soft,
          'stroke-opacity': 0.6,
        }),
      ),
      ...joined.flatMap(({ band = [], colour }) =>
        pieces(band).map((piece) =>
          tag('path', {
            d: `${polyline([...piece.map(([x, , high]) => point(across(x), y(high))), ...piece.toReversed().map(([x, low]) => point(across(x), y(low)))])}Z`,
            fill: colour,
            'fill-opacity': 0.18,
          }),
        ),
      ),
      ...joined.map((line) =>
        tag('path', {
          d: polyline(
            corners(line.points, chart.stepped).map(([x, v]) => (v === null ? null : point(across(x), y(v)))),
          ),
          stroke: line.colour,
          'stroke-width': line.width,
          'stroke-linejoin': 'round',
          'stroke-dasharray': line.dash?.join(' '),
        }),
      ),
    ),
    // Whole at the ends of the axis, too.
    ...single.flatMap((line, k) => dots(line, (x) => across(x) + beside(k, x), y, plane.y)),
    ...levelNames({ ...chart, levels }, until, plane, y, tips),
    ...placeNames(
      chart.changes.map(({ at, label }) => ({ x: across(at), label })),
      { left: plane.x, right: end, height: plane.height },
      (label) => CHARACTER * label.length,
    ).map(({ label, left, top }) => text(left, plane.y + 11 + top, label, { ...SMALL, ...HALO })),
    ...tips.flatMap(names),
  );
}

/** On paper of its own, for curves may run there. */
const HALO = { stroke: PAPER.paper, 'stroke-width': 3, 'stroke-linejoin': 'round', 'paint-order': 'stroke' };

/**
 * @param {PaperLine} line
 * @param {Scale} across
 * @param {Scale} up
 * @param {number} top
 */
const dots = ({ points, band = [], colour }, across, up, top) => [
  ...band.flatMap(([x, low, high]) =>
    low === null
      ? []
      : [
          tag('path', {
            d: polyline([point(across(x), up(low)), point(across(x), high === null ? top : up(high))]),
            stroke: colour,
            'stroke-width': 1.5,
          }),
        ],
  ),
  ...points.flatMap(([x, y]) =>
    y === null ? [] : [tag('circle', { cx: across(x), cy: up(y), r: 3.5, fill: colour })],
  ),
];

/** @typedef {{ x: number, y: number, width: number, height: number }} Plane */
/** @typedef {(value: number) => number} Scale */

/**
 * @param {number} x
 * @param {number} y
 */
const point = (x, y) => /** @type {const} */ ([x, y]);

/**
 * The grid, its numbers, and the names of the axes.
 * @param {PaperChart} chart
 * @param {Plane} plane
 * @param {Scale} across
 * @param {Scale} up
 */
function axes({ x, y, across: [first, last], columns: given, range: [low, high], log, logX }, plane, across, up) {
  const [end, foot] = [plane.x + plane.width, plane.y + plane.height];
  const line = (/** @type {Point} */ from, /** @type {Point} */ to) =>
    tag('path', { d: polyline([from, to].map(([x, y]) => point(x, Number(y)))), stroke: PAPER.grid });
  const columns = given ?? (logX ? logarithmic(first, last, 6) : steps(first, last, 5));
  const rows = log ? logarithmic(low, high, plane.height < 160 ? 3 : 5) : steps(low, high, plane.height < 160 ? 4 : 5);
  const middle = plane.y + plane.height / 2;
  return [
    ...columns.map((v) => line([across(v), plane.y], [across(v), foot])),
    ...rows.map((v) => line([plane.x, up(v)], [end, up(v)])),
    ...columns.map((v) => number(across(v), foot + 16, v, logX && columns.every(isPower), { 'text-anchor': 'middle' })),
    ...rows.map((v) => number(plane.x - 7, up(v) + 4, v, log && rows.every(isPower), { 'text-anchor': 'end' })),
    tag('path', {
      d: polyline([
        [plane.x, plane.y],
        [plane.x, foot],
        [end, foot],
      ]),
      stroke: PAPER.soft,
      fill: 'none',
    }),
    text(plane.x + plane.width / 2, foot + 34, x, { ...SMALL, fill: PAPER.ink, 'text-anchor': 'middle' }),
    text(0, 0, y, {
      ...SMALL,
      fill: PAPER.ink,
      'text-anchor': 'middle',
      transform: `translate(${plane.x - 48} ${middle}) rotate(-90)`,
    }),
  ];
}

/** Of ten. @param {number} value */
const isPower = (value) => Math.abs(Math.log10(value) - Math.round(Math.log10(value))) < 1e-9;

/**
 * 15,000 or 0.25; on a logarithmic axis of whole powers such a one.
 * @param {number} x
 * @param {number} y
 * @param {number} value
 * @param {boolean} log
 * @param {import('./svg.js').Attributes} attributes
 */
function number(x, y, value, log, attributes) {
  if (!log) return text(x, y, value >= 1000 ? integer(value) : tick(value), { ...SMALL, ...attributes });
  const power = String(Math.round(Math.log10(value))).replace('-', '\u2212');
  return tag('text', { x, y, ...SMALL, ...attributes }, '10', tag('tspan', { dy: -4, 'font-size': '75%' }, power));
}

/**
 * At the right ends of the levels, but where curves have their names there.
 * @param {PaperChart} chart
 * @param {number} end  of them, on paper
 * @param {Plane} plane
 * @param {Scale} y
 * @param {Tips[]} tips
 */
const levelNames = ({ levels, range: [low, high] }, end, plane, y, tips) =>
  levels.flatMap(({ value, label }) => {
    if (label === '' || value < low || value > high) return [];
    const foot = y(value) + (y(value) - plane.y > 13 ? -4 : 12);
    const start = end - 4 - CHARACTER * label.length;
    const meets = tips.some(({ all, x, left }) =>
      all.some(({ text, height }) => {
        const beyond = left + CHARACTER * text.length;
        return x < end && beyond > start && Math.abs(height + 4 - foot) < 13;
      }),
    );
    return meets ? [] : [text(end - 4, foot, label, { ...SMALL, ...HALO, 'text-anchor': 'end' })];
  });

/** Names of curves that end beside each other: from where to where their leaders go. @typedef {ReturnType<typeof tipsOf>[0]} Tips */

/**
 * Of the curves, where each ends.
 * @param {PaperChart} chart
 * @param {Plane} plane
 * @param {Scale} across
 * @param {Scale} up
 */
function tipsOf({ lines }, plane, across, up) {
  const frame = { top: plane.y + 2, bottom: plane.y + plane.height - 2, moving: false };
  const tips = lines.flatMap(({ label, colour, points }) => {
    const last = points.findLast(([, y]) => y !== null);
    if (label === '' || !last) return [];
    return [
      { text: label, colour, x: across(last[0]), y: Math.min(Math.max(up(Number(last[1])), frame.top), frame.bottom) },
    ];
  });
  return groups(tips).map((group) => {
    const { all, x, fan } = placed(group, frame);
    return { all, x, fan, left: x + (fan ? 12 : 6) };
  });
}

/** @param {Tips} tips */
const names = ({ all, x, fan, left }) => [
  ...all
    .filter(() => fan)
    .map(({ x: from, y, height, colour }) =>
      tag('path', {
        d: polyline([
          [from + 2, y],
          [x + 9, height],
        ]),
        stroke: colour,
        'stroke-opacity': 0.45,
        'stroke-width': 0.75,
        fill: 'none',
      }),
    ),
  ...all.map(({ text: label, colour, height }) =>
    text(left, height + 4, label, { 'font-size': 11, ...HALO, fill: colour }),
  ),
];

/**
 * A curve whose values stay until the next one, corner by corner.
 * @param {Point[]} points
 * @param {boolean} stepped
 */
const corners = (points, stepped) =>
  stepped
    ? points.flatMap(([x, y], i) =>
        i === 0
          ? [point(x, Number(y))]
          : [/** @type {Point} */ ([x, points[i - 1]?.[1] ?? null]), /** @type {Point} */ ([x, y])],
      )
    : points;

/**
 * A band where it is known, piece by piece.
 * @param {readonly (readonly [x: number, low: number | null, high: number | null])[]} band
 */
function pieces(band) {
  /** @type {[x: number, low: number, high: number][][]} */
  const all = [];
  let open = false;
  for (const [x, low, high] of band) {
    const known = low !== null && high !== null;
    if (known && open) all.at(-1)?.push([x, low, high]);
    else if (known) all.push([[x, low, high]]);
    open = known;
  }
  return all;
}
