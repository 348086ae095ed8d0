// The committed traces, through the package: what Rust computes natively, a user of the package gets to the last bit.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import init, { Experiment } from 'staircase-lab';
import { presetSpecs } from '../../www/state/overrides.js';
import { digest } from './digest.js';

/** @param {string} path */
const json = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));

await init();
const { presets } = await json('../../www/presets/index.json');

for (const id of presets) {
  test(`the first 300 iterations of ${id} are the committed ones`, async () => {
    const golden = await json(`../golden/${id}.json`);
    const specs = presetSpecs(await json(`../../www/presets/${id}.json`));
    assert.equal(specs.length, golden.length);
    specs.forEach((spec, lane) => {
      const experiment = new Experiment(spec);
      for (let i = 0; i < 3; i++) {
        experiment.step(100);
        experiment.measure();
      }
      const { columns, rows, errors, parameters } = golden[lane];
      assert.deepEqual(experiment.columns, columns);
      const read = (/** @type {Float64Array} */ flat) => [...flat].map((value) => (Number.isNaN(value) ? null : value));
      assert.deepEqual(read(experiment.drain()), rows.flat());
      assert.deepEqual(read(experiment.errors), errors.flat());
      assert.equal(digest(experiment.parameters()), parameters);
      experiment.free();
    });
  });
}
