// Where the runs should be by now. Pure arithmetic: time and iterations in, the common goal out.

/**
 * Ms of work that a run may be ahead of the slowest: enough to outlast a slow frame, so that no worker ever waits for
 * the page.
 */
const WINDOW = 250;
/** The window in iterations before the first measurement of the rate. */
const FIRST = 16;

/**
 * @typedef {object} Pacer
 * @property {(now: number, iteration: number) => void} start  sets off from here, with a first step at once
 * @property {(now: number, speed: number, fastest: number) => void} setSpeed  iterations a second, or Infinity; goes on from the fastest
 * @property {(now: number, slowest: number, rate: number, apart?: boolean) => number} goal
 *   `rate`: iterations that the slowest run makes in a millisecond of computing, 0 when unknown;
 *   `apart`: one at a time, however late the question comes
 */

/**
 * @param {number} speed
 * @returns {Pacer}
 */
export function createPacer(speed) {
  let position = 0; // where a run would be that keeps the speed exactly
  let time = 0;
  let pace = speed;

  /** @param {number} now */
  function advance(now) {
    if (pace !== Infinity) position += (Math.max(0, now - time) * pace) / 1000;
    time = now;
  }

  return {
    start(now, iteration) {
      position = iteration + 1;
      time = now;
    },
    setSpeed(now, speed, fastest) {
      advance(now);
      // At full speed the position is the far end of the window, and nobody may have been there yet.
      if (pace === Infinity) position = fastest;
      pace = speed;
    },
    goal(now, slowest, rate, apart = false) {
      const window = rate > 0 ? Math.max(1, Math.ceil(WINDOW * rate)) : FIRST;
      // One that is due but not yet asked for is no delay: what has begun of the next counts.
      const limit = slowest + (apart ? 2 : window);
      advance(now);
      // Time that the runs could not keep up with is forgotten, not made up for later.
      position = pace === Infinity ? limit : Math.min(position, limit);
      return Math.min(Math.floor(position), apart ? slowest + 1 : Infinity);
    },
  };
}
