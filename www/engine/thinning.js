// Which rows of a run are held when they are too many: every second, fourth, … from its first on, evenly over all of it, and the
// newest, which gives way to the next unless its own turn had come. So what is held depends on how many rows there were alone.

/**
 * @typedef {object} Thinned
 * @property {number} stride  of so many rows one is held
 * @property {number} seen    rows that there were
 */

/**
 * How many of the held rows don't give way to the next.
 * @param {Thinned} thinned
 */
const settled = ({ stride, seen }) => Math.ceil(seen / stride);

/**
 * Takes in `more` rows, of which those that go on being held after all of them are asked for.
 * @param {Thinned} thinned
 * @param {number} more
 * @param {number} most  rows that settle; odd, so that thinning keeps first and last
 * @param {object} rows
 * @param {(count: number) => void} rows.cut   leaves so many of the held rows
 * @param {(row: number) => void} rows.push    holds one of the new ones
 * @param {() => void} rows.halve              keeps every second row that is held
 * @returns {Thinned}
 */
export function thin({ stride, seen }, more, most, { cut, push, halve }) {
  if (more > 0) cut(settled({ stride, seen }));
  for (let row = 0; row < more; row++, seen++) {
    const settles = seen % stride === 0;
    if (!settles && row < more - 1) continue;
    push(row);
    if (!settles || seen !== (most - 1) * stride) continue;
    halve();
    stride *= 2;
  }
  return { stride, seen };
}
