// A static file server as plain as a public web host: right content types, readable from any origin, nothing else.
// `node xtask/serve.mjs 4173 /=dist` serves a folder; several mounts may follow, the first whose prefix fits serves.

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { isMain, path } from './run.mjs';

/** @typedef {[prefix: string, folder: string]} Mount */

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * The file that a request names, or null.
 * @param {Mount[]} mounts @param {string} url
 */
function locate(mounts, url) {
  let pathname;
  try {
    pathname = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return null; // malformed
  }
  const [prefix, folder] = mounts.find(([prefix]) => pathname.startsWith(prefix)) ?? [];
  if (prefix === undefined || folder === undefined || pathname.includes('\0')) return null;
  const named = join(folder, pathname.slice(prefix.length));
  const file = pathname.endsWith('/') ? join(named, 'index.html') : named;
  const inside = file.startsWith(join(folder, sep));
  return inside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

/**
 * Serves folders on localhost; port 0 takes any that is free.
 * @param {Mount[]} mounts @param {number} port
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export function serve(mounts, port) {
  const server = createServer((request, response) => {
    const file = locate(mounts, request.url ?? '/');
    if (file === null) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
      return;
    }
    const type = types[extname(file)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*', 'cache-control': 'no-cache' });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      resolve({ url: `http://localhost:${address.port}/`, close: () => server.close() });
    });
  });
}

if (isMain(import.meta)) {
  const [port, ...mounts] = process.argv.slice(2);
  const pairs = mounts.map((mount) => mount.split('='));
  await serve(
    pairs.map(([prefix = '', folder = '']) => [prefix, path(folder)]),
    Number(port),
  );
}
