import assert from 'node:assert/strict';
import test from 'node:test';
import { elementOf, published } from '../../www/embedding.js';

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
  const { html, packaged } = elementOf('state', 'v=1&a="b"');
  assert.equal(packaged, true);
  assert.match(html, /import 'staircase-lab\/lab';/);
  assert.doesNotMatch(html, /file:/);
  assert.match(html, /<staircase-lab state="v=1&amp;a=&quot;b&quot;"><\/staircase-lab>$/);
});
