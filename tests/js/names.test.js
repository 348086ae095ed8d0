import assert from 'node:assert/strict';
import test from 'node:test';
import { columnName, factors, formula, monomial, parseSet, setLabel, symbols } from '../../www/language/names.js';

test('a column is a multiset, and back', () => {
  for (const [name, set] of /** @type {[string, number[]][]} */ ([
    ['{}', []],
    ['{1,2}', [1, 2]],
    ['{1^2,2}', [1, 1, 2]],
    ['{3,10^11}', [3, ...Array(11).fill(10)]],
  ])) {
    assert.deepEqual(parseSet(name), set);
    assert.equal(columnName(set), name);
  }
  assert.deepEqual(factors([1, 1, 2]), [
    { i: 1, degree: 2 },
    { i: 2, degree: 1 },
  ]);
});

test('labels name up to three coordinates, then runs of one degree', () => {
  const labels = /** @type {[number[], string][]} */ ([
    [[1, 2, 3], '{1,2,3}'],
    [[1, 2, 3, 4], '{1…4}'],
    [[1, 2, 3, 5, 6], '{1…3,5,6}'],
    [[1, 1, 2], '{1²,2}'],
    [[1, 1, 1, 1], '{1⁴}'],
    [[1, 1, 2, 2, 3, 3, 4, 4, 6], '{1²…4²,6}'],
  ]);
  for (const [set, label] of labels) assert.equal(setLabel(set), label);
});

test('a monomial is written in the functions of its basis', () => {
  assert.equal(monomial([1, 2]), 'x₁x₂');
  assert.equal(monomial([1, 2, 3, 4, 5, 7]), 'x₁⋯x₅x₇');
  assert.equal(monomial([]), '1');
  assert.equal(monomial([1, 1, 2], 'hermite'), 'h₂(x₁)h₁(x₂)');
  assert.equal(monomial([1, 2, 3, 4], 'hermite'), 'x₁⋯x₄', 'h₁(x) = x');
  assert.equal(monomial([1, 1, 2], 'mixture'), 'p₂(x₁)p₁(x₂)');
  assert.equal(monomial([1, 2], 'mixture'), 'x₁x₂', 'p₁(x) = x');
  assert.equal(monomial([1, 2, 2], 'legendre'), 'P̂₁(x₁)P̂₂(x₂)');
  assert.equal(monomial([1, 2, 3, 4], 'legendre'), 'P̂₁(x₁)⋯P̂₁(x₄)');
  assert.equal(monomial([1, 2, 2, 3, 3, 3], 'trigonometric'), 's₁(x₁)c₁(x₂)s₂(x₃)');
});

test('a formula writes a constant as a number, a common coefficient once, and is cut in the middle', () => {
  const terms = (/** @type {[number[], number][]} */ ...all) => all.map(([set, coefficient]) => ({ set, coefficient }));
  assert.equal(formula(terms([[], 0.5], [[1, 1], -2]), 'hermite'), '0.5 − 2\u2009h₂(x₁)');
  assert.equal(formula(terms([[1], 0.5], [[2], 0.5])), '0.5\u2009(x₁ + x₂)');
  assert.equal(formula(terms([[], 0.5], [[1], 0.5])), '0.5\u2009(1 + x₁)');
  assert.equal(formula(terms([[1], 0.9999999], [[2], -1.0000001], [[], 1.0000001])), 'x₁ − x₂ + 1');
  assert.equal(formula(terms([[1], 1], [[2], 1], [[3], 1], [[4], 1], [[5], 1])), 'x₁ + x₂ + ⋯ + x₅');
});

test('the targets of a figure are told apart by name', () => {
  const lane = (/** @type {any} */ target, /** @type {number[]} */ ...set) =>
    /** @type {any} */ ({ name: target.kind, spec: { target }, analysis: { terms: [{ set, coefficient: 1 }] } });
  const [formula, parity, staircase] = [
    lane({ kind: 'formula' }, 1),
    lane({ kind: 'parity' }, 1, 2, 3),
    lane({ kind: 'staircase', degree: 3 }, 1),
  ];
  assert.deepEqual(symbols([formula, parity, staircase]), ['g', 'χ₁:₃', 'S₃']);
  assert.deepEqual(symbols([formula, staircase, formula]), ['g₁', 'S₃', 'g₃']);
  assert.deepEqual(symbols([parity, { ...parity, name: 'fresh' }]), ['χ₁:₃ (parity)', 'χ₁:₃ (fresh)']);
});
