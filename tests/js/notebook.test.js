// The example of a notebook is what the page writes for one: xtask/package.mjs runs it in Jupyter.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { STATE } from '../package/shared/state.js';
import { cellOf } from '../../www/snippets.js';

const NOTEBOOK = new URL('../package/notebook/figure.ipynb', import.meta.url);

test('the notebook’s cell is the snippet for one', () => {
  const { cells } = JSON.parse(readFileSync(NOTEBOOK, 'utf8'));
  const [code, ...others] = cells.filter((/** @type {any} */ { cell_type: type }) => type === 'code');
  assert.equal(others.length, 0);
  assert.equal(`${code.source.join('')}\n`, cellOf({ state: STATE }, 'https://your.host/staircase-lab.js'));
});

test('no quote of a value ends the cell’s text', () => {
  const cell = cellOf({ state: "v=1&a='''b" }, 'https://a.b/staircase-lab.js');
  assert.equal(cell.split("'''").length, 3);
});
