// Views draw at most once a frame, and only for the part of the state they show. What is long to draw is drawn in pieces,
// in as many frames as it takes, so that the page answers in between.

/** @import { LabState, Store } from '../types.d.ts' */

/** Ms in a frame after which what is left waits for the next one. */
const STRETCH = 8;

/** Those that wait to draw a piece, in their order. @type {Set<() => void>} */
const waiting = new Set();
let requested = false;
/** Drawing leaves as much time to all else as it takes. */
let rest = 0;
/** Other runs are to be drawn: all of them in one frame, for the page would move under the visitor with each piece. */
let whole = false;

function frame() {
  requested = false;
  const begun = performance.now();
  for (const piece of begun < rest && !whole ? [] : waiting) {
    waiting.delete(piece);
    piece();
    if (performance.now() - begun >= STRETCH && !whole) break;
  }
  whole = false;
  const took = performance.now() - begun;
  if (took >= STRETCH) rest = begun + 2 * took;
  request();
}

function request() {
  if (!requested && waiting.size > 0) requestAnimationFrame(frame);
  requested ||= waiting.size > 0;
}

/**
 * @param {Store<LabState>} store
 * @param {(keyof LabState)[]} keys the entries that matter to this view, compared by identity
 * @param {(state: LabState) => void | Iterator<void>} draw  in pieces: the state may be another one after each
 * @returns {{ now(): void, soon(): void, stop(): void }}
 */
export function drawn(store, keys, draw) {
  /** @type {void | Iterator<void>} */
  let pieces;
  let again = false;
  function piece() {
    if (!pieces) {
      again = false;
      pieces = draw(store.get());
    }
    if (!pieces || pieces.next().done) pieces = undefined;
    if (pieces || again) waiting.add(piece);
  }
  const soon = () => {
    again = true;
    waiting.add(piece);
    request();
  };
  const stop = () => {
    pieces = undefined;
    waiting.delete(piece);
  };
  const now = () => {
    stop();
    do piece();
    while (pieces);
  };
  const unsubscribe = store.subscribe((state, previous) => {
    whole ||= state.lanes[0]?.columns !== previous.lanes[0]?.columns;
    if (keys.some((key) => state[key] !== previous[key])) soon();
  });
  now();
  return {
    now,
    soon,
    stop() {
      unsubscribe();
      stop();
    },
  };
}
