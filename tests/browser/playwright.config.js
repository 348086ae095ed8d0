// The built page (dist/) in headless Chromium, served as a plain static host would.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const port = Number(process.env.PORT ?? 4173);
const webdriver = JSON.parse(readFileSync(`${root}/webdriver.json`, 'utf8'));

export default defineConfig({
  testDir: '.',
  outputDir: `${root}/target/playwright`,
  reporter: [['list']],
  workers: 1, // each page trains two networks, on two cores
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  use: {
    baseURL: `http://localhost:${port}/`,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: webdriver['goog:chromeOptions'].args.map((/** @type {string} */ flag) => `--${flag}`),
    },
  },
  webServer: {
    // The page at the root, the same files below a sub-path as an author would copy them, and the foreign pages that embed them.
    command: `node xtask/serve.mjs ${port} /figures/lab/=dist /pages/=tests/browser/pages /=dist`,
    cwd: root,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
});
