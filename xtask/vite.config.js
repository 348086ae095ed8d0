// Builds the page and the embeddable element in one go: dist/staircase-lab.js is a module of its own, which the page
// imports too.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { mathml } from './vite-mathml.js';
import { engine } from './vite-engine.js';

const element = 'staircase-lab';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  base: './', // every file is found relative to the one that asks: dist/ works from any folder of any host
  publicDir: false,
  plugins: [mathml(), engine()],
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // light-dark() stays as it is: an embedded figure inherits the color-scheme of its page
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { page: 'index.html', [element]: 'www/lab.js' },
      output: { entryFileNames: ({ name }) => (name === element ? '[name].js' : 'assets/[name]-[hash].js') },
    },
  },
});
