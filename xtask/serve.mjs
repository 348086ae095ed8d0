// A plain static file server, as any web host is: no special headers, right content types.

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';

const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** The file that a request's path names, or null; `mounts` are [prefix, folder] pairs, the first that fits serves. */
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
  const type = types[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' });
  createReadStream(file).pipe(response);
}

/** Serves folders on localhost; resolves to the port. Port 0 takes any free one. */
export function serve(mounts, port) {
  const server = createServer((request, response) => answer(mounts, request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => resolve(server.address().port));
  });
}
