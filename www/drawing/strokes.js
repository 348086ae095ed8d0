// Lines too many to be drawn at once, stroked a few at a time onto a sheet out of sight, which takes the place of the one
// before when all are there.

/** @import uPlot from 'uplot' */
/** @import { Look } from './chart.js' */

/** Lines in a piece: what takes a few ms. */
const PIECE = 25;

/** @param {Look} look */
export function createStrokes({ lines, stepped }) {
  let [seen, next] = [document.createElement('canvas'), document.createElement('canvas')];
  return {
    /**
     * @param {uPlot} plot
     * @param {uPlot.AlignedData} data
     * @param {{ end: number, low: number, high: number }} scales  both linear
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
      const [across, down] = [bbox.width / end, bbox.height / (high - low)];
      for (const [k, { colour, width, dash = [] }] of lines.entries()) {
        pen.strokeStyle = colour;
        pen.lineWidth = width * ratio;
        pen.setLineDash(dash.map((length) => length * ratio));
        pen.beginPath();
        let before = /** @type {number | null} */ (null);
        columns[k]?.forEach((value, i) => {
          if (value == null) return;
          const [to, y] = [bbox.left + across * (x[i] ?? 0), bbox.top + down * (high - value)];
          if (stepped && before !== null) pen.lineTo(to, before);
          pen.lineTo(to, y);
          before = y;
        });
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
