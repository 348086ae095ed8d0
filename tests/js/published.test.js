// What is published: each file of the npm package for a reason, and beside the scripts the notices that the licences of others ask for.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { output } from '../../xtask/run.mjs';

const root = new URL('../../', import.meta.url);
const text = (/** @type {string} */ file) => readFile(new URL(file, root), 'utf8');

/** What a script, or a declaration, names of the files about it. */
const NAMED = [
  /\b(?:from\s*|import\s*\(?\s*)(["'`])(\.{1,2}\/[^"'`]+)\1/g,
  /new URL\(\s*(["'`])(\.{1,2}\/[^"'`]+)\1\s*,\s*import\.meta\.url/g,
];

test('every file of the package can be reached, by its exports or from there, and none is in it twice', async () => {
  const [{ files }] = JSON.parse(output('npm', ['pack', '--dry-run', '--ignore-scripts', '--json']));
  /** @type {string[]} */
  const packed = files.map((/** @type {{ path: string }} */ { path }) => path);
  const { exports } = JSON.parse(await text('package.json'));
  const entries = Object.values(exports).flatMap((entry) => (typeof entry === 'string' ? entry : Object.values(entry)));
  const patterns = entries.map((entry) => new RegExp(`^${entry.slice(2).replaceAll('.', '\\.').replace('*', '.+')}$`));
  // What npm and people look for.
  patterns.push(/^(README\.md|CHANGELOG\.md|LICENSE-\w+|dist\/element\/licences\.md)$/);
  const reached = new Set(packed.filter((file) => patterns.some((pattern) => pattern.test(file))));
  for (const [, picture = ''] of (await text('README.md')).matchAll(/!\[.*?\]\((.*?)\)/g)) {
    assert.ok(packed.includes(picture), `README.md shows ${picture}, which is not in the package`);
    reached.add(picture);
  }
  for (const file of reached) {
    if (!/\.(js|ts)$/.test(file)) continue;
    const script = (await text(file)).replaceAll(/\/\*\*[^]*?\*\//g, ''); // types in comments are the sources' own
    for (const [, , named = ''] of NAMED.flatMap((pattern) => [...script.matchAll(pattern)])) {
      const { pathname } = new URL(named, `file:///${file}`);
      const declared = file.endsWith('.d.ts') ? pathname.replace(/(?<!\.d)\.[jt]s$/, '.d.ts') : pathname;
      assert.ok(packed.includes(declared.slice(1)), `${file} names ${named}, which is not in the package`);
      reached.add(declared.slice(1));
    }
  }
  assert.deepEqual(
    packed.filter((file) => !reached.has(file)),
    [],
  );
  const sums = await Promise.all(
    packed.map(async (file) =>
      createHash('sha256')
        .update(await readFile(new URL(file, root)))
        .digest('hex'),
    ),
  );
  assert.equal(new Set(sums).size, packed.length);
});

for (const file of ['dist/licences.md', 'dist/element/licences.md']) {
  test(`${file} has the notices of what is in the scripts and in the core`, async () => {
    const notices = await text(file);
    for (const [name, holder] of [
      ['uplot', 'Leon Sorokin'],
      ['libm', 'Copyright \\(c\\) 2018 Jorge Aparicio'],
      ['serde-wasm-bindgen', 'Cloudflare'],
      ['wasm-bindgen', 'Alex Crichton'],
    ])
      assert.match(notices, new RegExp(`^## ${name} - [\\d.]+ \\([^\n]*MIT[^]*?${holder}`, 'm'));
    assert.doesNotMatch(notices, /^## (staircase|serde_derive|proptest) /m, 'and of nothing else');
  });
}

test('from a git address, without what it takes to build it, the installation says what that is', async () => {
  const clone = await mkdtemp(join(tmpdir(), 'staircase-'));
  try {
    for (const name of ['xtask', 'package.json'])
      await cp(fileURLToPath(new URL(name, root)), join(clone, name), { recursive: true });
    const prepare = (/** @type {string} */ command) =>
      spawnSync(process.execPath, [join(clone, 'xtask/prepare.mjs')], {
        env: { PATH: '', npm_command: command },
        encoding: 'utf8',
      });
    const { status, stderr } = prepare('install');
    assert.match(stderr, /^FAILED: from a git address staircase-lab has to be compiled here, which takes Rust/);
    assert.equal(status, 1);
    assert.equal(prepare('ci').status, 0, 'a clone to work in is set up without being built');
  } finally {
    await rm(clone, { recursive: true });
  }
});
