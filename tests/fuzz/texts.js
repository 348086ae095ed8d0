// Texts that nobody would type, for the targets of this folder: those of a small corpus, mutated.

import fc from 'fast-check';

/**
 * A text of the corpus after a few edits, some of which repeat what they put in many times.
 * @param {string[]} corpus
 * @param {string[]} tokens  what means something to the reader
 */
export const mutated = (corpus, tokens) =>
  fc
    .tuple(
      fc.constantFrom(...corpus),
      fc.array(
        fc.record({
          at: fc.nat(10_000),
          gone: fc.oneof(fc.constant(0), fc.nat(20)),
          put: fc.oneof(
            fc.constantFrom(...tokens),
            fc.constantFrom(...corpus),
            fc.string({ unit: 'binary', maxLength: 5 }),
          ),
          times: fc.constantFrom(0, 1, 1, 1, 1, 2, 60),
        }),
        { maxLength: 8 },
      ),
    )
    .map(([text, edits]) =>
      edits.reduce((text, { at, gone, put, times }) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put.repeat(times) + text.slice(place + gone);
      }, text),
    );

/**
 * Tries texts for so many seconds, as the command line says, or a minute.
 * @param {fc.IAsyncPropertyWithHooks<[string]>} property
 */
export async function run(property) {
  const seconds = Number(process.argv[2] ?? 60);
  if (!(seconds > 0)) throw new Error(`${process.argv[2]} is not a number of seconds`);
  const found = await fc.check(property, { numRuns: 1e9, interruptAfterTimeLimit: 1000 * seconds });
  console.log(`${found.numRuns} texts`);
  if (!found.failed) return;
  console.error(fc.defaultReportMessage(found));
  process.exitCode = 1;
}
