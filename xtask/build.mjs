// Builds everything that is published: the wasm package, the page and the element (dist/), the package's types.

import { cpSync } from 'node:fs';
import { isMain, main, path, tool } from './run.mjs';
import { buildWasm } from './build-wasm.mjs';
import { npmPackages } from './setup.mjs';

export const buildPage = () => tool('vite', ['build', '--config', path('www/vite.config.js'), '--logLevel', 'warn']);

/** The declarations that a user's editor reads: written by tsc from the JSDoc, beside those written by hand and by wasm-bindgen. */
export function buildTypes() {
  tool('tsc', ['--project', path('www/tsconfig.types.json')]);
  for (const file of ['types.d.ts', 'pkg/staircase.d.ts']) cpSync(path('www', file), path('dist/types', file));
}

export function build() {
  npmPackages();
  buildWasm();
  buildPage();
  buildTypes();
}

if (isMain(import.meta)) await main(build);
