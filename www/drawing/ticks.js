// Where an axis has its numbers.

/**
 * Round numbers in [low, high], about as many as asked for.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
export function steps(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) ticks.push(i * step);
  return ticks;
}

/**
 * Powers of ten in [low, high], about as many as asked for.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
export function powers(low, high, count) {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  const step = Math.max(1, Math.ceil((last - first) / (count + 1)));
  const all = [];
  for (let p = Math.ceil(first / step) * step; p <= last; p += step) all.push(10 ** p);
  return all;
}

/**
 * Of a logarithmic axis: powers of ten, or where it has no two of these round numbers between them.
 * @param {number} low
 * @param {number} high
 * @param {number} count
 */
export function logarithmic(low, high, count) {
  const all = powers(low, high, count);
  const decade = 10 ** Math.floor(Math.log10(low));
  return all.length > 1 ? all : [1, 2, 5, 10, 20, 50].map((m) => m * decade).filter((v) => v >= low && v <= high);
}
