// What a crash was about, in words. When the core panics it tells the console, and then traps with no more than
// "unreachable".

import { describe } from './protocol.js';

const PANIC = /^panicked at ([^\n]*?):\n([^]*?)(?:\n\n|$)/;

/**
 * Listens to this console from now on.
 * @param {{ error: (...said: unknown[]) => void }} console
 * @returns {(thrown: unknown) => string}
 */
export function hearPanics(console) {
  const { error } = console;
  /** @type {string | null} */
  let heard = null;
  console.error = (...said) => {
    const match = PANIC.exec(String(said[0]));
    if (match) heard = `${match[2]?.trim()} (${match[1]})`;
    error.apply(console, said);
  };
  return (thrown) => {
    const { message } = describe(thrown);
    if (!(thrown instanceof WebAssembly.RuntimeError)) return message;
    // A trap without a panic before it: most likely an allocation that failed.
    return heard ?? `${message}, perhaps for want of memory`;
  };
}
