// Which entries of a spec a sweep can vary, and how their values are typed.

/** @import { Catalogue, Field, Member, Preset, Spec } from '../types.d.ts' */

import { entryName, valueName } from '../language/sweeps.js';
import { brief, listed } from '../language/text.js';
import { parsePath, same } from './overrides.js';

/** @typedef {{ path: string, group: string, label: string, field: Field, value: unknown }} Sweepable */

/** One value a run: lists and tables are no values to be typed one after the other. @type {Field['type'][]} */
const TYPES = ['integer', 'number', 'boolean', 'choice'];
/** As many as a sweep takes. */
const MOST_VALUES = 100;
const MOST_LENGTH = 4000;

/**
 * In the catalogue's order, those of a member's members with it.
 * @param {Catalogue} catalogue
 * @param {Spec} spec  resolved
 * @returns {Sweepable[]}
 */
export function entriesOf(catalogue, spec) {
  return catalogue.experiment.flatMap(({ name, type, family, label }) =>
    type === 'member' || name === 'probe'
      ? within(catalogue, family ?? name, name, label, Reflect.get(spec, name))
      : [],
  );
}

/**
 * @param {Catalogue} catalogue
 * @param {string} family
 * @param {string} path
 * @param {string} group
 * @param {any} choice
 * @returns {Sweepable[]}
 */
function within(catalogue, family, path, group, choice) {
  const members = /** @type {Record<string, Member[]>} */ (/** @type {unknown} */ (catalogue))[family] ?? [];
  const member = members.find(({ kind }) => kind === choice?.kind) ?? (members.length === 1 ? members[0] : undefined);
  if (!member) return [];
  const kinds = members.map(({ kind }) => kind);
  /** @type {Sweepable[]} */
  const kind =
    members.length > 1
      ? [{ path: `${path}.kind`, group, label: 'kind', field: kindField(kinds), value: member.kind }]
      : [];
  return member.fields.reduce((all, field) => {
    const at = `${path}.${field.name}`;
    const value = choice?.[field.name];
    if (field.type === 'member') return [...all, ...within(catalogue, field.family ?? '', at, field.label, value)];
    return TYPES.includes(field.type) ? [...all, { path: at, group, label: field.label, field, value }] : all;
  }, kind);
}

/**
 * @param {string[]} choices
 * @returns {Field}
 */
const kindField = (choices) => ({
  name: 'kind',
  type: 'choice',
  label: 'kind',
  unit: '',
  help: '',
  default: choices[0],
  choices,
  optional: false,
});

/**
 * "2, 3, 8", "2..6", "2..10..2"; true and false; names. Whether values go together is the core's to say.
 * @param {string} text
 * @param {Field} field
 * @returns {{ values: unknown[], problem?: undefined } | { problem: string }}
 */
export function readValues(text, field) {
  if (text.length > MOST_LENGTH) return { problem: `${text.length} characters are more than ${MOST_LENGTH}` };
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  if (parts.length === 0) return { problem: 'no value is given: such as 2, 3, 5 or 2..6' };
  /** @type {unknown[]} */
  const values = [];
  for (const part of parts) {
    const read = one(part, field);
    if (typeof read === 'string') return { problem: read };
    const [twice] = read.filter((value) => values.includes(value));
    if (twice !== undefined) return { problem: `${valueName(twice)} is there twice` };
    values.push(...read);
    if (values.length > MOST_VALUES)
      return { problem: `${values.length} values and more are outside [1, ${MOST_VALUES}]` };
  }
  return { values };
}

/**
 * @param {string} part
 * @param {Field} field
 * @returns {unknown[] | string}  or what is wrong with it
 */
function one(part, { type, choices = [], min = -Infinity, max = Infinity }) {
  const shown = `“${brief(part)}”`;
  if (type === 'boolean') return /^(true|false)$/.test(part) ? [part === 'true'] : `${shown} is neither true nor false`;
  if (type === 'choice') return choices.includes(part) ? [part] : `${shown} is not one of ${choices.join(', ')}`;
  const range = /^([^.]+(?:\.\d+)?)\.\.(\d+)(?:\.\.(\d+))?$/.exec(part);
  if (range) {
    const values = counted(shown, Number(range[1]), Number(range[2]), Number(range[3] ?? 1));
    const beyond = Array.isArray(values) ? values.find((value) => value < min || value > max) : undefined;
    return beyond === undefined ? values : `${beyond} is outside [${min}, ${max}]`;
  }
  const number = Number(part.replace('\u2212', '-'));
  if (!Number.isFinite(number)) return `${shown} is not a number`;
  if (type === 'integer' && !Number.isInteger(number)) return `${shown} is not a whole number`;
  return number >= min && number <= max ? [number] : `${shown} is outside [${min}, ${max}]`;
}

/**
 * @param {string} shown
 * @param {number} from
 * @param {number} to
 * @param {number} step
 */
function counted(shown, from, to, step) {
  if (!Number.isInteger(from) || step < 1) return `${shown} is no range of whole numbers`;
  const count = Math.floor((to - from) / step) + 1;
  if (count < 1 || count > MOST_VALUES)
    return `${shown} are ${Math.max(0, count)} values, which is outside [1, ${MOST_VALUES}]`;
  return Array.from({ length: count }, (_, i) => from + i * step);
}

/** So many rows a run has at least. */
const ROWS = 200;

/**
 * Iterations from one row to the next, to begin with; of a preset that is about many runs its own, as they need it.
 * @param {Preset} preset
 * @param {Spec} spec
 * @param {number} iterations
 */
export function proposedEvery({ sweep }, { probe }, iterations) {
  const own = probe?.every ?? 1000;
  return sweep ? own : Math.min(own, Math.max(1, Math.round(iterations / ROWS)));
}

/**
 * A sweep that a link has, as far as its form can hold it; or in a word why not.
 * @param {object} given
 * @param {number} lanes  that the figure has
 * @returns {{ sweep: NonNullable<Preset['sweep']>, problem?: undefined } | { problem: string }}
 */
export function readSweep(given, lanes) {
  const { vary = [], learned, ...numbers } = /** @type {Record<string, unknown>} */ (given);
  const isAxis = (/** @type {any} */ axis) => typeof axis?.entry === 'string' && Array.isArray(axis.values);
  if (!Array.isArray(vary) || vary.length > 2 || !vary.every(isAxis))
    return { problem: 'vary is not a list of at most two entries with their values' };
  for (const name of ['lane', 'seeds', 'iterations', 'every'])
    if (numbers[name] !== undefined && !(Number.isInteger(numbers[name]) && Number(numbers[name]) >= 1))
      return { problem: `${name}: ${brief(JSON.stringify(numbers[name]))} is not a whole number from 1 on` };
  if (Number(numbers.lane) > lanes) return { problem: `lane: ${numbers.lane} is outside [1, ${lanes}]` };
  const share = Reflect.get(Object(learned), 'share');
  if (learned !== undefined && typeof share !== 'number') return { problem: 'learned has no share' };
  return { sweep: /** @type {NonNullable<Preset['sweep']>} */ ({ ...given, vary }) };
}

/**
 * Values around the one that the figure has, to begin with.
 * @param {Sweepable} entry
 */
export function proposed({ field: { type, choices = [], min = -Infinity, max = Infinity }, value }) {
  if (type === 'boolean') return 'false, true';
  if (type === 'choice') return choices.slice(0, 4).join(', ');
  const own = Number(value ?? 1);
  const around =
    type === 'integer'
      ? [Math.ceil(own / 2), own, 2 * own]
      : [own / 2, own, 2 * own].map((v) => Number(v.toPrecision(6)));
  return [...new Set(around)].filter((v) => v >= min && v <= max).join(', ');
}

/**
 * The edits that have a figure show a run of a sweep: a whole member entry by entry, its kind first.
 * @param {string} entry
 * @param {unknown} value
 * @returns {[path: string, value: unknown][]}
 */
export const editsFor = (entry, value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([name, inner]) => editsFor(`${entry}.${name}`, inner))
    : [[entry, value]];

/**
 * A spec to be given members of other kinds: without the entries that one of these doesn't know, where they say no more than is so anyhow.
 * @param {Catalogue} catalogue
 * @param {Spec} spec  resolved
 * @param {{ entry: string, values: unknown[] }[]} vary
 * @returns {Spec}
 */
export function forKinds(catalogue, spec, vary) {
  const bare = structuredClone(spec);
  for (const { entry, values } of vary.filter(({ entry }) => entry.endsWith('.kind'))) {
    const path = entry.split('.').slice(0, -1);
    const members = /** @type {Member[]} */ (Reflect.get(catalogue, path.at(-1) ?? '') ?? []);
    const choice = path.reduce((at, name) => at?.[name], /** @type {any} */ (bare));
    const knows = (/** @type {unknown} */ kind, /** @type {string} */ name) =>
      members.find((member) => member.kind === kind)?.fields.some((field) => field.name === name);
    for (const field of members.find(({ kind }) => kind === choice?.kind)?.fields ?? []) {
      if (same(choice[field.name], field.default) && values.some((kind) => !knows(kind, field.name)))
        delete choice[field.name];
    }
  }
  return bare;
}

/** What says nothing of the experiment, or can't be said in a word. */
const UNTOLD = ['seed', 'lanes', 'changes', 'probe'];

/**
 * What a figure was changed to before a lane of it was swept: "n 50, batch 40".
 * @param {Record<string, unknown>} overrides
 * @param {number} swept  the lane
 * @param {{ entry: string }[]} varied  are told beside it
 */
export function changedIn(overrides, swept, varied) {
  const own = Object.entries(overrides).flatMap(([path, value]) => {
    const { lane, keys } = parsePath(path) ?? { lane: null, keys: [] };
    const entry = keys.join('.');
    const isTold = !UNTOLD.includes(keys[0] ?? 'seed') && !varied.some((each) => each.entry === entry);
    return isTold && (lane ?? swept) === swept ? [`${entryName(entry)} ${valueName(value)}`] : [];
  });
  return listed(own, 60);
}
