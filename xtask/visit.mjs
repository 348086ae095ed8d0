// Opens the page of a project that uses the package, and waits for what it has to show.

import { chromium } from '@playwright/test';
import { launchOptions } from './chromium.mjs';
import { Failure } from './run.mjs';

/** Ms: a development server may build at the first visit. */
const LATE = 60_000;

/** Of the page: an attribute of its body each, or how its two figures stand. */
function reading() {
  const [element, images] = document.querySelectorAll('staircase-lab');
  return { ...document.body.dataset, element: element?.status, images: images?.status };
}

/**
 * How many iterations the API has made, in the page, in its worker and on its server; how the figure ends; and how the one stands
 * that asks for a file of images, and waits for a click.
 * @type {Record<string, string>}
 */
const expected = { api: '100', worker: '100', server: '100', element: 'finished', images: 'ready' };

/**
 * @param {string} url
 * @param {string[]} shows
 */
export async function visit(url, shows) {
  const browser = await chromium.launch(launchOptions);
  try {
    const page = await browser.newPage({ viewport: { width: 900, height: 3000 } });
    const { origin } = new URL(url);
    /** @type {string[]} */
    const wrong = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) wrong.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => wrong.push(`uncaught: ${error.message}`));
    page.on('request', (request) => {
      const { protocol, origin: asked } = new URL(request.url());
      if (protocol.startsWith('http') && asked !== origin) wrong.push(`asked ${request.url()}`);
    });
    await page.goto(url);
    const seen = async () => {
      const found = await page.evaluate(reading).catch(() => ({})); // it may be loading again
      return { found, all: shows.every((name) => /** @type {any} */ (found)[name] === expected[name]) };
    };
    let { found, all } = await seen();
    for (const began = performance.now(); !all && performance.now() - began < LATE; { found, all } = await seen())
      await page.waitForTimeout(100);
    if (!all)
      wrong.unshift(`shows ${JSON.stringify(found)} instead of ${shows.map((name) => `${name} ${expected[name]}`)}`);
    if (wrong.length > 0) throw new Failure(wrong.slice(0, 8).join('\n'));
  } finally {
    await browser.close();
  }
}
