// `npm start`: builds what is missing and serves the page on localhost until interrupted.

import { build } from './build.mjs';
import { main, path } from './run.mjs';
import { serve } from './serve.mjs';

await main(async () => {
  build();
  const wanted = Number(process.env.PORT ?? 4173);
  const mounts = [['/', path('dist')]];
  const port = await serve(mounts, wanted).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return serve(mounts, 0);
  });
  console.log(`The staircase is at http://localhost:${port}/ (Ctrl-C stops it)`);
});
