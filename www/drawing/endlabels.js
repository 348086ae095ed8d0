// Names at the tips of lines, where the eye is: spread so that none overlaps, each tied to its tip when it had to move.

/** @typedef {{ text: string, colour: string, y: number }} Label the height of the tip in CSS pixels */

/** Tips closer than this are as good as one. */
const NEAR = 14;

/**
 * Heights for labels: as near to their tips as a spacing allows, in the order of the tips, inside [low, high].
 * Pools of touching labels are centred on the mean of their tips.
 * @param {number[]} tips ascending
 * @param {number} spacing
 * @param {number} low
 * @param {number} high
 */
export function spread(tips, spacing, low, high) {
  /** @type {{ sum: number, count: number, at: number }[]} a pool's tips, each less its place in the pool, and its first label's height */
  const pools = [];
  for (const tip of tips) {
    let pool = { sum: tip, count: 1, at: tip };
    for (;;) {
      pool.at = Math.max(low, Math.min(pool.sum / pool.count, high - (pool.count - 1) * spacing));
      const before = pools.at(-1);
      if (!before || before.at + before.count * spacing <= pool.at) break;
      pools.pop();
      pool = {
        sum: before.sum + pool.sum - pool.count * before.count * spacing,
        count: before.count + pool.count,
        at: 0,
      };
    }
    pools.push(pool);
  }
  return pools.flatMap(({ at, count }) => Array.from({ length: count }, (_, i) => at + i * spacing));
}

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {Label[]} labels
 * @param {number} x of the tips
 * @param {{ top: number, bottom: number, font: string, leader: string, paper: string }} frame
 */
export function drawLabels(context, labels, x, frame) {
  const spacing = 13;
  const room = Math.max(1, Math.floor((frame.bottom - frame.top) / spacing) + 1);
  const every = Math.ceil(labels.length / room);
  const place = (/** @type {Label} */ { y }) => Math.round(y / NEAR);
  // Tips that all but touch keep the order of the lines: their labels do not trade places with the noise.
  const shown = labels.filter((_, i) => i === labels.length - 1 || i % every === 0).sort((a, b) => place(a) - place(b));
  const tips = shown.map(({ y }) => y);
  const heights = spread(
    tips.map((_, i) => Math.max(...tips.slice(0, i + 1))),
    spacing,
    frame.top,
    frame.bottom,
  );
  context.save();
  context.font = frame.font;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.setLineDash([]);
  const fan = shown.some(({ y }, i) => Math.abs((heights[i] ?? y) - y) > 4);
  if (fan) {
    context.strokeStyle = frame.leader;
    context.lineWidth = 1;
    shown.forEach(({ y }, i) => {
      context.beginPath();
      context.moveTo(x + 2, y);
      context.lineTo(x + 9, heights[i] ?? y);
      context.stroke();
    });
  }
  // Grid and levels pass behind a name, not through it.
  context.strokeStyle = frame.paper;
  context.lineWidth = 3;
  shown.forEach(({ text, colour, y }, i) => {
    const place = /** @type {const} */ ([text, x + (fan ? 12 : 6), (heights[i] ?? y) + 0.5]);
    context.strokeText(...place);
    context.fillStyle = colour;
    context.fillText(...place);
  });
  context.restore();
}
