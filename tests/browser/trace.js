// The committed traces, and how a figure is taken along one: the same in every browser.

import { existsSync, readFileSync } from 'node:fs';
import { digest } from '../js/digest.js';

/** @import { StaircaseLab } from '../../www/lab.js' */

/** @typedef {{ columns: string[], rows: (number | null)[][], errors: (number | null)[][] }} Shown */

/** @param {string} preset */
const file = (preset) => new URL(`../golden/${preset}.json`, import.meta.url);

/** @type {{ presets: string[] }} */
const { presets } = JSON.parse(readFileSync(new URL('../../www/presets/index.json', import.meta.url), 'utf8'));

/** The presets that have a trace. */
export const traced = presets.filter((id) => existsSync(file(id)));

/**
 * What each lane shows after so many iterations, and the digest of the first one's weights.
 * @param {string} preset
 * @returns {{ iterations: number, lanes: Shown[], weights: string | null }}
 */
export function committed(preset) {
  /** @type {(Shown & { parameters: string })[]} */
  const lanes = JSON.parse(readFileSync(file(preset), 'utf8'));
  const [first] = lanes;
  return {
    iterations: first?.rows.at(-1)?.[0] ?? NaN,
    lanes: lanes.map(({ columns, rows, errors }) => ({ columns, rows, errors })),
    // Where neurons are trained one by one, all their numbers are in the rows.
    weights: first && !first.columns.includes('neurons') ? first.parameters : null,
  };
}

/**
 * Takes the figure of a page, which stands, so many iterations on, in three strokes; resolves to what it then shows. Evaluated in
 * the page.
 * @param {number} iterations
 * @returns {Promise<{ iterations: number, lanes: Shown[], weights: number[][] | null }>}
 */
export async function trace(iterations) {
  const { controller } = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
  if (!controller) throw new Error('the figure has not been built');
  const { actions, store, call } = controller;
  actions.setUnit('iteration');
  for (const end of [iterations / 3, (2 * iterations) / 3, iterations]) {
    actions.stepOnce(iterations / 3);
    await new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      const stop = store.subscribe(({ lanes }) => {
        if (lanes.some(({ data }) => data[0]?.at(-1) !== end)) return;
        stop();
        resolve();
      });
    });
  }
  const rows = (/** @type {number[][]} */ data) =>
    (data[0] ?? []).map((_, row) => data.map((column) => (Number.isNaN(column[row]) ? null : (column[row] ?? null))));
  const lanes = store
    .get()
    .lanes.map(({ columns, data, errors }) => ({ columns, rows: rows(data), errors: rows(errors) }));
  const weights = lanes[0]?.columns.includes('neurons')
    ? null
    : (await call('parameters')).map(({ values }) => [...values]);
  return { iterations, lanes, weights };
}

/** @param {Awaited<ReturnType<typeof trace>>} traced */
export const digested = ({ weights, ...rest }) => ({
  ...rest,
  weights: weights && digest(weights.map((values) => ({ values: Float32Array.from(values) }))),
});
