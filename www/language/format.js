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

/**
 * As many decimals as a standard error supports: three, or four where it is below 0.001.
 * @param {number} error
 */
export function digits(error) {
  return error < 0.001 ? 4 : 3;
}

/**
 * The uncertain part of an estimate: "± 0.004".
 * @param {number} error 0 is exact, NaN has none
 */
export function plusMinus(error) {
  if (!Number.isFinite(error)) return '';
  if (error === 0) return 'exact';
  if (error >= 1) return `± ${significant(error)}`;
  return error < 0.00005 ? '± <0.0001' : `± ${error.toFixed(digits(error))}`;
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
 * A tick in thousands: 0, 5k, 12.5k.
 * @param {number} v
 */
export function thousands(v) {
  if (v === 0) return '0';
  return v % 1000 === 0 || v > 1000 ? `${Number((v / 1000).toFixed(2))}k` : String(v);
}
