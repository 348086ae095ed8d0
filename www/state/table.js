// What a table of one's own changes in the spec of the lane that learns it.

/** @import { Table } from '../types.d.ts' */

/** Every entry of a spec that a table brings. */
const ENTRIES = [
  'inputs.kind',
  'inputs.n',
  'inputs.bias',
  'inputs.spread',
  'target.kind',
  'target.x',
  'target.y',
  'data.kind',
  'data.held_out',
  'probe.sets',
];

/**
 * Where an entry of a lane's table stands among the changes: what lanes share is one entry for all, unless there are
 * several and the table is for one of them.
 * @param {string} entry
 * @param {number | null} lane  null for all
 * @param {number} lanes
 */
const placed = (entry, lane, lanes) =>
  lane !== null && (lanes > 1 || entry.startsWith('target')) ? `${lane}:${entry}` : entry;

/**
 * The changes that have a lane learn this table.
 * @param {Table} table
 * @param {number | null} lane  null for all
 * @param {number} lanes  how many there are
 * @returns {Record<string, unknown>}  by path
 */
export function changesFor({ n, x, y, coins, complete }, lane, lanes) {
  /** @type {Record<string, unknown>} */
  const entries = {
    'inputs.kind': coins ? 'hypercube' : 'gaussian',
    'inputs.n': n,
    ...(coins ? { 'inputs.bias': 0, 'inputs.spread': 0 } : {}),
    'target.kind': 'table',
    'target.x': x,
    'target.y': y,
    'data.kind': complete ? 'fresh' : 'rows',
    ...(complete ? {} : { 'data.held_out': 0.2 }),
    // A table may have more terms than there is room to follow.
    'probe.sets': 'strongest',
  };
  return Object.fromEntries(Object.entries(entries).map(([entry, value]) => [placed(entry, lane, lanes), value]));
}

/**
 * The changes that a lane's table has brought.
 * @param {Record<string, unknown>} overrides
 * @param {number | null} lane  null for all
 * @param {number} lanes
 */
export function broughtBy(overrides, lane, lanes) {
  if (overrides[placed('target.kind', lane, lanes)] !== 'table') return [];
  return ENTRIES.map((entry) => placed(entry, lane, lanes)).filter((path) => Object.hasOwn(overrides, path));
}
