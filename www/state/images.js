// Images that a preset's lanes learn from: they are a file of their own, asked for when the figure is, and the target's table is made of them.

/** @import { Images, LabState, Preset, Spec } from '../types.d.ts' */

import { lanes } from '../engine/lanes.js';
import { parsePath } from './overrides.js';

/** They did not come. */
export class Absent extends Error {
  /** @param {string} why */
  constructor(why) {
    super(why);
    this.name = 'Absent';
  }
}

/**
 * The specs of a preset's lanes without any change, with the images that they learn from.
 * @param {Preset} preset
 * @param {(file: string) => Promise<Images>} fetchImages
 * @returns {Promise<Spec[]>}
 */
export async function completeSpecs(preset, fetchImages) {
  const { table } = preset;
  if (!table) return lanes(preset);
  const images = await fetchImages(table.file).catch((error) => {
    throw new Absent(error instanceof Error ? error.message : String(error));
  });
  return lanes(preset, images);
}

/**
 * Whether the lanes learn the images of their preset, and no target that was put in their place.
 * @param {Pick<LabState, 'preset' | 'overrides'>} state
 */
export const learnsImages = ({ preset, overrides }) =>
  preset.table !== undefined && !Object.keys(overrides).some((path) => parsePath(path)?.keys[0] === 'target');
