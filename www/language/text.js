// Texts of any length, as someone pasted them or a link brings them: cut for a message, trimmed, put on one line. All in
// time that grows with their length alone, which a pattern such as /\s*\n\s*/ or /\s+$/ does not.

/**
 * As much of a text as a message repeats.
 * @param {string} text
 * @param {number} [most]  characters
 */
export const brief = (text, most = 40) => (text.length > most ? `${text.slice(0, most)}…` : text);

/**
 * A field of a CSV file, in quotes where it needs them.
 * @param {string} text
 */
export const csvField = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * Lines of a CSV file with one column more, whose first row says what all are rows of.
 * @param {string} name
 * @param {unknown} value  as JSON
 * @param {Iterable<string>} lines
 */
export function* telling(name, value, lines) {
  let row = 0;
  for (const line of lines) {
    const more = row === 0 ? name : row === 1 ? csvField(JSON.stringify(value)) : '';
    yield `${line.slice(0, -1)},${more}\n`;
    row += 1;
  }
}

/** So many a line names. */
const MOST_NAMED = 3;

/**
 * As many as a line has room for, and how many there are beside them: "width W 50, batch 40 and 2 more".
 * @param {string[]} all
 * @param {number} room  characters
 */
export function listed(all, room) {
  const length = (/** @type {number} */ count) => all.slice(0, count).join(', ').length;
  let count = Math.min(all.length, MOST_NAMED);
  while (count > 1 && length(count) > room) count -= 1;
  const named = all.slice(0, count).map((each) => brief(each, room));
  const more = all.length - count;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * Without the blanks and full stops at its end.
 * @param {string} text
 */
export function unended(text) {
  let end = text.length;
  while (end > 0 && /[\s.]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/**
 * The lines of a text in one, with a mark where each ends.
 * @param {string} text
 */
export const onOneLine = (text) =>
  text
    .split(/[\r\n]/)
    .map((line) => line.trim())
    .filter(Boolean)
    .join(' ⏎ ');

/**
 * Text with x₁, χ₁:₁₀, S₃→₈ in parts, what stands below the line in plain digits.
 * @param {string} text
 * @returns {{ part: string, isIndex: boolean }[]}
 */
export const indexed = (text) =>
  text
    .split(/([₀-₉]+(?:[:,→][₀-₉]+)?)/)
    .filter(Boolean)
    .map((part) => ({
      part: part.replace(/[₀-₉]/g, (digit) => String(digit.charCodeAt(0) - 0x2080)),
      isIndex: /^[₀-₉]/.test(part),
    }));

/** A number, a name or a function of something in brackets, after a sign for powers. */
const POWER = /\^([\p{L}\d]+(?:\([^()]*\))?|\([^()]*\))/u;

/**
 * Text with n^2, n^max(L − 1, 1) in parts, what stands above the line without the sign.
 * @param {string} text
 * @returns {{ part: string, isPower: boolean }[]}
 */
export const raised = (text) =>
  text.split(POWER).flatMap((part, i) => (part === '' ? [] : [{ part, isPower: i % 2 === 1 }]));

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * A text in lines of so many characters, broken between words.
 * @param {string} text
 * @param {number} most  a word that is longer has a line to itself, cut
 */
export function inLines(text, most) {
  /** @type {string[]} */
  const all = [];
  for (const word of text.split(' ')) {
    const last = all.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) all[all.length - 1] = `${last} ${word}`;
    else all.push(brief(word, most));
  }
  return all;
}
