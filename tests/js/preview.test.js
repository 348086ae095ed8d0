// What stands below a formula as it is typed, of what the real core says of it.

import assert from 'node:assert/strict';
import test from 'node:test';
import init, { analyze } from 'staircase-lab';
import { expansion, verdict } from '../../www/language/preview.js';

await init();

const merged = 'without the staircase property, but with the merged staircase property';

test('a formula is expanded, and judged in a line', () => {
  for (const [text, sum, judged, inputs] of /** @type {const} */ ([
    [
      'maj(x1,x2,x3)',
      '= 0.5\u2009x₁ + 0.5\u2009x₂ + 0.5\u2009x₃ − 0.5\u2009x₁x₂x₃',
      `Degree 3, 4 terms, leap 1, ${merged}.`,
    ],
    ['xor(x1,x2)', '= x₁x₂', 'Degree 2, 1 term, leap 2, without the staircase property.'],
    [
      'x1 + and(x1,x2)',
      '= 0.5 + 1.5\u2009x₁ + 0.5\u2009x₂ − 0.5\u2009x₁x₂',
      'Degree 2, 4 terms, leap 1, with the staircase property.',
    ],
    ['bit(x1)', '= 0.5 − 0.5\u2009x₁', 'Degree 1, 2 terms, leap 1, with the staircase property.'],
    [
      'x1 + x1^2',
      '= 1 + x₁ + 1.41\u2009h₂(x₁)',
      'Degree 2, 3 terms, leap 1, with the hierarchical property.',
      'gaussian',
    ],
  ])) {
    const analysis = analyze({ kind: 'formula', formula: text }, { kind: inputs ?? 'hypercube', n: 6 });
    assert.equal(expansion(analysis), sum);
    assert.equal(verdict(analysis), judged);
  }
});

test('of many terms those of the least degree are written', () => {
  const formula = 'and(x1,x2,x3,x4,x5,x6,x7,x8,x9,x10,x11)';
  const analysis = analyze({ kind: 'formula', formula }, { kind: 'hypercube', n: 20 });
  assert.match(expansion(analysis), /^= 0\.999 \+ 0\.000977\u2009x₁ \+ .* \+ 0\.000977\u2009x₉ … and 2,038 more$/);
  assert.match(verdict(analysis), /^Degree 11, 2,048 terms, leap 1, with/);
});
