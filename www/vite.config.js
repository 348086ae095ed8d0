// Builds the page and the embeddable element in one go: dist/staircase-lab.js is a module of its own that the page imports too.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { elementCss } from './vite-element-css.js';
import { mathml } from './vite-mathml.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const element = 'staircase-lab';

export default defineConfig({
  root,
  base: './', // every file is found relative to the one that asks: dist/ works from any folder of any host
  publicDir: false,
  plugins: [mathml(), elementCss(element)],
  worker: {
    format: 'es',
    rolldownOptions: { output: { entryFileNames: 'assets/[name]-[hash].js' } },
  },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { page: `${root}/index.html`, [element]: `${root}/www/lab.js` },
      output: {
        entryFileNames: ({ name }) => (name === element ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
