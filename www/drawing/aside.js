// Points of several lines at one place, of which none is to hide another.

/** Nearer to each other than this, in px, they would. */
const TOUCH = 4;
/** Then they are drawn side by side, this far apart. */
const BESIDE = 5;

/**
 * How far aside a line's point is drawn, in px: most of them not at all.
 * @param {(readonly (readonly [x: number, y: number | null])[])[]} lines
 * @param {(y: number) => number} up  to px
 * @returns {(line: number, x: number) => number}
 */
export function aside(lines, up) {
  const at = (/** @type {number} */ line, /** @type {number} */ x) =>
    lines[line]?.find((point) => point[0] === x)?.[1] ?? null;
  return (line, x) => {
    const own = at(line, x);
    if (own === null) return 0;
    const together = lines.flatMap((_, other) => {
      const there = at(other, x);
      return there !== null && Math.abs(up(there) - up(own)) < TOUCH ? [other] : [];
    });
    return (together.indexOf(line) - (together.length - 1) / 2) * BESIDE;
  };
}
