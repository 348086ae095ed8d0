// Names at the tips of lines, where the eye is: spread so that none overlaps, each tied to its tip when it had to move.

/** @typedef {{ text: string, colour: string, x: number, y: number }} Label where the tip is, in CSS pixels */

/** Of moving lines tips closer than this are as good as one. */
const NEAR = 6;
/** Tips within this of each other share the place of their labels. */
const BESIDE = 60;

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
 * Lines that end early have their names where they end.
 * @param {Label[]} labels
 * @returns {Label[][]}  from the left to the right, each in the order given
 */
export function groups(labels) {
  const places = [...labels].sort((a, b) => a.x - b.x);
  /** @type {Map<Label, number>} */
  const group = new Map();
  places.forEach((label, i) => {
    const before = places[i - 1];
    const last = before ? (group.get(before) ?? 0) : 0;
    group.set(label, before && label.x - before.x > BESIDE ? last + 1 : last);
  });
  const count = Math.max(-1, ...group.values()) + 1;
  return Array.from({ length: count }, (_, k) => labels.filter((label) => group.get(label) === k));
}

/**
 * From the top to the bottom. Tips of moving lines that all but touch keep the order of the lines: their labels do not
 * trade places with the noise.
 * @param {Label[]} labels
 * @param {boolean} moving
 */
export function ordered(labels, moving) {
  const place = (/** @type {Label} */ { y }) => (moving ? Math.round(y / NEAR) : y);
  return [...labels].sort((a, b) => place(a) - place(b));
}

/**
 * @param {CanvasRenderingContext2D} context in CSS pixels
 * @param {Label[]} labels
 * @param {{ top: number, bottom: number, right: number, font: string, leader: string, paper: string, moving: boolean }} frame
 *   `moving`: the lines that end last, still do
 */
export function drawLabels(context, labels, frame) {
  const all = groups(labels);
  all.forEach((group, i) => drawGroup(context, group, { ...frame, moving: frame.moving && i === all.length - 1 }));
}

/**
 * Where the names of one group stand: as many as there is room for, `height` in the middle of each; `fan`: some had to move.
 * @template {Label} L
 * @param {L[]} labels
 * @param {{ top: number, bottom: number, moving: boolean }} frame
 */
export function placed(labels, { top, bottom, moving }) {
  const spacing = 13;
  const room = Math.max(1, Math.floor((bottom - top) / spacing) + 1);
  const every = Math.ceil(labels.length / room);
  const kept = labels.filter((_, i) => i === labels.length - 1 || i % every === 0);
  const shown = /** @type {L[]} */ (ordered(kept, moving));
  const tips = shown.map(({ y }) => y);
  const heights = spread(
    tips.map((_, i) => Math.max(...tips.slice(0, i + 1))),
    spacing,
    top,
    bottom,
  );
  const all = shown.map((label, i) => ({ ...label, height: heights[i] ?? label.y }));
  return {
    all,
    x: Math.max(...shown.map((label) => label.x)),
    fan: all.some(({ y, height }) => Math.abs(height - y) > 4),
  };
}

/** @type {typeof drawLabels} */
function drawGroup(context, labels, frame) {
  const { all, x, fan } = placed(labels, frame);
  context.save();
  context.font = frame.font;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.setLineDash([]);
  if (fan) {
    context.strokeStyle = frame.leader;
    context.lineWidth = 1;
    for (const { x: from, y, height } of all) {
      context.beginPath();
      context.moveTo(from + 2, y);
      context.lineTo(x + 9, height);
      context.stroke();
    }
  }
  // Grid and levels pass behind a name, not through it.
  context.strokeStyle = frame.paper;
  context.lineWidth = 3;
  for (const { text, colour, height } of all) {
    const left = Math.min(x + (fan ? 12 : 6), frame.right - context.measureText(text).width);
    const place = /** @type {const} */ ([text, left, height + 0.5]);
    context.strokeText(...place);
    context.fillStyle = colour;
    context.fillText(...place);
  }
  context.restore();
}
