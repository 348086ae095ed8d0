// Which settings there are, and in which sections: generated from the catalogue that the core gives. What the lanes have in common is
// offered once, the rest lane by lane.

/** @import { Catalogue, Choice, Field, LabState, LaneState, Member, Spec } from '../types.d.ts' */

import { lanes } from '../engine/lanes.js';
import { isCopy, linedUp, lineup } from './lineup.js';
import { isCommon, parsePath, same } from './overrides.js';
import { capital } from '../language/text.js';
import { kindOf } from '../language/words.js';

/** @typedef {{ path: string, field: Field, choices?: { value: string, label: string }[] }} Entry */
/** @typedef {{ title: string, entries: Entry[], table?: number | null, folded?: boolean }} Group  `table`: the lane that may be given one, or null for all; `folded`: seldom asked for */

/**
 * @param {unknown} spec
 * @param {string} path
 * @returns {unknown}
 */
export function at(spec, path) {
  return path.split('.').reduce((/** @type {any} */ value, name) => value?.[name], spec);
}

/**
 * A member that needs tables of numbers cannot be made by hand; but for a target there is a form of its own (table.js).
 * @param {Member[]} members
 * @param {Field} family
 */
const handmade = (members, { name }) =>
  members.filter((m) => isTable(name, m) || !m.fields.some((f) => f.type === 'column' && !f.optional));

/**
 * @param {string} family
 * @param {Member} member
 */
const isTable = (family, { kind }) => family === 'target' && kind === 'table';

/** What a form cannot hold, and what has forms of its own. */
const ELSEWHERE = ['column', 'member', 'changes'];

/**
 * Some fields leave nothing to choose: their range is one number.
 * @param {Field} field
 */
const editable = ({ type, min, max }) => !ELSEWHERE.includes(type) && (min === undefined || min !== max);

/**
 * @param {string} path
 * @param {Field} field
 * @returns {Entry}
 */
function entry(path, field) {
  const choices =
    field.type === 'choice' ? field.choices?.map((value) => ({ value, label: value.replaceAll('_', ' ') })) : undefined;
  return { path, field, choices };
}

/**
 * Which member of a family, where there is more than one.
 * @param {Member[]} members
 * @param {string} path
 * @param {Field} family
 * @returns {Entry[]}
 */
function kindEntry(members, path, family) {
  const offered = handmade(members, family);
  if (offered.length < 2) return [];
  const field = /** @type {Field} */ ({ ...family, type: 'choice' });
  return [{ path, field, choices: offered.map((m) => ({ value: m.kind, label: m.label })) }];
}

/**
 * @param {Member[]} members
 * @param {unknown} chosen
 */
function fieldsOf(members, chosen) {
  const kind = /** @type {Choice | undefined} */ (chosen)?.kind;
  return (members.find((m) => m.kind === kind) ?? members[0])?.fields ?? [];
}

/**
 * One family of a spec, families within it included.
 * @param {Catalogue} catalogue
 * @param {Field} family the entry that holds it
 * @param {string} path
 * @param {unknown} chosen
 * @returns {Entry[]}
 */
function entries(catalogue, family, path, chosen) {
  const members = membersOf(catalogue, family);
  const fields = fieldsOf(members, chosen).flatMap((field) => {
    const inner = `${path}.${field.name}`;
    if (field.type === 'member') return entries(catalogue, field, inner, at(chosen, field.name));
    return editable(field) ? [entry(inner, field)] : [];
  });
  return [...kindEntry(members, `${path}.kind`, family), ...fields];
}

/**
 * @param {Catalogue} catalogue
 * @param {Field} field
 */
const membersOf = (catalogue, field) =>
  /** @type {Record<string, Member[]>} */ (/** @type {unknown} */ (catalogue))[field.family ?? ''] ?? [];

/** @param {LaneState[]} lanes */
const kindOfAll = (lanes) => kindOf(lanes.map(({ spec }) => spec));

/**
 * Which of the networks.
 * @param {LaneState[]} lanes
 * @param {number} i
 */
const side = (lanes, i) => (lanes.length === 2 ? ['left', 'right'][i] : `${kindOfAll(lanes)} ${i + 1}`);

/**
 * All of them: "both networks", "all 5 learners".
 * @param {LaneState[]} lanes
 */
const everyone = (lanes) => `${lanes.length === 2 ? 'both' : `all ${lanes.length}`} ${kindOfAll(lanes)}s`;

/**
 * One target of all lanes is one section. Of several the scalars are shared by all lanes that have them, unless these
 * differ; what describes one target alone goes by lane.
 * @param {Catalogue} catalogue
 * @param {Field} family
 * @param {LaneState[]} lanes
 * @param {boolean} isOne
 * @returns {Group[]}
 */
function targetGroups(catalogue, family, lanes, isOne) {
  const members = membersOf(catalogue, family);
  const tables = members.some((member) => isTable('target', member));
  if (isOne) {
    const all = entries(catalogue, family, 'target', lanes[0]?.spec.target);
    return [{ title: 'Target', entries: all, ...(tables ? { table: null } : {}) }];
  }
  const scalar = new Set(['integer', 'number', 'boolean', 'choice']);
  /** @type {Map<string, Entry>} */
  const shared = new Map();
  const alike = (/** @type {string} */ name) =>
    new Set(lanes.map(({ spec }) => spec.target?.[name]).filter((value) => value !== undefined)).size < 2;
  const isShared = (/** @type {Field} */ { name, type }) => scalar.has(type) && alike(name);
  const own = lanes.map((lane, i) => {
    const fields = fieldsOf(members, lane.spec.target).filter(editable);
    for (const field of fields) {
      if (isShared(field) && !shared.has(field.name)) shared.set(field.name, entry(`target.${field.name}`, field));
    }
    const rest = fields.filter((field) => !isShared(field)).map((field) => entry(`${i}:target.${field.name}`, field));
    return {
      title: `Target, ${side(lanes, i)}`,
      entries: [...kindEntry(members, `${i}:target.kind`, family), ...rest],
      ...(tables ? { table: i } : {}),
    };
  });
  if (lanes.length === 1)
    return own.map((group) => ({ ...group, title: 'Target', entries: [...group.entries, ...shared.values()] }));
  return [...own, { title: lanes.length === 2 ? 'Both targets' : 'All targets', entries: [...shared.values()] }];
}

/**
 * Whether a path is changed for one lane alone, or one within it.
 * @param {Record<string, unknown>} overrides
 * @param {string} path
 */
const isOwn = (overrides, path) =>
  Object.keys(overrides).some((key) => {
    const place = parsePath(key);
    return place !== null && place.lane !== null && `${place.keys.join('.')}.`.startsWith(`${path}.`);
  });

/**
 * Whether the lanes have different ones of a family: by their preset, or since one of them was changed alone.
 * @param {LabState} state
 * @param {keyof Spec} family
 */
const differs = ({ preset, overrides, lanes: now }, family) =>
  now.length > 1 &&
  (linedUp(lanes(preset), overrides).some((spec, _, [first]) => !same(spec[family], first?.[family])) ||
    isOwn(overrides, family));

/** @param {LabState} state */
export function common(state) {
  const { lanes } = state;
  if (lanes.length < 2) return '';
  const apart = /** @type {const} */ (['inputs', 'features', 'data', 'learner', 'probe', 'target']).filter((family) =>
    differs(state, family),
  );
  const what =
    apart.length === 0
      ? 'every setting'
      : apart.join() === 'target'
        ? 'every setting but the target'
        : 'every setting that is not given for each';
  return `${capital(everyone(lanes))} share ${what}. `;
}

/**
 * What each lane has of a family that differs, and before it once what all that have it have in common.
 * @param {Entry[][]} all  of each lane, by their paths in a spec
 * @param {LabState} state
 * @returns {{ common: Entry[], own: Entry[][] }}
 */
function parted(all, { lanes, overrides }) {
  const specs = lanes.map(({ spec }) => spec);
  /** @type {Map<string, Entry[]>} */
  const byPath = new Map();
  for (const each of all.flat()) byPath.set(each.path, [...(byPath.get(each.path) ?? []), each]);
  const shared = [...byPath].filter(
    ([path, having]) =>
      having.length > 1 &&
      having.every((each) => same(each, having[0])) &&
      isCommon(specs, path.split('.')) &&
      !isOwn(overrides, path),
  );
  const paths = new Set(shared.map(([path]) => path));
  return {
    common: shared.flatMap(([, having]) => having.slice(0, 1)),
    own: all.map((own, i) =>
      own.filter(({ path }) => !paths.has(path)).map((each) => ({ ...each, path: `${i}:${each.path}` })),
    ),
  };
}

/**
 * @param {LabState} state
 * @returns {Group[]}
 */
export function groups(state) {
  const { catalogue, lanes } = state;
  const spec = lanes[0]?.spec;
  if (!catalogue || !spec) return [];
  const field = (/** @type {string} */ name) => catalogue.experiment.find((f) => f.name === name);
  /**
   * The settings of a family that the lanes share.
   * @param {keyof Spec} name
   */
  const family = (name) => {
    const holder = field(name);
    return holder?.type === 'member' && !differs(state, name) ? entries(catalogue, holder, name, spec[name]) : [];
  };
  /**
   * Groups for settings that differ between lanes.
   * @param {string} title
   * @param {keyof Spec} name
   * @returns {Group[]}
   */
  const apart = (title, name) => {
    const holder = field(name);
    if (holder?.type !== 'member' || !differs(state, name)) return [];
    const all = lanes.map((lane) => entries(catalogue, holder, name, lane.spec[name]));
    const { common, own } = parted(all, state);
    return [
      { title: `${title}, for all that have it`, entries: common },
      ...own.map((entries, i) => ({ title: `${title}, ${side(lanes, i)}`, entries })),
    ];
  };
  const target = field('target');
  const plain = catalogue.experiment.filter(editable).map((field) => entry(field.name, field));
  const learner = family('learner');
  const isNetwork = (/** @type {Entry} */ { path }) => path.startsWith('learner.network');
  const all = [
    ...(target ? targetGroups(catalogue, target, lanes, lanes.length > 1 && !differs(state, 'target')) : []),
    { title: 'Data', entries: [...family('inputs'), ...family('data'), ...plain] },
    ...apart('Inputs', 'inputs'),
    ...apart('Data', 'data'),
    ...apart('Features', 'features'),
    ...apart('Training', 'learner'),
    { title: 'Network', entries: [...family('features'), ...learner.filter(isNetwork)] },
    { title: 'Training', entries: learner.filter((each) => !isNetwork(each)) },
    { title: 'Measurement', entries: family('probe') },
    ...apart('Measurement', 'probe'),
  ];
  return [...all, ...copies(state, catalogue, all)].filter((group) => group.entries.length > 0);
}

/**
 * What copies have in common with others until it is changed for them alone: all settings that are not offered for them already.
 * @param {LabState} state
 * @param {Catalogue} catalogue
 * @param {Group[]} offered
 * @returns {Group[]}
 */
function copies({ preset, overrides, lanes }, catalogue, offered) {
  const known = new Set(offered.flatMap(({ entries }) => entries.map(({ path }) => path)));
  const listed = lineup(preset.lanes.length, overrides);
  return lanes.flatMap(({ spec }, i) => {
    if (!isCopy(listed[i], i, listed)) return [];
    const whole = catalogue.experiment.flatMap((field) =>
      field.type === 'member'
        ? entries(catalogue, field, field.name, Reflect.get(spec, field.name))
        : editable(field)
          ? [entry(field.name, field)]
          : [],
    );
    const own = whole.map((each) => ({ ...each, path: `${i}:${each.path}` })).filter(({ path }) => !known.has(path));
    return [{ title: `${capital(kindOfAll(lanes))} ${i + 1} alone`, entries: own, folded: true }];
  });
}
