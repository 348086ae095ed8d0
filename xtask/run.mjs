// Runs the commands that the other scripts are made of.

import { spawn as begin, spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
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
    ...inRoot(env),
    stdio: ['inherit', stdout, 'inherit'],
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  check(command, args, { status, signal, error });
  return printed;
}

/** @param {Env} [env] */
const inRoot = (env) => ({
  cwd: root,
  // Where .cargo/config.toml looks for the test runner, wherever the caller's own builds go.
  env: { ...process.env, CARGO_TARGET_DIR: path('target'), ...env },
});

/**
 * @param {string} command
 * @param {string[]} args
 * @param {{ status: number | null, signal: NodeJS.Signals | null, error?: NodeJS.ErrnoException | undefined }} ended
 */
function check(command, args, { status, signal, error }) {
  if (error?.code === 'ENOENT') throw new Failure(`${command} is not installed`);
  if (error) throw error;
  const shown = [command, ...args].join(' ').replaceAll(root, '');
  if (status !== 0) throw new Failure(`${shown}: ${signal ?? `exit code ${status}`}`);
}

/**
 * Runs commands side by side, each of which keeps but one core busy; what they print comes one after the other.
 * @param {[command: string, args: string[], env?: Env][]} commands
 */
export async function together(commands) {
  const running = commands.map(async ([command, args, env]) => {
    const child = begin(command, args, { ...inRoot(env), stdio: ['ignore', 'pipe', 'inherit'] });
    /** @type {Promise<Parameters<typeof check>[2]>} */
    const ended = new Promise((resolve) => {
      child.on('error', (error) => resolve({ status: null, signal: null, error }));
      child.on('close', (status, signal) => resolve({ status, signal }));
    });
    return { printed: await text(child.stdout), ended: await ended };
  });
  /** @type {Parameters<typeof check>[]} */
  const all = [];
  for (const [index, end] of running.entries()) {
    const { printed, ended } = await end;
    process.stdout.write(printed);
    const [command, args] = /** @type {(typeof commands)[0]} */ (commands[index]);
    all.push([command, args, ended]);
  }
  // After all have said what they have to say.
  for (const each of all) check(...each);
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
 * One of the tools in node_modules, as a command.
 * @param {keyof typeof bins} name @param {string[]} args
 * @returns {[command: string, args: string[]]}
 */
export const toolCommand = (name, args) => [process.execPath, [path('node_modules', bins[name]), ...args]];

/**
 * Runs one of them.
 * @param {keyof typeof bins} name @param {string[]} args
 */
export const tool = (name, args) => run(...toolCommand(name, args));

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
