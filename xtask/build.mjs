// Builds everything that is published: the wasm package, the page and the element (dist/), the package's types.

import { copyFileSync, mkdirSync } from 'node:fs';
import { main, path, tool } from './run.mjs';
import { buildWasm } from './build-wasm.mjs';
import { npmPackages } from './setup.mjs';

export const buildPage = () => tool('vite', ['build', '--config', path('www/vite.config.js'), '--logLevel', 'warn']);

/** The declarations that a user's editor reads: written by tsc from the JSDoc, beside those of the wasm package. */
export function buildTypes() {
  tool('tsc', ['--project', path('www/tsconfig.types.json')]);
  mkdirSync(path('dist/types/pkg'), { recursive: true });
  copyFileSync(path('www/pkg/staircase.d.ts'), path('dist/types/pkg/staircase.d.ts'));
}

export function build() {
  npmPackages();
  buildWasm();
  buildPage();
  buildTypes();
}

if (process.argv[1] === import.meta.filename) await main(build);
