// The pinned runs of a figure, whose script is loaded once there is one, or may be from an earlier visit.

/** @import { LabState, Store } from './types.d.ts' */
/** @import { Pins } from './state/pins.js' */

/** Whether this browser keeps anything for the page, such as pinned runs. */
async function isKeeping() {
  // Nothing is kept for a frame without an origin, and Chromium leaves a rejection behind where it is asked.
  if (globalThis.origin === 'null') return false;
  try {
    // Where it can't be asked it may be.
    return !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === 'staircase-lab');
  } catch {
    return false; // nor can it
  }
}

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {() => Promise<typeof import('./panels.js')>} loadPanels
 */
export function createPinning(root, store, loadPanels) {
  let gone = false;
  let stop = () => {};
  /** @type {Promise<Pins> | null} */
  let opened = null;
  async function load() {
    const { mountPins, pinsOf } = await loadPanels();
    const pins = pinsOf(store);
    const unmount = gone ? null : mountPins(root, store, pins);
    stop = () => [unmount, pins.stop].forEach((end) => end?.());
    if (!gone) await pins.load();
    return pins;
  }
  const pins = () => (opened ??= load().catch((error) => ((opened = null), Promise.reject(error))));
  // Not before the first curve.
  const begun = store.subscribe(async ({ lanes }) => {
    if (lanes.length === 0) return;
    begun();
    if ((await isKeeping()) && !gone) await pins().catch(() => {});
  });
  return {
    open: pins,
    /** The figure's runs as they stand; answers what is to be said of it. */
    async pin() {
      try {
        const { letter, refused } = (await pins()).pin();
        return refused ?? `Pinned as ${letter}: what follows is drawn over it.`;
      } catch {
        return 'What pins runs could not be loaded: try it again when the network is back.';
      }
    },
    stop() {
      gone = true;
      begun();
      stop();
    },
  };
}
