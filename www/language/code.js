// A run as something to be run elsewhere: its spec as JSON, a command line, a script for Node. In PyTorch: pytorch.js.

/** @import { Spec } from '../types.d.ts' */

/**
 * JSON that is short where it is flat: a list of numbers stands on one line.
 * @param {unknown} value
 * @param {string} [indent]
 * @returns {string}
 */
export function pretty(value, indent = '') {
  const flat = (/** @type {unknown} */ each) => typeof each !== 'object' || each === null;
  const list = ArrayBuffer.isView(value) ? [.../** @type {Float32Array} */ (value)] : value;
  if (flat(list)) return JSON.stringify(list) ?? 'null';
  const within = `${indent}  `;
  if (Array.isArray(list)) {
    if (list.every(flat)) return `[${list.map((each) => pretty(each)).join(', ')}]`;
    return `[\n${list.map((each) => within + pretty(each, within)).join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(/** @type {object} */ (list)).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([name, each]) => `${within}${JSON.stringify(name)}: ${pretty(each, within)}`);
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** @param {Spec} spec */
export const json = (spec) => `${pretty(spec)}\n`;

/** What ends the spec in a command line: no line of JSON reads so. */
const END = 'SPEC';

/**
 * @param {Spec} spec
 * @param {number} iterations
 */
export const commandLine = (spec, iterations) =>
  `staircase - --iterations ${iterations} <<'${END}'\n${json(spec)}${END}\n`;

/**
 * It prints what the command line does.
 * @param {Spec} spec
 * @param {number} iterations
 * @param {string} version  of the package
 */
export const nodeScript = (
  spec,
  iterations,
  version,
) => `// Needs Node 20.19 or later and the package staircase-lab, ${version}: the same bits as in the page.

import { run } from 'staircase-lab';

const spec = ${pretty(spec)};

const { columns, rows } = await run(spec, { iterations: ${iterations} });
console.log(columns.map((name) => JSON.stringify(name)).join());
for (const row of rows) console.log(row.join());
`;
