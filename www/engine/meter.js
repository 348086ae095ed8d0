// How fast a run is, as a visitor would time it: iterations by the clock on the wall, over the last two seconds.

const HORIZON = 2000; // ms
const SHORTEST = 200; // ms: below this the answer would jump about

export function createMeter() {
  /** @type {{ time: number, iteration: number }[]} */
  let samples = [];
  return {
    /** Forgets what was: the run stood still, or begins again. */
    reset() {
      samples = [];
    },
    /**
     * @param {number} time
     * @param {number} iteration
     */
    add(time, iteration) {
      samples.push({ time, iteration });
      // One sample from before the horizon stays, or a very slow run would have no rate.
      while (samples.length > 2 && /** @type {{ time: number }} */ (samples[1]).time < time - HORIZON) samples.shift();
    },
    /** Iterations a second, or null while it is too early to tell. */
    rate() {
      const first = samples[0];
      const last = samples[samples.length - 1];
      if (!first || !last || last.time - first.time < SHORTEST) return null;
      return ((last.iteration - first.iteration) * 1000) / (last.time - first.time);
    },
  };
}
