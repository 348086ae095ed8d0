import assert from 'node:assert/strict';
import test from 'node:test';
import { estimate, fixed, integer, percentBeside, significant, thousands, tick } from '../../www/language/format.js';

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
  assert.deepEqual([0, 500, 5000, 12500, 1.2e6, 5e8].map(thousands), ['0', '500', '5k', '12.5k', '1.2M', '500M']);
});

test('numbers are written with a true minus sign', () => {
  assert.deepEqual([fixed(-0.31622), fixed(-0.0001), fixed(NaN), integer(12400)], ['−0.316', '0.000', '…', '12,400']);
  assert.deepEqual([significant(0.0123), significant(-1.2e9), significant(9.94e-5)], ['0.0123', '−1.2e9', '9.9e−5']);
});

test('a loss that is less than what is told of its error is small, and not zero', () => {
  assert.deepEqual(estimate(8e-8, 2e-9, significant), ['8.0e−8', '± <0.00001']);
  assert.deepEqual(estimate(8e-8, 2e-9), ['0.00000', '± <0.00001']);
  assert.deepEqual(estimate(0, 2e-9, significant), ['0.00000', '± <0.00001']);
});

test('an estimate and its error are written to the same place, the second digit of the error', () => {
  /** @type {[value: number, error: number, text: string, uncertain: string][]} */
  const cases = [
    [0.316228, 0.0041, '0.3162', '± 0.0041'],
    [-0.316228, 0.0996, '−0.32', '± 0.10'],
    [0.9994, 0.0994, '0.999', '± 0.099'],
    [0.316228, 0.00041, '0.31623', '± 0.00041'],
    [0.316228, 0.000041, '0.316228', '± 0.000041'],
    [0.316228, 1e-6, '0.31623', '± <0.00001'],
    [-0.00001, 0.004, '0.0000', '± 0.0040'],
    [10.0123, 0.25, '10.01', '± 0.25'],
    [10.0123, 2.5, '10.0', '± 2.5'],
    [1234.5, 9.96, '1235', '± 10'],
    [1234.5, 99.6, '1.23e3', '± 1.0e2'],
    [1.2345e9, 3.44e7, '1.235e9', '± 3.4e7'],
    [3, 250, '0', '± 2.5e2'],
    [-96, 250, '−1.0e2', '± 2.5e2'],
    [0.5, 0, '0.500', 'exact'],
    [0.5, NaN, '0.500', ''],
    [0.5, Infinity, '0.500', ''],
    [NaN, 0.1, '…', ''],
    [Infinity, NaN, '…', ''],
  ];
  for (const [value, error, ...texts] of cases) assert.deepEqual(estimate(value, error), texts, `${value} ± ${error}`);
  assert.deepEqual(estimate(12.345, NaN, significant), ['12.3', '']);
});

test('a share beside a threshold never seems to be on the other side of it', () => {
  const all = [0.346, 0.8949, 0.8996, 0.89999999999, 0.9, 0.9003, 1.04, -0.2];
  assert.deepEqual(
    all.map((share) => percentBeside(share, 0.9)),
    ['35 %', '89 %', '89.96 %', '90.000000 %', '90 %', '90.03 %', '104 %', '−20 %'],
  );
});
