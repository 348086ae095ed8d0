// A Vite plugin for the npm package: files that it has anyway are named where they lie, instead of being copied beside the element.

import { readdirSync } from 'node:fs';
import { path } from './run.mjs';

/** From dist/element/. */
const up = (/** @type {string} */ file) => `new URL('../../www/${file}', import.meta.url)`;

/** @returns {import('vite').Plugin} */
export const inPlace = () => ({
  name: 'in-place',
  enforce: 'pre',
  transform(code, id) {
    if (id === path('www/engine/module.js'))
      // A base that Vite does not look for, put right when all is written.
      return code.replaceAll("new URL('../pkg/", "new URL('../../www/pkg/").replaceAll('import.meta.url', '__HERE__');
    if (id === path('www/engine/tables.js')) {
      // Each when it is asked for: a script that is no module has no address to start from.
      const tables = readdirSync(path('www/tables')).map(
        (file) => `get '../tables/${file}'() { return ${up(`tables/${file}`)}.href; }`,
      );
      return code
        .replace(/import\.meta\.glob\('\.\.\/tables[^;]*;/, `{ ${tables.join(', ')} };`)
        .replaceAll(/(\.\.\/www\/tables[^']*', )import\.meta\.url/g, '$1__HERE__');
    }
    return undefined;
  },
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk')
        // As bundlers look for it, the minifier's spelling undone.
        chunk.code = chunk.code.replace(
          /new URL\(`([^`$]+)`,\s*(?:__HERE__|``\+import\.meta\.url)\)/g,
          'new URL("$1",import.meta.url)',
        );
  },
});
