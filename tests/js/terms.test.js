// What the field of a sum of monomials shows, read again by the real core: there is one grammar, and it is the core's.

import assert from 'node:assert/strict';
import test from 'node:test';
import init, { resolve } from 'staircase-lab';
import { notation } from '../../www/language/notation.js';

/** @import { Basis, Choice } from '../../www/types.d.ts' */

await init();

/** @type {[Basis, Choice, number[][]][]} */
const LAWS = [
  ['walsh', { kind: 'hypercube', n: 4 }, [[], [1], [1, 2], [2, 3, 4]]],
  ['walsh', { kind: 'hypercube', n: 4, bias: 0.3 }, [[], [1], [1, 2], [2, 3, 4]]],
  ['hermite', { kind: 'gaussian', n: 4 }, [[], [1], [1, 1, 2], [2, 3, 4, 4, 4]]],
  ['mixture', { kind: 'mixture', n: 4 }, [[], [1], [1, 1, 2], [2, 3, 4, 4, 4]]],
  ['legendre', { kind: 'uniform', n: 4 }, [[], [1], [1, 1, 2], [2, 3, 4, 4, 4]]],
];

/**
 * @param {Choice} inputs
 * @param {unknown} terms
 */
const read = (inputs, terms) => resolve({ inputs, target: { kind: 'expansion', terms } }).target?.terms;

test('terms that are shown read as the same terms, on every law', () => {
  for (const [basis, inputs, sets] of LAWS) {
    for (const scale of [1, -0.1, 1 / 3, 2e-5, 123.456]) {
      const terms = sets.map((set, k) => ({ set, coefficient: scale * (k % 2 ? -1 : 1) }));
      const text = notation('terms').write(terms, basis);
      assert.deepEqual(read(inputs, text), read(inputs, terms), `${basis}: ${text}`);
    }
  }
});

test('monomials are read in every field as the formula reads them, or refused as it refuses them', () => {
  const [, inputs = { kind: 'hypercube' }] = LAWS[0] ?? [];
  const formula = (/** @type {string} */ text) => resolve({ inputs, target: { kind: 'formula', formula: text } });
  for (const text of ['x1 + x1*2', '2 x1 x2', 'x1·x2/2', '1/2 x_{1}x₂', '--x1', '{1,2} - χ{3}', '(x1 + 1)(x2 - 1)']) {
    formula(text);
    assert.ok(Array.isArray(read(inputs, text)), text);
  }
  for (const text of [
    'x1 2',
    'x1.5',
    'x1^1.5',
    'x1 + 1 000 x2',
    '0,5 x1',
    '1.5.2 x1',
    '{1,2',
    'x 1',
    '',
    'x1 +',
    '1e7 x1',
  ]) {
    const refused = (/** @type {() => unknown} */ act) => {
      try {
        act();
      } catch (error) {
        return String(error).replace(/^.*target\.\w+: /, '');
      }
      return assert.fail(`${text} was read`);
    };
    assert.equal(
      refused(() => read(inputs, text)),
      refused(() => formula(text)),
    );
  }
});
