import assert from 'node:assert/strict';
import test from 'node:test';
import { changedPace, paceOf } from '../../www/state/pace.js';

/** @import { Preset } from '../../www/types.d.ts' */

const plain = /** @type {Preset} */ ({ id: 'plain' });
const paced = /** @type {Preset} */ ({ id: 'paced', pace: { axis: 'neurons', speed: 40 } });

test('a preset may say at what pace it is first seen', () => {
  assert.deepEqual(paceOf(plain), { speed: Infinity, unit: null, axis: 'iterations' });
  assert.deepEqual(paceOf(paced), { speed: 40, unit: null, axis: 'neurons' });
});

test('another preset brings its own pace, but for what the visitor has chosen', () => {
  const begun = { preset: paced, ...paceOf(paced) };
  assert.deepEqual(changedPace(begun, plain), paceOf(plain));
  assert.deepEqual(changedPace({ ...begun, speed: 7 }, plain), { unit: null, axis: 'iterations' });
  assert.deepEqual(changedPace({ preset: plain, ...paceOf(plain), axis: 'samples' }, paced), { speed: 40, unit: null });
});
