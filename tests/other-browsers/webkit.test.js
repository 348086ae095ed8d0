// WebKit, as WebKitGTK has it, by WebDriver.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Builder, Key } from 'selenium-webdriver';
import { path } from '../../xtask/run.mjs';
import { start } from '../../xtask/shell.mjs';
import { figures } from './figures.js';
import { createPage } from './page.js';
import { serveSite } from './site.js';

/** @param {string} locale @returns {Promise<import('./page.js').Driver>} */
async function open(locale) {
  // It is ended together with xvfb-run, which then leaves its folder behind: in ours.
  const server = await start(`LC_ALL=${locale} TMPDIR=target xvfb-run -a WebKitWebDriver --port=$PORT`, path());
  const webkit = await new Builder()
    .usingServer(server.url)
    .withCapabilities({ browserName: 'MiniBrowser' })
    .build()
    .catch((error) => {
      server.stop();
      throw error;
    });
  await webkit.manage().window().setRect({ x: 0, y: 0, width: 1440, height: 1000 });
  return {
    async goto(url) {
      await webkit.switchTo().defaultContent();
      await webkit.get(url);
    },
    run: (expression) => webkit.executeScript(`return ${expression}`),
    enter: () => webkit.switchTo().frame(0),
    type: (text) =>
      webkit
        .actions()
        .sendKeys(...[...text].map((key) => (key === '\n' ? Key.ENTER : key)))
        .perform(),
    screenshot: () => webkit.takeScreenshot(),
    async close() {
      await webkit.quit();
      server.stop();
    },
  };
}

figures('WebKit', () => open('en_US.UTF-8'));

test('WebKit: in a locale that Intl refuses the page runs all the same', async () => {
  const [site, driver] = await Promise.all([serveSite(), open('C.UTF-8')]);
  const page = createPage(driver);
  try {
    await page.goto(site.page());
    await page.until(() => (known()?.lanes[0]?.iteration ?? 0) > 0);
    assert.equal(await page.evaluate(() => navigator.language), 'C');
    assert.deepEqual(await page.evaluate(() => faults), []);
  } finally {
    await page.close();
    site.close();
  }
});
