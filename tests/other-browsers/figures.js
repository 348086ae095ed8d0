// What is tried in each of the other browsers: that the page and the element do there what they do in Chromium, at each point
// where browsers differ.

import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { QUICK } from '../browser/quick.js';
import { committed, digested, trace, traced } from '../browser/trace.js';
import { createPage } from './page.js';
import { serveSite } from './site.js';

const GROUND = '--staircase-ground: #102030; --staircase-ink: #ffe0a0; --staircase-accent: #00ff80';

/** @param {string} browser @param {() => Promise<import('./page.js').Driver>} open */
export function figures(browser, open) {
  /** @type {import('./page.js').Page} */
  let page;
  /** @type {Awaited<ReturnType<typeof serveSite>>} */
  let site;

  const reaches = (/** @type {string} */ status) => page.until((status) => known()?.status === status, status);
  const click = (/** @type {string} */ id) => page.evaluate((id) => part(id).click(), id);

  /** A page with one figure, in general someone else's. @param {Record<string, string>} attributes */
  async function host(attributes, url = site.foreign) {
    await page.goto(url);
    await page.until(() => 'build' in figure());
    await page.evaluate((attributes) => embed(attributes), attributes);
  }

  describe(browser, { timeout: 300_000 }, () => {
    before(async () => {
      [page, site] = await Promise.all([open().then(createPage), serveSite()]);
    });
    after(async () => {
      await page?.close();
      site?.close();
    });
    afterEach(async () => assert.deepEqual(await page.evaluate(() => faults), []));

    test('the page runs its first figure, and draws it', async () => {
      await page.goto(site.page());
      await page.until(() => (known()?.lanes[0]?.rowCount ?? 0) > 9);
      for (const id of ['coef-chart-0', 'loss-chart-1'])
        await page.until((id) => colours(part(id).querySelector('canvas')) > 5, id);
      const [walker, steps] = await page.evaluate(() =>
        ['.walker', '.stairs svg'].map((selector) => {
          const { width, height } =
            figure().shadowRoot?.querySelector(selector)?.getBoundingClientRect() ?? new DOMRect();
          return width * height;
        }),
      );
      assert.ok((walker ?? 0) > 10 && (steps ?? 0) > 10_000, `${walker}, ${steps}`);
    });

    test('the weights are painted, each a square of one colour', async () => {
      await page.goto(site.page(`?embed#${QUICK}`));
      await reaches('finished');
      await click('inside');
      await page.until(() => part('inside-0') !== null); // the panel is loaded once it is opened
      await page.evaluate(() => part('inside-0').scrollIntoView());
      await page.until(() => colours(part('heatmaps-0').querySelector('canvas')) > 10);
      const counts = await page.evaluate(
        async (shot) => {
          const picture = Object.assign(new Image(), { src: `data:image/png;base64,${shot}` });
          await picture.decode();
          const { left, top, width } = part('heatmaps-0').querySelector('.part').getBoundingClientRect();
          const cell = width / 10;
          return Array.from({ length: 120 }, (_, i) =>
            colours(picture, left + ((i % 10) + 0.2) * cell, top + (Math.floor(i / 10) + 0.2) * cell, 0.6 * cell),
          );
        },
        await page.screenshot(),
      );
      assert.deepEqual(new Set(counts), new Set([1]));
    });

    test('formulas hold together: no bracket hangs out of its place, no comma begins a line', async () => {
      await page.goto(site.page());
      const apart = await page.evaluate(() => {
        const box = (/** @type {Node} */ node) => {
          const range = document.createRange();
          range.setStart(node, 0);
          range.setEnd(node, 1);
          return range.getBoundingClientRect();
        };
        const hanging = [...document.querySelectorAll('math mo')].filter(
          (mo) => mo.firstChild && box(mo.firstChild).left < mo.getBoundingClientRect().left - 1,
        );
        const broken = [...document.querySelectorAll('math')].filter((math) => {
          const next = math.nextSibling;
          return (
            next && /^[,.;:)]/.test(next.textContent ?? '') && box(next).top >= math.getBoundingClientRect().bottom
          );
        });
        return [...hanging, ...broken].map((element) => element.parentElement?.textContent);
      });
      assert.deepEqual(apart, []);
    });

    test('a place that a link leads to stays in view while the figure above it loads', async () => {
      await page.goto(site.page());
      await page.until(() => (known()?.lanes[0]?.rowCount ?? 0) > 3);
      await page.evaluate(() => /** @type {HTMLElement} */ (document.querySelector('a[href="#correcting"]')).click());
      // The last figure before it.
      await page.until(() => {
        const place = /** @type {HTMLElement} */ (document.getElementById('correcting'));
        const isBefore = (/** @type {Element} */ figure) =>
          (figure.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
        const above = [...document.querySelectorAll('staircase-lab')].findLast(isBefore);
        return /** @type {any} */ (above)?.controller?.store.get().lanes.length > 0;
      });
      await page.until(() => {
        const { top = NaN } = document.getElementById('correcting')?.getBoundingClientRect() ?? {};
        return top >= 0 && top < 60;
      });
    });

    test('a figure that was paused stays where it is, and goes on', async () => {
      await page.goto(site.page('?embed'));
      await page.until(() => (known()?.lanes[0]?.iteration ?? 0) > 0);
      await click('pause');
      await reaches('paused');
      const [before, later] = await page.evaluate(async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        const before = curves();
        await new Promise((resolve) => setTimeout(resolve, 300));
        return [before, curves()];
      });
      assert.equal(later, before);
      await click('play');
      await page.until((before) => curves() !== before, before);
    });

    test('a setting that is typed changes the run, and a shared link shows the same numbers', async () => {
      await page.goto(site.page(`?embed#${QUICK}`));
      await reaches('finished');
      const before = await page.evaluate(() => curves());
      await click('settings');
      await page.until(() => part('field-learner.step_size') !== null); // the panel is loaded once it is opened
      await page.evaluate(() => part('field-learner.step_size').querySelector('input').select());
      await page.type('0.03\n');
      await page.until((before) => curves() !== before && known()?.status === 'finished', before);
      assert.equal(await page.evaluate(() => known()?.overrides['learner.step_size']), 0.03);
      const changed = await page.evaluate(() => curves());
      await click('share');
      const link = await page.evaluate(() => part('link').value);
      await page.goto(site.foreign); // a new fragment alone is followed in place
      await page.goto(link);
      await reaches('finished');
      assert.equal(await page.evaluate(() => curves()), changed);
    });

    test('a sweep over seeds is made, kept over a reload, and each of its runs is the figure’s', async () => {
      await page.goto(site.page(`?embed#${QUICK}`));
      await reaches('finished');
      await click('sweeps');
      await page.until(() => part('sweep-run') !== null); // the panel is loaded once it is opened
      await page.evaluate(() => {
        for (const [id, value] of Object.entries({ seeds: '3', iterations: '2000' }))
          Object.assign(part(`sweep-${id}`), { value }).dispatchEvent(new Event('input', { bubbles: true }));
      });
      await click('sweep-run');
      const result = () => page.until(() => part('sweep-result')?.textContent.startsWith('3 of 3 learned: 100'));
      await result();
      const told = await page.evaluate(() => part('sweep-result').textContent);
      await page.goto(site.foreign);
      await page.goto(site.page(`?embed#${QUICK}`));
      await reaches('finished');
      await click('sweeps');
      await page.until(() => figure().shadowRoot?.querySelector('.sweeps li[data-status="done"] button') !== null);
      await page.evaluate(() =>
        /** @type {HTMLElement} */ (
          figure().shadowRoot?.querySelector('.sweeps li[data-status="done"] button')
        ).click(),
      );
      await result();
      assert.equal(await page.evaluate(() => part('sweep-result').textContent), told);
      await page.evaluate(() => part('sweep-runs').querySelectorAll('button')[1].click());
      await page.until(() => known()?.seed === 2 && known()?.status === 'finished');
    });

    test('a link that cannot be followed is told in words', async () => {
      await page.goto(site.page('?embed#v=1&preset=nothing'));
      await page.until(() => part('refused').textContent.includes('there is no preset "nothing"'));
      await reaches('running');
    });

    test('opened from the disk the page says that it needs a server, or works', async () => {
      await page.goto(site.file);
      await page.until(
        () => figure().textContent?.includes('it needs a server') || (known()?.lanes[0]?.iteration ?? 0) > 0,
      );
      await page.evaluate(() => void faults.splice(0)); // its modules are forbidden
    });

    describe('to the bit', () => {
      before(() => host({ autoplay: 'false' }));
      for (const preset of traced)
        test(`the first iterations of ${preset} are the committed ones`, async () => {
          const golden = committed(preset);
          await page.evaluate((preset) => embed({ preset, autoplay: 'false' }), preset);
          await reaches('ready');
          assert.deepEqual(digested(await page.evaluate(trace, golden.iterations)), golden);
        });
    });

    test('on a page of another origin it runs, and tells of it', async () => {
      await host({ state: QUICK });
      await reaches('finished');
      const [heard, message] = await page.evaluate(() => [globalThis.heard, known()?.message]);
      assert.deepEqual(heard[0], ['ready', { preset: 'figure-2', seed: 1 }]);
      const last = heard.findLast(([type, { lane }]) => type === 'row' && lane === 0)?.[1];
      assert.equal(last.values.iteration, 3000);
      assert.deepEqual(heard.at(-1), ['finished', { preset: 'figure-2', seed: 1, message }]);
    });

    test('on a page that forbids workers from blobs it runs', async () => {
      await host({ state: QUICK }, site.page('strict.html'));
      await reaches('finished');
      const refused = await page.evaluate(() =>
        new Promise((resolve) => {
          const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(0)'])));
          worker.onerror = () => resolve(true);
          worker.onmessage = () => resolve(false);
        }).catch(() => true),
      );
      assert.equal(refused, true);
    });

    test('attributes are followed when they change, and a wrong one is answered by an event', async () => {
      await host({ preset: 'figure-4' });
      await page.until(() => (known()?.lanes[0]?.iteration ?? 0) > 0);
      await page.evaluate(() => figure().setAttribute('preset', 'figure-22'));
      const refused = { preset: 'there is no preset "figure-22"' };
      await page.until((problems) => {
        const answer = heard.find(([type]) => type === 'refused');
        return JSON.stringify(answer?.[1].problems) === JSON.stringify(problems);
      }, refused);
      // And on the console, for who writes the page.
      const said = await page.evaluate(() => faults.splice(0));
      assert.deepEqual(said, ['<staircase-lab> preset: there is no preset "figure-22"']);
      await page.evaluate((state) => figure().setAttribute('state', state), QUICK);
      await reaches('finished');
      assert.equal(await page.evaluate(() => known()?.budget), 3000);
    });

    test('keys that the figure takes, and what is typed into it, do not reach the page; other keys do', async () => {
      await host({ state: QUICK, autoplay: 'false' });
      await reaches('ready');
      await click('settings');
      await page.until(() => part('field-learner.step_size') !== null); // the panel is loaded once it is opened
      await page.evaluate(() => {
        const keys = Object.assign(globalThis, { keys: /** @type {string[]} */ ([]) }).keys;
        for (const type of ['keydown', 'keyup', 'input'])
          document.addEventListener(type, (event) => keys.push(`${type} ${/** @type {any} */ (event).key ?? ''}`));
        part('field-learner.step_size').querySelector('input').focus();
      });
      await page.type('2');
      await page.evaluate(() => part('lab').focus());
      await page.type('nx'); // a new seed, and nothing
      await page.until(() => known()?.seed !== 1);
      assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).keys), ['keydown x', 'keyup x']);
    });

    test('ground, ink and accent are the page’s to set', async () => {
      await host({ state: QUICK, style: GROUND });
      await reaches('finished');
      const colours = await page.evaluate(() => {
        const style = (/** @type {string} */ selector) =>
          getComputedStyle(/** @type {Element} */ (figure().shadowRoot?.querySelector(selector)));
        return [
          style('.dock').backgroundColor,
          style('.message').color,
          style('.lab').colorScheme,
          style('.walker').fill,
        ];
      });
      assert.deepEqual(colours, ['rgb(16, 32, 48)', 'rgb(255, 224, 160)', 'dark', 'rgb(0, 255, 128)']);
    });

    test('far out of view it sleeps, and back in view it ends with the same numbers', async () => {
      const last = () => page.evaluate(() => known()?.lanes.map(({ data }) => data.map((column) => column.at(-1))));
      await host({ state: QUICK });
      await reaches('finished');
      const undisturbed = await last();
      await host({ state: `${QUICK}&speed=1000` });
      await page.until(() => (known()?.lanes[0]?.iteration ?? 0) > 300);
      await page.evaluate(() => {
        document.body.style.paddingBottom = '9000px';
        scrollTo(0, 9000);
      });
      await page.until(() => known()?.status === 'paused' && workers.size === 0);
      await page.evaluate(() => scrollTo(0, 0));
      await reaches('finished');
      assert.deepEqual(await last(), undisturbed);
    });

    test('in a sandboxed frame it runs, and tells its height', async () => {
      await page.goto(site.foreign);
      await page.evaluate(
        (source) => {
          const frame = document.createElement('iframe');
          frame.setAttribute('sandbox', 'allow-scripts');
          frame.style.cssText = 'width: 100%; height: 600px';
          addEventListener('message', ({ source, data }) => {
            if (source === frame.contentWindow && data?.type === 'staircase-lab') frame.dataset.height = data.height;
          });
          frame.src = source;
          document.body.replaceChildren(frame);
        },
        site.page(`?embed#${QUICK}`),
      );
      await page.until(() => Number(document.querySelector('iframe')?.dataset.height) > 700);
      await page.enter();
      await reaches('finished');
    });
  });
}
