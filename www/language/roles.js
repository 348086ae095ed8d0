// What the columns of a pasted table are for, and how the table looks to who chooses.

/** @import { Column } from './columns.js' */
/** @import { Answers } from './table.js' */

/** Rows that are shown as they are understood. */
const ROWS_SEEN = 4;
/** What a column of rows may be for. @type {Role[]} */
const ROLES = ['x', 'y', 'out'];

/**
 * What a column is for: `x` a coordinate, `y` the value, `out` left out.
 * @typedef {'x' | 'y' | 'out'} Role
 */
/**
 * How a table is understood, before it is learned: what each column of the text is for, which roles it may have, and
 * its first rows as they are written and as they are learned, several numbers where a cell packs coins, none where it is
 * left out or the table can't be used yet.
 * @typedef {object} Seen
 * @property {string} table  as in `Question`
 * @property {{ at: number, name: string, role: Role, roles: Role[] }[]} columns
 * @property {{ cells: string[], values: number[][] }[]} rows
 */
/**
 * What was answered so far about the table.
 * @param {Answers} answers
 * @param {string} table
 * @returns {Answers}
 */
export const about = (answers, table) => ((answers.table ?? table) === table ? { ...answers, table } : { table });

/**
 * What was answered so far, and what one more column is for. Of two values the one said last is; what was the value
 * before is a coordinate again.
 * @param {Answers} answers
 * @param {Seen} seen
 * @param {number} at
 * @param {Role} role
 * @returns {Answers}
 */
export function assigned(answers, { table, columns }, at, role) {
  const roles = Object.fromEntries(columns.map((column) => [column.at, column.role]));
  if (role === 'y')
    for (const column of columns) if (column.role === 'y') roles[column.at] = column.roles.includes('x') ? 'x' : 'out';
  return { ...about(answers, table), roles: { ...roles, [at]: role } };
}

/**
 * What each column of the text is for: all as they were said to be, or the last one the value.
 * @param {Answers} answers
 * @param {number} width
 */
export function rolesOf({ roles = {} }, width) {
  const all = Array.from({ length: width }, (_, i) => roles[i + 1] ?? 'x');
  if (!all.includes('y')) all[all.lastIndexOf('x')] = 'y';
  return all;
}

/**
 * The columns that are learned from, the value's last.
 * @param {Column[]} all
 * @param {Role[]} roles
 */
export function learnedOf(all, roles) {
  const those = (/** @type {Role} */ role) => all.filter(({ at }) => roles[at - 1] === role);
  return [...those('x'), ...those('y')];
}

/**
 * @param {string} table
 * @param {Column[]} all  of which several may be one of the text
 * @param {Role[]} roles
 * @returns {Seen}
 */
export function seenOf(table, all, roles) {
  /** @type {Column[][]} */
  const parts = [];
  for (const column of all) (parts[column.at - 1] ??= []).push(column);
  const columns = parts.map((some, i) => {
    const name = [...new Set([some[0]?.name, some.at(-1)?.name].filter(Boolean))].join(' … ');
    return { at: i + 1, name: name || `column ${i + 1}`, role: roles[i] ?? 'x', roles: ROLES };
  });
  return { table, columns, rows: firstRows(parts) };
}

/**
 * @param {Column[][]} parts  of each column of the text
 * @returns {Seen['rows']}
 */
export function firstRows(parts) {
  const count = parts.flat()[0]?.cells.length ?? 0;
  return Array.from({ length: Math.min(ROWS_SEEN, count) }, (_, r) => ({
    cells: parts.map((some) => some.map(({ cells }) => cells[r]).join('')),
    values: parts.map(() => []),
  }));
}
