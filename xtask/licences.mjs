// The licence notices of the crates that are compiled into the core, beside those of the libraries that are in the scripts.

import { appendFileSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Failure, output } from './run.mjs';
import { wasmOnly } from './build-wasm.mjs';

/** As `cargo metadata` tells of it. @typedef {{ id: string, name: string, version: string, license: string, manifest_path: string, targets: { kind: string[] }[] }} Crate */
/** @typedef {{ id: string, deps: { pkg: string, dep_kinds: { kind: string | null }[] }[] }} Node */

/** Those that the core is made of, without what runs only while it is compiled. @returns {Crate[]} */
function crates() {
  const [, platform = '', ...features] = wasmOnly;
  const told = output('cargo', [
    'metadata',
    '--locked',
    '--format-version',
    '1',
    '--filter-platform',
    platform,
    ...features,
  ]);
  /** @type {{ packages: Crate[], resolve: { root: string, nodes: Node[] } }} */
  const { packages, resolve } = JSON.parse(told);
  const found = new Set([resolve.root]);
  for (const id of found) {
    const { deps } = resolve.nodes.find((node) => node.id === id) ?? { deps: [] };
    for (const { pkg, dep_kinds: kinds } of deps) {
      const macro = packages.some(
        ({ id, targets }) => id === pkg && targets.some(({ kind }) => kind.includes('proc-macro')),
      );
      if (!macro && kinds.some(({ kind }) => kind === null)) found.add(pkg);
    }
  }
  found.delete(resolve.root);
  return packages.filter(({ id }) => found.has(id));
}

/** All are to be had under MIT; those with more than this notice have theirs, too. @param {Crate} crate */
function notice({ name, version, license, manifest_path: manifest }) {
  const folder = dirname(manifest);
  const files = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file) && !/apache/i.test(file));
  if (files.length === 0) throw new Failure(`${name} has no licence that could be shown`);
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return `\n## ${name} - ${version} (${license})\n\n${texts.join('\n\n')}\n`;
}

/**
 * Adds them to files that have the others.
 * @param {string[]} files
 */
export function addLicences(files) {
  const notices = crates().map(notice).join('');
  for (const file of files) appendFileSync(file, notices);
}
