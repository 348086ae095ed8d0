// The curves of pinned runs, under those of now: thinner, paler and dashed, in the colours of what they measure.

/** @import uPlot from 'uplot' */
/** @import { Axis, LabState, LaneState } from '../types.d.ts' */
/** @import { Look } from './chart.js' */

import { dashOf, pinnedOver } from '../language/pins.js';
import { series } from '../language/series.js';
import { outlinesOf } from './outlines.js';
import { trace } from './strokes.js';

/** `letter`: stands on it; empty for none. @typedef {{ x: number[], values: (number | null)[], colour: string, letter: string, dash: number[] }} PinnedLine */
/** @typedef {'loss' | 'coefficients' | 'features' | 'movement'} Kind */
/** @typedef {Record<Kind, PinnedLine[]>} Pinned */

/**
 * What each line of a lane's charts is called, in the order of outlinesOf; empty where it is not drawn of a pinned run.
 * @param {LaneState} lane
 * @returns {Record<Kind, (string | number)[]>}
 */
function namesOf(lane) {
  const { coefficients, features, movement } = series(lane);
  return {
    loss: ['', 'test'],
    coefficients: coefficients.map(({ name }) => name),
    features: features.map(({ layer }) => layer),
    movement: movement.filter(({ drawn }) => drawn).map(({ name }) => name),
  };
}

/**
 * @param {LabState} state
 * @param {number} index  of the lane
 * @param {Axis} axis
 * @param {number | null} lowest  as outlinesOf has it
 * @param {Record<Kind, Pick<Look, 'lines'>>} looks
 * @returns {Pinned}
 */
export function pinnedLines(state, index, axis, lowest, looks) {
  const own = namesOf(/** @type {LaneState} */ (state.lanes[index]));
  /** @type {Pinned} */
  const all = { loss: [], coefficients: [], features: [], movement: [] };
  for (const { letter, lane } of pinnedOver(state, index)) {
    const outlines = outlinesOf(lane, axis, lowest);
    const names = namesOf(lane);
    for (const kind of /** @type {Kind[]} */ (Object.keys(all))) {
      const [x, ...columns] = outlines[kind].upTo(lane);
      own[kind].forEach((name, i) => {
        const values = name === '' ? undefined : columns[names[kind].indexOf(name)];
        const colour = looks[kind].lines[i]?.colour ?? '';
        // One letter a run is enough: where the curves are few.
        if (values) all[kind].push({ x, values, colour, letter: kind === 'loss' ? letter : '', dash: dashOf(letter) });
      });
    }
  }
  return all;
}

/** A sheet out of sight that is drawn anew only when it has become another one. */
export function createPinnedSheet() {
  const sheet = document.createElement('canvas');
  /** @type {unknown[]} */
  let drawn = [];
  /**
   * @param {uPlot} u
   * @param {PinnedLine[]} lines
   * @param {Look} look
   * @param {number} ratio
   */
  return (u, lines, look, ratio) => {
    const { ctx, bbox, scales } = u;
    if (lines.length === 0) return;
    const { width, height } = ctx.canvas;
    const next = [lines, width, height, scales.x?.min, scales.x?.max, scales.y?.min, scales.y?.max];
    if (!next.every((value, i) => value === drawn[i])) {
      drawn = next;
      Object.assign(sheet, { width, height }); // which also wipes it
      const pen = /** @type {CanvasRenderingContext2D} */ (sheet.getContext('2d'));
      pen.beginPath();
      pen.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      pen.clip();
      pen.globalAlpha = 0.6;
      pen.lineWidth = ratio;
      pen.font = `${11 * ratio}px ${look.font}`;
      for (const line of lines) drawLine(pen, u, line, look.stepped, ratio);
    }
    if (width > 0 && height > 0) ctx.drawImage(sheet, 0, 0);
  };
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {uPlot} u
 * @param {PinnedLine} line
 * @param {boolean} stepped
 * @param {number} ratio
 */
function drawLine(pen, u, { x, values, colour, letter, dash }, stepped, ratio) {
  const place = (/** @type {number} */ at, /** @type {number} */ value) =>
    /** @type {[number, number]} */ ([u.valToPos(at, 'x', true), u.valToPos(value, 'y', true)]);
  pen.strokeStyle = pen.fillStyle = colour;
  pen.setLineDash(dash.map((length) => length * ratio));
  pen.beginPath();
  trace(pen, x, values, place, stepped);
  pen.stroke();
  if (letter === '') return;
  // Each at a place of its own, for curves run close to each other.
  const at = Number(x.at(-1)) * (0.3 + 0.1 * ((letter.charCodeAt(0) - 65) % 6));
  const row = x.findIndex((place, i) => place >= at && values[i] != null);
  if (row < 0) return;
  const [left, height] = place(x[row] ?? 0, values[row] ?? 0);
  pen.fillText(letter, left, height - 4 * ratio);
}
