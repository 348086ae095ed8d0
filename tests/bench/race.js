// Times rows in turns, so that whatever else the machine does meets all of them alike.

/**
 * @typedef {object} Row
 * @property {string} label
 * @property {number} chunk  iterations a call of `step`
 * @property {(count: number) => void} step
 * @property {() => number} loss  on a test set
 */

/**
 * @param {Row} row
 * @param {number} seconds
 */
function rate({ step, chunk }, seconds) {
  const start = performance.now();
  let steps = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    step(chunk);
    steps += chunk;
    elapsed = (performance.now() - start) / 1000;
  }
  return steps / elapsed;
}

/**
 * Steps per second of each row in each turn, after a warm-up; a row whose loss did not fall has trained nothing and is
 * refused.
 * @param {Row[]} rows
 */
export async function race(rows, { turns = 9, seconds = 0.5 } = {}) {
  const before = rows.map((row) => row.loss());
  for (const row of rows) rate(row, 2 * seconds);
  const rates = rows.map(() => /** @type {number[]} */ ([]));
  for (let turn = 0; turn < turns; turn += 1) {
    for (const [i, row] of rows.entries()) {
      rates[i].push(rate(row, seconds));
      await new Promise((resolve) => setTimeout(resolve)); // the page breathes between turns
    }
  }
  return rows.map((row, i) => {
    const after = row.loss();
    if (!(after < 0.9 * before[i])) throw new Error(`${row.label}: the loss went from ${before[i]} to ${after}`);
    return { label: row.label, rates: rates[i], before: before[i], after };
  });
}
