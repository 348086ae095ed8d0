// What changes while a run goes on: the layers that are trained, and what its spec changes on the way.

/** @import { Change, Choice, LaneState, Recorded, Spec } from '../types.d.ts' */
/** @import { Family } from './inforce.js' */

import { inForce } from './inforce.js';
import { integer } from './format.js';
import { briefly, withEntries } from './names.js';
import { brief } from './text.js';
import { changes as stages } from './teacher.js';

/** Families whose members have names, and what is said before these. @type {Record<string, string>} */
const NAMED = { target: 'target', inputs: 'law' };
const OTHER_DATA = 'other data';

/**
 * An entry of a learner under its name in a spec: "step size 0.05".
 * @param {string} name
 * @param {unknown} value
 */
const entry = (name, value) =>
  `${name.replaceAll('_', ' ')} ${value === null ? 'none' : typeof value === 'object' ? 'changed' : brief(String(value))}`;

/** @param {Record<string, unknown>} data */
const samples = ({ kind, count }) =>
  count !== undefined ? `${count} samples` : kind === 'fresh' ? 'fresh samples' : OTHER_DATA;

/**
 * What comes of a family: "target S₁₀", "law gaussian", "600 samples".
 * @param {string} family
 * @param {Record<string, unknown>} member
 */
function member(family, member) {
  if (family === 'data') return samples(member);
  const { n: _, ...law } = member; // how many coordinates there are does not change
  const name = family === 'target' ? briefly(/** @type {Choice} */ (member)) : withEntries(law);
  return `${NAMED[family] ?? family} ${name}`;
}

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
  const what = name ?? NAMED[family];
  const short = what === undefined ? is : is.slice(what.length + 1);
  return was === is || is.endsWith(' changed') || was === OTHER_DATA ? is : `${was} → ${short}`;
}

/** @param {Change} change */
function label({ learner = {}, at: _, ...members }) {
  const entries = Object.entries(learner).map(([name, value]) => entry(name, value));
  const others = Object.entries(members).map(([family, value]) => member(family, value));
  return [...others, ...entries].join(', ');
}

/**
 * All of them: "after 40: batch 3; after 50: target S₁₀".
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
