// Charts of many runs: points with their intervals along the entry that varies, and bands of curves along iterations.

import './intl-guard.js';
import uPlot from 'uplot';

import { thousands, tick } from '../language/format.js';
import { lineOf } from '../language/power.js';
import { aside } from './aside.js';
import { drawLabels } from './endlabels.js';

/** @import { Palette } from './colour.js' */

const LEFT = 52;
const RIGHT = 84;
const HEIGHT = 220;
const RADIUS = 3.5;

/** A value with its interval; null where it is not known. @typedef {{ x: number, y: number | null, low: number | null, high: number | null }} Point */
/**
 * `power`: y is drawn as a multiple of x to this power, too; `guide`: and, dashed and from the first point on, to this one.
 * @typedef {{ label: string, colour: string, points: Point[], power?: number | null, guide?: number | null }} PointLine
 */
/** `parts`: median, lower and upper bound, as long as x. @typedef {{ label: string, colour: string, parts: (number | null)[][] }} BandLine */
/** @typedef {{ element: HTMLElement, palette: Palette, x: string, log: boolean, low: number, high: number, levels?: { value: number, colour: string }[] }} Frame  `x`: what the axis counts */

/**
 * @param {Frame} frame
 * @param {uPlot.AlignedData} data
 * @param {uPlot.Series[]} series
 * @param {{ logX: boolean, xs: number[], bands?: uPlot.Band[], draw: (u: uPlot) => void }} more
 */
function plot({ element, palette, x, log, low, high, levels = [] }, data, series, { logX, xs, bands = [], draw }) {
  const font = `11px ${palette.font}`;
  /** @type {uPlot.Axis} */
  const axis = {
    font,
    labelFont: font,
    stroke: palette.soft,
    grid: { stroke: palette.grid, width: 1 },
    ticks: { show: false },
    gap: 6,
  };
  const [first = 0, last = 1] = [xs[0], xs.at(-1)];
  /** @type {[number, number]} */
  const reach = logX ? [first / 1.15, last * 1.15] : [first - 0.04 * (last - first), last + 0.04 * (last - first)];
  element.replaceChildren();
  return new uPlot(
    {
      width: Math.max(200, element.clientWidth),
      height: HEIGHT,
      padding: [10, RIGHT, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, distr: logX ? 3 : 1, range: () => reach },
        y: { distr: log ? 3 : 1, range: () => [low, high] },
      },
      axes: [
        {
          ...axis,
          size: 26,
          label: x,
          labelSize: 16,
          labelGap: 0,
          ...(logX ? { splits: () => sparse(xs) } : {}),
          filter: (_, splits) => splits,
          values: (_, splits) => splits.map((v) => (v >= 1000 ? thousands(v) : tick(v))),
        },
        {
          ...axis,
          size: LEFT,
          ...(log ? { splits: () => decades(low, high) } : {}),
          filter: (_, splits) => splits,
          values: (_, splits) => splits.map((v) => (v >= 1000 ? thousands(v) : tick(v))),
        },
      ],
      series: [{}, ...series],
      bands,
      hooks: {
        drawAxes: [
          (u) => {
            const { ctx, bbox } = u;
            ctx.save();
            ctx.setLineDash([3 * uPlot.pxRatio, 3 * uPlot.pxRatio]);
            ctx.lineWidth = uPlot.pxRatio;
            for (const { value, colour } of levels) {
              const y = u.valToPos(value, 'y', true);
              ctx.strokeStyle = colour;
              ctx.beginPath();
              ctx.moveTo(bbox.left, y);
              ctx.lineTo(bbox.left + bbox.width, y);
              ctx.stroke();
            }
            ctx.restore();
          },
        ],
        draw: [draw],
      },
    },
    data,
    element,
  );
}

/**
 * The ends of the dashed line of a guide, as far as the axis goes; null where there is none.
 * @param {PointLine} line
 * @param {number} to
 * @returns {[x: number, y: number][] | null}
 */
export function guideOf({ points, guide }, to) {
  const first = points.find(({ y }) => y !== null && y > 0);
  if (guide == null || !first || first.x >= to) return null;
  const y = /** @type {number} */ (first.y);
  return [
    [first.x, y],
    [to, y * (to / first.x) ** guide],
  ];
}

/**
 * The ends of the line of a fitted power, through the middle of the points that it was fitted to, as the fit goes; null where there
 * is none.
 * @param {PointLine} line
 * @returns {[x: number, y: number][] | null}
 */
export function fitOf({ points, power }) {
  const line = lineOf(points, power);
  const xs = points.filter(({ y }) => y !== null && y > 0).map(({ x }) => x);
  return line && [Math.min(...xs), Math.max(...xs)].map((x) => [x, line(x)]);
}

/** As many of the values as have room. @param {number[]} xs */
export const sparse = (xs) =>
  xs.filter((_, i) => xs.length <= 8 || i % Math.ceil(xs.length / 8) === 0 || i === xs.length - 1);

/**
 * @param {number} low
 * @param {number} high
 */
function decades(low, high) {
  /** @type {number[]} */
  const all = [];
  for (let p = Math.ceil(Math.log10(low) - 1e-9); 10 ** p <= high * (1 + 1e-9); p++) all.push(10 ** p);
  if (all.length > 1) return all;
  const below = 10 ** Math.floor(Math.log10(low));
  return [1, 2, 5, 10, 20, 50].map((m) => m * below).filter((v) => v >= low && v <= high);
}

/**
 * Names at the right end of what they belong to.
 * @param {uPlot} u
 * @param {Palette} palette
 * @param {{ text: string, colour: string, y: number | null | undefined }[]} names
 */
function labels(u, palette, names) {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const [top, bottom] = [bbox.top / ratio + 2, (bbox.top + bbox.height) / ratio - 2];
  const x = (bbox.left + bbox.width) / ratio;
  const shown = names.flatMap(({ text, colour, y }) =>
    text === '' || y == null
      ? []
      : [{ text, colour, quiet: false, x, y: Math.min(Math.max(u.valToPos(y, 'y'), 0) + top, bottom) }],
  );
  ctx.save();
  ctx.scale(ratio, ratio);
  drawLabels(ctx, shown, {
    top,
    bottom,
    right: u.width,
    font: `11px ${palette.font}`,
    leader: palette.grid,
    paper: palette.paper,
    moving: false,
  });
  ctx.restore();
}

/**
 * @param {Frame} frame
 * @param {number[]} xs  ascending
 * @param {boolean} logX
 * @param {PointLine[]} lines
 */
export function drawPoints(frame, xs, logX, lines) {
  const { palette } = frame;
  const columns = lines.map(({ points }) => xs.map((x) => points.find((point) => point.x === x)?.y ?? null));
  plot(
    frame,
    [xs, ...columns],
    lines.map(() => ({ stroke: 'transparent', points: { show: false } })),
    {
      logX,
      xs,
      draw(u) {
        const { ctx } = u;
        const ratio = uPlot.pxRatio;
        const [px, py] = [
          (/** @type {number} */ v) => u.valToPos(v, 'x', true),
          (/** @type {number} */ v) => u.valToPos(v, 'y', true),
        ];
        ctx.save();
        ctx.beginPath();
        ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
        ctx.clip();
        const beside = aside(
          lines.map(({ points }) => points.map(({ x, y }) => [x, y])),
          (y) => py(y) / ratio,
        );
        lines.forEach((line, k) => {
          const { colour, points } = line;
          ctx.strokeStyle = ctx.fillStyle = colour;
          const guide = guideOf(line, xs.at(-1) ?? 1);
          if (guide) {
            ctx.setLineDash([4 * ratio, 4 * ratio]);
            ctx.lineWidth = ratio;
            ctx.beginPath();
            for (const [x, y] of guide) ctx.lineTo(px(x), py(y));
            ctx.stroke();
            ctx.setLineDash([]);
          }
          const fit = fitOf(line);
          if (fit) {
            ctx.globalAlpha = 0.55;
            ctx.lineWidth = 1.5 * ratio;
            ctx.beginPath();
            for (const [x, y] of fit) ctx.lineTo(px(x), py(y));
            ctx.stroke();
            ctx.globalAlpha = 1;
          }
          ctx.lineWidth = 1.5 * ratio;
          for (const { x, y, low, high } of points) {
            const at = px(x) + beside(k, x) * ratio;
            if (low !== null) {
              // What lies beyond the end of the sweep is open above.
              const top = high === null ? u.bbox.top : py(high);
              ctx.beginPath();
              ctx.moveTo(at, py(low));
              ctx.lineTo(at, top);
              ctx.stroke();
            }
            if (y === null) continue;
            ctx.beginPath();
            ctx.arc(at, py(y), RADIUS * ratio, 0, 2 * Math.PI);
            ctx.fill();
          }
        });
        ctx.restore();
        labels(
          u,
          palette,
          lines.map(({ label, colour, points }) => ({
            text: label,
            colour,
            y: points.findLast(({ y }) => y !== null)?.y,
          })),
        );
      },
    },
  );
}

/**
 * @param {Frame} frame
 * @param {number[]} x
 * @param {BandLine[]} lines
 */
export function drawBands(frame, x, lines) {
  const { palette } = frame;
  plot(
    frame,
    [x, ...lines.flatMap(({ parts }) => parts)],
    lines.flatMap(({ colour }) => [
      // Of two curves one may have rows where the other has none.
      { stroke: colour, width: 1.75, points: { show: false }, spanGaps: true },
      ...[0, 1].map(() => ({ stroke: 'transparent', points: { show: false }, spanGaps: true })),
    ]),
    {
      logX: false,
      xs: [0, x.at(-1) ?? 1],
      bands: lines.map(({ colour }, i) => ({
        series: [3 * i + 3, 3 * i + 2],
        fill: `color-mix(in srgb, ${colour} 16%, transparent)`,
      })),
      draw: (u) =>
        labels(
          u,
          palette,
          lines.map(({ label, colour, parts }) => ({ text: label, colour, y: parts[0]?.findLast((v) => v !== null) })),
        ),
    },
  );
}
