// Starts a worker in this very browser.

/** @import { WorkerLike } from './client.js' */

/** Whether this browser can run the lab at all. */
export const supported = () => typeof globalThis.Worker === 'function' && typeof globalThis.WebAssembly === 'object';

/** @returns {WorkerLike} */
export function spawn() {
  // The name hides the browser's own on purpose: bundlers look for this very expression.
  const Worker = AnyOrigin;
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
}

/**
 * A browser starts workers from the page's own origin alone; the lab may be embedded from another, so there a one-line
 * module imports it.
 */
const AnyOrigin = /** @type {typeof Worker} */ (
  /** @type {unknown} */ (
    /**
     * @this {void}
     * @param {URL} url
     * @param {WorkerOptions} options
     */
    function (url, options) {
      if (url.origin === globalThis.location?.origin) return new globalThis.Worker(url, options);
      const source = URL.createObjectURL(
        new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' }),
      );
      const worker = new globalThis.Worker(source, options);
      setTimeout(() => URL.revokeObjectURL(source), 60_000); // by then it has been read
      return worker;
    }
  )
);
