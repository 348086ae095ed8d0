// A canvas that a worker paints on, or where it can't be given away, one that takes copies of what the worker made.

/** @import { PictureLayout } from '../types.d.ts' */

import { h } from './dom.js';

/** WebKit smooths a canvas that a worker paints on, whatever image-rendering says (its bug 193895): there cells would run together. */
const smooths = () => navigator.vendor.startsWith('Apple');

/** @param {HTMLElement} holder  whose first child it is */
export function createSurface(holder) {
  let canvas = h('canvas');
  let given = false; // to a worker
  holder.prepend(canvas);

  function renew() {
    const fresh = h('canvas');
    canvas.replaceWith(fresh);
    canvas = fresh;
    given = false;
  }

  return {
    /** A canvas to be painted on, which can be given away once: a new one at each call. Null where none can be. */
    give() {
      renew();
      if (typeof OffscreenCanvas !== 'function' || !canvas.transferControlToOffscreen || smooths()) return null;
      given = true;
      return canvas.transferControlToOffscreen();
    },

    /**
     * @param {PictureLayout} layout
     * @param {Uint8ClampedArray | null} pixels  null where it has been painted on the canvas that was given
     */
    show({ width, height }, pixels) {
      if (!pixels) return;
      if (given) renew();
      Object.assign(canvas, { width, height });
      const image = new ImageData(/** @type {ImageDataArray} */ (pixels), width, height);
      canvas.getContext('2d')?.putImageData(image, 0, 0);
    },
  };
}
