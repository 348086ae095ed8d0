// The images that presets learn from: a file each, asked for by the figures that learn from it.

import { answer, Misplaced } from './module.js';
import { beside, connecting, reason } from './reason.js';

/** @import { Images } from '../types.d.ts' */

/** Where they lie beside the script. @type {Record<string, string>} */
const files = import.meta.glob('../tables/*.json', { eager: true, query: '?url', import: 'default' });

/** @param {string} name */
const fileOf = (name) => `../tables/${name}.json`;

/** As the page has them, by name: their address, or what is in the file. @type {Record<string, string | URL | Images>} */
let given = {};

/** @param {Record<string, string | URL | Images>} tables */
export function setTables(tables) {
  for (const name of Object.keys(tables))
    if (!Object.hasOwn(files, fileOf(name))) throw new Error(`StaircaseLab.tables: there is no table "${name}"`);
  given = tables;
}

/** After so many ms a file counts as not to be had. */
const LATE = 60_000;

/**
 * @param {string} name
 * @returns {Promise<Images>}
 */
export async function fetchImages(name) {
  const own = given[name];
  if (typeof own === 'object' && !(own instanceof URL)) return sound(own, `StaircaseLab.tables.${name}`);
  /** @type {string | URL | undefined} */
  let from;
  try {
    from = own ?? beside(`${name}.json`, () => /** @type {string} */ (files[fileOf(name)]));
    const response = await answer(from, { signal: AbortSignal.timeout(LATE) });
    const images = await response.json().catch((error) => {
      if (!(error instanceof SyntaxError)) throw error; // the way broke off
    });
    return sound(images, response.url);
  } catch (error) {
    throw await reason(error, [connecting(from)], own === undefined ? 'StaircaseLab.tables' : undefined);
  }
}

/**
 * @param {Images | undefined} images
 * @param {string} where
 */
function sound(images, where) {
  if (Array.isArray(images?.pixels) && Array.isArray(images.digits)) return images;
  throw new Misplaced(`${where} has no lists of pixels and digits`);
}
