// Numbers as the page writes them: a true minus sign, thousands apart, as many digits as the error supports.
// The locale is fixed: the page is in English, and some environments name a locale that Intl refuses.

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/**
 * 12,400
 * @param {number} n
 */
export function integer(n) {
  return Number.isFinite(n) ? whole.format(Math.round(n)) : '…';
}

/** @param {string} text */
const minus = (text) => text.replaceAll('-', '\u2212');

/**
 * −0.316
 * @param {number} v
 * @param {number} [digits]
 */
export function fixed(v, digits = 3) {
  if (!Number.isFinite(v)) return '…';
  if (Math.abs(v) >= 100) return significant(v);
  const text = v.toFixed(digits);
  return minus(Number(text) === 0 ? (0).toFixed(digits) : text);
}

/**
 * Three significant digits, two where there must be an exponent: 10.0, 0.0123, 1.2e9.
 * @param {number} v
 */
export function significant(v) {
  if (!Number.isFinite(v)) return '…';
  const size = Math.abs(v);
  if (size >= 999.5 || (size > 0 && size < 1e-4)) return minus(v.toExponential(1).replace('e+', 'e'));
  return minus(v.toPrecision(3));
}

/** Below this an error is said to be less: the network computes in single precision. */
const LEAST_ERROR = 1e-5;

/**
 * An estimate and its standard error, both to the second digit of the error: "0.3162" and "± 0.0041".
 * @param {number} value
 * @param {number} error  0 is exact, NaN has none
 * @param {(value: number) => string} [alone]  how the value is written where no error says how many digits it has
 * @returns {[value: string, error: string]}
 */
export function estimate(value, error, alone = fixed) {
  if (!Number.isFinite(error) || !Number.isFinite(value)) return [alone(value), ''];
  if (error === 0) return [alone(value), 'exact'];
  const least = error < LEAST_ERROR;
  // Of the error as it is written: 0.0996 is 0.10.
  const exponent = (/** @type {number} */ v) => Number(v.toExponential().split('e')[1]);
  const place = least ? exponent(LEAST_ERROR) : exponent(Number(error.toPrecision(2))) - 1;
  const unit = 10 ** place;
  const write = (/** @type {number} */ v) => {
    const round = Math.round(v / unit) * unit;
    if (place > 0) return round === 0 ? '0' : round.toExponential(exponent(round) - place).replace('e+', 'e');
    return (Math.abs(round) < unit / 2 ? 0 : v).toFixed(-place);
  };
  // A loss or an error that is less than what is told of its error is small, not zero.
  const small = least && value !== 0 && Math.abs(value) < LEAST_ERROR && alone === significant;
  return [small ? alone(value) : minus(write(value)), `± ${least ? `<${LEAST_ERROR.toFixed(5)}` : write(error)}`];
}

/**
 * A tick: 10, 0.5, −0.001, 1e−4.
 * @param {number} v
 */
export function tick(v) {
  const round = Number(v.toPrecision(6));
  return minus(round !== 0 && Math.abs(round) < 1e-3 ? round.toExponential() : String(round));
}

/**
 * A tick in thousands, or in millions: 0, 5k, 12.5k, 1.2M.
 * @param {number} v
 */
export function thousands(v) {
  if (v === 0) return '0';
  if (v >= 1e6) return `${Number((v / 1e6).toFixed(2))}M`;
  return v % 1000 === 0 || v > 1000 ? `${Number((v / 1000).toFixed(2))}k` : String(v);
}

/** So many digits more are enough to tell anything from a threshold. */
const MORE = 6;

/**
 * A number with as many digits as it takes to stay on its side of a threshold that it is read beside: 0.8996 is no 0.9.
 * @param {number} value
 * @param {number} threshold
 * @param {(more: number) => string} write  with so many digits more than it usually has
 */
export function onItsSide(value, threshold, write) {
  const side = Math.sign(value - threshold);
  const told = Array.from({ length: MORE }, (_, more) => more).find(
    (more) => Math.sign(Number(write(more)) - threshold) === side,
  );
  return write(told ?? MORE);
}

/**
 * 0.346 -> "35 %", and 0.8996 -> "89.96 %" beside a threshold of 0.9
 * @param {number} share
 * @param {number} threshold
 */
export const percentBeside = (share, threshold) =>
  `${minus(onItsSide(100 * share, 100 * threshold, (more) => (100 * share).toFixed(more)))} %`;

/**
 * 0.0614 -> "6.1 %", on one line
 * @param {number} share
 */
export const percentage = (share) =>
  Number.isFinite(share) ? `${(100 * share).toFixed(1).replace('-', '−')}\u00a0%` : '–';
