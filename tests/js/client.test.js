import assert from 'node:assert/strict';
import test from 'node:test';
import { createClient, Crashed, LATE, Refused, SILENCE } from '../../www/engine/client.js';
import { createWorld, to } from './world.js';

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
  /** @type {number[]} */
  const waited = [];
  const client = createClient({
    ...world,
    spawn: () => world.spawn(now.options),
    onProgress: (message) => progress.push(message),
    onWaiting: (ms) => waited.push(ms),
    onCrash: (why) => crashes.push(why),
  });
  return { world, client, progress, crashes, waited, now };
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
  client.goal(1, to(1e6), false);
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

test('a worker that dies or hangs without an event is told, once, if something is asked of it', async () => {
  for (const ask of [
    (/** @type {ReturnType<typeof start>['client']} */ client) => void client.call('catalogue').catch(() => {}),
    (/** @type {ReturnType<typeof start>['client']} */ client) => client.goal(1, to(1e9), false),
  ]) {
    const { world, client, crashes } = start();
    const load = standing(client.call('load', SPEC, 1));
    await world.run(100);
    assert.equal(load.state, 'done');
    await world.run(60_000);
    world.kill(0);
    await world.run(60_000);
    assert.deepEqual(crashes, [], 'nobody waits for it');
    ask(client);
    await world.run(SILENCE - 100);
    assert.deepEqual(crashes, []);
    await world.run(3000);
    assert.deepEqual(crashes, ['no word for 7 seconds']);
    await world.run(60_000);
    assert.equal(crashes.length, 1);
    client.respawn();
    const seed = standing(client.call('randomSeed'));
    await world.run(100);
    assert.equal(seed.state, 'done');
  }
});

test('who computes for long is not taken for dead: neither in slices nor in iterations of half a minute', async () => {
  for (const more of /** @type {import('../../www/types.d.ts').Spec[]} */ ([
    { probe: { samples: 1e9 } },
    { learner: { kind: 'sgd', batch: 9_230_769 } },
  ])) {
    const { world, client, crashes, progress } = start();
    const load = standing(client.call('load', { ...SPEC, ...more }, 1));
    client.goal(1, to(3), false);
    await world.run(500_000);
    assert.deepEqual([load.state, progress.at(-1)?.iteration, crashes], ['done', 3, []]);
  }
});

test('while this thread sleeps or is busy it hears nothing, and takes nobody for dead', async () => {
  const { world, client, crashes } = start();
  void client.call('load', SPEC, 1);
  client.goal(1, to(1e9), false);
  await world.run(1000);
  world.freeze(60_000);
  await world.run(65_000);
  assert.deepEqual(crashes, []);
});

test('files that do not come are spoken of, in the end given up, and asked for again by respawn()', async () => {
  const { world, client, crashes, waited, now } = start({ start: 'hangs' });
  const call = standing(client.call('catalogue'));
  await world.run(30_000);
  assert.deepEqual([waited.at(0), Math.round((waited.at(-1) ?? 0) / 1000), crashes], [5000, 30, []]);
  await world.run(LATE);
  assert.ok(call.value instanceof Crashed);
  assert.deepEqual(crashes, ['it has not come for 61 seconds']);
  now.options = { start: 'loads' };
  client.respawn();
  const seed = standing(client.call('randomSeed'));
  await world.run(100);
  assert.equal(seed.state, 'done');
});

test('a new run does not wait for an iteration of the old one: another worker begins it, with the goal that came after', async () => {
  for (const settled of [0, 40_000]) {
    const { world, client, crashes, progress } = start();
    const old = standing(client.call('load', { ...SPEC, learner: { kind: 'sgd', batch: 9_230_769 } }, 1));
    client.goal(1, to(1e9), false);
    await world.run(1000 + settled); // in the first iteration, and in one that was announced
    assert.equal(old.state, 'done');
    const load = standing(client.call('load', SPEC, 2));
    client.goal(2, to(500), false);
    await world.run(settled ? 100 : 600);
    assert.equal(load.state, 'done');
    await world.run(1000);
    assert.deepEqual([progress.at(-1)?.run, progress.at(-1)?.iteration, crashes], [2, 500, []]);
    assert.deepEqual(
      world.threads.map(({ alive }) => alive),
      [false, true],
    );
  }
});

test('a load in slices is left for a newer one by the same worker', async () => {
  const { world, client } = start();
  const first = standing(client.call('load', { ...SPEC, probe: { samples: 1e9 } }, 1));
  await world.run(3000);
  const second = standing(client.call('load', SPEC, 2));
  await world.run(100);
  assert.deepEqual([first.state, second.state, world.threads.length], ['failed', 'done', 1]);
});

test('a new worker is given its time: it is not replaced for being slow to begin', async () => {
  const { world, client, crashes, now } = start();
  void client.call('load', { ...SPEC, learner: { kind: 'sgd', batch: 9_230_769 } }, 1).catch(() => {});
  client.goal(1, to(1e9), false);
  await world.run(1000);
  now.options = { slowToLoad: 5000 };
  const load = standing(client.call('load', SPEC, 2));
  await world.run(5500);
  assert.deepEqual([load.state, world.threads.length, crashes], ['done', 2, []]);
  // Nor is one that dies at once, again and again: that is told.
  world.stillborn(true);
  client.respawn();
  const lost = standing(client.call('load', SPEC, 3));
  await world.run(20_000);
  assert.deepEqual([lost.state, world.threads.length, crashes.length], ['failed', 3, 1]);
});

/** The canvases that a look gave, and what was drawn of it. */
function looking() {
  const seen = { given: /** @type {any[]} */ ([]), drawn: /** @type {number[]} */ ([]) };
  /** @type {import('../../www/types.d.ts').Look} */
  const wanted = {
    style: { colours: [0] },
    surface: () => /** @type {any} */ (seen.given[seen.given.push({ painted: [] }) - 1]),
    draw: ({ iteration }) => seen.drawn.push(iteration),
  };
  return { seen, wanted };
}

/** @param {{ received: any[] } | undefined} thread */
const looks = (thread) =>
  thread?.received.filter(({ type }) => type === 'look').map(({ style, canvas }) => [style?.colours[0], !!canvas]);

test('a worker is given one canvas, by transfer, and after that what is wanted of it', async () => {
  const { world, client } = start();
  const { seen, wanted } = looking();
  client.look(wanted);
  client.look(null);
  client.look(wanted);
  void client.call('load', SPEC, 1);
  await world.run(100);
  client.look({ ...wanted, style: { colours: [5] } });
  client.look(null);
  client.look(wanted);
  await world.run(10);
  const [thread] = world.threads;
  assert.deepEqual(looks(thread), [
    [0, true],
    [5, false],
    [undefined, false],
    [0, false],
  ]);
  assert.deepEqual(thread?.transferred, seen.given);
  const other = looking();
  client.look(other.wanted);
  await world.run(10);
  assert.deepEqual(looks(thread)?.at(-1), [0, true], 'another one’s own');
  assert.deepEqual([seen.drawn.length, other.seen.drawn], [3, [0]], 'and each draws its own');
});

test('who looks at a worker that is lost, replaced or started afresh looks at the next one, on a new canvas', async () => {
  const { world, client } = start();
  const { seen, wanted } = looking();
  client.look(wanted);
  void client.call('load', SPEC, 1);
  await world.run(100);
  client.respawn();
  void client.call('load', { ...SPEC, learner: { kind: 'sgd', batch: 9_230_769 } }, 2);
  client.goal(2, to(1e9), false);
  await world.run(1000);
  void client.call('load', SPEC, 3); // the worker is in the midst of a long iteration
  await world.run(1500);
  assert.deepEqual(world.threads.map(looks), [[[0, true]], [[0, true]], [[0, true]]]);
  assert.equal(seen.given.length, 3);
  client.terminate();
  client.look(null);
  client.look(wanted); // to no one
  assert.equal(seen.given.length, 3);
});

test('where canvases can’t be handed over, the pixels come', async () => {
  const { world, client } = start();
  /** @type {any[]} */
  const drawn = [];
  client.look({ style: { colours: [0] }, surface: () => null, draw: (picture) => drawn.push(picture) });
  void client.call('load', SPEC, 1);
  await world.run(100);
  client.goal(1, to(7), false);
  await world.run(100);
  assert.deepEqual(
    drawn.map(({ pixels }) => pixels[0]),
    [0, 7],
  );
  assert.deepEqual(world.threads[0]?.transferred, []);
});

test('a worker that is let go is said to be idle only if nothing is under way in it', async () => {
  /** @type {[idle: boolean, after: number, ask: (client: ReturnType<typeof start>['client']) => unknown][]} */
  const cases = [
    [true, 500, () => {}],
    [false, 500, (client) => client.goal(1, to(1e6), false)],
    [false, 500, (client) => client.call('randomSeed').catch(() => {})],
    [false, 0, () => {}], // it has not come
  ];
  for (const [idle, after, ask] of cases) {
    const { world, client } = start();
    client.call('load', SPEC, 1).catch(() => {});
    await world.run(after);
    /** @type {unknown[]} */
    const told = [];
    Object.assign(world.workers[0] ?? {}, { terminate: (/** @type {unknown} */ rests) => told.push(rests) });
    ask(client);
    client.terminate();
    assert.deepEqual(told, [idle]);
  }
});
