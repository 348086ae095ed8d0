// Compiles the crate to www/pkg: the JavaScript, staircase_bg.wasm with simd128, and staircase_scalar.wasm without it.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Failure, isMain, main, path, run, together, toolCommand } from './run.mjs';
import { npmPackages, wasmTarget, wasmTools } from './setup.mjs';

/** What cargo is told to leave the native parts out. */
export const wasmOnly = ['--target', 'wasm32-unknown-unknown', '--no-default-features'];

const pkg = path('www/pkg');
const glue = ['staircase.js', 'staircase.d.ts', 'staircase_bg.wasm.d.ts'];

/**
 * One of the two builds; each has its own target folder, so that neither evicts the other.
 * @param {'simd' | 'scalar'} name @param {string} file @param {string[]} flags
 */
function variant(name, file, flags) {
  const folder = path('target', `wasm-${name}`);
  // No path of this machine in the panic messages.
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const remap = [`--remap-path-prefix=${cargoHome}=/cargo`, `--remap-path-prefix=${path()}=/`];
  return {
    env: { CARGO_ENCODED_RUSTFLAGS: [...flags, ...small, ...remap].join('\x1f'), CARGO_TARGET_DIR: folder },
    compiled: join(folder, 'wasm32-unknown-unknown/release/staircase.wasm'),
    bound: join(folder, 'pkg'),
    output: join(pkg, file),
  };
}

/** A sixteenth less to be sent, at no cost in speed: what is hot is inlined all the same. */
const small = ['-Cllvm-args=-inline-threshold=60'];

export const simd = variant('simd', 'staircase_bg.wasm', ['-Ctarget-feature=+simd128']);
export const scalar = variant('scalar', 'staircase_scalar.wasm', []);
const variants = [simd, scalar];

/** Cargo knows whether the crate has changed; what follows depends on its output, on our tools and on this script. */
function stamp() {
  const hash = createHash('sha256');
  const inputs = [
    ...variants.map(({ compiled }) => compiled),
    import.meta.filename,
    path('Cargo.lock'),
    path('package-lock.json'),
  ];
  for (const file of inputs) hash.update(readFileSync(file));
  return hash.digest('hex');
}

/** @param {typeof simd} variant */
function bind({ compiled, bound }) {
  const strip = ['--remove-name-section', '--remove-producers-section'];
  run(path('target/tools/wasm-bindgen'), [
    '--target',
    'web',
    '--out-name',
    'staircase',
    ...strip,
    '--out-dir',
    bound,
    compiled,
  ]);
}

/** @param {typeof simd} variant */
const optimise = ({ bound, output }) =>
  toolCommand('wasm-opt', ['-O3', join(bound, 'staircase_bg.wasm'), '-o', output]);

/** The JavaScript serves both: it must not depend on how the wasm was compiled. */
function copyGlue() {
  for (const file of glue) {
    if (!readFileSync(join(simd.bound, file)).equals(readFileSync(join(scalar.bound, file)))) {
      throw new Failure(`${file} differs with and without simd128`);
    }
    copyFileSync(join(simd.bound, file), join(pkg, file));
  }
}

export async function buildWasm() {
  npmPackages();
  wasmTarget();
  await together(variants.map(({ env }) => ['cargo', ['build', '--locked', '--release', '--lib', ...wasmOnly], env]));

  const stampFile = path('target/wasm-stamp');
  const current = stamp();
  const outputs = [...glue.map((file) => join(pkg, file)), ...variants.map(({ output }) => output)];
  const built = [stampFile, ...outputs].every((file) => existsSync(file));
  if (built && readFileSync(stampFile, 'utf8') === current) return;

  wasmTools();
  rmSync(stampFile, { force: true });
  mkdirSync(pkg, { recursive: true });
  variants.forEach(bind);
  await together(variants.map(optimise));
  copyGlue();
  writeFileSync(stampFile, current);
}

if (isMain(import.meta)) {
  await main(async () => {
    await buildWasm();
    for (const { output } of variants) {
      const gzipped = gzipSync(readFileSync(output), { level: 9 }).length;
      console.log(`${output}: ${statSync(output).size} bytes, ${gzipped} gzipped`);
    }
  });
}
