// The tour: its stops show presets that there are, and the numbers in its text are those of their records.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { integer } from '../../www/language/format.js';

/** @import { Preset, RecordedLane } from '../../www/types.d.ts' */

const read = (/** @type {string} */ file) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');

/** @param {string} id @returns {Preset} */
const preset = (id) => JSON.parse(read(`www/presets/${id}.json`));

/** @param {string} id @returns {RecordedLane[]} */
const recorded = (id) => preset(id).record?.lanes ?? [];

/** The text of each stop, tags and line breaks left out. */
const stops = [
  ...read('tour.html').matchAll(/<section class="stop" id="stop-(\d)" data-preset="([\w-]+)".*?<\/section>/gs),
].map(([all, number, shows = '']) => ({
  number: Number(number),
  shows,
  text: all
    .replace(/<[^>]*>/g, '')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' '),
}));

/** @param {number} number @param {string} said */
const says = (number, said) => assert.ok(stops[number - 1]?.text.includes(said), `stop ${number}: ${said}`);

test('there are seven stops, each with a preset that there is', () => {
  const { presets } = JSON.parse(read('www/presets/index.json'));
  assert.deepEqual(
    stops.map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7],
  );
  for (const { shows } of stops) assert.ok(presets.includes(shows), shows);
});

test('the numbers of the stops are those of the records', () => {
  const { summary } = JSON.parse(read('www/sweeps/figure-4.json'));
  const { iterations } = preset('figure-4').sweep ?? {};
  says(2, `Of ${summary.runs} seeds ${summary.cells[0].learned} have all ten steps after ${integer(iterations ?? 0)}`);

  const [fixed, fresh] = recorded('patience');
  assert.deepEqual([fixed?.times, fresh?.times, fresh?.seeds.length], [1, 0, 6]);
  says(3, `one of ${fixed?.seeds.length}, the left network`);
  says(3, 'none of six did');
  says(3, `after ${integer(fixed?.median ?? 0)}`);
  says(3, `to ${integer(preset('patience').budget)} iterations`);

  const medians = recorded('leaps').map(({ median }) => median ?? NaN);
  says(4, `after ${((medians[2] ?? NaN) / (medians[0] ?? NaN)).toFixed(1)} times as many iterations as the first`);

  const [three] = recorded('staircase-3');
  assert.ok(three?.times === three?.seeds.length && three?.ends?.active?.every((count) => count === 3));
  says(5, `Of ${three?.seeds.length} seeds all learned it`);

  const [frozen, going] = recorded('correction').map(({ ends }) => ends?.['feature_error[2]']?.map(Number) ?? []);
  says(6, `are ${100 * Math.min(...(frozen ?? []))} to ${100 * Math.max(...(frozen ?? []))} % off`);
  assert.ok(Math.max(...(going ?? [])) < 0.0001);
  says(6, 'less than 0.01 %');

  says(7, `there are ${integer((30 * 29 * 28 * 27 * 26) / 120)}`);
});

test('the article’s epoch is that of Figure 4', () => {
  const { spec } = preset('figure-4');
  const [count, batch] = [/** @type {any} */ (spec.data).count, /** @type {any} */ (spec.learner).batch];
  const article = read('index.html')
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ');
  assert.ok(
    article.includes(`${integer(count)} of them, and cycled through, ${integer(count / batch)} iterations an epoch`),
  );
});
