// Two runs, or two sweeps, over each other: their curves on one axis, and the numbers that stand beside them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { guideOf } from '../../www/drawing/sweepcharts.js';
import { paper, rangeOf } from '../../www/drawing/overlay.js';
import {
  curvesOf,
  LOSS,
  measures,
  missesOf,
  pointsOf,
  powerOf,
  runNumbers,
  sharedEntry,
  sweepNumbers,
} from '../../www/language/overlay.js';
import { analysisAt, asOf } from '../../www/language/inforce.js';
import { firstReached } from '../../www/language/progress.js';
import { banded } from '../../www/language/quantiles.js';
import { fixedOf } from '../../www/state/plan.js';

/** @import { LaneState } from '../../www/types.d.ts' */

/**
 * A lane with a row every so many iterations.
 * @param {number} every
 * @param {Record<string, number[]>} curves  without those of the clock
 */
function lane(every, curves) {
  const all = { iteration: [], samples: [], train_loss: [], test_loss: [], ...curves };
  const rows = all.test_loss.length;
  const clock = Array.from({ length: rows }, (_, i) => i * every);
  const data = Object.entries({ ...all, iteration: clock, samples: clock.map((at) => 20 * at) }).map(([, own]) => own);
  const columns = Object.keys(all);
  const groups = columns.map((name, i) => (i < 2 ? 'clock' : name.startsWith('{') ? 'coefficient' : 'loss'));
  const errors = data.map((own, i) => own.map(() => (i === 3 ? 0.1 : 0)));
  const analysis = { mean_square: 2, terms: [{ set: [1], coefficient: 1 }] };
  const at = { iteration: clock.at(-1), samples: 20, status: 'running', spec: { learner: { batch: 20 } }, neurons: [] };
  const own = { columns, groups, data, errors, rowCount: rows, stride: 1, analysis, ...at };
  return /** @type {LaneState} */ (/** @type {unknown} */ (own));
}
const slow = lane(10, { test_loss: [2, 1.5, 1, 0.15], '{1}': [0, 0.2, 0.6, 0.95], '{2}': [0, 0, 0, 0] });
const quick = lane(15, { test_loss: [2, 0.01, 0], '{1}': [0, 0.9, 1], '{3}': [0, 0, 0] });

test('the loss of a target that comes later counts from there on', () => {
  const changed = structuredClone(quick);
  changed.spec = { ...changed.spec, changes: [{ at: 20, target: { kind: 'parity' } }] };
  const told = runNumbers([quick, changed], LOSS, 'iterations').map(({ values }) => values);
  assert.ok(
    told.some(([first, second]) => first === '15 iterations' && second === '30 iterations'),
    JSON.stringify(told),
  );
});

test('a term counts from where it is asked for, for as long as it has been without a break', () => {
  const one = /** @type {any} */ ({ terms: [{ set: [1], coefficient: 1 }] });
  const other = /** @type {any} */ ({ terms: [{ set: [2], coefficient: 1 }] });
  const term = one.terms[0];
  const at = (/** @type {[number, any][]} */ ...all) => {
    const analyses = all.map(([from, analysis]) => ({ from, analysis }));
    const own = structuredClone(lane(10, { test_loss: [2, 1, 1, 1, 1, 1], '{1}': [0, 0.95, 0.97, 0.2, 0.5, 0.99] }));
    return firstReached({ ...own, analyses, analysis: analysisAt(analyses, own.iteration) }, term, 0.9);
  };
  assert.equal(at([0, one]), 10);
  assert.equal(at([0, one], [20, one]), 10);
  // The row at a change is of what was before it.
  assert.equal(at([0, other], [20, one]), 50);
  assert.equal(at([0, other], [15, one]), 20);
  assert.equal(at([0, one], [15, other], [25, one]), 50);
});

test('what a lane learned at an earlier row is what held before it', () => {
  const [before, after] = /** @type {any[]} */ ([{ terms: [] }, { terms: [1] }]);
  const analyses = [
    { from: 0, analysis: before },
    { from: 20, analysis: after },
  ];
  const now = { ...slow, analyses, analysis: after };
  assert.deepEqual(
    [0, 20, 21].map((row) => asOf(now, row).analysis),
    [before, before, after],
  );
  assert.equal(asOf(slow, 0), slow);
});

test('it is counted at how many values a fitted power is not between the quartiles', () => {
  const xs = [1, 2, 4, 8];
  const swept = (/** @type {(x: number) => number} */ time, wide = 1.1) =>
    /** @type {any} */ ({
      sweep: { vary: [{ entry: 'target.leap', values: xs }] },
      inner: 0,
      summary: {
        cells: xs.map((x) => ({ values: [x], iterations: [time(x) / wide, time(x), time(x) * wide] })),
        exponents: [{ iterations: { exponent: 2, interval: null } }],
      },
    });
  assert.deepEqual(
    missesOf(
      swept((x) => 100 * x ** 2),
      xs,
    ),
    { missed: 0, of: 4 },
  );
  // Twice as late as it should be at the last value: the line through the middle of all passes below that one and above the others.
  const late = (/** @type {number} */ x) => 100 * x ** 2 * (x === 8 ? 2 : 1);
  assert.deepEqual(missesOf(swept(late), xs), { missed: 4, of: 4 });
  assert.deepEqual(missesOf(swept(late, 1.5), xs), { missed: 1, of: 4 });
  assert.deepEqual(missesOf(swept(late, 2), xs), { missed: 0, of: 4 });
});

test('the points of a sweep stand apart on paper, with the fitted line and the powers in words', () => {
  const points = [1, 2, 4].map((x) => ({ x, y: 100 * x ** 2, low: 90 * x ** 2, high: x < 4 ? 110 * x ** 2 : null }));
  const look = { names: [`${'a long name '.repeat(9)}end`, 'the time grows'], x: 'leap', y: 'iterations', foot: '' };
  const svg = paper({
    ...look,
    log: true,
    logX: true,
    xs: [1, 2, 4],
    points: [{ label: 'width 20', colour: '', points, power: 2, guide: null }],
    range: [80, 2000],
  });
  assert.equal(svg.match(/<circle/g)?.length, 3);
  for (const part of ['end', 'the time grows', '>width 20<', '>4<']) assert.ok(svg.includes(part), part);
});

test('what both measure can be compared', () => {
  assert.deepEqual(
    measures([slow, quick]).map(({ value, label }) => [value, label]),
    [
      [LOSS, 'test loss'],
      ['{1}', 'coefficient of {1}'],
    ],
  );
});

test('curves stand on one axis, each with its error, and only where it has rows', () => {
  const { x, parts, banded } = curvesOf([slow, quick], '{1}', 'iterations');
  assert.equal(banded, false);
  assert.deepEqual(x, [0, 10, 15, 20, 30]);
  assert.deepEqual(parts[0]?.[0], [0, 0.2, null, 0.6, 0.95]);
  assert.deepEqual(parts[1]?.[0], [0, null, 0.9, null, 1]);
  const loss = curvesOf([slow, quick], LOSS, 'samples');
  assert.equal(loss.banded, true);
  assert.deepEqual(loss.x, [0, 200, 300, 400, 600]);
  assert.deepEqual(
    loss.parts[0]?.map((all) => all.map((v) => v && Number(v.toFixed(6)))),
    [
      [2, 1.5, null, 1, 0.15],
      [1.9, 1.4, null, 0.9, 0.05],
      [2.1, 1.6, null, 1.1, 0.25],
    ],
  );
  // Of a loss of 0, and of what its error leaves below 0, a logarithmic axis shows nothing.
  assert.deepEqual(loss.parts[1]?.slice(0, 2), [
    [2, null, 0.01, null, null],
    [1.9, null, null, null, null],
  ]);
});

test('of two runs it is told what stands at the end, and when each got how far', () => {
  assert.deepEqual(runNumbers([slow, quick], LOSS, 'iterations'), [
    { label: 'at the end', values: ['0.15 ± 0.10', '0.00 ± 0.10'] },
    { label: '50\u00a0% of the loss of answering zero', values: ['20 iterations', '15 iterations'] },
    { label: '10\u00a0% of the loss of answering zero', values: ['30 iterations', '15 iterations'] },
    { label: '1\u00a0% of the loss of answering zero', values: ['not by 30 iterations', '15 iterations'] },
  ]);
  assert.deepEqual(runNumbers([slow, quick], '{1}', 'samples').slice(1), [
    { label: '50\u00a0% of the target’s coefficient', values: ['400 samples', '300 samples'] },
    { label: '90\u00a0% of the target’s coefficient', values: ['600 samples', '300 samples'] },
  ]);
  const [, half] = runNumbers([slow], '{2}', 'iterations');
  assert.deepEqual(half?.values, ['not in its target']);
});

const recorded = JSON.parse(readFileSync(new URL('../../www/sweeps/growth-degree.json', import.meta.url), 'utf8'));
const staircase = { ...recorded, inner: 0 };
const parity = { ...recorded, inner: 1 };
const narrow = structuredClone(staircase);
narrow.sweep.vary[0].values.splice(3);
narrow.summary.cells.splice(6);

test('two sweeps over one entry stand over the values of both, with times, rates and how the time grows', () => {
  const entry = sharedEntry([narrow, staircase]);
  assert.deepEqual(entry, { label: 'degree', xs: [2, 3, 4, 5, 6, 7, 8, 9, 10], log: true });
  const xs = entry?.xs ?? [];
  const cells = recorded.summary.cells;
  assert.equal(pointsOf(narrow, xs, 'time').length, 3);
  const [first, second] = pointsOf(staircase, xs, 'time');
  assert.deepEqual(first, {
    x: 2,
    y: cells[0].iterations[1],
    low: cells[0].iterations[0],
    high: cells[0].iterations[2],
  });
  assert.equal(second?.y, cells[2].iterations[1]);
  assert.deepEqual(
    pointsOf(parity, xs, 'rate').map(({ y }) => y),
    xs.map((_, i) => cells[2 * i + 1].rate),
  );
  assert.equal(powerOf(staircase), recorded.summary.exponents[0].iterations);
  const rows = sweepNumbers([narrow, staircase]);
  assert.deepEqual(
    rows.map(({ label }) => label),
    [...xs.map((x) => `degree ${x}`), 'the time goes as this power of it'],
  );
  assert.equal(
    rows[0]?.values[1]?.replaceAll('\u00a0', ' '),
    '20 of 20 learned: 100 % (84 to 100 %), after 200 (200 to 200) iterations',
  );
  assert.equal(rows[5]?.values[0], '–');
});

test('sweeps over different entries have no axis in common, nor numbers side by side', () => {
  const other = structuredClone(staircase);
  other.sweep.vary[0].entry = 'learner.step_size';
  assert.equal(sharedEntry([staircase, other]), null);
  assert.deepEqual(sweepNumbers([staircase, other]), []);
  const seeds = {
    ...staircase,
    sweep: { ...recorded.sweep, vary: [] },
    summary: { ...recorded.summary, exponents: [] },
  };
  assert.equal(sharedEntry([seeds, seeds]), null);
  assert.deepEqual(
    sweepNumbers([seeds, seeds]).map(({ label }) => label),
    ['all seeds'],
  );
});

test('what varies is no difference between sweeps', () => {
  const { target, learner } = fixedOf(recorded.sweep);
  assert.equal(target?.degree, undefined);
  assert.equal(target?.kind, undefined);
  assert.equal(learner?.step_size, 0.05);
  assert.equal(recorded.sweep.spec.target.degree, 5);
});

test('bands of two sweeps stand at the same places', () => {
  const run = { names: ['{1}'], x: Float64Array.of(0, 160), values: [Float64Array.of(0, 160)] };
  const { x, parts } = banded([run], ['{1}'], 320);
  assert.deepEqual([x[1], x.at(-1)], [2, 320]);
  assert.deepEqual([parts[0]?.[0]?.[80], parts[0]?.[0]?.[81]], [160, null]);
});

test('on paper both are named, each in its colour, and a logarithmic axis holds what is above 0', () => {
  const { x: xs, parts } = curvesOf([slow, quick], LOSS, 'iterations');
  const bands = parts.map((own, i) => ({ label: `run ${i + 1}`, colour: '', parts: own }));
  const range = rangeOf(parts.flat(2), true);
  assert.ok(range[0] > 0 && range[1] > 2);
  const look = {
    names: ['now: step size 1', 'A: seed 5'],
    x: 'iterations',
    y: 'test loss',
    log: true,
    logX: false,
    foot: '',
  };
  const svg = paper({ ...look, xs, bands, range });
  for (const part of ['now: step size 1', 'A: seed 5', '>run 1<', '>run 2<', 'test loss', 'iterations'])
    assert.ok(svg.includes(part), part);
  assert.ok(!svg.includes('NaN'));
  const points = [
    {
      label: 'sweep 1',
      colour: '',
      points: [
        { x: 1, y: 10, low: 9, high: null },
        { x: 2, y: null, low: null, high: null },
      ],
    },
  ];
  assert.ok(!paper({ ...look, xs: [1, 2], points, range: [1, 20] }).includes('NaN'));
});

test('the growth that is conjectured is drawn from the first known point to the end of the axis', () => {
  const point = (/** @type {number} */ x, /** @type {number | null} */ y) => ({ x, y, low: null, high: null });
  const points = [point(10, null), point(20, 100), point(40, 300)];
  const line = { label: '', colour: '', points };
  assert.deepEqual(guideOf({ ...line, guide: 2 }, 80), [
    [20, 100],
    [80, 1600],
  ]);
  assert.equal(guideOf({ ...line, guide: null }, 80), null);
  assert.equal(guideOf({ ...line, guide: 2, points: [point(80, 5)] }, 80), null);
});
