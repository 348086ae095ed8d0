import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typesetHtml } from './vite-mathml.js';

test('mathematics becomes MathML, inline and on a line of its own', () => {
  assert.match(
    typesetHtml('<p>Let $x_1$ be</p>'),
    /^<p>Let <math><msub><mi>x<\/mi><mn[^>]*>1<\/mn><\/msub><\/math> be<\/p>$/,
  );
  assert.match(typesetHtml('<p>$$\\hat f(S)$$</p>'), /<math display="block"/);
});

test('a formula in the running text stays with its brackets and marks', () => {
  assert.match(
    typesetHtml('<p>of ($x$), and</p>'),
    /^<p>of <span class="unbroken">\(<math>.*<\/math>\),<\/span> and<\/p>$/,
  );
  assert.match(typesetHtml('<p>$$x$$, and</p>'), /^<p><math.*<\/math>, and<\/p>$/);
});

test('TeX may hold what HTML writes as entities, and a less-than sign', () => {
  assert.match(typesetHtml('<p>$a &lt; b$</p>'), /<mo>&lt;<\/mo>/);
  assert.equal(typesetHtml('<p>$a < b$</p>'), typesetHtml('<p>$a &lt; b$</p>'));
});

test('code, scripts, attributes and comments stay as they are', () => {
  const html = '<p title="$x$"><!-- $x$ --><code>$x$</code></p><script>`${a} $`</script><title>$</title>';
  assert.equal(typesetHtml(html), html);
});

test('a dollar sign alone must be escaped', () => {
  assert.equal(typesetHtml('<p>\\$5</p>'), '<p>$5</p>');
  assert.throws(() => typesetHtml('<p>$5</p>'), /without its partner/);
});

test('TeX that is wrong stops the build', () => {
  assert.throws(() => typesetHtml('<p>$\\nosuchmacro{x}$</p>'), /nosuchmacro/);
});
