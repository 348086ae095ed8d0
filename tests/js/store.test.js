import assert from 'node:assert/strict';
import test from 'node:test';
import { createStore } from '../../www/state/store.js';

test('listeners get the new state and the one before, at once', () => {
  const store = createStore({ a: 1, b: 2 });
  /** @type {unknown[]} */
  const heard = [];
  store.subscribe((state, previous) => heard.push([state, previous]));
  store.set({ a: 5 });
  assert.deepEqual(heard, [
    [
      { a: 5, b: 2 },
      { a: 1, b: 2 },
    ],
  ]);
});

test('a patch that changes nothing wakes nobody: views would draw for it', () => {
  const store = createStore({ a: NaN, list: [1] });
  let heard = 0;
  store.subscribe(() => heard++);
  const before = store.get();
  store.set({ a: NaN, list: before.list });
  assert.equal(heard, 0);
  assert.equal(store.get(), before);
});

test('a state that was handed out never changes', () => {
  const store = createStore({ a: 1 });
  const before = store.get();
  store.set({ a: 2 });
  assert.equal(before.a, 1);
});

test('a listener may leave, or make others leave, while being told', () => {
  const store = createStore({ a: 1 });
  /** @type {string[]} */
  const heard = [];
  const leave = store.subscribe(() => {
    heard.push('first');
    leave();
    leaveSecond();
  });
  const leaveSecond = store.subscribe(() => heard.push('second'));
  store.set({ a: 2 });
  store.set({ a: 3 });
  assert.deepEqual(heard, ['first']);
});

test('a listener that sets again leaves everyone with the newest state', () => {
  const store = createStore({ a: 1 });
  store.subscribe(({ a }) => a === 2 && store.set({ a: 3 }));
  let last = 0;
  store.subscribe(({ a }) => (last = a));
  store.set({ a: 2 });
  assert.equal(last, 3);
});
