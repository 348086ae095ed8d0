// What the visitor changed, by path ("learner.network.width", or "1:target.kind" for one lane alone), laid over a
// preset's specs. The catalogue says where a path makes sense; whether a value is right is the core's to say.

/** @import { Catalogue, Choice, Field, Member, Spec } from '../types.d.ts' */

import { brief } from '../language/text.js';

/** @typedef {Record<string, unknown>} Overrides */

const PATH = /^(?:(\d{1,2}):)?([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,3})$/;

/**
 * @param {string} path
 * @returns {{ lane: number | null, keys: string[] } | null}
 */
export function parsePath(path) {
  const match = PATH.exec(path);
  if (match?.[2] === undefined) return null;
  return { lane: match[1] === undefined ? null : Number(match[1]), keys: match[2].split('.') };
}

/**
 * A path without the lane that it is for.
 * @param {string} path
 */
export const entryOf = (path) => path.replace(/^\d+:/, '');

/**
 * The entry that chooses the member which another entry belongs to.
 * @param {string} path
 */
export const kindBeside = (path) => `${path.slice(0, path.lastIndexOf('.') + 1)}kind`;

/**
 * The entry of the catalogue that a path leads to in this spec; null where it makes no sense.
 * A member's own kind is an entry too.
 * @param {Catalogue} catalogue
 * @param {Spec} spec
 * @param {string[]} keys
 * @returns {Field | null}
 */
export function fieldAt(catalogue, spec, keys) {
  const [first = '', ...rest] = keys;
  if (rest.length === 0) return catalogue.experiment.find(({ name }) => name === first) ?? null;
  let family = first;
  /** @type {unknown} */
  let choice = own(spec, first);
  for (const [i, name] of rest.entries()) {
    const members = /** @type {Member[] | undefined} */ (own(catalogue, family));
    if (members === undefined || family === 'experiment') return null;
    const last = i === rest.length - 1;
    if (name === 'kind') return last ? kindField(members) : null;
    const kind = own(choice, 'kind');
    const member = members.find((each) => each.kind === kind) ?? (members.length === 1 ? members[0] : undefined);
    const field = member?.fields.find((each) => each.name === name);
    if (field === undefined || last) return field ?? null;
    if (field.type !== 'member' || field.family === undefined) return null;
    family = field.family;
    choice = own(choice, name);
  }
  return null;
}

/**
 * @param {Member[]} members
 * @returns {Field}
 */
function kindField(members) {
  const choices = members.map(({ kind }) => kind);
  return {
    name: 'kind',
    type: 'choice',
    label: 'Kind',
    unit: '',
    help: '',
    default: choices[0],
    choices,
    optional: false,
  };
}

/**
 * The specs with the changes in them, and for each the paths that took hold.
 * @param {Spec[]} bases  the preset's own specs, resolved, of the lanes that there are
 * @param {Overrides} overrides
 * @param {Catalogue} catalogue
 * @returns {{ spec: Spec, used: string[] }[]}
 */
export function overridden(bases, overrides, catalogue) {
  const changes = Object.entries(overrides)
    .map(([path, value]) => ({ path, value, place: parsePath(path) }))
    .sort((a, b) => rank(a.place) - rank(b.place));
  return bases.map((base, lane) => {
    let spec = base;
    /** @type {string[]} */
    const used = [];
    for (const { path, value, place } of changes) {
      if (place === null || (place.lane !== null && place.lane !== lane)) continue;
      const { keys } = place;
      // A lane keeps the kind that its preset gives to it alone: the parity beside the staircase stays a parity.
      const isKind = keys.length > 1 && keys.at(-1) === 'kind';
      const pinned = isKind && place.lane === null && !isCommon(bases, keys);
      if (pinned || fieldAt(catalogue, spec, keys) === null) continue;
      spec = /** @type {Spec} */ (isKind ? withKind(catalogue, spec, keys, value) : withValue(spec, keys, value));
      used.push(path);
    }
    return { spec, used };
  });
}

/**
 * Whether an entry has one value in all specs that have it.
 * @param {Spec[]} specs
 * @param {string[]} keys
 */
export function isCommon(specs, keys) {
  const [first, ...others] = specs.map((spec) => read(spec, keys)).filter((value) => value !== undefined);
  return others.every((value) => same(value, first));
}

/**
 * What the preset says may stand in the way of what is wanted in its place: a parity has a degree or a set, and what it
 * measures of a network says nothing of another learner. The spec without the entry that the core blames, if that is the
 * preset's own and beside a changed one, or is a measurement that is switched on; else null.
 * @param {Spec} spec
 * @param {string} blamed  a path
 * @param {string[]} used  the changed ones
 * @returns {Spec | null}
 */
export function yielding(spec, blamed, used) {
  const keys = blamed.split('.');
  const last = keys.pop() ?? '';
  const changed = used.map((path) => parsePath(path)?.keys.join('.') ?? '');
  const beside = changed.some((path) => path.slice(0, path.lastIndexOf('.')) === keys.join('.'));
  const member = read(spec, keys);
  const measured = changed.length > 0 && blamed.startsWith('probe.') && own(member, last) === true;
  if (changed.includes(blamed) || !(beside || measured) || keys.length === 0 || own(member, last) === undefined)
    return null;
  const { [last]: _, ...rest } = /** @type {Record<string, unknown>} */ (member);
  return /** @type {Spec} */ (withValue(spec, keys, rest));
}

/**
 * Kinds come before the fields that they bring, outer before inner, and what is for one lane alone has the last word.
 * @param {ReturnType<typeof parsePath>} place
 */
function rank(place) {
  if (place === null) return 0;
  const { lane, keys } = place;
  return (keys.at(-1) === 'kind' ? keys.length : 10) + (lane === null ? 0 : keys.at(-1) === 'kind' ? 5 : 1);
}

/**
 * @param {unknown} holder
 * @param {string[]} keys
 * @param {unknown} value
 * @returns {Record<string, unknown>}
 */
function withValue(holder, keys, value) {
  const [first = '', ...rest] = keys;
  return {
    .../** @type {object} */ (holder),
    [first]: rest.length === 0 ? value : withValue(own(holder, first), rest, value),
  };
}

/**
 * Another member in the place of one; entries that both know are kept, and a member that one of them chooses from another family
 * becomes the first of that.
 * @param {Catalogue} catalogue
 * @param {Spec} spec
 * @param {string[]} keys  ends in "kind"
 * @param {unknown} kind
 */
function withKind(catalogue, spec, keys, kind) {
  const path = keys.slice(0, -1);
  const old = /** @type {Choice | undefined} */ (read(spec, path));
  if (old?.kind === kind) return spec;
  /** @type {Choice} */
  const chosen = { kind: /** @type {string} */ (kind) };
  const bare = /** @type {Spec} */ (withValue(spec, path, chosen));
  for (const [name, value] of Object.entries(old ?? {})) {
    const field = name === 'kind' ? null : fieldAt(catalogue, bare, [...path, name]);
    if (field === null) continue;
    const family = /** @type {Member[]} */ (field.type === 'member' ? own(catalogue, field.family ?? '') : []);
    const stays = family.length === 0 || family.some((member) => member.kind === own(value, 'kind'));
    chosen[name] = stays ? value : { kind: family[0]?.kind };
  }
  return bare;
}

/**
 * @param {unknown} spec
 * @param {string[]} keys
 * @returns {unknown}
 */
export function read(spec, keys) {
  return keys.reduce(own, spec);
}

/**
 * @param {unknown} holder
 * @param {string} key
 * @returns {unknown}
 */
function own(holder, key) {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return /** @type {Record<string, unknown>} */ (holder)[key];
}

/**
 * What a change was, in words, such as "width W 50".
 * @param {Catalogue} catalogue
 * @param {Spec[]} specs
 * @param {string[]} paths
 */
export function described(catalogue, specs, paths) {
  const place = paths.length === 1 ? parsePath(paths[0] ?? '') : null;
  for (const [lane, spec] of place ? specs.entries() : []) {
    if (place?.lane !== null && place?.lane !== lane) continue;
    const field = fieldAt(catalogue, spec, place.keys);
    if (field) return told(field, read(spec, place.keys), catalogue, spec, place.keys);
  }
  return 'new settings';
}

/**
 * A field's value under its label, by the labels that the settings show.
 * @param {Field} field
 * @param {unknown} value
 * @param {Catalogue} catalogue
 * @param {Spec} spec
 * @param {string[]} keys
 */
function told(field, value, catalogue, spec, keys) {
  if (keys.length > 1 && keys.at(-1) === 'kind') {
    const family = fieldAt(catalogue, spec, keys.slice(0, -1));
    const members = /** @type {Member[] | undefined} */ (own(catalogue, family?.family ?? ''));
    const member = members?.find(({ kind }) => kind === value);
    return `${family?.label ?? field.label} ${member?.label ?? String(value)}`;
  }
  if (typeof value === 'object') return `new ${field.label}`;
  if (typeof value === 'boolean') return `“${field.label}” ${value ? 'on' : 'off'}`;
  return `${field.label} ${brief(field.type === 'choice' ? String(value).replaceAll('_', ' ') : String(value))}`;
}

/**
 * Whether two pieces of a spec say the same.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean}
 */
export function same(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  // A table of data may hold millions of numbers.
  if ((Array.isArray(a) && Array.isArray(b)) || (ArrayBuffer.isView(a) && ArrayBuffer.isView(b))) {
    const [left, right] = /** @type {[unknown[], unknown[]]} */ ([a, b]);
    return left.length === right.length && left.every((value, i) => same(value, right[i]));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(own(a, key), own(b, key)))
  );
}
