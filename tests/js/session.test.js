import assert from 'node:assert/strict';
import test from 'node:test';
import { look } from '../../www/engine/protocol.js';
import { createSession } from '../../www/engine/session.js';
import { COSTS, createFakeCore, EXPLODES, NEURON } from './fake-core.js';

/** @import { AimedAnalysis } from '../../www/types.d.ts' */
/** @import { FromWorker, ProgressMessage } from '../../www/engine/protocol.js' */

const SPEC = { target: { kind: 'staircase', degree: 3 } };

/** A session on a clock that moves only when the core computes; `onYield` is what happens between two slices. */
function start({ advance = /** @type {(() => number) | null} */ (null) } = {}) {
  let time = 0;
  const core = createFakeCore((ms) => void (time += ms));
  if (advance) /** @type {any} */ (core.Experiment).prototype.advance = advance;
  /** @type {any[]} */
  const posted = [];
  const slices = { longest: 0, begun: 0 };
  const hooks = { onYield: () => {} };
  let crashes = 0;
  const session = createSession({
    core,
    post: (/** @type {FromWorker} */ message) => posted.push({ ...message, at: time }),
    clock: () => time,
    async yieldTo() {
      slices.longest = Math.max(slices.longest, time - slices.begun);
      hooks.onYield();
      slices.begun = time;
    },
    onCrash: () => crashes++,
  });
  let id = 0;
  return {
    posted,
    slices,
    hooks,
    receive: session.receive,
    end: session.end,
    /**
     * @param {string} method
     * @param {any[]} args
     * @returns {any}
     */
    call(method, ...args) {
      session.receive({ type: 'call', id: ++id, method, args });
      return posted.find((message) => message.type === 'reply' && message.id === id);
    },
    /**
     * With its answer, which comes once row 0 is there.
     * @param {any} spec
     * @param {number} run
     */
    async load(spec, run) {
      this.call('load', spec, run);
      const mine = id;
      await idle();
      return posted.find((message) => message.type === 'reply' && message.id === mine);
    },
    /** Without the signs of life. */
    said: () => posted.filter(({ type }) => type !== 'alive'),
    /**
     * @param {number} run
     * @param {number} iteration
     * @param {boolean} [measure]
     */
    goal: (run, iteration, measure = false) => session.receive({ type: 'goal', run, iteration, until: null, measure }),
    /** @returns {ProgressMessage[]} */
    progress: () => posted.filter(({ type }) => type === 'progress'),
    now: () => time,
    crashes: () => crashes,
  };
}

const idle = () => new Promise((resolve) => setTimeout(resolve, 5));

test('a load answers with row 0 and then stands still', async () => {
  const s = start();
  const { value } = await s.load(SPEC, 1);
  assert.deepEqual(value.columns.slice(-3), ['{1}', '{1,2}', '{1,2,3}']);
  assert.equal(value.first.rows.length, value.columns.length);
  assert.equal(value.first.rows[0], 0);
  assert.deepEqual(
    value.analyses.map((/** @type {AimedAnalysis} */ { from, analysis }) => [from, analysis.terms.length]),
    [[0, 3]],
  );
  await idle();
  assert.deepEqual(s.progress(), []);
});

test('a run goes exactly to its goal and says so once it is there', async () => {
  const s = start();
  await s.load(SPEC, 1);
  s.goal(1, 2500);
  await idle();
  const last = s.progress().at(-1);
  assert.deepEqual([last?.iteration, last?.goal.iteration, last?.samples], [2500, 2500, 50_000]);
});

test('every goal is answered, also one with nothing left to do: the pool waits for it', async () => {
  const s = start();
  await s.load(SPEC, 1);
  s.goal(1, 0);
  assert.deepEqual(
    s.progress().map(({ goal, iteration }) => [goal.iteration, iteration]),
    [[0, 0]],
  );
});

test('slices stay short, so that a pause is answered in time', async () => {
  const s = start();
  await s.load({ ...SPEC, probe: { every: 1e6 } }, 1);
  s.slices.begun = s.now();
  s.goal(1, 20_000);
  await idle();
  assert.equal(s.progress().at(-1)?.iteration, 20_000);
  assert.ok(s.slices.longest <= 20, `${s.slices.longest} ms`);
});

test('a stop is taken up within one slice and a measurement', async () => {
  const s = start();
  await s.load(SPEC, 1);
  let asked = 0;
  s.hooks.onYield = () => {
    if (asked === 0 && s.now() > 300) {
      asked = s.now();
      s.goal(1, 0);
    }
  };
  s.goal(1, 1e6);
  await idle();
  const last = /** @type {any} */ (s.progress().at(-1));
  assert.equal(last.goal.iteration, 0);
  assert.ok(last.at - asked <= 30, `${last.at - asked} ms`);
  assert.ok(last.iteration > 1000);
});

test('progress comes about twenty times a second, and the computing time in it adds up', async () => {
  const s = start();
  await s.load({ ...SPEC, probe: { every: 1e6 } }, 1);
  s.goal(1, 20_000);
  await idle();
  const times = s.progress().map((message) => /** @type {any} */ (message).at);
  const spent = 20_000 * COSTS.step;
  assert.ok(times.length >= spent / 60 && times.length <= spent / 50 + 2, `${times.length} in ${spent} ms`);
  const busy = s.progress().reduce((sum, message) => sum + message.busy, 0);
  assert.ok(Math.abs(busy - spent) < 1e-6, `${busy}`);
});

test('all rows arrive, in order, whatever the messages they come in', async () => {
  const s = start();
  const { value } = await s.load({ ...SPEC, probe: { every: 70 } }, 1);
  s.goal(1, 7000);
  await idle();
  const width = value.columns.length;
  const iterations = [value.first, ...s.progress()].flatMap(({ rows, errors }) => {
    assert.equal(rows.length, errors.length);
    return [...rows].filter((_, i) => i % width === 0);
  });
  assert.deepEqual(
    iterations,
    Array.from({ length: 101 }, (_, i) => 70 * i),
  );
});

test('the strongest coefficients come with new rows only', async () => {
  const s = start();
  await s.load(SPEC, 1);
  s.goal(1, 10);
  await idle();
  assert.equal(s.progress().at(-1)?.spectrum, null);
  s.goal(1, 20, true);
  await idle();
  assert.equal(s.progress().at(-1)?.spectrum?.length, 3);
});

test('where the neurons are comes with every progress of a learner that trains them one by one, the list of the active ones with new ones', async () => {
  const s = start();
  const learner = { kind: 'layerwise', network: { kind: 'sparse_quadratic', layers: 2, width: 10 } };
  const { value } = await s.load({ ...SPEC, learner }, 1);
  assert.deepEqual([value.first.phase.trained, value.first.neurons], [0, []]);
  s.goal(1, 1e6);
  await idle();
  let known = 0;
  for (const { neurons, phase, marks } of s.progress()) {
    assert.equal(neurons?.length ?? known, marks.active);
    assert.equal(neurons === null, marks.active === known, 'as they were');
    assert.equal(phase?.trained, marks.neuron);
    known = marks.active;
  }
  assert.equal(known, 4);
  const other = await s.load(SPEC, 2);
  assert.deepEqual([other.value.first.phase, other.value.first.training, other.value.first.neurons], [null, null, []]);
  const snapshot = s.call('snapshot').value;
  assert.deepEqual(s.call('restore', snapshot, 3).value.first.neurons, []);
});

test('a measured goal gives a row at the goal, once', async () => {
  const s = start();
  await s.load(SPEC, 1);
  s.goal(1, 17, true);
  await idle();
  assert.equal(s.progress().at(-1)?.rows[0], 17);
  s.goal(1, 17, true);
  await idle();
  assert.equal(s.progress().at(-1)?.rows.length, 0);
});

test('a goal may be a number of neurons, at which a measured one gives a row; one that is passed is a stop', async () => {
  const s = start();
  await s.load({ ...SPEC, learner: { kind: 'layerwise' } }, 1);
  const goal = (/** @type {object} */ more) => {
    s.receive({ type: 'goal', run: 1, iteration: 500, until: { mark: 'neuron', count: 3 }, measure: true, ...more });
    return idle();
  };
  const last = () => {
    const { goal, iteration, marks, rows = [] } = s.progress().at(-1) ?? {};
    return [goal?.until?.count, iteration, marks?.neuron, rows[0]];
  };
  await goal({});
  assert.deepEqual(last(), [3, 120, 3, 120]);
  s.goal(1, 130);
  await idle();
  await goal({ until: { mark: 'neuron', count: 2 } });
  assert.deepEqual(last(), [2, 130, 3, undefined], 'no row beyond');
  await goal({ until: { mark: 'active', count: 1 }, measure: false });
  assert.deepEqual(last(), [1, 200, 5, 200], 'an active neuron has one anyhow');
  await goal({ iteration: 390, until: { mark: 'neuron', count: 99 } });
  assert.deepEqual(last(), [99, 390, 9, 390], 'the iteration comes first');
});

test('goals for another run are dropped: they were on their way when it was replaced', async () => {
  const s = start();
  await s.load(SPEC, 1);
  await s.load(SPEC, 2);
  s.goal(1, 500);
  await idle();
  assert.deepEqual(s.progress(), []);
});

test('a load in the middle of a run begins at row 0 and lets the old one go', async () => {
  const s = start();
  await s.load(SPEC, 1);
  let loaded = false;
  s.hooks.onYield = () => {
    if (loaded) return;
    loaded = true;
    s.call('load', SPEC, 2);
  };
  s.goal(1, 5000);
  await idle();
  assert.equal(s.said().find(({ value }) => value?.first?.run === 2)?.value.first.iteration, 0);
  const after = s.progress().filter(({ run }) => run === 2);
  assert.ok(after.every(({ iteration }) => iteration === 0));
  assert.ok(s.progress().every(({ run, iteration }) => run === 2 || iteration < 5000));
});

test('a refused spec says which entry and leaves the present run as it is', async () => {
  const s = start();
  await s.load(SPEC, 1);
  const reply = await s.load({ ...SPEC, learner: { network: { width: 0 } } }, 2);
  assert.equal(reply.error.field, 'learner.network.width');
  s.goal(1, 100);
  await idle();
  assert.equal(s.progress().at(-1)?.iteration, 100);
});

test('a diverged run stops short of its goal with its last row', async () => {
  const s = start();
  await s.load({ ...SPEC, learner: { step_size: 1 } }, 1);
  s.goal(1, 5000);
  await idle();
  const last = s.progress().at(-1);
  assert.deepEqual([last?.status, last?.iteration], ['diverged', EXPLODES.at]);
  assert.ok(s.progress().some(({ rows }) => [...rows].includes(EXPLODES.at)));
});

test('a trap in a call or in the run is a crash, told once; then there is silence', async () => {
  const inCall = start();
  await inCall.load(SPEC, 1);
  inCall.call('panicForTest');
  inCall.call('catalogue');
  inCall.goal(1, 10);
  await idle();
  assert.deepEqual(
    inCall
      .said()
      .slice(1)
      .map(({ type, message }) => [type, message]),
    [['crashed', 'unreachable']],
  );
  assert.equal(inCall.crashes(), 1);

  const inRun = start({
    advance() {
      throw new WebAssembly.RuntimeError('memory access out of bounds');
    },
  });
  await inRun.load(SPEC, 1);
  assert.deepEqual(
    inRun.said().map(({ type, message }) => [type, message]),
    [['crashed', 'memory access out of bounds']],
  );
});

test('a call that merely fails is answered, and the session lives on', () => {
  const s = start();
  assert.match(s.call('snapshot').error.message, /nothing is loaded/);
  assert.equal(s.call('randomSeed').value, 101);
});

test('a snapshot taken in one session goes on in another', async () => {
  const s = start();
  await s.load(SPEC, 1);
  s.goal(1, 300);
  await idle();
  const bytes = s.call('snapshot').value;
  const other = start();
  const { value } = other.call('restore', bytes, 4);
  assert.equal(value.first.iteration, 300);
  other.goal(4, 310);
  await idle();
  assert.equal(other.progress().at(-1)?.iteration, 310);
  assert.deepEqual(other.call('parameters').value[0].values, Float32Array.of(310));
});

/** Row 0 takes 20 seconds, an iteration one. */
const HEAVY = { ...SPEC, probe: { samples: 6e7 }, learner: { batch: 307_692 } };

test('what takes long comes in slices, with a word beforehand about how long, and again now and then', async () => {
  const s = start();
  s.slices.begun = s.now();
  const { value } = await s.load(HEAVY, 1);
  assert.ok(s.slices.longest <= 20, `${s.slices.longest} ms`);
  const words = s.posted.filter(({ type }) => type === 'pending');
  assert.ok(words[0].at <= 270 && words.length >= 18 && words.length <= 21, `${words[0].at} ms, ${words.length} words`);
  for (const { at, kind, done, left, row, run } of words) {
    assert.deepEqual([kind, run], ['measure', 1]);
    assert.ok(Math.abs(row - 20_000) < 100 && Math.abs(left - (20_005 - at)) < 100, `${left} of ${row} left at ${at}`);
    assert.ok(Math.abs(done - at / 20_005) < 0.01, `${done} at ${at}`);
  }
  assert.equal(value.first.rows[0], 0);
  assert.ok(Math.abs(value.iteration - 1000) < 50, `${value.iteration} ms an iteration`);
});

test('what does not take long is not spoken of', async () => {
  const s = start();
  await s.load(SPEC, 1);
  s.goal(1, 10_000);
  await idle();
  assert.equal(s.posted.filter(({ type }) => type === 'pending').length, 0);
});

test('a newer load, or a refused one, has its answer within a slice; the older one is given up', async () => {
  const s = start();
  let asked = 0;
  s.hooks.onYield = () => {
    if (asked > 0 || s.now() < 1000) return;
    asked = s.now();
    s.call('load', { target: { kind: 'nothing' } }, 2);
    s.call('load', SPEC, 3);
  };
  s.call('load', HEAVY, 1);
  await idle();
  const replies = s.posted.filter(({ type }) => type === 'reply');
  assert.deepEqual(
    replies.map(({ id, error }) => [id, error?.message ?? 'loaded']),
    [
      [2, 'target.kind: there is no target "nothing"'],
      [1, 'another run was begun'],
      [3, 'loaded'],
    ],
  );
  assert.ok(replies[2].at - asked <= 40, `${replies[2].at - asked} ms`);
});

test('a goal that comes before row 0 is kept', async () => {
  const s = start();
  s.call('load', SPEC, 1);
  s.goal(1, 50);
  await idle();
  assert.equal(s.progress().at(-1)?.iteration, 50);
});

test('a stop in the middle of a long row is answered at once, and the row comes when the run goes on', async () => {
  const s = start();
  await s.load({ ...HEAVY, probe: { samples: 6e7, every: 2 } }, 1);
  let stopped = 0;
  s.hooks.onYield = () => {
    if (stopped > 0 || s.now() < 30_000) return;
    stopped = s.now();
    s.goal(1, 0);
  };
  s.goal(1, 3);
  await idle();
  const last = /** @type {any} */ (s.progress().at(-1));
  assert.deepEqual([last.iteration, last.rows.length, last.at], [2, 0, stopped]);
  s.goal(1, 3);
  await idle();
  assert.equal(s.progress().at(-1)?.iteration, 3);
  assert.deepEqual(
    s.progress().flatMap(({ rows }) => rows[0] ?? []),
    [2],
  );
});

test('a run that diverges is said to go on until its last row is measured', async () => {
  const s = start();
  await s.load({ ...SPEC, learner: { step_size: 1 }, probe: { samples: 3e6, every: 1e6 } }, 1);
  s.goal(1, 5000);
  await idle();
  const ended = s.progress().filter(({ status }) => status !== 'running');
  assert.deepEqual(
    ended.map(({ status, rows }) => [status, rows[0]]),
    [['diverged', EXPLODES.at]],
  );
});

test('a ping is answered, and a long iteration is announced before it begins', async () => {
  const s = start();
  s.receive({ type: 'ping' });
  assert.deepEqual(
    s.posted.map(({ type, quiet }) => [type, quiet]),
    [['alive', 0]],
  );
  await s.load(HEAVY, 1);
  s.posted.length = 0;
  s.goal(1, 3);
  await idle();
  const signs = s.posted.filter(({ type }) => type === 'alive');
  assert.equal(signs.length, 3);
  for (const { quiet, taken } of signs) assert.ok(quiet > 2000 && quiet < 8000 && taken === undefined, `${quiet}`);
});

test('a running session sends what it takes to go on without it: now and then, cheaply, and the same as it stands', async () => {
  const s = start();
  await s.load({ ...SPEC, probe: { every: 1e6 } }, 1);
  s.goal(1, 200_000);
  await idle();
  const saved = s.posted.filter(({ type }) => type === 'saved');
  assert.ok(saved.length >= 5 && saved.length <= 7, `${saved.length} in 13 s`);
  const other = start();
  const { value } = other.call('restore', saved[2].bytes, 4);
  assert.ok(value.first.iteration > 0);
  other.goal(4, 200_000);
  await idle();
  assert.equal(other.progress().at(-1)?.iteration, 200_000);
});

test('who looks inside gets a picture at once, with progress, at rest and of each new run; a number is told on demand', async () => {
  const s = start();
  const pictures = () => s.posted.filter(({ type }) => type === 'picture');
  s.receive(look({ colours: [0] }, null));
  assert.deepEqual(pictures(), [], 'there is nothing to be seen yet');
  await s.load(SPEC, 1);
  assert.deepEqual(
    pictures().map(({ run, iteration }) => [run, iteration]),
    [[1, 0]],
  );
  s.goal(1, 5000);
  await idle();
  const way = pictures().map(({ iteration }) => iteration);
  assert.ok(way.length > 4 && way.length <= 1 + s.progress().length, `${way}`);
  assert.deepEqual([way.at(-1), new Set(way).size], [5000, way.length]);
  s.receive(look({ colours: [1] }));
  assert.equal(pictures().length, way.length + 1, 'in another style');
  assert.equal(s.call('parameter', 'w', 0).value, 5000);
  const { value: bytes } = s.call('snapshot');
  await s.load(SPEC, 2);
  s.call('restore', bytes, 3);
  assert.deepEqual(
    pictures()
      .slice(-2)
      .map(({ run, iteration }) => [run, iteration]),
    [
      [2, 0],
      [3, 5000],
    ],
  );
});

test('the theorem is told without a run, or why not; the events of its proof of the run as it stands', async () => {
  const s = start();
  const inputs = { n: 10, s: 3, M: 1, epsilon: 0.01, delta: 0.1 };
  assert.equal(s.call('theorem', inputs).value.n, 10);
  assert.equal(s.call('theorem', { ...inputs, epsilon: 0 }).error.field, 'theorem.epsilon');
  assert.match(s.call('events').error.message, /nothing is loaded/);
  await s.load({ ...SPEC, learner: { kind: 'layerwise' } }, 1);
  assert.equal(s.call('events').value[0].holds, true);
  s.goal(1, NEURON.active * NEURON.iterations);
  await idle();
  assert.deepEqual(s.call('events').value[0].first, { layer: 1, neuron: 0 });
});

test('a trap in a picture is a crash', async () => {
  for (const during of ['a look', 'a run']) {
    const s = start();
    await s.load(SPEC, 1);
    const style = { get colours() { throw new WebAssembly.RuntimeError('unreachable'); } }; // prettier-ignore
    if (during === 'a run') s.receive(look({ colours: [0] }, null));
    s.receive(look(/** @type {any} */ (style), null));
    s.goal(1, 100);
    await idle();
    assert.equal(s.crashes(), 1, during);
  }
});

test('once ended it says nothing more', async () => {
  const session = start();
  await session.load(SPEC, 1);
  const before = session.said().length;
  session.end();
  session.call('snapshot');
  await session.load(SPEC, 2);
  assert.equal(session.said().length, before);
});
