// A figure as a paper shows it: what its charts are, each by itself and all of them on one sheet.

/** @import { LabState, LaneState } from '../types.d.ts' */
/** @import { Scheme } from './colour.js' */
/** @import { Curve } from './outline.js' */
/** @import { Kind } from './pinned.js' */
/** @import { PaperChart, PaperLine } from './svgchart.js' */

import { aimNow, when } from '../language/inforce.js';
import { axisOf, placeOf, placesOfAim, placeOfIteration, reach } from '../language/axis.js';
import { columnName, haveOneTarget, setName, signNow, signOf, symbols } from '../language/names.js';
import { dashOf, pinnedOver, withPinned } from '../language/pins.js';
import { topDegree } from '../language/progress.js';
import { energy, series } from '../language/series.js';
import { changes } from '../language/changes.js';
import { inLines, listed } from '../language/text.js';
import { written } from '../language/teacher.js';
import { degreeColour, learnerColour } from './colour.js';
import { DASHES, nthOfDegree } from './dash.js';
import { createOutline } from './outline.js';
import { pinnedLines } from './pinned.js';
import { shared, testRange, typicalError, ZERO } from './ranges.js';
import { escaped, tag, text } from './svg.js';
import { chartSvg, heightOf, PAPER, rightOf } from './svgchart.js';

const WIDTH = 460;
const PADDING = 14;
/** Of a sheet's title. */
const LINE = 18;
/** Of a sheet: more lanes than this go below. */
const COLUMNS = 3;
/** Of curves that have no colour of their own: as the page has it (palette.css). @type {Record<Scheme, string>} */
const INK = { light: PAPER.ink, dark: '#e9e7e2' };

/**
 * A column: its values, and where it has them their standard errors.
 * @typedef {{ values: (row: number) => number | undefined, errors?: (row: number) => number | undefined }} Measured
 */
/** @typedef {Omit<PaperLine, 'points' | 'band'> & Measured} Wanted */

/**
 * What a lane's curves are, no finer than a sheet shows them.
 * @param {LaneState} lane
 * @param {(row: number) => number} at
 * @param {Wanted[]} wanted
 * @param {number} least  what is less is drawn as this, or above a logarithmic axis' end not at all
 * @returns {PaperLine[]}
 */
function lines(lane, at, wanted, least) {
  const whole = (/** @type {number | undefined} */ v) =>
    v !== undefined && Number.isFinite(v) ? Math.max(v, least) : null;
  const bound =
    (/** @type {Measured} */ { values, errors }, /** @type {number} */ sign) =>
    (/** @type {number} */ row) => {
      const error = errors?.(row) ?? 0;
      return error > 0 ? whole((values(row) ?? NaN) + sign * error) : null;
    };
  /** @type {Curve[]} */
  const curves = wanted.flatMap((line) => [(row) => whole(line.values(row)), bound(line, -1), bound(line, 1)]);
  const [x, ...columns] = createOutline(at, curves).upTo(lane);
  return wanted.map(({ values: _, errors: __, ...look }, k) => {
    const [own = [], low = [], high = []] = columns.slice(3 * k, 3 * k + 3);
    return {
      ...look,
      points: x.map((place, i) => [place, own[i] ?? null]),
      band: x.map((place, i) => [place, low[i] ?? null, high[i] ?? null]),
    };
  });
}

/**
 * The charts of a lane, from the top to the bottom.
 * @param {LabState} state
 * @param {number} index
 * @param {Scheme} [scheme]
 * @returns {PaperChart[]}
 */
export function chartsOf(state, index, scheme = 'light') {
  const lane = /** @type {LaneState} */ (state.lanes[index]);
  const axis = axisOf(state);
  const { coefficients, features, movement, train, test, testError, progress } = series(lane);
  const ranges = shared(withPinned(state));
  const top = topDegree(state.lanes);
  const at = (/** @type {number} */ row) => placeOf(lane, axis, row);
  const marks = changes(lane).map(({ iteration, label }) => ({ at: placeOfIteration(lane, axis, iteration), label }));
  const base = {
    x: axis,
    logX: false,
    stepped: progress.length > 0,
    across: /** @type {const} */ ([0, reach(state)]),
    levels: [],
    levelsWithin: placesOfAim(lane, axis),
  };
  const target = new Map(lane.analysis.terms.map(({ set, coefficient }) => [columnName(set), coefficient]));
  const sizes = state.coefficientScale === 'log';
  /** @type {PaperChart[]} */
  const all = [];
  const moving = movement.filter(({ drawn }) => drawn);
  const between = ({ low = 0, high = 1 }) => /** @type {const} */ ([low, high]);

  if (features.length > 0)
    all.push({
      ...base,
      name: 'features',
      title: 'Error of the hidden features',
      y: 'relative error',
      log: true,
      range: between(ranges.features),
      height: 200,
      changes: marks,
      lines: lines(
        lane,
        at,
        features.map(({ layer, values }) => ({
          label: `layer ${layer}`,
          colour: degreeColour(layer, features.at(-1)?.layer ?? layer, scheme),
          width: 1.75,
          values: (row) => values[row],
        })),
        ZERO,
      ),
    });
  if (coefficients.length > 0) {
    const nths = nthOfDegree(coefficients);
    const range = ranges.coefficients[index] ?? ranges.loss;
    const values = coefficients.flatMap(({ name }) => target.get(name) ?? []).map((v) => (sizes ? Math.abs(v) : v));
    const size = (/** @type {number} */ v) => (sizes ? Math.abs(v) : v);
    all.push({
      ...base,
      name: 'coefficients',
      title: sizes ? 'Fourier coefficients, their sizes' : 'Fourier coefficients',
      y: sizes ? 'size of the coefficient' : 'coefficient',
      log: sizes,
      range: between(range),
      height: 240,
      changes: features.length > 0 ? marks.map(({ at }) => ({ at, label: '' })) : marks,
      levels: [...new Set(values)].map((value) => ({ value, label: value === Math.max(...values) ? 'target' : '' })),
      lines: [
        ...(sizes ? [floorOf(lane, at, range.low)] : []),
        ...lines(
          lane,
          at,
          coefficients.map(({ name, set, values, errors }, i) => ({
            label: target.has(name) ? setName(set) : '',
            colour: degreeColour(Math.max(set.length, 1), top, scheme),
            width: target.has(name) ? 1.75 : 1,
            dash: DASHES[nths[i] ?? 0],
            values: (row) => (values[row] === undefined ? undefined : size(values[row])),
            ...(sizes ? {} : { errors: (/** @type {number} */ row) => errors[row] }),
          })),
          sizes ? range.low * 1.1 : -Infinity,
        ),
      ],
    });
  }
  if (moving.length > 0)
    all.push({
      ...base,
      name: 'movement',
      title: 'What else moves',
      y: 'ratio, influence, weight',
      log: true,
      range: between(ranges.movement),
      height: 150,
      changes: marks.map(({ at }) => ({ at, label: '' })),
      lines: lines(
        lane,
        at,
        moving.map(({ name, read }, i) => ({
          label: name,
          colour: INK[scheme],
          width: 1.5,
          dash: DASHES[i],
          values: (row) => read(row)[0],
        })),
        ZERO,
      ),
    });
  all.push({
    ...base,
    name: 'loss',
    title: 'Loss',
    y: 'mean of (f(x) − g(x))²',
    log: state.scale === 'log',
    range: between(ranges.loss),
    height: 150,
    changes: marks.map(({ at }) => ({ at, label: '' })),
    levels: lane.analysis.expanded ? [{ value: energy(lane), label: 'f = 0' }] : [],
    lines: lines(
      lane,
      at,
      [
        { label: 'train', colour: '#9a978f', width: 0.75, values: (row) => train[row] },
        { label: 'test', colour: INK[scheme], width: 1.5, values: (row) => test[row], errors: (row) => testError[row] },
      ],
      ZERO,
    ),
  });
  const lowest = sizes ? (ranges.coefficients[index]?.low ?? 1) * 1.1 : null;
  return overPinned(all, (looks) => pinnedLines(state, index, axis, lowest, looks));
}

/** Of pinned runs. */
const THIN = 0.9;

/**
 * The charts with the curves of pinned runs under theirs.
 * @param {PaperChart[]} charts  named as the kinds of these
 * @param {(looks: Record<Kind, { lines: PaperLine[] }>) => ReturnType<typeof pinnedLines>} linesOf
 * @returns {PaperChart[]}
 */
function overPinned(charts, linesOf) {
  // What is below the standard error is no curve.
  const curves = charts.map(({ name, lines }) => [name, { lines: lines.filter(({ width }) => width > 0) }]);
  const none = { lines: [] };
  const own = { loss: none, coefficients: none, features: none, movement: none, ...Object.fromEntries(curves) };
  const pinned = linesOf(own);
  return charts.map((chart) => {
    const under = pinned[/** @type {Kind} */ (chart.name)].map(({ x, values, colour, letter, dash }) => ({
      label: letter,
      colour,
      width: THIN,
      dash,
      points: x.map((place, i) => /** @type {const} */ ([place, values[i] ?? null])),
    }));
    return { ...chart, lines: [...under, ...chart.lines] };
  });
}

/**
 * All learners of a figure in one chart, by their test losses.
 * @param {LabState} state
 * @param {Scheme} [scheme]
 * @returns {PaperChart}
 */
export function comparison(state, scheme = 'light') {
  const { lanes } = state;
  const axis = axisOf(state);
  const { low, high } = testRange(withPinned(state));
  const logX = lanes.every(({ stages }) => stages.length <= 1);
  const end = reach(state);
  const start = Math.min(...lanes.map((lane) => placeOf(lane, axis, 1) || Infinity));
  const from = start < end ? start : 1;
  const [first] = lanes;
  return {
    name: 'comparison',
    title: 'Test loss',
    x: axis,
    y: 'mean of (f(x) − g(x))²',
    logX,
    log: state.scale === 'log',
    stepped: false,
    across: logX ? [from, Math.max(end, 2 * from)] : [0, end],
    range: [low, high],
    height: 260,
    changes: [],
    levelsWithin: first && placesOfAim(first, axis),
    levels:
      first && haveOneTarget(lanes) && first.analysis.expanded && !first.analysis.estimated
        ? [{ value: energy(first), label: 'f = 0' }]
        : [],
    lines: lanes.flatMap((lane, i) => {
      const { test, testError } = series(lane);
      const at = (/** @type {number} */ row) => placeOf(lane, axis, row);
      const seen = (/** @type {number[]} */ values) => (/** @type {number} */ row) =>
        logX && at(row) === 0 ? undefined : values[row];
      const look = { label: lane.label, colour: learnerColour(i, scheme), width: 2 };
      const under = pinnedOver(state, i).flatMap(({ letter, lane: own }) => {
        const there = (/** @type {number} */ row) => placeOf(own, axis, row);
        const value = (/** @type {number} */ row) => (logX && there(row) === 0 ? undefined : series(own).test[row]);
        return lines(own, there, [{ ...look, label: letter, width: THIN, dash: dashOf(letter), values: value }], ZERO);
      });
      return [...under, ...lines(lane, at, [{ ...look, values: seen(test), errors: seen(testError) }], ZERO)];
    }),
  };
}

/** @param {LabState} state */
const isComparison = ({ preset }) => preset.compare === true;

/**
 * On a logarithmic axis: what is below the standard error can't be told from 0.
 * @param {LaneState} lane
 * @param {(row: number) => number} at
 * @param {number} least
 * @returns {PaperLine}
 */
function floorOf(lane, at, least) {
  const { coefficients } = series(lane);
  const error = (/** @type {number} */ row) => typicalError(coefficients, row) ?? null;
  const [x, values] = createOutline(at, [error]).upTo(lane);
  const band = x.map((place, i) => /** @type {const} */ ([place, least, values?.[i] ?? null]));
  return { label: '', colour: PAPER.soft, width: 0, points: [], band };
}

/**
 * What a lane learns, and whether it is another one's target, too: "S₁₀ (all ten from the start) = x₁ + x₁x₂ + ⋯".
 * @param {LabState} state
 * @param {number} index
 */
function learned(state, index) {
  const { lanes } = state;
  const lane = /** @type {LaneState} */ (lanes[index]);
  const sign = isComparison(state) ? signOf(lane) : (symbols(lanes)[index] ?? '');
  return `${signNow(lane, sign)} = ${written(aimNow(lane), lane.analysis)}${when(lane)}`;
}

/** @param {PaperLine} line */
const hasBand = ({ band = [] }) => band.some(([, low, high]) => low !== null && high !== null);

/**
 * What the marks of these charts mean, of those that there are.
 * @param {LabState} state
 * @param {PaperChart[]} charts
 */
function reading({ pins, seed }, charts) {
  const lines = charts.flatMap(({ lines }) => lines).filter(hasBand);
  const around = lines.some(({ width }) => width > 0) ? ['one standard error to either side'] : [];
  const below = lines.some(({ width }) => width === 0) ? ['of coefficients, what is below'] : [];
  const bands = [...around, ...below.map((what) => `${what} ${around.length > 0 ? 'it' : 'the standard error'}`)];
  const levels = charts.filter(({ levels }) => levels.length > 0);
  const [coefficients] = levels.filter(({ name }) => name === 'coefficients');
  const dashed = [
    ...(coefficients ? [coefficients.log ? 'the target' : 'the values of the target'] : []),
    ...(levels.some(({ name }) => name !== 'coefficients') ? ['the loss of answering zero'] : []),
  ];
  const broken = charts.some(
    ({ name, lines }) =>
      name === 'coefficients' && lines.some(({ dash = [], width }) => dash.length > 0 && width > THIN),
  );
  const letters = pins
    .filter(({ hidden }) => !hidden)
    .map(({ letter, name, lanes: [lane] }) => {
      const called = name || (lane && lane.spec.seed !== seed ? `seed ${lane.spec.seed}` : '');
      return called === '' ? letter : `${letter} (${called})`;
    });
  return [
    ...(bands.length > 0 ? [`Bands: ${bands.join('; ')}.`] : []),
    ...(dashed.length > 0 ? [`Dashed and level: ${dashed.join(', and ')}.`] : []),
    ...(broken ? ['Sets of one degree share a colour; all but the first are dashed.'] : []),
    ...(letters.length > 0 ? [`Thin: runs pinned before, ${letters.join(', ')}.`] : []),
  ].join(' ');
}

/**
 * One file for each of a figure's charts.
 * @param {LabState} state
 * @param {string[]} [altered]  what it has otherwise than its preset
 * @returns {{ name: string, lane: number | null, svg: () => string }[]}
 */
export function pictures(state, altered = []) {
  if (isComparison(state)) return [{ name: 'comparison', lane: null, svg: () => sheet(state, altered) }];
  return state.lanes.flatMap((_, lane) =>
    chartsOf(state, lane).map(({ name }) => ({
      name,
      lane,
      svg: () => {
        const chart = /** @type {PaperChart} */ (chartsOf(state, lane).find((each) => each.name === name));
        return page(state, altered, [{ title: learned(state, lane), charts: [chart] }]);
      },
    })),
  );
}

/**
 * All charts of a figure on one sheet.
 * @param {LabState} state
 * @param {string[]} [altered]  what it has otherwise than its preset
 */
export const sheet = (state, altered = []) =>
  page(
    state,
    altered,
    isComparison(state)
      ? [{ title: haveOneTarget(state.lanes) ? learned(state, 0) : '', charts: [comparison(state)] }]
      : state.lanes.map((_, lane) => ({ title: learned(state, lane), charts: chartsOf(state, lane) })),
  );

/** Characters of what is altered that the narrowest sheet has room for. */
const ROOM = 48;

/**
 * @param {LabState} state
 * @param {string[]} altered
 * @param {Cell[]} cells
 */
function page(state, altered, cells) {
  const { preset, seed } = state;
  const [first] = altered;
  // What changed on the way says so itself.
  const more = first === undefined ? '' : `\n${first.startsWith('after ') ? '' : 'with '}${listed(altered, ROOM)}`;
  const title = `${preset.title}; seed ${seed}${more}`;
  const charts = cells.flatMap(({ charts }) => charts);
  return leaf(title, cells, reading(state, charts));
}

/** Charts below one another under what they have in common. @typedef {{ title: string, charts: PaperChart[] }} Cell */

/** Characters of a title of 14 px that a column has room for: a longer one is smaller. */
const TITLE = 60;

/** @param {string} title */
const sizeOf = (title) => Math.min(14, Math.max(9, Math.floor((14 * TITLE) / title.length)));

/** What the marks mean, at the foot of a sheet: about what a character takes, and a line. */
const FOOT = { size: 10, character: 5.2, line: 14 };

/**
 * A sheet by itself.
 * @param {string} title  of one line or more
 * @param {Cell[]} cells
 * @param {string} foot  what the marks mean
 */
export function leaf(title, cells, foot) {
  const head = title.split('\n');
  const right = rightOf(cells.flatMap(({ charts }) => charts));
  const heights = cells.map(({ charts }) => 22 + charts.reduce((sum, chart) => sum + heightOf(chart), 0));
  const columns = Math.min(cells.length, COLUMNS);
  const rows = Math.ceil(cells.length / COLUMNS);
  const tops = Array.from({ length: rows + 1 }, (_, row) =>
    heights
      .slice(0, row * COLUMNS)
      .reduce(
        (sum, _, i) => (i % COLUMNS === 0 ? sum + Math.max(...heights.slice(i, i + COLUMNS)) : sum),
        26 + LINE * head.length,
      ),
  );
  const width = columns * (WIDTH + PADDING) + PADDING;
  const bottom = tops.at(-1) ?? 0;
  const marks = inLines(foot, Math.floor((width - 2 * PADDING) / FOOT.character));
  const height = bottom + 12 + FOOT.line * marks.length;
  const body = cells.flatMap(({ title, charts }, i) => {
    const [left, top] = [PADDING + (i % COLUMNS) * (WIDTH + PADDING), tops[Math.floor(i / COLUMNS)] ?? 0];
    let y = top + 22;
    return [
      text(left + 4, top + 12, title, { 'font-size': sizeOf(title), 'font-weight': 600, fill: PAPER.ink }),
      ...charts.map((chart, k) => {
        const drawn = chartSvg(chart, { left, top: y, width: WIDTH, right, id: `chart-${i + 1}-${k + 1}` });
        y += heightOf(chart);
        return drawn;
      }),
    ];
  });
  return tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': 'sans-serif',
    },
    tag('title', {}, escaped(title)),
    tag('rect', { width, height, fill: PAPER.paper }),
    ...head.map((line, i) => text(PADDING + 4, 24 + LINE * i, line, { 'font-size': 13, fill: PAPER.soft })),
    ...body,
    ...marks.map((line, i) =>
      text(PADDING + 4, bottom + 16 + FOOT.line * i, line, { 'font-size': FOOT.size, fill: PAPER.soft }),
    ),
  );
}
