// How sets, monomials and targets are written. A set is a multiset: a coordinate stands in it as often as its degree says, and
// [1, 1, 2] is h₂(x₁)h₁(x₂) in an orthonormal basis h. Coins have no degrees above 1.

/** @import { Basis, Choice, LaneState, Preset, Term } from '../types.d.ts' */

import { aim, aimed, aimNow, analysisOfAim } from './inforce.js';
import { brief } from './text.js';

/**
 * "{1^2,2}" -> [1, 1, 2]
 * @param {string} column
 */
export function parseSet(column) {
  const inside = column.slice(1, -1);
  if (inside === '') return [];
  return inside.split(',').flatMap((part) => {
    const [i = 0, degree = 1] = part.split('^').map(Number);
    return Array.from({ length: degree }, () => i);
  });
}

/** @typedef {{ i: number, degree: number }} Factor */

/**
 * [1, 1, 2] -> coordinate 1 in degree 2, coordinate 2 in degree 1.
 * @param {number[]} set
 */
export function factors(set) {
  /** @type {Factor[]} */
  const all = [];
  for (const i of set) {
    const last = all.at(-1);
    if (last?.i === i) last.degree += 1;
    else all.push({ i, degree: 1 });
  }
  return all;
}

/**
 * As the core names its columns.
 * @param {number[]} set
 */
export function columnName(set) {
  return `{${factors(set)
    .map(({ i, degree }) => (degree === 1 ? `${i}` : `${i}^${degree}`))
    .join(',')}}`;
}

/**
 * Neighbours of one degree together: [1, 2, 3, 5, 5] -> [[1, 2, 3], [5²]].
 * @param {number[]} set
 */
export function runs(set) {
  /** @type {Factor[][]} */
  const all = [];
  for (const factor of factors(set)) {
    const last = all.at(-1)?.at(-1);
    if (last && last.i === factor.i - 1 && last.degree === factor.degree) all.at(-1)?.push(factor);
    else all.push([factor]);
  }
  return all;
}

/**
 * The factors of a set one after the other; of more than three, three or more neighbours by their first and last.
 * @param {number[]} set
 * @param {(factor: Factor) => string} write
 * @param {string} between
 * @param {string} dots
 */
function written(set, write, between, dots) {
  const all = factors(set);
  if (all.length <= 3) return all.map(write).join(between);
  const ends = (/** @type {Factor[]} */ run) =>
    [run[0], run.at(-1)].flatMap((end) => (end ? write(end) : [])).join(dots);
  return runs(set)
    .map((run) => (run.length < 3 ? run.map(write).join(between) : ends(run)))
    .join(between);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** @param {number} n */
const superscript = (n) => String(n).replace(/\d/g, (d) => SUPERSCRIPTS[Number(d)] ?? d);

/** @param {number} n */
export const subscript = (n) => String(n).replace(/\d/g, (d) => String.fromCharCode(0x2080 + Number(d)));

/**
 * {1}, {1,2}, {1,2,3}, {1…4}, {1…5,7…10}, {1²,2}
 * @param {number[]} set
 */
export const setLabel = (set) =>
  `{${written(set, ({ i, degree }) => (degree === 1 ? `${i}` : `${i}${superscript(degree)}`), ',', '…')}}`;

/**
 * The same, but in a word for the empty set.
 * @param {number[]} set
 */
export const setName = (set) => (set.length === 0 ? 'constant' : setLabel(set));

/**
 * The basis function of one coordinate and degree.
 * @type {Record<Exclude<Basis, 'walsh'>, (degree: number) => string>}
 */
const FUNCTIONS = {
  hermite: (degree) => `h${subscript(degree)}`,
  mixture: (degree) => `p${subscript(degree)}`,
  legendre: (degree) => `P\u0302${subscript(degree)}`,
  // In the order of the core: sin πx/R, cos πx/R, sin 2πx/R, …
  trigonometric: (degree) => `${degree % 2 === 1 ? 's' : 'c'}${subscript(Math.ceil(degree / 2))}`,
};

/**
 * x₁x₂x₃, x₁⋯x₁₀, x₁⋯x₅x₇; h₂(x₁)h₁(x₂), P̂₂(x₁), s₁(x₁)c₁(x₂) in the other bases.
 * @param {number[]} set
 * @param {Basis} [basis]
 */
export function monomial(set, basis = 'walsh') {
  if (set.length === 0) return '1';
  const x = (/** @type {number} */ i) => `x${subscript(i)}`;
  // h₁(x) = p₁(x) = x, as on coins.
  const linear = (basis === 'hermite' || basis === 'mixture') && factors(set).every(({ degree }) => degree === 1);
  const plain = basis === 'walsh' || linear;
  return written(set, ({ i, degree }) => (plain ? x(i) : `${FUNCTIONS[basis](degree)}(${x(i)})`), '', '⋯');
}

/** How the functions of a basis are to be read; coins need no words. @type {Record<Basis, string>} */
const READINGS = {
  walsh: '',
  hermite: '{1²,2} is h₂(x₁)h₁(x₂), with the Hermite polynomials hₖ scaled to mean square 1.',
  mixture:
    '{1²,2} is p₂(x₁)p₁(x₂), with the polynomials pₖ of mean square 1 that are orthogonal under the law of each coordinate.',
  legendre: '{1²,2} is P\u0302₂(x₁)P\u0302₁(x₂), with the Legendre polynomials P\u0302ₖ scaled to mean square 1.',
  trigonometric:
    '{1} is s₁(x₁) = √2 sin πx₁/R and {1²} is c₁(x₁) = √2 cos πx₁/R; with {1³} and {1⁴} begins the next frequency.',
};

/** @param {Basis} basis */
export const reading = (basis) => READINGS[basis];

/** Kinds of target whose terms are steps. */
const FLIGHTS = ['staircase', 'double_staircase', 'truncated_staircase', 'leap_staircase', 'chains'];

/**
 * What the terms of a target are called.
 * @param {Choice | undefined} target
 * @param {number} count
 */
export function unit(target, count) {
  const what = FLIGHTS.includes(target?.kind ?? '') ? 'step' : 'term';
  return count === 1 ? what : `${what}s`;
}

/** The indices of a staircase's symbol. @type {Record<string, (target: Choice) => string>} */
const INDICES = {
  staircase: ({ degree }) => subscript(Number(degree)),
  double_staircase: ({ k, l }) => `${subscript(Number(k))},${subscript(Number(l))}`,
  truncated_staircase: ({ from, degree }) => `${subscript(Number(from))}→${subscript(Number(degree))}`,
};

/**
 * The symbol of a target: S₁₀, S₇,₇, S₃→₈, χ₁:₁₀, g.
 * @param {Choice | undefined} target
 * @param {Term[]} terms
 */
export function symbol(target, terms) {
  const indices = INDICES[target?.kind ?? ''];
  if (target && indices) return `S${indices(target)}${target.normalize === true ? `/√${terms.length}` : ''}`;
  if (target?.kind === 'teacher' || target?.kind === 'toy_teacher') return 'G*';
  const only = terms.length === 1 ? terms[0]?.set : undefined;
  if (target?.kind === 'parity' && only) {
    if (only.length > 1 && runs(only).length === 1)
      return `χ${subscript(Number(only[0]))}:${subscript(Number(only.at(-1)))}`;
    return `χ${setLabel(only)}`;
  }
  return 'g';
}

/**
 * A member by its kind and what else it says: "decision tree (depth 3, draw 1)".
 * @param {Record<string, unknown>} member
 */
export function withEntries({ kind, ...entries }) {
  const all = Object.entries(entries).map(([name, value]) =>
    typeof value === 'object' ? `${name} ${JSON.stringify(value)}` : `${name} ${value}`,
  );
  const name = String(kind).replaceAll('_', ' ');
  return all.length === 0 ? name : `${name} (${brief(all.join(', ').replaceAll('_', ' '))})`;
}

/** Of targets that are called by their formula. @type {Record<string, (target: Choice) => string | null>} */
const FORMULAS = {
  parity: ({ set, degree }) =>
    Array.isArray(set)
      ? monomial(set)
      : degree
        ? monomial(Array.from({ length: Number(degree) }, (_, i) => i + 1))
        : null,
  expansion: ({ terms }) => (Array.isArray(terms) ? formula(terms) : null),
  formula: ({ formula }) => (formula ? typed(formula) : null),
  orbit: ({ formula, draw }) => (formula ? `${typed(formula)} in random coordinates (draw ${draw ?? 1})` : null),
  table: () => 'of a table',
};

/**
 * A formula as it was typed.
 * @param {unknown} text
 */
const typed = (text) => brief(String(text).replace(/x(\d+)/g, (_, i) => `x${subscript(Number(i))}`));

/**
 * A target that has not been analysed, told from others in a few words: S₁₀, x₁x₂x₃, decision tree (depth 3, draw 1).
 * @param {Choice} target  of what is not said in it nothing is told
 */
export function briefly(target) {
  const indices = INDICES[target.kind]?.(target) ?? '';
  if (indices !== '' && !indices.includes('NaN')) return `S${indices}${target.normalize === true ? ' normalized' : ''}`;
  return FORMULAS[target.kind]?.(target) ?? withEntries(target);
}

/**
 * Whether all lanes learn one target: then what they are called tells more than its symbol.
 * @param {Pick<LaneState, 'spec'>[]} lanes
 */
export const haveOneTarget = (lanes) => new Set(lanes.map(({ spec }) => JSON.stringify(aim(spec)))).size === 1;

/**
 * Whether a preset sets its lanes one target, so that it is news where they have several.
 * @param {Pick<Preset, 'lanes'>} preset
 */
export const setsOneTarget = ({ lanes }) => new Set(lanes.map(({ spec }) => JSON.stringify(spec?.target))).size === 1;

/**
 * That of what a lane is to learn in the end: it is known by it all the way.
 * @param {Pick<LaneState, 'spec' | 'analysis' | 'analyses'>} lane
 */
export const signOf = (lane) => symbol(aim(lane.spec), analysisOfAim(lane).terms);

/**
 * That of what a lane learns where it is, which may be another until a later target comes.
 * @param {Pick<LaneState, 'spec' | 'iteration' | 'analysis'>} lane
 * @param {string} sign  that it is known by
 */
export const signNow = (lane, sign) =>
  aimed(lane, ['target']).to === Infinity ? sign : symbol(aimNow(lane), lane.analysis.terms);

/**
 * Those of a figure, told apart where two are the same: g₁ and g₂, χ₁:₁₀ (a fixed sample) and χ₁:₁₀ (fresh samples).
 * @param {Pick<LaneState, 'spec' | 'analysis' | 'analyses' | 'name'>[]} lanes
 */
export function symbols(lanes) {
  const all = lanes.map(signOf);
  return all.map((sign, i) => {
    if (all.every((other, k) => k === i || other !== sign)) return sign;
    return sign === 'g' ? `g${subscript(i + 1)}` : `${sign} (${lanes[i]?.name ?? ''})`;
  });
}

/**
 * What they are called where one is to be chosen: as in the charts.
 * @param {(Pick<LaneState, 'spec' | 'analysis' | 'analyses' | 'name' | 'label'>)[]} lanes
 * @param {boolean} [compares]  learners in one chart
 */
export const namesOf = (lanes, compares = false) =>
  compares && lanes.length > 1 ? lanes.map(({ label }) => label) : symbols(lanes);

/**
 * x₁ + x₁x₂ + ⋯ + x₁⋯x₁₀, cut in the middle when long.
 * @param {Term[]} terms
 * @param {Basis} [basis]
 * @param {number} [most]
 */
export function formula(terms, basis = 'walsh', most = 4) {
  const first = terms[0]?.coefficient ?? 0;
  const equal = terms.length > 1 && terms.every((t) => t.coefficient === first);
  const common = equal && first !== 1;
  const piece = (/** @type {Term} */ { set, coefficient }, /** @type {boolean} */ leads) => {
    const size = Math.abs(coefficient);
    const number = String(Number(size.toPrecision(3)));
    const factor = common || number === '1' ? '' : `${number}\u2009`;
    const sign = coefficient < 0 && !common ? (leads ? '−' : ' − ') : leads ? '' : ' + ';
    return sign + (set.length === 0 && factor ? number : factor + monomial(set, basis));
  };
  const cut = terms.length > most;
  const head = cut ? terms.slice(0, most - 2) : terms;
  const tail = cut ? terms.slice(-1).map((t) => ` + ⋯${piece(t, false)}`) : [];
  const text = [...head.map((t, i) => piece(t, i === 0)), ...tail].join('');
  return common ? `${Number(first.toPrecision(3))}\u2009(${text})` : text;
}
