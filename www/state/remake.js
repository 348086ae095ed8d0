// How a figure is asked for a run of a sweep: by the lane that is nearest to it, with what that lane says otherwise.

import { lineup } from './lineup.js';
import { parsePath, read, same } from './overrides.js';
import { put, valuesOf } from './plan.js';
import { editsFor } from './sweepable.js';

/** @import { Preset } from '../types.d.ts' */
/** @import { SweepState } from './sweep.js' */

/**
 * The lane, and the changes laid over the preset.
 * @param {Preset} preset  that of the sweep's figure
 * @param {Pick<SweepState, 'sweep' | 'figure'>} of
 * @param {{ cell: number, seed: number }} run
 * @returns {{ lane: number, overrides: Record<string, unknown> }}
 */
export function remade(preset, { sweep, figure }, { cell, seed }) {
  const values = valuesOf(sweep, cell);
  const entries = sweep.vary.map(({ entry }, k) => ({ entry, value: values[k] }));
  // Lanes that were changed one by one, or copied, are no longer the preset's.
  const isOfOne = (/** @type {string} */ path) => path === 'lanes' || parsePath(path)?.lane !== null;
  const own = Object.keys(figure.overrides).some(isOfOne);
  const lane = own ? figure.lane : nearest(preset, figure.lane, entries);
  const alone = lineup(preset.lanes.length, figure.overrides).length === 1;
  const edits = entries
    .flatMap(({ entry, value }) => editsFor(entry, value))
    .map(([path, value]) => [alone || path.startsWith('probe.') ? path : `${lane}:${path}`, value]);
  return {
    lane,
    overrides: { ...figure.overrides, ...Object.fromEntries(edits), 'probe.every': sweep.spec.probe?.every, seed },
  };
}

/**
 * Of the lanes that are the sweep's but for what varies, the one that has most of these values already.
 * @param {Preset} preset
 * @param {number} own  the lane that was swept
 * @param {{ entry: string, value: unknown }[]} entries
 */
function nearest({ spec, lanes }, own, entries) {
  const filled = (/** @type {number} */ lane) => {
    const copy = structuredClone(lanes[lane]?.spec ?? {});
    for (const { entry, value } of entries) put(copy, entry.split('.'), value);
    return copy;
  };
  const known = (/** @type {number} */ lane) =>
    entries.filter(({ entry, value }) => {
      const path = entry.split('.');
      return same(read(lanes[lane]?.spec, path) ?? read(spec, path), value);
    }).length;
  const wanted = filled(own);
  return [...lanes.keys()]
    .filter((lane) => same(filled(lane), wanted))
    .reduce((best, lane) => (known(lane) > known(best) ? lane : best), own);
}
