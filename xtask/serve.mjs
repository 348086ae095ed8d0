// A static file server as plain as a public web host: right content types, readable from any origin, nothing else.
// `node xtask/serve.mjs 4173 /=dist` serves a folder; several mounts may follow, the first whose prefix fits serves.

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { isMain, path } from './run.mjs';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** The file that a request's path names, or null. */
function locate(mounts, pathname) {
  const [prefix, folder] = mounts.find(([prefix]) => pathname.startsWith(prefix)) ?? [];
  if (folder === undefined) return null;
  const named = join(folder, pathname.slice(prefix.length));
  const file = pathname.endsWith('/') ? join(named, 'index.html') : named;
  const inside = file.startsWith(join(folder, sep));
  return inside && statSync(file, { throwIfNoEntry: false })?.isFile() ? file : null;
}

function answer(mounts, request, response) {
  let file = null;
  try {
    file = locate(mounts, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
  } catch {
    // A malformed path names no file.
  }
  if (file === null) return response.writeHead(404, { 'content-type': 'text/plain' }).end('not found\n');
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'access-control-allow-origin': '*',
    'cache-control': 'no-cache',
  });
  createReadStream(file).pipe(response);
}

/** Serves [prefix, folder] pairs on localhost and resolves to the port; port 0 takes any that is free. */
export function serve(mounts, port) {
  const server = createServer((request, response) => answer(mounts, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => resolve(server.address().port));
  });
}

if (isMain(import.meta)) {
  const [port, ...mounts] = process.argv.slice(2);
  const pairs = mounts.map((mount) => mount.split('='));
  await serve(pairs.map(([prefix, folder]) => [prefix, path(folder)]), Number(port));
}
