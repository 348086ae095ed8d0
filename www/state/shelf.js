// What is kept of sweeps and of pinned runs from visit to visit, in this browser's own database. Where that is full or denied, everything goes on
// without: each call says whether it was kept.

import { openDB } from 'idb';

/** @import { IDBPDatabase } from 'idb' */
/** @import { Pin, SweepOutcome } from '../types.d.ts' */
/** @import { Saved } from '../engine/fleet.js' */
/** @import { Curves } from '../types.d.ts' */
/** @import { SweepFile } from './sweep.js' */

/** @typedef {ReturnType<typeof createShelf>} Shelf */
/** @typedef {{ sweep: string, run: string, outcome: SweepOutcome, curves: Curves | null }} KeptRun */
/** @typedef {{ sweep: string, run: string } & Saved} KeptSaved */

const NAME = 'staircase-lab';
const VERSION = 2;

/** All that a sweep has in a store. @param {string} id */
const of = (id) => IDBKeyRange.bound([id], [id, []]);

export function createShelf() {
  /** @type {Promise<IDBPDatabase> | null} */
  let opened = null;
  /** Why nothing is kept. @type {string | null} */
  let refused = null;

  const open = () =>
    (opened ??= openDB(NAME, VERSION, {
      upgrade(database, before) {
        if (before < 1) {
          database.createObjectStore('sweeps', { keyPath: 'id' });
          database.createObjectStore('runs', { keyPath: ['sweep', 'run'] });
          database.createObjectStore('saved', { keyPath: ['sweep', 'run'] });
        }
        database.createObjectStore('pins', { keyPath: 'id' }).createIndex('preset', 'preset');
      },
      // Another window has a newer version of this page.
      blocking: (_old, _new, event) => /** @type {IDBDatabase} */ (event.target).close(),
      terminated: () => void (opened = null),
    }));

  /**
   * @template T
   * @param {(database: IDBPDatabase) => Promise<T>} work
   * @returns {Promise<T | null>}
   */
  async function tried(work) {
    try {
      return await work(await open());
    } catch (error) {
      opened = null;
      const { name, message } = /** @type {Error} */ (error);
      const isStorages = error instanceof DOMException;
      refused =
        name === 'QuotaExceededError' ? 'its storage is full' : isStorages ? message || name : 'it has no storage';
      return null;
    }
  }

  /**
   * A storage that is full can be read all the same: what is written tells whether anything is kept.
   * @param {(database: IDBPDatabase) => Promise<unknown>} work
   */
  async function written(work) {
    const done = await tried(async (database) => (await work(database), true));
    if (done) refused = null;
    return done === true;
  }

  return {
    refused: () => refused,

    /** @param {SweepFile} file */
    keep: (file) => written((database) => database.put('sweeps', file)),

    /**
     * A run that is over.
     * @param {string} sweep
     * @param {string} run
     * @param {SweepOutcome} outcome
     * @param {Curves | null} curves
     */
    keepRun: (sweep, run, outcome, curves) =>
      written(async (database) => {
        const both = database.transaction(['runs', 'saved'], 'readwrite');
        await Promise.all([
          both.objectStore('runs').put({ sweep, run, outcome, curves }),
          both.objectStore('saved').delete([sweep, run]),
          both.done,
        ]);
      }),

    /**
     * One that is under way.
     * @param {string} sweep
     * @param {string} run
     * @param {Saved} saved
     */
    keepSaved: (sweep, run, saved) => written((database) => database.put('saved', { sweep, run, ...saved })),

    /** All sweeps. @returns {Promise<SweepFile[]>} */
    list: async () => (await tried((database) => database.getAll('sweeps'))) ?? [],

    /** How many runs of a sweep are over. @param {string} id */
    count: async (id) => (await tried((database) => database.count('runs', of(id)))) ?? 0,

    /**
     * @param {string} id
     * @returns {Promise<{ outcomes: SweepOutcome[], saved: Map<string, Saved> }>}
     */
    async known(id) {
      const runs = /** @type {KeptRun[]} */ ((await tried((database) => database.getAll('runs', of(id)))) ?? []);
      const saved = /** @type {KeptSaved[]} */ ((await tried((database) => database.getAll('saved', of(id)))) ?? []);
      return {
        outcomes: runs.map(({ outcome }) => outcome),
        saved: new Map(saved.map(({ run, bytes, trail }) => [run, { bytes, trail }])),
      };
    },

    /**
     * @param {string} id
     * @param {number} cell
     * @returns {Promise<[run: string, curves: Curves][]>}
     */
    async curvesOf(id, cell) {
      const range = IDBKeyRange.bound([id, `${cell}:`], [id, `${cell};`]);
      const runs = /** @type {KeptRun[]} */ ((await tried((database) => database.getAll('runs', range))) ?? []);
      return runs.flatMap(({ run, curves }) => (curves ? [[run, curves]] : []));
    },

    /**
     * Bytes that a sweep takes, about.
     * @param {string} id
     */
    async size(id) {
      const [runs, saved] = [
        /** @type {KeptRun[]} */ ((await tried((database) => database.getAll('runs', of(id)))) ?? []),
        /** @type {KeptSaved[]} */ ((await tried((database) => database.getAll('saved', of(id)))) ?? []),
      ];
      const numbers = runs.flatMap(({ curves }) => (curves ? [curves.x, ...curves.values] : []));
      return (
        200 * runs.length +
        numbers.reduce((sum, { byteLength }) => sum + byteLength, 0) +
        saved.reduce((sum, { bytes }) => sum + bytes.byteLength, 0)
      );
    },

    /** @param {Pin} pin */
    keepPin: async (pin) => (await tried((database) => database.put('pins', pin))) !== null,

    /**
     * The pinned runs of a preset.
     * @param {string} preset
     * @returns {Promise<Pin[]>}
     */
    pinsOf: async (preset) => (await tried((database) => database.getAllFromIndex('pins', 'preset', preset))) ?? [],

    /** @param {string} id */
    dropPin: async (id) =>
      (await tried(async (database) => {
        await database.delete('pins', id);
        return true;
      })) !== null,

    /** @param {string} id */
    drop: async (id) =>
      (await tried(async (database) => {
        const all = database.transaction(['sweeps', 'runs', 'saved'], 'readwrite');
        await Promise.all([
          all.objectStore('sweeps').delete(id),
          all.objectStore('runs').delete(of(id)),
          all.objectStore('saved').delete(of(id)),
          all.done,
        ]);
        return true;
      })) !== null,
  };
}
