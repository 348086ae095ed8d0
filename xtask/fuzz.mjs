// `npm run fuzz`: feeds texts that libFuzzer thinks up to the formula field for a minute, or `npm run fuzz -- 600` for so many seconds.
// It needs a C++ compiler and no nightly: the instrumentation is that of `cargo fuzz --sanitizer none`.

import { mkdirSync } from 'node:fs';
import { main, output, path, run } from './run.mjs';

const coverage = ['level=4', 'inline-8bit-counters', 'pc-table', 'trace-compares'].map(
  (part) => `-Cllvm-args=-sanitizer-coverage-${part}`,
);

await main(async () => {
  const seconds = Number(process.argv[2] ?? 60);
  if (!(seconds > 0)) throw new Error(`${process.argv[2]} is not a number of seconds`);
  // Naming the target keeps the instrumentation out of build scripts.
  const target = output('rustc', ['-vV']).match(/host: (.*)/)?.[1] ?? '';
  const folder = path('target/fuzz');
  const corpus = path('target/fuzz/corpus');
  const env = { RUSTFLAGS: ['-Cpasses=sancov-module', ...coverage, '-Ccodegen-units=1', '--cfg fuzzing'].join(' ') };
  run(
    'cargo',
    [
      'build',
      '--locked',
      '--release',
      '--manifest-path',
      path('tests/fuzz/Cargo.toml'),
      '--target',
      target,
      '--target-dir',
      folder,
    ],
    env,
  );
  mkdirSync(corpus, { recursive: true });
  const limits = [
    `-max_total_time=${seconds}`,
    '-max_len=300',
    '-timeout=10',
    `-artifact_prefix=${folder}/`,
    `-dict=${path('tests/fuzz/formula.dict')}`,
  ];
  run(`${folder}/${target}/release/formula`, [corpus, ...limits]);
});
