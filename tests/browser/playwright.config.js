// The built page (dist/) in headless Chromium, served as a plain static host would.

import { defineConfig } from '@playwright/test';
import { launchOptions } from '../../xtask/chromium.mjs';
import { path } from '../../xtask/run.mjs';

const port = Number(process.env.PORT ?? 4173);

export default defineConfig({
  testDir: '.',
  outputDir: path('target/playwright'),
  reporter: [['list']],
  workers: 1, // each page trains two networks, on two cores
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  use: { baseURL: `http://localhost:${port}/`, screenshot: 'only-on-failure', launchOptions },
  webServer: {
    // The page at the root, the same files below a sub-path as an author would copy them, and the foreign pages that
    // embed them.
    command: `node xtask/serve.mjs ${port} /figures/lab/=dist /pages/=tests/browser/pages /=dist`,
    cwd: path(),
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
});
