// What a visitor waits for before the first curve moves: the size of the core, as it is sent.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

/** Bytes of each build, gzipped. To raise it takes a line in the changelog that says what it bought. */
const BUDGET = 378_000;

for (const file of ['staircase_bg.wasm', 'staircase_scalar.wasm']) {
  test(`${file} keeps to its budget`, async () => {
    const wasm = await readFile(new URL(`../../www/pkg/${file}`, import.meta.url));
    const size = gzipSync(wasm, { level: 9 }).length;
    assert.ok(size <= BUDGET, `${size} bytes, of ${BUDGET}`);
  });
}
