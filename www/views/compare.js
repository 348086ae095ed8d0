// Several learners on one target in one chart, their losses against what they have seen: for figures that ask who gets there, and not how.

/** @import { Actions, LabState, LaneState, Store } from '../types.d.ts' */
/** @import { Chart } from '../drawing/chart.js' */
/** @import { PinnedLine } from '../drawing/pinned.js' */

import { aim, analysisOfAim } from '../language/inforce.js';
import { axisOf, by, placeOf, placesOfAim, placeOfIteration, reach } from '../language/axis.js';
import { createChart } from '../drawing/chart.js';
import { createAxisChoice, createScaleSwitch } from '../drawing/choices.js';
import { learnerColour, learnerCss, watchPalette } from '../drawing/colour.js';
import { equation, h, say, subscripts, term } from '../drawing/dom.js';
import { estimate, fixed, integer, percentage, significant } from '../language/format.js';
import { drawn } from '../drawing/frame.js';
import { formula, haveOneTarget, setsOneTarget, signOf } from '../language/names.js';
import { images } from '../drawing/images.js';
import { joined } from '../language/joined.js';
import { dashOf, pinnedOver, withPinned } from '../language/pins.js';
import { rowAt } from '../language/progress.js';
import { testRange, ZERO } from '../drawing/ranges.js';
import { energy, isSorted, series, unexplained } from '../language/series.js';
import { learnsImages } from '../state/images.js';
import { written } from '../language/teacher.js';

/** @type {(keyof LabState)[]} */
const SHOWN = ['lanes', 'pins', 'cursor', 'scale', 'axis', 'budget', 'status', 'preset'];

const HELP =
  'The mean of (f(x) − g(x))² over inputs drawn for the measurement alone, or over the rows of a table that are held out. Dashed: the loss of always answering zero; explained is what is missing from it, as a part of it. A curve ends where its learner is done.';

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  const watched = watchPalette(root);
  const title = h('p', { class: 'title' });
  const shown = h('ul', { class: 'images', 'data-testid': 'images' });
  const chartRoot = h('div', { class: 'chart', role: 'img', 'data-testid': 'compare-chart' });
  const scale = createScaleSwitch('Scale of the loss axis', 'compare-scale', actions.setScale);
  const axisChoice = createAxisChoice(actions);
  const body = h('tbody', {});
  const heads = ['learner', '', 'test loss', ''].map((label) => h('th', { scope: 'col' }, label));
  root.append(
    title,
    shown,
    h('div', { class: 'over' }, h('p', { class: 'what' }, term('Test loss', HELP)), scale.element),
    h('div', { class: 'plane' }, chartRoot, axisChoice.element),
    h('table', { 'data-testid': 'compare-table' }, h('thead', {}, h('tr', {}, ...heads)), body),
  );
  /** @type {Chart | null} */
  let chart = null;
  /** @type {unknown[]} */
  let shape = [];
  /** @type {HTMLElement[][]} */
  let rows = [];
  /** Of pinned runs, and what that was made of. @type {{ lines: PinnedLine[], of: unknown[] }} */
  let pinned = { lines: [], of: [] };
  const resized = new ResizeObserver(() => chart?.resize());
  resized.observe(chartRoot);

  /** @param {LabState} state */
  function build({ preset, overrides, lanes, scale, axis }) {
    chart?.destroy();
    const ofImages = learnsImages({ preset, overrides });
    const { scheme, edge: _, band: __, ...colours } = watched.palette();
    const [first] = lanes;
    const one = haveOneTarget(lanes);
    if (first) {
      const what = (ofImages && preset.table?.title) || written(aim(first.spec), analysisOfAim(first));
      const parted = setsOneTarget(preset) ? ['Not all learn one target.'] : [];
      title.replaceChildren(...(one ? equation(signOf(first), what) : parted));
    }
    shown.replaceChildren(...(ofImages && first?.spec.target ? images(first.spec.target, colours.ink) : []));
    chart = createChart(
      chartRoot,
      {
        colours,
        font: colours.font,
        log: scale === 'log',
        logX: !staged(lanes),
        ticks: true,
        stepped: false,
        band: null,
        bandColour: 'transparent',
        lines: lanes.map((lane, i) => ({
          label: lane.label,
          colour: learnerColour(i, scheme),
          width: 2,
          dash: staged([lane]) ? [6, 3] : undefined,
        })),
        levels:
          one && first?.analysis.expanded && !first.analysis.estimated
            ? [{ value: energy(first), colour: colours.soft, label: 'f = 0' }]
            : [],
      },
      actions.setCursor,
    );
    rows = lanes.map(() => Array.from({ length: 3 }, () => h('td', {})));
    body.replaceChildren(
      ...lanes.map((lane, i) => {
        const { label, name } = lane;
        const analysis = analysisOfAim(lane);
        const swatch = h('i', { 'aria-hidden': 'true' });
        swatch.style.background = learnerCss(i);
        const more = name.startsWith(label) ? name.slice(label.length) : ` ${name}`;
        const sign = signOf(lane);
        const on = one ? '' : ` on ${sign === 'g' ? formula(analysis.terms, analysis.basis) : sign}`;
        const whole = h('span', { class: 'name' }, more);
        return h('tr', {}, h('th', { scope: 'row' }, swatch, label, whole, ...subscripts(on)), ...(rows[i] ?? []));
      }),
    );
    chartRoot.ariaLabel = `Test loss of ${lanes.length} learners ${by(axis)}; the values are in the table below`;
  }

  const view = drawn(store, SHOWN, function* (state) {
    root.hidden = state.preset.compare !== true;
    if (root.hidden) return;
    const { lanes } = state;
    const axis = axisOf(state);
    const next = [watched.palette(), state.scale, axis, ...lanes.flatMap(({ analysis, name }) => [analysis, name])];
    if (next.length !== shape.length || next.some((value, i) => value !== shape[i])) {
      shape = next;
      build({ ...state, axis });
    }
    scale.draw(state.scale);
    axisChoice.draw(state);
    yield;
    const range = testRange(withPinned(state));
    const data = joined(lanes.map((lane) => curve(lane, (row) => placeOf(lane, axis, row))));
    const start = Math.min(...lanes.map((lane) => placeOf(lane, axis, 1) || Infinity));
    const end = reach(state);
    // The chart is another one where learners, colours or axes are.
    const of = [state.pins, chart];
    if (of.some((value, i) => value !== pinned.of[i]))
      pinned = { of, lines: lanes.flatMap((_, i) => under(state, i, axis)) };
    const frame = {
      start: start < end ? start : 1,
      end,
      mark: '',
      cursor: state.cursor,
      changes: handovers(lanes, axis),
      levelsWithin: lanes[0] && placesOfAim(lanes[0], axis),
      pinned: pinned.lines,
      atRest: state.status !== 'running',
      ...range,
    };
    yield* chart?.draw(data, frame) ?? [];
    say(/** @type {HTMLElement} */ (heads[1]), axis);
    say(/** @type {HTMLElement} */ (heads[3]), lanes.some(isSorted) ? 'misclassified' : 'explained');
    lanes.forEach((lane, i) => tell(lane, rowAt(lane, state), axis, rows[i] ?? []));
  });

  /**
   * What was pinned of a learner.
   * @param {LabState} state
   * @param {number} i
   * @param {import('../types.d.ts').Axis} axis
   */
  function under(state, i, axis) {
    return pinnedOver(state, i).map(({ letter, lane }) => {
      const points = curve(lane, (row) => placeOf(lane, axis, row));
      const [x, values] = [points.map(([x]) => x), points.map(([, y]) => y)];
      return { x, values, letter, dash: dashOf(letter), colour: learnerColour(i, watched.palette().scheme) };
    });
  }

  /**
   * @param {LaneState} lane
   * @param {number} row
   * @param {import('../types.d.ts').Axis} axis
   * @param {HTMLElement[]} cells
   */
  function tell(lane, row, axis, cells) {
    const { test, testError, misclassified } = series(lane);
    const share = (/** @type {number} */ value, /** @type {number} */ error) =>
      `${percentage(value)} ± ${percentage(error)}`;
    const gone = lane.status === 'diverged' && row === lane.rowCount - 1;
    const texts = [
      integer(placeOf(lane, axis, row)),
      gone ? 'diverged' : estimate(test[row] ?? NaN, testError[row] ?? NaN, significant).join(' '),
      misclassified ? share(misclassified.values[row] ?? NaN, misclassified.errors[row] ?? NaN) : explained(lane, row),
    ];
    cells.forEach((cell, k) => say(cell, texts[k] ?? ''));
  }
  watched.subscribe(() => view.now());
  return () => {
    watched.stop();
    resized.disconnect();
    view.stop();
    chart?.destroy();
    root.replaceChildren();
  };
}

/**
 * "94.60 ± 0.10 %", or "100.0 %" where it is exact.
 * @param {LaneState} lane
 * @param {number} row
 */
function explained(lane, row) {
  const { part, error } = unexplained(lane, row);
  const [value, uncertain] = estimate(100 * (1 - part), 100 * error, (v) => fixed(v, 1));
  return error > 0 ? `${value} ${uncertain} %` : `${value} %`;
}

/**
 * Whether there are layers that come one after the other: then iterations count as they do, and not by their logarithm.
 * @param {LaneState[]} lanes
 */
const staged = (lanes) => lanes.some(({ stages }) => stages.length > 1);

/**
 * Where layers come in the lanes that add them one by one, all at the same iterations.
 * @param {LaneState[]} lanes
 * @param {import('../types.d.ts').Axis} axis
 */
function handovers(lanes, axis) {
  const lane = lanes.find((each) => staged([each]));
  return (lane?.stages.slice(1) ?? []).map(({ iteration }, i) => ({
    at: placeOfIteration(/** @type {LaneState} */ (lane), axis, iteration),
    label: i === 0 ? 'next layer' : '',
  }));
}

/**
 * A lane's losses where a logarithmic axis has room for them: not at the first row, before anything was seen.
 * @param {LaneState} lane
 * @param {(row: number) => number} at
 * @returns {[x: number, y: number][]}
 */
function curve(lane, at) {
  const { test } = series(lane);
  return test.flatMap((loss, row) => (at(row) > 0 && Number.isFinite(loss) ? [[at(row), Math.max(loss, ZERO)]] : []));
}
