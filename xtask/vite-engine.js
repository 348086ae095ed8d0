// A Vite plugin: the workers' script becomes one classic script, which stands as a text in the element's own, so that a
// worker starts without another request, and beside it as a file, for pages that forbid scripts from blobs. And the page
// asks for the wasm together with its scripts, instead of after them, and before its first paint for early.js.

import { readFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { path } from './run.mjs';

/** The core is handed to it: what names a file there is never reached. */
async function bundled() {
  const bundle = await rolldown({
    input: path('www/engine/worker.js'),
    transform: { define: { 'import.meta.url': 'undefined' } },
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  return output[0].code;
}

const EARLY = 'www/early.js';

/**
 * @param {'site' | 'file' | 'element'} of  what is built: the element with pages beside it, a page that is one file, or the element alone
 * @returns {import('vite').Plugin}
 */
export function engine(of) {
  const hasPages = of === 'site';
  let script = '';
  return {
    name: 'engine',
    async config(_config, { command }) {
      if (command === 'serve') return {};
      script = await bundled();
      return {
        define: {
          WORKER_SCRIPT: JSON.stringify(script),
          PAGE_ALONE: hasPages ? JSON.stringify('./?embed') : 'undefined',
        },
      };
    },
    generateBundle() {
      if (of === 'file') return; // it starts its workers from the text
      this.emitFile({ type: 'asset', fileName: 'staircase-lab.worker.js', source: script });
      if (hasPages) this.emitFile({ type: 'asset', fileName: 'assets/early.js', source: readFileSync(path(EARLY)) });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (of === 'file') return [{ tag: 'script', children: readFileSync(path(EARLY), 'utf8'), injectTo: 'head' }];
        /** @type {import('vite').HtmlTagDescriptor} */
        const early = { tag: 'script', attrs: { src: bundle ? './assets/early.js' : `./${EARLY}` }, injectTo: 'head' };
        if (!bundle) return [early];
        // A sheet that is asked for as of another origin does not come from a file, nor to a frame without an origin.
        const plain = html.replaceAll('rel="stylesheet" crossorigin', 'rel="stylesheet"');
        if (!html.includes('<staircase-lab')) return { html: plain, tags: [early] };
        // Nearly every browser takes this one of the two.
        const wasm = Object.keys(bundle).find((file) => /staircase_bg-.*\.wasm$/.test(file));
        if (wasm === undefined) throw new Error('the page has no wasm');
        const attrs = { rel: 'preload', href: `./${wasm}`, as: 'fetch', type: 'application/wasm', crossorigin: true };
        return { html: plain, tags: [early, { tag: 'link', attrs, injectTo: 'head' }] };
      },
    },
  };
}
