// Images that a preset's lanes learn from: they are a file of their own, asked for when the figure is, and the target's table is made of them.

/** @import { Images, LabState, Preset, Spec } from '../types.d.ts' */

import { parsePath, presetSpecs } from './overrides.js';

/** They did not come. */
export class Absent extends Error {
  /** @param {string} why */
  constructor(why) {
    super(why);
    this.name = 'Absent';
  }
}

/**
 * The specs of a preset's lanes without any change. Pixels become coordinates in [0, 1], and the value is 1 for some digits and 0 for
 * the others: the core's `spec::images` says the same for the command line.
 * @param {Preset} preset
 * @param {(file: string) => Promise<Images>} fetchImages
 * @returns {Promise<Spec[]>}
 */
export async function completeSpecs(preset, fetchImages) {
  const specs = presetSpecs(preset);
  const { table } = preset;
  if (!table) return specs;
  const images = await fetchImages(table.file).catch((error) => {
    throw new Absent(error instanceof Error ? error.message : String(error));
  });
  const x = images.pixels.map((ink) => ink / 16);
  const y = images.digits.map((digit) => (table.ones.includes(digit) ? 1 : 0));
  return specs.map((spec) => ({ ...spec, target: { kind: 'table', x, y } }));
}

/**
 * Whether the lanes learn the images of their preset, and no target that was put in their place.
 * @param {Pick<LabState, 'preset' | 'overrides'>} state
 */
export const learnsImages = ({ preset, overrides }) =>
  preset.table !== undefined && !Object.keys(overrides).some((path) => parsePath(path)?.keys[0] === 'target');
