// Numbers as people write them. A text is read as the number that it writes or not at all: what could be two numbers is
// refused, in words that say what to type instead.

import { brief } from './text.js';

/** A text that can't be read; the message says why, and what to type instead. */
export class Unreadable extends Error {}

/** @param {string} text */
export const quoted = (text) => `“${brief(text)}”`;

/** What parts thousands anywhere: blanks, narrow ones too, apostrophes, underscores. */
const APART = " \u00a0\u2009\u202f'’_";

/**
 * A number with this mark before its decimals; the other mark may part its thousands.
 * @param {string} mark
 * @param {string} other
 */
const form = (mark, other) =>
  new RegExp(
    `^([+\\-\u2212\u2013]?) ?(\\d*|[1-9]\\d{0,2}([${APART}${other}])\\d{3}(?:\\3\\d{3})*)(?:[${mark}](\\d*))?(?:e([+\\-\u2212]?\\d+))?$`,
    'i',
  );
const POINT = form('.', ',');
const COMMA = form(',', '.');

/**
 * @param {string} text
 * @param {RegExp} form
 */
function read(text, form) {
  const [, sign = '', whole = '', , decimals = '', exponent = '0'] = form.exec(text) ?? [];
  const digits = `${whole.replace(/\D/g, '')}.${decimals}`;
  if (digits === '.') return NaN;
  const value = Number(`0${digits}e${exponent.replace('\u2212', '-')}`);
  // Neither of 1e400 nor of 1e-400 is anything left.
  if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(digits))) return NaN;
  return sign === '' || sign === '+' ? value : -value;
}

/**
 * The number that a text writes with a decimal point, and the one with a decimal comma; NaN where there is none.
 * @param {string} text  without blanks around it
 * @returns {{ point: number, comma: number }}
 */
export function readings(text) {
  const point = read(text, POINT);
  return { point, comma: /[.,]/.test(text) ? read(text, COMMA) : point };
}

/**
 * @param {string} text
 * @param {boolean} [whole]  a whole number is wanted
 */
export function readNumber(text, whole = false) {
  const plain = text.trim();
  const { point, comma } = readings(plain);
  if (Number.isNaN(point) && Number.isNaN(comma)) throw new Unreadable(noNumber(plain, whole));
  // A point before decimals is the page's own way; but whole numbers have no decimals, so that 60.000 may be thousands.
  // They are written 60,000 here.
  const doubtful = !Number.isNaN(point) && !Number.isNaN(comma) && point !== comma && whole !== plain.includes(',');
  if (doubtful) throw new Unreadable(`${quoted(plain)} could be ${point} or ${comma}: type the one that is meant`);
  const value = Number.isNaN(point) ? comma : point;
  if (whole && !Number.isInteger(value)) throw new Unreadable(`${quoted(plain)} is not a whole number`);
  return value;
}

/**
 * @param {string} text
 * @param {boolean} whole
 */
function noNumber(text, whole) {
  if (text === '') return 'nothing is typed here: type a number';
  if (/[^\0-\x7f]/.test(text.replace(/[^\p{Nd}]/gu, ''))) return `${quoted(text)}: type the digits 0 to 9`;
  const beyond = exponentFault(text);
  if (beyond !== '') return `${quoted(text)}${beyond}`;
  const [, number = '', unit = ''] = /^([^a-z%]*\d) ?([a-z%]+)$/i.exec(text) ?? [];
  const { point, comma } = readings(number);
  if (!Number.isNaN(point) || !Number.isNaN(comma)) {
    if (unit !== '%') return `${quoted(text)}: type the number without ${quoted(unit)}`;
    const parts = [...new Set([point, comma])].filter((value) => !Number.isNaN(value)).map(hundredth);
    return `${quoted(text)}: type ${whole ? 'a whole number, no percentage' : parts.join(' or ')}`;
  }
  return `${quoted(text)} is not a number: type it in digits, as in ${whole ? '1500' : '0.005'}`;
}

/** @param {number} percent */
const hundredth = (percent) => Number((percent / 100).toPrecision(15));

/**
 * What is wrong with an exponent behind a number, if anything is.
 * @param {string} text
 */
function exponentFault(text) {
  const [, number = '', sign = '', digits = ''] = /^(.*[\d.])e([+\-\u2212]?)(\d*)$/i.exec(text) ?? [];
  const { point, comma } = readings(number);
  if (Number.isNaN(point) && Number.isNaN(comma)) return '';
  if (digits === '') return ': digits are missing behind the e, as in 1e-3';
  return sign === '' || sign === '+'
    ? ' is too large: type a number below 1.8e308'
    : ' is too close to 0: type 0, or a number further from it';
}

/**
 * A line of numbers: between semicolons or tabs, or else between commas or blanks.
 * @param {string} line
 */
export function readNumbers(line) {
  if (/[;\t]/.test(line)) return between(line.split(/[;\t]/)).map((part) => readNumber(part));
  const words = line.split(/\s+/).filter(Boolean);
  const text = words.join(' ');
  if (words.some((word) => word.startsWith(',') || word.endsWith(',')))
    return between(text.split(/ ,(?! )|,(?: |$)| , /)).map((part) => (several(part, ','), readNumber(part)));
  if (words.length > 1) several(text, ' ');
  return words.flatMap((word) => {
    several(word, ',');
    return word.split(',').map((part) => (unpadded(part), readNumber(part)));
  });
}

/**
 * What stands between separators, of which one may stand at the end.
 * @param {string[]} parts
 */
function between(parts) {
  const all = parts.at(-1)?.trim() === '' ? parts.slice(0, -1) : parts;
  if (all.some((part) => part.trim() === ''))
    throw new Unreadable('nothing stands between two separators: a number is missing');
  return all;
}

/**
 * Refuses what reads as one number and as several.
 * @param {string} text
 * @param {string} separator  of the several
 */
function several(text, separator) {
  const { point, comma } = readings(text);
  if (text.includes(separator) && !(Number.isNaN(point) && Number.isNaN(comma)))
    throw new Unreadable(
      `${quoted(text)} could be one number or several: write decimals with a point, and a comma and a blank between numbers`,
    );
}

/**
 * Refuses the end of a number that was taken apart, as in 1 000 2 000.
 * @param {string} text
 */
function unpadded(text) {
  if (/^0\d/.test(text)) throw new Unreadable(`${quoted(text)}: type numbers without zeros before them`);
}
