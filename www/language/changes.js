// What changes while a run goes on: the layers that are trained, and what its spec changes on the way.

/** @import { Change, LaneState, Recorded, Spec } from '../types.d.ts' */
/** @import { Family } from './inforce.js' */

import { inForce } from './inforce.js';
import { integer } from './format.js';
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
 * What was changed, with what it was before: "step size 0.05 → 0.02".
 * @param {Pick<Recorded, 'keys' | 'value' | 'at'>} recorded
 * @param {Spec} spec  of a run that it is in
 * @returns {string}
 */
export function called({ keys: [family = '', name], value, at }, spec) {
  const before = /** @type {Record<string, unknown>} */ (inForce(spec, at - 1)[/** @type {Family} */ (family)] ?? {});
  const [was, is] =
    name === undefined
      ? [member(family, before), member(family, /** @type {Record<string, unknown>} */ (value))]
      : [entry(name, before[name]), entry(name, value)];
  const short = name === undefined ? is : is.slice(name.length + 1);
  return was === is || is.endsWith(' changed') || Object.values(OTHERS).includes(was) ? is : `${was} → ${short}`;
}

/** @param {Change} change */
function label({ learner = {}, at: _, ...members }) {
  const entries = Object.entries(learner).map(([name, value]) => entry(name, value));
  const others = Object.entries(members).map(([family, value]) => member(family, value));
  return [...others, ...entries].join(', ');
}

/**
 * All of them: "after 40: batch 3; after 50: another target".
 * @param {Change[]} all
 */
export const told = (all) => all.map((change) => `after ${integer(change.at)}: ${label(change)}`).join('; ');

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
