import assert from 'node:assert/strict';
import test from 'node:test';
import { published } from '../../www/embedding.js';
import { elementOf, frameOf } from '../../www/snippets.js';

test('only a script of its own name on the web is one that another page can take', () => {
  for (const address of [
    'https://a.b/staircase-lab.js',
    'http://localhost:80/x/y/staircase-lab.js?v=1#z',
    'https://cdn.test/npm/staircase-lab/dist/element/staircase-lab.js',
  ])
    assert.equal(published(address), address);
  for (const address of [
    'file:///home/me/node_modules/staircase-lab/dist/element/staircase-lab.js',
    'https://a.b/assets/index-CwIFgU5I.js',
    'https://a.b/my-staircase-lab.js',
    'http://localhost/node_modules/.vite/deps/staircase-lab_lab.js?v=83b3081d',
    'https://a.b/main.js?staircase-lab.js',
    'blob:https://a.b/staircase-lab.js',
    'data:text/javascript,/staircase-lab.js',
    'undefined',
    '',
  ])
    assert.equal(published(address), null, address);
});

test('without one the element is taken from the package; what is quoted stays one attribute', () => {
  const html = elementOf({ state: 'v=1&a="b"' }, null);
  assert.match(html, /import 'staircase-lab\/lab';/);
  assert.doesNotMatch(html, /file:/);
  assert.match(html, /<staircase-lab state="v=1&amp;a=&quot;b&quot;"><\/staircase-lab>$/);
});

test('what is shown of a figure stands in the element, and in a frame beside ?embed', () => {
  const attributes = { controls: 'play step', theme: 'dark' };
  const html = elementOf({ preset: 'figure-2', ...attributes }, 'https://a.b/staircase-lab.js');
  assert.match(html, /^<script type="module" src="https:\/\/a\.b\/staircase-lab\.js"><\/script>\n/);
  assert.match(html, /<staircase-lab preset="figure-2" controls="play step" theme="dark"><\/staircase-lab>$/);
  const frame = frameOf('https://a.b/?embed', 'v=1&preset=figure-2', attributes);
  const [, src = ''] = /^<iframe src="([^"]*)"/.exec(frame) ?? [];
  const { searchParams, hash } = new URL(src.replaceAll('&amp;', '&'));
  assert.deepEqual([...searchParams], [['embed', ''], ...Object.entries(attributes)]);
  assert.equal(hash, '#v=1&preset=figure-2');
});
