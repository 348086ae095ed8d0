// A pasted table cut into the cells of its rows: what separates them, quotation marks, lines that are no rows.

/** @typedef {{ line: number, cells: string[] }} Row  `line` is counted from 1 */

/** Lines that are looked at to find what separates their cells. */
const LOOKED_AT = 200;
/** Cells that are cut before others get their turn. */
const TURN = 8000;

/**
 * What separates the cells: of tabs, semicolons and bars the first that stands in every line, or else in some; then
 * commas; then blanks.
 * @param {string[]} lines
 */
function separatorOf(lines) {
  // The first line may hold names, with anything in them; what ends every line separates nothing.
  const sample = (lines.length > 1 ? lines.slice(1) : lines).map((line) => line.trim().replace(/"[^"]*"/g, '""'));
  const marks = ['\t', ';', '|'];
  const mark =
    marks.find((each) => sample.every((line) => line.includes(each))) ??
    marks.find((each) => sample.some((line) => line.includes(each)));
  if (mark !== undefined) return mark;
  // Where blanks stand between numbers, commas stand before decimals.
  const apart = sample.every((line) => /[^,\s]\s+[^,\s]/.test(line));
  return !apart && sample.some((line) => line.includes(',')) ? ',' : ' ';
}

/** @param {string} text */
const isEmpty = (text) => text.trim() === '';

/**
 * Lines between the rows of a table in Markdown or from a shell of SQL.
 * @param {string} line
 */
const isRule = (line) => /^[\s|:+=-]+$/.test(line) && line.includes('--');

/**
 * A line that begins with "#" is a remark, unless that alone is the name of a column; Excel's "sep=;" is one, too.
 * @param {string} line
 * @param {string} separator
 */
const isRemark = (line, separator) =>
  /^sep=.?$/i.test(line) ||
  (line.startsWith('#') &&
    (separator === ' ' || !line.includes(separator) || line.split(separator, 1)[0]?.trim() !== '#'));

/**
 * A cell, in quotation marks or not, and what ends it; several blanks separate as one does.
 * @param {string} separator
 */
const cellBefore = (separator) => {
  const blank = separator === '\t' ? ' ' : '[^\\S\\n]';
  const [inside, end] =
    separator === ' ' ? ['\\S*', `${blank}*(?:\\n|$)|${blank}+`] : [`[^${separator}\\n]*`, `[${separator}\\n]|$`];
  return new RegExp(
    `${blank}*(?:"([^"]*(?:""[^"]*)*)"${separator === ' ' ? '' : `${blank}*`}|(${inside}))(${end})`,
    'y',
  );
};

/**
 * @param {string} text  with lines that end in "\n"
 * @returns {Generator<undefined, { rows: Row[], separator: string }>}  yields between turns
 */
export function* cut(text) {
  const first = text
    .slice(text.search(/\S/))
    .split('\n', LOOKED_AT)
    .filter((line) => !isEmpty(line) && !isRule(line) && !isRemark(line.trim(), ' '));
  const separator = separatorOf(first);
  const cell = cellBefore(separator);
  /** @type {Row[]} */
  const rows = [];
  for (let at = 0, line = 1, turn = 0; at < text.length;) {
    if (turn > TURN) {
      yield;
      turn = 0;
    }
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const plain = text.slice(at, end);
    let cells = separator === ' ' ? plain.trim().split(/\s+/) : plain.split(separator).map((part) => part.trim());
    if (plain.includes('"')) {
      // What is quoted may hold separators, and go on in the next line.
      cells = [];
      cell.lastIndex = at;
      for (let stop = ''; !stop.includes('\n') && cell.lastIndex < text.length;) {
        const [, quoted, bare = '', found = ''] = cell.exec(text) ?? [];
        cells.push(quoted?.replaceAll('""', '"') ?? bare.trim());
        stop = found;
      }
      end = text[cell.lastIndex - 1] === '\n' ? cell.lastIndex - 1 : text.length;
    }
    if (!cells.every(isEmpty) && !isRule(plain) && !isRemark(plain.trim(), separator)) rows.push({ line, cells });
    turn += cells.length;
    line += text.slice(at, end).split('\n').length;
    at = end + 1;
  }
  trim(rows, separator);
  return { rows, separator };
}

/**
 * Takes off what stands at the ends of rows alone: bars before the first cells and behind the last, separators behind
 * the last.
 * @param {Row[]} rows
 * @param {string} separator
 */
function trim(rows, separator) {
  const head = rows[0]?.cells ?? [];
  // Row by row: column by column, a long first line above many short ones would take for ever.
  let width = 1;
  for (const { cells } of rows) {
    const filled = cells.findLastIndex((cell, i) => i < width || (i < head.length && !isEmpty(cell)));
    width = Math.max(width, filled + 1);
  }
  const edge = separator === '|' && width > 1 && rows.every(({ cells }) => isEmpty(cells[0] ?? '')) ? 1 : 0;
  for (const row of rows) {
    let last = row.cells.length;
    while (last > width && isEmpty(row.cells[last - 1] ?? '')) last -= 1;
    if (edge > 0 || last < row.cells.length) row.cells = row.cells.slice(edge, last);
  }
}
