// A page that a test dresses: with one figure in it, and the headers that it is served with.

/** @import { Page } from '@playwright/test' */

/**
 * @param {Page} page
 * @param {Record<string, string>} attributes  of the figure
 * @param {Record<string, string>} [headers]
 */
export async function host(page, attributes, headers = {}) {
  await page.route('**/pages/host.html', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), ...headers } });
  });
  await page.goto('./pages/host.html');
  await show(page, attributes);
}

/**
 * In the page as it stands.
 * @param {Page} page
 * @param {Record<string, string>} attributes
 */
export async function show(page, attributes) {
  await page.evaluate((attributes) => {
    const lab = document.createElement('staircase-lab');
    /** @type {[type: string, detail: unknown][]} */
    const events = [];
    Object.assign(window, { events });
    for (const type of ['ready', 'row', 'finished', 'diverged', 'crashed', 'refused'])
      lab.addEventListener(type, (event) => events.push([type, /** @type {CustomEvent} */ (event).detail]));
    for (const [name, value] of Object.entries(attributes)) lab.setAttribute(name, value);
    document.getElementById('box')?.append(lab);
  }, attributes);
}
