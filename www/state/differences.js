// What differs between runs, entry by entry, read off their resolved specs and named as the settings name it.

/** @import { Basis, Catalogue, Field, LabState, LaneState, Member, Spec } from '../types.d.ts' */

import { notation } from '../language/notation.js';
import { brief } from '../language/text.js';
import { kindOf } from '../language/words.js';
import { fieldAt, read, same } from './overrides.js';

/** @typedef {Pick<LaneState, 'spec' | 'analysis'>[]} Run  its lanes */
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
  const most = Math.max(0, ...counts);
  const kind = kindOf(runs.flatMap((run) => run.map(({ spec }) => spec)));
  const byLane = Array.from({ length: most }, (_, i) => ofLane(catalogue, runs, i));
  const paths = [...new Set(byLane.flatMap((rows) => [...rows.keys()]))];
  const rows = paths
    .sort((a, b) => Number(a === 'seed') - Number(b === 'seed'))
    .flatMap((path) => {
      const own = byLane.map((rows) => rows.get(path));
      const [first] = own.filter((row) => row !== undefined);
      const alike = own.every((row, i) => (row ? same(row, first) : !has(runs, i, path)));
      if (alike && first) return [{ ...first, of: '' }];
      return own.flatMap((row, i) => (row ? [{ ...row, of: most === 1 ? '' : `${kind} ${i + 1}` }] : []));
    });
  const unequal = counts.some((count) => count !== counts[0]);
  return [...(unequal ? [{ label: `${kind}s`, unit: '', of: '', values: counts.map(String) }] : []), ...rows];
}

/**
 * Whether some run's lane has an entry.
 * @param {Run[]} runs
 * @param {number} i
 * @param {string} path
 */
const has = (runs, i, path) => runs.some((run) => read(run[i]?.spec, path.split('.')) !== undefined);

/**
 * Of one lane, by path.
 * @param {Catalogue} catalogue
 * @param {Run[]} runs
 * @param {number} i
 * @returns {Map<string, Omit<Difference, 'of'>>}
 */
function ofLane(catalogue, runs, i) {
  const lanes = runs.map((run) => run[i]);
  const there = lanes.filter((lane) => lane !== undefined);
  const paths = new Map(there.flatMap(({ spec }) => leaves(spec, []).map((path) => [path.join('.'), path])));
  /** @type {Map<string, Omit<Difference, 'of'>>} */
  const rows = new Map();
  for (const [name, path] of paths) {
    if (there.every(({ spec }) => same(read(spec, path), read(there[0]?.spec, path)))) continue;
    const [field = null] = there.flatMap(({ spec }) => fieldAt(catalogue, spec, path) ?? []);
    const family = path.at(-1) === 'kind' ? familyOf(catalogue, there, path) : null;
    const values = lanes.map((lane) => {
      const value = lane && read(lane.spec, path);
      return value === undefined || value === null
        ? ''
        : written(catalogue, family, field, value, lane?.analysis.basis);
    });
    rows.set(name, { label: family?.label ?? field?.label ?? name, unit: field?.unit ?? '', values });
  }
  return rows;
}

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
 * The entry that a kind is chosen for: it has the name, and the labels of the kinds.
 * @param {Catalogue} catalogue
 * @param {{ spec: Spec }[]} lanes
 * @param {string[]} path
 */
const familyOf = (catalogue, lanes, path) =>
  lanes.flatMap(({ spec }) => fieldAt(catalogue, spec, path.slice(0, -1)) ?? [])[0] ?? null;

/**
 * @param {Catalogue} catalogue
 * @param {Field | null} family
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

/**
 * The pinned runs of a figure and that of now, which is the last one: what differs between them, and what each is called by it.
 * @param {Pick<LabState, 'catalogue' | 'pins' | 'lanes' | 'preset'>} state
 */
export function compared({ catalogue, pins, lanes, preset }) {
  const runs = [...pins.map((pin) => pin.lanes), lanes];
  const rows = catalogue ? differences(catalogue, runs) : [];
  const names = runs.map((_, i) => {
    const pin = pins[i];
    const figure = pin && pin.preset !== preset.id ? `${pin.title}: ` : '';
    return pin?.name || figure + apart(rows, i);
  });
  return { rows, names };
}
