// The files that are taken away: the numbers in them are those of the lane, and programs say what the spec does.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { scale } from '../../www/drawing/svgchart.js';
import { comparison, chartsOf, pictures, sheet } from '../../www/drawing/paper.js';
import { escaped } from '../../www/drawing/svg.js';
import init, { catalogue as catalogueOf, Experiment, lanes, resolve } from '../../www/engine/headless.js';
import { citation } from '../../www/language/citation.js';
import { commandLine, nodeScript, pretty } from '../../www/language/code.js';
import { csv, json } from '../../www/language/data.js';
import { telling } from '../../www/language/text.js';
import { pytorch } from '../../www/language/pytorch.js';
import { series } from '../../www/language/series.js';
import { altered } from '../../www/state/differences.js';
import { analysesOf } from '../../www/engine/session.js';
import { grown, newLane } from '../../www/state/lanes.js';
import { pack, Unreadable, unpack } from '../../www/state/saved.js';

/** @import { LabState, Preset, SavedRun, Spec } from '../../www/types.d.ts' */

const url = (/** @type {string} */ path) => new URL(`../../${path}`, import.meta.url);
const preset = (/** @type {string} */ id) =>
  /** @type {Preset} */ (JSON.parse(readFileSync(url(`www/presets/${id}.json`), 'utf8')));

await init(readFileSync(url('www/pkg/staircase_bg.wasm')));

/**
 * A figure after so many iterations.
 * @param {string} id
 * @param {number} iterations
 * @param {Partial<Spec>} [more]
 */
function figure(id, iterations, more = {}) {
  const from = preset(id);
  const all = lanes(from).map((spec, i) => {
    const run = new Experiment({ ...spec, ...more });
    const told = () => ({
      ...{ iteration: run.iteration, samples: run.samples, marks: run.marks, phase: run.phase, training: run.training },
      ...{ neurons: run.neurons(), status: run.status, rows: run.drain(), errors: run.errors, spectrum: null },
    });
    const { columns, groups, features, stages } = run;
    const loaded = {
      columns,
      groups,
      features,
      stages,
      analyses: analysesOf(run),
      first: /** @type {any} */ (told()),
    };
    const lane = newLane(/** @type {any} */ (from.lanes[i]), resolve({ ...spec, ...more }), loaded);
    run.step(iterations);
    const grownUp = grown(lane, /** @type {any} */ (told()));
    run.free();
    return grownUp;
  });
  return /** @type {LabState} */ (
    /** @type {unknown} */ ({
      ...{
        preset: from,
        lanes: all,
        pins: [],
        seed: 1,
        overrides: {},
        budget: Math.max(1, iterations),
        axis: 'iterations',
        scale: 'log',
      },
      coefficientScale: 'linear',
    })
  );
}

test('a chart’s curve is the lane’s column, to the hundredth of a unit', () => {
  const state = figure('staircase-3', 400);
  const lane = state.lanes[0];
  assert.ok(lane);
  for (const chart of chartsOf(state, 0).filter(({ name }) => name === 'coefficients')) {
    const followed = series(lane).coefficients;
    chart.lines.forEach(({ points }, k) => {
      const values = followed[k]?.values ?? [];
      assert.deepEqual(
        points.map(([, y]) => y),
        values,
      );
    });
    const up = scale(chart.range, chart.log, [300, 0]);
    assert.equal(up(chart.range[0]), 300);
    assert.equal(up(chart.range[1]), 0);
  }
  const drawn = sheet(state);
  assert.equal((drawn.match(/<g id="chart-/g) ?? []).length, chartsOf(state, 0).length);
  assert.ok(!/NaN|Infinity|undefined/.test(drawn), 'every length is a number');
});

test('a pinned run is drawn on paper as on the screen: thin, dashed, by its letter, and the foot says so', () => {
  for (const id of ['figure-2', 'growth-leap']) {
    const state = figure(id, 200);
    const { lanes: before } = figure(id, 200, { seed: 9 });
    const pins = [/** @type {any} */ ({ letter: 'C', hidden: false, lanes: before })];
    const [plain, over] = [sheet(state), sheet({ ...state, pins })];
    assert.ok(over.includes('Thin: runs pinned before, C (seed 9).') && !plain.includes('Thin:'), id);
    const named = sheet({ ...state, pins: [{ ...pins[0], name: 'the wide one' }] });
    assert.ok(named.includes('Thin: runs pinned before, C (the wide one).'), id);
    assert.ok(over.includes('>C<') && !plain.includes('>C<'), id);
    assert.equal(sheet({ ...state, pins: [{ ...pins[0], hidden: true }] }), plain, id);
  }
  const state = figure('figure-2', 200);
  const { lanes: pinned } = figure('figure-2', 200, { seed: 9 });
  const [plain, over] = [[], [/** @type {any} */ ({ letter: 'A', hidden: false, lanes: pinned })]].map((pins) =>
    chartsOf({ ...state, pins }, 0),
  );
  for (const [k, { name, lines }] of (over ?? []).entries()) {
    const own = plain?.[k]?.lines ?? [];
    const under = lines.slice(0, lines.length - own.length);
    assert.deepEqual(
      under.map(({ colour, width }) => [colour, width]),
      own.filter(({ label }) => label !== 'train').map(({ colour }) => [colour, 0.9]),
      name,
    );
  }
});

test('a picture says which settings are others, and of its marks those that it has', () => {
  const catalogue = /** @type {any} */ (catalogueOf());
  const state = { ...figure('figure-2', 200), catalogue, overrides: { 'learner.step_size': 0.02, seed: 4 } };
  const title = (/** @type {string} */ svg) => /<title>([^<]*)/.exec(svg)?.[1];
  const [first] = state.lanes.map(({ spec }) => spec.learner?.step_size);
  assert.deepEqual(altered(state), [`step size ${first}`]);
  assert.equal(title(sheet(state, altered(state))), `${state.preset.title}; seed 1\nwith step size ${first}`);
  assert.equal(title(pictures(state, altered(state))[0]?.svg() ?? ''), title(sheet(state, altered(state))));
  assert.equal(title(sheet(state)), `${state.preset.title}; seed 1`);
  const more = {
    ...state,
    overrides: { '1:learner.batch': 3, lanes: [0, 1], 'data.kind': 'fresh', 'learner.l2': 0, changes: [] },
  };
  assert.match(altered(more).join('; '), /^batch B \d+ \(network 2\); 2 networks; data /);
  assert.equal(altered(more).length, 4, 'no changes are nothing');
  assert.match(title(sheet(more, altered(more))) ?? '', / and \d more$/);

  const foot = (/** @type {string} */ svg) =>
    [...svg.matchAll(/<text[^>]*font-size="10"[^>]*>([^<]*)<\/text>/g)].map(([, line]) => line).join(' ');
  assert.match(
    foot(sheet(state)),
    /Bands: one standard error to either side\. Dashed and level: the values of the target, and the loss/,
  );
  const sizes = { ...state, coefficientScale: /** @type {const} */ ('log') };
  assert.match(
    foot(sheet(sizes)),
    /either side; of coefficients, what is below it\. Dashed and level: the target, and/,
  );
  const exact = figure('staircase-3', 200);
  assert.ok(exact.lanes.every(({ errors }) => errors.flat().every((error) => !(error > 0))));
  assert.match(foot(sheet(exact)), /^Dashed and level: the values/);
  const shares = / Sets of one degree share a colour; all but the first are dashed\.$/;
  assert.match(foot(sheet(figure('figure-7', 200))), shares);
  assert.doesNotMatch(foot(sheet(state)), shares);
  const loss =
    pictures(state)
      .find(({ name }) => name === 'loss')
      ?.svg() ?? '';
  assert.match(foot(loss), /Dashed and level: the loss of answering zero\./);
});

test('the level of the target has its name where no curve has its own, and what the marks mean is in the sheet', () => {
  const whole = figure('figure-7', 3000);
  const drawn = (/** @type {number} */ budget) => {
    const [{ svg } = { svg: () => '' }] = pictures({ ...whole, budget }).filter(({ name }) => name === 'coefficients');
    return svg();
  };
  const named = (/** @type {string} */ svg) => svg.includes('>target</text>');
  assert.ok(named(drawn(50_000)), 'the curves end far to the left');
  assert.ok(!named(drawn(3150)), 'their names stand there');
  const [, width = '', height = ''] = /width="(\d+)" height="(\d+)"/.exec(drawn(3150)) ?? [];
  const marks = [...drawn(3150).matchAll(/<text x="(\d+)" y="(\d+)" font-size="10"[^>]*>([^<]*)</g)];
  assert.ok(marks.length > 1);
  for (const [, x, y, line = ''] of marks) {
    assert.ok(Number(x) + 5.2 * line.length < Number(width), line);
    assert.ok(Number(y) < Number(height) - 5, line);
  }
});

test('every preset’s charts can be drawn, before the first iteration, too', () => {
  const { presets } = JSON.parse(readFileSync(url('www/presets/index.json'), 'utf8'));
  for (const id of presets.filter((/** @type {string} */ id) => !preset(id).table)) {
    const state = figure(id, 0);
    const all = [sheet(state), ...pictures(state).map(({ svg }) => svg())];
    for (const svg of all) assert.ok(!/NaN|Infinity|undefined/.test(svg), id);
    if (state.preset.compare) assert.equal(comparison(state).lines.length, state.lanes.length);
  }
});

test('no text breaks out of a picture', () => {
  assert.equal(escaped('<a b="&c">\u0000\ud800x'), '&lt;a b=&quot;&amp;c&quot;&gt;\ufffd\ufffdx');
});

test('JSON has every number of a lane, and CSV the same', () => {
  const [lane] = figure('figure-7', 1000).lanes;
  assert.ok(lane);
  const about = { version: '0.1.0', figure: 'figure-7', title: 'Two flights' };
  const file = JSON.parse([...json(lane, about)].join(''));
  assert.deepEqual(
    [file.spec, file.columns, file.groups, file.version],
    [lane.spec, lane.columns, lane.groups, '0.1.0'],
  );
  const rows = Array.from({ length: lane.rowCount }, (_, row) => lane.data.map((column) => column[row]));
  assert.deepEqual(file.rows, JSON.parse(JSON.stringify(rows)));
  const [head = '', ...lines] = [...csv(lane)];
  assert.equal(lines.length, lane.rowCount);
  assert.ok(head.startsWith('lane,seed,iteration,samples,train_loss,test_loss,{1},"{1,2}"'));
  // As the native command calls the errors, and what is no number.
  assert.ok(head.includes(',test_loss_se,{1}_se,"{1,2}_se"'), head);
  assert.ok(lines[0]?.startsWith(`"${lane.label}",${lane.spec.seed},0,0,NaN,`), lines[0]);
  assert.deepEqual(
    lines.map((line) => Number(line.replace(/^"[^"]*"/, '').split(',')[5])),
    lane.data[3],
  );
});

test('the spec is in the last column of a CSV, once, and in no other’s way', () => {
  const [lane] = figure('figure-7', 1000).lanes;
  assert.ok(lane);
  const plain = [...csv(lane)];
  const [head = '', first = '', ...rest] = telling('spec', lane.spec, plain);
  assert.equal(head, `${plain[0]?.trimEnd()},spec\n`);
  const begin = `${plain[1]?.trimEnd()},"`;
  assert.ok(first.startsWith(begin));
  assert.deepEqual(JSON.parse(first.slice(begin.length, -2).replaceAll('""', '"')), lane.spec);
  assert.deepEqual(
    rest,
    plain.slice(2).map((line) => `${line.trimEnd()},\n`),
  );
});

test('a command line and a script for Node hold the whole spec, entry by entry', () => {
  const spec = /** @type {Spec} */ (figure('figure-4', 0).lanes[0]?.spec);
  assert.deepEqual(JSON.parse(pretty(spec)), spec);
  const [, inside = ''] = /<<'SPEC'\n([\s\S]*)SPEC\n$/.exec(commandLine(spec, 7)) ?? [];
  assert.deepEqual(JSON.parse(inside), spec);
  const [, given = ''] = /const spec = ([\s\S]*?);\n\nconst/.exec(nodeScript(spec, 7, '0.1.0')) ?? [];
  assert.deepEqual(JSON.parse(given), spec);
  assert.equal(
    pretty({ a: Float32Array.of(1, 2), b: [], c: [[1], [2]], d: undefined, e: {} }),
    '{\n  "a": [1, 2],\n  "b": [],\n  "c": [\n    [1],\n    [2]\n  ],\n  "e": {}\n}',
  );
});

/** @param {Partial<Spec>} spec */
function program(spec, iterations = 200) {
  const run = new Experiment(/** @type {Spec} */ (spec));
  const sets = run.columns
    .filter((_, i) => run.groups[i] === 'coefficient')
    .map((name) => JSON.parse(`[${name.slice(1, -1)}]`));
  const written = pytorch(
    { spec: resolve(/** @type {Spec} */ (spec)), analyses: analysesOf(run), sets, iterations },
    { title: 'A staircase of five steps', version: '0.1.0' },
  );
  run.free();
  return written;
}

/** @type {Partial<Spec>} */
const REFERENCE = {
  seed: 1,
  inputs: { kind: 'hypercube', n: 12 },
  target: { kind: 'staircase', degree: 5 },
  learner: { kind: 'sgd', batch: 20, step_size: 0.01, network: { kind: 'relu_resnet', layers: 5, width: 16 } },
};

test('the command line of the reference’s spec is the one that the native program is held to', () => {
  const spec = resolve(/** @type {Spec} */ (REFERENCE));
  assert.equal(commandLine(spec, 2000), readFileSync(url('tests/reference/resnet.sh'), 'utf8'));
});

test('the program in PyTorch of the reference’s spec is the one that was held to its trajectory', (t) => {
  const held = url('tests/reference/resnet.py');
  assert.equal(program(REFERENCE).program, readFileSync(held, 'utf8'));
  const files = [
    'tests/reference/trajectory.py',
    'tests/reference/resnet.py',
    'tests/reference/resnet-trajectory.json',
  ];
  const python = (/** @type {string[]} */ ...given) => spawnSync('python3', given, { encoding: 'utf8' });
  if (python('-c', 'import torch').status !== 0) return t.skip('there is no PyTorch here');
  const { stdout, stderr } = python(...files.map((file) => fileURLToPath(url(file))));
  assert.equal(stderr, '');
  const { steps, losses, weights } = JSON.parse(stdout);
  assert.equal(steps, 200);
  assert.ok(losses < 1e-7 && weights < 1e-7, stdout);
});

test('what no program is written for is named, and what one says follows the spec', () => {
  const learner = /** @type {any} */ (REFERENCE.learner);
  for (const [change, name] of /** @type {[Partial<Spec>, RegExp][]} */ ([
    [{ learner: { kind: 'low_degree' } }, /learner “low_degree”/],
    [{ learner: { ...learner, network: { kind: 'sparse_quadratic' } } }, /network “sparse_quadratic”/],
    [{ learner: { ...learner, regime: 'layerwise' } }, /layers trained “layerwise”/],
    [{ inputs: { kind: 'hypercube', n: 12, spread: 0.2 } }, /spread/],
    [{ inputs: { kind: 'mixture', n: 12 } }, /inputs “mixture”/],
    [{ features: { kind: 'products' } }, /features “products”/],
  ])) {
    const { program: text, uncovered } = program({ ...REFERENCE, ...change });
    assert.equal(text, undefined);
    assert.match(uncovered?.join() ?? '', name);
  }
  for (const [change, words] of /** @type {[Partial<Spec>, string[]][]} */ ([
    [{ data: { kind: 'fixed', count: 70 } }, ['COUNT = 70', 'torch.arange(at, at + BATCH) % COUNT']],
    [{ inputs: { kind: 'gaussian', n: 12 } }, ['torch.randn(count, N)', 'def h(degree, z)']],
    [{ inputs: { kind: 'hypercube', n: 12, bias: 0.5 } }, ['BIAS = 0.5', 'math.sqrt(1 - BIAS**2)']],
    [
      { learner: { ...learner, optimizer: 'adam', repeats: 2, l2: 0.1, clip: 1, loss: 'half_squared', cosine: 150 } },
      [
        'torch.optim.Adam',
        'for _ in range(2)',
        '0.5 * 0.1 * sum(',
        'clip_grad_norm_(network.parameters(), 1)',
        '0.5 * error',
        'math.cos',
        'ITERATIONS, EVERY, SAMPLES = 150',
      ],
    ],
    [{ learner: { ...learner, decay: { every: 10, divide_by: [1, 2] } } }, ['divide_by = [1, 2]', 'iteration // 10']],
  ])) {
    const { program: text = '' } = program({ ...REFERENCE, ...change });
    for (const each of words) assert.ok(text.includes(each), each);
  }
});

test('a program says what changes on the way, and what becomes another is all that it says anew', (t) => {
  const learner = /** @type {any} */ (REFERENCE.learner);
  const changed = (/** @type {Spec['changes']} */ changes, iterations = 2000) =>
    program({ ...REFERENCE, data: { kind: 'fixed', count: 500 }, changes }, iterations);
  const { program: text = '' } = changed([
    { at: 300, learner: { step_size: 0.02, batch: 32 } },
    { at: 450, target: { kind: 'formula', formula: 'x1 - 2 x1x2' } },
    { at: 500, data: { kind: 'fresh' } },
    { at: 700, inputs: { kind: 'hypercube', bias: 0.3 } },
    { at: 800, learner: { batch: 32 } },
    { at: 950, learner: { clip: 1 } },
    { at: 2000, learner: { step_size: 9 } },
  ]);
  const [, changing = ''] = /^def change\(iteration\):\n([^]*?)\n\n\n/m.exec(text) ?? [];
  const cases = changing.split(/^ {4}(?:if iteration == |return)/m).slice(1, -1);
  const said = cases.map((each) => [
    each.split(':')[0],
    ...[...each.matchAll(/^ {8}(?:def )?(\w+)(?: = |\(| True)/gm)].map(([, name]) => name),
  ]);
  assert.deepEqual(said, [
    ['300', 'BATCH', 'step_size'],
    ['450', 'TERMS'],
    ['500', 'batches', 'return'],
    ['700', 'BIAS', 'draw', 'return'],
    ['800'],
    ['950', 'step'],
  ]);
  assert.match(cases[1] ?? '', /\(1, \[0\]\),\s+\(-2, \[0, 1\]\),/);
  // The inputs stay as they are where the target changes, and are given its values; the place in them does where the batch does.
  assert.match(text, /    at = \(at \+ BATCH\) % COUNT\n +yield x\[rows\], target\(x\[rows\]\)/);
  assert.match(text, /if change\(iteration\):\n +data = batches\(\)\n +loss = step/);
  // Training ends by itself where the schedule in force says so.
  const ends = (/** @type {Spec['changes']} */ changes) =>
    /SAMPLES = (\d+)/.exec(
      program({ ...REFERENCE, learner: { ...learner, cosine: 150 }, changes }, 2000).program ?? '',
    )?.[1];
  assert.equal(ends([{ at: 100, learner: { cosine: 400 } }]), '400');
  assert.equal(ends([{ at: 100, learner: { cosine: 50 } }]), '101');
  assert.equal(ends([{ at: 100, learner: { cosine: 0 } }]), '2000');
  assert.match(changed([{ at: 5, inputs: { kind: 'hypercube', spread: 0.2 } }]).uncovered?.join() ?? '', /spread/);
  const checked = spawnSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: text });
  if (checked.error) return t.skip('there is no Python here');
  assert.equal(String(checked.stderr), '');
});

test('a citation has the papers that a figure is from, and no address that is made up', () => {
  const page = { version: '0.1.0', address: null, seen: new Date('2026-11-27T23:00:00Z') };
  const of = (/** @type {string} */ id) => citation(preset(id), page).match(/@\w+\{\w+/g);
  assert.deepEqual(of('figure-4'), ['@inproceedings{abbe2021staircase', '@misc{staircaselab']);
  assert.deepEqual(of('correction'), [
    '@inproceedings{abbe2021staircase',
    '@misc{allenzhu2020backward',
    '@misc{staircaselab',
  ]);
  assert.deepEqual(of('reuse')?.[1], '@inproceedings{dandi2024benefits');
  const figure = citation(preset('figure-4'), page);
  assert.ok(!figure.includes('url'));
  assert.match(figure, /author {7}= .*\n {2}year {9}= \{2026\}[^]*note {9}= \{Seen on 2026-11-27\}\n\}\n$/);
  const swept = citation(preset('growth-leap'), { ...page, address: 'https://x.org/#a', note: '600 runs' });
  assert.match(
    swept,
    /abbe2023leap[^]*url {10}= \{https:\/\/x.org\/#a\},\n {2}note {9}= \{600 runs; seen on 2026-11-27\}\n\}/,
  );
});

/** @type {SavedRun} */
const SAVED = {
  preset: 'figure-4',
  overrides: { seed: 3 },
  specs: '[]',
  status: 'paused',
  settings: { budget: 9, scale: 'log', coefficientScale: 'linear', axis: 'iterations', unit: null, speed: Infinity },
  lanes: [0, 1].map((lane) => ({
    data: [
      [0, 1 / 3, -0],
      [lane, NaN, Infinity],
    ],
    errors: [
      [NaN, NaN, NaN],
      [0, 1e-300, 2],
    ],
    stride: 2,
    seen: 3,
    spectrum: [],
    snapshot: Uint8Array.of(1, 10, 255, lane),
  })),
};

test('a saved run is read as it was written, and any byte that differs is found out', async () => {
  const bytes = new Uint8Array(await new Blob(pack(SAVED, '0.1.0')).arrayBuffer());
  assert.deepEqual(unpack(bytes), SAVED);
  for (let i = 0; i < bytes.length; i++) {
    const other = bytes.slice();
    other[i] = (other[i] ?? 0) ^ 1;
    assert.throws(() => unpack(other), Unreadable);
  }
  for (let end = 0; end < bytes.length; end++) assert.throws(() => unpack(bytes.subarray(0, end)), Unreadable);
  for (const text of [
    '',
    '\n',
    '{}\n',
    'staircase run\n',
    'staircase run 2 0\n',
    'staircase run 1 2166136261\n',
    'x'.repeat(99),
  ])
    assert.throws(() => unpack(new TextEncoder().encode(text)), Unreadable, text);
});
