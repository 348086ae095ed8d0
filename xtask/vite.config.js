// Builds the page and the embeddable element in one go: dist/staircase-lab.js is a module of its own, which the page
// imports too. With `--mode package` it builds the element of the npm package, which finds wasm and tables where the package
// has them; with `--mode one-file`, which the page's own build does by itself, the article with all that it needs inside.

import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vite';
import { mathml } from './vite-mathml.js';
import { engine } from './vite-engine.js';
import { gallery } from './vite-gallery.js';
import { inPlace } from './vite-in-place.js';
import { offer, oneFile } from './vite-one-file.js';
import { reading } from './vite-reading.js';
import { records } from './vite-records.js';

const element = 'staircase-lab';

/** @returns {import('vite').UserConfig} */
function page() {
  return {
    plugins: [records(), offer(), reading(), gallery(), mathml(), engine('site')],
    build: {
      rolldownOptions: {
        input: {
          page: 'index.html',
          tour: 'tour.html',
          claims: 'claims.html',
          terms: 'terms.html',
          gallery: 'gallery.html',
          embed: 'embed.html',
          [element]: 'www/lab.js',
        },
        preserveEntrySignatures: 'allow-extension', // what a panel of its own shares with the element stays in that
        output: { entryFileNames: ({ name }) => (name === element ? '[name].js' : 'assets/[name]-[hash].js') },
      },
    },
  };
}

/** @returns {import('vite').UserConfig} */
function npmPackage() {
  return {
    plugins: [records(), inPlace(), engine('element')],
    build: {
      outDir: 'dist/element',
      rolldownOptions: {
        input: { [element]: 'www/lab.js' },
        preserveEntrySignatures: 'allow-extension',
        output: { entryFileNames: '[name].js' },
      },
    },
  };
}

/** @returns {import('vite').UserConfig} */
const articleAlone = () => ({
  plugins: [mathml(), engine('file'), ...oneFile()],
  build: { rolldownOptions: { input: 'index.html' } },
});

/** @type {Record<string, () => import('vite').UserConfig>} */
const others = { package: npmPackage, 'one-file': articleAlone };

export default defineConfig(({ mode }) =>
  mergeConfig((others[mode] ?? page)(), {
    root: fileURLToPath(new URL('..', import.meta.url)),
    base: './', // every file is found relative to the one that asks: dist/ works from any folder of any host
    publicDir: false,
    build: {
      target: 'es2022',
      cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // light-dark() stays as it is: an embedded figure inherits the color-scheme of its page
      assetsInlineLimit: 0,
      license: { fileName: 'licences.md' }, // of the libraries that are in the scripts
      modulePreload: { polyfill: false },
    },
  }),
);
