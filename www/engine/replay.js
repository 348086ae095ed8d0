// What it takes to go on with a run whose worker is gone: the newest snapshot, or the spec alone. A run is a function of
// its spec, so that whatever was shown already comes again as it was, and is passed over.

import { Crashed } from './client.js';

/** @import { Spec } from '../types.d.ts' */
/** @import { Client } from './client.js' */
/** @import { ProgressMessage } from './protocol.js' */

/** @typedef {ReturnType<typeof createReplay>} Replay */
/** @typedef {{ bytes: Uint8Array, row: number }} Kept  a saved run, and the iteration of the newest row that is known of it */

/**
 * @param {Spec} spec
 * @param {string[]} columns  of a row
 * @param {ProgressMessage} first
 * @param {Kept} [kept]  where it goes on from, if not from row 0
 */
export function createReplay(spec, columns, first, kept) {
  const [width, clock] = [columns.length, columns.indexOf('iteration')];
  /** @type {Uint8Array | null} */
  let saved = kept?.bytes ?? null;
  /** The farthest that was shown, and its newest row. */
  let shown = first.iteration;
  let row = kept?.row ?? first.iteration;
  /** What had been shown when its worker was lost the last time. @type {number | null} */
  let lost = null;

  return {
    /** @param {Uint8Array} bytes */
    keep: (bytes) => void (saved = bytes),

    /**
     * From now on it goes by another spec, which differs in what is to come.
     * @param {Spec} amended
     * @param {Uint8Array} bytes  the run as it stands
     */
    amend(amended, bytes) {
      spec = amended;
      saved = bytes;
    },

    /**
     * As much of it as was not shown before, or null.
     * @param {ProgressMessage} message
     */
    unseen(message) {
      if (message.iteration < shown) return null;
      shown = message.iteration;
      const { rows, errors } = message;
      let at = 0;
      while (at < rows.length && /** @type {number} */ (rows[at + clock]) <= row) at += width;
      if (at < rows.length) row = /** @type {number} */ (rows[rows.length - width + clock]);
      return at === 0 ? message : { ...message, rows: rows.subarray(at), errors: errors.subarray(at) };
    },

    /**
     * In this worker.
     * @param {Client} client
     * @param {number} run
     */
    async bringBack(client, run) {
      if (saved !== null) {
        try {
          return await client.call('restore', saved, run);
        } catch (error) {
          if (error instanceof Crashed) throw error;
          saved = null; // the spec has no flaw
        }
      }
      return client.call('load', spec, run);
    },

    /** The worker was lost. Answers whether nothing new has come since the last time. */
    lose() {
      const again = lost === shown;
      lost = shown;
      return again;
    },
  };
}
