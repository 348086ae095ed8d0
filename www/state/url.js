// What a link says: the preset, and only what differs from it, as in
//   v=1&preset=figure-4&seed=3&learner.network.width=50&scale=linear&speed=200
// Whoever writes a link may write anything: every entry is looked at, and what is not right is left out and reported.
// Whether a spec's value is in its range is asked of the core later, as for a value that is typed in.

import { AXES } from '../language/axis.js';
import { brief } from '../language/text.js';
import { UNITS } from '../language/units.js';
import { lineup } from './lineup.js';
import { paceOf } from './pace.js';
import { entryOf, kindBeside, parsePath } from './overrides.js';
import { broughtBy } from './table.js';

/** @import { LabState, Preset, Saved } from '../types.d.ts' */

const VERSION = '1';
/** Longer links, or longer single values, are nobody's: browsers and mail programs cut them. */
const LONGEST = 8000;
const LONGEST_VALUE = 4000;
const LONGEST_NAME = 60;
const MOST_ENTRIES = 100;
export const MOST_ITERATIONS = 1e9;
export const SLOWEST = 1;
export const FASTEST = 20_000;
const FULL = 'full';

/** Entries of kinds that a preset has no more, and these kinds. @type {Record<string, Record<string, string>>} */
const FORMER = { 'growth-leap': { 'target.terms': 'expansion' } };

/** @typedef {Pick<LabState, 'preset' | 'overrides' | 'scale' | 'coefficientScale' | 'axis' | 'unit' | 'speed' | 'budget'>} Linked */

/**
 * What no link can hold: `tables`, the lanes whose table is too long, null for one of all; `brought`, the changes that would be of no use
 * without it;
 * `others`, further changes that are too long.
 * @param {Pick<Linked, 'preset' | 'overrides'>} state
 */
export function leftOut({ preset, overrides }) {
  const long = Object.keys(overrides).filter((path) => write(overrides[path]).length > LONGEST_VALUE);
  const lanes = lineup(preset.lanes.length, overrides);
  const from = (/** @type {number | null} */ lane) => broughtBy(overrides, lane, lanes.length);
  const tables = [null, ...lanes.keys()].filter((lane) => from(lane).some((path) => long.includes(path)));
  const brought = tables.flatMap(from);
  return { tables, brought, others: long.filter((path) => !brought.includes(path)) };
}

/**
 * @param {Linked} state
 * @returns {string}  without the "#"
 */
export function encode(state) {
  const entries = [['v', VERSION], ['preset', state.preset.id], ...changes(state)];
  return entries.map((entry) => entry.map(escape).join('=')).join('&');
}

/** @param {string} id */
export const noPreset = (id) => `there is no preset "${brief(id)}"`;

/**
 * A sweep, laid out in the form of its figure.
 * @param {Linked} state
 * @param {NonNullable<Preset['sweep']>} sweep
 */
export const encodeSweep = (state, sweep) => `${encode(state)}&sweep=${escape(JSON.stringify(sweep))}`;

/**
 * What differs from the preset, as far as a link can hold it.
 * @param {Linked} state
 */
export function changes({ preset, overrides, scale, coefficientScale, axis, unit, speed, budget }) {
  /** @type {[name: string, value: string][]} */
  const entries = [];
  const { brought, others } = leftOut({ preset, overrides });
  const left = [...brought, ...others];
  for (const path of Object.keys(overrides).sort()) {
    if (!left.includes(path)) entries.push([path, write(overrides[path])]);
  }
  if (budget !== preset.budget) entries.push(['budget', String(budget)]);
  if (scale !== 'log') entries.push(['scale', scale]);
  if (coefficientScale !== 'linear') entries.push(['coefficients', coefficientScale]);
  const pace = paceOf(preset);
  if (axis !== pace.axis) entries.push(['axis', axis]);
  if (unit !== null && unit !== pace.unit) entries.push(['unit', unit]);
  if (speed !== pace.speed) entries.push(['speed', speed === Infinity ? FULL : String(speed)]);
  return entries;
}

/**
 * Legible where the rules allow it.
 * @param {string} text
 */
const escape = (text) => encodeURIComponent(text).replace(/%(3A|2C)/g, decodeURIComponent);

/**
 * Words as they are, everything else as JSON, and words that look like JSON too.
 * @param {unknown} value
 */
function write(value) {
  return typeof value === 'string' && parsed(value) === undefined ? value : (JSON.stringify(value) ?? '');
}

/** @param {string} text */
function parsed(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} fragment  with or without the "#"
 * @param {Preset[]} presets
 * @returns {Saved}
 */
export function decode(fragment, presets) {
  /** @type {Saved} */
  const saved = { preset: null, overrides: {}, problems: {} };
  const text = fragment.replace(/^#/, '');
  if (text === '') return saved;
  if (text.length > LONGEST) return { ...saved, problems: { link: 'it is too long to be one of ours' } };
  const entries = [...new URLSearchParams(text)];
  const said = new Map(entries.slice(0, MOST_ENTRIES));
  // An anchor such as #references is not for us.
  if (!said.has('v')) return saved;
  if (said.get('v') !== VERSION)
    return { ...saved, problems: { v: `version ${brief(said.get('v') ?? '', 20)} is not known here` } };

  const preset = presets.find(({ id }) => id === said.get('preset')) ?? null;
  if (said.has('preset') && preset === null) saved.problems.preset = noPreset(said.get('preset') ?? '');
  saved.preset = preset?.id ?? null;
  said.delete('v');
  said.delete('preset');
  for (const [path, raw] of said) {
    const why = take(saved, path, raw);
    if (why !== null) saved.problems[brief(path, LONGEST_NAME)] = why;
  }
  for (const [path, value] of Object.entries(FORMER[saved.preset ?? ''] ?? {})) bringBack(saved.overrides, path, value);
  return saved;
}

/**
 * A kind that the preset had when a link was written, where the link has an entry that only it knows.
 * @param {Record<string, unknown>} overrides
 * @param {string} entry
 * @param {string} kind
 */
function bringBack(overrides, entry, kind) {
  for (const path of Object.keys(overrides).filter((path) => entryOf(path) === entry)) {
    const beside = kindBeside(path);
    if (!Object.hasOwn(overrides, beside)) overrides[beside] = kind;
  }
}

/**
 * @param {Saved} saved
 * @param {string} path
 * @param {string} raw
 * @returns {string | null}  why not
 */
function take(saved, path, raw) {
  if (raw.length > LONGEST_VALUE) return `the value of “${brief(path)}” is too long`;
  const json = parsed(raw);
  const value = json === undefined ? raw : json;
  switch (path) {
    case 'scale':
      if (value !== 'log' && value !== 'linear') return 'the scale is log or linear';
      saved.scale = value;
      return null;
    case 'coefficients':
      if (value !== 'log' && value !== 'linear') return 'the axis of the coefficients is log or linear';
      saved.coefficientScale = value;
      return null;
    case 'axis': {
      const axis = AXES.find((known) => known === value);
      if (!axis) return 'the axis is iterations, samples or neurons';
      saved.axis = axis;
      return null;
    }
    case 'unit': {
      const unit = UNITS.find((known) => known === value);
      if (!unit) return 'the unit is iteration, neuron, active or layer';
      saved.unit = unit;
      return null;
    }
    case 'speed':
      if (raw === FULL) {
        saved.speed = Infinity;
        return null;
      }
      if (!within(value, SLOWEST, FASTEST)) return `the speed is outside [${SLOWEST}, ${FASTEST}]`;
      saved.speed = value;
      return null;
    case 'budget':
      if (!within(value, 1, MOST_ITERATIONS) || !Number.isInteger(value))
        return `the budget is not a whole number in [1, ${MOST_ITERATIONS}]`;
      saved.budget = value;
      return null;
  }
  if (path === 'sweep') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'the sweep is not an object';
    saved.sweep = value;
    return null;
  }
  if (path.length > LONGEST_NAME || parsePath(path) === null) return `“${brief(path)}” is not the name of an entry`;
  saved.overrides[path] = value;
  return null;
}

/**
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {value is number}
 */
const within = (value, least, most) => typeof value === 'number' && value >= least && value <= most;
