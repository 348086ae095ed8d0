// Where on a chart's x axis something changes in how a network is trained: a thin line, and at its head what it is.

/** @import uPlot from 'uplot' */

/** @typedef {{ at: number, label: string }} Change  with an empty label only a line */

/** From a line to its name, and from there at least to the next one; from a row of names to the next; all in CSS pixels. */
const [GAP, APART, ROW] = [4, 8, 14];
/** Rows of names take no more of a chart's height than this. */
const SHARE = 0.35;
const MOST_ROWS = 4;

/**
 * Where the names of changes stand, so that none covers another: each beside its line and in the highest row with room for
 * it there. Where no row has any, neighbours share one name: "2 changes". What is wider than all of the chart ends in "…".
 * @param {{ x: number, label: string }[]} changes  from the left to the right
 * @param {{ left: number, right: number, height: number }} plane  in which they stand
 * @param {(label: string) => number} widthOf
 * @returns {{ label: string, left: number, top: number }[]}  `top`: of its row, from the head of the lines
 */
export function placeNames(changes, { left: start, right, height }, widthOf) {
  const rows = Math.min(Math.max(Math.floor((SHARE * height) / ROW), 1), MOST_ROWS);
  /** @param {string} label */
  const cut = (label) => {
    let kept = label;
    while (kept !== '' && widthOf(kept === label ? label : `${kept}…`) > right - start) kept = kept.slice(0, -1);
    return kept === label ? label : `${kept.trimEnd()}…`;
  };
  const shared = changes
    .filter(({ label }) => label !== '')
    .map((change) => ({ ...change, label: cut(change.label), count: 1 }));
  for (;;) {
    /** Where each row is taken up to. */
    const ends = new Array(rows).fill(-Infinity);
    const placed = [];
    for (const { x, label } of shared) {
      const width = widthOf(label);
      const left = Math.min(x + GAP, right - width);
      const row = ends.findIndex((end) => end + APART <= left);
      if (row < 0) break;
      ends[row] = left + width;
      placed.push({ label, left, top: row * ROW });
    }
    if (placed.length === shared.length) return placed;
    // The first without room joins the one before it; alone, one always has room.
    const [before, own] = shared.slice(placed.length - 1);
    const count = (before?.count ?? 0) + (own?.count ?? 0);
    shared.splice(placed.length - 1, 2, { x: before?.x ?? 0, label: `${count} changes`, count });
  }
}

/**
 * @param {uPlot} u
 * @param {Change[]} changes
 * @param {{ colours: { soft: string, paper: string }, font: string }} look
 * @param {number} ratio  device pixels to a CSS pixel
 */
export function drawChanges(u, changes, { colours, font }, ratio) {
  const { ctx, bbox } = u;
  const all = changes.map(({ at, label }) => ({ x: Math.round(u.valToPos(at, 'x', true)) + 0.5, label }));
  ctx.save();
  ctx.font = `${11 * ratio}px ${font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = ctx.fillStyle = colours.soft;
  ctx.globalAlpha = 0.6;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  for (const { x } of all) {
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.globalAlpha = 1;
  // On paper of their own, for curves may run there, and lines of other changes.
  ctx.strokeStyle = colours.paper;
  ctx.lineWidth = 4 * ratio;
  const names = placeNames(
    all.map(({ x, label }) => ({ x: x / ratio, label })),
    { left: bbox.left / ratio, right: (bbox.left + bbox.width) / ratio, height: bbox.height / ratio },
    (label) => ctx.measureText(label).width / ratio,
  );
  for (const { label, left, top } of names) {
    const place = /** @type {const} */ ([label, left * ratio, bbox.top + (2 + top) * ratio]);
    ctx.strokeText(...place);
    ctx.fillText(...place);
  }
  ctx.restore();
}
