// Why what a figure needs did not come. Who tried is told no more than that it failed where the page's Content-Security-Policy forbids
// it: the reason is an event of the page.

import { Misplaced } from './module.js';

/** What is forbidden, as its event has it, and what the policy needs for it not to be. @type {Record<string, string>} */
const NEEDS = {
  'script-src wasm-eval': "script-src 'wasm-unsafe-eval'",
  'worker-src blob': 'worker-src blob:',
  'require-trusted-types-for trusted-types-sink': 'trusted-types staircase-lab',
};

/** Ms after a failure by which its event has come. */
const SOON = 100;

/** @type {Set<string>} */
const forbidden = new Set();

globalThis.addEventListener?.(
  'securitypolicyviolation',
  ({ disposition, effectiveDirective, blockedURI }) =>
    disposition === 'enforce' && forbidden.add(`${effectiveDirective} ${blockedURI}`),
);

/**
 * An address that is asked for, as something that may be forbidden.
 * @param {unknown} address
 */
export const connecting = (address) => `connect-src ${new Request(String(address)).url}`;

/**
 * @param {unknown} error  that was thrown
 * @param {string[]} tried  what the policy may have forbidden: keys of NEEDS, or what connecting() gives
 * @param {string} [teller]  what says where a file is, if it is not beside the script
 * @returns {Promise<unknown>}
 */
export async function reason(error, tried, teller) {
  await new Promise((resolve) => setTimeout(resolve, SOON));
  const found = tried.find((each) => forbidden.has(each));
  if (found !== undefined)
    return new Error(`the page’s Content-Security-Policy needs ${NEEDS[found] ?? allowing(found)}`);
  if (teller === undefined || !(error instanceof Misplaced)) return error;
  return new Error(`${error.message}; if it is elsewhere, ${teller} says where`);
}

/**
 * The address of a file beside the script, of which a bundler may have made one without an address.
 * @template T
 * @param {string} file
 * @param {() => T} address
 */
export function beside(file, address) {
  try {
    return address();
  } catch {
    throw new Misplaced(`${file} cannot be looked for beside a script that is no module`);
  }
}

/** @param {string} connection */
function allowing(connection) {
  const [directive, address = ''] = connection.split(' ');
  const { origin } = new URL(address);
  return `${directive} ${origin === location.origin ? "'self'" : origin}`;
}
