import assert from 'node:assert/strict';
import test from 'node:test';
import { SILENCE } from '../../www/engine/client.js';
import { createPool } from '../../www/engine/pool.js';
import { COSTS } from './fake-core.js';
import { createWorld } from './world.js';

/** @import { ProgressMessage } from '../../www/engine/protocol.js' */

/** Rows so far apart that they do not matter here. @type {import('../../www/types.d.ts').Spec} */
const SPEC = { target: { kind: 'staircase', degree: 3 }, probe: { every: 1e6 } };
/** @type {import('../../www/types.d.ts').Spec} */
const PARITY = { target: { kind: 'parity', degree: 3 }, probe: { every: 1e6 } };
const FULL = { limit: 1e9, speed: Infinity, unit: /** @type {const} */ ('iteration'), measureBelow: 1000 };

/**
 * Two runs, the second `slowness` times slower, loaded.
 * @param {object} [how]
 * @param {number} [how.slowness]
 * @param {typeof SPEC[]} [how.specs]
 * @param {boolean} [how.asleep]
 * @param {(world: ReturnType<typeof createWorld>) => ReturnType<typeof createWorld>['later']} [how.later]
 */
async function start({ slowness = 1, specs = [SPEC, PARITY], asleep = false, later = ({ later }) => later } = {}) {
  const world = createWorld();
  /** @type {ProgressMessage[][]} */
  const told = [[], []];
  const seen = { arrived: 0, waited: 0, crashes: /** @type {{ why: string, fate: string, again: boolean }[]} */ ([]) };
  const now = { start: /** @type {'loads' | 'fails' | 'hangs'} */ ('loads') };
  let spawned = 0;
  const pool = createPool(
    {
      onProgress: (lane, message) => told[lane]?.push(message),
      onPending: () => {},
      onWaiting: () => seen.waited++,
      onArrived: () => seen.arrived++,
      onCrash: (why, how) => seen.crashes.push({ why, ...how }),
    },
    {
      ...world,
      later: later(world),
      spawn: () => world.spawn({ ...now, slowness: spawned++ % 2 === 1 ? slowness : 1 }),
    },
  );
  if (asleep) pool.sleep();
  void pool.resolve(specs);
  await world.run(50);
  void pool.load(specs);
  await world.run(200);
  return { world, pool, told, seen, now, at: () => told.map((messages) => messages.at(-1)?.iteration ?? 0) };
}

/**
 * @param {ProgressMessage[]} messages
 * @param {number} width
 */
const rowsOf = (messages, width) => messages.flatMap(({ rows }) => [...rows].filter((_, i) => i % width === 0));

test('at full speed no worker waits for the page', async () => {
  const { world, pool } = await start();
  pool.go(FULL);
  await world.run(200);
  const before = world.threads.map(({ busy }) => busy);
  await world.run(3000);
  world.threads.forEach(({ busy }, i) => {
    const share = (busy - (before[i] ?? 0)) / 3000;
    assert.ok(share > 0.99, `worker ${i} computed ${(100 * share).toFixed(1)} % of the time`);
  });
});

test('of two runs of different speed the slower never waits, and the faster stays within the window', async () => {
  const { world, pool, at } = await start({ slowness: 1.5 });
  pool.go(FULL);
  await world.run(200);
  const before = world.threads[1]?.busy ?? 0;
  for (let i = 0; i < 30; i++) {
    await world.run(100);
    const [fast = 0, slow = 0] = at();
    assert.ok(fast - slow <= 300 / (1.5 * COSTS.step), `${fast} and ${slow}`);
  }
  assert.ok((world.threads[1]?.busy ?? 0) - before > 0.99 * 3000);
});

test('a page that is busy for 200 ms now and then starves nobody', async () => {
  const { world, pool } = await start();
  pool.go(FULL);
  await world.run(200);
  const before = world.threads.map(({ busy }) => busy);
  for (let i = 0; i < 5; i++) {
    world.freeze(200);
    await world.run(600);
  }
  for (const [i, { busy }] of world.threads.entries()) assert.ok(busy - (before[i] ?? 0) > 0.98 * 3000, `${busy}`);
});

test('a stop is taken up within 30 ms, and the runs end side by side', async () => {
  const { world, pool, told, at } = await start({ slowness: 1.5 });
  pool.go(FULL);
  await world.run(1000);
  pool.stop();
  await world.run(30);
  for (const messages of told)
    assert.ok(
      messages.some(({ goal }) => goal.iteration === 0),
      'each has said where it stopped',
    );
  await world.run(400);
  const [fast, slow] = at();
  assert.equal(fast, slow);
  const busy = world.threads.map((thread) => thread.busy);
  await world.run(1000);
  assert.deepEqual(
    world.threads.map((thread) => thread.busy),
    busy,
    'stopped means stopped',
  );
});

test('slow motion keeps its speed, side by side, with a row for every step', async () => {
  const { world, pool, told, at } = await start();
  pool.go({ ...FULL, speed: 1 });
  await world.run(20);
  assert.deepEqual(
    at(),
    [0, 0].map(() => 1),
    'the first step comes at once',
  );
  await world.run(10_000);
  assert.deepEqual(at(), [11, 11]);
  assert.deepEqual(rowsOf(told[0] ?? [], 7), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  assert.ok(Math.abs((pool.rate() ?? 0) - 1) < 0.05, `${pool.rate()}`);
});

test('a page that comes to look at the clock too late skips none of them, and makes up for no lost time', async () => {
  for (const speed of [1, 5, 10]) {
    let late = 0;
    const { world, pool, told, at } = await start({ later: (world) => (work, ms) => world.later(work, ms + late) });
    pool.go({ ...FULL, speed });
    await world.run(2000);
    late = 3000 / speed;
    await world.run(12_000);
    late = 0;
    await world.run(late + 3000);
    const before = at()[0] ?? 0;
    await world.run(4000);
    assert.ok(Math.abs((at()[0] ?? 0) - before - 4 * speed) <= 2, `${before} and ${at()[0]} at ${speed}`);
    assert.deepEqual(
      rowsOf(told[0] ?? [], 7),
      Array.from({ length: at()[0] ?? 0 }, (_, i) => i + 1),
    );
  }
});

test('a speed between is kept, too, and measured', async () => {
  for (const speed of [20, 300, 5000]) {
    const { world, pool, at } = await start();
    pool.go({ ...FULL, speed });
    await world.run(3000);
    for (const iteration of at())
      assert.ok(Math.abs(iteration - 3 * speed) <= 0.05 * 3 * speed + 2, `${iteration} at ${speed}`);
    assert.ok(Math.abs((pool.rate() ?? 0) - speed) <= 0.05 * speed, `${pool.rate()} at ${speed}`);
  }
});

test('in slow motion the rows come often enough to see, and not so often that they eat the machine', async () => {
  const { world, pool, told } = await start();
  pool.go({ ...FULL, speed: 200 });
  await world.run(3000);
  const rows = rowsOf(told[0] ?? [], 7).length;
  assert.ok(rows >= 36 && rows <= 61, `${rows} rows in three seconds`);
});

test('a speed beyond the machine is full speed', async () => {
  const { world, pool } = await start({ slowness: 1 });
  pool.go({ ...FULL, speed: 20_000 });
  await world.run(300);
  const before = world.threads.map(({ busy }) => busy);
  await world.run(2000);
  for (const [i, { busy }] of world.threads.entries()) assert.ok(busy - (before[i] ?? 0) > 0.98 * 2000);
});

test('from full speed to slow motion the runs first come side by side, then go on one by one', async () => {
  const { world, pool, at } = await start({ slowness: 1.5 });
  pool.go(FULL);
  await world.run(1000);
  const [before = 0] = at();
  pool.setPace({ ...FULL, speed: 2 });
  await world.run(500);
  const [fast = 0, slow = 0] = at();
  assert.equal(fast, slow);
  assert.ok(fast - before < 1000, 'no burst');
  await world.run(5000);
  assert.deepEqual(at(), [fast + 10, fast + 10]);
  pool.setPace({ ...FULL, speed: Infinity });
  await world.run(1000);
  assert.ok((at()[1] ?? 0) > fast + 5000);
});

/** Two runs, one of which trains a neuron for 40 iterations, the other for 80. */
const LAYERWISE = [20, 40].map((batch) => ({
  ...SPEC,
  learner: { kind: 'layerwise', batch, network: { kind: 'sparse_quadratic', layers: 5, width: 10 } },
}));
const WIDTH = 9;
/**
 * @param {import('../../www/engine/protocol.js').ProgressMessage[][]} told
 * @param {'neuron' | 'active' | 'layer'} mark
 */
const passed = (told, mark) => told.map((messages) => messages.at(-1)?.marks[mark]);

test('a step may be a neuron, the next active one or a layer, and each has a row', async () => {
  const { world, pool, told, at } = await start({ specs: LAYERWISE });
  for (const [unit, count, neurons] of /** @type {const} */ ([
    ['neuron', 1, 1],
    ['neuron', 2, 3],
    ['active', 1, 5],
    ['active', 1, 10],
    ['layer', 1, 20],
    ['neuron', 1, 21],
  ])) {
    pool.step(count, 1e9, unit);
    await world.run(1000);
    assert.deepEqual(passed(told, 'neuron'), [neurons, neurons]);
    assert.deepEqual(at(), [40 * neurons, 80 * neurons], 'at its end');
    for (const [lane, messages] of told.entries()) assert.equal(rowsOf(messages, WIDTH).at(-1), at()[lane]);
  }
  // As fast as a finger is: none is lost.
  for (let i = 0; i < 3; i++) pool.step(1, 1e9, 'neuron');
  await world.run(1000);
  assert.deepEqual(passed(told, 'neuron'), [24, 24]);
  // From there by iterations: up to the one in front.
  pool.step(1, 1e9, 'iteration');
  await world.run(1000);
  assert.deepEqual(at(), [1921, 1921]);
});

test('at two neurons a second two are trained in each second, side by side, each with a row', async () => {
  const { world, pool, told, at } = await start({ specs: LAYERWISE });
  pool.go({ ...FULL, speed: 2, unit: 'neuron', measureBelow: 20 });
  await world.run(4900);
  assert.deepEqual(passed(told, 'neuron'), [10, 10]);
  assert.deepEqual(rowsOf(told[1] ?? [], WIDTH), [80, 160, 240, 320, 400, 480, 560, 640, 720, 800]);
  pool.stop();
  await world.run(500);
  assert.deepEqual(at(), [400, 800], 'they stand side by side as it is');
});

test('at a hundred neurons a second they keep in step, and a stop brings them side by side', async () => {
  const { world, pool, told } = await start({ specs: LAYERWISE });
  pool.go({ ...FULL, speed: 10, unit: 'neuron', measureBelow: 5 });
  await world.run(2000);
  const [one = 0, other = 0] = passed(told, 'neuron');
  assert.ok(one >= 19 && one <= 21 && Math.abs(one - other) <= 1, `${one} and ${other}`);
  pool.setPace({ speed: 100, unit: 'neuron', measureBelow: 5 });
  await world.run(100);
  pool.stop();
  await world.run(500);
  const [fast = 0, slow = 0] = passed(told, 'neuron');
  assert.ok(fast === slow && fast >= 22 && fast < 40, `${fast} and ${slow}`);
});

test('at the limit of iterations runs arrive that count neurons, each with a row there, whoever is first', async () => {
  const { world, pool, told, seen, at } = await start({ specs: LAYERWISE });
  pool.go({ limit: 1010, speed: 20, unit: 'neuron', measureBelow: 5 });
  await world.run(10_000);
  assert.deepEqual([at(), seen.arrived], [[1010, 1010], 1]);
  for (const messages of told) assert.equal(rowsOf(messages, WIDTH).at(-1), 1010);
});

test('a run at its own end is nobody’s measure: a step of the others is one', async () => {
  const { world, pool, told, at } = await start({ specs: LAYERWISE });
  pool.go({ ...FULL, limit: 3000 });
  await world.run(2000);
  assert.deepEqual(
    [at(), passed(told, 'neuron')],
    [
      [2000, 3000],
      [50, 37],
    ],
  );
  for (const neurons of [38, 39]) {
    pool.step(1, 1e9, 'neuron');
    await world.run(500);
    assert.deepEqual(passed(told, 'neuron'), [50, neurons]);
  }
  pool.go({ ...FULL, speed: 2, unit: 'neuron', measureBelow: 20 });
  await world.run(1900);
  assert.deepEqual(passed(told, 'neuron'), [50, 43]);
});

test('runs arrive at their own ends, whatever they count', async () => {
  for (const unit of /** @type {const} */ (['iteration', 'neuron', 'active', 'layer'])) {
    const { world, pool, seen, at } = await start({ specs: LAYERWISE });
    pool.go({ ...FULL, speed: 5000, unit, measureBelow: 5 });
    await world.run(6000);
    assert.deepEqual([at(), seen.arrived], [[2000, 4000], 1], unit);
  }
});

test('another unit while they go brings them side by side in it', async () => {
  const { world, pool, told, at } = await start({ specs: LAYERWISE });
  pool.go({ ...FULL, speed: 10, unit: 'neuron', measureBelow: 20 });
  await world.run(1000);
  pool.setPace({ speed: 100, unit: 'iteration', measureBelow: 1000 });
  await world.run(300);
  const [one = 0, other = 0] = at();
  assert.equal(one, other);
  pool.setPace({ speed: 5, unit: 'active', measureBelow: 20 });
  await world.run(700);
  const [a, b] = passed(told, 'active');
  assert.equal(a, b);
});

test('dragging the speed slider neither stalls nor jumps', async () => {
  const { world, pool, at } = await start();
  pool.go({ ...FULL, speed: 10 });
  for (let i = 0; i < 100; i++) {
    await world.run(20);
    pool.setPace({ ...FULL, speed: 10 + (i % 5) });
  }
  const [iteration = 0] = at();
  assert.ok(iteration >= 20 && iteration <= 28, `${iteration} after two seconds`);
});

test('steps are exact, add up while they are on their way, and give a row', async () => {
  const { world, pool, told, at } = await start();
  pool.step(1, 1e9, 'iteration');
  await world.run(100);
  assert.deepEqual(at(), [1, 1]);
  pool.step(1, 1e9, 'iteration');
  pool.step(1, 1e9, 'iteration');
  pool.step(5, 1e9, 'iteration');
  await world.run(100);
  assert.deepEqual(at(), [8, 8]);
  assert.equal(rowsOf(told[1] ?? [], 5).at(-1), 8);
});

test('a step while running stops, lines up, and makes that one step', async () => {
  const { world, pool, told, at } = await start({ slowness: 1.5 });
  pool.go(FULL);
  await world.run(1000);
  pool.step(1, 1e9, 'iteration');
  pool.step(1, 1e9, 'iteration');
  await world.run(1000);
  const [fast = 0, slow] = at();
  assert.equal(fast, slow);
  assert.equal(rowsOf(told[0] ?? [], 7).at(-1), fast);
  const before = Math.max(
    ...(told[0] ?? []).filter(({ goal }) => goal.iteration === 0).map(({ iteration }) => iteration),
  );
  assert.equal(fast, before + 2);
});

test('play right after pause goes on, from side by side', async () => {
  const { world, pool, at } = await start({ slowness: 1.5 });
  pool.go(FULL);
  await world.run(1000);
  pool.stop();
  pool.go({ ...FULL, speed: 2 });
  await world.run(3000);
  const [fast, slow] = at();
  assert.equal(fast, slow);
  await world.run(2000);
  assert.equal(at()[0], (fast ?? 0) + 4);
});

test('the limit is met exactly, with a row, and told once', async () => {
  const { world, pool, told, seen, at } = await start({ slowness: 1.5 });
  pool.go({ ...FULL, limit: 4321 });
  await world.run(3000);
  assert.deepEqual(at(), [4321, 4321]);
  assert.equal(seen.arrived, 1);
  for (const [lane, width] of [
    [0, 7],
    [1, 5],
  ])
    assert.equal(rowsOf(told[lane ?? 0] ?? [], width ?? 1).at(-1), 4321);
  pool.step(1, 4321, 'iteration');
  await world.run(100);
  assert.deepEqual(at(), [4321, 4321]);
});

test('a diverged run ends by itself; the other reaches the limit', async () => {
  const { world, pool, seen, at } = await start({
    specs: [{ ...SPEC, learner: { kind: 'sgd', step_size: 1 } }, PARITY],
  });
  pool.go({ ...FULL, limit: 3000 });
  await world.run(3000);
  assert.deepEqual(at(), [1204, 3000]);
  assert.equal(seen.arrived, 1);
});

test('messages of a run that is no more are not passed on', async () => {
  const { world, pool, told } = await start();
  // At forty different moments: some of them with a message on its way.
  for (let i = 0; i < 40; i++) {
    pool.go(FULL);
    await world.run(100 + i);
    void pool.load([SPEC, PARITY]);
    told.forEach((messages) => messages.splice(0));
    await world.run(100);
    assert.equal(told.flat().length, 0);
  }
  pool.go({ ...FULL, limit: 10 });
  await world.run(100);
  assert.deepEqual(
    told.map((messages) => messages.at(-1)?.iteration),
    [10, 10],
  );
});

test('when one worker crashes the other stops; new workers begin anew', async () => {
  const { world, pool, seen, at } = await start();
  pool.go(FULL);
  await world.run(500);
  const panic = assert.rejects(pool.call('panicForTest'), { name: 'Crashed' });
  await world.run(100);
  await panic;
  assert.deepEqual(seen.crashes, [{ why: 'unreachable', fate: 'broken', again: false }]);
  const busy = world.threads.map((thread) => thread.busy);
  await world.run(500);
  assert.deepEqual(
    world.threads.map((thread) => thread.busy),
    busy,
  );
  void pool.load([SPEC, PARITY]);
  await world.run(200);
  pool.go({ ...FULL, limit: 20 });
  await world.run(200);
  assert.deepEqual(at(), [20, 20]);
});

test('another number of runs is another number of workers', async () => {
  const { world, pool } = await start();
  void pool.load([SPEC, PARITY, SPEC]);
  await world.run(200);
  assert.equal(world.threads.filter(({ alive }) => alive).length, 3);
  void pool.load([SPEC]);
  await world.run(200);
  assert.equal(world.threads.filter(({ alive }) => alive).length, 1);
});

test('a second load supersedes the first, which fails', async () => {
  const { world, pool } = await start();
  const first = assert.rejects(pool.load([SPEC, PARITY]), { name: 'Crashed' });
  const second = pool.load([SPEC, PARITY]);
  await world.run(200);
  await first;
  assert.equal((await second).length, 2);
});

test('where workers are missing, it says so at once', () => {
  assert.throws(
    () => createPool({ onProgress() {}, onPending() {}, onArrived() {}, onWaiting() {}, onCrash() {} }),
    /no WebAssembly or no Web Workers/,
  );
});

test('asleep, the runs have no workers; what is asked next brings them back, where and as they were', async () => {
  const { world, pool, told, at, seen } = await start();
  const limit = { ...FULL, limit: 9000 };
  pool.go(limit);
  await world.run(300);
  pool.stop();
  pool.sleep(); // they still have to come to a stop, side by side
  await world.run(500);
  assert.deepEqual(
    world.threads.map(({ alive }) => alive),
    [false, false],
  );
  const [before] = at();
  assert.ok(before !== undefined && before > 0 && before < 9000);
  await world.run(1000);
  pool.go(limit);
  await world.run(2000);
  assert.deepEqual(at(), [9000, 9000]);
  assert.equal(seen.arrived, 1);
  assert.deepEqual(seen.crashes, []);
  assert.deepEqual(
    world.threads.map(({ alive }) => alive),
    [false, false, true, true],
  );
  const restored = world.threads.slice(2).map(({ received }) => received[0]?.method);
  assert.deepEqual(restored, ['restore', 'restore']);
  assert.ok(
    told.every((messages) => messages.every(({ iteration }, i) => iteration >= (messages[i - 1]?.iteration ?? 0))),
    'nothing is run twice',
  );
});

test('the active neurons of a run are known through sleep and a lost worker', async () => {
  const learner = { kind: 'layerwise', network: { kind: 'sparse_quadratic', layers: 4, width: 50 } };
  const spec = { ...SPEC, learner };
  const { world, pool, told } = await start({ specs: [spec, spec] });
  /** As a lane keeps them: of null they are as they were. */
  const check = () => {
    const messages = told[0] ?? [];
    const neurons = messages.findLast((message) => message.neurons !== null)?.neurons;
    const active = messages.at(-1)?.marks.active ?? NaN;
    assert.equal(neurons?.length, active);
    return active;
  };
  pool.go({ ...FULL, limit: 3000 });
  await world.run(1000);
  const first = check();
  assert.ok(first > 0);
  pool.sleep();
  await world.run(500);
  pool.go({ ...FULL, limit: 5000 });
  await world.run(1000);
  const second = check();
  assert.ok(second > first);
  world.kill(world.threads.length - 2);
  pool.go({ ...FULL, limit: 8000 });
  await world.run(SILENCE + 3000);
  pool.go({ ...FULL, limit: 8000 });
  await world.run(2000);
  assert.ok(check() > second);
});

test('who runs on, is asked something, or begins anew before sleep comes stays awake', async () => {
  /** @type {((pool: import('../../www/engine/pool.js').Pool) => unknown)[]} */
  const questions = [
    (pool) => pool.go(FULL),
    (pool) => pool.step(1, 1e9, 'iteration'),
    (pool) => pool.call('catalogue'),
    (pool) => pool.load([SPEC, PARITY]),
  ];
  for (const ask of questions) {
    const { world, pool } = await start();
    pool.sleep();
    void ask(pool);
    await world.run(500);
    assert.deepEqual(
      world.threads.map(({ alive }) => alive),
      [true, true],
    );
  }
});

test('asleep, a step, a question and a new run work as ever', async () => {
  const { world, pool, at } = await start();
  const doze = async () => {
    pool.sleep();
    await world.run(300);
    assert.ok(world.threads.every(({ alive }) => !alive));
  };
  await doze();
  pool.step(3, 1e9, 'iteration');
  await world.run(300);
  assert.deepEqual(at(), [3, 3]);
  await doze();
  const asked = pool.call('snapshot');
  await world.run(300);
  assert.equal(JSON.parse(new TextDecoder().decode(await asked)).iteration, 3);
  await doze();
  void pool.load([PARITY]);
  await world.run(300);
  assert.equal(world.threads.filter(({ alive }) => alive).length, 1);
});

/** What was shown of a lane, row by row. @param {ProgressMessage[]} messages */
const iterationsOf = (messages) => messages.map(({ iteration }) => iteration);
/** @param {number[]} values */
const ascending = (values) => values.every((value, i) => i === 0 || value >= (values[i - 1] ?? 0));
const ROWS = [SPEC, PARITY].map((spec) => ({ ...spec, probe: { every: 500 } }));

test('a run whose worker dies goes on from its newest snapshot: nothing shown comes again, nothing is left out', async () => {
  // With snapshots, and before the first one.
  for (const moment of [9000, 1000]) {
    const { world, pool, told, seen, at } = await start({ specs: ROWS });
    pool.go({ ...FULL, limit: 300_000 });
    await world.run(moment);
    const [before = 0] = at();
    assert.ok(before > 10_000);
    world.kill(0);
    await world.run(SILENCE + 2000);
    assert.deepEqual(
      seen.crashes.map(({ fate, again }) => [fate, again]),
      [['silent', false]],
    );
    assert.ok(pool.loaded());
    pool.go({ ...FULL, limit: 300_000 });
    await world.run(200);
    const [method] = world.threads[2]?.received ?? [];
    assert.equal(method.method, moment > 2000 ? 'restore' : 'load');
    await world.run(60_000);
    assert.deepEqual(at(), [300_000, 300_000]);
    assert.deepEqual([seen.arrived, seen.crashes.length], [1, 1]);
    const rows = told.map((messages, lane) => rowsOf(messages, lane === 0 ? 7 : 5));
    for (const lane of rows)
      assert.deepEqual(
        lane,
        Array.from({ length: 600 }, (_, i) => 500 * (i + 1)),
      );
    for (const messages of told) assert.ok(ascending(iterationsOf(messages)));
    if (moment > 2000)
      assert.ok((world.threads[2]?.busy ?? 0) < (300_000 - before) * 0.1, 'from a snapshot, not from row 0');
  }
});

test('in slow motion, too, runs go on after a crash, side by side', async () => {
  const { world, pool, seen, at } = await start();
  pool.go({ ...FULL, speed: 20 });
  await world.run(5000);
  world.kill(1);
  await world.run(SILENCE + 2000);
  assert.equal(seen.crashes.length, 1);
  const [before = 0] = at();
  pool.go({ ...FULL, speed: 20 });
  await world.run(3000);
  const [left = 0, right] = at();
  assert.equal(left, right);
  assert.ok(left - before > 50, `${before}, ${left}`);
});

test('a crash at the same place again is told as such', async () => {
  const { world, pool, seen } = await start();
  pool.go({ ...FULL, limit: 20_000 });
  await world.run(1000);
  for (let i = 0; i < 3; i++) {
    pool.call('panicForTest').catch(() => {});
    await world.run(200);
  }
  assert.deepEqual(
    seen.crashes.map(({ again }) => again),
    [false, true, true],
  );
  pool.go({ ...FULL, limit: 20_000 });
  await world.run(3000);
  pool.call('panicForTest').catch(() => {});
  await world.run(200);
  assert.equal(seen.crashes.at(-1)?.again, false, 'it had come further');
});

test('questions do not wait for a long iteration, and the run does not notice', async () => {
  const { world, pool, at } = await start({ specs: [{ ...SPEC, learner: { kind: 'sgd', batch: 9_230_769 } }] });
  pool.go(FULL);
  await world.run(1000);
  const asked = [pool.call('randomSeed'), pool.resolve([PARITY])];
  const answers = Promise.all(asked);
  let done = false;
  void answers.then(() => (done = true));
  await world.run(700);
  assert.ok(done);
  const again = pool.resolve([PARITY]);
  done = false;
  void again.then(() => (done = true));
  await world.run(5);
  assert.ok(done, 'the spare one is asked at once');
  await world.run(40_000);
  assert.equal(at()[0], 1);
  assert.equal(world.threads.filter(({ alive }) => alive).length, 2);
  void pool.load([SPEC]);
  await world.run(1000);
  assert.equal(world.threads.filter(({ alive }) => alive).length, 1, 'and let go with the run');
});

test('a load supersedes one that takes long, on one lane or on both', async () => {
  const heavy = { ...SPEC, probe: { samples: 1e9 } };
  for (const specs of [
    [heavy, heavy],
    [SPEC, heavy],
  ]) {
    const { world, pool } = await start();
    const first = assert.rejects(pool.load(specs), { name: 'Crashed' });
    await world.run(3000);
    const second = pool.load([SPEC, PARITY]);
    await world.run(100);
    await first;
    assert.equal((await second).length, 2);
    assert.equal(world.threads.length, 2, 'in slices: no worker had to go');
  }
});

test('asleep and offline the run is kept until it really goes on', async () => {
  const { world, pool, seen, at, now } = await start();
  pool.go({ ...FULL, limit: 100_000 });
  await world.run(1000);
  pool.stop();
  pool.sleep();
  await world.run(500);
  assert.ok(world.threads.every(({ alive }) => !alive));
  const before = at();
  now.start = 'fails';
  for (let tries = 1; tries <= 3; tries++) {
    pool.go({ ...FULL, limit: 100_000 });
    await world.run(500);
    assert.deepEqual([at(), pool.loaded(), seen.crashes.at(-1)?.fate], [before, true, 'missing']);
  }
  pool.sleep(); // again, with nothing there
  await world.run(500);
  now.start = 'hangs';
  pool.go({ ...FULL, limit: 100_000 });
  await world.run(20_000);
  assert.ok(seen.waited > 10);
  pool.stop();
  now.start = 'loads';
  pool.go({ ...FULL, limit: 100_000 });
  await world.run(20_000);
  assert.deepEqual([at(), seen.arrived], [[100_000, 100_000], 1]);
});

test('sleep while runs are loading comes once they are there', async () => {
  const { world, pool } = await start();
  void pool.load([SPEC, PARITY]);
  pool.sleep();
  await world.run(500);
  assert.ok(world.threads.every(({ alive }) => !alive));
  pool.go({ ...FULL, limit: 100 });
  pool.stop();
  pool.sleep(); // while they are brought back
  await world.run(1000);
  assert.ok(world.threads.every(({ alive }) => !alive));
});

test('sleep before anything was asked for comes once the first runs are there', async () => {
  const { world } = await start({ asleep: true });
  await world.run(500);
  assert.ok(world.threads.length >= 2 && world.threads.every(({ alive }) => !alive));
});

test('where one of the runs cannot be loaded the others are given up', async () => {
  const { world, pool, seen } = await start();
  const load = assert.rejects(pool.load([SPEC, { ...SPEC, probe: { samples: 1e9 } }]), { name: 'Crashed' });
  await world.run(1000);
  world.kill(0);
  pool.call('snapshot').catch(() => {});
  await world.run(SILENCE + 2000);
  await load;
  assert.equal(seen.crashes.length, 1);
  assert.ok(world.threads.every(({ alive }) => !alive));
  void pool.load([SPEC, PARITY]);
  await world.run(500);
  assert.ok(pool.loaded());
});

test('of two things that are looked at in one run, the neurons go first; who looks away from one leaves the other', async () => {
  const { world, pool } = await start();
  const style = (/** @type {'weights' | 'neurons'} */ of) => ({ of, colours: [0] });
  /** @type {string[]} */
  const drawn = [];
  const look = (/** @type {'weights' | 'neurons'} */ of) =>
    pool.look(0, of, { style: style(of), surface: () => null, draw: () => drawn.push(of) });
  look('weights');
  look('neurons');
  await world.run(100);
  assert.equal(drawn.at(-1), 'neurons');
  look('weights');
  await world.run(100);
  assert.equal(drawn.at(-1), 'neurons');
  pool.look(0, 'neurons', null);
  await world.run(100);
  assert.equal(drawn.at(-1), 'weights');
});

test('who looks inside a run sees it where it is: through sleep, a crash, other runs, and more of them', async () => {
  const { world, pool, seen, at } = await start();
  /** @type {[lane: number, run: number, iteration: number][]} */
  const drawn = [];
  let canvases = 0;
  const look = (/** @type {number} */ lane) =>
    pool.look(lane, 'weights', {
      style: { colours: [0] },
      surface: () => /** @type {any} */ ({ painted: [], name: ++canvases }),
      draw: ({ run, iteration }) => drawn.push([lane, run, iteration]),
    });
  const newest = () => [0, 1].map((lane) => drawn.findLast(([of]) => of === lane)?.slice(1));
  [0, 1].forEach(look);
  pool.go({ ...FULL, limit: 5000 });
  await world.run(1000);
  assert.deepEqual([newest(), canvases], [[[1, 5000], [1, 5000]], 2]); // prettier-ignore
  const number = pool.parameter(1, 'w', 0);
  await world.run(10);
  assert.equal(await number, 5000);

  // Far away nobody looks, and the workers go; who looks again has them back.
  [0, 1].forEach((lane) => pool.look(lane, 'weights', null));
  pool.sleep();
  await world.run(500);
  assert.ok(world.threads.every(({ alive }) => !alive));
  drawn.length = 0;
  [0, 1].forEach(look);
  await world.run(500);
  assert.deepEqual([newest(), canvases], [[[1, 5000], [1, 5000]], 4]); // prettier-ignore

  world.kill(2);
  pool.go({ ...FULL, limit: 9000 });
  await world.run(SILENCE + 3000);
  assert.equal(seen.crashes.length, 1);
  pool.go({ ...FULL, limit: 9000 });
  await world.run(2000);
  assert.deepEqual([at(), newest(), canvases], [[9000, 9000], [[1, 9000], [1, 9000]], 5]); // prettier-ignore

  // One run, then two again: the second has another worker.
  void pool.load([PARITY]);
  await world.run(300);
  assert.deepEqual(newest()[0], [2, 0]);
  void pool.load([SPEC, PARITY]);
  await world.run(300);
  assert.deepEqual([newest(), canvases], [[[3, 0], [3, 0]], 6]); // prettier-ignore
});

test('the theorem is told before any run and while one computes; events are those of the lane that is asked', async () => {
  const { world, pool } = await start({
    specs: [
      { ...SPEC, learner: { kind: 'layerwise' } },
      { ...PARITY, learner: { kind: 'layerwise' } },
    ],
  });
  const inputs = { n: 10, s: 3, M: 1, epsilon: 0.01, delta: 0.1 };
  pool.go({ ...FULL, limit: 200 });
  await world.run(200);
  const answers = Promise.all([pool.call('theorem', inputs), pool.events(0), pool.events(1)]);
  await world.run(200);
  const [theorem, ...events] = await answers;
  assert.equal(theorem.n, 10);
  assert.deepEqual(
    events.map(([first]) => first?.holds),
    [false, false],
  );
  await assert.rejects(pool.events(2), /no such run/);
});
