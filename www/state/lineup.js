// Which of its preset's lanes a figure has. The change `lanes` lists them by their places there, counted from 0: [0, 1, 0] are both lanes of
// a pair and a copy of the first. What is changed for one lane alone goes by its place in this list, as in "2:learner.step_size".

import { parsePath } from './overrides.js';

/** @typedef {Record<string, unknown>} Overrides */

/** More than these have no room beside each other; a preset may have more of its own. */
export const MOST_LANES = 4;

/**
 * Why a list of lanes can't be followed; null if it can.
 * @param {number} count  of the preset's lanes
 * @param {unknown} list
 */
export function whyNoLineup(count, list) {
  if (!Array.isArray(list)) return 'is not a list of lanes';
  const most = Math.max(MOST_LANES, count);
  if (list.length < 1 || list.length > most) return `${list.length} lanes are outside [1, ${most}]`;
  const stranger = list.find((place) => !Number.isInteger(place) || place < 0 || place >= count);
  return stranger === undefined ? null : `${JSON.stringify(stranger)} is outside [0, ${count - 1}]`;
}

/**
 * @param {number} count  of the preset's lanes
 * @param {Overrides} overrides
 * @returns {number[]}
 */
export const lineup = (count, { lanes }) =>
  whyNoLineup(count, lanes) === null ? /** @type {number[]} */ (lanes) : Array.from({ length: count }, (_, i) => i);

/**
 * Of something that the preset has for each of its lanes, what the figure has for each of its own.
 * @template T
 * @param {T[]} all
 * @param {Overrides} overrides
 * @returns {T[]}
 */
export const linedUp = (all, overrides) => lineup(all.length, overrides).map((i) => /** @type {T} */ (all[i]));

/**
 * Whether a lane stands in the list a second time.
 * @template T
 * @param {T} each
 * @param {number} i
 * @param {T[]} all  by identity
 */
export const isCopy = (each, i, all) => all.slice(0, i).includes(each);

/**
 * The edits, by path, that add a copy of a lane, with what was changed for it alone.
 * @param {number} count  of the preset's lanes
 * @param {Overrides} held
 * @param {number} lane
 * @returns {Overrides}
 */
export function copying(count, held, lane) {
  const all = lineup(count, held);
  const own = ownOf(held).filter(({ of }) => of === lane);
  return {
    lanes: [...all, all[lane]],
    ...Object.fromEntries(own.map(({ path, entry }) => [`${all.length}:${entry}`, held[path]])),
  };
}

/**
 * The edits, by path, that take a lane away: those behind it move up.
 * @param {number} count  of the preset's lanes
 * @param {Overrides} held
 * @param {number} lane
 * @returns {Overrides}
 */
export function removing(count, held, lane) {
  const own = ownOf(held).filter(({ of }) => of >= lane);
  return {
    lanes: lineup(count, held).filter((_, i) => i !== lane),
    ...Object.fromEntries(own.map(({ path }) => [path, undefined])),
    ...Object.fromEntries(
      own.filter(({ of }) => of > lane).map(({ path, of, entry }) => [`${of - 1}:${entry}`, held[path]]),
    ),
  };
}

/**
 * The changes that are for one lane alone.
 * @param {Overrides} held
 */
const ownOf = (held) =>
  Object.keys(held).flatMap((path) => {
    const place = parsePath(path);
    return place === null || place.lane === null ? [] : [{ path, of: place.lane, entry: place.keys.join('.') }];
  });
