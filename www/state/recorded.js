// The sweep that a preset is about, as the command line made it beforehand.

/** @import { Preset, SweepSummary } from '../types.d.ts' */
/** @import { SweepState } from './sweep.js' */

import { entryName, titleOf } from '../language/sweeps.js';

/** @typedef {Pick<SweepState, 'sweep' | 'outcomes'> & { summary: SweepSummary }} Recorded */

/**
 * @param {Preset} preset
 * @param {Recorded} recorded
 * @returns {SweepState}
 */
export function stateOf(preset, { sweep, outcomes, summary }) {
  const title = `${titleOf(sweep, entryName)}, made beforehand by the command line`;
  const figure = { preset: preset.id, lane: (preset.sweep?.lane ?? 1) - 1, overrides: {} };
  const made = outcomes.length;
  const over = {
    status: /** @type {const} */ ('done'),
    made,
    of: made,
    share: 1,
    left: null,
    failures: [],
    unkept: false,
  };
  return { id: `recorded-${preset.id}`, title, figure, sweep, begun: 0, outcomes, summary, ...over };
}
