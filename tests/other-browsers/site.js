// The built page on a host of ours, and the pages of tests/browser on someone else's: another port is another origin.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { path } from '../../xtask/run.mjs';
import { serve } from '../../xtask/serve.mjs';

const SCRIPT = path('tests/other-browsers/in-page.js');

/**
 * A copy of a folder with further pages, where our script comes before those of each page.
 * @param {string} name
 * @param {string} folder
 * @param {string[]} pages  those of the folder, and further ones
 */
function listening(name, folder, pages) {
  const copy = path('target/other-browsers', name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  cpSync(SCRIPT, join(copy, basename(SCRIPT)));
  for (const page of pages) {
    const html = readFileSync(page, 'utf8').replace('<head>', `<head><script src="${basename(SCRIPT)}"></script>`);
    writeFileSync(join(copy, basename(page)), html);
  }
  return copy;
}

export async function serveSite() {
  const ours = listening('home', path('dist'), [path('dist/index.html'), path('tests/other-browsers/strict.html')]);
  const theirs = listening('abroad', path('tests/browser/pages'), [path('tests/browser/pages/figure.html')]);
  const home = await serve([['/', ours]], 0);
  const abroad = await serve([['/', theirs]], 0);
  return {
    /** The page, for example `?embed`, or another one of our host. @param {string} [rest] */
    page: (rest = '') => home.url + rest,
    /** The page, opened from the disk. */
    file: `file://${join(ours, 'index.html')}`,
    /** Someone else's, which takes the element from our host. */
    foreign: `${abroad.url}figure.html?lab=${encodeURIComponent(`${home.url}staircase-lab.js`)}`,
    close() {
      home.close();
      abroad.close();
    },
  };
}
