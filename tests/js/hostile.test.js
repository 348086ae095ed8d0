// Whatever is pasted, opened, typed or linked, reading it takes time in proportion to its length.

import assert from 'node:assert/strict';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import { READERS } from './hostile.js';

/** Ms: a text takes some hundredths of a second; where each blank looks at all of the others it takes many. */
const PATIENCE = 5000;

for (const name of Object.keys(READERS)) {
  test(`reading takes linear time of any text: ${name}`, () => {
    const worker = new Worker(new URL('hostile.js', import.meta.url), { workerData: name });
    return new Promise((/** @type {(value?: undefined) => void} */ resolve, reject) => {
      let now = '';
      const giveUp = () => {
        void worker.terminate();
        reject(new assert.AssertionError({ message: `${now} is still being read` }));
      };
      let timer = setTimeout(giveUp, PATIENCE);
      worker.on('message', (text) => {
        now = text;
        clearTimeout(timer);
        timer = setTimeout(giveUp, PATIENCE);
      });
      worker.on('error', (error) => reject(new Error(`${now}: ${error.message}`)));
      worker.on('exit', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  });
}
