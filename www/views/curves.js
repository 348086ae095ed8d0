// For each lane the coefficients, the curves that matter, and the loss below them; all lanes on the same axes.

/** @import { Actions, LabState, LaneState, Store } from '../types.d.ts' */
/** @import { Chart, Look } from '../drawing/chart.js' */
/** @import { Kind, Pinned } from '../drawing/pinned.js' */

import { axisOf, by, placeOf, placesOfAim, placeOfIteration, reach } from '../language/axis.js';
import { createCells } from '../drawing/cells.js';
import { createChart } from '../drawing/chart.js';
import { createAxisChoice, createScaleSwitch } from '../drawing/choices.js';
import { degreeColour, watchPalette } from '../drawing/colour.js';
import { DASHES, nthOfDegree } from '../drawing/dash.js';
import { h, term } from '../drawing/dom.js';
import { integer } from '../language/format.js';
import { drawn } from '../drawing/frame.js';
import { createLegend } from '../drawing/legend.js';
import { outlinesOf } from '../drawing/outlines.js';
import { pinnedLines } from '../drawing/pinned.js';
import { columnName, setName, symbols } from '../language/names.js';
import { withPinned } from '../language/pins.js';
import { MOVEMENT_HELP } from '../language/movement.js';
import { rowAt, topDegree } from '../language/progress.js';
import { energy, series } from '../language/series.js';
import { changes } from '../language/changes.js';
import { shared } from '../drawing/ranges.js';

/**
 * As much of a name as there is room for at the tip of a line.
 * @param {string} name
 */
const cut = (name) => (name.length > 11 ? `${name.slice(0, 10)}…` : name);

/** Where what is less is drawn on a logarithmic axis, of its lowest value: just inside the chart. */
const LOWEST = 1.1;

/** @type {(keyof LabState)[]} */
const SHOWN = ['lanes', 'pins', 'shown', 'cursor', 'scale', 'coefficientScale', 'axis', 'budget', 'status'];

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
  const view = drawn(store, SHOWN, function* () {
    // Learners that are compared stand in one chart: nobody sees a lane's own.
    if (store.get().preset.compare) return;
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
  const featureRoot = h('div', { class: 'chart coefficients', role: 'img', 'data-testid': `feature-chart-${index}` });
  const movementRoot = h('div', { class: 'chart movement', role: 'img', 'data-testid': `movement-chart-${index}` });
  const legend = createLegend(index);
  const coefficients = term(
    'Fourier coefficients',
    'The mean of f(x) times the monomial, estimated over fresh inputs. Dashed and level: what the target has. The logarithmic axis shows their size: what is shaded is below the standard error, and can’t be told from 0.',
  );
  const features = term(
    'Error of the hidden features',
    'Layer by layer, how far the network’s features S are from the target’s S*: min over orthogonal U of E |S* − US|², as a part of E |S*|², for a layer learns its features up to a rotation only (Theorem 2 of Allen-Zhu and Li). A layer that is switched off counts as zero features: error 1.',
  );
  const testLoss = term(
    'Test loss',
    'The mean of (f(x) − g(x))² over inputs drawn for the measurement alone, with its standard error as a band. The thin line is the mean over the iterations since the last measurement, as they were trained on: over mini-batches, or of the loss itself where the gradient is exact. Dashed: the loss of always answering zero.',
  );
  const axisChoice = createAxisChoice(actions);
  const lossScale = createScaleSwitch('Scale of the loss axis', 'scale', actions.setScale);
  const coefficientScale = createScaleSwitch(
    'Scale of the coefficients’ axis',
    'coefficients',
    actions.setCoefficientScale,
  );
  const featurePlane = h('div', { class: 'plane' }, featureRoot);
  const coefPlane = h('div', { class: 'plane' }, coefRoot, axisChoice.element);
  const overFeatures = h('div', { class: 'over' }, h('p', { class: 'what' }, features));
  const overCoefficients = h(
    'div',
    { class: 'over' },
    h('p', { class: 'what' }, coefficients),
    coefficientScale.element,
  );
  const lossPlane = h('div', { class: 'plane' }, lossRoot);
  const overMovement = h('div', { class: 'over' }, h('p', { class: 'what' }, term('What else moves', MOVEMENT_HELP)));
  const element = h(
    'div',
    { class: 'cell', role: 'group', 'data-testid': `lane-${index}` },
    overFeatures,
    featurePlane,
    overCoefficients,
    coefPlane,
    overMovement,
    movementRoot,
    h('div', { class: 'over' }, h('p', { class: 'what' }, testLoss), lossScale.element),
    lossPlane,
    legend.element,
  );
  /** @type {{ loss: Chart, coefficients: Chart | null, features: Chart | null, movement: Chart | null } | null} */
  let charts = null;
  const all = () => Object.values(charts ?? {}).filter((chart) => chart !== null);
  /** @type {unknown[]} */
  let shape = [];
  /** What the charts show: a frame without news costs nothing. @type {unknown[]} */
  let shown = [];
  /** @type {ReturnType<typeof outlinesOf> | null} */
  let outlined = null;
  /** @type {Record<Kind, Look> | null} */
  let looks = null;
  /** Of pinned runs, and what that was made of. @type {{ lines: Pinned, of: unknown[] } | null} */
  let pinned = null;
  const resized = new ResizeObserver(() => all().forEach((chart) => chart.resize()));
  for (const root of [lossRoot, coefRoot, featureRoot, movementRoot]) resized.observe(root);

  /**
   * @param {LaneState} lane
   * @param {LabState} state
   * @param {number} top
   */
  function build(lane, state, top) {
    all().forEach((chart) => chart.destroy());
    const { scheme, font, edge, band, ...colours } = watched.palette();
    // Between two neurons that became active nothing changes.
    const stepped = series(lane).progress.length > 0;
    const base = { colours, font, bandColour: 'transparent', band: null, stepped };
    const columns = new Set(lane.columns);
    const target = new Map(
      lane.analysis.terms
        .map(({ set, coefficient }) => /** @type {const} */ ([columnName(set), coefficient]))
        .filter(([name]) => columns.has(name)),
    );
    const { coefficients } = series(lane);
    const nths = nthOfDegree(coefficients);
    const lines = coefficients.map(({ name, set }, i) => ({
      label: target.has(name) ? cut(setName(set)) : '',
      colour: degreeColour(Math.max(set.length, 1), top, scheme),
      width: target.has(name) ? 1.75 : 1,
      dash: DASHES[nths[i] ?? 0],
    }));
    const log = state.coefficientScale === 'log';
    const values = log ? [...target.values()].map(Math.abs) : [...target.values()];
    const highest = Math.max(...values);
    const levels = [...new Set(values)].map((value) => ({
      value,
      colour: colours.soft,
      label: value === highest ? 'target' : '',
    }));
    const layers = series(lane).features.map(({ layer }) => layer);
    const [taught, followed] = [layers.length > 0, lines.length > 0];
    /** @type {Look} */
    const loss = {
      ...base,
      log: state.scale === 'log',
      ticks: !followed && !taught,
      lines: [
        { label: 'train', quiet: true, colour: edge, width: 0.75 },
        { label: 'test', colour: colours.ink, width: 1.5 },
        { label: '', colour: colours.ink, width: 0 },
        { label: '', colour: colours.ink, width: 0 },
      ],
      levels: lane.analysis.expanded ? [{ value: energy(lane), colour: colours.soft, label: 'f = 0' }] : [],
      band: [2, 3],
      bandColour: band,
    };
    /** @type {Look} */
    const errors = {
      ...base,
      log: true,
      ticks: !followed,
      lines: layers.map((layer) => ({
        label: `layer ${layer}`,
        colour: degreeColour(layer, layers.at(-1) ?? layer, scheme),
        width: 1.75,
      })),
      levels: [],
    };
    const moving = series(lane).movement.filter(({ drawn }) => drawn);
    const motion = {
      ...base,
      log: true,
      ticks: false,
      lines: moving.map(({ name }, i) => ({ label: name, colour: colours.ink, width: 1.5, dash: DASHES[i] })),
      levels: [],
    };
    const own = { ...base, log, ticks: true, lines, levels, bandColour: band };
    overFeatures.hidden = featurePlane.hidden = !taught;
    overCoefficients.hidden = coefPlane.hidden = !followed;
    overMovement.hidden = movementRoot.hidden = moving.length === 0;
    (followed ? coefPlane : taught ? featurePlane : lossPlane).append(axisChoice.element);
    looks = { loss, coefficients: own, features: errors, movement: motion };
    charts = {
      loss: createChart(lossRoot, loss, actions.setCursor),
      coefficients: followed ? createChart(coefRoot, own, actions.setCursor) : null,
      features: taught ? createChart(featureRoot, errors, actions.setCursor) : null,
      movement: moving.length > 0 ? createChart(movementRoot, motion, actions.setCursor) : null,
    };
  }

  /**
   * @param {number} index
   * @param {LabState} state
   */
  function* draw(index, state) {
    const lane = /** @type {LaneState} */ (state.lanes[index]);
    const sign = symbols(state.lanes)[index] ?? '';
    const ranges = shared(withPinned(state));
    const [lossRange, range] = [ranges.loss, ranges.coefficients[index] ?? ranges.loss];
    const top = topDegree(state.lanes);
    const axis = axisOf(state);
    const log = state.coefficientScale === 'log';
    const next = [watched.palette(), state.scale, log, axis, top, sign, lane.columns, lane.analysis];
    if (next.some((value, i) => value !== shape[i])) {
      shape = next;
      shown = [];
      build(lane, state, top);
      element.ariaLabel = sign;
      lossRoot.ariaLabel = `Test loss of ${sign} ${by(axis)}; the values are in the table below`;
      featureRoot.ariaLabel = `Errors of the hidden features of the network trained on ${sign} ${by(axis)}; the values are in the table below`;
      movementRoot.ariaLabel = `What else moves in the network trained on ${sign} ${by(axis)}; the values are in the table below`;
      coefRoot.ariaLabel = `Fourier coefficients of the network trained on ${sign} ${by(axis)}${log ? ', their sizes on a logarithmic axis' : ''}; the values are in the table below`;
    }
    const end = reach(state);
    const atRest = state.status !== 'running';
    const news = [
      state.pins,
      atRest,
      lane.data,
      lane.seen,
      lane.status,
      axis,
      end,
      state.cursor,
      lossRange.low,
      lossRange.high,
      range.low,
      range.high,
      ranges.features.low,
      ranges.features.high,
      ranges.movement.low,
      ranges.movement.high,
    ];
    lossScale.draw(state.scale);
    coefficientScale.draw(state.coefficientScale);
    axisChoice.draw(state);
    if (news.every((value, i) => value === shown[i])) return;
    shown = news;
    const lowest = log ? range.low * LOWEST : null;
    if (lane.data !== outlined?.data || axis !== outlined.axis || lowest !== outlined.lowest)
      outlined = outlinesOf(lane, axis, lowest);
    const under = [state.pins, looks, axis, lowest];
    if (looks && under.some((value, i) => value !== pinned?.of[i]))
      pinned = { lines: pinnedLines(state, index, axis, lowest, looks), of: under };
    const at = (/** @type {number} */ row) => placeOf(lane, axis, row);
    const mark = lane.status === 'diverged' ? `diverged at ${integer(at(lane.rowCount - 1))}` : '';
    const cursor = state.cursor === null ? null : at(rowAt(lane, state));
    const changed = changes(lane).map(({ iteration, label }) => ({
      at: placeOfIteration(lane, axis, iteration),
      label,
    }));
    const frame = { end, mark, cursor, changes: changed, levelsWithin: placesOfAim(lane, axis), atRest };
    const quiet = changed.map(({ at }) => ({ at, label: '' }));
    const losses = outlined.loss.upTo(lane);
    yield* charts?.loss.draw(losses, { ...frame, ...lossRange, changes: quiet, pinned: pinned?.lines.loss }) ?? [];
    const errors = outlined.features.upTo(lane);
    yield* charts?.features?.draw(errors, { ...frame, ...ranges.features, pinned: pinned?.lines.features }) ?? [];
    const moving = outlined.movement.upTo(lane);
    yield* (
      charts?.movement?.draw(moving, {
        ...frame,
        ...ranges.movement,
        changes: quiet,
        pinned: pinned?.lines.movement,
      }) ?? []
    );
    const [x, ...lines] = outlined.coefficients.upTo(lane);
    const floor = log
      ? { values: lines.pop() ?? [], least: 2 * range.low, ends: lane.status === 'diverged' }
      : undefined;
    yield* (
      charts?.coefficients?.draw([x, ...lines], { ...frame, ...range, floor, pinned: pinned?.lines.coefficients }) ?? []
    );
  }

  /**
   * The values below the charts.
   * @param {number} index
   * @param {LabState} state
   */
  function tell(index, state) {
    const lane = /** @type {LaneState} */ (state.lanes[index]);
    return legend.draw(lane, topDegree(state.lanes), state);
  }

  return {
    element,
    draw,
    tell,
    destroy() {
      resized.disconnect();
      all().forEach((chart) => chart.destroy());
    },
  };
}
