// Keeps several runs in step by giving them common goals (protocol.js): at a speed, at full speed, step by step, or to
// a stop. What is counted on the way are iterations, or neurons that are trained.

import { createMeter } from './meter.js';
import { createPacer } from './pacer.js';
import { sameGoal, isAt } from './protocol.js';

/** @import { Marks, Unit } from '../types.d.ts' */
/** @import { Goal, ProgressMessage } from './protocol.js' */

/**
 * @typedef {object} Pace
 * @property {number} speed         units a second, or Infinity
 * @property {Unit} unit            in which the runs are kept in step, except at full speed: there it is iterations
 * @property {number} measureBelow  at speeds below this every visible step gets a row of its own
 */
/** @typedef {{ limit: number } & Pace} Going  `limit`: the iteration to stop at */
/**
 * @typedef {object} ConvoyDeps
 * @property {(lane: number, goal: Goal, measure: boolean) => void} send
 * @property {() => void} onArrived  every run is at the limit, or at its own end
 * @property {() => number} clock
 * @property {(work: () => void, ms: number) => unknown} later
 */
/**
 * @typedef {object} Lane
 * @property {number} iteration
 * @property {Marks} marks
 * @property {boolean} running
 * @property {Goal} goal
 * @property {boolean} settled
 * @property {number} rate  units in a ms of computing, 0 before it is known
 * @property {number} busy  ms of computing since the last unit was full
 */

/** Between two looks at the clock, at a speed below full, in ms. */
const TICK = 16;
/** Between two measured steps: a measurement may cost as much as hundreds of iterations. */
const MEASURED_TICK = 50;
/** The speed up to which there is time to measure each by itself, the looks at the clock included. */
const APART = 1000 / (MEASURED_TICK + 2 * TICK);
/** How much a new measurement of a run's rate counts. */
const WEIGHT = 0.2;

/** Asks to stop: no run is before it. @type {Goal} */
const NOWHERE = { iteration: 0, until: null };

/** @typedef {ReturnType<typeof createConvoy>} Convoy */

/** @param {ConvoyDeps} deps */
export function createConvoy({ send, onArrived, clock, later }) {
  /** @type {Lane[]} */
  let lanes = [];
  /** @type {'still' | 'going' | 'stopping' | 'stepping'} */
  let mode = 'still';
  /** @type {Going} */
  let going = { limit: 0, speed: Infinity, unit: 'iteration', measureBelow: 0 };
  /** What is counted now. @type {Unit} */
  let unit = 'iteration';
  let steps = 0; // asked for while the runs were coming to a stop
  let resume = false; // go on once they have
  let sent = -Infinity;
  let ticking = false;
  const pacer = createPacer(Infinity);
  const meter = createMeter();

  /** What is to be counted. */
  const counted = () => (going.speed === Infinity ? 'iteration' : going.unit);
  const isSlow = () => going.speed < going.measureBelow;
  /** @param {Lane} lane */
  const place = (lane) => (unit === 'iteration' ? lane.iteration : lane.marks[unit]);
  /** Those that have some way to go. */
  const under = () => lanes.filter((lane) => lane.running && lane.iteration < going.limit);
  const fastest = () => under().reduce((most, lane) => Math.max(most, place(lane)), 0);
  const slowest = () => under().reduce((least, lane) => Math.min(least, place(lane)), Infinity);
  const arrived = () => under().length === 0;
  /** Iterations of the slowest. */
  const made = () => lanes.reduce((least, lane) => Math.min(least, lane.running ? lane.iteration : Infinity), Infinity);
  const settled = () => lanes.every((lane) => lane.settled);

  /**
   * The goal at so many units; never beyond the limit.
   * @param {number} count
   * @returns {Goal}
   */
  const goalAt = (count) =>
    unit === 'iteration'
      ? { iteration: Math.min(count, going.limit), until: null }
      : { iteration: going.limit, until: { mark: unit, count } };

  /**
   * How many units away from the start a goal is; 0 for one that counts others.
   * @param {Goal} goal
   */
  const countOf = ({ iteration, until }) => {
    if (unit === 'iteration') return until === null ? iteration : 0;
    return until?.mark === unit ? until.count : 0;
  };

  /** @param {Unit} other */
  function count(other) {
    if (other === unit) return;
    unit = other;
    for (const lane of lanes) Object.assign(lane, { rate: 0, busy: 0 });
  }

  /** @param {Goal} goal */
  const isNew = (goal) => lanes.some((lane) => lane.running && !sameGoal(lane.goal, goal));

  /**
   * @param {Goal} goal
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
    const [from, before] = [place(lane), made()];
    lane.iteration = message.iteration;
    lane.marks = message.marks;
    lane.busy += message.busy;
    const ran = place(lane) - from;
    if (ran > 0 && lane.busy > 0) {
      lane.rate += (ran / lane.busy - lane.rate) * (lane.rate > 0 ? WEIGHT : 1);
      lane.busy = 0;
    }
    lane.running = message.status === 'running';
    lane.settled = !lane.running || (sameGoal(message.goal, lane.goal) && isAt(message, lane.goal));
    if (mode === 'going' && made() > before && made() < Infinity) meter.add(clock(), made());
    if (mode === 'going') keepPace();
    else if (mode === 'stopping' && settled()) catchUp();
    else if (mode === 'stepping' && settled()) rest();
  }

  function keepPace() {
    if (arrived()) {
      // The limit itself always gets a row: the last number shown is one that was measured.
      const last = { iteration: going.limit, until: null };
      if (isNew(last)) aim(last, true);
      else if (settled()) rest();
      return;
    }
    const now = clock();
    const measured = isSlow();
    if (!measured || (settled() && now - sent >= MEASURED_TICK)) {
      const rate = lanes.reduce((least, lane) => (lane.running ? Math.min(least, lane.rate) : least), Infinity);
      const goal = goalAt(pacer.goal(now, slowest(), rate, measured && going.speed <= APART));
      if (isNew(goal)) aim(goal, measured || (goal.until === null && goal.iteration === going.limit));
    }
    if (going.speed === Infinity || ticking) return; // at full speed the runs' own messages are the clock
    ticking = true;
    later(() => {
      ticking = false;
      if (mode === 'going') keepPace();
    }, TICK);
  }

  /** All stand still, but not side by side: up to the foremost, and further if steps are wanted. */
  function catchUp() {
    const target = fastest() + steps;
    if (slowest() >= target) return rest();
    mode = 'stepping';
    aim(goalAt(target), steps > 0);
  }

  function halt() {
    mode = 'still';
    steps = 0;
    resume = false;
  }

  function rest() {
    const again = resume;
    halt();
    if (arrived()) onArrived();
    else if (again) go(going);
  }

  /** @param {Going} wanted */
  function go(wanted) {
    going = wanted;
    if (mode === 'stopping' || mode === 'stepping') return void (resume = true);
    mode = 'going';
    count(counted());
    meter.reset();
    pacer.setSpeed(clock(), going.speed, fastest());
    pacer.start(clock(), fastest());
    sent = -Infinity;
    keepPace();
  }

  /** At once; the runs behind then catch up with the foremost. */
  function stop() {
    resume = false;
    steps = 0;
    if (mode !== 'going' && mode !== 'stepping') return;
    mode = 'stopping';
    aim(NOWHERE, false);
  }

  /** @param {Pace} pace */
  function setPace(pace) {
    const before = isSlow();
    going = { ...going, ...pace };
    if (mode !== 'going') return;
    meter.reset();
    const other = counted() !== unit;
    count(counted());
    if ((isSlow() && !before) || other) {
      // At speed the runs may be some hundred iterations apart, minutes in slow motion: first side by side again. And
      // runs that were kept so by one unit are not by another.
      stop();
      resume = true;
    } else {
      pacer.setSpeed(clock(), going.speed, fastest());
      keepPace();
    }
  }

  /**
   * So many units more, then a row.
   * @param {number} more
   * @param {number} limit
   * @param {Unit} by
   */
  function step(more, limit, by) {
    going = { ...going, limit };
    count(by);
    if (mode === 'going') stop();
    resume = false;
    if (mode === 'stopping') return void (steps += more);
    const aimed = mode === 'stepping' ? lanes.map((lane) => countOf(lane.goal)) : [];
    mode = 'stepping';
    aim(goalAt(Math.max(fastest(), ...aimed) + more), true);
  }

  return {
    /** @param {ProgressMessage[]} firsts  new runs, standing still */
    begin(firsts) {
      halt();
      lanes = firsts.map(({ iteration, marks, status }) => ({
        iteration,
        marks,
        running: status === 'running',
        goal: NOWHERE,
        settled: true,
        rate: 0,
        busy: 0,
      }));
    },
    told,
    go,
    stop,
    step,
    setPace,
    /** No lane is under way. */
    still: () => mode === 'still',
    /** Of the slowest run, iterations a second; null while it is too early to tell. */
    rate: () => meter.rate(),
    /**
     * Stops every lane, for the worker of one is gone: it will not answer.
     * @param {number} index
     */
    end(index) {
      if (mode !== 'still') aim(NOWHERE, false);
      halt();
      const lane = lanes[index];
      if (lane) lane.settled = true;
    },
  };
}
