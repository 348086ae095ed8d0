// What a page hands to a figure that is there: a spec, which the laboratory takes up as changes of its own, so that a link can hold it;
// or a preset, as its file has it.

import { refusal } from '../engine/refusal.js';
import { admit, judge } from './admit.js';
import { completeSpecs } from './images.js';
import { same } from './overrides.js';
import { MOST_ITERATIONS, noPreset } from './url.js';

/** @import { Images, Preset, Spec } from '../types.d.ts' */
/** @import { Controller } from './controller.js' */

/** The preset of one lane whose every setting is a visitor's own. */
const OPEN = 'laboratory';
/** Iterations of what says nothing of them. */
const BUDGET = 20_000;

/** @typedef {{ presets: Preset[], fetchImages: (file: string) => Promise<Images> }} House  what there is besides */

let count = 0;

/**
 * Shows it from its first row; what the core refuses is thrown in its own words, and the figure stays as it was.
 * @param {Controller} controller
 * @param {object | string} given  a preset of the page's by its name, too
 * @param {{ iterations?: number | undefined }} options
 * @param {House} house
 */
export async function load({ actions, call }, given, { iterations }, { presets, fetchImages }) {
  if (typeof given === 'string') {
    const named = presets.find(({ id }) => id === given);
    if (!named) throw refusal('load', noPreset(given));
    if (iterations !== undefined) checkBudget('iterations', iterations);
    return actions.showRun(named, {}, iterations ?? named.budget);
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw refusal('load', 'what is given is neither a spec nor a preset');
  if (iterations !== undefined) checkBudget('iterations', iterations);
  const resolve = (/** @type {Spec[]} */ specs) => Promise.all(specs.map((spec) => call('resolve', spec)));

  const isSpec = !('lanes' in given);
  const preset = isSpec ? asPreset({ lanes: [{ spec: given }] }) : asPreset(given);
  checkBudget('budget', preset.budget);
  const known = presets.find((each) =>
    ['spec', 'lanes', 'budget', 'table'].every((name) => same(at(each, name), at(given, name))),
  );
  const specs = await resolve(await completeSpecs(preset, fetchImages));
  checkTexts(preset);
  if (known) return actions.showRun(known, {}, iterations ?? known.budget);

  const open = isSpec && presets.find(({ id }) => id === OPEN);
  const [spec] = specs;
  if (open && spec) {
    const bases = await resolve(await completeSpecs(open, fetchImages));
    const changes = differences(/** @type {Spec} */ (bases[0]), spec);
    const verdict = await admit({}, changes, judge(resolve, await call('catalogue'), bases));
    if (same(verdict.specs, specs)) return actions.showRun(open, verdict.overrides, iterations ?? BUDGET);
  }
  await actions.showRun(preset, {}, iterations);
}

/**
 * @param {object} holder
 * @param {string} name
 */
const at = (holder, name) => /** @type {Record<string, unknown>} */ (holder)[name];

/**
 * @param {string} field
 * @param {unknown} value
 */
function checkBudget(field, value) {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > MOST_ITERATIONS)
    throw refusal(field, `${String(value)} is not a whole number in [1, ${MOST_ITERATIONS}]`);
}

/** @param {Preset} preset */
function checkTexts({ title, caption, lanes }) {
  const texts = Object.entries({
    title,
    ...Object.fromEntries(Object.entries(caption).map(([name, text]) => [`caption.${name}`, text])),
    ...Object.fromEntries(
      lanes.flatMap(({ label, name }, k) => [
        [`lanes[${k}].label`, label],
        [`lanes[${k}].name`, name],
      ]),
    ),
  });
  for (const [field, text] of texts)
    if (typeof text !== 'string') throw refusal(field, `a value of the type ${typeof text} is not a text`);
}

/**
 * What a preset's file may leave out, filled in; under a name that no link knows.
 * @param {object} given
 * @returns {Preset}
 */
function asPreset(given) {
  const file = /** @type {Partial<Preset>} */ (given);
  return /** @type {Preset} */ ({
    title: 'An experiment of this page',
    source: '',
    budget: BUDGET,
    spec: {},
    ...file,
    caption: { paper: '', here: '', try: '', ...file.caption },
    lanes: named(file.lanes),
    id: `given-${(count += 1)}`,
    given: true,
  });
}

/**
 * Whether they are lanes at all is seen when their specs are read.
 * @param {unknown} lanes
 */
const named = (lanes) =>
  Array.isArray(lanes)
    ? lanes.map((lane) => (lane && typeof lane === 'object' ? { ...NAMELESS, ...lane } : lane))
    : lanes;

const NAMELESS = { label: '', name: '' };

/**
 * What has to be changed in one spec for it to say what another does, by path; both are resolved.
 * @param {object} from
 * @param {object} to
 * @param {string} [above]
 * @returns {Record<string, unknown>}
 */
function differences(from, to, above = '') {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const [old, now] = [at(from, name), at(to, name)];
      if (same(old, now)) return [];
      const path = `${above}${name}`;
      // A member of a family goes entry by entry; a list, or what has no kind, is one value.
      if (isMember(path, now)) return Object.entries(differences(isMember(path, old) ? old : {}, now, `${path}.`));
      return now === undefined ? [] : [[path, ArrayBuffer.isView(now) ? Array.from(/** @type {any} */ (now)) : now]];
    }),
  );
}

/**
 * @param {string} path
 * @param {unknown} value
 * @returns {value is object}
 */
const isMember = (path, value) => typeof value === 'object' && value !== null && ('kind' in value || path === 'probe');
