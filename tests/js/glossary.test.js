// The glossary: every term that a page marks is in it, every one in it is marked somewhere, and none is explained by itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { TERMS } from '../../www/language/terms.js';

const PAGES = ['index.html', 'tour.html'];
const read = (/** @type {string} */ file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/**
 * The terms that a page marks, by the ends of their addresses.
 * @param {string} html
 */
const marked = (html) => [...html.matchAll(/<a class="term" href="terms\.html#([^"]*)">/g)].map(([, id = '']) => id);

/** @param {string} id */
const names = (id) => (TERMS[id]?.name ?? '').split(', or ');

/**
 * Whether a text speaks of one of the names, in the singular or the plural.
 * @param {string} text
 * @param {string} name
 */
const speaksOf = (text, name) => new RegExp(`(?<![\\p{L}-])${name}(s|es)?(?![\\p{L}-])`, 'iu').test(text);

test('every term that is marked is explained, and every one that is explained is marked', () => {
  const all = PAGES.flatMap((page) => marked(read(page)));
  assert.deepEqual(
    all.filter((id) => !TERMS[id]),
    [],
    'not explained',
  );
  assert.deepEqual(
    Object.keys(TERMS).filter((id) => !all.includes(id)),
    [],
    'marked nowhere',
  );
  for (const page of PAGES) assert.equal(read(page).split('class="term"').length - 1, marked(read(page)).length, page);
});

test('no term is explained by itself, not by way of others either', () => {
  const ids = Object.keys(TERMS);
  const needs = (/** @type {string} */ id) =>
    ids.filter((other) => names(other).some((name) => speaksOf(TERMS[id]?.means ?? '', name)));
  /** @param {string} id @param {string[]} way */
  function follow(id, way) {
    assert.ok(!way.includes(id), [...way, id].join(' → '));
    for (const other of needs(id)) follow(other, [...way, id]);
  }
  for (const id of ids) follow(id, []);
  assert.ok(needs('truncated-staircase').includes('staircase-function'), 'what an explanation speaks of is seen');
});

test('an explanation is a sentence or two, short enough for a bubble', () => {
  for (const [id, { means }] of Object.entries(TERMS)) {
    assert.match(means, /^[A-Zx].*\.$/u, id);
    assert.ok(means.length <= 180, `${id}: ${means.length} characters`);
  }
});
