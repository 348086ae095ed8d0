// `npm start`: builds what is missing and serves the page on localhost until interrupted.

import { build } from './build.mjs';
import { main, path } from './run.mjs';
import { serve } from './serve.mjs';

await main(async () => {
  await build();
  /** @type {import('./serve.mjs').Mount[]} */
  const mounts = [['/', path('dist')]];
  const { url } = await serve(mounts, Number(process.env.PORT ?? 4173)).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return serve(mounts, 0);
  });
  console.log(`The staircase is at ${url} (Ctrl-C stops it)`);
});
