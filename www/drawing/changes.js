// Where on a chart's x axis something changes in how a network is trained: a thin line, and at its head what it is.

/** @import uPlot from 'uplot' */

/** @typedef {{ at: number, label: string }} Change  with an empty label only a line */

/**
 * @param {uPlot} u
 * @param {Change[]} changes
 * @param {{ colours: { soft: string, paper: string }, font: string }} look
 * @param {number} ratio  device pixels to a CSS pixel
 */
export function drawChanges(u, changes, { colours, font }, ratio) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = `${11 * ratio}px ${font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.lineJoin = 'round';
  for (const { at, label } of changes) {
    const x = Math.round(u.valToPos(at, 'x', true)) + 0.5;
    ctx.strokeStyle = ctx.fillStyle = colours.soft;
    ctx.globalAlpha = 0.6;
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    // On paper of its own, for curves may run there.
    const [left, top] = [x + 4 * ratio, bbox.top + 2 * ratio];
    ctx.strokeStyle = colours.paper;
    ctx.lineWidth = 4 * ratio;
    ctx.strokeText(label, left, top);
    ctx.fillText(label, left, top);
  }
  ctx.restore();
}
