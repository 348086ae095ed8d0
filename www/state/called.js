// What the lanes of a preset are called. A name tells what sets a lane apart there, and holds no longer than that does.

import { integer } from '../language/format.js';
import { count, kindOf } from '../language/words.js';
import { isCopy } from './lineup.js';
import { isCommon, read, same } from './overrides.js';

/** @import { PresetLane, Spec } from '../types.d.ts' */

/** How a run is measured tells no lanes apart, nor does the seed. */
const FAMILIES = /** @type {const} */ (['inputs', 'features', 'target', 'data', 'learner']);

/**
 * The paths of all entries of a member, of those within it, too.
 * @param {unknown} member
 * @param {string[]} path  its own
 * @returns {string[][]}
 */
function entries(member, path) {
  if (typeof member !== 'object' || member === null || Array.isArray(member) || ArrayBuffer.isView(member))
    return [path];
  return Object.entries(member).flatMap(([name, value]) => entries(value, [...path, name]));
}

/**
 * Whether a symbol has a number below the line: "S₁₀", "χ₁:₁₀".
 * @param {string} text
 * @param {unknown} value
 */
const hasBelow = (text, value) =>
  (text.match(/[₀-₉]+/g) ?? []).some(
    (digits) => [...digits].map((digit) => digit.charCodeAt(0) - 0x2080).join('') === String(value),
  );

/**
 * Whether a text gives a number, in figures or as a word: "five layers, width 40".
 * @param {string} text
 * @param {unknown} value
 */
const gives = (text, value) =>
  Number.isInteger(value) &&
  [integer(Number(value)), count(Number(value))].some((number) =>
    ` ${text.replaceAll(', ', ' ')} `.includes(` ${number} `),
  );

/**
 * The entries that tell the lanes apart: the choices in which those that have them differ, such as a regime; or if there
 * are none of these the numbers.
 * @param {Spec[]} bases
 * @param {string[][]} paths
 */
function telling(bases, paths) {
  const differing = paths.filter((path) => !isCommon(bases, path));
  const isChoice = (/** @type {unknown} */ value) => typeof value === 'string' || typeof value === 'boolean';
  const choices = differing.filter((path) => bases.some((base) => isChoice(read(base, path))));
  return choices.length > 0 ? choices : differing;
}

/**
 * The preset's lanes under the names that hold: where an entry that tells it apart is another one now a lane goes by its
 * place, and where a number is that a name gives that name goes. A copy goes by its place, too.
 * @param {PresetLane[]} lanes
 * @param {Spec[]} bases  their own specs, resolved
 * @param {Spec[]} specs  as they are now
 * @returns {PresetLane[]}
 */
export function called(lanes, bases, specs) {
  const all = bases.flatMap((base) => FAMILIES.flatMap((family) => entries(base[family], [family])));
  const paths = [...new Map(all.map((path) => [path.join('.'), path])).values()];
  // What all have alike no name need tell.
  const own = paths.filter((path) => !bases.every((base) => same(read(base, path), read(bases[0], path))));
  const apart = telling(bases, own);
  return lanes.map((lane, i) => {
    const isOtherNow = (/** @type {string[]} */ path) => !same(read(bases[i], path), read(specs[i], path));
    const changed = own.filter(isOtherNow);
    // A symbol tells what it stands for, whether or not that tells the lanes apart.
    const aims = paths.filter((path) => path[0] === 'target' && isOtherNow(path));
    const isOther = changed.some((path) => apart.includes(path));
    const copy = isCopy(lane, i, lanes);
    const holds = (/** @type {string} */ text) =>
      !copy &&
      !isOther &&
      !changed.some((path) => gives(text, read(bases[i], path))) &&
      !aims.some((path) => hasBelow(text, read(bases[i], path)));
    const label = holds(lane.label) ? lane.label : `${kindOf(specs)} ${i + 1}`;
    return { ...lane, label, name: copy ? label : holds(lane.name) ? lane.name : `${label}, changed` };
  });
}
