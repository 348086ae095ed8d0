// The sentences that tell what a run is doing or how it ended, made from its data.

import { amount } from './axis.js';
import { aimNow, inForce } from './inforce.js';
import { integer, percentage, percentBeside, significant } from './format.js';
import { columnName, haveOneTarget, monomial, signOf, symbol, symbols, unit } from './names.js';
import { size } from './neurons.js';
import { firstReached, LEARNED, steps } from './progress.js';
import { isSorted, series, unexplained } from './series.js';
import { isTaught, percent, taught } from './teacher.js';
import { brief, capital, unended } from './text.js';
import { come } from './verdicts.js';

/** @import { Axis, LabStatus, LaneState, Spec } from '../types.d.ts' */

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
/** So much of what the core or the browser says goes into a sentence. */
const LONGEST = 200;
/** Up to this part of its target value, in size, it counts as zero. */
const NOTHING = 0.1;

/**
 * 10 -> "ten", in figures above twelve
 * @param {number} value
 */
export const count = (value) => WORDS[value] ?? integer(value);

/**
 * What all of these learners are.
 * @param {Spec[]} specs
 */
export const kindOf = (specs) => (specs.every(({ learner }) => learner?.network) ? 'network' : 'learner');

/**
 * Three figures are as many as a sentence needs.
 * @param {number} passed
 * @param {Axis} axis
 */
function about(passed, axis) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, passed))) - 2);
  const round = Math.round(passed / unit) * unit;
  return `${round === passed ? '' : 'about '}${amount(round, axis)}`;
}

/**
 * How far each tracked term of the target has come: when it first passed, and how large it is now, as a part of its
 * target value.
 * @param {LaneState} lane
 * @param {Axis} [axis]
 */
function terms(lane, axis) {
  return steps(lane).flatMap(({ set, coefficient }) => {
    const values = lane.data[lane.columns.indexOf(columnName(set))];
    if (!values || coefficient === 0) return [];
    return [
      {
        set,
        passed: firstReached(lane, { set, coefficient }, LEARNED, axis),
        part: (values.at(-1) ?? 0) / coefficient,
      },
    ];
  });
}

/**
 * @param {LaneState} lane
 * @param {Axis} axis
 */
function outcome(lane, axis) {
  if (isTaught(lane)) return features(lane);
  if (isSorted(lane)) return sorted(lane);
  const all = terms(lane, axis);
  const [only] = all;
  if (!only) return `${loss(lane)} after ${amount(lane.iteration, 'iterations')}`;
  if (all.length === 1) {
    const alone = `${monomial(only.set, lane.analysis.basis)} alone`;
    if (only.passed !== null) return `${alone} passed 90 % of its target after ${about(only.passed, axis)}`;
    if (Math.abs(only.part) <= NOTHING) return `${alone} is still near zero`;
    return `${alone} has come to ${percentBeside(only.part, LEARNED)} of its target`;
  }
  const passed = all.flatMap((term) => term.passed ?? []);
  const left = steps(lane).length > all.length ? 'followed ' : '';
  const what = `${left}${unit(aimNow(lane), all.length)}`;
  if (passed.length === 0) return `none of the ${count(all.length)} ${what} has passed 90 % of its target`;
  const when = about(Math.max(...passed), axis);
  if (passed.length === all.length) {
    return `${all.length === 2 ? 'both' : `all ${count(all.length)}`} ${what} passed 90 % of their targets after ${when}`;
  }
  if (passed.length === 1) return `one of the ${count(all.length)} ${what} passed 90 % of its target, after ${when}`;
  return `${count(passed.length)} of the ${count(all.length)} ${what} passed 90 % of their targets, the last after ${when}`;
}

/**
 * How much a network has of a teacher, and how far off its features are, from the lowest layer up.
 * @param {LaneState} lane
 */
function features(lane) {
  const last = lane.rowCount - 1;
  const all = taught(lane, last).map(({ error }) => percent(error));
  return `${come(lane, last)}, ${all.length === 1 ? 'layer' : 'layers'} ${all.join(', ')} off`;
}

/** @param {LaneState} lane */
const loss = (lane) => `test loss ${significant(series(lane).test.at(-1) ?? NaN)}`;

/** @param {LaneState} lane */
const sorted = (lane) => `${percentage(series(lane).misclassified?.values.at(-1) ?? NaN)} misclassified`;

/**
 * "S, 7 of 10": a lane's outcome in one phrase.
 * @param {LaneState} lane
 * @param {string} sign
 * @param {boolean} compares
 */
function tally(lane, sign, compares) {
  if (isTaught(lane)) return `${sign}: ${features(lane)}`;
  if (isSorted(lane)) return `${lane.name}: ${sorted(lane)}`;
  if (compares) return `${sign} ${percentage(1 - unexplained(lane, lane.rowCount - 1).part)}`;
  // Those that stand there now, as the tables and the steps beside it count: what came and went is none.
  const all = terms(lane);
  if (all.length === 0) return `${sign}: ${loss(lane)}`;
  return `${sign}, ${all.filter(({ part }) => part >= LEARNED).length} of ${all.length}`;
}

/**
 * A name in it, such as x₁, g or n, keeps its letter.
 * @param {string} text
 */
const sentence = (text) => `${/^[a-z][a-z]/.test(text) ? capital(text) : text}.`;

/** @param {number} budget */
export const ready = (budget) => `Ready to run ${integer(budget)} iterations: press play.`;
export const loading = () => 'Loading.';
export const running = () => 'Running.';
export const paused = () => 'Paused.';

export const nothingToSave = () => 'There is no run to save yet.';

/** @param {string} id */
export const unknownFigure = (id) => `It was saved of a figure “${brief(id)}”, which is not known here.`;

/** @param {{ title: string }} preset */
export const otherSettings = ({ title }) =>
  `It was saved of “${title}”, by a version of this page where its settings are others: it can’t go on here.`;

/**
 * Of a saved run that stands again where it stood.
 * @param {LabStatus} status  it had
 * @param {LaneState[]} lanes
 * @param {Axis} axis
 * @param {boolean | undefined} compares
 * @returns {{ status: LabStatus, message: string }}
 */
export function takenUp(status, lanes, axis, compares) {
  const exploded = lanes.find((lane) => lane.status === 'diverged');
  if (exploded) return { status: 'diverged', message: diverged(exploded) };
  if (status === 'finished') return { status, message: finished(lanes, axis, compares) };
  const iteration = Math.max(...lanes.map((lane) => lane.iteration));
  return { status: 'paused', message: `As it was saved, at iteration ${integer(iteration)}: play goes on from there.` };
}
export const goesOn = () => 'Going on from where it was.';
export const wakes = () => 'Waking: its program comes back.';

/**
 * 41,300 ms -> "41 s"
 * @param {number} ms
 */
function lasting(ms) {
  const seconds = ms / 1000;
  if (seconds < 90) return `${integer(Math.max(1, Math.round(seconds)))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${integer(minutes)} min` : `${integer(Math.round(minutes / 60))} h`;
}

/** So many ms are worth a word beforehand. */
const LONG = 3000;

/**
 * The first row, on its way.
 * @param {{ kind: 'prepare' | 'measure', done: number, left: number, row: number }} pending  `left` and `row`, what each takes, in ms
 */
export function preparing({ kind, done, left, row }) {
  const what = `${kind === 'prepare' ? 'Preparing' : 'Measuring'}, ${Math.floor(100 * done)} %`;
  const when = left > LONG ? `: about ${lasting(left)} left` : '';
  return `${what}${when}.${row > LONG ? ` ${eachRow(row)}` : ''}`;
}

/** @param {number} row  ms */
const eachRow = (row) =>
  `Measuring takes about ${lasting(row)} at each row here; with fewer inputs to measure on it takes less.`;

/**
 * A later one.
 * @param {{ done: number, row: number }} pending
 */
export const measuring = ({ done, row }) => `Running. Measuring, ${Math.floor(100 * done)} % of about ${lasting(row)}.`;

/**
 * @param {number} ms  without the workers' files
 * @param {'loading' | 'running'} status
 */
export const waiting = (ms, status) =>
  `The figure’s program has not come for ${lasting(ms)}. ${
    status === 'loading' ? 'Restart asks for it again' : 'The run is kept: pause and play ask for it again'
  }.`;

/** @param {number} iteration  ms */
export const heavy = (iteration) => (iteration > LONG ? ` An iteration takes about ${lasting(iteration)} here.` : '');
export const resting = () => 'Resting: one figure runs at a time, while it is seen. Press play to go on here.';

/**
 * @param {string} change  what changed, such as "Width 50"
 * @param {boolean} goesOn
 */
export const restarted = (change, goesOn) =>
  sentence(
    goesOn ? `${change}: the runs start again from the beginning` : `${change}: ready to run from the beginning`,
  );

/**
 * @param {string} change  such as "step size 0.05"
 * @param {number} at
 */
export const changedNow = (change, at) => sentence(`${change}, from here on: recorded after ${integer(at)} iterations`);

/**
 * Of runs that have not come yet to what was changed before.
 * @param {string} change
 * @param {number} at
 */
export const changedThen = (change, at) =>
  sentence(`${change}, recorded after ${integer(at)} iterations, to which the runs are still on their way`);

/**
 * Of a target whose coefficients the rows so far don't have.
 * @param {string} change
 * @param {number} at
 */
export const changedLater = (change, at) =>
  sentence(
    `${change}, recorded after ${integer(at)} iterations: other coefficients are followed from the start, so the runs are made again and come to it`,
  );

/**
 * Of a setting that a run can't go on with, but could begin with.
 * @param {string} why
 */
export const onlyAnew = (why) =>
  `A run that goes on can’t take it (${why}). Without “go on with another target or input law” it begins anew with it.`;

/**
 * Why an entry of a link is left out: the reason may name another one, which the link does not hold.
 * @param {string} path
 * @param {string} why
 */
export function notTaken(path, why) {
  const blamed = blame(why);
  const own = path.replace(/^\d+:/, '');
  return !blamed || `${blamed.path}.`.startsWith(`${own}.`) ? why : `${path} does not go with ${why}`;
}

/**
 * The entry that a reason of the core's names, and the rest of it; null where it names none.
 * @param {string} why
 */
export function blame(why) {
  const [, path, rest = ''] = /^([a-z0-9_]+(?:\.[a-z0-9_]+)+): ([^]*)$/.exec(why) ?? [];
  return path === undefined ? null : { path, rest };
}

/**
 * @param {string} why  the first problem; below its first line may stand a picture of where
 * @param {string} [source]  what could not be followed
 */
export const badLink = (why, source = 'the link') =>
  `Not all of ${source} can be followed: ${unended(brief(why.split('\n', 1)[0] ?? '', LONGEST))}. The rest holds.`;

/**
 * What lanes are called by their labels: learners, with their targets only where these are not one.
 * @param {LaneState[]} lanes
 * @param {string[]} signs
 */
const labels = (lanes, signs) => {
  const named = (/** @type {string | undefined} */ sign) => sign !== undefined && !sign.startsWith('g');
  return lanes.map(({ label }, i) => (haveOneTarget(lanes) || !named(signs[i]) ? label : `${label} on ${signs[i]}`));
};

/**
 * @param {LaneState[]} lanes
 * @param {Axis} [axis]
 * @param {boolean} [compares]  learners in one chart, of which the losses tell
 */
export const finished = (lanes, axis = 'iterations', compares = false) =>
  `${reached(lanes, axis, compares)}${untrained(lanes)}`;

/**
 * How far they have come, whether they are at their ends or not.
 * @param {LaneState[]} lanes
 * @param {Axis} axis
 * @param {boolean} [compares]
 */
export function reached(lanes, axis, compares = false) {
  const signs = lanes.map(signOf);
  const one =
    lanes.length > 2 && haveOneTarget(lanes) && lanes.every(({ label }, i) => label !== '' && signs[i] !== 'g');
  const names = compares || one ? labels(lanes, signs) : symbols(lanes);
  const heading = compares ? 'explained of the target: ' : 'terms at 90 % of their targets or more: ';
  if (lanes.length > 2)
    return sentence(
      `${lanes.some((lane) => !isSorted(lane) && (compares || terms(lane).length > 0)) ? heading : ''}${lanes.map((lane, i) => tally(lane, names[i] ?? '', compares)).join('; ')}`,
    );
  // Two runs of one target need more than its symbol; a teacher's is named with what is learned of it.
  const taughtOne = haveOneTarget(lanes) && lanes.every(isTaught);
  const alike = signs.some((sign, i) => sign !== names[i]);
  const several = lanes.filter((lane) => terms(lane).length > 1).length;
  // A lone monomial names itself; a target of several terms needs its name only beside another one.
  return sentence(
    lanes
      .map((lane, i) => `${several > 1 || alike ? `${taughtOne ? lane.name : names[i]}: ` : ''}${outcome(lane, axis)}`)
      .join('; '),
  );
}

/**
 * What is left to train where the iterations that were given were too few for all neurons.
 * @param {LaneState[]} lanes
 */
function untrained(lanes) {
  const left = lanes.flatMap((lane) => {
    const { layers, width, passed } = size(lane);
    const all = layers * width;
    return lane.phase && lane.phase.trained < all ? [{ ...lane.phase, all, passed }] : [];
  });
  const [first] = left;
  if (!first) return '';
  const far =
    lanes.length > 1
      ? 'not every neuron is trained'
      : `${integer(first.trained)} of ${amount(first.all, 'neurons')} are ${first.passed ? 'done' : 'trained'}`;
  return ` The iterations are used up and ${far}: run on for the others.`;
}

/** @param {LaneState} lane */
export function diverged(lane) {
  const { iteration, spec } = lane;
  const {
    step_size: step,
    alpha,
    eta,
  } = /** @type {Record<string, unknown>} */ (inForce(spec, iteration).learner ?? {});
  const now = (/** @type {unknown} */ v) => (typeof v === 'number' ? `, now ${v}` : '');
  const lower =
    alpha === undefined
      ? `the step size${now(step)}`
      : `the step size α${now(alpha)}, or the perturbation η${now(eta)}`;
  return `The loss exploded at iteration ${integer(iteration)} (${symbol(aimNow(lane), lane.analysis.terms)}): lower ${lower}.`;
}

/**
 * @param {string} why
 * @param {object} how
 * @param {'missing' | 'absent' | 'silent' | 'broken'} how.fate
 * @param {boolean} how.again    where it had crashed before
 * @param {boolean} how.kept     the run can go on from what was shown
 * @param {boolean} how.returns  and does so by itself
 */
export function crashed(why, { fate, again, kept, returns }) {
  const where = again ? ', again at the same place' : '';
  const what = {
    missing: 'The figure’s program could not be loaded',
    absent: 'What the figure learns from could not be loaded',
    silent: `The computation has stopped answering${where}`,
    broken: `The computation crashed${where}`,
  }[fate];
  const run = returns ? 'It goes on by itself from where it was; Restart' : 'Play goes on from where it was, Restart';
  const afresh = `${kept ? run : 'Restart'} starts it afresh`;
  const then = {
    missing: `${kept ? 'The run is kept: Play' : 'Play or Restart'} tries again`,
    absent: `${kept ? 'Restart' : 'Play or Restart'} tries again`,
    silent: afresh,
    broken: afresh,
  }[fate];
  return `${what}: ${unended(brief(why, LONGEST))}. ${then}.`;
}

/** @param {string} words */
export const unsupported = (words) => `The lab cannot run here: ${unended(brief(words, LONGEST))}.`;
