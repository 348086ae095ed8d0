// `npm run test:browsers`: the basic points of the built page and of the element in Firefox and in WebKit, for which those of
// tests/browser stand in Chromium. `npm run test:browsers -- webkit` tries them in WebKit alone.

import { join } from 'node:path';
import { build } from './build.mjs';
import { Failure, isMain, main, path, run, tool } from './run.mjs';
import { debianPackages, npmPackages, onPath } from './setup.mjs';

const folder = path('tests/other-browsers');

/**
 * By the name of its tests: the programs that a browser is driven by, each under one of its names, and the packages of Debian that
 * have them.
 * @type {Record<string, { programs: string[][], packages: string[] }>}
 */
const browsers = {
  firefox: { programs: [['firefox-esr', 'firefox']], packages: ['firefox-esr'] },
  webkit: { programs: [['WebKitWebDriver'], ['xvfb-run']], packages: ['webkit2gtk-driver', 'xvfb'] },
};

/** @param {string} name */
function install(name) {
  const { programs = [], packages = [] } = browsers[name] ?? {};
  const missing = () => programs.filter((names) => !names.some(onPath)).map(([first]) => first);
  if (missing().length > 0) debianPackages(packages, ['--no-install-recommends']);
  if (missing().length === 0) return;
  throw new Failure(
    `${missing().join(' and ')} is not installed: install what has it (Debian: sudo apt-get install ${packages.join(' ')}), ` +
      `or try another browser alone (npm run test:browsers -- ${Object.keys(browsers).find((other) => other !== name)})`,
  );
}

/** Of the page as it is built. */
export function otherBrowsers(names = Object.keys(browsers)) {
  for (const name of names) install(name);
  npmPackages(folder);
  tool('tsc', ['--project', folder]);
  // One after the other: each page trains two networks, on two cores.
  const files = names.map((name) => join(folder, `${name}.test.js`));
  run(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files]);
}

if (isMain(import.meta)) {
  await main(() => {
    const names = process.argv.slice(2);
    const unknown = names.filter((name) => !(name in browsers));
    if (unknown.length > 0)
      throw new Failure(`${unknown.join(', ')}: the browsers are ${Object.keys(browsers).join(', ')}`);
    build();
    otherBrowsers(names.length > 0 ? names : undefined);
  });
}
