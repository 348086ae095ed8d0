import assert from 'node:assert/strict';
import test from 'node:test';
import { fixed, integer, plusMinus, significant, thousands, tick } from '../../www/language/format.js';

test('ticks are short enough for the margin of a chart, from the smallest loss on', () => {
  assert.deepEqual([0, 10, 0.5, 0.30000000000000004, 0.001, 1e-4, 1e-5, -0.2].map(tick), [
    '0',
    '10',
    '0.5',
    '0.3',
    '0.001',
    '1e−4',
    '1e−5',
    '−0.2',
  ]);
  assert.deepEqual([0, 500, 5000, 12500].map(thousands), ['0', '500', '5k', '12.5k']);
});

test('an estimate is written with the digits that its error supports, and a true minus sign', () => {
  assert.deepEqual([fixed(-0.31622), fixed(-0.0001), fixed(NaN), integer(12400)], ['−0.316', '0.000', '…', '12,400']);
  assert.deepEqual([significant(0.0123), significant(-1.2e9), significant(9.94e-5)], ['0.0123', '−1.2e9', '9.9e−5']);
  assert.deepEqual([0, NaN, 0.004, 0.0004, 1e-6].map(plusMinus), ['exact', '', '± 0.004', '± 0.0004', '± <0.0001']);
});
