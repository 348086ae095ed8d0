// How Playwright starts Chromium, for the tests and the benchmarks: with the flags that webdriver.json gives
// ChromeDriver.

import { existsSync, readFileSync } from 'node:fs';
import { path } from './run.mjs';

/** @type {{ 'goog:chromeOptions': { args: string[] } }} */
const webdriver = JSON.parse(readFileSync(path('webdriver.json'), 'utf8'));

const SHELL = process.env.HEADLESS_SHELL || '/usr/bin/chromium-headless-shell';

export const launchOptions = {
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: webdriver['goog:chromeOptions'].args.map((flag) => `--${flag}`),
};

/** The same engine without the window around it, which takes as long to be painted as the page; Chromium itself where it is missing. */
export const shellOptions = existsSync(SHELL) ? { ...launchOptions, executablePath: SHELL } : launchOptions;
