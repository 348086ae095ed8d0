// Presets that learn from images: what is in their file, what the core is given of it, and what happens where it does not come.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { createController } from '../../www/state/controller.js';
import { completeSpecs, learnsImages } from '../../www/state/images.js';
import { createPool } from '../../www/engine/pool.js';
import { createWorld } from './world.js';

/** @import { Images, Preset } from '../../www/types.d.ts' */

const url = new URL('../../www/tables/digits.json', import.meta.url);
/** @type {Images & Record<'source' | 'licence', string>} */
const digits = JSON.parse(await readFile(url, 'utf8'));

const caption = { paper: '', here: '', try: '' };
const lane = { label: 'a', name: 'a', spec: { learner: { kind: 'sgd' } } };
/** @type {Preset} */
const plain = {
  id: 'plain',
  title: '',
  source: '',
  budget: 900,
  caption,
  spec: { seed: 1, inputs: { kind: 'gaussian', n: 2 }, target: { kind: 'parity', degree: 2 } },
  lanes: [lane],
};
const { target: _, ...common } = plain.spec;
/** @type {Preset} */
const images = {
  ...plain,
  id: 'images',
  spec: { ...common, data: { kind: 'rows' } },
  table: { file: 'digits', ones: [1, 3], title: '' },
  lanes: [lane, lane],
};

test('the digits are those of the UCI repository, with their source and licence, in few bytes', async () => {
  assert.equal(digits.digits.length, 1797);
  assert.equal(digits.pixels.length, 1797 * 64);
  assert.ok(digits.pixels.every((ink) => Number.isInteger(ink) && ink >= 0 && ink <= 16));
  const sum = (/** @type {number[]} */ list) => createHash('sha256').update(Uint8Array.from(list)).digest('hex');
  assert.equal(sum(digits.pixels), '8f26b2bd9d135c256808f68f14fdabddde6d9c7f869ae419704b051f0f14b3b3');
  assert.equal(sum(digits.digits), '8ba4f891220f5e4c9c819638d1602d74b83618f167043c6da52a2a247841ddf0');
  assert.match(digits.source, /Alpaydin and C\. Kaynak \(1998\).*UCI/);
  assert.match(digits.licence, /CC BY 4\.0/);
  assert.ok(gzipSync(await readFile(url)).length < 60_000);
});

test('pixels become coordinates and digits values, the same for all lanes', async () => {
  const fetchImages = async () => ({ pixels: [0, 16, 4, 8], digits: [3, 0] });
  const specs = await completeSpecs(images, fetchImages);
  assert.equal(specs.length, 2);
  for (const spec of specs) assert.deepEqual(spec.target, { kind: 'table', x: [0, 1, 0.25, 0.5], y: [1, 0] });
  const unasked = () => assert.fail('a preset without a table asks for no file');
  assert.deepEqual((await completeSpecs(plain, unasked))[0]?.target, plain.spec.target);
});

test('with a target of one’s own in some lane a figure is none of images any more', () => {
  for (const [overrides, learns] of /** @type {[Record<string, unknown>, boolean][]} */ ([
    [{}, true],
    [{ seed: 2, '1:learner.step_size': 0.1 }, true],
    [{ 'target.kind': 'staircase' }, false],
    [{ '1:target.x': [1] }, false],
  ])) {
    assert.equal(learnsImages({ preset: images, overrides }), learns, JSON.stringify(overrides));
    assert.equal(learnsImages({ preset: plain, overrides }), false);
  }
});

/** @param {{ presetId: string, come: boolean }} now */
function start(now) {
  const world = createWorld();
  let asked = 0;
  const controller = createController({
    presetId: now.presetId,
    presets: [plain, images],
    later: world.later,
    createPool: (handlers) => createPool(handlers, { ...world, spawn: () => world.spawn({ start: 'loads' }) }),
    async fetchImages(file) {
      asked++;
      assert.equal(file, 'digits');
      if (!now.come) throw new TypeError('Failed to fetch');
      return { pixels: [0, 16, 4, 8], digits: [3, 0] };
    },
  });
  const seen = controller.store.get;
  return { world, actions: controller.actions, seen, asked: () => asked };
}

test('without its file a figure says so, and asks again when it is restarted or the network is back', async () => {
  for (const how of /** @type {const} */ (['restart', 'retry', 'play'])) {
    const now = { presetId: 'images', come: false };
    const { world, actions, seen, asked } = start(now);
    await world.run(500);
    assert.equal(seen().status, 'crashed');
    assert.equal(
      seen().message,
      'What the figure learns from could not be loaded: Failed to fetch. Play or Restart tries again.',
    );
    now.come = true;
    actions[how]();
    await world.run(500);
    assert.notEqual(seen().status, 'crashed', how);
    assert.deepEqual(
      seen().lanes.map(({ spec }) => spec.target?.y),
      [
        [1, 0],
        [1, 0],
      ],
    );
    assert.equal(asked(), 2);
  }
});

test('chosen in the place of another preset it may fail, and is then what a restart tries again', async () => {
  const now = { presetId: 'plain', come: false };
  const { world, actions, seen, asked } = start(now);
  await world.run(500);
  assert.equal(asked(), 0, 'what is not shown is not asked for');
  void actions.choosePreset('images');
  await world.run(500);
  assert.match(seen().message, /could not be loaded: Failed to fetch\. Restart tries again\.$/);
  assert.equal(seen().preset.id, 'plain');
  now.come = true;
  actions.restart();
  await world.run(500);
  assert.equal(seen().preset.id, 'images');
  actions.restart();
  await world.run(500);
  assert.equal(seen().preset.id, 'images');
  assert.equal(asked(), 2, 'new runs of the same images ask for no file');
});
