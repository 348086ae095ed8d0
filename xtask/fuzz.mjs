// `npm run fuzz`: feeds each fuzz target what libFuzzer thinks up for a minute, or `npm run fuzz -- 600` for so many seconds, then
// runs those of the page. It needs a C++ compiler and no nightly: the instrumentation is that of `cargo fuzz --sanitizer none`.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { Failure, main, output, path, run } from './run.mjs';

const coverage = ['level=4', 'inline-8bit-counters', 'pc-table', 'trace-compares'].map(
  (part) => `-Cllvm-args=-sanitizer-coverage-${part}`,
);

/** The targets of tests/fuzz, each with the encoding of the lines of its seeds and its longest input. */
const targets = /** @type {const} */ ({
  formula: { encoding: 'utf8', length: 300 },
  spec: { encoding: 'utf8', length: 1500 },
  snapshot: { encoding: 'hex', length: 64 },
});

const folder = path('target/fuzz');

/** @param {string} target  naming it keeps the instrumentation out of build scripts */
function build(target) {
  const manifest = path('tests/fuzz/Cargo.toml');
  const flags = ['-Cpasses=sancov-module', ...coverage, '-Ccodegen-units=1', '--cfg fuzzing'];
  const where = ['--manifest-path', manifest, '--target', target, '--target-dir', folder];
  run('cargo', ['build', '--locked', '--release', ...where], { RUSTFLAGS: flags.join(' ') });
}

/**
 * The folder of a target's corpus, which grows from run to run; each seed is a file of it.
 * @param {keyof typeof targets} name
 */
function corpus(name) {
  const found = `${folder}/corpus/${name}`;
  mkdirSync(found, { recursive: true });
  const lines = readFileSync(path(`tests/fuzz/corpus/${name}.txt`), 'utf8')
    .trimEnd()
    .split('\n');
  lines.forEach((line, i) => writeFileSync(`${found}/seed-${i}`, Buffer.from(line, targets[name].encoding)));
  return found;
}

await main(async () => {
  const seconds = Number(process.argv[2] ?? 60);
  if (!(seconds > 0)) throw new Failure(`${process.argv[2]} is not a number of seconds`);
  const target = output('rustc', ['-vV']).match(/host: (.*)/)?.[1] ?? '';
  build(target);
  for (const name of /** @type {(keyof typeof targets)[]} */ (Object.keys(targets))) {
    const dictionary = path(`tests/fuzz/${name}.dict`);
    const limits = [
      `-max_total_time=${seconds}`,
      `-max_len=${targets[name].length}`,
      '-timeout=10',
      `-artifact_prefix=${folder}/${name}-`,
      ...(existsSync(dictionary) ? [`-dict=${dictionary}`] : []),
    ];
    console.log(`\n== ${name}`);
    run(`${folder}/${target}/release/${name}`, [corpus(name), ...limits]);
  }
  for (const file of readdirSync(path('tests/fuzz')).filter((file) => file.endsWith('.fuzz.js'))) {
    console.log(`\n== ${file}`);
    run(process.execPath, [path('tests/fuzz', file), `${seconds}`]);
  }
});
