// What of a spec holds at an iteration, where it says what changes on the way.

/** @import { AimedAnalysis, Analysis, Choice, LaneState, Spec } from '../types.d.ts' */

import { integer } from './format.js';

/** @typedef {'inputs' | 'target' | 'data' | 'learner'} Family */
/** @type {Family[]} */
const FAMILIES = ['inputs', 'target', 'data', 'learner'];

/**
 * A spec with its changes up to an iteration in it, those of some families alone.
 * @param {Spec} spec
 * @param {number} iteration
 * @param {Family[]} [families]
 * @returns {Spec}
 */
export function inForce(spec, iteration, families = FAMILIES) {
  const { changes = [], ...first } = spec;
  const now = /** @type {Spec} */ (first);
  for (const change of changes.filter(({ at }) => at <= iteration)) {
    for (const family of families) {
      if (!change[family]) continue;
      const before = family === 'learner' ? now.learner : {};
      now[family] = /** @type {Choice} */ ({ ...before, ...change[family] });
    }
  }
  return now;
}

/**
 * What a run is to learn in the end, as its analysis has it.
 * @param {Spec} spec
 */
export const aim = (spec) => inForce(spec, Infinity, ['target']).target;

/** A run, and how far it is. @typedef {Pick<LaneState, 'spec' | 'iteration'>} Run */

/**
 * What a run learns where it is.
 * @param {Run} run
 */
export const aimNow = ({ spec, iteration }) => inForce(spec, iteration, ['target']).target;

/**
 * From which iteration on that is so, and until which: 0 and Infinity without a change of it.
 * @param {Run} run
 * @param {Family[]} [families]
 */
export function aimed({ spec: { changes = [] }, iteration }, families = ['inputs', 'target']) {
  const starts = changes.filter((change) => families.some((family) => change[family])).map(({ at }) => at);
  return {
    from: Math.max(0, ...starts.filter((at) => at <= iteration)),
    to: Math.min(Infinity, ...starts.filter((at) => at > iteration)),
  };
}

/**
 * ", from iteration 2,000 on", where a run doesn't learn the same from its start to its end.
 * @param {Run} run
 */
export function when(run) {
  const { from, to } = aimed(run, ['target']);
  if (to === Infinity) return from > 0 ? `, from iteration ${integer(from)} on` : '';
  return from > 0 ? `, from iteration ${integer(from)} to ${integer(to)}` : `, until iteration ${integer(to)}`;
}

/**
 * The one that holds at an iteration.
 * @param {AimedAnalysis[]} analyses
 * @param {number} iteration
 */
export const analysisAt = (analyses, iteration) =>
  /** @type {AimedAnalysis} */ (analyses.findLast(({ from }) => from <= iteration) ?? analyses[0]).analysis;

/**
 * A lane as one that stands at an earlier row learned then: a row at a change is of what was before it.
 * @param {LaneState} lane
 * @param {number} iteration  of the row
 * @returns {LaneState}
 */
export function asOf(lane, iteration) {
  const { analyses = [] } = lane;
  if (analyses.length < 2) return lane;
  const before = Math.max(0, iteration - 1);
  return { ...lane, iteration: before, analysis: analysisAt(analyses, before) };
}

/**
 * Those of all that a run learns one after the other.
 * @param {Pick<LaneState, 'analysis' | 'analyses'>} lane
 */
export const allAnalyses = ({ analysis, analyses = [{ from: 0, analysis }] }) => analyses;

/**
 * That of what a run is to learn in the end.
 * @param {Pick<LaneState, 'analysis' | 'analyses'>} lane
 * @returns {Analysis}
 */
export const analysisOfAim = (lane) => allAnalyses(lane).at(-1)?.analysis ?? lane.analysis;

/**
 * The terms of all that a run learns one after the other.
 * @param {Pick<LaneState, 'analysis' | 'analyses'>} lane
 */
export const allTerms = (lane) => allAnalyses(lane).flatMap(({ analysis: { terms } }) => terms);
