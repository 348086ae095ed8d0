// Any two runs of a figure, pinned or of now, or any two sweeps of the page, one over the other on common axes, with numbers.
// Loaded once it is opened.

/** @import { CompleteSweep, Curves, LabState, LaneState, Spec, Store, SweepSummary } from '../types.d.ts' */
/** @import { Overlay } from '../drawing/overlay.js' */
/** @import { NumberRow } from '../language/overlay.js' */
/** @import { Recorded } from '../state/recorded.js' */
/** @import { SweepState } from '../state/sweep.js' */
/** @import { Sweeps } from '../state/sweeps.js' */

import { watchPalette } from '../drawing/colour.js';
import { h, say, uid } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { createFiles, mediansOver, onScreen, runsOver, sweepsOver, table } from '../drawing/overlay.js';
import { watchRoom } from '../drawing/room.js';
import { axisOf } from '../language/axis.js';
import { namesOf, parseSet, setName } from '../language/names.js';
import { LOSS, measures, runNumbers, sharedEntry, sweepNumbers } from '../language/overlay.js';
import { entryName, valueName } from '../language/sweeps.js';
import { compared, differences } from '../state/differences.js';
import { cellsOf, fixedOf, valuesOf } from '../state/plan.js';
import { stateOf } from '../state/recorded.js';

/** Of sweeps over the same entry: what stands against its values. */
const AGAINST = /** @type {const} */ ([
  { value: 'time', label: 'time to learn, in iterations' },
  { value: 'rate', label: 'how many learned' },
]);
/** Ms between two looks at the numbers of runs that move. */
const TELL = 250;
const NOTHING =
  'Their entries have nothing in common, and their curves are not here: a sweep that was recorded, or is large, keeps none.';

/** `short`: at the end of its curve. @typedef {{ key: string, title: string, short: string, lane?: LaneState, sweep?: SweepState }} Item */
/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Sweeps} sweeps
 * @param {(preset: string) => Promise<Recorded> | null} recorded  what the command line made of a preset's own sweep
 * @returns {() => void}
 */
export function mount(root, store, sweeps, recorded) {
  const colours = watchPalette(root);
  const choice = (/** @type {string} */ id, /** @type {string} */ label) => {
    const select = h('select', { id: uid(id), 'data-testid': id, onchange: () => void draw() });
    const element = h('div', { class: 'field' }, h('label', { for: select.id }, label), select);
    return { select, element };
  };
  const [upper, lower] = [choice('overlay-first', 'lay'), choice('overlay-second', 'over')];
  const measure = choice('overlay-measure', 'by');
  const inner = [0, 1].map((i) => choice(`overlay-value-${i}`, i === 0 ? 'the first at' : 'the second at'));
  const chart = h('div', { class: 'sweep-chart', role: 'img', 'data-testid': 'overlay-chart' });
  const numbers = h('div', {
    class: 'sweep-scroll',
    tabindex: '0',
    role: 'region',
    'aria-label': 'Numbers of both',
    'data-testid': 'overlay-numbers',
  });
  const said = h('p', { role: 'status', 'data-testid': 'overlay-said' });
  const files = createFiles(
    'overlay',
    () => `${store.get().preset.id}-comparison`,
    () => shown,
  );
  root.append(
    h('h4', {}, 'Any two, one over the other'),
    h(
      'div',
      { class: 'overlay' },
      upper.element,
      lower.element,
      ...inner.map(({ element }) => element),
      measure.element,
    ),
    said,
    chart,
    files,
    numbers,
  );
  /** @type {Overlay | null} */
  let shown = null;
  /** That of this preset, if there is one. @type {{ preset: string, sweep: SweepState | null }} */
  let beforehand = { preset: '', sweep: null };
  /** Drawings that were begun: of two the later one counts. */
  let begun = 0;
  let drawnFor = '';

  /** @param {LabState} state */
  async function recall({ preset }) {
    if (beforehand.preset === preset.id) return;
    /** @type {typeof beforehand} */
    const mine = (beforehand = { preset: preset.id, sweep: null });
    const found = await recorded(preset.id)?.catch(() => null);
    mine.sweep = found ? stateOf(preset, found) : null;
    void draw();
  }

  /** @returns {Item[]} */
  function items() {
    const state = store.get();
    const { names } = compared(state);
    const runs = [...state.pins, { id: 'now', letter: 'now', lanes: state.lanes, preset: state.preset.id }];
    const laid = runs.flatMap(({ id, letter, lanes, preset }, k) => {
      const signs = namesOf(lanes, state.preset.compare && preset === state.preset.id);
      return lanes.map((lane, i) => {
        const sign = lanes.length > 1 ? ` ${signs[i]}` : '';
        const name = names[k] ? `: ${names[k]}` : '';
        return { key: `${id}/${i}`, title: letter + sign + name, short: letter + sign, lane };
      });
    });
    const own = beforehand.sweep ? [beforehand.sweep] : [];
    const made = [...sweeps.states(), ...own].filter(({ summary }) => summary !== null);
    return [
      ...laid,
      ...made.map((sweep, i) => {
        const short = `sweep ${i + 1}`;
        return { key: sweep.id, title: `${short}: ${sweep.title}`, short, sweep };
      }),
    ];
  }

  /**
   * @param {HTMLSelectElement} select
   * @param {{ value: string, label: string }[]} options
   * @param {string} [wanted]  where nothing holds that was chosen
   */
  function offer(select, options, wanted = options[0]?.value ?? '') {
    const before = select.value;
    const now = JSON.stringify(options);
    if (select.dataset.options !== now) {
      select.dataset.options = now;
      select.replaceChildren(...options.map(({ value, label }) => h('option', { value }, label)));
    }
    select.value = options.some(({ value }) => value === before) ? before : wanted;
  }

  /** What was chosen, of what there now is. */
  function chosen() {
    const all = items();
    const option = (/** @type {Item} */ { key, title }) => ({ value: key, label: title });
    const runs = all.filter(({ lane }) => lane);
    offer(upper.select, all.map(option), runs.find(({ key }) => key.startsWith('now/'))?.key);
    const first = all.find(({ key }) => key === upper.select.value);
    const others = all.filter((each) => each !== first && Boolean(each.lane) === Boolean(first?.lane));
    offer(lower.select, others.map(option));
    const second = others.find(({ key }) => key === lower.select.value);
    return { first, second };
  }

  /**
   * What is drawn, if it is another than that which is there: its key says so.
   * @typedef {{ overlay: Overlay | null, why?: string, numbers: NumberRow[] }} Made
   * @typedef {{ key: string, make: () => Made, tell?: () => NumberRow[], both?: Item[] }} Drawing  `tell`: the numbers alone, of runs that move
   */
  async function draw() {
    if (room.width() === 0) return;
    const mine = ++begun;
    const { first, second } = chosen();
    if (!first || !second) {
      [measure, ...inner].forEach(({ element }) => (element.hidden = true));
      const what = first?.sweep ? 'sweep' : 'run';
      const how = first?.sweep ? 'make another one' : 'pin it, and change something';
      return show('', { overlay: null, why: `There is one ${what} alone: ${how}.`, numbers: [] }, []);
    }
    const both = [first, second];
    if (measure.select.dataset.of !== typeof first.lane) measure.select.value = ''; // of runs another one than of sweeps
    measure.select.dataset.of = typeof first.lane;
    const { key, make, tell, both: named = both } = first.lane ? overRuns(both) : await overSweeps(both);
    if (mine !== begun) return;
    if (key !== drawnFor) show(key, make(), named);
    else if (tell && performance.now() - toldAt > TELL) write(tell(), both);
  }

  /**
   * @param {NumberRow[]} rows
   * @param {Item[]} both
   */
  function write(rows, both) {
    toldAt = performance.now();
    numbers.hidden = rows.length === 0;
    numbers.replaceChildren(
      table(
        rows,
        both.map(({ short }) => short),
      ),
    );
  }
  let toldAt = 0;

  /**
   * @param {string} key
   * @param {Made} made
   * @param {Item[]} both
   */
  function show(key, { overlay, why = '', numbers: rows }, both) {
    drawnFor = key;
    shown = overlay;
    say(said, why);
    chart.hidden = files.hidden = overlay === null;
    if (overlay) onScreen(chart, colours.palette(), overlay);
    write(rows, both);
  }

  /**
   * What tells drawings apart.
   * @param {Item[]} both
   * @param {unknown[]} more
   */
  const keyOf = (both, more) =>
    JSON.stringify([both.map(({ key, title }) => [key, title]), room.width(), colours.palette().scheme, ...more]);

  /** @param {Item[]} both */
  const lookOf = (both) => ({
    both,
    y: measure.select.selectedOptions[0]?.textContent ?? '',
    scheme: colours.palette().scheme,
  });

  /** @param {Item[]} both @returns {Drawing} */
  function overRuns(both) {
    const state = store.get();
    const lanes = both.flatMap(({ lane }) => lane ?? []);
    offer(measure.select, measures(lanes), LOSS);
    measure.element.hidden = false;
    inner.forEach(({ element }) => (element.hidden = true));
    const axis = axisOf({ ...state, lanes });
    const what = measure.select.value;
    const log = what === LOSS && state.scale === 'log';
    const tell = () => runNumbers(lanes, what, axis);
    const make = () => ({ overlay: runsOver(lookOf(both), lanes, { measure: what, axis, log }), numbers: tell() });
    return { key: keyOf(both, [what, axis, log, lanes.map((lane) => far(state, lane))]), make, tell };
  }

  /** @param {Item[]} both @returns {Promise<Drawing>} */
  async function overSweeps(both) {
    const known = both.flatMap(({ sweep }) =>
      sweep?.summary ? [{ sweep: sweep.sweep, summary: sweep.summary, inner: 0 }] : [],
    );
    const entry = sharedEntry(known);
    const against = entry !== null && AGAINST.some(({ value }) => value === (measure.select.value || AGAINST[0].value));
    const swept = both.flatMap(({ sweep }, i) => (sweep?.summary ? sweptOf(sweep, sweep.summary, i, against) : []));
    const [runs, specs] = await Promise.all([
      Promise.all(both.map(({ key }, i) => sweeps.curves(key, swept[i]?.cell ?? 0))),
      Promise.all(swept.map(({ sweep }) => fixed(sweep))),
    ]);
    const options = [...(entry ? AGAINST : []), ...curvesInAll(runs)];
    offer(measure.select, options);
    measure.element.hidden = options.length === 0;
    const what = measure.select.value;
    const points = AGAINST.find(({ value }) => value === what)?.value;
    inner.forEach(({ element, select }, i) => {
      element.hidden = select.options.length < 2 || (points !== undefined && !swept[i]?.sweep.vary[1]);
    });
    // Of a map one line: which one.
    const named = both.map((item, i) => {
      const inner = points && swept[i]?.sweep.vary[1];
      const more = inner ? `, ${entryName(inner.entry)} ${valueName(inner.values[swept[i]?.inner ?? 0])}` : '';
      return { ...item, title: item.title + more, short: item.short + more };
    });
    /** @returns {Made} */
    function make() {
      const numbers = [...apartOf(specs), ...sweepNumbers(swept)];
      if (entry && points) return { overlay: sweepsOver(lookOf(named), swept, entry, points), numbers };
      if (options.length > 0) return { overlay: mediansOver(lookOf(both), runs, what), numbers };
      return { overlay: null, why: NOTHING, numbers };
    }
    const chosenCells = swept.map(({ cell, made }) => [cell, made]);
    return { key: keyOf(named, [what, chosenCells, runs.map(({ length }) => length)]), make, both: named };
  }

  /** What all runs of a sweep are given; null if the core did not answer. @type {WeakMap<CompleteSweep, Promise<Spec | null>>} */
  const known = new WeakMap();

  /** @param {CompleteSweep} sweep */
  function fixed(sweep) {
    const found =
      known.get(sweep) ??
      sweeps.resolve(sweep.spec).then(
        (spec) => fixedOf({ ...sweep, spec }),
        () => (known.delete(sweep), null),
      );
    known.set(sweep, found);
    return found;
  }

  /**
   * What differs between sweeps beside the values that they vary.
   * @param {(Spec | null)[]} specs
   * @returns {NumberRow[]}
   */
  function apartOf(specs) {
    const { catalogue } = store.get();
    const runs = specs.flatMap((spec) => (spec ? [[{ spec }]] : []));
    const rows = catalogue && runs.length === specs.length ? differences(catalogue, runs) : [];
    return rows.map(({ label, values }) => ({ label, values: values.map((value) => value || '–') }));
  }

  /**
   * A sweep, and which of its values are looked at.
   * @param {SweepState} state
   * @param {SweepSummary} summary
   * @param {number} i
   * @param {boolean} against  its first entry stands along the axis
   */
  function sweptOf({ sweep, made }, summary, i, against) {
    const select = /** @type {HTMLSelectElement} */ (inner[i]?.select);
    const lines = sweep.vary[1]?.values.length ?? 1;
    const text = (/** @type {number} */ cell) =>
      sweep.vary
        .map(({ entry }, k) => `${entryName(entry)} ${valueName(valuesOf(sweep, cell)[k])}`)
        .slice(against ? 1 : 0)
        .join(', ');
    const count = against ? lines : cellsOf(sweep);
    offer(
      select,
      Array.from({ length: count }, (_, cell) => ({ value: String(cell), label: text(cell) })),
    );
    const cell = Number(select.value);
    return { sweep, summary, made, cell, inner: cell % lines };
  }

  const room = watchRoom(root, () => void requestAnimationFrame(() => void draw()));
  const stop = sweeps.subscribe(() => void draw());
  colours.subscribe(() => void draw());
  const view = drawn(store, ['pins', 'lanes', 'preset', 'scale', 'axis', 'status'], (state) => {
    void recall(state);
    void draw();
  });
  void sweeps.load().then(draw);
  return () => {
    stop();
    view.stop();
    room.stop();
    colours.stop();
    root.replaceChildren();
  };
}

/**
 * While a run moves it is drawn anew when it is a tenth longer.
 * @param {LabState} state
 * @param {LaneState} lane
 */
const far = ({ status }, { rowCount }) => (status === 'running' ? Math.floor(7 * Math.log2(rowCount)) : rowCount);

/**
 * The curves that runs of all sweeps have.
 * @param {Curves[][]} runs  of each sweep
 */
function curvesInAll(runs) {
  const names = [...new Set(runs.flat().flatMap((run) => run.names))];
  return names
    .filter((name) => runs.every((own) => own.some((run) => run.names.includes(name))))
    .map((name) => ({
      value: name,
      label: `${name.startsWith('{') ? `coefficient of ${setName(parseSet(name))}` : 'test loss'}, median`,
    }));
}
