// Keeps several runs in step by giving them common goals (protocol.js): at a speed, at full speed, step by step, or to
// a stop.

import { createMeter } from './meter.js';
import { createPacer } from './pacer.js';

/** @import { ProgressMessage } from './protocol.js' */

/**
 * @typedef {object} Going
 * @property {number} limit         stop there
 * @property {number} speed         iterations a second, or Infinity
 * @property {number} measureBelow  at speeds below this every visible step gets a row of its own
 */
/**
 * @typedef {object} ConvoyDeps
 * @property {(lane: number, goal: number, measure: boolean) => void} send
 * @property {() => void} onArrived  every run is at the limit, or at its own end
 * @property {() => number} clock
 * @property {(work: () => void, ms: number) => unknown} later
 */
/** @typedef {{ iteration: number, running: boolean, goal: number, settled: boolean, rate: number }} Lane */

/** Between two looks at the clock, at a speed below full, in ms. */
const TICK = 16;
/** Between two measured steps: a measurement may cost as much as hundreds of iterations. */
const MEASURED_TICK = 50;
/** How much a new measurement of a run's rate counts. */
const WEIGHT = 0.2;

/** @typedef {ReturnType<typeof createConvoy>} Convoy */

/** @param {ConvoyDeps} deps */
export function createConvoy({ send, onArrived, clock, later }) {
  /** @type {Lane[]} */
  let lanes = [];
  /** @type {'still' | 'going' | 'stopping' | 'stepping'} */
  let mode = 'still';
  /** @type {Going} */
  let going = { limit: 0, speed: Infinity, measureBelow: 0 };
  let steps = 0; // asked for while the runs were coming to a stop
  let resume = false; // go on once they have
  let sent = -Infinity;
  let ticking = false;
  const pacer = createPacer(Infinity);
  const meter = createMeter();

  const fastest = () => lanes.reduce((most, lane) => Math.max(most, lane.iteration), 0);
  const slowest = () =>
    lanes.reduce((least, lane) => (lane.running ? Math.min(least, lane.iteration) : least), Infinity);
  const settled = () => lanes.every((lane) => lane.settled);

  /**
   * @param {number} goal
   * @param {boolean} measure
   */
  function aim(goal, measure) {
    sent = clock();
    lanes.forEach((lane, index) => {
      if (!lane.running) return;
      lane.goal = goal;
      lane.settled = false;
      send(index, goal, measure);
    });
  }

  /**
   * @param {number} index
   * @param {ProgressMessage} message
   */
  function told(index, message) {
    const lane = lanes[index];
    if (!lane) return;
    const ran = message.iteration - lane.iteration;
    if (ran > 0 && message.busy > 0) lane.rate += (ran / message.busy - lane.rate) * (lane.rate > 0 ? WEIGHT : 1);
    const before = slowest();
    lane.iteration = message.iteration;
    lane.running = message.status === 'running';
    lane.settled = !lane.running || (message.goal === lane.goal && message.iteration >= message.goal);
    if (mode === 'going' && slowest() > before) meter.add(clock(), Math.min(slowest(), fastest()));
    if (mode === 'going') pace();
    else if (mode === 'stopping' && settled()) catchUp();
    else if (mode === 'stepping' && settled()) rest();
  }

  function pace() {
    const least = slowest();
    if (least >= going.limit) {
      if (settled()) rest();
      return;
    }
    const now = clock();
    const measured = going.speed < going.measureBelow;
    if (!measured || (settled() && now - sent >= MEASURED_TICK)) {
      const rate = lanes.reduce((least, lane) => (lane.running ? Math.min(least, lane.rate) : least), Infinity);
      const goal = Math.min(going.limit, pacer.goal(now, least, rate));
      // The limit itself always gets a row: the last number shown is one that was measured.
      if (lanes.some((lane) => lane.running && lane.goal !== goal)) aim(goal, measured || goal === going.limit);
    }
    if (going.speed === Infinity || ticking) return; // at full speed the runs' own messages are the clock
    ticking = true;
    later(() => {
      ticking = false;
      if (mode === 'going') pace();
    }, TICK);
  }

  /** All stand still, but not at the same iteration: up to the foremost, and further if steps are wanted. */
  function catchUp() {
    const target = Math.min(fastest() + steps, Math.max(fastest(), going.limit));
    if (slowest() >= target) return rest();
    mode = 'stepping';
    aim(target, steps > 0);
  }

  function halt() {
    mode = 'still';
    steps = 0;
    resume = false;
  }

  function rest() {
    const again = resume;
    halt();
    if (slowest() >= going.limit) onArrived();
    else if (again) go(going);
  }

  /** @param {Going} wanted */
  function go(wanted) {
    going = wanted;
    if (mode === 'stopping' || mode === 'stepping') return void (resume = true);
    mode = 'going';
    meter.reset();
    pacer.setSpeed(clock(), going.speed, fastest());
    pacer.start(clock(), fastest());
    sent = -Infinity;
    pace();
  }

  /** At once; the runs behind then catch up with the foremost. */
  function stop() {
    resume = false;
    steps = 0;
    if (mode !== 'going' && mode !== 'stepping') return;
    mode = 'stopping';
    aim(0, false);
  }

  /** @param {number} speed */
  function setSpeed(speed) {
    const slowing = speed < going.measureBelow && going.speed >= going.measureBelow;
    going = { ...going, speed };
    if (mode !== 'going') return;
    meter.reset();
    if (slowing) {
      // At speed the runs may be some hundred iterations apart, minutes in slow motion: first side by side again.
      stop();
      resume = true;
    } else {
      pacer.setSpeed(clock(), speed, fastest());
      pace();
    }
  }

  /**
   * So many iterations more, then a row.
   * @param {number} count
   * @param {number} limit
   */
  function step(count, limit) {
    going = { ...going, limit };
    if (mode === 'going') stop();
    resume = false;
    if (mode === 'stopping') return void (steps += count);
    const from = lanes.reduce((most, lane) => Math.max(most, lane.iteration, mode === 'stepping' ? lane.goal : 0), 0);
    mode = 'stepping';
    aim(Math.min(from + count, limit), true);
  }

  return {
    /** @param {ProgressMessage[]} firsts  new runs, standing still */
    begin(firsts) {
      halt();
      lanes = firsts.map(({ iteration, status }) => ({
        iteration,
        running: status === 'running',
        goal: 0,
        settled: true,
        rate: 0,
      }));
    },
    told,
    go,
    stop,
    step,
    setSpeed,
    /** No lane is under way. */
    still: () => mode === 'still',
    /** Of the slowest run, iterations a second; null while it is too early to tell. */
    rate: () => meter.rate(),
    /**
     * Stops every lane, for the worker of one is gone: it will not answer.
     * @param {number} index
     */
    end(index) {
      if (mode !== 'still') aim(0, false);
      halt();
      const lane = lanes[index];
      if (lane) lane.settled = true;
    },
  };
}
