// `npm test`: every test there is, stage by stage, stopping at the first that fails.
// `npm test -- clippy playwright` runs only the stages whose names hold one of these words.

import { existsSync, readdirSync } from 'node:fs';
import { buildPage, buildTypes } from './build.mjs';
import { buildWasm, variants, wasm32 } from './build-wasm.mjs';
import { Failure, cargo, path, run, tool } from './run.mjs';
import { browser, npmPackages, wasmTarget, wasmTools } from './setup.mjs';

const wasmOnly = ['--target', wasm32, '--no-default-features'];
const denyWarnings = ['--', '-D', 'warnings'];

function clippy() {
  cargo(['clippy', '--locked', '--workspace', '--all-targets', ...denyWarnings]);
  cargo(['clippy', '--locked', ...wasmOnly, '--lib', '--test', 'web', ...denyWarnings]);
}

/** The crate's wasm tests in Node or in headless Chrome, compiled with simd128 or without. */
function wasmTests(variant, place) {
  const env = {
    node: {},
    chrome: {
      WASM_BINDGEN_USE_BROWSER: '1',
      WASM_BINDGEN_TEST_TIMEOUT: '300',
      WASM_BINDGEN_TEST_DRIVER_TIMEOUT: '60',
    },
  };
  cargo(['test', '--quiet', '--locked', ...wasmOnly, '--test', 'web'], { ...variants[variant].env, ...env[place] });
}

function nodeTests() {
  const files = ['xtask', 'tests/js'].flatMap((folder) => testFiles(folder));
  run(process.execPath, ['--test', ...files]);
}

function testFiles(folder) {
  if (!existsSync(path(folder))) throw new Failure(`${folder} is missing`);
  return readdirSync(path(folder)).filter((name) => /\.test\.m?js$/.test(name)).map((name) => `${folder}/${name}`);
}

const stages = [
  ['set-up', () => (npmPackages(), wasmTarget(), wasmTools(), Object.assign(process.env, browser()))],
  ['cargo fmt', () => cargo(['fmt', '--all', '--check'])],
  ['clippy, native and wasm32', clippy],
  ['native tests', () => cargo(['test', '--quiet', '--locked'])],
  ['paper tests, release', () => cargo(['test', '--quiet', '--locked', '--release', '--test', 'paper', '--', '--include-ignored'])],
  ['wasm build', buildWasm],
  ['wasm tests in Node, simd128', () => wasmTests('simd', 'node')],
  ['wasm tests in Node, scalar', () => wasmTests('scalar', 'node')],
  ['wasm tests in Chrome, simd128', () => wasmTests('simd', 'chrome')],
  ['wasm tests in Chrome, scalar', () => wasmTests('scalar', 'chrome')],
  ['tsc', () => tool('tsc', ['--project', path('www/tsconfig.json')])],
  ['vite build', () => (buildPage(), buildTypes())],
  ['node --test', nodeTests],
  ['playwright', () => tool('playwright', ['test', '--config', path('tests/browser/playwright.config.js')])],
];

const words = process.argv.slice(2);
const chosen = stages.filter(([name]) => words.length === 0 || words.some((word) => name.includes(word)));

let passed = 0;
let failed = 0;
for (const [name, body] of chosen) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  try {
    body();
    passed += 1;
    console.log(`== ${name}: ${seconds()}`);
  } catch (error) {
    failed += 1;
    console.error(`== FAILED after ${seconds()}: ${name}: ${error instanceof Failure ? error.message : error.stack}`);
    break;
  }
}
if (failed > 0) console.log(`${chosen.length - passed - failed} stages were not reached`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
