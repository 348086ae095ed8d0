// Runs the commands that the other scripts are made of.

import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const path = (...parts) => join(root, ...parts);

/** A failure that a person should read as it stands, without a stack. */
export class Failure extends Error {}

/** Runs a command in the project's root, its output on this terminal; throws when it fails. */
export function run(command, args, env = {}) {
  // The runner in .cargo/config.toml and the stamps below stand under target/, wherever the caller's own builds go.
  const childEnv = { ...process.env, CARGO_TARGET_DIR: path('target'), ...env };
  const { status, signal, error } = spawnSync(command, args, { cwd: root, env: childEnv, stdio: 'inherit' });
  if (error?.code === 'ENOENT') throw new Failure(`${command} is not installed`);
  if (error) throw error;
  if (status !== 0) throw new Failure(`${command} ${args.join(' ')}: ${signal ?? `exit code ${status}`}`);
}

/** What a command prints, or null when it is missing or fails. */
export function output(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

export const cargo = (args, env) => run('cargo', args, env);

const bins = {
  playwright: '@playwright/test/cli.js',
  tsc: 'typescript/bin/tsc',
  vite: 'vite/bin/vite.js',
  'wasm-opt': 'binaryen/bin/wasm-opt',
};

/** Runs one of the tools in node_modules. */
export const tool = (name, args, env) => run(process.execPath, [path('node_modules', bins[name]), ...args], env);

/** Whether a module is the script that was started, rather than imported. */
export const isMain = (meta) => realpathSync(process.argv[1]) === meta.filename;

/** Runs a script's main function; a Failure ends it with one plain line. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`FAILED: ${error.message}`);
    process.exitCode = 1;
  }
}
