import assert from 'node:assert/strict';
import test from 'node:test';
import { recorded as recordedIn } from '../../www/state/changes.js';
import { createController } from '../../www/state/controller.js';
import { mayFollow } from '../../www/state/statuses.js';
import { encode } from '../../www/state/url.js';
import { createPool } from '../../www/engine/pool.js';
import { Unread } from '../../www/language/notation.js';
import { parseTable } from '../../www/language/table.js';
import { createWorld } from './world.js';

/** @import { LabState, Preset, Table } from '../../www/types.d.ts' */

const caption = { paper: '', here: '', try: '' };
/** @type {Preset[]} */
const presets = [
  {
    id: 'two',
    title: 'Two',
    source: '',
    budget: 8000,
    caption,
    spec: {
      seed: 1,
      inputs: { kind: 'hypercube', n: 30 },
      learner: { kind: 'sgd', step_size: 0.1 },
      probe: { every: 500 },
    },
    lanes: [
      { label: 'S', name: 'the staircase', spec: { target: { kind: 'staircase', degree: 10, normalize: false } } },
      { label: 'χ', name: 'the parity', spec: { target: { kind: 'parity', degree: 10 } } },
    ],
  },
  {
    id: 'one',
    title: 'One',
    source: '',
    budget: 900,
    caption,
    spec: { seed: 1, data: { kind: 'fixed', count: 600 } },
    lanes: [{ label: 'S', name: 'the staircase', spec: { target: { kind: 'staircase', degree: 3 } } }],
  },
];

/** @param {{ fragment?: string, supported?: boolean, start?: 'loads' | 'fails' | 'hangs', summon?: () => void }} [options] */
function start({ fragment, supported = true, start: how = 'loads', summon = () => {} } = {}) {
  const world = createWorld();
  const now = { how };
  const controller = createController({
    presetId: 'two',
    presets,
    summon,
    later: world.later,
    ...(fragment === undefined ? {} : { fragment }),
    createPool(handlers) {
      if (!supported) throw new Error('this browser has no WebAssembly or no Web Workers');
      return createPool(handlers, { ...world, spawn: () => world.spawn({ start: now.how }) });
    },
  });
  const { store, actions } = controller;
  /** @type {string[]} */
  const statuses = [store.get().status];
  store.subscribe(({ status }, { status: before }) => {
    if (status === before) return;
    // Whatever is tested here: no status follows another that the table does not let it follow.
    assert.ok(mayFollow(before, status), `${status} after ${before}`);
    statuses.push(status);
  });
  const seen = () => store.get();
  return {
    world,
    controller,
    store,
    actions,
    statuses,
    now,
    seen,
    at: () => seen().lanes.map(({ iteration }) => iteration),
  };
}

/**
 * Loaded, and running if so wanted.
 * @param {Parameters<typeof start>[0] & { playing?: number }} [options]
 */
async function ready({ playing, ...options } = {}) {
  const lab = start(options);
  await lab.world.run(500);
  if (playing !== undefined) {
    lab.actions.play();
    await lab.world.run(playing);
  }
  return lab;
}

/**
 * Waits for a status: half a minute at most.
 * @param {Pick<ReturnType<typeof start>, 'world' | 'seen'>} lab
 * @param {LabState['status']} status
 */
async function reaches({ world, seen }, status) {
  for (let i = 0; i < 600 && seen().status !== status; i++) await world.run(50);
  assert.equal(seen().status, status);
}

/**
 * The curves, as numbers only.
 * @param {LabState} state
 */
const curves = (state) => structuredClone(state.lanes.map(({ data, columns }) => ({ data, columns })));

test('it loads, and is ready with row 0 of every lane', async () => {
  const { seen, statuses } = await ready();
  assert.deepEqual(statuses, ['loading', 'ready']);
  const { lanes, catalogue, seed, budget, message } = seen();
  assert.equal(lanes.length, 2);
  for (const lane of lanes) assert.deepEqual([lane.rowCount, lane.data[0], lane.iteration], [1, [0], 0]);
  assert.equal(lanes[0]?.spec.learner?.step_size, 0.1);
  assert.equal(lanes[1]?.analysis.terms.length, 1);
  assert.ok(catalogue);
  assert.deepEqual([seed, budget], [1, 8000]);
  assert.equal(message, 'Ready to run 8,000 iterations: press play.');
});

test('it starts by itself only where nothing has been asked of it', async () => {
  const untouched = await ready();
  untouched.actions.start();
  assert.equal(untouched.seen().status, 'running');

  const stepped = await ready();
  stepped.actions.stepOnce();
  await stepped.world.run(100);
  stepped.actions.start();
  stepped.actions.restart();
  await stepped.world.run(500);
  stepped.actions.start();
  assert.equal(stepped.seen().status, 'ready');
  assert.deepEqual(stepped.at(), [0, 0]);
});

test('asked to run where it is not seen it asks to be, and goes on when it is', async () => {
  let asked = 0;
  const lab = await ready({ summon: () => (asked += 1) });
  lab.actions.setVisible(false);
  lab.actions.stepOnce();
  await lab.world.run(100);
  assert.equal(asked, 0);
  lab.actions.play();
  assert.deepEqual([asked, lab.seen().status], [1, 'paused']);
  assert.match(lab.seen().message, /Press play/);
  lab.actions.setVisible(true);
  assert.equal(lab.seen().status, 'running');

  // The page gives the attention at once where it can.
  const other = await ready({ summon: () => other.actions.setVisible(true) });
  other.actions.setVisible(false);
  other.actions.play();
  assert.equal(other.seen().status, 'running');
  await other.world.run(3000);
  assert.equal(other.seen().status, 'finished');
});

test('it runs to the budget and says what happened', async () => {
  const { seen, statuses, at } = await ready({ playing: 3000 });
  assert.deepEqual(statuses, ['loading', 'ready', 'running', 'finished']);
  assert.deepEqual(at(), [8000, 8000]);
  assert.equal(
    seen().message,
    'All ten steps passed 90 % of their targets after 3,500 iterations; x₁⋯x₁₀ alone is still near zero.',
  );
  assert.ok(seen().rate > 5000);
});

test('each progress makes new lane objects around the same, growing arrays: views compare by identity', async () => {
  const { world, seen } = await ready({ playing: 200 });
  const before = seen().lanes;
  await world.run(300);
  const after = seen().lanes;
  assert.notEqual(after, before);
  assert.notEqual(after[0], before[0]);
  assert.equal(after[0]?.data, before[0]?.data);
  assert.equal(after[0]?.data[0]?.length, after[0]?.rowCount);
});

test('both lanes are replaced together, about twenty times a second', async () => {
  const { world, store } = await ready({ playing: 300 });
  let both = 0;
  let single = 0;
  store.subscribe(({ lanes }, previous) => {
    const changed = lanes.filter((lane, i) => lane !== previous.lanes[i]).length;
    if (changed === 2) both++;
    else if (changed === 1) single++;
  });
  await world.run(200);
  assert.ok(both >= 3 && both <= 5, `${both} in 200 ms`);
  assert.equal(single, 0);
});

test('play before it is loaded is kept, and so is a pause that follows', async () => {
  const eager = start();
  eager.actions.play();
  await eager.world.run(700);
  assert.equal(eager.seen().status, 'running');
  const torn = start();
  torn.actions.toggle();
  torn.actions.toggle();
  await torn.world.run(700);
  assert.equal(torn.seen().status, 'ready');
});

test('pause stops, play goes on, toggle does either', async () => {
  const { world, actions, seen, at } = await ready({ playing: 100 });
  actions.toggle();
  await world.run(500);
  assert.equal(seen().status, 'paused');
  const [first, second] = at();
  assert.equal(first, second);
  await world.run(500);
  assert.deepEqual(at(), [first, second]);
  actions.toggle();
  await world.run(100);
  assert.ok((at()[0] ?? 0) > (first ?? 0));
});

test('single steps move both lanes by one and add a row each', async () => {
  const { world, actions, seen, at } = await ready();
  actions.stepOnce();
  await world.run(100);
  actions.stepOnce(3);
  await world.run(100);
  assert.deepEqual(at(), [4, 4]);
  assert.deepEqual(seen().lanes[0]?.data[0], [0, 1, 4]);
  assert.equal(seen().status, 'paused');
});

test('restart gives the same curves again, bit for bit, and goes on running; a new seed gives others', async () => {
  const { world, actions, seen } = await ready({ playing: 3000 });
  const first = curves(seen());
  actions.restart();
  await world.run(3000);
  assert.equal(seen().status, 'finished');
  assert.deepEqual(curves(seen()), first);
  void actions.newSeed();
  await world.run(3000);
  assert.equal(seen().seed, 101);
  assert.deepEqual(seen().overrides, { seed: 101 });
  assert.equal(seen().status, 'finished');
  assert.notDeepEqual(curves(seen()), first);
  actions.restart();
  await world.run(3000);
  assert.equal(seen().seed, 101, 'restart keeps the seed');
});

test('restart of a paused run stands at row 0', async () => {
  const { world, actions, seen, at } = await ready({ playing: 100 });
  actions.pause();
  await world.run(300);
  actions.restart();
  await world.run(300);
  assert.equal(seen().status, 'ready');
  assert.deepEqual(at(), [0, 0]);
});

test('a right value restarts a running experiment, and says so', async () => {
  const { world, actions, seen, at } = await ready({ playing: 100 });
  void actions.setField('learner.network.width', 50);
  await world.run(100);
  assert.equal(seen().status, 'running');
  assert.equal(seen().message, 'Width W 50: the runs start again from the beginning.');
  assert.deepEqual(seen().overrides, { 'learner.network.width': 50 });
  assert.deepEqual(seen().drafts, {});
  for (const { spec } of seen().lanes) assert.deepEqual(spec.learner?.network, { kind: 'relu_resnet', width: 50 });
  assert.ok((at()[0] ?? 0) < 1500);
});

test('a setting that the network goes on with takes effect in mid-run, and its link has the same rows', async () => {
  const lab = await ready({ playing: 100 });
  const { world, actions, seen, at } = lab;
  const before = curves(seen());
  void actions.setField('learner.step_size', 0.2);
  await world.run(100);
  const [change] = seen().lanes[0]?.spec.changes ?? [];
  assert.ok(change);
  assert.ok(change.at >= 1 && at().every((iteration) => iteration > change.at), `${change.at} ${at()}`);
  assert.deepEqual(seen().overrides, { changes: [{ at: change.at, learner: { step_size: 0.2 } }] });
  assert.deepEqual(seen().drafts, {});
  assert.equal(seen().status, 'running');
  assert.match(seen().message, /^Step size 0\.2, from here on: recorded after [\d,]+ iterations\.$/);
  for (const [i, { data }] of before.entries())
    assert.deepEqual(data[0], seen().lanes[i]?.data[0]?.slice(0, data[0]?.length), 'no row is lost');
  await reaches(lab, 'finished');
  const rows = curves(seen());
  const opened = await ready({ fragment: encode({ ...seen(), unit: null }), playing: 0 });
  await reaches(opened, 'finished');
  const scheduled = (/** @type {ReturnType<typeof curves>} */ all) =>
    all.map(({ data }) => data.map((column) => column.filter((_, row) => Number(data[0]?.[row]) % 500 === 0)));
  assert.deepEqual(scheduled(curves(opened.seen())), scheduled(rows));
});

test('in mid-run, too, a wrong value is answered beside its setting and changes nothing', async () => {
  const { world, actions, seen, at } = await ready({ playing: 100 });
  const [before = 0] = at();
  void actions.setField('learner.batch', 0);
  await world.run(100);
  assert.deepEqual(Object.entries(seen().problems), [['learner.batch', 'learner.batch: 0 is outside [1, 10000000]']]);
  assert.deepEqual([seen().overrides, seen().status], [{}, 'running']);
  assert.ok((at()[0] ?? 0) > before);
});

test('what can’t be read or is refused takes nothing back that was recorded, in mid-run and after it', async () => {
  const lab = await ready({ playing: 100 });
  const { world, actions, seen, at } = lab;
  void actions.setField('learner.step_size', 0.2);
  await world.run(100);
  const { overrides } = seen();
  assert.ok(overrides.changes);
  for (const value of [new Unread('abc', '“abc” is no number'), 1e9]) {
    const [before = 0] = at();
    void actions.setField('learner.step_size', value);
    await world.run(50);
    assert.deepEqual(Object.keys(seen().problems), ['learner.step_size']);
    assert.deepEqual(seen().overrides, overrides);
    assert.ok((at()[0] ?? 0) > before, 'the run goes on');
  }
  await reaches(lab, 'finished');
  const rows = curves(seen());
  for (const value of [new Unread('abc', '“abc” is no number'), 1e9]) {
    void actions.setField('learner.step_size', value);
    await world.run(100);
    assert.deepEqual(Object.keys(seen().problems), ['learner.step_size']);
    assert.deepEqual([seen().overrides, seen().status], [overrides, 'finished']);
  }
  assert.deepEqual(curves(seen()), rows);
});

test('what is recorded can hold from the start, or never have been', async () => {
  const { world, actions, seen, at } = await ready({ playing: 100 });
  actions.pause();
  await world.run(50);
  const [here] = at();
  void actions.setField('learner.step_size', 0.2);
  void actions.setField('learner.batch', 40);
  await world.run(100);
  assert.deepEqual(at()[0], here, 'it stands where it stood');
  assert.deepEqual(seen().overrides, { changes: [{ at: here, learner: { step_size: 0.2, batch: 40 } }] });
  const [recorded] = recordedIn(seen().lanes.map(({ spec }) => spec));
  assert.ok(recorded);
  void actions.forgetChange(recorded);
  await world.run(100);
  assert.deepEqual(seen().overrides, { changes: [{ at: here, learner: { batch: 40 } }] });
  assert.deepEqual(at(), [0, 0]);
  void actions.changeFromTheStart();
  await world.run(100);
  assert.deepEqual(seen().overrides, { 'learner.batch': 40 });
  assert.equal(seen().lanes[0]?.spec.changes, undefined);
});

test('runs that are made again for another target have its settings, and what is changed meanwhile comes no earlier', async () => {
  const lab = await ready({ playing: 100 });
  const { world, actions, seen, at } = lab;
  actions.setGoesOn(true);
  actions.pause();
  await world.run(50);
  const [here = 0] = at();
  void actions.setField('0:target.degree', 12);
  await world.run(100);
  assert.match(seen().message, /the runs are made again and come to it/);
  assert.deepEqual([at(), seen().status, seen().comesTo], [[0, 0], 'ready', here]);
  const changes = () => seen().lanes[0]?.spec.changes ?? [];
  const wanted = (/** @type {number} */ degree) => ({ kind: 'staircase', degree, normalize: false });
  assert.deepEqual(changes(), [{ at: here, target: wanted(12) }]);
  // At row 0, and while the way is made: to the place of the first, with what it had.
  void actions.setField('0:target.degree', 8);
  await world.run(100);
  assert.deepEqual(changes(), [{ at: here, target: wanted(8) }]);
  assert.match(seen().message, /to which the runs are still on their way/);
  actions.setSpeed(1000);
  actions.play();
  await world.run(60);
  assert.ok((at()[0] ?? 0) > 0 && (at()[0] ?? 0) < here, `${at()[0]} of ${here}`);
  void actions.setField('learner.step_size', 0.2);
  await world.run(100);
  assert.deepEqual(changes(), [{ at: here, target: wanted(8), learner: { step_size: 0.2 } }]);
  // Of one that comes while the runs are being loaded, too.
  void actions.setField('0:target.degree', 14);
  void actions.setField('0:target.degree', 8);
  void actions.setField('0:target.degree', 13);
  await world.run(20);
  void actions.setField('learner.batch', 30);
  await world.run(200);
  assert.deepEqual(changes(), [{ at: here, target: wanted(13), learner: { step_size: 0.2, batch: 30 } }]);
  assert.equal(seen().lanes[0]?.spec.target?.degree, 10);
  // Once they are there, it is as it was.
  await reaches(lab, 'finished');
  assert.ok(at().every((iteration) => iteration > here));
});

test('what is learned is changed on the way where a link or a preset does so, and else from the start', async () => {
  const target = { kind: 'staircase', degree: 12, normalize: false };
  const fragment = `#v=1&preset=two&0:changes=${encodeURIComponent(JSON.stringify([{ at: 500, target }]))}`;
  const { actions, world, seen } = await ready({ fragment });
  assert.deepEqual(seen().problems, {});
  assert.equal(seen().goesOn, true);
  void actions.choosePreset('one');
  await world.run(200);
  assert.equal(seen().goesOn, false);
});

test('a change that waits is left with its figure, and with what is taken back', async () => {
  const { world, actions, seen } = await ready({ playing: 100 });
  actions.setGoesOn(true);
  void actions.setField('0:target.degree', 12);
  await world.run(100);
  const { comesTo } = seen();
  assert.ok(comesTo > 0);
  actions.restart();
  await world.run(100);
  assert.equal(seen().comesTo, comesTo);
  void actions.changeFromTheStart();
  await world.run(400);
  assert.equal(seen().comesTo, 0);
  void actions.setField('learner.step_size', 0.2);
  await world.run(100);
  assert.ok(seen().comesTo > 0);
  void actions.choosePreset('one');
  await world.run(100);
  assert.equal(seen().comesTo, 0);
});

test('a right value on a run that stands still leaves it standing', async () => {
  const { world, actions, seen } = await ready();
  void actions.setField('learner.step_size', 0.2);
  await world.run(100);
  assert.equal(seen().status, 'ready');
  assert.equal(seen().message, 'Step size 0.2: ready to run from the beginning.');
});

test('a wrong value is kept as a draft with the core’s own words; the run does not notice', async () => {
  const { world, actions, seen, at } = await ready({ playing: 100 });
  const [before = 0] = at();
  void actions.setField('learner.network.width', 'wide');
  await world.run(100);
  assert.equal(seen().problems['learner.network.width'], 'learner.network.width: wide is outside [1, 200]');
  assert.equal(seen().drafts['learner.network.width'], 'wide');
  assert.deepEqual(seen().overrides, {});
  assert.equal(seen().status, 'running');
  assert.ok((at()[0] ?? 0) > before);
  void actions.setField('learner.network.width', 60);
  await world.run(100);
  assert.deepEqual([seen().problems, seen().drafts], [{}, {}]);
});

test('what is taken stands as it was typed until a run has it, and nothing stands of what was there before', async () => {
  const { world, actions, store, seen } = await ready({ playing: 100 });
  void actions.setField('learner.network.width', 'wide');
  await world.run(100);
  /** @type {unknown[]} */
  const shown = [];
  store.subscribe(({ drafts, problems, lanes }) => {
    assert.deepEqual(problems, {});
    const [lane] = lanes;
    shown.push(drafts['learner.network.width'] ?? /** @type {any} */ (lane?.spec.learner).network.width);
  });
  void actions.setField('learner.network.width', 60);
  await world.run(100);
  assert.deepEqual([...new Set(shown)], [60]);
  assert.deepEqual(seen().drafts, {});
  // One that is the preset's own has nothing to wait for.
  void actions.setField('inputs.n', 12);
  void actions.setField('learner.network.width', 40);
  await world.run(100);
  assert.deepEqual([seen().drafts, seen().overrides], [{}, { 'inputs.n': 12 }]);
});

test('what could not be read is refused in its own words, as long as it stands there, and asks nothing of the core', async () => {
  const { world, actions, seen } = await ready();
  const why = 'type it in digits';
  void actions.setField('learner.network.width', new Unread('wide', why));
  await world.run(100);
  assert.deepEqual(seen().problems, { 'learner.network.width': why });
  void actions.setField('learner.decay', { every: new Unread('x', why), divide_by: [1] });
  void actions.setField('learner.step_size', 0.2);
  await world.run(100);
  assert.deepEqual(seen().overrides, { 'learner.step_size': 0.2 });
  assert.deepEqual(seen().problems, { 'learner.network.width': why, 'learner.decay': `every: ${why}` });
  assert.ok(seen().drafts['learner.network.width'] instanceof Unread);
  void actions.setField('learner.network.width', 16);
  await world.run(100);
  assert.deepEqual(Object.keys(seen().problems), ['learner.decay']);
});

test('what the preset says anyway is no change', async () => {
  const { world, actions, seen } = await ready();
  void actions.setField('inputs.n', 30);
  void actions.setField('learner.network.width', 40);
  await world.run(100);
  assert.deepEqual(seen().overrides, {});
  void actions.setField('inputs.n', 20);
  await world.run(100);
  assert.deepEqual(seen().overrides, { 'inputs.n': 20 });
  void actions.setField('inputs.n', 30);
  await world.run(100);
  assert.deepEqual(seen().overrides, {});
});

test('of quick changes to one entry the last one wins, and to several entries all hold', async () => {
  const { world, actions, seen } = await ready();
  for (const width of [10, 500, 20, 30]) void actions.setField('learner.network.width', width);
  void actions.setField('inputs.n', 20);
  void actions.setField('learner.step_size', 9);
  await world.run(300);
  assert.deepEqual(seen().overrides, { 'learner.network.width': 30, 'inputs.n': 20 });
  assert.deepEqual(Object.keys(seen().problems), ['learner.step_size']);
  const loads = world.threads[0]?.received.filter(({ method }) => method === 'load').length;
  assert.equal(loads, 3, 'the first, and one for each entry: what is overtaken is not tried');
});

test('a value refused because of another is taken up once the other is right', async () => {
  const { world, actions, seen } = await ready();
  void actions.setField('inputs.n', 5);
  await world.run(100);
  assert.match(seen().problems['inputs.n'] ?? '', /target\.degree: 10 is outside \[1, 5\]/);
  void actions.setField('target.degree', 4);
  await world.run(100);
  assert.deepEqual(seen().overrides, { 'inputs.n': 5, 'target.degree': 4 });
  assert.deepEqual([seen().problems, seen().drafts], [{}, {}]);
});

test('a change holds in every lane that has the entry, or in the one it names', async () => {
  const { world, actions, seen } = await ready();
  void actions.setField('target.degree', 4);
  void actions.setField('target.normalize', true);
  void actions.setField('1:target.degree', 6);
  await world.run(300);
  assert.deepEqual(
    seen().lanes.map(({ spec }) => spec.target),
    [
      { kind: 'staircase', degree: 4, normalize: true },
      { kind: 'parity', degree: 6 },
    ],
  );
});

test('a lane keeps the kind that its preset pins, unless it is named itself; entries known to both kinds stay', async () => {
  const { world, actions, seen } = await ready();
  void actions.setField('target.kind', 'staircase');
  await world.run(100);
  assert.match(seen().problems['target.kind'] ?? '', /no such entry/);
  assert.equal(seen().lanes[1]?.spec.target?.kind, 'parity');
  void actions.setField('1:target.kind', 'staircase');
  await world.run(100);
  assert.deepEqual(seen().lanes[1]?.spec.target, { kind: 'staircase', degree: 10, normalize: true });
});

test('what the preset says yields to its alternative: a parity by its set instead of its degree', async () => {
  const { world, actions, seen } = await ready();
  void actions.setField('1:target.set', [2, 4]);
  await world.run(100);
  assert.deepEqual(seen().problems, {});
  assert.deepEqual(seen().overrides, { '1:target.set': [2, 4] });
});

test('entries of a kind that was left are left with it', async () => {
  const { world, actions, seen } = await ready();
  void actions.choosePreset('one');
  await world.run(300);
  void actions.setField('data.count', 700);
  await world.run(100);
  assert.deepEqual(seen().overrides, { 'data.count': 700 });
  void actions.setField('data.kind', 'fresh');
  await world.run(100);
  assert.deepEqual(seen().overrides, { 'data.kind': 'fresh' });
  assert.deepEqual(seen().lanes[0]?.spec.data, { kind: 'fresh' });
});

test('one entry, or all, can be taken back', async () => {
  const { world, actions, seen } = await ready();
  void actions.setField('inputs.n', 20);
  void actions.setField('learner.network.width', 60);
  void actions.setField('learner.step_size', 'x');
  await world.run(200);
  void actions.resetField('inputs.n');
  await world.run(100);
  assert.deepEqual(seen().overrides, { 'learner.network.width': 60 });
  assert.equal(seen().lanes[0]?.spec.inputs?.n, 30);
  void actions.resetField('learner.step_size');
  await world.run(100);
  assert.deepEqual([seen().problems, seen().drafts], [{}, {}]);
  void actions.setField('learner.step_size', 'y');
  await world.run(100);
  void actions.resetAll();
  await world.run(100);
  assert.deepEqual([seen().overrides, seen().problems, seen().drafts], [{}, {}, {}]);
  assert.deepEqual(seen().lanes[0]?.spec.learner?.network, { kind: 'relu_resnet', width: 40 });
});

test('what is on its way when all is taken back goes with it, and what is asked for after that holds', async () => {
  const { world, actions, seen } = await ready();
  // A field's, a refused one's and a table's, which takes its time over the core.
  void actions.setField('inputs.n', 20);
  void actions.setField('learner.step_size', 'x');
  void actions.setTable(0, TABLE);
  void actions.resetAll();
  void actions.setField('learner.network.width', 60);
  await world.run(1000);
  const { overrides, problems, drafts } = seen();
  assert.deepEqual([overrides, problems, drafts], [{ 'learner.network.width': 60 }, {}, {}]);
  assert.equal(seen().lanes[0]?.spec.target?.kind, 'staircase');
});

test('another preset comes whole: lanes, budget, no changes left over', async () => {
  const { world, actions, seen, store } = await ready({ playing: 100 });
  void actions.setField('inputs.n', 20);
  await world.run(100);
  /** @type {string[]} */
  const pairs = [];
  store.subscribe(({ preset, lanes, budget }) => pairs.push(`${preset.id} ${lanes.length} ${budget}`));
  void actions.choosePreset('one');
  await world.run(300);
  const { preset, lanes, budget, overrides, status } = seen();
  assert.deepEqual([preset.id, lanes.length, budget, overrides, status], ['one', 1, 900, {}, 'finished']);
  assert.deepEqual([...new Set(pairs)].sort(), ['one 1 900', 'two 2 8000'], 'never a mixture');
  void actions.choosePreset('none such');
  await world.run(100);
  assert.equal(seen().preset.id, 'one');
});

test('past the budget it runs on to twice as far', async () => {
  const { world, actions, seen, at } = await ready({ playing: 3000 });
  actions.runOn();
  assert.deepEqual([seen().status, seen().budget], ['running', 16_000]);
  await world.run(3000);
  assert.deepEqual([seen().status, ...at()], ['finished', 16_000, 16_000]);
});

test('taking everything back gives the preset’s budget back, too', async () => {
  const { world, actions, seen, at } = await ready({ playing: 3000 });
  actions.runOn();
  await world.run(3000);
  void actions.resetAll();
  await world.run(3000);
  assert.deepEqual([seen().status, seen().budget, ...at()], ['finished', 8000, 8000, 8000]);
});

test('play after the end begins again', async () => {
  const { world, actions, seen, at } = await ready({ playing: 3000 });
  actions.play();
  await world.run(100);
  assert.equal(seen().status, 'running');
  assert.ok((at()[0] ?? 0) < 2000);
});

test('a hidden tab, or a figure out of view, rests and goes on by itself', async () => {
  for (const [away, back] of /** @type {const} */ ([
    [
      ['setHidden', true],
      ['setHidden', false],
    ],
    [
      ['setVisible', false],
      ['setVisible', true],
    ],
  ])) {
    const { world, actions, seen, at } = await ready({ playing: 100 });
    actions[away[0]](away[1]);
    await world.run(400);
    const before = at();
    await world.run(400);
    assert.deepEqual(at(), before);
    assert.equal(seen().status, 'paused');
    actions[back[0]](back[1]);
    await world.run(100);
    assert.equal(seen().status, 'running');
    assert.ok((at()[0] ?? 0) > (before[0] ?? 0));
  }
});

test('what the visitor paused stays paused, hidden or not', async () => {
  const { world, actions, seen } = await ready({ playing: 100 });
  actions.setHidden(true);
  actions.pause();
  actions.setHidden(false);
  await world.run(200);
  assert.equal(seen().status, 'paused');
  actions.play();
  actions.setVisible(false);
  actions.setHidden(true);
  actions.setVisible(true);
  await world.run(200);
  assert.equal(seen().status, 'paused', 'in view, but the tab is hidden');
  actions.setHidden(false);
  assert.equal(seen().status, 'running');
});

test('nothing that is hidden starts by itself after loading', async () => {
  const { world, actions, seen, at } = start();
  actions.setHidden(true);
  actions.play();
  await world.run(700);
  assert.deepEqual(at(), [0, 0]);
  actions.setHidden(false);
  await world.run(100);
  assert.equal(seen().status, 'running');
  assert.ok((at()[0] ?? 0) > 0);
});

test('a divergence stops both lanes and says what to change; a lower step size then runs at once', async () => {
  const { world, actions, seen, at } = await ready();
  void actions.setField('0:learner.step_size', 1);
  await world.run(100);
  actions.play();
  await world.run(3000);
  assert.equal(seen().status, 'diverged');
  assert.equal(seen().message, 'The loss exploded at iteration 1,204 (S₁₀): lower the step size, now 1.');
  assert.ok(at().every((iteration) => iteration < 3000));
  assert.equal(seen().lanes[0]?.data[0]?.at(-1), 1204, 'its last row is there');
  void actions.setField('0:learner.step_size', 0.1);
  await world.run(3000);
  assert.equal(seen().status, 'finished');
});

test('a crash is told in words, restart gets over it', async () => {
  const { world, controller, actions, seen, at, statuses } = await ready({ playing: 100 });
  const panic = assert.rejects(controller.call('panicForTest'));
  await world.run(100);
  await panic;
  assert.equal(seen().status, 'crashed');
  assert.equal(
    seen().message,
    'The computation crashed: unreachable. Play goes on from where it was, Restart starts it afresh.',
  );
  actions.restart();
  await world.run(500);
  assert.equal(seen().status, 'running');
  assert.deepEqual(statuses.slice(-3), ['crashed', 'loading', 'running']);
  assert.ok((at()[0] ?? 0) > 0);
});

test('after a crash a change, too, starts afresh', async () => {
  const { world, controller, actions, seen } = await ready({ playing: 100 });
  controller.call('panicForTest').catch(() => {});
  await world.run(100);
  void actions.setField('learner.network.width', 50);
  await world.run(300);
  assert.equal(seen().status, 'running');
  controller.call('panicForTest').catch(() => {});
  await world.run(100);
  void actions.setField('learner.network.width', -1);
  await world.run(300);
  assert.equal(seen().status, 'running', 'even a wrong one');
  assert.ok(seen().problems['learner.network.width']);
});

test('an engine that does not load is told, and can be tried again', async () => {
  const { world, actions, seen, now } = await ready({ start: 'fails' });
  assert.equal(seen().status, 'crashed');
  assert.match(seen().message, /could not be loaded/);
  actions.restart();
  await world.run(300);
  assert.equal(seen().status, 'crashed');
  now.how = 'loads';
  actions.restart();
  await world.run(500);
  assert.equal(seen().status, 'ready');
  assert.equal(seen().lanes.length, 2);
});

test('where it cannot run at all it says so, and no action throws', async () => {
  const { world, controller, actions, seen } = start({ supported: false });
  assert.equal(seen().status, 'unsupported');
  assert.equal(seen().message, 'The lab cannot run here: this browser has no WebAssembly or no Web Workers.');
  actions.play();
  actions.pause();
  actions.stepOnce();
  actions.restart();
  actions.setSpeed(5);
  actions.runOn();
  actions.setHidden(true);
  await Promise.all([
    actions.newSeed(),
    actions.setField('inputs.n', 5),
    actions.resetAll(),
    actions.choosePreset('one'),
  ]);
  await assert.rejects(controller.call('catalogue'));
  actions.dispose();
  await world.run(100);
  assert.equal(seen().status, 'unsupported');
});

test('a disposed lab is silent', async () => {
  const { world, actions, seen } = await ready({ playing: 100 });
  const before = seen();
  actions.dispose();
  void actions.setField('inputs.n', 5);
  actions.restart();
  await world.run(500);
  assert.ok(world.threads.every(({ alive }) => !alive));
  assert.deepEqual(seen().lanes, before.lanes);
  for (const moment of [0, 10, 35]) {
    const early = start();
    await early.world.run(moment);
    early.actions.dispose();
    await early.world.run(500);
    assert.equal(early.seen().status, 'loading');
  }
});

test('the speed is kept within its range; beyond it is full speed', async () => {
  const { actions, seen } = await ready();
  for (const [given, kept] of [
    [0.01, 1],
    [1, 1],
    [77.5, 77.5],
    [20_000, 20_000],
    [20_001, Infinity],
    [Infinity, Infinity],
  ]) {
    actions.setSpeed(given ?? 0);
    assert.equal(seen().speed, kept);
  }
  actions.setSpeed(5);
  actions.setSpeed(NaN);
  assert.equal(seen().speed, 5);
});

test('slow motion runs at its speed, and every step has its row', async () => {
  const { world, actions, seen, at } = await ready();
  actions.setSpeed(4);
  actions.play();
  await world.run(2020);
  assert.deepEqual(at(), [9, 9]);
  assert.deepEqual(seen().lanes[1]?.data[0], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.ok(Math.abs(seen().rate - 4) < 0.2);
});

test('a link is followed: preset, changes, scale, speed, budget', async () => {
  const { seen } = await ready({ fragment: '#v=1&preset=one&data.count=700&seed=5&scale=linear&speed=50&budget=1200' });
  const { preset, overrides, scale, speed, budget, seed, lanes, problems } = seen();
  assert.deepEqual(
    [preset.id, overrides, scale, speed, budget, seed],
    ['one', { 'data.count': 700, seed: 5 }, 'linear', 50, 1200, 5],
  );
  assert.equal(lanes[0]?.spec.data?.count, 700);
  assert.deepEqual(problems, {});
});

test('of a link with wrong entries the rest holds, and the first reason is told', async () => {
  const { seen } = await ready({
    fragment: '#v=1&preset=two&learner.network.width=9999&seed=5&nothing.here=1&constructor=2&speed=-3',
  });
  const { overrides, problems, drafts, status, message, speed } = seen();
  assert.equal(status, 'ready');
  assert.deepEqual(overrides, { seed: 5 });
  assert.equal(speed, Infinity);
  assert.deepEqual(Object.keys(problems).sort(), ['constructor', 'learner.network.width', 'nothing.here', 'speed']);
  assert.equal(drafts['learner.network.width'], 9999);
  assert.match(message, /^Not all of the link can be followed: .*\. The rest holds\.$/);
});

test('what the curves count is chosen, and an end is told in it', async () => {
  const { actions, seen, world } = await ready({ fragment: '#v=1&preset=one&axis=samples' });
  assert.equal(seen().axis, 'samples');
  actions.play();
  await world.run(3000);
  assert.equal(seen().message, 'Two of the three steps passed 90 % of their targets, the last after 18,000 samples.');
  actions.setCursor(15_000);
  actions.setAxis('iterations');
  assert.equal(seen().message, 'Two of the three steps passed 90 % of their targets, the last after 900 iterations.');
  assert.equal(seen().cursor, null, 'it was on the other axis');
  actions.setAxis('neurons');
  assert.match(seen().message, / after 900 iterations\.$/, 'of which this run has none');
});

test('where neurons are trained one by one a step is one, unless another unit is chosen', async () => {
  const fragment = '#v=1&preset=two&learner.kind=layerwise&learner.network.width=40&budget=9000';
  const { actions, seen, world, at } = await ready({ fragment });
  const step = async () => {
    actions.stepOnce();
    await world.run(500);
    return at();
  };
  assert.deepEqual([seen().unit, await step()], [null, [40, 40]]);
  actions.setUnit('active');
  assert.deepEqual(await step(), [200, 200]);
  actions.setUnit('iteration');
  assert.deepEqual(await step(), [201, 201]);
  actions.setUnit('layer');
  assert.deepEqual(await step(), [1600, 1600]);
  actions.setUnit('neuron');
  actions.setSpeed(2);
  actions.play();
  await world.run(2200);
  assert.deepEqual(
    seen().lanes.map(({ marks }) => marks.neuron),
    [45, 45],
  );
  assert.deepEqual(seen().lanes[0]?.data[0]?.slice(-6), [1600, 1640, 1680, 1720, 1760, 1800]);
  actions.setUnit('iteration');
  await world.run(2200);
  assert.deepEqual(at(), [1805, 1805], 'at the same speed of other units');
});

test('a unit that the runs do not count is none of theirs', async () => {
  const { actions, world, at } = await ready({ fragment: '#v=1&preset=two&unit=layer' });
  actions.stepOnce();
  await world.run(100);
  assert.deepEqual(at(), [1, 1]);
});

test('scale and cursor are kept', async () => {
  const { actions, seen } = await ready();
  actions.setScale('linear');
  actions.setCursor(1500);
  assert.deepEqual([seen().scale, seen().cursor], ['linear', 1500]);
  actions.setCursor(null);
  assert.equal(seen().cursor, null);
});

const TABLE = /** @type {Table} */ (parseTable('0,0,0\n0,1,1\n1,0,1\n1,1,0').table);
const ROWS = /** @type {Table} */ (parseTable('0.5,1,3\n1.5,2,1\n2,3,2\n'.repeat(3)).table);

test('a table comes with its law and its data, and another target takes them away again', async () => {
  const { actions, seen, world } = await ready();
  void actions.choosePreset('one');
  await world.run(500);
  const done = actions.setTable(0, ROWS);
  await world.run(500);
  assert.equal(await done, null);
  const [lane] = seen().lanes;
  assert.deepEqual(
    [lane?.spec.inputs?.kind, lane?.spec.inputs?.n, lane?.spec.target?.kind, lane?.spec.data?.kind],
    ['gaussian', 2, 'table', 'rows'],
  );
  assert.equal(lane?.analysis.terms.length, 2);
  void actions.setTable(0, TABLE);
  await world.run(500);
  assert.deepEqual(
    [seen().lanes[0]?.spec.inputs?.kind, seen().lanes[0]?.spec.data?.kind, seen().lanes[0]?.spec.target?.y],
    ['hypercube', 'fresh', [1, -1, -1, 1]],
  );
  void actions.setField('0:target.kind', 'parity');
  await world.run(500);
  assert.deepEqual(seen().problems, {});
  assert.deepEqual(seen().overrides, { '0:target.kind': 'parity' });
  assert.deepEqual(seen().lanes[0]?.spec.data, { kind: 'fixed', count: 600 });
});

test('beside another lane a table keeps to its own', async () => {
  const { actions, seen, world } = await ready();
  void actions.setTable(1, ROWS);
  await world.run(500);
  const [left, right] = seen().lanes;
  assert.deepEqual(
    [left?.spec.inputs?.n, left?.spec.target?.kind, right?.spec.inputs?.n, right?.spec.data?.kind],
    [30, 'staircase', 2, 'rows'],
  );
});

test('a table that the core refuses changes nothing, and the core’s words come back', async () => {
  const { actions, seen, world } = await ready();
  const before = seen();
  const done = actions.setTable(0, { ...TABLE, n: 3 });
  await world.run(500);
  assert.match(String(await done), /8 numbers are not 3 for each of 4 rows/);
  assert.deepEqual([seen().overrides, seen().problems, seen().lanes[0]?.spec], [{}, {}, before.lanes[0]?.spec]);
});

/** Row 0 takes minutes with it. */
const HEAVY = 1e9;

test('what takes long says so, and every other wish is followed at once', async () => {
  /** @type {[string, (lab: Awaited<ReturnType<typeof ready>>) => unknown, Record<string, unknown>, string][]} */
  const wishes = [
    ['reset', ({ actions }) => void actions.resetAll(), {}, 'two'],
    ['one entry', ({ actions }) => void actions.resetField('probe.samples'), {}, 'two'],
    ['another figure', ({ actions }) => void actions.choosePreset('one'), {}, 'one'],
    ['three figures', ({ actions }) => ['two', 'one', 'two'].forEach((id) => void actions.choosePreset(id)), {}, 'two'],
  ];
  for (const [name, wish, overrides, preset] of wishes) {
    for (const playing of [undefined, 300]) {
      const lab = await ready({ ...(playing === undefined ? {} : { playing }) });
      const { world, actions, seen } = lab;
      void actions.setField('probe.samples', HEAVY);
      await world.run(300);
      assert.equal(seen().status, 'loading', name);
      assert.match(seen().message, /^Measuring, 0 %: about 6 min left\. Measuring takes about 6 min at each row here/);
      await world.run(30_000);
      assert.match(seen().message, /^Measuring, [89] %: about 5 min left/);
      void wish(lab);
      await world.run(400);
      assert.equal(seen().status, playing === undefined ? 'ready' : preset === 'one' ? 'finished' : 'running', name);
      assert.deepEqual(
        [seen().preset.id, seen().overrides, seen().problems, seen().drafts],
        [preset, overrides, {}, {}],
      );
      assert.equal(seen().lanes[0]?.spec.probe?.samples, 30_000);
    }
  }
});

test('what is left is that of the slowest lane, and of the newest wish', async () => {
  const { world, actions, seen } = await ready();
  void actions.setField('probe.samples', HEAVY);
  await world.run(2000);
  assert.match(seen().message, /about 6 min left/);
  void actions.setField('probe.samples', 6e7);
  void actions.setField('0:probe.samples', 3e7);
  await world.run(2000);
  assert.match(seen().message, /about 1[89] s left/);
});

test('a refused entry, a step, a pause leave what is loading as it is; restart begins it again', async () => {
  const { world, actions, seen, at, statuses } = await ready({ playing: 300 });
  void actions.setField('probe.samples', 3e8); // 100 s
  await world.run(60_000);
  void actions.setField('learner.network.width', 'wide');
  actions.stepOnce();
  actions.pause();
  await world.run(1000);
  assert.match(seen().message, /^Measuring, 6\d %/);
  assert.deepEqual(Object.keys(seen().problems), ['learner.network.width']);
  actions.play();
  await world.run(42_000);
  assert.equal(seen().status, 'running');
  assert.deepEqual(statuses.slice(-2), ['loading', 'running']);
  assert.deepEqual(Object.keys(seen().drafts), ['learner.network.width'], 'what was refused still stands there');
  actions.restart();
  await world.run(90_000);
  assert.match(seen().message, /^Measuring, 8\d %/);
  await world.run(20_000);
  assert.equal(seen().status, 'running');
  assert.ok(at().every((iteration) => iteration > 0));
});

test('an edit while another figure is on its way is one of that figure', async () => {
  const { world, actions, seen, store } = await ready();
  /** @type {string[]} */
  const pairs = [];
  store.subscribe(({ preset, lanes, budget }) => pairs.push(`${preset.id} ${lanes.length} ${budget}`));
  void actions.choosePreset('one');
  void actions.setField('data.count', 700);
  void actions.setField('inputs.n', 2);
  await world.run(400);
  const { preset, overrides, problems, drafts, lanes } = seen();
  assert.deepEqual([preset.id, overrides, drafts], ['one', { 'data.count': 700 }, { 'inputs.n': 2 }]);
  assert.deepEqual([Object.keys(problems), lanes[0]?.spec.data?.count], [['inputs.n'], 700]);
  assert.deepEqual([...new Set(pairs)].sort(), ['one 1 900', 'two 2 8000'], 'never a mixture');
});

test('a link to something heavy can be left before its first row is there', async () => {
  for (const leave of /** @type {const} */ (['resetAll', 'choosePreset'])) {
    const { world, actions, seen } = await ready({ fragment: '#v=1&preset=two&probe.samples=1000000000' });
    await world.run(5000);
    assert.deepEqual([seen().status, seen().lanes, seen().overrides], ['loading', [], { 'probe.samples': HEAVY }]);
    void actions[leave]('one');
    await world.run(400);
    assert.deepEqual([seen().status, seen().overrides], ['ready', {}]);
    assert.deepEqual([seen().preset.id, seen().lanes.length], leave === 'resetAll' ? ['two', 2] : ['one', 1]);
  }
});

test('while an iteration takes long every wish is followed within a second', async () => {
  /** @type {[(lab: Awaited<ReturnType<typeof ready>>) => void, (state: LabState) => unknown][]} */
  const wishes = [
    [({ actions }) => void actions.restart(), ({ lanes }) => lanes[0]?.iteration === 0],
    [({ actions }) => void actions.resetAll(), ({ lanes }) => lanes[0]?.spec.learner?.batch === 20],
    [({ actions }) => void actions.choosePreset('one'), ({ preset }) => preset.id === 'one'],
    [({ actions }) => void actions.newSeed(), ({ seed }) => seed > 100],
    [
      ({ actions }) => void actions.setField('learner.network.width', 7),
      ({ overrides }) => overrides['learner.network.width'] === 7,
    ],
    [
      ({ actions }) => void actions.setField('learner.network.width', 'x'),
      ({ problems }) => problems['learner.network.width'],
    ],
    [({ actions }) => void actions.pause(), ({ status }) => status === 'paused'],
  ];
  for (const [wish, holds] of wishes) {
    const lab = await ready();
    void lab.actions.setField('learner.batch', 9_230_769); // half a minute
    await lab.world.run(100);
    assert.match(lab.seen().message, /An iteration takes about 30 s here\.$/);
    lab.actions.play();
    await lab.world.run(50_000);
    assert.deepEqual(lab.at(), [1, 1]);
    wish(lab);
    await lab.world.run(900);
    assert.ok(holds(lab.seen()), String(wish));
    assert.notEqual(lab.seen().status, 'crashed');
  }
});

test('a worker that dies or hangs is told; the run goes on from where it was, restart and every change begin afresh', async () => {
  for (const again of /** @type {const} */ ([null, 'play', 'restart', 'newSeed', 'toggle', 'resetAll'])) {
    const lab = await ready({ playing: 300 });
    const { world, actions, seen, at } = lab;
    world.kill(1);
    await reaches(lab, 'crashed');
    assert.match(
      seen().message,
      /^The computation has stopped answering: .* It goes on by itself from where it was; Restart starts it afresh\.$/,
    );
    const before = seen().lanes[0]?.rowCount ?? 0;
    const shown = structuredClone(seen().lanes.map(({ data }) => data));
    assert.ok(before > 1);
    if (again) void actions[again]();
    await reaches(lab, 'running');
    await world.run(100);
    if (again === null || again === 'play' || again === 'toggle')
      assert.ok((seen().lanes[0]?.rowCount ?? 0) >= before, 'it is still there');
    else assert.ok((seen().lanes[0]?.rowCount ?? 0) < before);
    await world.run(3000);
    assert.deepEqual([seen().status, ...at()], ['finished', 8000, 8000]);
    if (again === 'newSeed') continue;
    const { lanes } = seen();
    shown.forEach((data, i) =>
      data.forEach((column, j) =>
        assert.deepEqual(lanes[i]?.data[j]?.slice(0, column.length - 1), column.slice(0, -1)),
      ),
    );
    assert.deepEqual(
      lanes[0]?.data[0],
      Array.from({ length: 17 }, (_, i) => 500 * i),
    );
  }
});

test('files that never come are spoken of, and asked for again by restart; the network’s return asks by itself', async () => {
  const { world, actions, seen, now } = await ready({ start: 'hangs' });
  assert.deepEqual([seen().status, seen().message], ['loading', 'Loading.']);
  await world.run(7000);
  assert.match(seen().message, /^The figure’s program has not come for 7 s\. Restart asks for it again\.$/);
  await world.run(60_000);
  assert.equal(seen().status, 'crashed');
  assert.match(seen().message, /^The figure’s program could not be loaded/);
  actions.restart();
  await world.run(1000);
  assert.equal(seen().message, 'Loading.');
  now.how = 'loads';
  actions.restart();
  await world.run(300);
  assert.equal(seen().status, 'ready');

  const other = await ready({ start: 'fails' });
  other.now.how = 'loads';
  other.actions.retry();
  await other.world.run(300);
  assert.equal(other.seen().status, 'ready');
  other.actions.retry();
  assert.equal(other.seen().status, 'ready', 'nothing was missing');
});

test('asleep and offline: told in words, and the run goes on once the network is back', async () => {
  const { world, actions, seen, at, now } = await ready({ playing: 300 });
  actions.setVisible(false);
  actions.sleep();
  await world.run(500);
  assert.ok(world.threads.every(({ alive }) => !alive));
  const before = at();
  now.how = 'fails';
  actions.setVisible(true);
  await world.run(500);
  assert.equal(seen().status, 'crashed');
  assert.match(seen().message, /The run is kept: Play tries again\.$/);
  actions.sleep();
  actions.play();
  await world.run(500);
  assert.deepEqual([seen().status, at()], ['crashed', before]);
  now.how = 'loads';
  actions.retry();
  await world.run(3000);
  assert.deepEqual([seen().status, ...at()], ['finished', 8000, 8000]);
  assert.deepEqual(
    (seen().lanes[1]?.data[0] ?? []).filter((iteration) => iteration % 500 === 0),
    Array.from({ length: 17 }, (_, i) => 500 * i),
  );
});

test('what is lost again at the same place does not go on by itself', async () => {
  const lab = await ready({ playing: 300 });
  const { world, actions, seen } = lab;
  for (let i = 0; i < world.threads.length; i++) world.kill(i);
  world.stillborn(true);
  for (const words of [/It goes on by itself/, /again at the same place: .* Play goes on/]) {
    await reaches(lab, 'crashed');
    assert.match(seen().message, words);
    await world.run(4000);
  }
  await world.run(60_000);
  assert.equal(seen().status, 'crashed');
  world.stillborn(false);
  actions.play();
  await world.run(3000);
  assert.equal(seen().status, 'finished');
});

test('nor does what was paused, or what is out of sight', async () => {
  const { world, controller, actions, seen } = await ready({ playing: 300 });
  actions.pause();
  await world.run(500);
  world.kill(0);
  controller.call('parameters').catch(() => {});
  await world.run(20_000);
  assert.equal(seen().status, 'crashed');
  assert.match(seen().message, /Play goes on from where it was/);
  let summoned = 0;
  const other = await ready({ playing: 300, summon: () => summoned++ });
  other.world.kill(0);
  await other.world.run(8000);
  other.actions.setVisible(false);
  await other.world.run(3000);
  assert.deepEqual([other.seen().status, summoned], ['paused', 0]);
  other.actions.setVisible(true);
  await other.world.run(3000);
  assert.equal(other.seen().status, 'finished');
});

test('a lane is copied, has settings of its own, and is removed; the link opens the same, and “reset all” undoes it', async () => {
  const { world, actions, seen } = await ready();
  await Promise.all([actions.addLane(0), world.run(500)]);
  assert.deepEqual(
    seen().lanes.map(({ label, spec }) => [label, spec.target?.kind]),
    [
      ['S', 'staircase'],
      ['χ', 'parity'],
      ['network 3', 'staircase'],
    ],
  );
  await Promise.all([actions.setField('2:learner.step_size', 0.3), world.run(500)]);
  assert.deepEqual(
    seen().lanes.map(({ spec }) => spec.learner?.step_size),
    [0.1, 0.1, 0.3],
  );
  // What is set for all is set for a copy, too, but for what is its own.
  await Promise.all([actions.setField('seed', 8), world.run(500)]);
  const { lanes, overrides } = seen();
  assert.deepEqual(
    lanes.map(({ spec }) => spec.seed),
    [8, 8, 8],
  );
  assert.deepEqual(overrides, { lanes: [0, 1, 0], '2:learner.step_size': 0.3, seed: 8 });

  const again = await ready({ fragment: encode(seen()) });
  assert.deepEqual(
    again.seen().lanes.map(({ spec }) => spec),
    lanes.map(({ spec }) => spec),
  );

  await Promise.all([actions.removeLane(1), world.run(500)]);
  assert.deepEqual(
    seen().lanes.map(({ spec }) => [spec.target?.kind, spec.learner?.step_size]),
    [
      ['staircase', 0.1],
      ['staircase', 0.3],
    ],
  );
  await Promise.all([actions.resetAll(), world.run(500)]);
  assert.deepEqual(
    seen().lanes.map(({ label }) => label),
    ['S', 'χ'],
  );
  assert.deepEqual(seen().overrides, {});
});

test('a figure has room for four lanes, and a link that asks for more, or for strangers, is told so', async () => {
  for (const [lanes, why] of [
    ['[0,0,0,0,0]', '5 lanes are outside [1, 4]'],
    ['[0,2]', '2 is outside [0, 1]'],
    ['two', 'is not a list of lanes'],
  ]) {
    const { seen } = await ready({ fragment: `v=1&preset=two&lanes=${lanes}` });
    assert.equal(seen().problems.lanes, `lanes: ${why}`);
    assert.equal(seen().lanes.length, 2);
  }
});
