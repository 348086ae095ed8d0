// What a formula is, as it is typed: its expansion and what theory says of it, in two lines.

/** @import { Analysis } from '../types.d.ts' */

import { integer } from './format.js';
import { formula } from './names.js';

/** Terms that are written out, those of the least degree first. */
const MOST = 10;

/**
 * = 0.5 x₁ + 0.5 x₂ + 0.5 x₃ − 0.5 x₁x₂x₃, and so many more.
 * @param {Analysis} analysis
 */
export function expansion({ terms, basis }) {
  const left = terms.length - MOST;
  const more = left > 0 ? ` … and ${integer(left)} more` : '';
  return `= ${formula(terms.slice(0, MOST), basis, MOST)}${more}`;
}

/**
 * Degree 3, 4 terms, leap 1, without the staircase property, but with the merged one.
 * @param {Analysis} analysis
 */
export function verdict(analysis) {
  if (!analysis.expanded) return '';
  const { degree, sparsity, leap, basis, staircase, merged_staircase: merged } = analysis;
  const property = `the ${basis === 'walsh' ? 'staircase' : 'hierarchical'} property`;
  const has = staircase
    ? `with ${property}`
    : `without ${property}${merged ? ', but with the merged staircase property' : ''}`;
  return `Degree ${degree}, ${integer(sparsity)} ${sparsity === 1 ? 'term' : 'terms'}, leap ${leap}, ${has}.`;
}
