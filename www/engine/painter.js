// Has the core paint what is inside a run, while somebody looks and as far as something has changed: on the canvas that was
// handed over, or where there is none, or it can't be painted on, as a copy that is sent.

import { describe } from './protocol.js';

/** @import { CoreExperiment, Picture, PictureLayout } from '../types.d.ts' */
/** @import { FromWorker, LookMessage } from './protocol.js' */

/** The share of the time that may go into pictures of a run on its way. */
const SHARE = 0.05;

/**
 * @param {object} deps
 * @param {(message: FromWorker, transfer?: ArrayBufferLike[]) => void} deps.post
 * @param {() => number} deps.clock  milliseconds
 */
export function createPainter({ post, clock }) {
  /** @type {LookMessage['style']} */
  let style = null;
  /** @type {OffscreenCanvas | null} */
  let canvas = null;
  /** Of what the newest picture is. @type {{ of: CoreExperiment | null, iteration: number }} */
  let painted = { of: null, iteration: 0 };
  let due = -Infinity; // when there is time for the next one

  /**
   * @param {CoreExperiment} of
   * @param {NonNullable<LookMessage['style']>} wanted
   * @returns {PictureLayout & Partial<Picture>}
   */
  function draw(of, wanted) {
    if (canvas === null) return of.picture(wanted);
    try {
      return of.paint(canvas, wanted);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) throw error;
      canvas = null;
      return of.picture(wanted);
    }
  }

  return {
    /**
     * What is wanted from now on.
     * @param {LookMessage} message
     */
    look(message) {
      style = message.style;
      if (message.canvas !== undefined) canvas = message.canvas;
      painted = { of: null, iteration: 0 };
    },

    /**
     * @param {CoreExperiment} of
     * @param {number} run
     * @param {boolean} passing  it goes on: if there is no time for a picture now, another one follows
     */
    paint(of, run, passing) {
      const { iteration } = of;
      const before = clock();
      if (style === null || (painted.of === of && painted.iteration === iteration) || (passing && before < due)) return;
      painted = { of, iteration };
      try {
        const { pixels = null, ...layout } = draw(of, style);
        post({ type: 'picture', run, iteration, layout, pixels }, pixels ? [pixels.buffer] : []);
      } catch (error) {
        if (error instanceof WebAssembly.RuntimeError) throw error;
        post({ type: 'picture', run, iteration, refused: describe(error).message });
      }
      const now = clock();
      due = now + (now - before) / SHARE;
    },
  };
}
