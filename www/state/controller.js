// A figure without its pictures: the state, the pool of runs, and what a visitor can do. No DOM. The parts, each to be read by itself:
// statuses.js (what it is doing, and what may follow), news.js (what the runs tell), running.js (whether they move), editing.js (which
// experiment they are).

import * as words from '../language/words.js';
import { axisOf } from '../language/axis.js';
import { lanes } from '../engine/lanes.js';
import { describe } from '../engine/protocol.js';
import { createEditing } from './editing.js';
import { createNews } from './news.js';
import { paceOf } from './pace.js';
import { createRunning } from './running.js';
import { createStore } from './store.js';
import { decode } from './url.js';

/** @import { Actions, Images, LabState, Preset, Store } from '../types.d.ts' */
/** @import { Pool, PoolHandlers } from '../engine/pool.js' */

/**
 * @typedef {object} Controller
 * @property {Store<LabState>} store
 * @property {Actions} actions
 * @property {() => boolean | null} wish  whether it is to run, as far as anybody has said
 * @property {Pool['call']} call  asks the first run's worker: for its parameters, a snapshot and the like
 */

/**
 * @param {object} options
 * @param {string} options.presetId
 * @param {Preset[]} options.presets
 * @param {(handlers: PoolHandlers) => Pool} options.createPool
 * @param {(file: string) => Promise<Images>} [options.fetchImages]  for presets that learn from them
 * @param {string} [options.fragment]  of a link; it has precedence over presetId
 * @param {string} [options.source]  of the fragment, in words
 * @param {() => void} [options.summon]  is called when the figure is to run but does not have the attention
 * @param {(work: () => void, ms: number) => unknown} [options.later]
 * @returns {Controller}
 */
export function createController({
  presetId,
  presets,
  createPool,
  fetchImages = () => Promise.reject(new Error('there are no files here')),
  fragment = '',
  source = 'the link',
  summon = () => {},
  later = setTimeout,
}) {
  const saved = decode(fragment, presets);
  const preset = /** @type {Preset} */ (presets.find(({ id }) => id === (saved.preset ?? presetId)) ?? presets[0]);

  const pace = paceOf(preset);

  /** @type {Store<LabState>} */
  const store = createStore({
    status: 'loading',
    message: words.loading(),
    catalogue: null,
    preset,
    overrides: {},
    linkedSweep: saved.sweep ?? null,
    source,
    problems: saved.problems,
    drafts: {},
    budget: saved.budget ?? preset.budget,
    seed: Number(saved.overrides.seed ?? lanes(preset)[0]?.seed ?? 1),
    speed: saved.speed ?? pace.speed,
    unit: saved.unit ?? pace.unit,
    rate: 0,
    scale: saved.scale ?? 'log',
    coefficientScale: saved.coefficientScale ?? 'linear',
    goesOn: false,
    comesTo: 0,
    axis: saved.axis ?? pace.axis,
    cursor: null,
    shown: 0,
    lanes: [],
    pins: [],
  });
  const { get, set } = store;

  /** @type {Pool | null} */
  let runs = null;
  const pool = () => runs;
  const news = createNews({ store, pool, later, wanted: () => running.wanted(), resume: () => running.resume() });
  const restart = () => editing.actions.restart();
  const running = createRunning({ store, pool, summon, restart, missing: news.missing });
  const editing = createEditing({ store, pool, news, running, presets, fetchImages, saved, later });

  try {
    runs = createPool(news);
    editing.start();
  } catch (error) {
    set({ status: 'unsupported', message: words.unsupported(describe(error).message) });
  }

  return {
    store,
    actions: {
      ...running.actions,
      ...editing.actions,
      setScale: (scale) => set({ scale }),
      setCoefficientScale: (coefficientScale) => set({ coefficientScale }),
      setGoesOn: (goesOn) => set({ goesOn }),
      setAxis(axis) {
        const { status, lanes, preset } = get();
        set({ axis, cursor: null });
        // What was said of an end counts as the curves do.
        if (status === 'finished') set({ message: words.finished(lanes, axisOf(get()), preset.compare) });
      },
      setCursor: (cursor) => set({ cursor }),
      showLane: (shown) => set({ shown }),
      look: (lane, of, wanted) => runs?.look(lane, of, wanted),
      parameter: (...which) => runs?.parameter(...which) ?? Promise.reject(new Error(get().message)),
      theorem: (inputs) => runs?.call('theorem', inputs) ?? Promise.reject(new Error(get().message)),
      analyze: (...given) => runs?.call('analyze', ...given) ?? Promise.reject(new Error(get().message)),
      events: (lane) => runs?.events(lane) ?? Promise.reject(new Error(get().message)),
      sleep: () => runs?.sleep(),
      dispose() {
        news.end();
        editing.end();
        runs?.dispose();
      },
    },
    wish: running.wish,
    call: (method, ...args) => runs?.call(method, ...args) ?? Promise.reject(new Error(get().message)),
  };
}
