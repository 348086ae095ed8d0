// The first of the images that a figure learns from, each with its value.

/** @import { Choice } from '../types.d.ts' */

import { h } from './dom.js';

/** Pixels to a side. */
const SIDE = 8;
const COUNT = 10;

/**
 * @param {Choice} table  x from 0 to 1, as much as there is ink
 * @param {string} colour  of the ink
 */
export function images(table, colour) {
  const { x, y } = /** @type {{ x: number[], y: number[] }} */ (/** @type {unknown} */ (table));
  return Array.from({ length: Math.min(COUNT, y.length) }, (_, k) => {
    const canvas = h('canvas', { width: SIDE, height: SIDE, role: 'img', 'aria-label': `image ${k + 1}` });
    const context = canvas.getContext('2d');
    if (context) {
      context.fillStyle = colour;
      x.slice(k * SIDE * SIDE, (k + 1) * SIDE * SIDE).forEach((ink, i) => {
        context.globalAlpha = ink;
        context.fillRect(i % SIDE, Math.floor(i / SIDE), 1, 1);
      });
    }
    return h('li', {}, canvas, String(y[k]));
  });
}
