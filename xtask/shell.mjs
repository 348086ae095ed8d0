// Runs the commands of a project in its own folder, quietly: what they print is shown where they fail.

import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { Failure } from './run.mjs';

/** What a tool may take. */
const LATE = 300_000;
/** Characters of what it printed that are shown. */
const SHOWN = 3000;

/** Whoever builds tells nobody. */
const SILENT = { NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1' };

/** @param {string} command @param {string} folder @param {Record<string, string>} [env] */
function launch(command, folder, env) {
  // In a group of its own, for a shell does not pass on what ends it.
  const child = spawn(command, {
    cwd: folder,
    env: { ...process.env, ...SILENT, ...env },
    shell: true,
    detached: true,
  });
  let printed = '';
  const keep = (/** @type {Buffer} */ text) => (printed = (printed + text).slice(-SHOWN));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const stop = () => {
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => child.once('close', resolve));
  return { ended, stop, printed: () => printed.trim() };
}

/**
 * Runs a command to its end, which has to be a good one.
 * @param {string} command @param {string} folder
 */
export async function shell(command, folder) {
  const { ended, stop, printed } = launch(command, folder);
  const timer = setTimeout(stop, LATE);
  const code = await ended;
  clearTimeout(timer);
  if (code !== 0) throw new Failure(`${command}: ${code === null ? 'no end' : `exit code ${code}`}\n${printed()}`);
}

/** @returns {Promise<number>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });

/**
 * Starts a server at the port that it is told as $PORT, and waits until it answers.
 * @param {string} command @param {string} folder
 */
export async function start(command, folder) {
  const port = await freePort();
  const { ended, stop, printed } = launch(command, folder, { PORT: String(port) });
  let over = false;
  ended.then(() => (over = true));
  const url = `http://localhost:${port}/`;
  for (const began = performance.now(); performance.now() - began < LATE && !over;) {
    const answer = await fetch(url).catch(() => null);
    if (answer) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  stop();
  throw new Failure(`${command}: no answer at ${url}\n${printed()}`);
}
