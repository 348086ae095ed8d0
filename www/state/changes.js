// Settings that are changed while runs are under way, in terms of a spec's `changes`: the network goes on, and the run stays a function
// of its spec. How it is trained and its data change at once, and where the visitor wants it so what is learned and the law of the
// inputs too; what a run can't go on with begins it anew.

import { inForce } from '../language/inforce.js';
import { isCommon, parsePath, read, same } from './overrides.js';

/** @import { Change, Choice, LabState, LaneState, Recorded, Spec } from '../types.d.ts' */

/** What a learner keeps to the end of its run. */
const KEPT = ['kind', 'network', 'optimizer', 'regime', 'stage'];
/** Data that one may go over to and from. */
const DRAWN = ['fresh', 'fixed'];
/** What begins a run anew unless it is asked to go on. */
const ASKED = ['target', 'inputs'];

/** Whether an entry is of these. @param {string} path */
export const isAsked = (path) => ASKED.includes(parsePath(path)?.keys[0] ?? '');

/**
 * Whether another target or law can be learned by runs that go on.
 * @param {Pick<LabState, 'status' | 'lanes' | 'comesTo'>} state
 */
export const mayGoOn = (state) =>
  ASKED.some((family) => takesEffect({ ...state, goesOn: true }, `${family}.kind`).length > 0);

/**
 * Whether runs learn another target, or another law, on their way: then what is changed of it is to be changed there.
 * @param {Spec[]} specs
 */
export const learnsAnother = (specs) =>
  specs.some(({ changes = [] }) => changes.some(({ target, inputs }) => target !== undefined || inputs !== undefined));

/**
 * Whether a setting of a lane's can change while its run goes on.
 * @param {Spec} spec
 * @param {string[]} keys
 * @param {boolean} asked
 */
function canChange(spec, [family = '', name = ''], asked) {
  if (spec.learner?.kind !== 'sgd') return false;
  // A table is the target and its rows in one.
  if (ASKED.includes(family)) return asked && name !== 'n' && spec.target?.kind !== 'table';
  return family === 'data'
    ? DRAWN.includes(spec.data?.kind ?? '')
    : family === 'learner' && !KEPT.includes(name) && read(spec, [family, name]) !== undefined;
}

/**
 * Where a change to a lane's settings takes effect: where it stands, or where it comes to what was changed last.
 * @param {Pick<LabState, 'comesTo'>} state
 * @param {Pick<LaneState, 'iteration'>} lane
 */
export const placeOfChange = ({ comesTo }, { iteration }) => Math.max(comesTo, iteration);

/**
 * Whether the runs, made again, have not come yet to what was changed last.
 * @param {Pick<LabState, 'lanes' | 'comesTo'>} state
 */
export const isPending = ({ lanes, comesTo }) => lanes.some(({ iteration }) => iteration < comesTo);

/**
 * The last change up to an iteration: where it is now, if that one is taken back.
 * @param {Spec[]} specs
 * @param {number} upTo
 */
export const lastChange = (specs, upTo) =>
  Math.max(0, ...specs.flatMap(({ changes = [] }) => changes.map(({ at }) => at)).filter((at) => at <= upTo));

/**
 * The lanes that have a setting, if it takes effect without beginning anew in all of them; else none.
 * @param {Pick<LabState, 'status' | 'lanes' | 'goesOn' | 'comesTo'>} state
 * @param {string} path
 */
export function takesEffect(state, path) {
  const { status, lanes, goesOn, comesTo } = state;
  const place = parsePath(path);
  // At its budget a run goes on with what it is asked to go on with, and past it.
  const over = goesOn && isAsked(path) ? ['finished'] : [];
  const under = ['running', 'paused', ...over, ...(comesTo > 0 ? ['loading', 'ready'] : [])].includes(status);
  if (!place || !under || lanes.some((lane) => lane.status !== 'running' || placeOfChange(state, lane) < 1)) return [];
  const { lane, keys } = place;
  const now = lanes.map((lane) => inForce(lane.spec, placeOfChange(state, lane)));
  const having = now.flatMap((spec, i) =>
    (lane === null || lane === i) && (keys.at(-1) === 'kind' || read(spec, keys) !== undefined) ? [i] : [],
  );
  return having.every((i) => canChange(/** @type {Spec} */ (now[i]), keys, goesOn)) ? having : [];
}

/**
 * Whether a setting has a value already in these lanes.
 * @param {Spec[]} specs
 * @param {number[]} having
 * @param {number} at
 * @param {string} path
 * @param {unknown} value
 */
export const isInForce = (specs, having, at, path, value) =>
  specs.every((spec, i) => !having.includes(i) || same(read(inForce(spec, at), parsePath(path)?.keys ?? []), value));

/**
 * The changes of a spec with one more.
 * @param {Spec} spec
 * @param {number} at
 * @param {string[]} keys
 * @param {unknown} value
 * @returns {Change[]}
 */
function withChange(spec, at, [family = '', name = ''], value) {
  const changes = spec.changes ?? [];
  const here = changes.find((change) => change.at === at) ?? { at };
  const member = /** @type {'data' | 'target' | 'inputs'} */ (family);
  const part =
    family === 'learner'
      ? { learner: { ...here.learner, [name]: value } }
      : { [family]: name === 'kind' ? { kind: value } : { ...inForce(spec, at)[member], [name]: value } };
  const others = changes.filter((change) => change.at !== at);
  return [...others, /** @type {Change} */ ({ ...here, ...part })].sort((a, b) => a.at - b.at);
}

/**
 * The edits that give each lane its own changes: one for all where they are alike.
 * @param {(Change[] | undefined)[]} given
 * @param {Record<string, unknown>} held  what is changed so far
 * @returns {Record<string, unknown>}
 */
function edits(given, held) {
  // How many coordinates there are is said once, by the spec.
  const all = given.map((changes) =>
    changes?.map((change) => {
      const { n: _, ...inputs } = /** @type {Record<string, unknown>} */ (change.inputs ?? {});
      return change.inputs ? { ...change, inputs: /** @type {Choice} */ (inputs) } : change;
    }),
  );
  const before = Object.keys(held).filter((path) => parsePath(path)?.keys[0] === 'changes');
  const cleared = Object.fromEntries(before.map((path) => [path, undefined]));
  if (all.every((changes) => same(changes ?? [], all[0] ?? []))) return { ...cleared, changes: all[0] ?? [] };
  return { ...cleared, ...Object.fromEntries(all.map((changes, i) => [`${i}:changes`, changes ?? []])) };
}

/**
 * The edits that record a setting's change.
 * @param {Spec[]} specs
 * @param {number[]} lanes  that it is in
 * @param {number} at
 * @param {string} path
 * @param {unknown} value
 * @param {Record<string, unknown>} held
 */
export function recording(specs, lanes, at, path, value, held) {
  const keys = parsePath(path)?.keys ?? [];
  const all = specs.map((spec, i) => (lanes.includes(i) ? withChange(spec, at, keys, value) : spec.changes));
  return edits(all, held);
}

/**
 * What is recorded in some lanes, in the order of time; once where it is in all.
 * @param {Spec[]} specs
 * @returns {Recorded[]}
 */
export function recorded(specs) {
  const all = specs.flatMap(({ changes = [] }, lane) =>
    changes.flatMap(({ at, learner = {}, data, inputs, target }) => [
      ...Object.entries(learner).map(([name, value]) => ({ lane, at, keys: ['learner', name], value })),
      ...Object.entries({ data, inputs, target })
        .filter(([, value]) => value)
        .map(([name, value]) => ({ lane, at, keys: [name], value })),
    ]),
  );
  const alike = (/** @type {Recorded} */ a, /** @type {Recorded} */ b) => same({ ...a, lane: 0 }, { ...b, lane: 0 });
  return all
    .map((each) => (all.filter((other) => alike(each, other)).length === specs.length ? { ...each, lane: null } : each))
    .filter((each, i, list) => list.findIndex((other) => same(each, other)) === i)
    .sort((a, b) => a.at - b.at);
}

/**
 * A change without one of its entries, or without all of a family's; nothing if none is left.
 * @param {Change} change
 * @param {string} family
 * @param {string} [name]
 * @returns {Change[]}
 */
function lessOne(change, family, name) {
  const { [/** @type {'learner'} */ (family)]: part, ...rest } = change;
  const left = Object.entries(part ?? {}).filter(([entry]) => name !== undefined && entry !== name);
  const kept = left.length > 0 ? { ...rest, [family]: Object.fromEntries(left) } : rest;
  return Object.keys(kept).length > 1 ? [kept] : [];
}

/**
 * The edits after which one of them has never been.
 * @param {Spec[]} specs
 * @param {Recorded} gone
 * @param {Record<string, unknown>} held
 */
export function forgotten(specs, { lane, at, keys: [family = '', name] }, held) {
  const all = specs.map(({ changes }, i) =>
    lane !== null && lane !== i
      ? changes
      : changes?.flatMap((change) => (change.at === at ? lessOne(change, family, name) : [change])),
  );
  return edits(all, held);
}

/**
 * The edits that leave out what changes a setting that is to hold from the start.
 * @param {Spec[]} specs
 * @param {string} path
 * @param {Record<string, unknown>} held
 */
export function superseded(specs, path, held) {
  const { lane = null, keys: [family = '', name = ''] = [] } = parsePath(path) ?? {};
  const concerns = (/** @type {Change} */ change) => family === 'learner' && Object.hasOwn(change.learner ?? {}, name);
  const those = (/** @type {number} */ i) => lane === null || lane === i;
  if (!specs.some(({ changes = [] }, i) => those(i) && changes.some(concerns))) return {};
  const all = specs.map(({ changes }, i) =>
    changes?.flatMap((change) => (those(i) && concerns(change) ? lessOne(change, family, name) : [change])),
  );
  return edits(all, held);
}

/**
 * The edits by which what the changes come to holds from the start.
 * @param {Spec[]} specs
 * @param {Record<string, unknown>} held
 */
export function fromTheStart(specs, held) {
  const ends = specs.map((spec) => inForce(spec, Infinity));
  const paths = recorded(specs).flatMap(({ keys: [family = '', name], value }) =>
    name ? [`${family}.${name}`] : Object.keys(/** @type {object} */ (value)).map((entry) => `${family}.${entry}`),
  );
  const set = [...new Set(paths)].flatMap((path) => {
    const keys = path.split('.');
    if (isCommon(ends, keys))
      return [
        [
          path,
          read(
            ends.find((end) => read(end, keys) !== undefined),
            keys,
          ),
        ],
      ];
    return ends.map((end, i) => [`${i}:${path}`, read(end, keys)]).filter(([, value]) => value !== undefined);
  });
  return {
    ...edits(
      specs.map(() => []),
      held,
    ),
    ...Object.fromEntries(set),
  };
}
