// Builds everything that is published: the wasm package, the page and the element (dist/), the package's types.

import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Failure, isMain, main, path, run, tool } from './run.mjs';
import { buildWasm } from './build-wasm.mjs';
import { addLicences } from './licences.mjs';
import { npmPackages } from './setup.mjs';

/** The page, and then the element of the npm package, which lies beside it. */
export function buildPage() {
  for (const mode of ['production', 'package'])
    tool('vite', ['build', '--config', path('xtask/vite.config.js'), '--mode', mode, '--logLevel', 'error']);
  addLicences([path('dist/licences.md'), path('dist/element/licences.md')]);
}

/**
 * The declarations that a user's editor reads: written by tsc from the JSDoc, beside those written by hand, by wasm-bindgen and
 * from the catalogue.
 */
export function buildTypes() {
  tool('tsc', ['--project', path('www/tsconfig.types.json')]);
  for (const file of ['gauge.d.ts', 'refusal.d.ts']) rmSync(path('dist/types/engine', file)); // of no use to users
  for (const file of ['element.d.ts', 'react.d.ts', 'preact.d.ts', 'asset.d.ts'])
    cpSync(path('www', file), path('dist/types', file));
  mkdirSync(path('dist/types/pkg'), { recursive: true });
  writeFileSync(path('dist/types/pkg/staircase.d.ts'), strict(readFileSync(path('www/pkg/staircase.d.ts'), 'utf8')));
  run(process.execPath, [path('xtask/spec-types.mjs')]);
  appendFileSync(path('dist/types/engine/headless.d.ts'), "export type * from '../spec.js';\n"); // those of a spec's parts
}

/** Of wasm-bindgen's declarations, what a user's are to be instead. @type {[RegExp, string][]} */
const STRICTER = [
  [/export interface Spec \{.*?\n\}\n/s, "export type { Spec } from '../spec.js';\n"],
  [/^/, "import type { Features, Inputs, Spec, Target } from '../spec.js';\n"],
  [
    /(?<=function analyze\()target: Choice, inputs\?: Choice(.*?), features\?: Choice/,
    'target: Target, inputs?: Inputs$1, features?: Features',
  ],
  // Its own method of this name stands behind ours.
  [/    free\(\): void;\n(?=    \[Symbol.dispose\])/, ''],
  // Its own init(), of which the package's is made.
  [/export type InitInput.*$/s, ''],
  [/$/, `\n${globals()}`],
];

/** What a user's own `lib` may not know: it has the first from esnext.disposable on, the others from dom on. */
function globals() {
  const ofBrowsers = ['AbortSignal', 'OffscreenCanvas', 'Request', 'RequestInit', 'Response', 'URL'];
  return `declare global {
  interface SymbolConstructor {
    readonly dispose: unique symbol;
  }
${ofBrowsers.map((name) => `  interface ${name} {}\n`).join('')}  namespace WebAssembly {
    interface Module {}
  }
}
`;
}

/** @param {string} declarations */
const strict = (declarations) =>
  STRICTER.reduce((text, [of, instead]) => {
    if (!of.test(text)) throw new Failure(`wasm-bindgen's declarations have no ${of} any more`);
    return text.replace(of, instead);
  }, declarations);

export async function build() {
  npmPackages();
  await buildWasm();
  buildPage();
  buildTypes();
}

if (isMain(import.meta)) await main(build);
