// How sets, monomials and targets are written.

/** @import { Choice, Term } from '../types.d.ts' */

/** "{1,2}" -> [1, 2]; null for a column that is no set. @param {string} column */
export function parseSet(column) {
  if (!column.startsWith('{')) return null;
  const inside = column.slice(1, -1);
  return inside === '' ? [] : inside.split(',').map(Number);
}

/** As the core names its columns. @param {number[]} set */
export function columnName(set) {
  return `{${set.join(',')}}`;
}

/**
 * Neighbours together: [1, 2, 3, 5] -> [[1, 2, 3], [5]].
 * @param {number[]} set
 */
function runs(set) {
  /** @type {number[][]} */
  const all = [];
  for (const i of set) {
    const last = all.at(-1);
    if (last && last.at(-1) === i - 1) last.push(i);
    else all.push([i]);
  }
  return all;
}

/** {1}, {1,2}, {1,2,3}, {1…4}, {1…5,7…10} @param {number[]} set */
export function setLabel(set) {
  if (set.length <= 3) return `{${set.join(',')}}`;
  return `{${runs(set).map((run) => (run.length < 3 ? run.join(',') : `${run[0]}…${run.at(-1)}`)).join(',')}}`;
}

/** @param {number} n */
function subscript(n) {
  return String(n).replace(/\d/g, (d) => String.fromCharCode(0x2080 + Number(d)));
}

/** x₁x₂x₃, x₁⋯x₁₀, x₁⋯x₅x₇ @param {number[]} set */
export function monomial(set) {
  if (set.length === 0) return '1';
  const x = (/** @type {number | undefined} */ i) => `x${subscript(Number(i))}`;
  if (set.length <= 3) return set.map(x).join('');
  return runs(set).map((run) => (run.length < 3 ? run.map(x).join('') : `${x(run[0])}⋯${x(run.at(-1))}`)).join('');
}

/** The indices of a staircase's symbol. @type {Record<string, (target: Choice) => string>} */
const INDICES = {
  staircase: ({ degree }) => subscript(Number(degree)),
  double_staircase: ({ k, l }) => `${subscript(Number(k))},${subscript(Number(l))}`,
  truncated_staircase: ({ from, degree }) => `${subscript(Number(from))}→${subscript(Number(degree))}`,
};

/** The symbol of a target: S₁₀, S₇,₇, S₃→₈, χ₁:₁₀, g. @param {Choice | undefined} target @param {Term[]} terms */
export function symbol(target, terms) {
  const indices = INDICES[target?.kind ?? ''];
  if (target && indices) return `S${indices(target)}${target.normalize === true ? `/√${terms.length}` : ''}`;
  const only = terms.length === 1 ? terms[0]?.set : undefined;
  if (target?.kind === 'parity' && only) {
    if (only.length > 1 && runs(only).length === 1) return `χ${subscript(Number(only[0]))}:${subscript(Number(only.at(-1)))}`;
    return `χ${setLabel(only)}`;
  }
  return 'g';
}

/** x₁ + x₁x₂ + ⋯ + x₁⋯x₁₀, cut in the middle when long. @param {Term[]} terms @param {number} [most] */
export function formula(terms, most = 4) {
  const first = terms[0]?.coefficient ?? 0;
  const equal = terms.length > 1 && terms.every((t) => t.coefficient === first);
  const common = equal && first !== 1;
  const piece = (/** @type {Term} */ { set, coefficient }, /** @type {boolean} */ leads) => {
    const size = Math.abs(coefficient);
    const factor = common || size === 1 ? '' : `${Number(size.toPrecision(3))}\u2009`;
    const sign = coefficient < 0 && !common ? (leads ? '−' : ' − ') : leads ? '' : ' + ';
    return sign + factor + monomial(set);
  };
  const cut = terms.length > most;
  const head = cut ? terms.slice(0, most - 2) : terms;
  const tail = cut ? terms.slice(-1).map((t) => ` + ⋯${piece(t, false)}`) : [];
  const text = [...head.map((t, i) => piece(t, i === 0)), ...tail].join('');
  return common ? `${Number(first.toPrecision(3))}\u2009(${text})` : text;
}
