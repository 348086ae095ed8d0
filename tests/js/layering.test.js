// Which room of www/ may know which, read off its imports, types included: nothing points upwards, so that a room can be
// read, tested and replaced with only those before it in mind. tests/layering.rs holds the Rust half to the same.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const WWW = fileURLToPath(new URL('../../www/', import.meta.url));

/** Each room, or file at the top, with the others that it may name; in this order, so that none names a later one. */
const MAY_USE = /** @type {Record<string, string[]>} */ ({
  '..': [], // package.json
  pkg: [],
  presets: [],
  tables: [],
  sweeps: [],
  'types.d.ts': ['pkg'],
  language: ['types.d.ts'],
  engine: ['types.d.ts', 'pkg', 'tables'],
  state: ['types.d.ts', 'language', 'engine'],
  drawing: ['types.d.ts', 'language'],
  views: ['types.d.ts', 'language', 'state', 'drawing'],
  'anchor.js': [],
  'attributes.js': [],
  'attention.js': ['drawing'],
  'host.js': ['types.d.ts'],
  'embedding.js': [],
  'snippets.js': [],
  'asset.d.ts': [],
  'element.d.ts': ['engine'],
  'react.d.ts': ['element.d.ts'],
  'preact.d.ts': ['element.d.ts'],
  'early.js': [],
  'lab.css': [],
  'palette.css': [],
  'panels.css': [],
  'panels.js': ['..', 'sweeps', 'state', 'views', 'snippets.js', 'panels.css'],
  'pinning.js': ['types.d.ts', 'state', 'panels.js'],
  'lab.js': [
    'types.d.ts',
    'presets',
    'engine',
    'state',
    'drawing',
    'views',
    'anchor.js',
    'attributes.js',
    'attention.js',
    'host.js',
    'panels.js',
    'pinning.js',
    'embedding.js',
    'lab.css',
    'palette.css',
  ],
  'glossary.js': ['language'],
  'page.js': ['lab.js', 'attributes.js', 'glossary.js'],
  'tour.js': [],
  'claims.js': [],
  'embedpage.js': ['language', 'state', 'drawing', 'lab.js', 'attributes.js', 'embedding.js', 'snippets.js'],
});

/** The only files that know the wasm package: lanes.js by the name of a type, as users have it. */
const KNOW_PKG = ['engine/headless.js', 'engine/lanes.js', 'engine/module.js', 'engine/worker.js', 'types.d.ts'];

/** Every module of the house, by its place below www/. */
const sources = readdirSync(WWW, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => /\.(js|ts)$/.test(file) && !file.startsWith('pkg/'));

/** @param {string} file */
const read = (file) => readFileSync(join(WWW, file), 'utf8');

/**
 * The files and packages that one names: in imports, also dynamic and in comments, in new URL(…) and in globs.
 * @param {string} source
 */
function named(source) {
  const pattern =
    /(?:\bfrom\s*|\bimport\s*|\bimport\(\s*|\bnew URL\(\s*(?:\/\*.*?\*\/\s*)?|\bglob\(\s*)(['"])([^'"\n]+)\1/g;
  return [...source.matchAll(pattern)].map((match) => match[2] ?? '');
}

/**
 * "../language/names.js", named in views/curves.js -> "language/names.js"; null for a package.
 * @param {string} file
 * @param {string} name
 */
function resolved(file, name) {
  if (!name.startsWith('.')) return null;
  const [plain = ''] = name.split('?');
  const path = relative(WWW, join(WWW, dirname(file), plain));
  return path.split(sep).join('/');
}

/** @param {string} file */
const room = (file) => file.split('/')[0] ?? '';

test('every room names only what stands before it', () => {
  const order = Object.keys(MAY_USE);
  for (const [name, allowed] of Object.entries(MAY_USE)) {
    for (const each of allowed)
      assert.ok(order.indexOf(each) < order.indexOf(name), `${name} may not stand on ${each}`);
  }
  for (const file of sources) {
    const allowed = MAY_USE[room(file)];
    assert.ok(allowed, `${file}: give ${room(file)} its place`);
    for (const name of named(read(file))) {
      const target = resolved(file, name);
      if (target === null || room(target) === room(file)) continue;
      assert.ok(allowed.includes(room(target)), `${file} names ${target}, which ${room(file)} may not`);
    }
  }
});

test('the imports are seen: of types, of styles, of workers and of globs', () => {
  const seen = new Set(sources.flatMap((file) => named(read(file)).flatMap((name) => resolved(file, name) ?? name)));
  for (const each of ['types.d.ts', 'language/names.js', 'engine/worker.js', 'lab.css', 'presets/*.json', 'uplot']) {
    assert.ok(seen.has(each), each);
  }
});

test('only the front door and the worker know the wasm package', () => {
  const knowing = sources.filter((file) => named(read(file)).some((name) => resolved(file, name)?.startsWith('pkg/')));
  assert.deepEqual(knowing.sort(), KNOW_PKG);
});

test('the words and the state have no document, the engine none either', () => {
  const browser = /\b(document|window|HTMLElement|customElements|requestAnimationFrame|localStorage)\b\s*[.(\[]/;
  for (const file of sources.filter((each) => ['language', 'state', 'engine'].includes(room(each)))) {
    const code = read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    assert.ok(!browser.test(code), `${file}: ${browser.exec(code)?.[0]}`);
  }
});

test('a view is what is mounted, and views know nothing of one another', () => {
  for (const file of sources.filter((each) => room(each) === 'views')) {
    const source = read(file);
    // Of views/sweeps.js the parts are in views/sweeps/, and nobody else’s.
    const [, view = '', part] = file.replace(/\.js$/, '').split('/');
    if (part === undefined) assert.match(source, /^export function mount\(/m, file);
    for (const name of named(source)) {
      const [house, other, theirs] = (resolved(file, name) ?? '').split('/');
      if (house === 'views') assert.ok(other === view && theirs !== undefined, `${file} names ${name}`);
    }
  }
});
