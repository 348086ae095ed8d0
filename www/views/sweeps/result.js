// What the runs of a sweep say together, as charts, tables and files, and each of them a click away.

/** @import { Actions, Curves, LabState, Preset, Store, SweepCell, SweepOutcome, SweepSummary } from '../../types.d.ts' */
/** @import { CompleteSweep } from '../../types.d.ts' */
/** @import { Overlay } from '../../drawing/overlay.js' */
/** @import { Sweeps } from '../../state/sweeps.js' */
/** @import { SweepState } from '../../state/sweep.js' */
/** @import { Recorded } from '../../state/recorded.js' */
/** @import { Conjectured } from '../../language/sweeps.js' */

import { watchPalette } from '../../drawing/colour.js';
import { h, say, term } from '../../drawing/dom.js';
import { copy, download } from '../../drawing/handout.js';
import { createFiles, onScreen } from '../../drawing/overlay.js';
import { watchRoom } from '../../drawing/room.js';
import { alongEntry, bandsOf } from '../../drawing/sweepresult.js';
import { citation } from '../../language/citation.js';
import { integer } from '../../language/format.js';
import { missesOf, sharedEntry } from '../../language/overlay.js';
import { banded } from '../../language/quantiles.js';
import {
  BAND_HELP,
  entryName,
  EXPONENT_HELP,
  exponentOf,
  goalOf,
  settingsOf,
  lostOf,
  RATE_HELP,
  rateOf,
  TIME_HELP,
  timeOf,
  titleOf,
  valueName,
} from '../../language/sweeps.js';
import { bandsCsv, curvesCsv, runsCsv, sweepJson } from '../../language/sweepdata.js';
import { capital, telling } from '../../language/text.js';
import { kindOf } from '../../language/words.js';
import { remade } from '../../state/remake.js';
import { fieldAt, same } from '../../state/overrides.js';
import { paceOf } from '../../state/pace.js';
import { encodeSweep } from '../../state/url.js';
import { firstSeed, fixedOf, valuesOf } from '../../state/plan.js';

/**
 * @typedef {object} House  what there is besides
 * @property {(preset: string) => Promise<Recorded> | null} recorded  what the command line made of a preset's own sweep
 * @property {Preset[]} presets
 * @property {string} version
 * @property {(fragment: (state: LabState) => string) => string | null} link
 */

/** Of files. */
const TYPES = { csv: 'text/csv', json: 'application/json', bib: 'application/x-bibtex' };

/**
 * What the runs of a sweep say together.
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {Sweeps} sweeps
 * @param {ReturnType<typeof watchPalette>} colours
 * @param {House} house
 */
export function createResult(store, actions, sweeps, colours, { presets, version, link }) {
  const sentence = h('p', { class: 'sweep-said', role: 'status', 'data-testid': 'sweep-result' });
  const growth = h('ul', { class: 'sweep-growth', 'data-testid': 'sweep-growth' });
  const times = h('div', { class: 'sweep-chart', role: 'img' });
  const rates = h('div', { class: 'sweep-chart', role: 'img' });
  /** What is drawn, for print. @type {Record<'times' | 'rates' | 'bands' | 'losses', Overlay | null>} */
  const shown = { times: null, rates: null, bands: null, losses: null };
  const files = (/** @type {keyof typeof shown} */ name) =>
    createFiles(
      `sweep-${name}`,
      () => fileOf(name),
      () => shown[name],
    );
  /** Such as leaps-sweep-inputs.n-times. @param {string} what */
  const fileOf = (what) => {
    const over = current?.sweep.vary.map(({ entry }) => `-${entry}`).join('') || '-seeds';
    return `${current?.figure.preset}-sweep${over}${what === '' ? '' : `-${what}`}`;
  };
  const timeBox = h(
    'section',
    {},
    h('p', { class: 'what' }, term('Time to learn, in iterations', `${TIME_HELP} ${EXPONENT_HELP}`)),
    times,
    files('times'),
    growth,
  );
  const rateBox = h(
    'section',
    {},
    h('p', { class: 'what' }, term('How many learned', RATE_HELP)),
    rates,
    files('rates'),
  );
  const charts = h('div', { class: 'sweep-charts' }, timeBox, rateBox);
  const table = h('div', {
    class: 'sweep-scroll',
    tabindex: '0',
    role: 'region',
    'aria-label': 'What came of each value',
  });
  const curves = [curvesBox('bands', 'Coefficients'), curvesBox('losses', 'Test loss')];
  /** Of the curves that are drawn. @type {{ runs: (Curves & { seed: number })[], names: string[], banded: ReturnType<typeof banded> }} */
  let drawn = { runs: [], names: [], banded: { x: [], parts: [] } };
  const handOut = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {string} */ what,
    /** @type {keyof typeof TYPES} */ ending,
    /** @type {() => string | null} */ of,
  ) =>
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'data-testid': `sweep-${name}`,
        onclick() {
          const text = of();
          if (text !== null) download(new Blob([text], { type: TYPES[ending] }), `${fileOf(what)}.${ending}`);
        },
      },
      label,
    );
  const cellData = h(
    'div',
    { class: 'row' },
    handOut('band', 'median and band as CSV', 'band', 'csv', () => asCsv(bandsCsv(drawn.names, drawn.banded))),
    handOut('curves', 'these curves as CSV', 'curves', 'csv', () => asCsv(curvesCsv(drawn.runs))),
  );
  const seeds = h('div', { class: 'sweep-seeds', 'data-testid': 'sweep-runs' });
  const whose = h('p', { class: 'note', role: 'status', 'data-testid': 'sweep-shown' });
  const cellBox = h(
    'section',
    { class: 'sweep-cell' },
    h('div', { class: 'sweep-charts' }, ...curves.map(({ element }) => element)),
    cellData,
    h('p', { class: 'note' }, 'Each run: a click has the figure make it.'),
    seeds,
    whose,
  );
  const all = (
    /** @type {keyof typeof TYPES} */ ending,
    /** @type {string} */ label,
    /** @type {(state: SweepState) => string} */ of,
  ) => handOut(ending, label, '', ending, () => current && of(current));
  /** With the sweep that they are rows of. @param {string} text */
  const asCsv = (text) => [...telling('sweep', current?.sweep, text.split(/(?<=\n)/))].join('');
  const data = h(
    'div',
    { class: 'row' },
    all('csv', 'all runs as CSV', ({ sweep, outcomes }) =>
      asCsv(
        runsCsv(
          sweep,
          inOrder(outcomes).map((outcome) => ({ outcome, values: valuesOf(sweep, outcome.cell) })),
        ),
      ),
    ),
    all('json', 'JSON', ({ sweep, outcomes, summary }) => sweepJson(sweep, inOrder(outcomes), summary)),
    all('bib', 'citation', cited),
  );
  const fixed = h('p', { class: 'note', 'data-testid': 'sweep-fixed' });
  const address = h('input', {
    readonly: true,
    hidden: true,
    'aria-label': 'A link to this sweep',
    'data-testid': 'sweep-address',
  });
  const addressSaid = h('p', { class: 'note', role: 'status' });
  data.append(h('button', { type: 'button', class: 'quiet', 'data-testid': 'sweep-link', onclick: share }, 'a link'));
  const element = h(
    'div',
    { class: 'sweep-result', hidden: true },
    sentence,
    fixed,
    charts,
    table,
    cellBox,
    data,
    address,
    addressSaid,
  );
  /** @type {SweepState | null} */
  let current = null;
  let cell = 0;
  /** Of each line. @type {(Conjectured | null)[]} */
  let conjectured = [];
  let drawnFor = '';
  let id = '';
  // In a frame of its own: what is drawn is as high as it is wide, and would be looked at again in this one.
  const room = watchRoom(element, () => void requestAnimationFrame(redraw));

  function redraw() {
    drawnFor = '';
    draw(current);
  }

  /** @param {SweepState | null} state */
  function draw(state) {
    current = state;
    element.hidden = state === null || state.made === 0;
    if (!state || element.hidden) return;
    if (state.id !== id) {
      [id, cell, conjectured] = [state.id, 0, []];
      say(whose, '');
      void conjecturedNow(state);
    }
    const { summary, made, sweep } = state;
    const now = [state.id, made, summary?.runs, cell, room.width()].join();
    if (now === drawnFor || !summary || room.width() === 0) return;
    drawnFor = now;
    told(state, summary);
    const numeric = sharedEntry([{ sweep, summary, inner: 0 }]);
    charts.hidden = numeric === null;
    if (numeric) drawAxes(state, summary, numeric);
    table.hidden = sweep.vary.length === 0;
    if (!table.hidden) drawTable(sweep, summary);
    void drawCell(state);
  }

  /** @param {string} id */
  const presetOf = (id) => [store.get().preset, ...presets].find((preset) => preset.id === id);

  /** Where the sweep is laid out to be made again. @param {SweepState} state */
  function linkTo({ sweep, figure }) {
    const preset = presetOf(figure.preset);
    if (!preset) return null;
    const { iterations, seeds, stop, vary, learned } = sweep;
    const laid = { lane: figure.lane + 1, vary, seeds, iterations, every: sweep.spec.probe?.every, stop, learned };
    return link((state) =>
      encodeSweep({ ...state, ...paceOf(preset), preset, overrides: figure.overrides, budget: preset.budget }, laid),
    );
  }

  async function share() {
    const own = current && linkTo(current);
    address.hidden = !own;
    if (!own)
      return say(addressSaid, 'No page is known here that opens a figure by its link: who embeds it can name one.');
    address.value = own;
    say(
      addressSaid,
      `${(await copy(own, address)) ? 'The link is on the clipboard.' : 'Copy the link from here.'} It lays this sweep out; its runs are made anew, and come to the same.`,
    );
  }

  /** What all runs have in common, but for what is so anyhow. @param {CompleteSweep} sweep */
  function settings(sweep) {
    const { catalogue } = store.get();
    const isDefault = (/** @type {string} */ path, /** @type {unknown} */ value) =>
      catalogue !== null && same(fieldAt(catalogue, sweep.spec, path.split('.'))?.default, value);
    return settingsOf(fixedOf(sweep), isDefault);
  }

  /** @param {SweepState} state */
  function cited(state) {
    const { sweep, figure } = state;
    const { title = '', source = '' } = presetOf(figure.preset) ?? {};
    const made = state.made < state.of ? `${integer(state.made)} of ` : '';
    const rows = integer(sweep.spec.probe?.every ?? 0);
    const note = `${made}${integer(state.of)} runs of up to ${integer(sweep.iterations)} iterations, looked at every ${rows}; ${settings(sweep)}`;
    const what = { title: `${title}: ${titleOf(sweep, entryName)}`, source };
    return citation(what, { version, address: linkTo(state), note, seen: new Date() });
  }

  /** @param {SweepState} state */
  async function conjecturedNow({ id: of, sweep }) {
    const found = await sweeps.conjectured(sweep).catch(() => []); // without it a sweep says what it says
    if (of !== id || found.every((line) => line === null)) return;
    conjectured = found;
    redraw();
  }

  /** @param {SweepState} state @param {SweepSummary} summary */
  function told({ sweep, failures }, summary) {
    const { cells, exponents } = summary;
    const only = cells.length === 1 ? cells[0] : undefined;
    const entry = entryName(sweep.vary[0]?.entry);
    const grown = exponents.flatMap(({ value, iterations }, line) => {
      if (!iterations) return [];
      const [power, interval] = exponentOf(iterations);
      const inner = sweep.vary[1] ? `${entryName(sweep.vary[1].entry)} ${valueName(value)}: the time` : 'The time';
      const values = (sweep.vary[0]?.values ?? []).map(Number);
      const { missed, of } = missesOf({ sweep, summary, inner: line }, values);
      return [
        h(
          'li',
          {},
          `${inner} ${iterations.exponent < 0 ? 'falls' : 'grows'} as ${entry}`,
          h('sup', {}, power),
          interval,
          iterations.points < values.length
            ? `, from the ${iterations.points} of ${values.length} values that have a median`
            : '',
          missed > 0 && iterations.interval !== null
            ? `; the quartiles miss this line at ${missed} of ${of} values`
            : '',
          ...conjecture(conjectured[line], entry),
        ),
      ];
    });
    const parts = [
      only
        ? `${rateOf(only)}${only.iterations[0] === null ? '' : `, after ${timeOf(only.iterations, sweep.iterations)} iterations`}`
        : '',
      only ? lostOf(only) : '',
      ...failures.slice(0, 1),
    ].filter((part) => part !== '');
    say(sentence, parts.length > 0 ? `${parts.join('. ')}.` : '');
    say(
      fixed,
      `All of them: up to ${integer(sweep.iterations)} iterations, ${goalOf(sweep.learned)}; ${settings(sweep)}.`,
    );
    growth.replaceChildren(...grown);
  }

  /**
   * @param {SweepState} state
   * @param {SweepSummary} summary
   * @param {NonNullable<ReturnType<typeof sharedEntry>>} entry
   */
  function drawAxes(state, summary, entry) {
    const palette = colours.palette();
    const along = alongEntry(state, summary, entry, palette, conjectured);
    Object.assign(shown, along);
    timeBox.hidden = along.times === null;
    if (along.times) onScreen(times, palette, along.times);
    onScreen(rates, palette, along.rates);
  }

  /**
   * A row a value of the first entry; of two, a column a value of the second.
   * @param {CompleteSweep} sweep
   * @param {SweepSummary} summary
   */
  function drawTable(sweep, { cells }) {
    const [outer, inner] = sweep.vary;
    const head = inner
      ? inner.values.map((value) => `${entryName(inner.entry)} ${valueName(value)}`)
      : ['learned', 'iterations to learn', ''];
    const rows = (outer?.values ?? []).map((value, i) => {
      const width = inner?.values.length ?? 1;
      const own = cells.slice(i * width, (i + 1) * width);
      return h(
        'tr',
        { 'aria-selected': String(!inner && i === cell) },
        h('th', { scope: 'row' }, valueName(value)),
        ...own.flatMap((each, k) => (inner ? [square(sweep, each, i * width + k)] : line(sweep, each, i))),
      );
    });
    const focused = table.contains(/** @type {ShadowRoot} */ (table.getRootNode()).activeElement);
    const titles = [entryName(outer?.entry), ...head].map((text) =>
      text === '' ? h('td') : h('th', { scope: 'col' }, text),
    );
    const caption = inner ? h('caption', {}, 'How many learned, and after how many iterations in the median.') : null;
    table.replaceChildren(h('table', {}, caption, h('thead', {}, h('tr', {}, ...titles)), h('tbody', {}, ...rows)));
    if (focused) /** @type {HTMLElement | null} */ (table.querySelector('[aria-pressed="true"]'))?.focus();
  }

  /**
   * @param {CompleteSweep} sweep
   * @param {number} k
   * @param {string} text
   */
  const choice = (sweep, k, text) =>
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-pressed': String(k === cell),
        'aria-label': `Runs with ${named(sweep, k)}${text === 'runs' ? '' : `: ${text}`}`,
        onclick() {
          cell = k;
          redraw();
        },
      },
      text,
    );

  /**
   * @param {CompleteSweep} sweep
   * @param {SweepCell} each
   * @param {number} k
   */
  function line(sweep, each, k) {
    const lost = lostOf(each);
    return [
      h('td', { style: `--part: ${each.rate ?? 0}` }, `${rateOf(each)}${lost === '' ? '' : `, ${lost}`}`),
      h('td', {}, timeOf(each.iterations, sweep.iterations)),
      h('td', {}, choice(sweep, k, 'runs')),
    ];
  }

  /**
   * @param {CompleteSweep} sweep
   * @param {SweepCell} each
   * @param {number} k
   */
  function square(sweep, each, k) {
    const lost = lostOf(each);
    const time = each.iterations[1] === null ? '' : `, ${integer(each.iterations[1])}`;
    const exploded = each.diverged > 0 ? `, ${each.diverged} exploded` : '';
    const text = each.rate === null ? '–' : `${each.learned} of ${each.runs - each.failed}${time}${exploded}`;
    return h(
      'td',
      {
        style: `--part: ${each.rate ?? 0}`,
        title: `${rateOf(each)}${lost === '' ? '' : `, ${lost}`}; ${timeOf(each.iterations, sweep.iterations)}`,
      },
      choice(sweep, k, text),
    );
  }

  /** @param {SweepState} state */
  async function drawCell(state) {
    const { sweep } = state;
    const outcomes = state.outcomes.filter((outcome) => outcome.cell === cell).sort((a, b) => a.seed - b.seed);
    const title = named(sweep, cell);
    const first = firstSeed(sweep);
    seeds.replaceChildren(
      ...outcomes.map((outcome) => {
        const { seed, learned, ended } = outcome;
        const how =
          ended === 'failed'
            ? 'failed'
            : ended === 'diverged'
              ? 'exploded'
              : learned
                ? `learned after ${integer(learned.iterations)}`
                : 'has not learned';
        return h(
          'button',
          {
            type: 'button',
            class: 'sweep-seed',
            'data-how': ended === 'diverged' || ended === 'failed' ? ended : learned ? 'learned' : 'not',
            title: `seed ${seed}: ${how}`,
            'aria-label': `Seed ${seed}, ${how}: show this run`,
            onclick: () => void show(state, outcome),
          },
          String(seed),
        );
      }),
    );
    seeds.ariaLabel = `Runs of seeds ${first} to ${first + sweep.seeds - 1}`;
    const runs = await sweeps.curves(state.id, cell);
    if (state.id !== id || current?.id !== id) return;
    const names = [...new Set(runs.flatMap((run) => run.names))];
    drawn = { runs, names, banded: banded(runs, names) };
    cellData.hidden = runs.length === 0;
    const many = runs.length === 1 ? '1 run' : `median of ${runs.length} runs`;
    const palette = colours.palette();
    for (const { name, what, element, label, chart } of curves) {
      const own = names.filter((each) => (name === 'bands' ? each.startsWith('{') : each === 'test_loss'));
      element.hidden = own.length === 0;
      if (element.hidden) continue;
      label.replaceChildren(term(`${what}${title === '' ? '' : `, ${title}`}: ${many}`, BAND_HELP));
      const parts = own.map((each) => drawn.banded.parts[names.indexOf(each)] ?? []);
      const overlay = bandsOf(
        { names: title === '' ? [state.title] : [state.title, title], count: runs.length },
        own,
        { xs: drawn.banded.x, parts },
        palette,
      );
      shown[name] = overlay;
      onScreen(chart, palette, overlay);
      chart.ariaLabel = `Median and band of ${own.length === 1 ? 'the test loss' : `${own.length} curves`} over ${runs.length} runs`;
    }
  }

  /**
   * @param {'bands' | 'losses'} name
   * @param {string} what
   */
  function curvesBox(name, what) {
    const label = h('p', { class: 'what' });
    const chart = h('div', { class: 'sweep-chart', role: 'img' });
    return { name, what, label, chart, element: h('section', {}, label, chart, files(name)) };
  }

  /**
   * Has the figure make this very run, as far as it went.
   * @param {SweepState} state
   * @param {SweepOutcome} run
   */
  async function show(state, run) {
    const preset = presets.find(({ id }) => id === state.figure.preset);
    if (!preset) return;
    const { lane, overrides } = remade(preset, state, run);
    await actions.showRun(preset, overrides, Math.max(1, run.end.iterations));
    actions.showLane(lane);
    const { lanes } = store.get();
    const who = lanes.length > 1 ? `${kindOf(lanes.map(({ spec }) => spec))} ${lane + 1} of the figure` : 'the figure';
    const of = [`seed ${run.seed}`, named(state.sweep, run.cell)].filter((part) => part !== '').join(', ');
    say(whose, `${capital(who)} makes this run: ${of}, to iteration ${integer(run.end.iterations)}.`);
    if (['ready', 'paused'].includes(store.get().status)) actions.play();
  }

  return {
    element,
    draw,
    again: redraw,
    stop: room.stop,
  };
}

/**
 * "; conjectured for a leap of 3: n²"
 * @param {Conjectured | null | undefined} line
 * @param {string} entry
 * @returns {(Node | string)[]}
 */
const conjecture = (line, entry) =>
  line
    ? [
        `; conjectured for a leap of ${line.leap}: ${entry}`,
        ...(line.power > 1 ? [h('sup', {}, String(line.power))] : []),
      ]
    : [];

/** By value, then by seed. @param {SweepOutcome[]} outcomes */
const inOrder = (outcomes) => [...outcomes].sort((a, b) => a.cell - b.cell || a.seed - b.seed);

/**
 * "degree 2, step size 0.1"
 * @param {CompleteSweep} sweep
 * @param {number} cell
 */
const named = (sweep, cell) =>
  sweep.vary.map(({ entry }, k) => `${entryName(entry)} ${valueName(valuesOf(sweep, cell)[k])}`).join(', ');
