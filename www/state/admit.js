// Takes in as many changes to a spec as are right together. The core is the judge of what could be read; nothing here
// knows a range.

import { Refused } from '../engine/client.js';
import { whyUnread } from '../language/notation.js';
import { blame } from '../language/words.js';
import { linedUp, whyNoLineup } from './lineup.js';
import { entryOf, kindBeside, overridden, parsePath, read, same, yielding } from './overrides.js';

/** @import { Catalogue, Spec } from '../types.d.ts' */
/** @import { Overrides } from './overrides.js' */

/** @typedef {{ specs: Spec[], used: Set<string> }} Resolved  `used`: the paths that took hold somewhere */
/**
 * Resolves the specs with these changes, or throws an error named "Refused" with the core's own words.
 * @callback Attempt
 * @param {Overrides} overrides
 * @returns {Promise<Resolved>}
 */
/**
 * @typedef {object} Verdict
 * @property {Overrides} overrides              what holds now; nothing in it that changes nothing
 * @property {Spec[]} specs                     resolved
 * @property {Record<string, string>} problems  why the others were refused
 */

/**
 * @param {Overrides} held    changes that are right already
 * @param {Overrides} wanted  further ones; `undefined` takes a change back, and an Unread is refused with its own words
 * @param {Attempt} attempt
 * @param {boolean} [together]  all of them or none, each of which is needed
 * @returns {Promise<Verdict>}
 */
export async function admit(held, wanted, attempt, together = false) {
  let overrides = held;
  /** @type {Resolved | null} */
  let last = null;
  const unread = Object.fromEntries(
    Object.entries(wanted).flatMap(([path, value]) => {
      const why = whyUnread(value);
      return why === null ? [] : [[path, why]];
    }),
  );
  let left = Object.keys(wanted).filter((path) => !Object.hasOwn(unread, path));
  /** @type {Record<string, string>} */
  let problems = {};

  /**
   * Why not, or null.
   * @param {string[]} paths
   */
  async function refused(paths) {
    const candidate = { ...overrides };
    for (const path of paths) {
      if (wanted[path] === undefined) delete candidate[path];
      else candidate[path] = wanted[path];
    }
    const { value, why } = await judged(attempt(candidate));
    if (value === null) return why;
    const idle = paths.find((path) => wanted[path] !== undefined && !value.used.has(path));
    if (idle !== undefined) return `${idle}: there is no such entry here`;
    last = value;
    overrides = candidate;
    left = left.filter((path) => !paths.includes(path));
    return null;
  }

  // All at once, for two may be right only together; else one by one, until none more fits.
  const why = left.length > 1 ? await refused(left) : null;
  if (together && why !== null) {
    return {
      overrides: held,
      specs: (await attempt(held)).specs,
      problems: Object.fromEntries(left.map((path) => [path, why])),
    };
  }
  for (let before = -1; left.length !== before;) {
    before = left.length;
    problems = {};
    for (const path of left) {
      if (!left.includes(path)) continue; // it came with its kind
      const kind = kindBeside(path);
      if (path !== kind && left.includes(kind)) {
        // Of another member it would be another thing.
        problems[path] = `${path}: it belongs to ${kind}, which is refused`;
        continue;
      }
      const beside = path === kind ? left.filter((other) => kindBeside(other) === kind) : [path];
      const together = await refused(beside);
      const why = together !== null && beside.length > 1 && (await refused([path])) === null ? null : together;
      if (why !== null) problems[path] = why;
    }
  }
  // What stands in the page is what is meant: beside the one that is at fault another may be right.
  for (const path of left) {
    const other = blamedOf(why ?? '', left);
    if (other === undefined || other === path || !left.includes(path)) continue;
    // What is no number is none beside anything.
    last ??= await attempt(overrides);
    if (typeof wanted[path] !== 'number' && typeof valueAt(last.specs, path) === 'number') continue;
    const both = await refused([path, other]);
    if (both === null) problems = Object.fromEntries(Object.entries(problems).filter(([key]) => left.includes(key)));
    else if (blamedOf(both, [path, other]) === other)
      problems[path] = `${entryOf(other)}: it is refused, and this waits for it`;
  }

  last ??= await attempt(overrides);
  for (const path of Object.keys(overrides)) {
    if (last.used.has(path) && (together || !Object.hasOwn(wanted, path))) continue;
    const { [path]: _, ...others } = overrides;
    const { value } = await judged(attempt(others));
    if (value && same(value.specs, last.specs)) overrides = others;
  }
  return { overrides, specs: last.specs, problems: { ...problems, ...unread } };
}

/**
 * @param {Spec[]} specs
 * @param {string} path
 */
function valueAt(specs, path) {
  const { lane, keys } = parsePath(path) ?? { lane: null, keys: [] };
  return read(specs[lane ?? 0] ?? {}, keys);
}

/**
 * Which of these entries a reason of the core's names.
 * @param {string} why
 * @param {string[]} paths
 */
const blamedOf = (why, paths) => paths.find((path) => blame(why)?.path === entryOf(path));

/**
 * The judge of a preset's specs.
 * @param {(specs: Spec[]) => Promise<Spec[]>} resolve  by the core
 * @param {Catalogue} catalogue
 * @param {Spec[]} bases  the preset's own specs, resolved
 * @returns {Attempt}
 */
export const judge = (resolve, catalogue, bases) => async (overrides) => {
  const listed = overrides.lanes !== undefined;
  const why = listed ? whyNoLineup(bases.length, overrides.lanes) : null;
  if (why !== null) throw new Refused({ message: `lanes: ${why}` });
  const laid = overridden(linedUp(bases, overrides), overrides, catalogue);
  const used = new Set([...(listed ? ['lanes'] : []), ...laid.flatMap((lane) => lane.used)]);
  if (used.size === 0) return { specs: bases, used };
  let specs = laid.map(({ spec }) => spec);
  for (;;) {
    try {
      return { specs: await resolve(specs), used };
    } catch (error) {
      const { field } = /** @type {{ field?: unknown }} */ (error);
      if (typeof field !== 'string') throw error;
      // One after the other: more widths are too many for the preset's weights as for its connections.
      const without = specs.map((spec, lane) => yielding(spec, field, laid[lane]?.used ?? []) ?? spec);
      if (without.every((spec, lane) => spec === specs[lane])) throw error;
      specs = without;
    }
  }
};

/**
 * @template T
 * @param {Promise<T>} attempt
 * @returns {Promise<{ value: T, why: null } | { value: null, why: string }>}
 */
async function judged(attempt) {
  try {
    return { value: await attempt, why: null };
  } catch (error) {
    if (error instanceof Error && error.name === 'Refused') return { value: null, why: error.message };
    throw error; // a crash is not a verdict
  }
}
