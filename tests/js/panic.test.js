import assert from 'node:assert/strict';
import { test } from 'node:test';
import init, { Experiment } from 'staircase-lab';
import { hearPanics } from '../../www/engine/panic.js';
import { createSession } from '../../www/engine/session.js';
import * as published from '../../www/pkg/staircase.js';

/** Left out of the package's types. */
const { panicForTest } = /** @type {{ panicForTest(): void }} */ (/** @type {unknown} */ (published));

test('a real panic reaches the page in its own words', async () => {
  await init();
  const quiet = console.error;
  console.error = () => {};
  const explain = hearPanics(console);
  /** @type {any[]} */
  const posted = [];
  const core = /** @type {any} */ ({ Experiment, panicForTest });
  const session = createSession({
    core,
    post: (message) => posted.push(message),
    yieldTo: async () => {},
    clock: () => 0,
    explain,
  });
  session.receive({ type: 'call', id: 1, method: 'panicForTest', args: [] });
  console.error = quiet;
  const crashes = posted.filter(({ type }) => type === 'crashed');
  assert.equal(crashes.length, 1);
  assert.match(crashes[0].message, /^a panic was asked for \(src\/wasm\.rs:\d+:\d+\)$/);
});

test('a trap without a panic, and an ordinary error, have words too', () => {
  const explain = hearPanics({ error() {} });
  assert.equal(explain(new WebAssembly.RuntimeError('unreachable')), 'unreachable, perhaps for want of memory');
  assert.equal(explain(new Error('no such file')), 'no such file');
});

test('what else is said on the console is passed on and not taken for a panic', () => {
  /** @type {unknown[][]} */
  const said = [];
  const console = { error: (/** @type {unknown[]} */ ...words) => void said.push(words) };
  const explain = hearPanics(console);
  console.error('not a panic', 5);
  console.error('panicked at src/a.rs:1:2:\nindex out of bounds\n\nStack:\n');
  assert.deepEqual(said[0], ['not a panic', 5]);
  assert.equal(said.length, 2);
  assert.equal(explain(new WebAssembly.RuntimeError('unreachable')), 'index out of bounds (src/a.rs:1:2)');
});
