// The article as one file: opened from a disk, without a server and without a network, it trains.

import { statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { path } from '../../xtask/run.mjs';
import { expect, iteration, test } from './fixture.js';

const FILE = path('dist/staircase.html');

test('it runs from a file, asks for nothing, and has its panels and images with it', async ({ page, context }) => {
  await context.setOffline(true);
  /** @type {string[]} */
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(FILE).href);
  await expect.poll(() => iteration(page, '#figure-2')).toBeGreaterThan(0);
  await page.locator('#figure-2').getByTestId('data').click();
  await expect(page.locator('#figure-2').getByTestId('citation')).toBeVisible();
  await page.locator('#digits').scrollIntoViewIfNeeded();
  await expect.poll(() => iteration(page, '#digits'), { timeout: 20_000 }).toBeGreaterThanOrEqual(0);
  const others = asked.filter((url) => !/^(data|blob):/.test(url));
  expect(others).toEqual([pathToFileURL(FILE).href]);
  // What leads to the site's other pages is not in it.
  await expect(page.locator('a[href*=".html"]')).toHaveCount(0);
});

test('the page offers it, with its size', async ({ page }) => {
  await page.goto('./');
  const link = page.getByRole('link', { name: 'as one file' });
  await expect(link).toHaveAttribute('href', './staircase.html');
  const [, said] = /of ([\d.]+) MB/.exec((await link.locator('..').textContent()) ?? '') ?? [];
  expect(Math.abs(Number(said) - statSync(FILE).size / 1e6)).toBeLessThan(0.1);
});
