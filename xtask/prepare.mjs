// npm's script `prepare`: installed from a git address, the package comes as its sources, and is built where it arrives.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { build } from './build.mjs';
import { Failure, main, path } from './run.mjs';

await main(async () => {
  // Whoever works here has `npm ci` bring the tools, from xtask/setup.mjs, and builds when it is time.
  if (process.env.npm_command === 'ci') return;
  const built = ['www/pkg/staircase.js', 'dist/element/staircase-lab.js', 'dist/types/spec.d.ts'];
  if (built.every((file) => existsSync(path(file)))) return;
  if (spawnSync('cargo', ['--version']).error) {
    throw new Failure(
      'from a git address staircase-lab has to be compiled here, which takes Rust with rustup (https://rustup.rs) and some minutes; ' +
        'a tarball that `npm pack` made in a clone takes neither',
    );
  }
  await build();
});
