// What the first visit takes: requests, rounds of them, and bytes. To raise a number takes a line in the changelog that says
// what it bought.

import { gzipSync } from 'node:zlib';
import { expect, iteration, test } from './fixture.js';

/** Bytes as they are sent, compressed; the wasm by itself is held in tests/js/size.test.js. */
const BUDGET = { requests: 6, rounds: 2, bytes: 532_500 };

test('the first curve moves after two rounds of requests, one of them for the wasm', async ({ page }) => {
  const devtools = await page.context().newCDPSession(page);
  /** In which round a file is asked for: one after whatever named it. @type {Map<string, number>} */
  const rounds = new Map();
  /** @type {string[]} */
  const asked = [];
  devtools.on('Network.requestWillBeSent', ({ request: { url }, initiator }) => {
    if (!url.startsWith('http')) return;
    asked.push(url);
    const from = [initiator.url, ...(initiator.stack?.callFrames ?? []).map(({ url }) => url)];
    const named = from.map((each) => rounds.get(each ?? '') ?? 0);
    rounds.set(url, Math.min(rounds.get(url) ?? Infinity, 1 + Math.max(0, ...named)));
  });
  await devtools.send('Network.enable');
  /** @type {Promise<number>[]} */
  const sizes = [];
  page.on('response', (response) => {
    if (response.url().startsWith('http'))
      sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
  });
  await page.goto('./');
  await expect.poll(() => iteration(page, '#figure-2')).toBeGreaterThan(0);

  const names = asked.map((url) => new URL(url).pathname);
  expect(names.filter((name) => name.endsWith('.wasm'))).toHaveLength(1);
  expect(asked.length, names.join(' ')).toBeLessThanOrEqual(BUDGET.requests);
  expect(Math.max(...rounds.values()), JSON.stringify([...rounds])).toBeLessThanOrEqual(BUDGET.rounds);
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeLessThanOrEqual(BUDGET.bytes);
});

test('nothing is asked for twice, whatever the server says of keeping it', async ({ page }) => {
  /** @type {string[]} */
  const asked = [];
  await page.route('**', async (route) => {
    asked.push(route.request().url());
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), 'cache-control': 'no-store' } });
  });
  await page.goto('./');
  await expect.poll(() => iteration(page, '#figure-2')).toBeGreaterThan(0);
  for (const id of ['figure-4', 'figure-7']) {
    await page.locator(`#${id}`).scrollIntoViewIfNeeded();
    await expect.poll(() => iteration(page, `#${id}`), { timeout: 15_000 }).toBeGreaterThanOrEqual(0);
  }
  const files = asked.filter((url) => url.startsWith('http'));
  expect(new Set(files).size, files.join(' ')).toBe(files.length);
});
