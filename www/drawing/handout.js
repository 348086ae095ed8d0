// What a page hands out: text on the clipboard, files, a picture in pixels.

import { h } from './dom.js';

/**
 * @param {string} text
 * @param {HTMLInputElement | HTMLTextAreaElement} field what shows the text: selected, so that copying by hand is one key away
 * @returns {Promise<boolean>}
 */
export async function copy(text, field) {
  // Where a frame may not, asking is an error in its console.
  const policy = /** @type {any} */ (document).featurePolicy;
  try {
    if (policy?.allowsFeature('clipboard-write') === false) throw new Error('not allowed');
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.focus();
    field.select();
    return false;
  }
}

/**
 * @param {Blob} file
 * @param {string} name
 */
export function download(file, name) {
  const url = URL.createObjectURL(file);
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * An SVG in pixels; null where the page's policy has no room for images of its own making.
 * @param {string} svg
 * @param {number} ratio  pixels to a unit
 * @returns {Promise<Blob | null>}
 */
export async function png(svg, ratio) {
  const image = new Image();
  // Not by a blob: more policies allow data, and this page's own is one of them.
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    return null;
  }
  const canvas = h('canvas', { width: ratio * image.naturalWidth, height: ratio * image.naturalHeight });
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
