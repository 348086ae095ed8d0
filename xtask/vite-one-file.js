// Two Vite plugins: the article as one file that needs no server, and the page's offer of it, with its size.

import { readFileSync, statSync } from 'node:fs';
import { build } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';
import { addLicences } from './licences.mjs';
import { path } from './run.mjs';

const FOLDER = path('target/one-file');
const NAME = 'staircase.html';

/** What leads to the site's other pages, in the HTML of its own. */
const OF_SITE = /<!-- site -->.*?<!-- \/site -->/gs;
/** The page that lists the terms: their meanings are in the file itself. */
const TERMS = /href="terms\.html#/g;

/** For the build with `--mode one-file`. @returns {import('vite').PluginOption[]} */
export const oneFile = () => [
  {
    name: 'without-site',
    config: () => ({ build: { outDir: FOLDER, emptyOutDir: true } }),
    transformIndexHtml: { order: 'pre', handler: (html) => html.replace(OF_SITE, '').replace(TERMS, 'href="#') },
  },
  viteSingleFile({ removeViteModuleLoader: true }),
];

/** Builds that file first, with the notices of all that is in it at its end. @returns {import('vite').Plugin} */
export const offer = () => ({
  name: 'offer-one-file',
  async config(_config, { command }) {
    if (command === 'serve') return;
    await build({ configFile: path('xtask/vite.config.js'), mode: 'one-file', logLevel: 'error' });
    addLicences([`${FOLDER}/licences.md`]);
  },
  generateBundle() {
    const [page, notices] = ['index.html', 'licences.md'].map((file) => readFileSync(`${FOLDER}/${file}`, 'utf8'));
    this.emitFile({ type: 'asset', fileName: NAME, source: `${page}\n<!--\n${notices?.replaceAll('-->', '→')}-->\n` });
  },
  transformIndexHtml: {
    order: 'pre',
    handler: (html) => html.replaceAll(/<!-- \/?site -->/g, '').replace('%ONE_FILE%', `${megabytes()} MB`),
  },
});

/** Of the newest that was built. */
const megabytes = () => ((statSync(`${FOLDER}/index.html`, { throwIfNoEntry: false })?.size ?? 0) / 1e6).toFixed(1);
