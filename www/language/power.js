// The line of a fitted power, with both axes logarithmic.

/**
 * The time at x: the line through the middle of what is known, as the fit goes. null: of less than two values there is none.
 * @param {readonly { x: number, y: number | null }[]} points
 * @param {number | null | undefined} power
 * @returns {((x: number) => number) | null}
 */
export function lineOf(points, power) {
  const known = points.flatMap(({ x, y }) => (y !== null && y > 0 ? [[Math.log(x), Math.log(y)]] : []));
  if (power == null || known.length < 2) return null;
  const mean = (/** @type {number} */ k) => known.reduce((sum, point) => sum + (point[k] ?? 0), 0) / known.length;
  const [x0, y0] = [mean(0), mean(1)];
  return (x) => Math.exp(y0 + power * (Math.log(x) - x0));
}
