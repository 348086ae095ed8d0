// Runs the commands that the other scripts are made of.

import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string[]} parts  below the project's root */
export const path = (...parts) => join(root, ...parts);

/** A failure that a person should read as it stands, without a stack. */
export class Failure extends Error {}

/** @typedef {Record<string, string>} Env */

/**
 * Runs a command in the project's root, with its output on this terminal; throws when it fails.
 * @param {string} command @param {string[]} args @param {Env} [env]
 */
export function run(command, args, env) {
  spawn(command, args, env, 'inherit');
}

/**
 * What a command prints; the rest as with run().
 * @param {string} command @param {string[]} args @param {Env} [env]
 */
export const output = (command, args, env) => spawn(command, args, env, 'pipe').trim();

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Env | undefined} env
 * @param {'inherit' | 'pipe'} stdout
 */
function spawn(command, args, env, stdout) {
  const {
    status,
    signal,
    error,
    stdout: printed,
  } = spawnSync(command, args, {
    cwd: root,
    // Where .cargo/config.toml looks for the test runner, wherever the caller's own builds go.
    env: { ...process.env, CARGO_TARGET_DIR: path('target'), ...env },
    stdio: ['inherit', stdout, 'inherit'],
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  if (error && 'code' in error && error.code === 'ENOENT') throw new Failure(`${command} is not installed`);
  if (error) throw error;
  const shown = [command, ...args].join(' ').replaceAll(root, '');
  if (status !== 0) throw new Failure(`${shown}: ${signal ?? `exit code ${status}`}`);
  return printed;
}

/**
 * @param {string[]} args
 * @param {Env} [env]
 */
export const cargo = (args, env) => run('cargo', args, env);

const bins = {
  playwright: '@playwright/test/cli.js',
  prettier: 'prettier/bin/prettier.cjs',
  tsc: 'typescript/bin/tsc',
  vite: 'vite/bin/vite.js',
  'wasm-opt': 'binaryen/bin/wasm-opt',
};

/**
 * Runs one of the tools in node_modules.
 * @param {keyof typeof bins} name @param {string[]} args
 */
export const tool = (name, args) => run(process.execPath, [path('node_modules', bins[name]), ...args]);

/**
 * Whether a module is the script that was started, rather than imported.
 * @param {ImportMeta} meta
 */
export const isMain = (meta) => process.argv[1] !== undefined && realpathSync(process.argv[1]) === meta.filename;

/**
 * Runs a script; a Failure ends it with one plain line.
 * @param {() => void | Promise<void>} body
 */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`FAILED: ${error.message}`);
    process.exitCode = 1;
  }
}
