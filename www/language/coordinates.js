// Sets and chains of coordinates as people write them: {1^2,2}, 1, 2, or x₁x₂. As with numbers, what could mean two
// things is refused.

import { quoted, Unreadable } from './numbers.js';

/** A degree above this is refused by the core in any case, and must not be counted out here. */
const MOST = 64;

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * The number that these digits write, whose signs stand in `digits` in order.
 * @param {string} text
 * @param {string} digits
 */
const figure = (text, digits) => Number(text.replace(/./gu, (digit) => String(digits.indexOf(digit))));

const BARE = new RegExp(`^(0|[1-9]\\d*)(?:\\^(\\d+)|([${SUPERSCRIPTS}]+))?$`);
const NAMED = new RegExp(`x(?:_?(\\d+)|_\\{(\\d+)\\}|([${SUBSCRIPTS}]+))`, 'giy');

/**
 * 12, or 12^2 for twice 12.
 * @param {string} word
 * @returns {number[] | null}
 */
function numbered(word) {
  const [all, i, plain, raised] = BARE.exec(word) ?? [];
  if (all === undefined) return null;
  const degree = plain !== undefined ? Number(plain) : raised !== undefined ? figure(raised, SUPERSCRIPTS) : 1;
  if (degree < 1 || degree > MOST) throw new Unreadable(`${quoted(word)}: the degree is outside [1, ${MOST}]`);
  return Array.from({ length: degree }, () => Number(i));
}

/**
 * x1x_2x₃
 * @param {string} word
 */
function named(word) {
  const found = [...word.matchAll(NAMED)];
  const rest = word.slice(found.reduce((length, [name]) => length + name.length, 0));
  // In a basis of polynomials the function of degree 2 is not the square.
  if (found.length > 0 && /^[\^⁰¹²³⁴-⁹]/.test(rest))
    throw new Unreadable(`${quoted(word)} is a power: for degree 2 type {1^2}`);
  if (found.length === 0 || rest !== '')
    throw new Unreadable(`${quoted(word)} is no coordinate: type their numbers, as in 1, 2, 3`);
  return found.map(([, low, braced, sub]) => (sub === undefined ? Number(low ?? braced) : figure(sub, SUBSCRIPTS)));
}

/**
 * Coordinates between commas or blanks; those with an x may stand side by side.
 * @param {string} text
 */
function readCoordinates(text) {
  const parts = text.trim().replace(/,$/, '').split(',');
  if (parts.length > 1 && parts.some((part) => part.trim() === ''))
    throw new Unreadable('nothing stands between two commas: a coordinate is missing');
  const words = parts.flatMap((part) => part.split(/\s+/)).filter(Boolean);
  const isNamed = words.filter((word) => /^x/i.test(word)).length;
  if (isNamed > 0 && isNamed < words.length)
    throw new Unreadable(`${quoted(text.trim())} has coordinates with an x and numbers without: write all in one way`);
  const all = words.flatMap((word) => numbered(word) ?? named(word));
  if (isNamed > 0 && new Set(all).size < all.length)
    throw new Unreadable(`${quoted(text.trim())} has a coordinate twice: for degree 2 type {1^2}`);
  return all;
}

/** What may stand before a set in braces. */
const NAME = /^(?:\\?chi|χ|h)?_?$/i;

/**
 * The sets in braces that a text holds, and what stands around them: before each, and at the end.
 * @param {string} text
 */
function braced(text) {
  const pieces = text.split('}');
  const rest = pieces.pop() ?? '';
  const found = pieces.map((piece) => {
    const [before = '', inside, ...more] = piece.split('{');
    if (inside === undefined) throw new Unreadable('there is a “}” without a “{” before it');
    if (more.length > 0) throw new Unreadable('a set begins before the one before it has ended: a “}” is missing');
    return { before, set: readCoordinates(inside) };
  });
  if (rest.includes('{')) throw new Unreadable('the last set has no end: a “}” is missing');
  return { found, rest };
}

/**
 * One set: {1^2,2}, the same without braces, or x1x2.
 * @param {string} text
 */
export function readSet(text) {
  // x_{12} is a coordinate, not a set.
  if (!/[{}]/.test(text) || /^\s*x/i.test(text)) return readCoordinates(text);
  const { found, rest } = braced(text);
  const [first] = found;
  if (found.length !== 1 || !first || !NAME.test(first.before.trim()) || rest.trim() !== '')
    throw new Unreadable(`${quoted(text.trim())} is not one set: type its coordinates, as in 1, 2, 3`);
  return first.set;
}

/**
 * Sets in braces, with or without separators, or between semicolons; a word stands for itself.
 * @param {string} text
 */
export function readSets(text) {
  const plain = text.trim();
  if (/^[a-z_ ]{2,}$/i.test(plain)) return plain;
  if (plain === '') throw new Unreadable('nothing is typed here: type sets, as in {1} {1,2}');
  if (/[{}]/.test(plain.replace(/x_\{\d+\}/gi, ''))) {
    const { found, rest } = braced(plain);
    const around = [
      ...found.map(({ before }, k) => before.replace(k > 0 ? /^\s*[,;]?/ : '', '')),
      rest.replace(/[,;]/, ''),
    ];
    const odd = around.find((piece) => !NAME.test(piece.trim()));
    if (odd !== undefined || around.at(-1)?.trim() !== '')
      throw new Unreadable(`${quoted((odd ?? rest).trim())} stands outside of braces: type sets, as in {1} {1,2}`);
    return found.map(({ set }) => set);
  }
  const separator = /[;\n]/.test(plain) ? /[;\n]/ : /^x/i.test(plain) ? ',' : null;
  const parts = separator === null ? [plain] : plain.split(separator).filter((part) => part.trim() !== '');
  if (parts.length === 1 && /[\d₀-₉][,\s]+\S/.test(plain))
    throw new Unreadable(`${quoted(plain)} could be one set or several: write {1,2} for one set, {1} {2} for two`);
  return parts.map(readCoordinates);
}

/**
 * "1 2 3; 1 4": the coordinates of each chain in their order.
 * @param {string} text
 */
export function readChains(text) {
  if (text.trim() === '') throw new Unreadable('nothing is typed here: type chains, as in 1 2 3; 1 4');
  if (/[{}]/.test(text.replace(/x_\{\d+\}/gi, '')))
    throw new Unreadable(
      'a chain has no braces, for its order counts: type coordinates one after the other, as in 1 2 3; 1 4',
    );
  const parts = text.split(/[;\n]/);
  if (parts.at(-1)?.trim() === '') parts.pop();
  if (parts.some((part) => part.trim() === ''))
    throw new Unreadable('nothing stands between two semicolons: a chain is missing');
  for (const part of parts) {
    const between = part.split(',').map((piece) => piece.trim());
    if (between.length > 1 && between.some((piece) => /\s/.test(piece)))
      throw new Unreadable(`${quoted(part.trim())} could be one chain or several: write 1 2; 3 4 for two chains`);
  }
  return parts.map(readCoordinates);
}
