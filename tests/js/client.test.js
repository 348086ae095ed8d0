import assert from 'node:assert/strict';
import test from 'node:test';
import { createClient, Crashed, Refused } from '../../www/engine/client.js';
import { createWorld } from './world.js';

/** @import { ProgressMessage } from '../../www/engine/protocol.js' */

const SPEC = { target: { kind: 'staircase', degree: 3 } };

/** @param {Parameters<ReturnType<typeof createWorld>['spawn']>[0]} [options] */
function start(options) {
  const world = createWorld();
  const now = { options };
  /** @type {ProgressMessage[]} */
  const progress = [];
  /** @type {string[]} */
  const crashes = [];
  const client = createClient({
    ...world,
    spawn: () => world.spawn(now.options),
    onProgress: (message) => progress.push(message),
    onCrash: (why) => crashes.push(why),
  });
  return { world, client, progress, crashes, now };
}

/**
 * How a promise stands, without waiting for it.
 * @param {Promise<unknown>} promise
 */
function standing(promise) {
  const seen = { state: 'pending', value: /** @type {any} */ (undefined) };
  promise.then(
    (value) => Object.assign(seen, { state: 'done', value }),
    (value) => Object.assign(seen, { state: 'failed', value }),
  );
  return seen;
}

test('nothing is sent before the worker is ready: a module that is loading loses messages', async () => {
  const { world, client } = start();
  const seed = standing(client.call('randomSeed'));
  await world.run(29);
  assert.deepEqual(world.threads[0]?.received, []);
  await world.run(10);
  assert.deepEqual([seed.state, seed.value], ['done', 101]);
});

test('answers find their callers, refusals keep their field', async () => {
  const { world, client } = start();
  const wrong = standing(client.call('resolve', { target: { kind: 'nothing' } }));
  const right = standing(client.call('resolve', SPEC));
  await world.run(100);
  assert.ok(wrong.value instanceof Refused);
  assert.equal(wrong.value.field, 'target.kind');
  assert.equal(right.value.learner.network.width, 40);
});

test('a crash fails every open call, is told once, and ends the worker', async () => {
  const { world, client, crashes } = start();
  const panic = standing(client.call('panicForTest'));
  const other = standing(client.call('catalogue'));
  await world.run(100);
  assert.ok(panic.value instanceof Crashed && other.value instanceof Crashed);
  assert.deepEqual(crashes, ['unreachable']);
  assert.equal(world.threads[0]?.alive, false);
  const late = standing(client.call('catalogue'));
  await world.run(1);
  assert.ok(late.value instanceof Crashed);
});

test('after respawn() all is as new, and the old worker is not heard any more', async () => {
  const { world, client, progress, crashes } = start();
  const load = standing(client.call('load', SPEC, 1));
  await world.run(100);
  assert.equal(load.state, 'done');
  client.goal(1, 1e6, false);
  await world.run(100);
  const heard = progress.length;
  assert.ok(heard > 0);
  const late = world.workers[0]?.onmessage;
  assert.ok(late);
  client.respawn();
  const seed = standing(client.call('randomSeed'));
  await world.run(500);
  world.workers[0]?.onmessage?.(/** @type {MessageEvent} */ ({ data: { type: 'crashed', message: 'late' } }));
  assert.equal(progress.length, heard);
  assert.equal(seed.state, 'done');
  assert.deepEqual(crashes, []);
  assert.equal(world.threads.length, 2);
});

test('a script that cannot be loaded, or a worker that may not be made, is a crash with words', async () => {
  const failing = start({ start: 'fails' });
  const call = standing(failing.client.call('catalogue'));
  await failing.world.run(100);
  assert.ok(call.value instanceof Crashed);
  assert.deepEqual(failing.crashes, ['the worker could not be loaded']);

  const throwing = start({ start: 'throws' });
  assert.deepEqual(throwing.crashes, ['not allowed here']);
  throwing.now.options = { start: 'loads' };
  throwing.client.respawn();
  const seed = standing(throwing.client.call('randomSeed'));
  await throwing.world.run(100);
  assert.equal(seed.state, 'done');
});

test('ending it for good is no crash', async () => {
  const { world, client, crashes } = start();
  const call = standing(client.call('catalogue'));
  client.terminate();
  await world.run(100);
  assert.ok(call.value instanceof Crashed);
  assert.deepEqual(crashes, []);
});
