// `npm run dev`: the page with live reload; run `npm run build:wasm` again after a change in src/.

import { buildWasm } from './build-wasm.mjs';
import { main, path, tool } from './run.mjs';

await main(async () => {
  await buildWasm();
  tool('vite', ['--config', path('xtask/vite.config.js')]);
});
