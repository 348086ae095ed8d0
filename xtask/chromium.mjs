// How Playwright starts Chromium, for the tests and the benchmarks: with the flags that webdriver.json gives
// ChromeDriver.

import { readFileSync } from 'node:fs';
import { path } from './run.mjs';

/** @type {{ 'goog:chromeOptions': { args: string[] } }} */
const webdriver = JSON.parse(readFileSync(path('webdriver.json'), 'utf8'));

export const launchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: webdriver['goog:chromeOptions'].args.map((flag) => `--${flag}`),
};
