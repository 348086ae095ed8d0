// A lane's data as the views read it: one array for each column, grown as rows come in.

/** @import { LaneState, PresetLane, SavedLane, Spec } from '../types.d.ts' */
/** @import { Loaded, ProgressMessage } from '../engine/protocol.js' */

import { thin } from '../engine/thinning.js';
import { analysisAt } from '../language/inforce.js';

/** More rows than this nobody can see, and of many columns so many numbers are enough. */
const MOST_ROWS = 20_000;
const LEAST_ROWS = 1000;
const MOST_NUMBERS = 1_000_000;

/**
 * How many rows of so many columns are kept; odd, as thinning asks.
 * @param {number} columns
 */
export const mostRows = (columns) =>
  1 + 2 * Math.floor(Math.max(LEAST_ROWS, Math.min(MOST_ROWS, MOST_NUMBERS / columns)) / 2);

/**
 * @param {PresetLane} from
 * @param {Spec} spec  resolved
 * @param {Omit<Loaded, 'iteration'>} loaded
 * @param {SavedLane} [saved]  what is known of its rows, if it goes on from where it was saved
 * @returns {LaneState}
 */
export function newLane({ label, name }, spec, { columns, groups, features, stages, analyses, first }, saved) {
  /** @type {LaneState} */
  const empty = {
    label,
    name,
    spec,
    columns,
    groups,
    features,
    stages,
    analyses,
    analysis: analysisAt(analyses, first.iteration),
    status: first.status,
    iteration: 0,
    samples: 0,
    marks: first.marks,
    phase: null,
    training: null,
    neurons: [],
    data: saved?.data ?? columns.map(() => []),
    errors: saved?.errors ?? columns.map(() => []),
    rowCount: 0,
    // What an older page saved doesn't tell how many there were: its rows stay as they stand.
    stride: saved?.seen === undefined ? 1 : saved.stride,
    seen: saved?.seen ?? saved?.data[0]?.length ?? 0,
    spectrum: saved?.spectrum ?? [],
  };
  return grown(empty, first);
}

/**
 * The lane after a progress: a new object, so that views can tell, around the same arrays, so that nothing is copied.
 * @param {LaneState} lane
 * @param {ProgressMessage} message
 * @returns {LaneState}
 */
export function grown(lane, message) {
  const { iteration, samples, marks, phase, training, status, rows, errors } = message;
  const width = lane.columns.length;
  const { stride, seen = 0 } = lane;
  const columns = [...lane.data, ...lane.errors];
  const thinned = thin({ seen, stride }, rows.length / width, mostRows(width), {
    cut: (count) => columns.forEach((column) => (column.length = count)),
    push(row) {
      for (let column = 0; column < width; column++) {
        lane.data[column]?.push(/** @type {number} */ (rows[row * width + column]));
        lane.errors[column]?.push(/** @type {number} */ (errors[row * width + column]));
      }
    },
    halve: () => columns.forEach(halve),
  });
  const rowCount = lane.data[0]?.length ?? 0;
  const [neurons, spectrum] = [message.neurons ?? lane.neurons, message.spectrum ?? lane.spectrum];
  const analysis = lane.analyses ? analysisAt(lane.analyses, iteration) : lane.analysis;
  return {
    ...lane,
    analysis,
    iteration,
    samples,
    marks,
    phase,
    training,
    neurons,
    status,
    spectrum,
    rowCount,
    ...thinned,
  };
}

/**
 * Keeps every second one, in place.
 * @param {number[]} column
 */
function halve(column) {
  const kept = (column.length + 1) >> 1;
  for (let i = 1; i < kept; i++) column[i] = /** @type {number} */ (column[2 * i]);
  column.length = kept;
}
