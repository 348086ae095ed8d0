// The committed traces, through the package: what Rust computes natively, a user of the package gets to the last bit.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import init, { Experiment } from 'staircase-lab';
import { lanes } from '../../www/engine/lanes.js';
import { digest, numbersOf } from './digest.js';

/** @param {string} path */
const json = async (path) => JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8'));

await init();
const { presets } = await json('../../www/presets/index.json');
const traced = new Set(await readdir(new URL('../golden', import.meta.url)));

for (const id of presets.filter((/** @type {string} */ id) => traced.has(`${id}.json`))) {
  test(`the first iterations of ${id} are the committed ones`, async () => {
    const golden = await json(`../golden/${id}.json`);
    const specs = lanes(await json(`../../www/presets/${id}.json`));
    assert.equal(specs.length, golden.length);
    specs.forEach((spec, lane) => {
      const { columns, rows, errors, parameters } = golden[lane];
      const experiment = new Experiment(spec);
      for (let i = 0; i < 3; i++) {
        experiment.step(rows.at(-1)[0] / 3);
        experiment.measure();
      }
      assert.deepEqual(experiment.columns, columns);
      const read = (/** @type {Float64Array} */ flat) => [...flat].map((value) => (Number.isNaN(value) ? null : value));
      assert.deepEqual(read(experiment.drain()), rows.flat());
      assert.deepEqual(read(experiment.errors), errors.flat());
      const weights = experiment.phase ? numbersOf(experiment.neurons()) : experiment.parameters();
      assert.equal(digest(weights), parameters);
      experiment.free();
    });
  });
}
