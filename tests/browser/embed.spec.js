// The element in pages that are not ours: from a folder of the same host, and from another origin.

import { fileURLToPath } from 'node:url';
import { serve } from '../../xtask/serve.mjs';
import { expect, iteration, reaches, test } from './fixture.js';

test('a page on the same host, with the files below a folder', async ({ page, baseURL }) => {
  await page.goto(`./pages/figure.html?lab=${encodeURIComponent(`${baseURL}figures/lab/staircase-lab.js`)}`);
  await reaches(page, 'running');
  await expect.poll(() => iteration(page)).toBeGreaterThan(0);
  await expect(page.getByTestId('caption')).toContainText('Figure 4');
});

test('the page’s own styles do not reach into the figure', async ({ page, baseURL }) => {
  await page.goto(`./pages/figure.html?lab=${encodeURIComponent(`${baseURL}figures/lab/staircase-lab.js`)}`);
  await reaches(page, 'running');
  const style = await page
    .getByTestId('message')
    .evaluate((element) => [getComputedStyle(element).color, getComputedStyle(element).fontSize]);
  expect(style[0]).not.toBe('rgb(255, 0, 0)');
  expect(Number.parseFloat(style[1] ?? '')).toBeLessThan(24);
});

/** A server of someone else: another port is another origin. @type {typeof test} */
const abroad = test.extend({
  origins: async ({}, use) => {
    const { url, close } = await serve([['/', fileURLToPath(new URL('pages', import.meta.url))]], 0);
    await use([new URL(url).origin]);
    close();
  },
});

abroad('a page of another origin that takes the element from our host', async ({ page, baseURL, origins }) => {
  await page.goto(`${origins[0]}/figure.html?lab=${encodeURIComponent(`${baseURL}staircase-lab.js`)}`);
  await reaches(page, 'running');
  await expect.poll(() => iteration(page)).toBeGreaterThan(0);
});

abroad('the images that a figure learns from come from our host, too', async ({ page, baseURL, origins }) => {
  const lab = encodeURIComponent(`${baseURL}figures/lab/staircase-lab.js`);
  await page.goto(`${origins[0]}/figure.html?lab=${lab}&preset=digits`);
  await reaches(page, 'running');
  await expect.poll(() => iteration(page)).toBeGreaterThan(0);
});
