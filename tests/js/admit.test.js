// What of several changes is taken in, and what is said of the others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refused } from '../../www/engine/client.js';
import { admit, judge as judgeOf } from '../../www/state/admit.js';
import { CATALOGUE } from './fake-core.js';

/** @import { Attempt } from '../../www/state/admit.js' */

/**
 * A judge to whom all entries are known, with these objections: each a field to blame and when.
 * @param {[field: string, when: (overrides: Record<string, unknown>) => boolean][]} objections
 * @returns {Attempt}
 */
const judge = (objections) => async (overrides) => {
  const found = objections.find(([, when]) => when(overrides));
  if (found) throw new Refused({ message: `${found[0]}: is wrong`, field: found[0] });
  return { specs: [overrides], used: new Set(Object.keys(overrides)) };
};

test('entries of a kind that is refused go with it, and what is told is an entry that was given', async () => {
  const formula = judge([['target.formula', (o) => o['inputs.kind'] === 'normal']]);
  const wanted = { 'inputs.kind': 'normal', 'inputs.n': 100, seed: 3 };
  const { overrides, problems } = await admit({}, wanted, formula);
  assert.deepEqual(overrides, { seed: 3 });
  assert.deepEqual(problems, {
    'inputs.kind': 'target.formula: is wrong',
    'inputs.n': 'inputs.n: it belongs to inputs.kind, which is refused',
  });
});

test('a kind is taken in with what makes it right, and without what is wrong with it', async () => {
  const table = judge([
    ['target.x', (o) => o['target.kind'] === 'table' && o['target.x'] === undefined],
    ['target.y', (o) => o['target.y'] === 'bad'],
    ['learner.batch', (o) => o['learner.batch'] === 0],
  ]);
  const right = { 'learner.batch': 0, 'target.x': 1, 'target.kind': 'table' };
  const taken = await admit({}, right, table);
  assert.deepEqual(taken.overrides, { 'target.kind': 'table', 'target.x': 1 });
  assert.deepEqual(taken.problems, { 'learner.batch': 'learner.batch: is wrong' });
  // Neither alone: the reason is that of both together.
  const wrong = await admit({}, { 'target.kind': 'table', 'target.y': 'bad' }, table);
  assert.deepEqual(wrong.overrides, {});
  assert.equal(wrong.problems['target.kind'], 'target.x: is wrong');
});

test('an entry within the one that was given is blamed as it is, also of a single lane', async () => {
  const decay = judge([['learner.decay.every', () => true]]);
  for (const path of ['learner.decay', '1:learner.decay'])
    assert.deepEqual(
      (
        await admit({}, { [path]: {} }, async (o) =>
          Object.keys(o).length ? decay(o) : { specs: [], used: new Set() },
        )
      ).problems,
      {
        [path]: 'learner.decay.every: is wrong',
      },
    );
});

test('all that stands in the way of a change yields to it, one entry after the other, and a change of the visitor’s does not', async () => {
  const base = { target: { kind: 'parity', degree: 3, count: 3 } };
  const attempt = judgeOf(
    async (specs) => {
      const entries = /** @type {Record<string, unknown>} */ (specs[0]?.target);
      const blamed = ['degree', 'count'].find((name) => entries['set'] && entries[name] !== undefined);
      if (blamed) throw new Refused({ message: 'stands in the way', field: `target.${blamed}` });
      return specs;
    },
    CATALOGUE,
    [base],
  );
  const change = { 'target.set': [1] };
  assert.deepEqual((await attempt(change)).specs, [{ target: { kind: 'parity', set: [1] } }]);
  await assert.rejects(attempt({ ...change, 'target.degree': 2 }), { field: 'target.degree' });
});

test('what is right but for another entry that is refused waits for it, and says so', async () => {
  const lengths = (/** @type {Record<string, any>} */ o) => [o['0:net.widths'] ?? [6, 3], o['0:net.alpha'] ?? [1, 0.2]];
  const net = judge([
    ['net.widths', (o) => lengths(o)[0].length > 4],
    ['net.alpha', (o) => lengths(o)[0].length !== lengths(o)[1].length],
  ]);
  const five = [1, 1, 1, 1, 1];
  const { overrides, problems } = await admit({}, { '0:net.alpha': five, '0:net.widths': five }, net);
  assert.deepEqual(overrides, {});
  assert.deepEqual(problems, {
    '0:net.widths': 'net.widths: is wrong',
    '0:net.alpha': 'net.widths: it is refused, and this waits for it',
  });
  const alone = await admit({}, { '0:net.alpha': five }, net);
  assert.deepEqual(alone.problems, { '0:net.alpha': 'net.alpha: is wrong' });
  // But what is no number is none beside anything.
  const typed = async (/** @type {Record<string, unknown>} */ { 'net.n': n = 6, 'net.rate': rate = 1 }) => {
    if (n !== 6) throw new Refused({ message: 'net.n: is wrong', field: 'net.n' });
    if (typeof rate !== 'number') throw new Refused({ message: 'net.rate: is no number', field: 'net.rate' });
    return { specs: [/** @type {any} */ ({ net: { n, rate } })], used: new Set(['net.n', 'net.rate']) };
  };
  const both = await admit({}, { 'net.n': 999, 'net.rate': 'abc' }, typed);
  assert.deepEqual(both.problems, { 'net.n': 'net.n: is wrong', 'net.rate': 'net.rate: is no number' });
});
