// One uPlot chart, as all kinds of curves use it: x from 0 to its end, or from its start where it is logarithmic, few ticks, a light grid, names at the tips
// of the lines, and the cursor taken from the store rather than from the mouse, so that all charts of a figure agree.

/** @import { Change } from './changes.js' */
/** @import { Floor } from './floor.js' */
/** @import { PinnedLine } from './pinned.js' */

import './intl-guard.js';
import uPlot from 'uplot';

import { thousands, tick } from '../language/format.js';
import { drawChanges } from './changes.js';
import { around } from './dom.js';
import { drawLabels } from './endlabels.js';
import { drawFloor } from './floor.js';
import { createPinnedSheet } from './pinned.js';
import { ZERO } from './ranges.js';
import { createStrokes } from './strokes.js';
import { powers, steps } from './ticks.js';

/** Room at the left for ticks and at the right for names: the same in every chart, so that their x axes align. */
const LEFT = 44;
const RIGHT = 80;
/** More lines than this are stroked in pieces. */
const MANY = 40;
/** What the title of the x axis takes of the line of its numbers, and about what a number takes. */
const AXIS_TITLE = 70;
const NUMBER = 36;
/** From an axis to its numbers. */
const GAP = 6;

/**
 * @typedef {object} Line
 * @property {string} label shown at the tip; empty for none
 * @property {string} colour
 * @property {number} width 0 for a line that only bounds a band
 * @property {number[]} [dash]
 * @property {boolean} [quiet] named only where its tip stands apart from the others
 */

/**
 * @typedef {object} Look
 * @property {Line[]} lines in the order of the data after x
 * @property {{ value: number, colour: string, label?: string }[]} levels thin dashed reference lines
 * @property {[number, number] | null} band two places in `lines`, upper and lower, and what lies between is filled
 * @property {string} bandColour
 * @property {boolean} log
 * @property {boolean} [logX]
 * @property {boolean} stepped whether a value stays until the next one
 * @property {boolean} ticks whether the x axis writes its numbers
 * @property {{ paper: string, ink: string, soft: string, grid: string, accent: string }} colours
 * @property {string} font
 */

/** @typedef {ReturnType<typeof createChart>} Chart */
/**
 * What changes from frame to frame; the cursor stands at a row's place.
 * `atRest`: the lines stand still. `levelsWithin`: from where to where the levels hold.
 * @typedef {{ end: number, low: number, high: number, mark: string, cursor: number | null, start?: number, changes?: Change[], levelsWithin?: readonly [from: number, to: number], floor?: Floor, pinned?: PinnedLine[], atRest?: boolean }} Frame
 */

/**
 * @param {HTMLElement} root  as large as the style sheet makes it
 * @param {Look} look
 * @param {(place: number | null) => void} onCursor  on the x axis
 */
export function createChart(root, look, onCursor) {
  /** The newest frame, and the last point of what it shows. @type {Frame & { last: number }} */
  const current = { start: 1, end: 1, low: 0, high: 1, last: -1, mark: '', cursor: null };
  /** What is drawn. @type {uPlot.AlignedData} */
  let shown = [[]];
  const { colours } = look;
  const pinned = createPinnedSheet();
  const strokes = look.lines.length > MANY ? createStrokes(look) : null;
  // uPlot gets one line of many, unseen, for its scales.
  const own = (/** @type {any[]} */ all) => (strokes ? all.slice(0, 1) : all);
  const font = `11px ${look.font}`;

  const colourOf = (/** @type {Line | undefined} */ line) => (line && line.width > 0 ? line.colour : 'transparent');

  const size = () => ({ width: Math.max(root.clientWidth, 50), height: Math.max(root.clientHeight, 50) });

  // Whether a number would not touch the axis' title, which stands at the right end of their line.
  const clear = (/** @type {uPlot} */ u, /** @type {number} */ v) =>
    u.width - LEFT - u.valToPos(v, 'x') > AXIS_TITLE + NUMBER / 2;

  /** @type {uPlot.Axis} */
  const axis = { font, stroke: colours.soft, grid: { stroke: colours.grid, width: 1 }, ticks: { show: false } };
  const plot = new uPlot(
    {
      ...size(),
      padding: [8, RIGHT, look.ticks ? 0 : 8, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { setScale: false, x: false, y: false },
        bind: {
          mousemove: () => null,
          mousedown: () => null,
          mouseup: () => null,
          mouseenter: () => null,
          mouseleave: () => null,
          dblclick: () => null,
          click: () => null,
        },
        points: { show: strokes === null, size: 6, width: 0, fill: (_, i) => colourOf(look.lines[i - 1]) },
      },
      scales: {
        x: look.logX
          ? { time: false, distr: 3, range: () => [current.start ?? 1, current.end] }
          : { time: false, range: () => [0, current.end] },
        y: { distr: look.log ? 3 : 1, range: () => [current.low, current.high] },
      },
      axes: [
        {
          ...axis,
          size: look.ticks ? 24 : 0,
          gap: GAP,
          splits: (u, __, low, high) =>
            (look.logX ? powers : steps)(low, high, u.width < 300 ? 2 : u.width < 420 ? 4 : 6),
          filter: (_, splits) => splits,
          values: (u, splits) => splits.map((v) => (look.ticks && clear(u, v) ? thousands(v) : '')),
        },
        {
          ...axis,
          size: LEFT,
          gap: GAP,
          splits: (u, __, low, high) => (look.log ? powers : steps)(low, high, u.height < 160 ? 3 : 5),
          values: (_, splits) => splits.map(tick),
          filter: (_, splits) => splits,
        },
      ],
      series: [
        {},
        ...own(look.lines).map((line) => ({
          ...(strokes ? { paths: () => null } : look.stepped ? { paths: uPlot.paths.stepped?.({ align: 1 }) } : {}),
          stroke: colourOf(line),
          width: line.width,
          dash: line.dash,
          points: { show: false },
          spanGaps: true,
        })),
      ],
      bands: look.band ? [{ series: [look.band[0] + 1, look.band[1] + 1], fill: look.bandColour }] : [],
      hooks: {
        drawAxes: [levels, (u) => pinned(u, current.pinned ?? [], look, uPlot.pxRatio)],
        draw: [({ ctx }) => strokes?.show(ctx), floor, changes, names],
      },
    },
    [[], ...own(look.lines).map(() => [])],
    root,
  );

  /** @param {uPlot} u */
  function levels(u) {
    const { ctx, bbox } = u;
    const ratio = uPlot.pxRatio;
    const [from, to] = current.levelsWithin ?? [0, Infinity];
    const edge = bbox.left + bbox.width;
    const left = from > 0 ? Math.max(u.valToPos(from, 'x', true), bbox.left) : bbox.left;
    const end = to < Infinity ? Math.min(u.valToPos(to, 'x', true), edge) : edge;
    if (left >= end) return;
    ctx.save();
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    for (const { value, colour, label } of look.levels) {
      if (value < current.low || value > current.high) continue;
      const y = Math.round(u.valToPos(value, 'y', true)) + 0.5;
      ctx.strokeStyle = colour;
      ctx.beginPath();
      ctx.moveTo(left, y);
      ctx.lineTo(end, y);
      ctx.stroke();
      if (!label) continue;
      // A name stands at the right end, and makes way for the names at the tips when they come there.
      ctx.font = `${11 * ratio}px ${look.font}`;
      const right = end - 4 * ratio;
      const tip = current.last < 0 ? 0 : (u.data[0][current.last] ?? 0);
      const start = right - ctx.measureText(label).width;
      if (start < left || u.valToPos(tip, 'x', true) + RIGHT * ratio > start) continue;
      ctx.fillStyle = colours.soft;
      ctx.textAlign = 'right';
      // Above its line, unless the chart ends there.
      const above = y - bbox.top > 13 * ratio;
      ctx.textBaseline = above ? 'bottom' : 'top';
      ctx.fillText(label, right, y + (above ? -2 : 4) * ratio);
    }
    ctx.restore();
  }

  /** @param {uPlot} u */
  function floor(u) {
    if (current.floor) drawFloor(u, current.floor, look, uPlot.pxRatio);
  }

  /** @param {uPlot} u */
  function changes(u) {
    drawChanges(u, current.changes ?? [], look, uPlot.pxRatio);
  }

  /** @param {uPlot} u */
  function names(u) {
    if (current.last < 0) return;
    const { ctx, bbox } = u;
    const ratio = uPlot.pxRatio;
    const across = (/** @type {number} */ row) => u.valToPos(u.data[0][row] ?? 0, 'x', true) / ratio;
    const x = across(current.last);
    const frame = { top: bbox.top / ratio + 2, bottom: (bbox.top + bbox.height) / ratio - 2 };
    const tips = look.lines.flatMap(({ label, colour, quiet = false }, i) => {
      const column = /** @type {(number | null | undefined)[]} */ (shown[i + 1] ?? []);
      const last = column.findLastIndex((v) => v != null);
      const value = column[last];
      if (!label || value == null) return [];
      const y = u.valToPos(value, 'y', true) / ratio;
      // The foot of a logarithmic axis is none: what is 0 has its name where it left the chart.
      const isZero = look.log && value <= ZERO;
      const above = column.findLastIndex((v) => v != null && v > ZERO);
      const end = isZero ? column.findIndex((v, row) => row > above && v != null) : last;
      const text = isZero ? `${label}: 0` : label;
      return [{ text, colour, quiet, x: across(end), y: Math.min(Math.max(y, frame.top - 4), frame.bottom + 4) }];
    });
    const labels = tips.filter(
      (tip) => !tip.quiet || tips.every((other) => other === tip || Math.abs(other.y - tip.y) > 13),
    );
    ctx.save();
    ctx.scale(ratio, ratio);
    const end = labels.at(-1);
    if (current.mark && end) {
      const y = Math.min(Math.max(end.y, frame.top + 8), frame.bottom - 8);
      ctx.strokeStyle = colours.accent;
      ctx.lineWidth = 2;
      for (const slope of [1, -1]) {
        ctx.beginPath();
        ctx.moveTo(x - 5, y - 5 * slope);
        ctx.lineTo(x + 5, y + 5 * slope);
        ctx.stroke();
      }
      ctx.fillStyle = colours.accent;
      ctx.font = `600 12px ${look.font}`;
      ctx.textAlign = 'left';
      ctx.textBaseline = 'middle';
      ctx.fillText(current.mark, x + 11, y);
    } else {
      const moving = current.atRest !== true;
      const right = u.width;
      drawLabels(ctx, labels, { ...frame, right, font, leader: colours.grid, paper: colours.paper, moving });
    }
    ctx.restore();
  }

  const { over } = plot;
  const point = (/** @type {PointerEvent} */ event) => {
    // In the chart's own pixels, however it is scaled or turned: but for `zoom`, the browser has seen to that.
    const value = plot.posToVal(event.offsetX / zoomOf(over), 'x');
    onCursor(Math.min(Math.max(Math.round(value), 0), current.end));
  };
  over.style.touchAction = 'pan-y';
  over.addEventListener('pointermove', point);
  over.addEventListener('pointerdown', point);
  over.addEventListener('pointerleave', () => onCursor(null));
  over.addEventListener('pointercancel', () => onCursor(null));

  return {
    /**
     * @param {uPlot.AlignedData} data
     * @param {Frame} frame
     * @returns {Generator<void>}  pieces
     */
    *draw(data, frame) {
      const left = frame.cursor === null ? -10 : plot.valToPos(frame.cursor, 'x');
      plot.setCursor({ left, top: left < 0 ? -10 : 1 }, false);
      if (strokes) yield* strokes.draw(plot, data, frame);
      shown = data;
      Object.assign(current, frame, { last: data[0].length - 1 });
      // In one go, as what is drawn for print must be there when the event returns.
      plot.batch(() => plot.setData([data[0], ...own(data.slice(1))], true));
    },
    resize() {
      const { width, height } = size();
      if (root.clientWidth === 0 || (width === plot.width && height === plot.height)) return;
      plot.setSize({ width, height });
      if (!strokes) return;
      for (const _ of strokes.draw(plot, shown, current));
      plot.redraw(false);
    },
    destroy: () => plot.destroy(),
  };
}

/**
 * The `zoom`s about an element, multiplied: WebKit has no currentCSSZoom.
 * @param {Element} element
 */
function zoomOf(element) {
  let zoom = 1;
  for (let at = /** @type {Element | null} */ (element); at; at = around(at))
    zoom *= Number(getComputedStyle(at).zoom) || 1;
  return zoom;
}
