// Lines too many to be drawn at once, stroked a few at a time onto a sheet out of sight, which takes the place of the one
// before when all are there.

/** @import uPlot from 'uplot' */
/** @import { Look } from './chart.js' */

/** Lines in a piece: what takes a few ms. */
const PIECE = 25;

/** @typedef {(x: number, value: number) => [x: number, y: number]} Place  in a picture */

/**
 * Goes on with a path along a curve, past what it lacks.
 * @param {CanvasRenderingContext2D} pen
 * @param {ArrayLike<number>} x
 * @param {ArrayLike<number | null | undefined>} values
 * @param {Place} place
 * @param {boolean} stepped  whether a value stays until the next one
 */
export function trace(pen, x, values, place, stepped) {
  let before = /** @type {number | null} */ (null);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value == null) continue;
    const [to, y] = place(x[i] ?? 0, value);
    if (stepped && before !== null) pen.lineTo(to, before);
    pen.lineTo(to, y);
    before = y;
  }
}

/** @param {Look} look */
export function createStrokes({ lines, stepped, log }) {
  let [seen, next] = [document.createElement('canvas'), document.createElement('canvas')];
  return {
    /**
     * @param {uPlot} plot
     * @param {uPlot.AlignedData} data
     * @param {{ end: number, low: number, high: number }} frame
     * @returns {Generator<void>}  pieces
     */
    *draw({ bbox, ctx }, [x, ...columns], { end, low, high }) {
      Object.assign(next, { width: ctx.canvas.width, height: ctx.canvas.height }); // which also wipes it
      const pen = /** @type {CanvasRenderingContext2D} */ (next.getContext('2d'));
      pen.beginPath();
      pen.rect(bbox.left, bbox.top, bbox.width, bbox.height);
      pen.clip();
      pen.lineJoin = 'round';
      const ratio = devicePixelRatio;
      const scale = log ? Math.log : Number;
      const [across, down] = [bbox.width / end, bbox.height / (scale(high) - scale(low))];
      /** @type {Place} */
      const place = (x, value) => [bbox.left + across * x, bbox.top + down * (scale(high) - scale(value))];
      for (const [k, { colour, width, dash = [] }] of lines.entries()) {
        pen.strokeStyle = colour;
        pen.lineWidth = width * ratio;
        pen.setLineDash(dash.map((length) => length * ratio));
        pen.beginPath();
        trace(pen, x, columns[k] ?? [], place, stepped);
        pen.stroke();
        if (k % PIECE === PIECE - 1) yield;
      }
      [seen, next] = [next, seen];
    },
    /** @param {CanvasRenderingContext2D} context */
    show(context) {
      if (seen.width > 0 && seen.height > 0) context.drawImage(seen, 0, 0, context.canvas.width, context.canvas.height);
    },
  };
}
