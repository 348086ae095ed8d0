import assert from 'node:assert/strict';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { iterations } from '../api.js';

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.on('message', (count) => assert.equal(count, 100));
} else {
  parentPort.postMessage(await iterations());
}
