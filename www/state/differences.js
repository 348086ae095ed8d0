// What differs between runs, entry by entry, read off their resolved specs and named as the settings name it.

/** @import { Basis, Catalogue, Change, Field, LabState, LaneState, Member, Pin, Spec } from '../types.d.ts' */

import { told } from '../language/changes.js';
import { notation } from '../language/notation.js';
import { brief } from '../language/text.js';
import { kindOf } from '../language/words.js';
import { described, fieldAt, parsePath, read, same } from './overrides.js';

/** @typedef {(Pick<LaneState, 'spec'> & { analysis?: LaneState['analysis'] })[]} Run  its lanes */
/**
 * @typedef {object} Difference
 * @property {string} label
 * @property {string} unit
 * @property {string} of        the lane that has the entry; empty for all that have it
 * @property {string[]} values  one a run; empty where a run has no such entry
 */

/** Longer values are cut. */
const LONGEST = 48;

/**
 * The seed comes last, as all else tells more.
 * @param {Catalogue} catalogue
 * @param {Run[]} runs
 * @returns {Difference[]}
 */
export function differences(catalogue, runs) {
  const counts = runs.map((run) => run.length);
  const specs = runs.flatMap((run) => run.map(({ spec }) => spec));
  const kind = kindOf(specs);
  const unequal = counts.some((count) => count !== counts[0]);
  const paths = new Map(specs.flatMap((spec) => leaves(spec, []).map((path) => [path.join('.'), path])));
  return [
    ...(unequal ? [{ label: `${kind}s`, unit: '', of: '', values: counts.map(String) }] : []),
    ...[...paths.values()]
      .sort((a, b) => Number(a[0] === 'seed') - Number(b[0] === 'seed'))
      .flatMap((path) => ofEntry(catalogue, runs, path, kind)),
  ];
}

/**
 * One row where each run has one value of an entry in all of its lanes, else one for each lane that differs.
 * @param {Catalogue} catalogue
 * @param {Run[]} runs
 * @param {string[]} path
 * @param {string} kind  what lanes are
 * @returns {Difference[]}
 */
function ofEntry(catalogue, runs, path, kind) {
  const places = Array.from({ length: Math.max(...runs.map((run) => run.length)) }, (_, i) => i);
  const differing = places.filter((i) => !isOne(runs.flatMap((run) => (run[i] ? [read(run[i].spec, path)] : []))));
  if (differing.length === 0) return [];
  const specs = runs.flatMap((run) => run.map(({ spec }) => spec));
  const field = fieldOf(catalogue, specs, path);
  const family = path.at(-1) === 'kind' ? fieldOf(catalogue, specs, path.slice(0, -1)) : null;
  const text = (/** @type {Run[number] | undefined} */ lane) => {
    const value = lane && read(lane.spec, path);
    if (path[0] === 'changes') return brief(told(/** @type {Change[]} */ (value ?? [])), 2 * LONGEST);
    return value === undefined || value === null ? '' : written(catalogue, family, field, value, lane?.analysis?.basis);
  };
  const row = { label: family?.label ?? field?.label ?? path.join('.'), unit: field?.unit ?? '' };
  const having = runs.map((run) => run.filter(({ spec }) => read(spec, path) !== undefined));
  if (having.every((run) => isOne(run.map(({ spec }) => read(spec, path)))))
    return [{ ...row, of: '', values: having.map(([first]) => text(first)) }];
  return differing.map((i) => ({ ...row, of: `${kind} ${i + 1}`, values: runs.map((run) => text(run[i])) }));
}

/** @param {unknown[]} values */
const isOne = (values) => values.every((value) => same(value, values[0]));

/**
 * @param {Catalogue} catalogue
 * @param {Spec[]} specs
 * @param {string[]} path
 */
const fieldOf = (catalogue, specs, path) => specs.flatMap((spec) => fieldAt(catalogue, spec, path) ?? [])[0] ?? null;

/**
 * The paths of all entries that are no members themselves.
 * @param {unknown} value
 * @param {string[]} path
 * @returns {string[][]}
 */
function leaves(value, path) {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, [...path, name]));
}

/**
 * @param {Catalogue} catalogue
 * @param {Field | null} family  which a kind is chosen from: it has the labels of the kinds
 * @param {Field | null} field
 * @param {unknown} value
 * @param {Basis} [basis]
 */
function written(catalogue, family, field, value, basis) {
  if (family) {
    const members = /** @type {Member[] | undefined} */ (Reflect.get(catalogue, family.family ?? ''));
    return members?.find(({ kind }) => kind === value)?.label ?? String(value);
  }
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'number') return String(value).replace('-', '\u2212');
  if (field?.type === 'choice') return String(value).replaceAll('_', ' ');
  if (field?.type === 'column' || ArrayBuffer.isView(value)) return `${Object.keys(Object(value)).length} numbers`;
  return brief(field ? notation(field.type).write(value, basis) : JSON.stringify(value), LONGEST);
}

/**
 * What a figure has otherwise than its preset, entry by entry: "width W 50", "step size 0.02 (network 2)". A seed is no such thing.
 * @param {Pick<LabState, 'catalogue' | 'overrides' | 'lanes'>} state
 * @returns {string[]}
 */
export function altered({ catalogue, overrides, lanes }) {
  const specs = lanes.map(({ spec }) => spec);
  const kind = kindOf(specs);
  // What changed on the way tells most of a run, and how it was measured least.
  const weight = (/** @type {string} */ path) => (path.endsWith('changes') ? 0 : path.startsWith('probe.') ? 2 : 1);
  const paths = Object.keys(overrides).sort((a, b) => weight(a) - weight(b));
  return paths.flatMap((path) => {
    if (path === 'seed') return [];
    if (path === 'lanes') return [`${specs.length} ${kind}s`];
    const { lane = null, keys: [family] = [] } = parsePath(path) ?? {};
    const changes = specs[lane ?? 0]?.changes ?? [];
    const what = family === 'changes' ? told(changes) : catalogue ? described(catalogue, specs, [path]) : path;
    return what === '' ? [] : [lane === null || specs.length < 2 ? what : `${what} (${kind} ${lane + 1})`];
  });
}

/** So many entries a name holds. */
const MOST_NAMED = 3;

/**
 * What sets one of the runs apart from the others: "step size 0.02, seed 5".
 * @param {Difference[]} rows
 * @param {number} run
 */
export function apart(rows, run) {
  const all = rows.flatMap(({ label, of, values }) => {
    const value = values[run] ?? '';
    return value === '' ? [] : [`${label} ${value}${of === '' ? '' : ` (${of})`}`];
  });
  if (all.length === 0) return 'the same settings';
  return all.slice(0, MOST_NAMED).join(', ') + (all.length > MOST_NAMED ? ', …' : '');
}

/**
 * What the table says, in a sentence.
 * @param {Difference[]} rows
 * @param {number} count  of runs
 */
export function summed(rows, count) {
  if (count < 2) return '';
  const [first] = rows;
  if (!first) return 'They have the same settings and the same seed: it is the same run.';
  if (rows.length === 1 && first.label === 'seed') return 'They differ in nothing but the seed.';
  return '';
}

/** @typedef {{ rows: Difference[], names: string[] }} Compared */

/** By the pins, as specs may be long. @type {WeakMap<Pin[], { of: unknown[], compared: Compared }>} */
const KNOWN = new WeakMap();

/**
 * The pinned runs of a figure and that of now, which is the last one: what differs between them, and what each is called by it.
 * @param {Pick<LabState, 'catalogue' | 'pins' | 'lanes' | 'preset'>} state
 * @returns {Compared}  the same as before if nothing has changed
 */
export function compared({ catalogue, pins, lanes, preset }) {
  const of = [catalogue, preset, ...lanes.map(({ spec }) => spec)];
  const known = KNOWN.get(pins);
  if (known && known.of.length === of.length && of.every((value, i) => value === known.of[i])) return known.compared;
  const runs = [...pins.map((pin) => pin.lanes), lanes];
  const rows = catalogue ? differences(catalogue, runs) : [];
  const names = runs.map((_, i) => {
    if (runs.length === 1) return ''; // there is nothing to be told from
    const pin = pins[i];
    const figure = pin && pin.preset !== preset.id ? `${pin.title}: ` : '';
    return pin?.name || figure + apart(rows, i);
  });
  const compared = { rows, names };
  KNOWN.set(pins, { of, compared });
  return compared;
}
