// Many runs: over seeds and over the values of an entry or two, by workers of their own, while the figure goes on. What they say
// together, and each of them a click away. Loaded once it is opened.

/** @import { Actions, LabState, Preset, Store, SweepCell, SweepOutcome, SweepSummary } from '../types.d.ts' */
/** @import { Overlay } from '../drawing/overlay.js' */
/** @import { Sweeps } from '../state/sweeps.js' */
/** @import { SweepState } from '../state/sweep.js' */
/** @import { CompleteSweep } from '../types.d.ts' */
/** @import { Recorded } from '../state/recorded.js' */
/** @import { Conjectured } from '../language/sweeps.js' */

import { watchPalette } from '../drawing/colour.js';
import { h, say, term, uid } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { copy, download } from '../drawing/handout.js';
import { createFiles, onScreen } from '../drawing/overlay.js';
import { watchRoom } from '../drawing/room.js';
import { alongEntry, bandsOf } from '../drawing/sweepresult.js';

import { citation } from '../language/citation.js';
import { integer } from '../language/format.js';
import { symbols } from '../language/names.js';
import { quoted } from '../language/numbers.js';
import { missesOf, sharedEntry } from '../language/overlay.js';
import { banded } from '../language/quantiles.js';
import {
  BAND_HELP,
  entryName,
  EXPONENT_HELP,
  exponentOf,
  settingsOf,
  leftOf,
  lostOf,
  RATE_HELP,
  rateOf,
  sizeOf,
  TIME_HELP,
  timeOf,
  titleOf,
  valueName,
} from '../language/sweeps.js';
import { runsCsv, sweepJson } from '../language/sweepdata.js';
import { stateOf } from '../state/recorded.js';
import { remade } from '../state/remake.js';
import { changedIn, entriesOf, forKinds, proposed, proposedEvery, readSweep, readValues } from '../state/sweepable.js';
import { fieldAt, same } from '../state/overrides.js';
import { paceOf } from '../state/pace.js';
import { encodeSweep } from '../state/url.js';
import { MOST_CURVES } from '../state/sweep.js';
import { firstSeed, fixedOf, MOST_RUNS, valuesOf } from '../state/plan.js';

/**
 * @typedef {object} House  what there is besides
 * @property {(preset: string) => Promise<Recorded> | null} recorded  what the command line made of a preset's own sweep
 * @property {Preset[]} presets
 * @property {string} version
 * @property {(fragment: (state: LabState) => string) => string | null} link
 */

/** Ms after which the core is asked of what is typed. */
const CHECKED_AFTER = 300;

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {Sweeps} sweeps
 * @param {House} house
 * @returns {() => void}
 */
export function mount(root, store, actions, sweeps, house) {
  const colours = watchPalette(root);
  const form = createForm(store, sweeps, (id) => {
    chosen = id;
    draw();
  });
  const list = h('ul', { class: 'sweeps', 'data-testid': 'sweeps' });
  const elsewhere = h('ul', { class: 'sweeps' });
  const ofOthers = h('summary', {});
  const others = h('details', { class: 'sweeps-others', 'data-testid': 'sweeps-others' }, ofOthers, elsewhere);
  const result = createResult(store, actions, sweeps, colours, house);
  const unkept = h('p', { class: 'refused', role: 'status', hidden: true });
  root.append(form.element, unkept, list, others);
  const titleOfFigure = (/** @type {SweepState} */ { figure }) =>
    house.presets.find(({ id }) => id === figure.preset)?.title ?? figure.preset;
  /** @type {string | null} */
  let chosen = null;
  /** @type {Map<string, ReturnType<typeof createItem>>} */
  const items = new Map();

  /** That of this preset, if there is one. @type {SweepState | null} */
  let beforehand = null;
  /** @param {LabState} state */
  async function recall({ preset }) {
    if (preset.id === asked) return;
    asked = preset.id;
    const found = await house.recorded(preset.id)?.catch(() => null);
    if (asked !== preset.id) return;
    chosen = null;
    beforehand = found ? stateOf(preset, found) : null;
    draw();
  }
  let asked = '';

  function draw() {
    const states = [...sweeps.states(), ...(beforehand ? [beforehand] : [])];
    const isHere = (/** @type {SweepState} */ { figure }) => figure.preset === store.get().preset.id;
    // One that waits to be gone on with comes before what is done.
    if (!states.some(({ id }) => id === chosen)) {
      const here = states.filter(isHere);
      chosen = (here.find(({ status }) => status !== 'done') ?? here[0])?.id ?? null;
    }
    for (const state of states) {
      const item =
        items.get(state.id) ??
        createItem(state, sweeps, (id) => {
          chosen = id;
          draw();
        });
      items.set(state.id, item);
      item.draw(state, state.id === chosen, state === beforehand, isHere(state) ? '' : titleOfFigure(state));
    }
    for (const id of [...items.keys()].filter((id) => !states.some((state) => state.id === id))) items.delete(id);
    const elements = (/** @type {SweepState[]} */ of) => of.flatMap(({ id }) => items.get(id)?.element ?? []);
    arrange(list, elements(states.filter(isHere)));
    const away = states.filter((state) => !isHere(state));
    arrange(elsewhere, elements(away));
    others.hidden = away.length === 0;
    say(ofOthers, `Sweeps of other figures: ${integer(away.length)}`);
    const why = sweeps.refused();
    unkept.hidden = why === null && !states.some((state) => state.unkept);
    say(
      unkept,
      unkept.hidden
        ? ''
        : `This browser keeps nothing for this page (${why ?? 'it was refused'}): what is made here is gone with it.`,
    );
    const beside = chosen === null ? null : items.get(chosen)?.element;
    if (beside && result.element.parentElement !== beside) beside.append(result.element);
    result.draw(states.find(({ id }) => id === chosen) ?? null);
  }
  const stop = sweeps.subscribe(draw);
  colours.subscribe(() => result.again());
  const view = drawn(store, ['catalogue', 'lanes', 'budget', 'preset'], (state) => {
    form.draw(state);
    void recall(state);
  });
  // Until they are there, that of the preset is shown.
  void sweeps.load().then(() => {
    if (chosen === beforehand?.id) chosen = null;
    draw();
  });
  draw();
  return () => {
    stop();
    view.stop();
    result.stop();
    colours.stop();
    root.replaceChildren();
  };
}

/**
 * Nothing is moved that stands where it should: it may have the focus.
 * @param {Element} list
 * @param {Element[]} wanted
 */
function arrange(list, wanted) {
  if (wanted.length !== list.childElementCount || wanted.some((element, i) => element !== list.children[i]))
    list.replaceChildren(...wanted);
}

/**
 * What is to be run.
 * @param {Store<LabState>} store
 * @param {Sweeps} sweeps
 * @param {(id: string) => void} begun
 */
function createForm(store, sweeps, begun) {
  const number = (
    /** @type {string} */ name,
    /** @type {number} */ min,
    /** @type {number} */ value,
    /** @type {string} */ step = '1',
  ) =>
    h('input', { type: 'number', id: uid('sweep'), min, step, value, 'data-testid': `sweep-${name}`, oninput: count });
  const lane = h('select', { id: uid('sweep'), 'data-testid': 'sweep-lane', onchange: () => offer() });
  const laneRow = field('of', lane);
  const axes = ['over', 'and over'].map((label, k) => {
    const entry = h('select', { id: uid('sweep'), 'data-testid': `sweep-entry-${k}`, onchange: () => propose(k) });
    const values = h('input', {
      type: 'text',
      id: uid('sweep'),
      spellcheck: 'false',
      autocomplete: 'off',
      'data-testid': `sweep-values-${k}`,
      oninput: count,
    });
    const valuesRow = field('values', values);
    return { entry, values, valuesRow, element: h('div', { class: 'sweep-axis' }, field(label, entry), valuesRow) };
  });
  const seeds = number('seeds', 1, 20);
  const iterations = number('iterations', 1, 1000);
  const share = number('share', 0.01, 0.9, 'any');
  const every = number('every', 1, 1000);
  const stop = h('input', { type: 'checkbox', id: uid('sweep'), 'data-testid': 'sweep-stop' });
  const said = h('p', { class: 'note', role: 'status', 'data-testid': 'sweep-said' });
  const problem = h('p', { class: 'problem', role: 'alert', 'data-testid': 'sweep-problem', hidden: true });
  const go = h('button', { type: 'submit', class: 'act', 'data-testid': 'sweep-run' }, 'run them');
  const element = h(
    'form',
    { class: 'sweep-form', novalidate: true, onsubmit },
    h(
      'p',
      {},
      'Many runs of this figure’s experiment, each with a seed of its own, made beside it on the cores that are free.',
    ),
    h('div', { class: 'sweep-axes' }, laneRow, ...axes.map((axis) => axis.element)),
    h(
      'div',
      { class: 'sweep-rest' },
      field('seeds', seeds),
      field('iterations', iterations),
      field('a row every', every),
      field('learned from a share of', share),
      h('div', { class: 'field check' }, stop, h('label', { for: stop.id }, 'stop a run once it has learned')),
    ),
    h('div', { class: 'row' }, go, said),
    problem,
  );
  let shown = '';
  /** Of the core's look at what is typed. @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** Whether the length of the runs is not just the figure's, nor how often they have a row. */
  const typed = { iterations: false, every: false };
  every.addEventListener('input', () => void (typed.every = true));
  iterations.addEventListener('input', () => {
    typed.iterations = true;
    proposeEvery();
  });

  function proposeEvery() {
    const { preset, lanes } = store.get();
    const spec = lanes[laneIndex()]?.spec;
    if (spec && !typed.every) every.value = String(proposedEvery(preset, spec, Number(iterations.value)));
  }
  /** @type {ReturnType<typeof entriesOf>} */
  let entries = [];
  let linked = store.get().linkedSweep;
  /** Values that can't be typed, by their entry: the preset's own. @type {Map<string, unknown[]>} */
  let fixed = new Map();

  const laneIndex = () => Math.max(0, Number(lane.value));
  const entryOf = (/** @type {number} */ k) => entries.find(({ path }) => path === axes[k]?.entry.value);

  /** The entries of the lane's spec, what was chosen staying chosen. */
  function offer() {
    const { catalogue, lanes } = store.get();
    const spec = lanes[laneIndex()]?.spec;
    entries = catalogue && spec ? entriesOf(catalogue, spec) : [];
    const groups = [...new Set(entries.map(({ group }) => group))];
    axes.forEach(({ entry }, k) => {
      const before = entry.value;
      entry.replaceChildren(
        h('option', { value: '' }, k === 0 ? 'seeds alone' : 'nothing else'),
        ...[...fixed.keys()].map((path) => h('option', { value: path }, `this figure’s ${entryName(path)}s`)),
        ...groups.map((group) =>
          h(
            'optgroup',
            { label: group },
            ...entries
              .filter((each) => each.group === group)
              .map(({ path, label }) => h('option', { value: path }, label)),
          ),
        ),
      );
      entry.value = fixed.has(before) || entries.some(({ path }) => path === before) ? before : '';
      if (entry.value === '') propose(k);
    });
    count();
  }

  /** @param {number} k */
  function propose(k) {
    const [axis, entry] = [axes[k], entryOf(k)];
    if (!axis) return;
    axis.valuesRow.hidden = entry === undefined;
    if (entry) axis.values.value = proposed(entry);
    const second = axes[1];
    if (second) second.element.hidden = axes[0]?.entry.value === '';
    if (k === 0) stop.checked = entry !== undefined;
    count();
  }

  /** What varies, or what is wrong with it. */
  function vary() {
    const used = axes.filter(({ entry, element }) => entry.value !== '' && !element.hidden);
    return used.map(({ entry, values }, k) => {
      const own = fixed.get(entry.value);
      if (own) return { entry: entry.value, values: own };
      const found = entryOf(axes.findIndex((axis) => axis.entry === entry));
      const read = found ? readValues(values.value, found.field) : { problem: 'is not known' };
      if (read.problem !== undefined) throw new Error(`${found?.label ?? `entry ${k + 1}`}: ${read.problem}`);
      return { entry: entry.value, values: read.values };
    });
  }

  function count() {
    problem.hidden = true;
    try {
      const cells = vary().reduce((product, { values }) => product * values.length, 1);
      const counts = [seeds, iterations, every].map(whole);
      const all = cells * (counts[0] ?? 0);
      if (all > MOST_RUNS) throw new Error(`${integer(all)} runs are outside [1, ${integer(MOST_RUNS)}].`);
      const curves =
        all > MOST_CURVES ? ` Curves are kept of up to ${MOST_CURVES}: of more, how and when they ended.` : '';
      say(said, `${integer(all)} run${all === 1 ? '' : 's'}, ${sweeps.workers} at a time.${curves}`);
      go.disabled = false;
      clearTimeout(timer);
      if (element.checkVisibility?.() ?? true) timer = setTimeout(() => void check(), CHECKED_AFTER);
    } catch (error) {
      clearTimeout(timer);
      go.disabled = true;
      say(said, /** @type {Error} */ (error).message);
    }
  }

  /** Whether the values go together is the core's to say. */
  async function check() {
    const own = timer;
    const asked = given();
    if (asked === null) return;
    const why = await sweeps.check(asked);
    if (why === null || own !== timer) return;
    go.disabled = true;
    say(said, besideForm(why));
  }

  /** What is to be run; null where nothing can be. Throws where a field is wrong. */
  function given() {
    const { lanes, catalogue } = store.get();
    const spec = lanes[laneIndex()]?.spec;
    if (!spec || !catalogue) return null;
    const varied = vary();
    return {
      spec: forKinds(catalogue, { ...spec, probe: { ...spec.probe, every: Number(every.value) } }, varied),
      iterations: Number(iterations.value),
      seeds: Number(seeds.value),
      vary: varied,
      learned: { share: Number(share.value) },
      stop: stop.checked,
    };
  }

  /** @param {HTMLInputElement} field */
  function whole({ value, labels }) {
    const number = Number(value);
    if (value !== '' && Number.isInteger(number) && number >= 1) return number;
    throw new Error(`${labels?.[0]?.textContent}: ${quoted(value)} is not a whole number from 1 on.`);
  }

  /** @param {SubmitEvent} event */
  async function onsubmit(event) {
    event.preventDefault();
    const { lanes, preset, overrides } = store.get();
    const index = laneIndex();
    clearTimeout(timer);
    go.disabled = true;
    try {
      const wanted = given();
      if (wanted === null) return;
      const labels = new Map(entries.map(({ path, label }) => [path, label]));
      const sign = symbols(lanes)[index] ?? '';
      const target = wanted.vary.some(({ entry }) => entry.startsWith('target.')) ? '' : ` ${sign}`;
      const changed = changedIn(overrides, index, wanted.vary);
      const over = titleOf(wanted, (entry) => labels.get(entry) ?? entry);
      const title = [`${preset.title}${target}: ${over}`, ...(changed === '' ? [] : [changed])].join(' · ');
      typed.iterations = typed.every = true;
      begun(await sweeps.begin(wanted, { title, figure: { preset: preset.id, lane: index, overrides } }));
      problem.hidden = true;
    } catch (error) {
      refuse(besideForm(/** @type {Error} */ (error).message));
    } finally {
      go.disabled = false;
    }
  }

  /**
   * The core's words, with the label of an entry in the place of its path.
   * @param {string} message
   */
  const besideForm = (message) =>
    message.replace(/^(?:vary\[\d\]\.values\[\d+\]: |spec\.)?([\w.]+)(?=: )/, (all, path) => {
      const found = entries.find((entry) => entry.path === path);
      return found?.label ?? (path === 'learned.share' ? (share.labels?.[0]?.textContent ?? all) : all);
    });

  /**
   * What a preset asks for itself.
   * @param {Preset} preset
   */
  function take(preset) {
    const { lanes } = preset;
    const { sweep, why } = asked(preset);
    const { lane: of = 1, vary = [], seeds: so, iterations: most, every: rows, stop: stops, learned } = sweep ?? {};
    fixed = new Map(
      vary
        .filter(({ values }) => values.some((v) => typeof v === 'object'))
        .map(({ entry, values }) => [entry, values]),
    );
    lane.value = String(Math.min(of, lanes.length) - 1);
    offer();
    axes.forEach(({ entry, values }, k) => {
      entry.value = vary[k]?.entry ?? '';
      propose(k);
      if (vary[k]) values.value = vary[k].values.map(valueName).join(', ');
    });
    seeds.value = String(so ?? 20);
    [typed.iterations, typed.every] = [most !== undefined, rows !== undefined];
    if (most !== undefined) iterations.value = String(most);
    if (rows !== undefined) every.value = String(rows);
    proposeEvery();
    if (stops !== undefined) stop.checked = stops;
    if (learned && 'share' in learned) share.value = String(learned.share);
    count();
    const strange = vary.find(({ entry }, k) => axes[k]?.entry.value !== entry);
    if (why !== null) refuse(why);
    else if (strange) refuse(`${quoted(strange.entry)} is no entry that this figure can vary.`);
  }

  /** What the link is about, where the page begins with it, or the preset’s own. @param {Preset} preset */
  function asked({ sweep }) {
    const read = linked && readSweep(linked);
    linked = null;
    if (!read) return { sweep, why: null };
    return read.problem === undefined
      ? { sweep: read.sweep, why: null }
      : { sweep, why: `The sweep of the link: ${read.problem}.` };
  }

  /** @param {string} why */
  function refuse(why) {
    problem.hidden = false;
    say(problem, why);
  }

  return {
    element,
    /** @param {LabState} state */
    draw({ catalogue, lanes, budget, preset }) {
      if (!catalogue || lanes.length === 0) return;
      const specs = lanes.map(({ spec, label }) => [label, { ...spec, seed: 0, target: spec.target?.kind }]);
      const now = JSON.stringify([preset.id, budget, specs]);
      if (now === shown) return;
      const fresh = !shown.startsWith(`["${preset.id}"`);
      shown = now;
      laneRow.hidden = lanes.length < 2;
      const before = lane.value;
      lane.replaceChildren(...symbols(lanes).map((sign, i) => h('option', { value: i }, lanes[i]?.label || sign)));
      lane.value = Number(before) >= lanes.length ? '0' : before;
      // A run that is shown has an end of its own: what was asked for stays.
      if (fresh) typed.iterations = typed.every = false;
      if (!typed.iterations) iterations.value = String(budget);
      proposeEvery();
      if (fresh) take(preset);
      else offer();
    },
  };
}

/**
 * @param {string} label
 * @param {HTMLElement} control
 */
const field = (label, control) => h('div', { class: 'field' }, h('label', { for: control.id }, label), control);

/**
 * One sweep of the list.
 * @param {SweepState} first
 * @param {Sweeps} sweeps
 * @param {(id: string) => void} choose
 */
function createItem({ id, title }, sweeps, choose) {
  const whose = h('span', { class: 'sweep-size' });
  const name = h('button', { type: 'button', class: 'sweep-name', onclick: () => choose(id) }, title, ' ', whose);
  const bar = h('progress', { max: 1, 'aria-label': `Progress of ${title}` });
  const said = h('span', { class: 'sweep-far' });
  const move = h('button', {
    type: 'button',
    class: 'quiet',
    async onclick() {
      if (sweeps.state(id)?.status === 'running') return sweeps.pause(id);
      choose(id);
      if (!(await sweeps.play(id))) say(said, 'Another window of this browser makes this sweep.');
    },
  });
  // What took minutes to make is asked for twice.
  const ask = () => {
    say(remove, 'delete');
    remove.ariaLabel = `Delete ${title}`;
    sure = false;
  };
  let sure = false;
  const remove = h('button', {
    type: 'button',
    class: 'quiet',
    onblur: ask,
    onclick() {
      const made = sweeps.state(id)?.made ?? 0;
      if (sure || made === 0) return gone();
      sure = true;
      say(remove, made === 1 ? 'delete 1 run?' : `delete ${integer(made)} runs?`);
      remove.ariaLabel = `Delete ${title}, really`;
    },
  });
  ask();
  /** The focus goes to what stands next, or to where one begins another. */
  function gone() {
    const next = element.nextElementSibling ?? element.previousElementSibling;
    const heir = next?.querySelector('button') ?? element.closest('.panel')?.querySelector('[data-testid="sweep-run"]');
    void sweeps.remove(id).then(() => /** @type {HTMLElement | null | undefined} */ (heir)?.focus());
  }
  const size = h('span', { class: 'sweep-size' });
  const element = h(
    'li',
    { 'data-testid': `sweep-${id}` },
    name,
    h('div', { class: 'sweep-line' }, bar, said, move, remove, size),
  );
  let sized = -1;
  return {
    element,
    /**
     * @param {SweepState} state
     * @param {boolean} chosen
     * @param {boolean} fixed  it can't be deleted
     * @param {string} figure  whose it is, where that isn't the one of the page
     */
    draw({ status, share, made, of, left, summary }, chosen, fixed, figure) {
      remove.hidden = fixed;
      element.dataset.status = status;
      name.setAttribute('aria-pressed', String(chosen));
      say(whose, figure);
      bar.value = share;
      bar.hidden = status === 'done';
      const lost = summary ? summary.cells.reduce((sum, { failed }) => sum + failed, 0) : 0;
      say(
        said,
        [
          status === 'done' ? `${integer(of)} runs` : `${integer(made)} of ${integer(of)} runs`,
          status === 'running' ? leftOf(left) : status === 'done' ? '' : status,
          lost > 0 ? `${lost} failed` : '',
        ]
          .filter((part) => part !== '')
          .join(', '),
      );
      move.hidden = status === 'done' || status === 'pausing';
      say(move, status === 'running' ? 'pause' : 'go on');
      if (sized !== made && (made === of || status === 'paused')) {
        sized = made;
        void sweeps.size(id).then((bytes) => say(size, bytes > 0 ? sizeOf(bytes) : ''));
      }
    },
  };
}

/**
 * What the runs of a sweep say together.
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {Sweeps} sweeps
 * @param {ReturnType<typeof watchPalette>} colours
 * @param {House} house
 */
function createResult(store, actions, sweeps, colours, { presets, version, link }) {
  const sentence = h('p', { class: 'sweep-said', role: 'status', 'data-testid': 'sweep-result' });
  const growth = h('ul', { class: 'sweep-growth', 'data-testid': 'sweep-growth' });
  const times = h('div', { class: 'sweep-chart', role: 'img' });
  const rates = h('div', { class: 'sweep-chart', role: 'img' });
  /** What is drawn, for print. @type {Record<'times' | 'rates' | 'bands', Overlay | null>} */
  const shown = { times: null, rates: null, bands: null };
  const files = (/** @type {keyof typeof shown} */ name) =>
    createFiles(`sweep-${name}`, `sweep-${name}`, () => shown[name]);
  const timeBox = h(
    'section',
    {},
    h('p', { class: 'what' }, term('Time to learn', `${TIME_HELP} ${EXPONENT_HELP}`)),
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
  const cellTitle = h('p', { class: 'what' });
  const bands = h('div', { class: 'sweep-chart', role: 'img' });
  const cellFiles = files('bands');
  const seeds = h('div', { class: 'sweep-seeds', 'data-testid': 'sweep-runs' });
  const cellBox = h(
    'section',
    { class: 'sweep-cell' },
    cellTitle,
    bands,
    cellFiles,
    h('p', { class: 'note' }, 'Each run: a click has the figure make it.'),
    seeds,
  );
  const act = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {(state: SweepState) => Blob} */ of,
  ) =>
    h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'data-testid': `sweep-${name}`,
        onclick: () => current && download(of(current), `sweep.${name}`),
      },
      label,
    );
  const data = h(
    'div',
    { class: 'row' },
    act('csv', 'all runs as CSV', ({ sweep, outcomes }) => {
      const runs = inOrder(outcomes).map((outcome) => ({ outcome, values: valuesOf(sweep, outcome.cell) }));
      return new Blob([runsCsv(sweep, runs)], { type: 'text/csv' });
    }),
    act('json', 'JSON, with the spec', ({ sweep, outcomes, summary }) => {
      return new Blob([sweepJson(sweep, inOrder(outcomes), summary)], { type: 'application/json' });
    }),
    act('bib', 'citation', (state) => new Blob([cited(state)], { type: 'application/x-bibtex' })),
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
    return citation(what, { version, address: linkTo(state), note });
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
      const { missed, of } = missesOf({ sweep, summary, inner: line }, (sweep.vary[0]?.values ?? []).map(Number));
      return [
        h(
          'li',
          {},
          `${inner} grows as ${entry}`,
          h('sup', {}, power),
          interval,
          missed > 0 ? `; the quartiles miss this line at ${missed} of ${of} values` : '',
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
    say(fixed, `All of them: ${settings(sweep)}.`);
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
    const text = each.rate === null ? '–' : `${each.learned} of ${each.runs - each.failed}${time}`;
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
    const title = sweep.vary
      .map(({ entry }, k) => `${entryName(entry)} ${valueName(valuesOf(sweep, cell)[k])}`)
      .join(', ');
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
    const coefficients = names.filter((name) => name.startsWith('{'));
    const drawn = coefficients.length > 0 ? coefficients : names.filter((name) => name === 'test_loss');
    cellTitle.replaceChildren(
      term(
        `${coefficients.length > 0 ? 'Coefficients' : 'Test loss'}${title === '' ? '' : `, ${title}`}: ${runs.length === 1 ? '1 run' : `median of ${runs.length} runs`}`,
        BAND_HELP,
      ),
    );
    bands.hidden = runs.length === 0;
    cellTitle.hidden = bands.hidden;
    cellFiles.hidden = bands.hidden;
    if (bands.hidden) return;
    const { x: xs, parts } = banded(runs, drawn);
    const palette = colours.palette();
    shown.bands = bandsOf(
      { names: title === '' ? [state.title] : [state.title, title], count: runs.length },
      drawn,
      { xs, parts },
      palette,
    );
    onScreen(bands, palette, shown.bands);
    bands.ariaLabel = `Median and band of ${drawn.length} curves over ${runs.length} runs`;
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
