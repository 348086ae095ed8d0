// What is published beside the scripts: the notices that the licences of others ask for.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

for (const file of ['dist/licences.md', 'dist/element/licences.md']) {
  test(`${file} has the notices of what is in the scripts and in the core`, async () => {
    const notices = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
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
