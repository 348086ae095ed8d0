// A page in whichever browser: what these tests ask of one is asked of two drivers in the same words.

/**
 * What a browser's own file gives: one window of it.
 * @typedef {object} Driver
 * @property {(url: string) => Promise<unknown>} goto
 * @property {(expression: string) => Promise<unknown>} run  resolves to its value in the document
 * @property {() => Promise<unknown>} enter  what follows is run in the first frame of the document, until the next goto()
 * @property {(text: string) => Promise<unknown>} type  by keys, into what has the focus
 * @property {() => Promise<string>} screenshot  of the window: a PNG in base64
 * @property {() => Promise<unknown>} close
 */

/** Ms: two networks train on two cores, in a browser that may just have started. */
const LATE = 20_000;
const OFTEN = 50;

/** @param {Driver} driver */
export function createPage({ run, ...driver }) {
  /**
   * As text, so that numbers arrive alike whatever the protocol makes of them.
   * @template A, R
   * @param {(argument: A) => R | Promise<R>} body  which knows what in-page.js has
   * @param {A} [argument]
   * @returns {Promise<R>}
   */
  async function evaluate(body, argument) {
    const value = `await (${body})(${JSON.stringify(argument)})`;
    return JSON.parse(String((await run(`(async () => JSON.stringify(${value}))()`)) ?? null));
  }

  return {
    ...driver,
    evaluate,
    /**
     * Waits until something holds.
     * @template A
     * @param {(argument: A) => unknown} body
     * @param {A} [argument]
     */
    async until(body, argument) {
      let why = 'it does not hold';
      for (const began = performance.now(); performance.now() - began < LATE;) {
        try {
          if (await evaluate(body, argument)) return;
        } catch (error) {
          why = String(error); // it may still be loading
        }
        await new Promise((resolve) => setTimeout(resolve, OFTEN));
      }
      const found = await evaluate(() => ({ status: known()?.status, message: known()?.message, faults }));
      throw new Error(`${body} of ${JSON.stringify(argument)}: ${why}; ${JSON.stringify(found)}`);
    },
  };
}

/** @typedef {ReturnType<typeof createPage>} Page */
