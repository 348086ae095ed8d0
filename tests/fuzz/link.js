// What must hold of any link: it is read without harm, what is wrong in it is told in few words, and what is left of it is
// written and read as it was.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import init, { catalogue, resolve } from '../../www/engine/headless.js';
import { admit, judge } from '../../www/state/admit.js';
import { lanes } from '../../www/engine/lanes.js';
import { decode, encode } from '../../www/state/url.js';
import { badLink } from '../../www/language/words.js';
import { mutated } from './texts.js';

/** @import { Preset, Spec } from '../../www/types.d.ts' */

export const corpus = [
  'v=1&preset=figure-2&lanes=%5B0,1,0%5D&2:learner.step_size=0.02&2:seed=5',
  'v=1&preset=figure-2&seed=3&learner.network.width=50&scale=linear&speed=200',
  'v=1&preset=figure-7&0:target.kind=table&0:target.x=%5B1,1,1,-1,-1,1,-1,-1%5D&0:target.y=%5B1,0,0,1%5D&inputs.n=2&data.kind=fresh&probe.sets=strongest',
  'v=1&preset=laboratory&target.kind=formula&target.formula=x1%20%2B%200.5%20x1x2%20-%20(x3%2Bx4)%5E2&budget=5000',
  'v=1&preset=figure-4&inputs.kind=normal&inputs.mean=0.5&target.kind=expansion&target.terms=%5B%7B%22set%22:%5B1,1,2%5D,%22coefficient%22:0.5%7D%5D',
  'v=1&1:target.kind=parity&1:target.set=%5B1,2,3%5D&data.kind=fixed&data.count=60000&learner.decay.every=1000&learner.decay.divide_by=%5B1,2,4%5D',
  'v=1&preset=hermite&inputs.kind=correlated&inputs.covariance=%5B%5B1,0.5%5D,%5B0.5,1%5D%5D&probe.every=1',
];
const tokens = [
  ...[
    '&',
    '=',
    ':',
    '.',
    '%',
    '%5B',
    '%5D',
    '%7B',
    '%22',
    ',',
    '0:',
    '1:',
    'kind',
    'target',
    'learner.network.',
    '__proto__',
    '-',
    '1e300',
  ],
  ...[
    'null',
    'true',
    '""',
    '{}',
    'x1',
    '^',
    '(',
    'v=1&',
    'preset=',
    'budget=',
    'speed=',
    'scale=',
    'probe.sets=',
    'n',
    '9',
    '%00',
    '%E2',
    '∞',
  ],
];
export const texts = mutated(corpus, tokens);

const folder = new URL('../../www/', import.meta.url);
const json = (/** @type {string} */ path) => JSON.parse(readFileSync(new URL(path, folder), 'utf8'));
/** @type {Preset[]} */
const presets = json('presets/index.json').presets.map((/** @type {string} */ id) => json(`presets/${id}.json`));

/**
 * As a worker answers the page.
 * @param {Spec[]} specs
 */
async function resolved(specs) {
  try {
    return structuredClone(specs).map((spec) => resolve(spec));
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    throw Object.assign(/** @type {Error} */ (error), { name: 'Refused' });
  }
}

/** @param {string} fragment */
export async function check(fragment) {
  await init();
  const saved = decode(fragment, presets);
  const preset = /** @type {Preset} */ (presets.find(({ id }) => id === saved.preset) ?? presets[0]);
  const bases = await resolved(lanes(preset));
  const held = async (/** @type {Record<string, unknown>} */ changes) =>
    admit({}, changes, judge(resolved, catalogue(), bases));
  const { overrides, specs, problems } = await held(saved.overrides);
  for (const why of Object.values({ ...saved.problems, ...problems })) {
    assert.ok(why.length < 300, `${why.length} characters: ${why.slice(0, 300)}`);
    assert.ok(badLink(why).length < 300);
  }
  /** @param {typeof saved} of */
  const settings = ({
    scale = 'log',
    coefficientScale = 'linear',
    axis = 'iterations',
    unit,
    speed = Infinity,
    budget = preset.budget,
  }) => ({
    scale,
    coefficientScale,
    axis,
    unit: unit ?? null,
    speed,
    budget,
  });
  const written = encode({ preset, overrides, ...settings(saved) });
  const again = decode(written, presets);
  assert.deepEqual(again.problems, {});
  assert.deepEqual(again.overrides, overrides);
  assert.deepEqual(settings(again), settings(saved));
  assert.deepEqual((await held(again.overrides)).specs, specs);
}

export const property = fc.asyncProperty(texts, check);
