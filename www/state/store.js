// The page's one piece of state. Views read it and call actions; no view writes to another.

/** @import { Store } from '../types.d.ts' */

/**
 * @template {object} State
 * @param {State} initial
 * @returns {Store<State>}
 */
export function createStore(initial) {
  let state = initial;
  /** @type {Set<(state: State, previous: State) => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    set(patch) {
      const keys = /** @type {(keyof State)[]} */ (Object.keys(patch));
      if (keys.every((key) => Object.is(patch[key], state[key]))) return;
      const previous = state;
      state = { ...state, ...patch };
      // A copy, for a listener may unsubscribe itself or others. One that sets again makes the others hear twice, both
      // times of the newest state.
      for (const listener of [...listeners]) {
        if (listeners.has(listener)) listener(state, previous);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
