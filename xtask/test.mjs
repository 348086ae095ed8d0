// `npm test`: every test there is, stage by stage, stopping at the first that fails; two rows of stages go side by side.
// `npm test -- clippy playwright` runs only the stages whose names hold one of these words.

import { readdirSync } from 'node:fs';
import { buildPage, buildTypes } from './build.mjs';
import { buildWasm, scalar, simd, wasmOnly } from './build-wasm.mjs';
import { format } from './format.mjs';
import { BRIEF } from './outcomes.mjs';
import { Failure, cargo, path, run, together, tool } from './run.mjs';
import { browser, npmPackages, wasmTarget, wasmTools } from './setup.mjs';

function setUp() {
  npmPackages();
  wasmTarget();
  wasmTools();
  browser();
}

/** The gallery's pictures show the beginnings of runs: their ends take a minute, and npm start makes them. */
function pageInBrief() {
  process.env.GALLERY_WORK ??= String(BRIEF);
  buildPage();
  buildTypes();
}

function clippy() {
  const denyWarnings = ['--', '-D', 'warnings'];
  cargo(['clippy', '--locked', '--all-targets', ...denyWarnings]);
  cargo(['clippy', '--locked', ...wasmOnly, '--lib', '--test', 'web', '--test', 'web_chrome', ...denyWarnings]);
}

// The property tests' cases are the same ones each time, so that a commit that passed goes on passing; `PROPTEST_RNG_SEED=7 npm test -- native`
// tries others.
const sameCases = { PROPTEST_RNG_SEED: process.env.PROPTEST_RNG_SEED ?? '1' };

/** The whole runs are compiled only as they are run: in release. */
function nativeTests() {
  const quietly = ['test', '--quiet', '--locked'];
  cargo([...quietly, '--lib', '--test', 'native'], sameCases);
  cargo([...quietly, '--doc']);
}

/** With all that this processor has: the same bits, a fifth sooner. */
const wholeRuns = () =>
  cargo(['test', '--quiet', '--locked', '--release', '--test', 'whole_runs', '--', '--include-ignored'], {
    RUSTFLAGS: '-Ctarget-cpu=native',
  });

const patience = { WASM_BINDGEN_TEST_TIMEOUT: '300', WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '60' };

/**
 * With simd128 and without, side by side: the library as it was built for the page.
 * @param {'web' | 'web_chrome'} file
 */
const wasmTests = (file) =>
  together(
    [simd, scalar].map(({ env }) => [
      'cargo',
      ['test', '--locked', '--release', ...wasmOnly, '--test', file],
      { ...env, ...patience },
    ]),
  );

function nodeTests() {
  const files = ['xtask', 'tests/js'].flatMap((folder) =>
    readdirSync(path(folder))
      .filter((name) => /\.test\.m?js$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  run(process.execPath, ['--test', '--test-reporter=spec', ...files]);
}

/** @type {[name: string, body: () => void | Promise<void>][]} */
const stages = [
  ['set-up', setUp],
  ['cargo fmt', () => cargo(['fmt', '--all', '--check'])],
  ['clippy, native and wasm32', clippy],
  ['native tests', nativeTests],
  ['paper tests, release', wholeRuns],
  ['wasm build', buildWasm],
  ['wasm tests in Node', () => wasmTests('web')],
  ['wasm tests in Chrome', () => wasmTests('web_chrome')],
  ['prettier', () => format('--check')],
  ['tsc', () => tool('tsc', ['--project', path('www/tsconfig.json')])],
  ['vite build', pageInBrief],
  ['node --test', nodeTests],
  ['package', () => run(process.execPath, [path('xtask/package.mjs'), '--quick'])],
  ['playwright', () => tool('playwright', ['test', '--config', path('tests/browser/playwright.config.js')])],
];

/** Side by side, for most of them keep but one core busy; what opens pages comes afterwards, alone. */
const beside = [
  ['clippy, native and wasm32', 'native tests', 'paper tests, release'],
  [
    'wasm build',
    'wasm tests in Node',
    'wasm tests in Chrome',
    'prettier',
    'tsc',
    'vite build',
    'node --test',
    'package',
  ],
];

/** Each row of them in a process of its own. */
const bothRows = () => together(beside.map((names) => [process.execPath, [path('xtask/test.mjs'), ...names]]));

const words = process.argv.slice(2);
const inRows = beside.flat();
const chosen =
  words.length > 0
    ? stages.filter(([name]) => words.some((word) => name.includes(word)))
    : [
        ...stages.slice(0, 2),
        /** @type {(typeof stages)[0]} */ (['all that opens no page', bothRows]),
        ...stages.slice(2).filter(([name]) => !inRows.includes(name)),
      ];

let passed = 0;
let failed = 0;
for (const [name, body] of chosen) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    await body();
    passed += 1;
    console.log(`== ${name}: ${seconds()}`);
  } catch (error) {
    failed += 1;
    console.error(
      `== FAILED after ${seconds()}: ${name}: ${error instanceof Failure ? error.message : /** @type {Error} */ (error).stack}`,
    );
    break;
  }
}
const unreached = chosen.length - passed - failed;
if (unreached > 0) console.log(`${unreached} not reached`);
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
