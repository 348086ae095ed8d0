// For each lane the coefficients, the curves that matter, and the loss below them; all lanes on the same axes.

/** @import { Actions, LabState, LaneState, Store } from '../types.d.ts' */
/** @import { Chart, Look } from '../drawing/chart.js' */
/** @import { Curve } from '../drawing/outline.js' */

import { createCells } from '../drawing/cells.js';
import { createChart } from '../drawing/chart.js';
import { degreeColour, watchPalette } from '../drawing/colour.js';
import { h, term } from '../drawing/dom.js';
import { integer } from '../language/format.js';
import { drawn } from '../drawing/frame.js';
import { createLegend } from '../drawing/legend.js';
import { createOutline } from '../drawing/outline.js';
import { columnName, setName, symbols } from '../language/names.js';
import { rowAt, topDegree } from '../language/progress.js';
import { series } from '../language/series.js';
import { energy, shared } from '../drawing/ranges.js';

/**
 * As much of a name as there is room for at the tip of a line.
 * @param {string} name
 */
const cut = (name) => (name.length > 11 ? `${name.slice(0, 10)}…` : name);

const DASHES = [undefined, [6, 3], [2, 2], [8, 3, 2, 3]];

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  const colours = watchPalette(root);
  const stage = h('div', { class: 'pair' });
  root.append(stage);
  const cells = createCells(stage, (i) => cell(i, colours, actions));
  const view = drawn(store, ['lanes', 'shown', 'cursor', 'scale', 'budget', 'status'], function* () {
    for (let i = 0; i < store.get().lanes.length; i++) {
      yield* cells.of(store.get())[i]?.draw(i, store.get()) ?? [];
      yield;
      yield* cells.of(store.get())[i]?.tell(i, store.get()) ?? [];
      yield;
    }
  });
  colours.subscribe(() => view.now());
  return () => {
    colours.stop();
    view.stop();
    cells.destroy();
    root.replaceChildren();
  };
}

/**
 * @param {number} index
 * @param {ReturnType<typeof watchPalette>} watched
 * @param {Actions} actions
 */
function cell(index, watched, actions) {
  const lossRoot = h('div', { class: 'chart loss', role: 'img', 'data-testid': `loss-chart-${index}` });
  const coefRoot = h('div', { class: 'chart coefficients', role: 'img', 'data-testid': `coef-chart-${index}` });
  const legend = createLegend(index);
  const testLoss = term(
    'Test loss',
    'The mean of (f(x) − g(x))² over inputs drawn for the measurement alone, with its standard error as a band. The thin line is the mean over the mini-batches trained on since the last measurement. Dashed: the loss of always answering zero.',
  );
  const scaleSwitch = index === 0 ? createScaleSwitch(actions) : null;
  const element = h(
    'div',
    { class: 'cell', role: 'group', 'data-testid': `lane-${index}` },
    h(
      'p',
      { class: 'what' },
      term(
        'Fourier coefficients',
        'The mean of f(x) times the monomial, estimated over fresh inputs. Dashed: what the target has.',
      ),
    ),
    coefRoot,
    h('div', { class: 'over' }, h('p', { class: 'what' }, testLoss), scaleSwitch?.element),
    lossRoot,
    legend.element,
  );
  /** @type {Chart[]} */
  let charts = [];
  /** @type {unknown[]} */
  let shape = [];
  /** What the charts show: a frame without news costs nothing. @type {unknown[]} */
  let shown = [];
  /** @type {ReturnType<typeof outlinesOf> | null} */
  let outlined = null;
  const resized = new ResizeObserver(() => charts.forEach((chart) => chart.resize()));
  resized.observe(lossRoot);
  resized.observe(coefRoot);

  /**
   * @param {LaneState} lane
   * @param {LabState} state
   * @param {number} top
   */
  function build(lane, state, top) {
    charts.forEach((chart) => chart.destroy());
    const { scheme, edge, band, ...colours } = watched.palette();
    const base = { colours, font: 'system-ui, sans-serif', bandColour: 'transparent', band: null };
    const followed = new Set(lane.columns);
    const target = new Map(
      lane.analysis.terms
        .map(({ set, coefficient }) => /** @type {const} */ ([columnName(set), coefficient]))
        .filter(([name]) => followed.has(name)),
    );
    /** @type {Map<number, number>} */
    const seen = new Map();
    const lines = series(lane).coefficients.map(({ name, set }) => {
      const nth = seen.get(set.length) ?? 0;
      seen.set(set.length, nth + 1);
      return {
        label: target.has(name) ? cut(setName(set)) : '',
        colour: degreeColour(Math.max(set.length, 1), top, scheme),
        width: target.has(name) ? 1.75 : 1,
        dash: DASHES[nth % DASHES.length],
      };
    });
    const highest = Math.max(...target.values());
    const levels = [...new Set(target.values())].map((value) => ({
      value,
      colour: colours.soft,
      label: value === highest ? 'target' : '',
    }));
    /** @type {Look} */
    const loss = {
      ...base,
      log: state.scale === 'log',
      ticks: false,
      lines: [
        { label: 'train', quiet: true, colour: edge, width: 0.75 },
        { label: 'test', colour: colours.ink, width: 1.5 },
        { label: '', colour: colours.ink, width: 0 },
        { label: '', colour: colours.ink, width: 0 },
      ],
      levels: [{ value: energy(lane), colour: colours.soft, label: 'f = 0' }],
      band: [2, 3],
      bandColour: band,
    };
    charts = [
      createChart(lossRoot, loss, actions.setCursor),
      createChart(coefRoot, { ...base, log: false, ticks: true, lines, levels }, actions.setCursor),
    ];
  }

  /**
   * @param {number} index
   * @param {LabState} state
   */
  function* draw(index, state) {
    const lane = /** @type {LaneState} */ (state.lanes[index]);
    const sign = symbols(state.lanes)[index] ?? '';
    const ranges = shared(state);
    const [lossRange, range] = [ranges.loss, ranges.coefficients[index] ?? ranges.loss];
    const top = topDegree(state.lanes);
    const next = [watched.palette(), state.scale, top, sign, lane.columns, lane.analysis];
    if (next.some((value, i) => value !== shape[i])) {
      shape = next;
      shown = [];
      build(lane, state, top);
      element.ariaLabel = sign;
      lossRoot.ariaLabel = `Test loss of ${sign} by iteration; the values are in the table below`;
      coefRoot.ariaLabel = `Fourier coefficients of the network trained on ${sign} by iteration; the values are in the table below`;
    }
    const news = [
      lane.data,
      lane.rowCount,
      lane.status,
      state.budget,
      state.cursor,
      lossRange.low,
      lossRange.high,
      range.low,
      range.high,
    ];
    scaleSwitch?.draw(state);
    if (news.every((value, i) => value === shown[i])) return;
    shown = news;
    if (lane.data !== outlined?.data) outlined = outlinesOf(lane);
    const mark = lane.status === 'diverged' ? `diverged at ${integer(lane.iteration)}` : '';
    const cursor = state.cursor === null ? null : (series(lane).at[rowAt(lane, state.cursor)] ?? null);
    const frame = { budget: state.budget, mark, cursor };
    yield* charts[0]?.draw(outlined.loss.upTo(lane.rowCount, lane.stride), { ...frame, ...lossRange }) ?? [];
    yield* charts[1]?.draw(outlined.coefficients.upTo(lane.rowCount, lane.stride), { ...frame, ...range }) ?? [];
  }

  /**
   * The values below the charts.
   * @param {number} index
   * @param {LabState} state
   */
  function tell(index, state) {
    const lane = /** @type {LaneState} */ (state.lanes[index]);
    return legend.draw(lane, topDegree(state.lanes), state.cursor);
  }

  return {
    element,
    draw,
    tell,
    destroy() {
      resized.disconnect();
      charts.forEach((chart) => chart.destroy());
    },
  };
}

/**
 * What the charts of a lane draw, as its rows come in.
 * @param {LaneState} lane
 */
function outlinesOf(lane) {
  const { at, train, test, testError, coefficients } = series(lane);
  /** @type {(value: (row: number) => number | undefined, above?: number) => Curve} */
  const curve =
    (value, above = -Infinity) =>
    (row) => {
      const v = value(row) ?? NaN;
      return Number.isFinite(v) && v > above ? v : null;
    };
  const iteration = curve((row) => at[row]);
  const bound = (/** @type {number} */ sign) => curve((row) => (test[row] ?? NaN) + sign * (testError[row] || 0), 0);
  return {
    data: lane.data,
    loss: createOutline(iteration, [curve((row) => train[row], 0), curve((row) => test[row], 0), bound(1), bound(-1)]),
    coefficients: createOutline(
      iteration,
      coefficients.map(({ values }) => curve((row) => values[row])),
    ),
  };
}

/** @param {Actions} actions */
function createScaleSwitch(actions) {
  const buttons = /** @type {const} */ (['log', 'linear']).map((scale) =>
    h('button', { type: 'button', 'data-testid': `scale-${scale}`, onclick: () => actions.setScale(scale) }, scale),
  );
  const element = h('div', { class: 'switch', role: 'group', 'aria-label': 'Scale of the loss axis' }, ...buttons);
  return {
    element,
    /** @param {LabState} state */
    draw({ scale }) {
      for (const button of buttons) button.ariaPressed = String(button.textContent === scale);
    },
  };
}
