// What a sweep is and what came of it, in words.

/** @import { Spec, SweepCell, SweepExponent, Term } from '../types.d.ts' */
/** @import { CompleteSweep } from '../types.d.ts' */

import { integer, significant } from './format.js';
import { monomial } from './names.js';

/** What is conjectured of a target: the time grows as n to this power. @typedef {{ leap: number, power: number }} Conjectured */

/** A bare percentage. @param {number} share */
const percent = (share) => `${Math.round(100 * share)}\u00a0%`;

/** @param {number} count @param {string} one */
const so = (count, one) => `${integer(count)} ${one}${count === 1 ? '' : 's'}`;

/**
 * @param {unknown} value
 * @returns {string}
 */
export function valueName(value) {
  if (typeof value === 'number') return String(value).replace('-', '−');
  if (typeof value !== 'object' || value === null) return String(value);
  const { kind, ...rest } = /** @type {Record<string, unknown>} */ (value);
  if (kind === 'expansion' && Array.isArray(rest.terms)) return expansionName(rest.terms);
  const more = Object.entries(rest).map(([name, inner]) => `${name} ${JSON.stringify(inner)}`);
  return [String(kind ?? ''), ...more].filter((part) => part !== '').join(', ');
}

/**
 * "x₁ + 2x₁x₂"
 * @param {Term[]} terms
 */
const expansionName = (terms) =>
  terms
    .map(({ set, coefficient }, i) => {
      const sign = coefficient < 0 ? '− ' : i === 0 ? '' : '+ ';
      const size = Math.abs(coefficient);
      return `${sign}${size === 1 ? '' : size}${monomial(set)}`;
    })
    .join(' ');

/**
 * The last name of an entry, as a title has it: "step size".
 * @param {string | undefined} entry
 */
export const entryName = (entry) => (entry?.split('.').at(-1) ?? '').replaceAll('_', ' ');

/**
 * "degree 2 to 6 · 20 seeds"
 * @param {Pick<CompleteSweep, 'vary' | 'seeds'>} sweep
 * @param {(entry: string) => string} label
 */
export function titleOf({ vary, seeds }, label) {
  const axes = vary.map(({ entry, values }) => {
    const names = values.map(valueName);
    const few = names.length <= 4 ? names.join(', ') : `${names[0]} to ${names.at(-1)}`;
    return `${label(entry)} ${few}`;
  });
  return [...axes, so(seeds, 'seed')].join(' · ');
}

/** A list of more is no setting that one reads, but data. */
const MOST_NUMBERS = 8;
/** Said also where they are what they are by default. */
const SAID = /^(target\b.*|inputs\.kind|learner\.kind|.*\.(n|batch|step_size|network\.kind|layers|width))$/;

/**
 * A spec's settings in a line: "hypercube, n 50; leap staircase, steps 2; sgd, batch 20, …".
 * @param {Spec} spec
 * @param {(path: string, value: unknown) => boolean} isDefault
 */
export function settingsOf(spec, isDefault) {
  /** @type {(value: unknown, path: string) => string[]} */
  const said = (value, path) => {
    if (path === 'target.terms' && Array.isArray(value)) return [valueName(spec.target)];
    if (Array.isArray(value) || ArrayBuffer.isView(value)) {
      const numbers = Array.from(/** @type {unknown[]} */ (value));
      const isTold = numbers.length <= MOST_NUMBERS && numbers.every((each) => typeof each === 'number');
      return isTold && numbers.length > 0 && !isDefault(path, value)
        ? [`${entryName(path)} ${numbers.map(valueName).join(', ')}`]
        : [];
    }
    if (typeof value === 'object' && value !== null) {
      const { kind, ...rest } = /** @type {Record<string, unknown>} */ (value);
      const parts = Object.entries({ kind, ...rest }).flatMap(([name, own]) => said(own, `${path}.${name}`));
      // What is no kind of anything goes by its own name: "decay every 15000, divide by 10".
      return kind === undefined && path.includes('.')
        ? parts.map((part, i) => (i === 0 ? `${entryName(path)} ${part}` : part))
        : parts;
    }
    if (value === undefined || value === null || value === false || (isDefault(path, value) && !SAID.test(path)))
      return [];
    if (path.endsWith('.kind')) return [String(value).replaceAll('_', ' ')];
    if (path === 'target.formula') return [valueName(value)]; // its kind has said so
    return [value === true ? entryName(path) : `${entryName(path)} ${valueName(value)}`];
  };
  const parts = ['inputs', 'target', 'data', 'learner'].map((name) => said(Reflect.get(spec, name), name).join(', '));
  return parts.filter((part) => part !== '').join('; ');
}

/**
 * "27 of 30 learned: 90 % (74 to 97 %)"
 * @param {SweepCell} cell
 */
export function rateOf({ runs, learned, failed, rate, interval }) {
  if (rate === null || interval === null) return runs === 0 ? 'no run yet' : `${so(failed, 'run')} failed`;
  const [low, high] = interval;
  return `${learned} of ${runs - failed} learned: ${percent(rate)} (${Math.round(100 * low)} to ${percent(high)})`;
}

/**
 * "5,400 (5,100 to 5,900)"; what lies beyond the sweep's end is more than that.
 * @param {SweepCell['iterations']} quartiles
 * @param {number} most  iterations of the sweep, to be told of those beyond
 */
export function timeOf([low, middle, high], most) {
  if (low === null) return '–';
  const beyond = `more than ${integer(most)}`;
  if (middle === null) return beyond;
  return `${integer(middle)} (${integer(low)} to ${high === null ? beyond : integer(high)})`;
}

/**
 * "2.10" and " [1.90, 2.20]"
 * @param {SweepExponent} exponent
 */
export function exponentOf({ exponent, interval }) {
  const two = (/** @type {number} */ v) => v.toFixed(2).replace('-', '−');
  return /** @type {const} */ ([
    two(exponent),
    interval ? ` [${two(interval[0])}, ${two(interval[1])}]` : ' (no interval: no value has runs that differ)',
  ]);
}

/**
 * "learned with 90 % of each coefficient of the target"
 * @param {CompleteSweep['learned']} learned
 */
export function goalOf(learned) {
  if (!('column' in learned)) return `learned with ${percent(learned.share ?? 1)} of each coefficient of the target`;
  const [how, value] = 'reaches' in learned ? ['reaches', learned.reaches] : ['falls to', learned.falls_to];
  return `learned once ${learned.column} ${how} ${significant(value)}`;
}

/**
 * How many were left out for being lost or exploded, or nothing.
 * @param {SweepCell} cell
 */
export function lostOf({ diverged, failed }) {
  const told = [
    diverged > 0 ? `${diverged} exploded` : '',
    failed > 0 ? `${failed} could not be made and ${failed === 1 ? 'counts' : 'count'} for nothing` : '',
  ];
  return told.filter((text) => text !== '').join(', ');
}

/**
 * "about 2 minutes left"
 * @param {number | null} ms
 */
export function leftOf(ms) {
  if (ms === null || !Number.isFinite(ms)) return '';
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 90) return `about ${so(seconds, 'second')} left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${so(minutes, 'minute')} left` : `about ${so(Math.round(minutes / 60), 'hour')} left`;
}

/** @param {number} bytes */
export const sizeOf = (bytes) =>
  bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB` : `${significant(bytes / 1e6)} MB`;

export const RATE_HELP =
  'Of the runs that learned, among those that could be made; in brackets Wilson’s 95 % interval for the probability.';
export const TIME_HELP =
  'Iterations until all followed coefficients of the target first stood there in one row: the median over the seeds, in brackets the quartiles. Runs that did not get there count as later than all others.';
export const EXPONENT_HELP =
  'The time grows as this power of the entry: the slope of the line through the medians, both axes logarithmic, and the 95 % interval of a thousand bootstrap samples of the seeds. The interval tells what the seeds leave open, not whether a power law is right.';
export const BAND_HELP =
  'The median over the seeds, and between the tenth and the ninetieth of a hundred. A run that exploded counts until then.';
