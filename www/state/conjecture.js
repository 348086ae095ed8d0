// What is conjectured of how the time to learn grows along a sweep over n (Abbe, Boix-Adsera, Misiakiewicz 2023, Conjecture 1: by one
// pass of SGD, about n^max(L − 1, 1) for a leap of L).

import { exponent } from '../language/verdicts.js';
import { specOf } from './plan.js';

/** @import { Analysis, Choice, CompleteSweep } from '../types.d.ts' */
/** @import { Conjectured } from '../language/sweeps.js' */

/**
 * For each value of the second entry, or once; null where nothing is conjectured. None of a sweep over anything but n.
 * @param {CompleteSweep} sweep
 * @param {(target: Choice, inputs?: Choice) => Promise<Analysis>} analyze
 * @returns {Promise<(Conjectured | null)[]>}
 */
export async function conjecturedOf(sweep, analyze) {
  const [outer, inner] = sweep.vary;
  if (outer?.entry !== 'inputs.n') return [];
  const lines = inner?.values.length ?? 1;
  const ends = [0, outer.values.length - 1];
  return Promise.all(
    Array.from({ length: lines }, async (_, line) => {
      const specs = ends.map((end) => specOf(sweep, { cell: end * lines + line, seed: sweep.spec.seed ?? 1 }));
      if (!specs.every(isOnePass)) return null;
      const leaps = await Promise.all(
        specs.map(async ({ target, inputs }) => (target ? (await analyze(target, inputs)).leap : null)),
      );
      const [first, last] = leaps;
      // A target that grows with n has no leap of its own.
      return first != null && first === last ? { leap: first, power: exponent(first) } : null;
    }),
  );
}

/** @param {CompleteSweep['spec']} spec */
const isOnePass = ({ learner, data }) =>
  (learner?.kind ?? 'sgd') === 'sgd' && (data?.kind ?? 'fresh') === 'fresh' && (learner?.repeats ?? 1) === 1;
