// A figure far out of view lets its workers go; back in view it goes on, and its curves are those of a run that never
// slept.

import { expect, iteration, open, reaches, state, test } from './fixture.js';

/** @import { Page } from '@playwright/test' */
/** @import { StaircaseLab } from '../../www/lab.js' */

/**
 * The rows of the schedule, lane by lane: a stop may have added one of its own.
 * @param {Page} page
 */
const scheduled = (page) =>
  page.evaluate(() => {
    const lab = /** @type {StaircaseLab} */ (document.querySelector('staircase-lab'));
    const lanes = lab.controller?.store.get().lanes ?? [];
    return lanes.map(({ data }) =>
      (data[0] ?? []).flatMap((at, row) => (at % 100 === 0 ? [data.map((column) => String(column[row]))] : [])),
    );
  });

test('a run that slept far out of view ends with the same numbers', async ({ page }) => {
  await open(page);
  await reaches(page, 'finished');
  const undisturbed = await scheduled(page);
  expect(undisturbed.map((rows) => rows.length)).toEqual([31, 31]);

  await open(page, '&speed=1000');
  await page.reload(); // a new fragment alone is followed in place
  await page.evaluate(() => document.body.style.setProperty('padding-bottom', '9000px'));
  await expect.poll(() => iteration(page)).toBeGreaterThan(500);
  expect(page.workers()).toHaveLength(2);
  await page.evaluate(() => window.scrollTo(0, 9000));
  await expect.poll(() => page.workers().length).toBe(0);
  const asleep = await state(page);
  expect(asleep?.status).toBe('paused');
  expect(asleep?.lanes[0]?.iteration).toBeLessThan(3000);

  await page.evaluate(() => window.scrollTo(0, 0));
  await reaches(page, 'finished');
  expect(page.workers()).toHaveLength(2);
  expect(await scheduled(page)).toEqual(undisturbed);
});
