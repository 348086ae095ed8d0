// A lane's data as the views read it: one array for each column, grown as rows come in.

/** @import { LaneState, PresetLane, Spec } from './types.d.ts' */
/** @import { Loaded, ProgressMessage } from './engine/protocol.js' */

/**
 * @param {PresetLane} from
 * @param {Spec} spec  resolved
 * @param {Loaded} loaded
 * @returns {LaneState}
 */
export function newLane({ label, name }, spec, { columns, analysis, first }) {
  /** @type {LaneState} */
  const empty = {
    label,
    name,
    spec,
    columns,
    analysis,
    status: first.status,
    iteration: 0,
    samples: 0,
    data: columns.map(() => []),
    errors: columns.map(() => []),
    rowCount: 0,
    spectrum: [],
  };
  return grown(empty, first);
}

/**
 * The lane after a progress: a new object, so that views can tell, around the same arrays, so that nothing is copied.
 * @param {LaneState} lane
 * @param {ProgressMessage} message
 * @returns {LaneState}
 */
export function grown(lane, { iteration, samples, status, rows, errors, spectrum }) {
  const width = lane.columns.length;
  for (let at = 0; at + width <= rows.length; at += width) {
    for (let column = 0; column < width; column++) {
      lane.data[column]?.push(/** @type {number} */ (rows[at + column]));
      lane.errors[column]?.push(/** @type {number} */ (errors[at + column]));
    }
  }
  const rowCount = lane.data[0]?.length ?? 0;
  return { ...lane, iteration, samples, status, rowCount, spectrum: spectrum ?? lane.spectrum };
}
