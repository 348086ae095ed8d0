// Builds everything that is published: the wasm package, the page and the element (dist/), the package's types.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isMain, main, path, tool } from './run.mjs';
import { buildWasm } from './build-wasm.mjs';
import { npmPackages } from './setup.mjs';

/** The page, and then the element of the npm package, which lies beside it. */
export function buildPage() {
  for (const mode of ['production', 'package'])
    tool('vite', ['build', '--config', path('xtask/vite.config.js'), '--mode', mode, '--logLevel', 'error']);
}

/**
 * The declarations that a user's editor reads: written by tsc from the JSDoc, beside those written by hand and by
 * wasm-bindgen.
 */
export function buildTypes() {
  tool('tsc', ['--project', path('www/tsconfig.types.json')]);
  for (const file of ['types.d.ts', 'element.d.ts']) cpSync(path('www', file), path('dist/types', file));
  mkdirSync(path('dist/types/pkg'), { recursive: true });
  // wasm-bindgen's classes have Symbol.dispose, which a user's own `lib` may not know yet.
  const declarations = readFileSync(path('www/pkg/staircase.d.ts'), 'utf8');
  writeFileSync(path('dist/types/pkg/staircase.d.ts'), `/// <reference lib="esnext.disposable" />\n${declarations}`);
}

export function build() {
  npmPackages();
  buildWasm();
  buildPage();
  buildTypes();
}

if (isMain(import.meta)) await main(build);
