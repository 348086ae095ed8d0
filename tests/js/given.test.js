// A spec that a page hands to a figure is, as changes of the laboratory, the same spec: whatever its families are.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import init, { catalogue, lanes, resolve } from '../../www/engine/headless.js';
import { load } from '../../www/state/given.js';
import { same } from '../../www/state/overrides.js';
import { judge } from '../../www/state/admit.js';
import { decode, encode } from '../../www/state/url.js';

/** @import { Controller } from '../../www/state/controller.js' */
/** @import { Preset } from '../../www/types.d.ts' */

const url = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
await init(readFileSync(url('www/pkg/staircase_bg.wasm')));
/** @type {Preset[]} */
const presets = JSON.parse(readFileSync(url('www/presets/index.json'), 'utf8'))
  .presets.map((/** @type {string} */ id) => JSON.parse(readFileSync(url(`www/presets/${id}.json`), 'utf8')))
  .filter((/** @type {Preset} */ { table }) => !table);
const laboratory = /** @type {Preset} */ (presets.find(({ id }) => id === 'laboratory'));

/** What the figure is asked to show. @param {object | string} given @param {number} [iterations] */
async function shown(given, iterations) {
  /** @type {{ of: Preset, changes: Record<string, unknown>, budget?: number }[]} */
  const all = [];
  const controller = /** @type {Controller} */ (
    /** @type {unknown} */ ({
      actions: {
        showRun: async (/** @type {any} */ of, /** @type {any} */ changes, /** @type {any} */ budget) =>
          all.push({ of, changes, budget }),
      },
      call: async (/** @type {string} */ method, /** @type {any} */ spec) => {
        if (method === 'catalogue') return catalogue();
        try {
          return resolve(spec);
        } catch (error) {
          throw Object.assign(/** @type {Error} */ (error), { name: 'Refused' });
        }
      },
    })
  );
  const fetchImages = () => Promise.reject(new Error('there are none here'));
  await load(controller, given, { iterations }, { presets, fetchImages });
  assert.equal(all.length, 1);
  return /** @type {(typeof all)[0]} */ (all[0]);
}

test('each lane of each preset goes into the laboratory’s link and comes out of it the same', async () => {
  const bases = lanes(laboratory).map((spec) => resolve(spec));
  for (const preset of presets)
    for (const spec of lanes(preset)) {
      const { of, changes, budget } = await shown(spec, 500);
      assert.equal(budget, 500);
      assert.equal(of, laboratory);
      const look = { scale: 'log', coefficientScale: 'linear', axis: 'iterations', unit: null, speed: Infinity };
      const link = encode(/** @type {any} */ ({ preset: of, overrides: changes, budget, ...look }));
      const { overrides, problems } = decode(link, presets);
      assert.deepEqual(problems, {});
      const [again] = (await judge(async (specs) => specs.map(resolve), catalogue(), bases)(overrides)).specs;
      assert.ok(same(again, resolve(spec)), link);
    }
});

test('a preset of the page’s is that one; another is shown under a name that no link knows', async () => {
  const [first] = presets;
  assert.equal((await shown(structuredClone(/** @type {Preset} */ (first)))).of, first);
  assert.deepEqual(await shown(first?.id ?? ''), { of: first, changes: {}, budget: first?.budget });
  assert.equal((await shown(first?.id ?? '', 9)).budget, 9);
  const own = { ...structuredClone(/** @type {Preset} */ (first)), budget: 7 };
  const { of } = await shown(own);
  assert.ok(of.given && !presets.some(({ id }) => id === of.id));
  assert.deepEqual([of.title, of.budget, of.lanes.length], [first?.title, 7, first?.lanes.length]);
});

test('what is neither is refused by its field, and nothing is shown', async () => {
  const target = { kind: 'parity', degree: 2 };
  for (const [given, iterations, field] of /** @type {[any, any, string][]} */ ([
    [null, undefined, 'load'],
    [[target], undefined, 'load'],
    ['figure-99', undefined, 'load'],
    [{ target }, 1.5, 'iterations'],
    [{ target }, 2e9, 'iterations'],
    [{ lanes: [{ spec: { target } }], budget: -1 }, undefined, 'budget'],
    [{ lanes: [] }, undefined, 'preset'],
    [{ lanes: [null] }, undefined, 'preset.lanes[0]'],
    [{ title: 7, lanes: [{ spec: { target } }] }, undefined, 'title'],
    [{ caption: { here: null }, lanes: [{ spec: { target } }] }, undefined, 'caption.here'],
    [{ lanes: [{ label: ['a'], spec: { target } }] }, undefined, 'lanes[0].label'],
    [{}, undefined, 'target'],
  ]))
    await assert.rejects(shown(given, iterations), (/** @type {any} */ error) => error.field === field);
});
