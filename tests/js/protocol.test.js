import assert from 'node:assert/strict';
import test from 'node:test';
import { call, describe, goal, isFromWorker, isToWorker, look, METHODS } from '../../www/engine/protocol.js';

test('what we make, the other side takes', () => {
  for (const until of [null, /** @type {const} */ ({ mark: 'neuron', count: 3 })])
    assert.ok(isToWorker(goal(1, { iteration: 200, until }, false)));
  for (const style of [null, { colours: [0] }]) assert.ok(isToWorker(look(style, null)));
  for (const method of METHODS) assert.ok(isToWorker(call(7, method, /** @type {any} */ ([]))), method);
});

test('what is not ours is not taken for ours: a page’s own messages, methods that do not exist, goals without numbers', () => {
  for (const data of [
    null,
    undefined,
    'goal',
    5,
    {},
    { type: 'goal' },
    { type: 'goal', run: '1', iteration: 2, until: null, measure: true },
    { type: 'goal', run: 1, iteration: 2, measure: true },
    { type: 'goal', run: 1, iteration: 2, until: 'neuron', measure: true },
    { type: 'goal', run: 1, iteration: 2, until: { mark: 'neuron' }, measure: true },
    { type: 'look' },
    { type: 'call', id: 1, method: 'constructor', args: [] },
    { type: 'call', id: 1, method: 'load', args: {} },
    { type: 'call', id: '1', method: 'load', args: [] },
  ]) {
    assert.equal(isToWorker(data), false, JSON.stringify(data));
  }
  for (const data of [null, 'ready', {}, { type: 'toString' }, { source: 'devtools' }])
    assert.equal(isFromWorker(data), false);
  for (const type of ['ready', 'reply', 'progress', 'picture', 'crashed']) assert.ok(isFromWorker({ type }));
});

test('whatever is thrown becomes words, with the faulty entry if there is one', () => {
  assert.deepEqual(describe(Object.assign(new Error('0 is outside [1, 9]'), { field: 'inputs.n' })), {
    message: '0 is outside [1, 9]',
    field: 'inputs.n',
  });
  assert.deepEqual(describe('words'), { message: 'words' });
  assert.deepEqual(describe(undefined), { message: 'undefined' });
  assert.deepEqual(describe(new RangeError()), { message: 'RangeError' });
  assert.deepEqual(describe({ message: 5, field: 6 }), { message: '[object Object]' });
});
