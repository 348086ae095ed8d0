// The figure under the policies that pages have: what the README's table says each of them needs is enough, and where one of these is
// missing the figure says which.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { expect, iteration, QUICK, reaches, test } from './fixture.js';
import { host, show } from './host.js';

/** @import { StaircaseLab } from '../../www/lab.js' */

/** Whose pages take the script from our host, under the policy that they are asked for with. @type {typeof test} */
const abroad = test.extend({
  origins: async ({ baseURL }, use) => {
    const text = await readFile(new URL('pages/host.html', import.meta.url), 'utf8');
    const page = text.replace('src="/', `src="${baseURL}`);
    const server = createServer(({ url = '' }, response) => {
      const policy = new URL(url, 'http://localhost').searchParams.get('policy') ?? '';
      response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(page);
    });
    await new Promise((resolve) => server.listen(0, 'localhost', () => resolve(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    await use([`http://localhost:${port}`]);
    server.close();
  },
});

/** All that a figure needs of its page, where the script comes from `HOST`. */
const ENOUGH = {
  'default-src': "'none'",
  'script-src': "HOST 'wasm-unsafe-eval'",
  'connect-src': 'HOST',
  'worker-src': 'blob:',
  'img-src': 'data:', // the page's own icon
  'require-trusted-types-for': "'script'",
  'trusted-types': 'staircase-lab',
};

/** @typedef {'own' | 'foreign'} From */
/** @typedef {Partial<typeof ENOUGH>} Policy */
/** @typedef {{ page: import('@playwright/test').Page, baseURL?: string | undefined, origins: string[] }} Given */

/**
 * A page with a figure of its own host, or with one of ours on another.
 * @param {Given} given
 * @param {From} from
 * @param {Record<string, string>} policy
 * @param {Record<string, string>} [attributes]
 */
async function under({ page, baseURL = '', origins: [other = ''] }, from, policy, attributes = { state: QUICK }) {
  const directives = Object.entries(policy).map(([name, value]) => `${name} ${value}`);
  const header = directives.join('; ').replaceAll('HOST', from === 'own' ? "'self'" : new URL(baseURL).origin);
  if (from === 'own') return host(page, attributes, { 'content-security-policy': header });
  await page.goto(`${other}/?${new URLSearchParams({ policy: header })}`);
  await show(page, attributes);
}

/** @type {[from: From, what: string, policy: Record<string, string>][]} */
const sufficient = [
  ['own', 'nothing but what it needs', ENOUGH],
  ['foreign', 'nothing but what it needs', ENOUGH],
  ['own', 'workers from files alone', { ...ENOUGH, 'worker-src': "'self'" }],
  ['own', 'no word of workers, which are scripts then', without('worker-src')],
  ['own', 'any policy of trusted types', without('trusted-types')],
  ['own', 'scripts by a nonce', { ...ENOUGH, 'script-src': "'nonce-figure' 'wasm-unsafe-eval'" }],
  [
    'own',
    'scripts by a nonce, and what they bring',
    { 'script-src': "'nonce-figure' 'wasm-unsafe-eval' 'strict-dynamic'" },
  ],
];
abroad.describe('enough', () => {
  abroad.use({ provoked: [/^Creating a worker from 'blob:/] });

  for (const [from, what, policy] of sufficient)
    abroad(`${from}: a policy that allows ${what}`, async ({ page, baseURL, origins }) => {
      await under({ page, baseURL, origins }, from, policy);
      await reaches(page, 'finished');
    });

  abroad(
    'own: without workers from blobs few are asked for, one is reported, and what slept wakes without a network',
    async ({ page, context, origins }) => {
      let asked = 0;
      await page.route('**/staircase-lab.worker.js', async (route) => {
        asked += 1;
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), 'cache-control': 'no-store' } });
      });
      let reported = 0;
      page.on('console', (message) => (reported += Number(message.text().startsWith("Creating a worker from 'blob:"))));
      const long = `${QUICK}&budget=1000000`;
      await under({ page, origins }, 'own', { ...ENOUGH, 'worker-src': "'self'" }, { state: long });
      await reaches(page, 'running');
      await page.evaluate((state) => {
        for (let i = 0; i < 6; i++) {
          const lab = document.createElement('staircase-lab');
          lab.id = `lab-${i}`;
          lab.setAttribute('state', state);
          document.body.append(lab);
        }
      }, long);
      for (let i = 0; i < 6; i++) {
        await page.locator(`#lab-${i}`).scrollIntoViewIfNeeded();
        await page.locator(`#lab-${i}`).evaluate((lab) => lab.scrollIntoView());
        await reaches(page, 'running', { selector: `#lab-${i}` });
      }
      expect(reported).toBe(1);
      expect(asked).toBeLessThanOrEqual(8); // of fourteen runs
      // On a busy machine the last ones that went out of view have yet to save their runs and let their workers go.
      for (let i = 0; i < 5; i++) await reaches(page, 'paused', { selector: `#lab-${i}` });
      await page.waitForTimeout(1000);
      await context.setOffline(true);
      await page.unroute('**/staircase-lab.worker.js');
      await page.evaluate(() => window.scrollTo(0, 0));
      await reaches(page, 'running');
      const before = await iteration(page);
      await expect.poll(() => iteration(page)).toBeGreaterThan(before);
    },
  );

  abroad('pictures too need no styles of the page’s', async ({ page, origins }) => {
    await under({ page, origins }, 'own', ENOUGH, { preset: 'staircase-3' });
    await reaches(page, 'running');
    await expect(page.locator('.band').first()).toHaveAttribute('style', /top: \d/);
  });
});

/** @param {string} name */
function without(name) {
  return Object.fromEntries(Object.entries(ENOUGH).filter(([directive]) => directive !== name));
}

/** @type {[from: From, change: Policy, needs: string][]} */
const lacking = [
  ['own', { 'script-src': 'HOST' }, "script-src 'wasm-unsafe-eval'"],
  ['foreign', { 'script-src': 'HOST' }, "script-src 'wasm-unsafe-eval'"],
  ['own', { 'connect-src': "'none'" }, "connect-src 'self'"],
  ['foreign', { 'connect-src': "'self'" }, 'connect-src HOST'],
  ['own', { 'worker-src': "'none'" }, 'worker-src blob:'],
  ['foreign', { 'worker-src': "'self'" }, 'worker-src blob:'],
  ['foreign', { 'worker-src': 'HOST' }, 'worker-src blob:'],
  ['own', { 'trusted-types': "'none'" }, 'trusted-types staircase-lab'],
  ['foreign', { 'trusted-types': 'others' }, 'trusted-types staircase-lab'],
];
abroad.describe('too little', () => {
  abroad.use({ provoked: [/Content Security Policy|'TrustedScriptURL'/i] });

  for (const [from, change, needs] of lacking)
    abroad(`${from}: under ${JSON.stringify(change)} it says what it needs`, async ({ page, baseURL, origins }) => {
      await under({ page, baseURL, origins }, from, { ...ENOUGH, ...change });
      await reaches(page, 'crashed');
      const needed = needs.replace('HOST', new URL(baseURL ?? '').origin);
      await expect(page.getByTestId('message')).toHaveText(
        `The figure’s program could not be loaded: the page’s Content-Security-Policy needs ${needed}. Play or Restart tries again.`,
      );
    });

  abroad('images too are asked for only where the policy allows it', async ({ page, origins }) => {
    await under({ page, origins }, 'own', ENOUGH);
    const [other = ''] = origins;
    await page.evaluate((other) => {
      const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
      /** @type {typeof StaircaseLab} */ (lab.constructor).tables = { digits: `${other}/digits.json` };
      lab.setAttribute('state', 'preset=digits');
    }, other);
    await reaches(page, 'crashed');
    await expect(page.getByTestId('message')).toHaveText(
      `What the figure learns from could not be loaded: the page’s Content-Security-Policy needs connect-src ${other}. Play or Restart tries again.`,
    );
  });
});
