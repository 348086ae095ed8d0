// Builds the page and the embeddable element in one go: dist/staircase-lab.js is a module of its own, which the page
// imports too. With `--mode package` it builds the element of the npm package, which finds wasm and tables where the package
// has them.

import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vite';
import { mathml } from './vite-mathml.js';
import { engine } from './vite-engine.js';
import { inPlace } from './vite-in-place.js';
import { reading } from './vite-reading.js';
import { records } from './vite-records.js';

const element = 'staircase-lab';

/** @returns {import('vite').UserConfig} */
function page() {
  return {
    plugins: [records(), reading(), mathml(), engine({ page: true })],
    build: {
      rolldownOptions: {
        input: {
          page: 'index.html',
          tour: 'tour.html',
          claims: 'claims.html',
          terms: 'terms.html',
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
    plugins: [records(), inPlace(), engine({ page: false })],
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

export default defineConfig(({ mode }) =>
  mergeConfig(mode === 'package' ? npmPackage() : page(), {
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
