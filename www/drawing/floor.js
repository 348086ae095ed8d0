// What can't be told from 0 on a logarithmic axis: the sizes below their standard error, or if they are exact below a least
// one. They stay to be seen, but faint, under a shade that says what it is.

/** @import uPlot from 'uplot' */
/** @import { Look } from './chart.js' */

import { trace } from './strokes.js';

/** How much of what is below the floor its shade covers. */
const COVER = 0.7;

/**
 * @typedef {object} Floor
 * @property {(number | null)[]} values  one a point of the curves, null where it is not known
 * @property {number} least  where none is known
 * @property {boolean} ends  with the curves, rather than to go on as it was
 */

/**
 * @param {uPlot} plot  its lines are drawn
 * @param {Floor} floor
 * @param {Look} look
 * @param {number} ratio  device pixels a CSS pixel
 */
export function drawFloor(
  { ctx, bbox, data, valToPos },
  { values, least, ends },
  { colours, bandColour, font, stepped },
  ratio,
) {
  const x = data[0];
  const across = (/** @type {number} */ at) => valToPos(at, 'x', true);
  const [bottom, right] = [bbox.top + bbox.height, ends ? across(x.at(-1) ?? 0) : bbox.left + bbox.width];
  const isKnown = (/** @type {number | null} */ value) => value !== null;
  const [first, last] = [values.find(isKnown), values.findLast(isKnown)];
  const height = (/** @type {number} */ value) => Math.max(bbox.top, Math.min(valToPos(value, 'y', true), bottom));
  ctx.save();
  ctx.beginPath();
  ctx.moveTo(bbox.left, bottom);
  ctx.lineTo(bbox.left, height(first ?? least));
  trace(ctx, x, values, (at, value) => [across(at), height(value)], stepped);
  ctx.lineTo(right, height(last ?? least));
  ctx.lineTo(right, bottom);
  ctx.fillStyle = colours.paper;
  ctx.globalAlpha = COVER;
  ctx.fill();
  ctx.globalAlpha = 1;
  ctx.fillStyle = bandColour;
  ctx.fill();
  ctx.font = `${11 * ratio}px ${font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  ctx.strokeStyle = colours.paper;
  ctx.lineWidth = 3 * ratio;
  ctx.lineJoin = 'round';
  ctx.fillStyle = colours.soft;
  const name = /** @type {const} */ ([first ? 'noise' : '≈ 0', bbox.left + 4 * ratio, bottom - 2 * ratio]);
  ctx.strokeText(...name);
  ctx.fillText(...name);
  ctx.restore();
}
