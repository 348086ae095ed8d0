// The built page (dist/) in headless Chromium, served as a plain static host would.

import { defineConfig } from '@playwright/test';
import { launchOptions, shellOptions } from '../../xtask/chromium.mjs';
import { path } from '../../xtask/run.mjs';

const port = Number(process.env.PORT ?? 4173);

/** What asks how soon something happens, or at what rate: beside another browser the answer is the machine's, not ours. */
const TIMED = ['frames', 'network', 'presets', 'stuck', 'visit'].map((name) => `${name}.spec.js`);

export default defineConfig({
  testDir: '.',
  outputDir: path('target/playwright'),
  reporter: [['list']],
  workers: 2,
  projects: [
    { name: 'two at a time', testIgnore: TIMED, use: { launchOptions: shellOptions } },
    { name: 'alone', testMatch: TIMED, workers: 1, dependencies: ['two at a time'], use: { launchOptions } },
  ],
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  use: { baseURL: `http://localhost:${port}/`, screenshot: 'only-on-failure' },
  webServer: {
    // The page at the root, the same files below a sub-path as an author would copy them, and the foreign pages that
    // embed them.
    command: `node xtask/serve.mjs ${port} /figures/lab/=dist /pages/=tests/browser/pages /=dist`,
    cwd: path(),
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
});
