// Views draw at most once a frame, and only for the part of the state they show.

/** @import { LabState, Store } from '../types.d.ts' */

/**
 * @param {Store<LabState>} store
 * @param {(keyof LabState)[]} keys the entries that matter to this view, compared by identity
 * @param {(state: LabState) => void} draw
 * @returns {{ now(): void, soon(): void, stop(): void }}
 */
export function drawn(store, keys, draw) {
  let frame = 0;
  const now = () => {
    frame = 0;
    draw(store.get());
  };
  const soon = () => {
    if (frame === 0) frame = requestAnimationFrame(now);
  };
  const unsubscribe = store.subscribe((state, previous) => {
    if (keys.some((key) => state[key] !== previous[key])) soon();
  });
  now();
  return {
    now,
    soon,
    stop() {
      unsubscribe();
      cancelAnimationFrame(frame);
    },
  };
}
