// The built page on a host of ours, and the pages of tests/browser on someone else's: another port is another origin.

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { path } from '../../xtask/run.mjs';
import { serve } from '../../xtask/serve.mjs';

const SCRIPT = 'in-page.js';

/** A copy of a folder whose pages have our script before theirs. @param {string} folder @param {string} name @param {string[]} pages */
function listening(folder, name, pages) {
  const copy = path('target/other-browsers', name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(folder, copy, { recursive: true });
  cpSync(join(import.meta.dirname, SCRIPT), join(copy, SCRIPT));
  for (const page of pages) {
    const html = readFileSync(join(copy, page), 'utf8');
    writeFileSync(join(copy, page), html.replace('<head>', `<head><script src="${SCRIPT}"></script>`));
  }
  return copy;
}

export async function serveSite() {
  const home = await serve([['/', listening(path('dist'), 'home', ['index.html'])]], 0);
  const abroad = await serve([['/', listening(path('tests/browser/pages'), 'abroad', ['figure.html'])]], 0);
  return {
    /** The page, for example `?embed`. @param {string} [rest] */
    page: (rest = '') => home.url + rest,
    /** Someone else's, which takes the element from our host. */
    foreign: `${abroad.url}figure.html?lab=${encodeURIComponent(`${home.url}staircase-lab.js`)}`,
    close() {
      home.close();
      abroad.close();
    },
  };
}
