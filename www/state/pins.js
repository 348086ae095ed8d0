// The pinned runs of a figure: those of this visit, and those of its preset that an earlier one left on the shelf.

/** @import { LabState, LaneState, Pin, Store } from '../types.d.ts' */
/** @import { Shelf } from './shelf.js' */

import { same } from './overrides.js';
import { createShelf } from './shelf.js';

/** More of them nobody can tell apart. */
export const MOST_PINS = 6;

/** @typedef {ReturnType<typeof createPins>} Pins */

/**
 * A lane as it stands, whatever becomes of the run.
 * @param {LaneState} lane
 * @returns {LaneState}
 */
const still = (lane) => ({
  ...lane,
  data: lane.data.map((column) => [...column]),
  errors: lane.errors.map((column) => [...column]),
});

/**
 * @param {object} deps
 * @param {Store<LabState>} deps.store
 * @param {Pick<Shelf, 'pinsOf' | 'keepPin' | 'dropPin' | 'refused'>} deps.shelf
 * @param {() => string} deps.newId
 * @param {() => number} deps.now  ms since 1970
 */
export function createPins({ store, shelf, newId, now }) {
  /** All that are known. @type {Pin[]} */
  let all = [];
  /** Of this visit: they stay when another preset is chosen, to be drawn over by that. @type {Set<string>} */
  const fresh = new Set();
  /** Presets of which the shelf was asked. @type {Set<string>} */
  const asked = new Set();
  let unkept = false;

  function show() {
    const { preset } = store.get();
    store.set({ pins: all.filter((pin) => pin.preset === preset.id || fresh.has(pin.id)) });
  }

  /** @param {Pin[]} pins */
  const freeLetter = (pins) => {
    let code = 65;
    while (pins.some(({ letter }) => letter === String.fromCharCode(code))) code += 1;
    return String.fromCharCode(code);
  };

  async function recall() {
    const { id } = store.get().preset;
    if (!asked.has(id)) {
      asked.add(id);
      const kept = (await shelf.pinsOf(id)).sort((a, b) => a.made - b.made);
      for (const pin of kept) {
        if (all.some((known) => known.id === pin.id)) continue;
        const taken = all.some(({ letter }) => letter === pin.letter);
        all = [...all, taken ? { ...pin, letter: freeLetter(all) } : pin];
      }
    }
    show();
  }

  /** @param {Pin} pin */
  async function keep(pin) {
    unkept = !(await shelf.keepPin(pin));
    show(); // which tells that it is not kept
  }

  /**
   * @param {string} id
   * @param {Partial<Pin>} patch
   */
  async function change(id, patch) {
    all = all.map((pin) => (pin.id === id ? { ...pin, ...patch } : pin));
    show();
    const pin = all.find((each) => each.id === id);
    if (pin) await keep(pin);
  }

  const unsubscribe = store.subscribe(({ preset }, before) => {
    if (preset !== before.preset) void recall();
  });

  return {
    /** Those of the figure that an earlier visit left, too. */
    load: recall,

    /**
     * The figure's runs as they stand. Answers the letter, or why not.
     * @returns {{ letter: string, refused?: undefined } | { letter?: undefined, refused: string }}
     */
    pin() {
      const { lanes, preset, overrides, pins } = store.get();
      if (!lanes.some(({ rowCount }) => rowCount > 1)) return { refused: 'There is no curve to pin yet.' };
      if (pins.length >= MOST_PINS)
        return { refused: `${pins.length} runs are pinned, and there is room for ${MOST_PINS}: remove one first.` };
      const letter = freeLetter(all);
      const own = { preset: preset.id, title: preset.title, overrides, lanes: lanes.map(still) };
      const pin = { id: newId(), letter, name: '', hidden: false, made: now(), ...own };
      fresh.add(pin.id);
      all = [...all, pin];
      show();
      void keep(pin);
      return { letter };
    },

    /**
     * @param {string} id
     * @param {string} name  empty: by what differs
     */
    rename: (id, name) => change(id, { name: name.trim().slice(0, 60) }),

    /** @param {string} id */
    toggle: (id) => change(id, { hidden: !all.find((pin) => pin.id === id)?.hidden }),

    /** @param {string} id */
    async remove(id) {
      await shelf.dropPin(id);
      all = all.filter((pin) => pin.id !== id);
      show();
    },

    /** Why the newest is gone with this page; null if it isn't. */
    refused: () => (unkept ? (shelf.refused() ?? 'it was refused') : null),

    stop: unsubscribe,
  };
}

/**
 * Whether a figure's runs are those that were pinned: a preset may be another one in a later version of the page.
 * @param {Pin} pin
 * @param {LaneState[]} lanes
 */
export const isOf = ({ lanes: pinned }, lanes) =>
  same(
    pinned.map(({ spec }) => spec),
    lanes.map(({ spec }) => spec),
  );

/** @type {WeakMap<Store<LabState>, Pins>} */
const figures = new WeakMap();

/**
 * Those of a figure, whoever asks.
 * @param {Store<LabState>} store
 */
export function pinsOf(store) {
  const known = figures.get(store);
  if (known) return known;
  const newId = () => crypto.getRandomValues(new Uint32Array(2)).join('-');
  const pins = createPins({ store, shelf: createShelf(), newId, now: () => Date.now() });
  figures.set(store, pins);
  return pins;
}
