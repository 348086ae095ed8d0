// Installs what a fresh clone lacks; each step is quick when it is already there.

import { existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure, cargo, isMain, main, output, path, run } from './run.mjs';

/** @param {string} file */
const modified = (file) => (existsSync(file) ? statSync(file).mtimeMs : -Infinity);

/** `npm ci` where node_modules is missing or older than the lock. */
export function npmPackages(folder = path()) {
  const installed = modified(join(folder, 'node_modules/.package-lock.json'));
  if (installed >= modified(join(folder, 'package-lock.json'))) return;
  // The system's Chromium is used: Playwright need not bring its own.
  const env = { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
  run('npm', ['ci', '--prefix', folder, '--no-audit', '--no-fund'], env);
}

export function wasmTarget() {
  const folder = output('rustc', ['--print', 'target-libdir', '--target', 'wasm32-unknown-unknown']);
  if (!existsSync(folder)) run('rustup', ['target', 'add', 'wasm32-unknown-unknown']);
}

/** wasm-bindgen and its test runner, from our own Cargo.lock, into target/tools. */
export const wasmTools = () => cargo(['build', '--quiet', '--locked', '--profile', 'tools', '--package', 'xtask']);

/** @param {string} name */
export const onPath = (name) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);

/** Installs packages of Debian, where this process may: whether it did. @param {string[]} names @param {string[]} [options] */
export function debianPackages(names, options = []) {
  if (!existsSync('/etc/debian_version') || process.getuid?.() !== 0) return false;
  run('apt-get', ['update', '--quiet']);
  run('apt-get', ['install', '--quiet', '--yes', ...options, ...names], { DEBIAN_FRONTEND: 'noninteractive' });
  return true;
}

/** Finds or installs Chromium and ChromeDriver, and names them in this process's environment. */
export function browser() {
  const find = () => {
    process.env.CHROMIUM ??= onPath('chromium') ?? onPath('google-chrome') ?? '';
    process.env.CHROMEDRIVER ??= onPath('chromedriver') ?? '';
    return existsSync(process.env.CHROMIUM) && existsSync(process.env.CHROMEDRIVER);
  };
  const complete = () => {
    if (find()) return true;
    if (!debianPackages(['chromium', 'chromium-driver'])) return false;
    delete process.env.CHROMIUM;
    delete process.env.CHROMEDRIVER;
    return find();
  };
  if (!complete())
    throw new Failure(
      'the browser tests need Chromium and ChromeDriver of one version: install them (Debian: sudo apt-get install chromium chromium-driver), ' +
        'or name the two programs in the variables CHROMIUM and CHROMEDRIVER',
    );
  headlessShell();
}

/** With Chromium's headless shell most browser tests take half the time; without it they run all the same. */
function headlessShell() {
  const find = () => (process.env.HEADLESS_SHELL ||= onPath('chromium-headless-shell') ?? '');
  if (find()) return;
  try {
    debianPackages(['chromium-headless-shell']);
  } catch (error) {
    console.warn(`without Chromium's headless shell: ${/** @type {Error} */ (error).message}`);
  }
  find();
}

if (isMain(import.meta)) {
  await main(() => {
    npmPackages();
    wasmTarget();
    wasmTools();
    browser();
  });
}
