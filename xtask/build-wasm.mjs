// Compiles the crate to www/pkg: the JavaScript, staircase_bg.wasm with simd128, and staircase_scalar.wasm without it.

import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Failure, cargo, isMain, main, path, run, tool } from './run.mjs';
import { npmPackages, wasmTarget, wasmTools } from './setup.mjs';

export const wasm32 = 'wasm32-unknown-unknown';
const pkg = path('www/pkg');
const stampFile = join(pkg, '.stamp');
const glue = ['staircase.js', 'staircase.d.ts', 'staircase_bg.wasm.d.ts'];

/** The two builds: each keeps its own target folder, so that neither evicts the other. */
export const variants = {
  simd: { flags: ['-Ctarget-feature=+simd128'], file: 'staircase_bg.wasm' },
  scalar: { flags: [], file: 'staircase_scalar.wasm' },
};
for (const [name, variant] of Object.entries(variants)) {
  variant.folder = path('target', `wasm-${name}`);
  // No path of this machine in the panic messages: the same source gives the same bytes everywhere.
  const cargoHome = process.env.CARGO_HOME ?? join(homedir(), '.cargo');
  const remap = [`--remap-path-prefix=${cargoHome}=/cargo`, `--remap-path-prefix=${path()}=/`];
  variant.env = { CARGO_ENCODED_RUSTFLAGS: [...variant.flags, ...remap].join('\x1f'), CARGO_TARGET_DIR: variant.folder };
}

/** Cargo knows whether the crate changed; the rest changes with its output, our tools and this script. */
function stamp(compiled) {
  const hash = createHash('sha256');
  for (const file of [...compiled, import.meta.filename, path('package-lock.json'), path('Cargo.lock')]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

function bindAndOptimise(variant, compiled) {
  const folder = join(variant.folder, 'pkg');
  const bindgen = ['--target', 'web', '--out-name', 'staircase', '--remove-name-section', '--remove-producers-section'];
  run(path('target/tools/wasm-bindgen'), [...bindgen, '--out-dir', folder, compiled]);
  tool('wasm-opt', ['-O3', join(folder, 'staircase_bg.wasm'), '-o', join(pkg, variant.file)]);
}

export function buildWasm() {
  npmPackages();
  wasmTarget();
  const compiled = Object.values(variants).map(({ env, folder }) => {
    cargo(['build', '--release', '--target', wasm32, '--lib', '--no-default-features'], env);
    return join(folder, wasm32, 'release/staircase.wasm');
  });
  const outputs = [...glue, ...Object.values(variants).map(({ file }) => file)];
  const current = stamp(compiled);
  const built = existsSync(stampFile) && outputs.every((file) => existsSync(join(pkg, file)));
  if (built && readFileSync(stampFile, 'utf8') === current) return;

  wasmTools();
  rmSync(stampFile, { force: true });
  mkdirSync(pkg, { recursive: true });
  Object.values(variants).forEach((variant, i) => bindAndOptimise(variant, compiled[i]));
  for (const file of glue) {
    const [simd, scalar] = Object.values(variants).map(({ folder }) => join(folder, 'pkg', file));
    if (!readFileSync(simd).equals(readFileSync(scalar))) throw new Failure(`${file} differs with and without simd128`);
    copyFileSync(simd, join(pkg, file));
  }
  writeFileSync(stampFile, current);
}

function printSizes() {
  for (const { file } of Object.values(variants)) {
    const gzipped = gzipSync(readFileSync(join(pkg, file)), { level: 9 }).length;
    console.log(`www/pkg/${file}: ${statSync(join(pkg, file)).size} bytes, ${gzipped} gzipped`);
  }
}

if (isMain(import.meta)) {
  await main(() => {
    buildWasm();
    printSizes();
  });
}
