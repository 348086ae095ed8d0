// The core's wasm: which of its two builds is taken, and how whatever names it becomes a compiled module.

import { refusal } from './refusal.js';

/**
 * A WebAssembly.Module. TypeScript's own type of it is empty, so that anything would be one.
 * @typedef {{ readonly [Symbol.toStringTag]?: 'WebAssembly.Module' }} Module
 */

/** What the core can be loaded from. @typedef {string | URL | Request | Response | ArrayBuffer | ArrayBufferView | Module} Source */

/** The least module that needs 128-bit vectors: one function of no arguments, `v128.const 0; drop`. */
const WITH_VECTORS = Uint8Array.from(
  `\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x03\x02\x01\0\x0a\x17\x01\x15\0\xfd\x0c${'\0'.repeat(16)}\x1a\x0b`,
  (character) => character.charCodeAt(0),
);

/** The build that this machine takes: both give the same bits, and the one without vectors is slower. */
export const wasm = () =>
  // Two whole expressions, for a bundler reads them off the page.
  WebAssembly.validate(WITH_VECTORS)
    ? new URL('../pkg/staircase_bg.wasm', import.meta.url)
    : new URL('../pkg/staircase_scalar.wasm', import.meta.url);

/** Whatever realm it comes from. @param {unknown} value */
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);

/**
 * @param {Source | Promise<Source>} [source]  the wasm, if not the one beside this file
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(source = wasm()) {
  const module = await compiled(await source);
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  // Before it is instantiated: wasm-bindgen's own code would keep whatever it has, and not try another.
  if (!OWN.every((name) => exported.includes(name))) throw refusal('wasm', 'is not that of staircase-lab');
  return module;
}

/** Of what the core exports, as much as no other wasm does. */
const OWN = ['experiment_begin', '__wbindgen_start'];

/** Those of which an address is asked for. */
const ADDRESSES = ['String', 'URL', 'Request', 'Response'];

/** @param {any} given @returns {Promise<WebAssembly.Module>} */
async function compiled(given) {
  const kind = tag(given);
  if (kind === 'WebAssembly.Module') return given;
  if (kind === 'ArrayBuffer' || ArrayBuffer.isView(given))
    return WebAssembly.compile(/** @type {BufferSource} */ (given));
  if (!ADDRESSES.includes(kind)) {
    const called = given == null ? `${given}` : `a value of the kind ${kind}`;
    throw refusal('wasm', `${called} is neither an address, a Request, a Response, bytes nor a WebAssembly.Module`);
  }
  const asked = kind === 'String' && !globalThis.location ? whole(given) : given;
  if (isFile(asked)) return WebAssembly.compile(await read(asked));
  const response = await answer(asked);
  const { url, headers } = response;
  // Compiled while it is coming, but only from a server that calls it by its name.
  const type = headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  if (type === 'application/wasm') return WebAssembly.compileStreaming(response);
  const bytes = await response.arrayBuffer();
  if (MAGIC.some((byte, i) => new Uint8Array(bytes)[i] !== byte))
    throw new Misplaced(`${url} is no wasm, but ${type || 'of no type'}: is the file served there?`);
  return WebAssembly.compile(bytes);
}

/** What is not at an address, though something answers there. */
export class Misplaced extends Error {}

/**
 * Whatever fails, it says of which file.
 * @param {string | URL | Request | Response} source
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
export async function answer(source, options) {
  /** @type {any} */
  const asked = source;
  const response =
    tag(asked) === 'Response'
      ? asked
      : await fetch(asked, options).catch((error) => {
          throw new Error(`${asked.url ?? asked}: ${error.message}`, { cause: error });
        });
  if (!response.ok) throw new Misplaced(`${response.url}: the answer was ${response.status}`);
  return response;
}

const MAGIC = [0x00, 0x61, 0x73, 0x6d];

/**
 * Where there is no page, an address is relative to nothing.
 * @param {string} text
 */
function whole(text) {
  if (URL.canParse(text)) return new URL(text);
  throw refusal(
    'wasm',
    `${JSON.stringify(text)} is no address: that of a file begins with file:, as pathToFileURL() has it`,
  );
}

/**
 * Node's fetch does not read files, so there they are read.
 * @param {unknown} source
 * @returns {source is URL}
 */
const isFile = (source) =>
  tag(source) === 'URL' && /** @type {URL} */ (source).protocol === 'file:' && typeof process === 'object';

/**
 * Not by an import: no bundler is to look for this in a browser.
 * @param {URL} url
 */
const read = (url) =>
  /** @type {Promise<Uint8Array<ArrayBuffer>>} */ (process.getBuiltinModule('node:fs/promises').readFile(url));
