// The specs that a preset stands for, one for each of its lanes: the core's `spec::lanes` and `spec::images` say the same for
// the command line.

/** @import { Spec } from '../pkg/staircase.js' */

/**
 * A preset as its file has it, of which this is all that counts here.
 * @typedef {object} PresetFile
 * @property {object} [spec]  what its lanes share
 * @property {{ spec?: object }[]} lanes
 * @property {{ ones: number[] }} [table]  what its lanes learn, where that is images: the value is 1 for these digits, 0 for the others
 */

/**
 * Images as a file of tables holds them: ink from 0 to 16, one image after the other, and the digit on each.
 * @typedef {{ pixels: number[], digits: number[] }} Images
 */

/**
 * @param {PresetFile} preset
 * @param {Images} [images]  what the preset's `table` names; without them its lanes have no target
 * @returns {Spec[]}
 */
export function lanes(preset, images) {
  const { spec, table, lanes } = preset ?? {};
  if (!Array.isArray(lanes))
    throw Object.assign(new Error('preset: has no list of lanes, as the files of staircase-lab/presets have'), {
      field: 'preset',
    });
  const target = table && images && { kind: 'table', ...pixels(images, table.ones) };
  return lanes.map((lane) => /** @type {Spec} */ ({ ...spec, ...lane?.spec, ...(target && { target }) }));
}

/**
 * Pixels become coordinates in [0, 1].
 * @param {Images} images
 * @param {number[]} ones
 */
const pixels = ({ pixels, digits }, ones) => ({
  x: pixels.map((ink) => ink / 16),
  y: digits.map((digit) => (ones.includes(digit) ? 1 : 0)),
});
