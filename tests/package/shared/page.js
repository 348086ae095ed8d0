import { iterations } from './api.js';
import { show } from './element.js';

/** What xtask/package.mjs looks for: the figure, and how far the API came. */
export async function page(given = {}) {
  show(given);
  document.body.dataset.api = await iterations(given.wasm);
}
