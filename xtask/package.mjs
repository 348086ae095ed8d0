// `npm run test:package`: packs the npm package and tries it as its users have it, in each project of tests/package/, in which
// it is installed from the tarball. `npm run test:package -- vite next` tries these alone.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { Failure, isMain, main, output, path } from './run.mjs';
import { serve } from './serve.mjs';
import { shell, start } from './shell.mjs';
import { visit } from './visit.mjs';

const projects = path('tests/package');
const target = path('target/package');

/**
 * A project's package.json.
 * @typedef {object} Project
 * @property {string} name
 * @property {string} folder  where it is tried
 * @property {Record<string, string>} scripts  `build`s are served and looked at, a `dev` server is looked at, `test`s have to succeed
 * @property {Record<string, string>} dependencies  none: it takes the repository's own tools, and no network
 * @property {string[]} pip  what a notebook takes of Python's packages, in an environment of its own
 * @property {string} serves  the folder to serve, where no script `start` does
 * @property {string[]} shows  what its page has to show
 */

/** @typedef {{ name: string, outcome: string, seconds: number }} Result */

/** What a project that needs something from the network did not get. */
class Missing extends Failure {}

/** @param {string} name @returns {Project} */
function read(name) {
  const given = JSON.parse(readFileSync(join(projects, name, 'package.json'), 'utf8'));
  const defaults = { scripts: {}, dependencies: {}, pip: [], serves: 'dist', shows: ['api', 'element', 'images'] };
  return { ...defaults, ...given, name, folder: join(target, name) };
}

const all = () =>
  readdirSync(projects)
    .filter((name) => existsSync(join(projects, name, 'package.json')))
    .map(read);

/** The tarball, as it would be published. */
function pack() {
  mkdirSync(target, { recursive: true });
  const packed = output('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', target]);
  return join(target, JSON.parse(packed)[0].filename);
}

/** @param {Project} project @param {string} tarball */
async function install({ name, folder, dependencies, pip }, tarball) {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(projects, name), folder, { recursive: true });
  cpSync(join(projects, 'shared'), join(folder, 'shared'), { recursive: true });
  const file = join(folder, 'package.json');
  const own = Object.keys(dependencies).length > 0;
  const given = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(
    file,
    JSON.stringify({ ...given, dependencies: { ...dependencies, 'staircase-lab': `file:${tarball}` } }),
  );
  const command = `npm install --no-package-lock --no-audit --no-fund ${own ? '' : '--offline'}`;
  await shell(command, folder).catch((error) => {
    throw own ? new Missing(error.message) : error;
  });
  if (pip.length === 0) return;
  await shell(`python3 -m venv venv && venv/bin/pip install --quiet ${pip.join(' ')}`, folder).catch((error) => {
    throw new Missing(error.message);
  });
}

/**
 * What is to be tried of a project, each of it under its name.
 * @param {Project} project
 * @returns {[name: string, attempt: () => Promise<void>][]}
 */
function attempts({ folder, scripts, serves, shows }) {
  const npm = (/** @type {string} */ script) => `npm run --silent ${script}`;
  const look = async (/** @type {string} */ script) => {
    const server = await start(npm(script), folder);
    try {
      await visit(server.url, shows);
    } finally {
      server.stop();
    }
  };
  const lookAtFiles = async () => {
    const { url, close } = await serve([['/', join(folder, serves)]], 0);
    try {
      await visit(url, shows);
    } finally {
      close();
    }
  };
  const names = Object.keys(scripts);
  if (names.length === 0) return [['', lookAtFiles]];
  return names.flatMap((name) => {
    const served = async () => {
      await shell(npm(name), folder);
      await (scripts.start ? look('start') : lookAtFiles());
    };
    if (name.startsWith('build')) return [[name, served]];
    if (name === 'dev') return [[name, () => look(name)]];
    return name.startsWith('test') ? [[name, () => shell(npm(name), folder)]] : [];
  });
}

/** @param {string} name @param {() => Promise<void>} attempt @returns {Promise<Result>} */
async function timed(name, attempt) {
  const began = performance.now();
  const outcome = await attempt().then(
    () => 'works',
    (error) => {
      console.error(`${name}: ${error instanceof Failure ? error.message : error.stack}\n`);
      return error instanceof Missing ? 'not run' : 'FAILED';
    },
  );
  return { name, outcome, seconds: (performance.now() - began) / 1000 };
}

/** @param {Project} project @param {string} tarball @returns {Promise<Result[]>} */
async function attempt(project, tarball) {
  const installed = await timed(project.name, () => install(project, tarball));
  if (installed.outcome !== 'works') return [installed];
  const results = [];
  for (const [script, body] of attempts(project))
    results.push(await timed(`${titled(project)} ${script}`.trim(), body));
  return results;
}

/** With the version of what it is about: its first dependency, or the repository's own tool. @param {Project} project */
function titled({ name, folder, dependencies }) {
  const [tool = name] = Object.keys(dependencies);
  const file = [folder, path()].map((at) => join(at, 'node_modules', tool, 'package.json')).find(existsSync);
  return file ? `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}` : name;
}

/** @param {Project[]} chosen */
async function tryAll(chosen) {
  const tarball = pack();
  process.env.TARBALL = tarball; // for those that look at the tarball itself
  const results = [];
  for (const project of chosen) results.push(...(await attempt(project, tarball)));
  for (const { name, outcome, seconds } of results)
    console.log(`${outcome.padEnd(8)} ${name}  ${seconds.toFixed(1)} s`);
  const failed = results.filter(({ outcome }) => outcome === 'FAILED');
  if (failed.length > 0) throw new Failure(failed.map(({ name }) => name).join(', '));
}

if (isMain(import.meta)) {
  await main(async () => {
    const words = process.argv.slice(2);
    // A stage of `npm test`, which has built all there is: the projects that need no network.
    if (words[0] === '--quick')
      return tryAll(all().filter(({ dependencies, pip }) => Object.keys(dependencies).length + pip.length === 0));
    const unknown = words.filter((word) => !existsSync(join(projects, word, 'package.json')));
    if (unknown.length > 0) throw new Failure(`no project of tests/package: ${unknown.join(', ')}`);
    await build();
    await tryAll(words.length > 0 ? words.map(read) : all());
  });
}
