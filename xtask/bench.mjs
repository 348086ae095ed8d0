// `npm run bench`: steps per second of one and the same step natively, in Node, and in Chromium beside TensorFlow.js and ConvNetJS;
// then whole runs of Algorithms 1 to 3. Run it on a quiet machine; the rows of the first tables are timed in turns.

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { buildWasm } from './build-wasm.mjs';
import { main, output, path } from './run.mjs';
import { serve } from './serve.mjs';
import { browser, npmPackages } from './setup.mjs';

/** @import { WholeRun } from '../tests/bench/layerwise.js' */
/** @typedef {{ label: string, rates: number[], before: number, after: number }} Row */
/** @typedef {{ label: string, points: [size: number, seconds: number][], exponent: number }} Series */

const folder = path('tests/bench');
const bundle = path('target/bench');
const wasmFolder = path('tests/bench/node_modules/@tensorflow/tfjs-backend-wasm/dist');

/** What a native benchmark prints, a line of JSON each. @param {string} name */
const native = (name) =>
  output('cargo', ['bench', '--locked', '--bench', name])
    .split('\n')
    .map((line) => JSON.parse(line));

/** @returns {Promise<Row[]>} */
async function node() {
  const { default: init, Experiment } = await import('../www/engine/headless.js');
  const { ours } = await import('../tests/bench/ours.js');
  const { race } = await import('../tests/bench/race.js');
  await init();
  return race([ours('Node', Experiment)]);
}

/** @returns {Promise<{ rows: Row[], whole: WholeRun[] }>} */
async function page() {
  const { build } = await import('vite');
  const { chromium } = await import('@playwright/test');
  const { launchOptions } = await import('./chromium.mjs');
  await build({ root: folder, base: './', build: { outDir: bundle, emptyOutDir: true }, logLevel: 'warn' });
  const server = await serve(
    [
      ['/pkg/', path('www/pkg')],
      ['/tfjs/', wasmFolder],
      ['/', bundle],
    ],
    0,
  );
  const chrome = await chromium.launch(launchOptions);
  try {
    const tab = await chrome.newPage();
    await tab.goto(server.url);
    const rows = await tab.evaluate(() => /** @type {any} */ (globalThis).bench());
    return { rows, whole: await tab.evaluate(() => /** @type {any} */ (globalThis).layerwise()) };
  } finally {
    await chrome.close();
    server.close();
  }
}

/** @param {number[]} values */
const sorted = (values) => [...values].sort((a, b) => a - b);
/** @param {number[]} values */
const median = (values) => sorted(values)[values.length >> 1] ?? NaN;
const whole = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/**
 * @param {string} title
 * @param {Row[]} rows
 */
function print(title, rows) {
  const [reference] = rows;
  if (!reference) return;
  console.log(`\n| ${title} | steps/s, median | least to most | relative to the first | loss |\n|---|---|---|---|---|`);
  for (const { label, rates, before, after } of rows) {
    const [least = NaN, most = NaN] = [sorted(rates)[0], sorted(rates).at(-1)];
    const ratio = (median(rates) / median(reference.rates)).toPrecision(2);
    const loss = `${before.toFixed(2)} to ${after.toFixed(2)}`;
    console.log(
      `| ${label} | ${whole.format(median(rates))} | ${whole.format(least)} to ${whole.format(most)} | ${ratio} | ${loss} |`,
    );
  }
}

const brief = (/** @type {number} */ seconds) => `${seconds.toPrecision(2)} s`;

/** @param {Series[]} series */
function printSeries(series) {
  console.log('\n| a whole run natively, against | seconds at each size | exponent |\n|---|---|---|');
  for (const { label, points, exponent } of series) {
    const told = points.map(([size, seconds]) => `${whole.format(size)}: ${brief(seconds)}`).join(', ');
    console.log(`| ${label} | ${told} | ${exponent.toFixed(2)} |`);
  }
}

/** @param {WholeRun[]} runs */
function printRuns(runs) {
  console.log('\n| a whole run in Chromium, n = 30 | time | memory | loss |\n|---|---|---|---|');
  for (const { label, seconds, megabytes, loss } of runs)
    console.log(`| ${label} | ${brief(seconds)} | ${whole.format(megabytes)} MB | ${loss.toPrecision(2)} |`);
}

await main(async () => {
  npmPackages();
  npmPackages(folder);
  await buildWasm();
  browser();
  const { batch, network } = JSON.parse(readFileSync(path('tests/bench/spec.json'), 'utf8')).learner;
  console.log(
    `A step: ${network.layers} layers of width ${network.width}, batch ${batch}, fresh samples; ${cpus()[0]?.model}, Node ${process.version}`,
  );
  print('outside a browser', [...native('native'), ...(await node())]);
  const inPage = await page();
  print('in one page in Chromium', inPage.rows);
  printSeries(native('layerwise'));
  printRuns(inPage.whole);
});
