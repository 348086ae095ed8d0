// Long work on the page's own thread, a few ms at a time.

/** Ms at a stretch. */
const STRETCH = 12;

/**
 * Runs steps to their end; null: they were given up.
 * @template T
 * @param {Generator<undefined, T>} steps
 * @param {() => boolean} [isStale]
 * @returns {Promise<T | null>}
 */
export async function inStretches(steps, isStale = () => false) {
  for (;;) {
    const end = performance.now() + STRETCH;
    while (performance.now() < end) {
      const { done, value } = steps.next();
      if (done) return value;
    }
    await new Promise((resolve) => setTimeout(resolve));
    if (isStale()) return null;
  }
}
