// What changes while a run goes on: the layers that are trained, and what its spec changes on the way.

/** @import { Change, LaneState, Recorded } from '../types.d.ts' */

import { brief } from './text.js';
import { changes as stages } from './teacher.js';

/** What is said of a family of which another member comes. @type {Record<string, string>} */
const OTHERS = { target: 'another target', inputs: 'another law', data: 'other data' };

/**
 * An entry of a learner under its name in a spec: "step size 0.05".
 * @param {string} name
 * @param {unknown} value
 */
const entry = (name, value) =>
  `${name.replaceAll('_', ' ')} ${value === null ? 'none' : typeof value === 'object' ? 'changed' : brief(String(value))}`;

/**
 * Members that say how many: "staircase of degree 10".
 * @param {string} family
 * @param {Record<string, unknown>} member
 */
const member = (family, { kind, degree, count }) =>
  degree !== undefined
    ? `${kind} of degree ${degree}`
    : count !== undefined
      ? `${count} samples`
      : kind === 'fresh'
        ? 'fresh samples'
        : (OTHERS[family] ?? family);

/**
 * @param {Pick<Recorded, 'keys' | 'value'>} recorded
 * @returns {string}
 */
export const called = ({ keys: [family = '', name], value }) =>
  name === undefined ? member(family, /** @type {Record<string, unknown>} */ (value)) : entry(name, value);

/** @param {Change} change */
function label({ learner = {}, at: _, ...members }) {
  const entries = Object.entries(learner).map(([name, value]) => entry(name, value));
  const others = Object.entries(members).map(([family, value]) => member(family, value));
  return [...others, ...entries].join(', ');
}

/**
 * Where something changes in a lane's run, in words.
 * @param {LaneState} lane
 * @returns {{ iteration: number, label: string }[]}
 */
export const changes = (lane) =>
  [
    ...stages(lane),
    ...(lane.spec.changes ?? []).map((change) => ({ iteration: change.at, label: label(change) })),
  ].sort((a, b) => a.iteration - b.iteration);
