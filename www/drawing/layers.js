// The geometry of a lattice of sets, apart from its drawing: a line of sets for each degree, the lowest first, and what
// each rests on.

/** @import { Analysis } from '../types.d.ts' */

import { columnName, factors } from '../language/names.js';

/** More sets than this are a thicket. */
export const MOST = 40;
/** Sets of one degree stand no further apart than this, in px. */
const WIDEST = 220;

/** @typedef {Analysis['terms'][number]} Supported */
/**
 * @typedef {object} Node
 * @property {Supported} term
 * @property {string} name  as a column
 * @property {number} x     its middle
 * @property {number} line  from below, 0 the lowest
 * @property {boolean} lacks  it needs a set of one coordinate less below it and has none
 */
/** @typedef {{ from: Node, to: Node, rests: boolean }} Edge  `rests`: on a set of one coordinate less; else the nearest smaller one */

/**
 * In how many places two sets differ, each degree counted.
 * @param {number[]} a
 * @param {number[]} b
 */
function distance(a, b) {
  const count = (/** @type {number[]} */ set, /** @type {number} */ i) => set.filter((j) => j === i).length;
  return [...new Set([...a, ...b])].reduce((sum, i) => sum + Math.abs(count(a, i) - count(b, i)), 0);
}

/**
 * The strongest of them, in their own order.
 * @param {Supported[]} terms
 */
export function strongest(terms) {
  const kept = new Set([...terms].sort((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient)).slice(0, MOST));
  return terms.filter((term) => kept.has(term));
}

/**
 * What a set stands on: the sets of the target that support it, or those that come nearest to it from below.
 * @param {Supported} term
 * @param {Supported[]} terms  the whole target
 * @returns {{ rests: boolean, sets: number[][] }}
 */
export function beneath({ set, supports }, terms) {
  if (supports.length > 0) return { rests: true, sets: supports };
  const smaller =
    factors(set).length < 2 ? [] : terms.filter((other) => other.set.length > 0 && other.set.length < set.length);
  const nearest = Math.min(...smaller.map((other) => distance(other.set, set)));
  return {
    rests: false,
    sets: smaller.filter((other) => distance(other.set, set) === nearest).map((other) => other.set),
  };
}

/**
 * @param {Supported[]} terms  but for a constant, by degree
 * @param {number} width  px
 * @param {number} cell   px that a set needs
 */
export function layers(terms, width, cell) {
  const kept = strongest(terms);
  const perLine = Math.max(1, Math.floor(width / cell));
  /** @type {Map<string, Node>} */
  const nodes = new Map();
  /** @type {Edge[]} */
  const edges = [];
  /** @type {{ degree: number, line: number, lines: number }[]} */
  const bands = [];
  let line = 0;
  for (const degree of [...new Set(kept.map(({ set }) => set.length))]) {
    // Each above the middle of what it rests on, so that few edges cross; those that rest on nothing last.
    const band = kept
      .filter(({ set }) => set.length === degree)
      .map((term) => {
        const stands = beneath(term, terms);
        const below = stands.sets.flatMap((set) => nodes.get(columnName(set)) ?? []);
        return {
          term,
          below,
          rests: stands.rests,
          at: below.length > 0 ? below.reduce((sum, { x }) => sum + x, 0) / below.length : Infinity,
        };
      });
    band.sort((a, b) => (a.at === b.at ? 0 : a.at - b.at));
    const lines = Math.ceil(band.length / perLine);
    const across = Math.ceil(band.length / lines);
    band.forEach(({ term, below, rests }, i) => {
      const row = Math.floor(i / across);
      const mates = Math.min(across, band.length - row * across);
      const apart = Math.min(width / mates, WIDEST);
      const node = {
        term,
        name: columnName(term.set),
        x: width / 2 + (i - row * across - (mates - 1) / 2) * apart,
        line: line + row,
        lacks: !rests && factors(term.set).length >= 2,
      };
      nodes.set(node.name, node);
      edges.push(...below.map((from) => ({ from, to: node, rests })));
    });
    bands.push({ degree, line, lines });
    line += lines;
  }
  return { nodes: [...nodes.values()], edges, bands, lines: line };
}

/**
 * How many sets stand side by side in the widest degree.
 * @param {Supported[]} terms
 */
export const widest = (terms) => {
  const degrees = strongest(terms).map(({ set }) => set.length);
  return Math.max(1, ...degrees.map((degree) => degrees.filter((other) => other === degree).length));
};
