// Play, step, restart, new seed, speed, and where the run stands. The same by keyboard.

/** @import { Actions, LabState, Store, Unit } from '../types.d.ts' */

import { h, say, svg, term } from '../drawing/dom.js';
import { integer } from '../language/format.js';
import { called, severalOf, unitOf, unitsOf } from '../language/units.js';
import { drawn } from '../drawing/frame.js';
import { mayRunOn, STATUSES } from '../state/statuses.js';

const STOPS = 100;
const FASTEST = 20_000;

/**
 * The slider's places: 1 a second to 20,000 a second by equal factors, and full speed at the end.
 * @param {number} place
 */
function speedAt(place) {
  if (place >= STOPS) return Infinity;
  const exact = FASTEST ** (place / (STOPS - 1));
  const unit = 10 ** Math.max(Math.floor(Math.log10(exact)) - 1, 0);
  return Math.round(exact / unit) * unit;
}

/** @param {number} speed */
function placeOf(speed) {
  if (!Number.isFinite(speed) || speed > FASTEST) return STOPS;
  return Math.round((Math.log(Math.max(speed, 1)) / Math.log(FASTEST)) * (STOPS - 1));
}

/** @param {number} speed */
const speedWords = (speed) => (Number.isFinite(speed) ? `${integer(speed)} / s` : 'full speed');

const ICONS = {
  play: 'M5 3.2v13.6L16.6 10z',
  pause: 'M4.5 3.5h4v13h-4zM11.5 3.5h4v13h-4z',
  step: 'M4 3.5v13L12.5 10zM13.5 3.5H16v13h-2.5z',
  restart:
    'M10 3.2a6.8 6.8 0 1 0 6.6 8.4h-2.3A4.6 4.6 0 1 1 10 5.4c1.2 0 2.3.5 3.2 1.3L10.6 9.2H17V2.8l-2.2 2.3A6.8 6.8 0 0 0 10 3.2z',
  seed: 'M5 3h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm2 2.7a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm6 0a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm-3 3a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm-3 3a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6zm6 0a1.3 1.3 0 1 0 0 2.6 1.3 1.3 0 0 0 0-2.6z',
};

/** @param {keyof typeof ICONS} name */
const icon = (name) =>
  svg(
    'svg',
    { viewBox: '0 0 20 20', width: 18, height: 18, 'aria-hidden': 'true' },
    svg('path', { d: ICONS[name], 'fill-rule': 'evenodd' }),
  );

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @returns {() => void}
 */
export function mount(root, store, actions) {
  /**
   * @param {keyof typeof ICONS} name
   * @param {string} id
   * @param {string} label
   * @param {string} help
   * @param {() => void} onclick
   */
  const button = (name, id, label, help, onclick) =>
    h(
      'button',
      { type: 'button', class: 'act', part: `control ${name}`, 'data-testid': id, title: help, onclick },
      icon(name),
      h('span', {}, label),
    );

  const main = button('play', 'play', 'play', '', () => {
    const label = pressed || main.dataset.label;
    pressed = '';
    if (label === 'pause') actions.pause();
    else if (label === 'run on') actions.runOn();
    else actions.play();
  });
  main.classList.add('main');
  /** What stood on the main button when a press of it began: that it does, whatever has happened since. */
  let pressed = '';
  const press = () => (pressed = main.dataset.label ?? '');
  main.addEventListener('pointerdown', press);
  main.addEventListener('keydown', ({ key, repeat }) => (key === ' ' || key === 'Enter') && !repeat && press());
  const step = button('step', 'step', 'step', '', () => actions.stepOnce());
  const restart = button(
    'restart',
    'restart',
    'restart',
    'From the start with the same seed: the same curve again (R)',
    () => actions.restart(),
  );
  const seed = button(
    'seed',
    'new-seed',
    'new seed',
    'From the start with another seed: other weights, other data (N)',
    () => void actions.newSeed(),
  );
  const slider = h('input', {
    type: 'range',
    min: 0,
    max: STOPS,
    step: 1,
    'data-testid': 'speed',
    'aria-label': 'Speed',
    oninput: () => actions.setSpeed(speedAt(Number(slider.value))),
  });
  const speed = h('output', { class: 'speed-value', 'data-testid': 'speed-value' });
  const unit = createUnit(actions);
  const counters = createCounters();
  const bar = h('i', {});
  const progress = h(
    'div',
    {
      class: 'progress',
      part: 'control counters',
      role: 'progressbar',
      'aria-label': 'Share of the budget',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
      'data-testid': 'progress',
    },
    bar,
  );
  root.replaceChildren(
    progress,
    h('div', { class: 'buttons', role: 'toolbar', 'aria-label': 'Run' }, main, step, restart, seed),
    h(
      'div',
      { class: 'pace', part: 'control speed' },
      h('label', { class: 'speed' }, h('span', { 'aria-hidden': 'true' }, 'slow'), slider, speed),
      unit.element,
    ),
    counters.element,
  );

  const view = drawn(store, ['status', 'speed', 'unit', 'rate', 'lanes', 'budget', 'seed'], (state) => {
    const { status } = state;
    root.dataset.status = status;
    const running = status === 'running';
    const { plays, steps, restarts } = STATUSES[status];
    const [label, shape, help] = running
      ? /** @type {const} */ (['pause', 'pause', 'Pause (space)'])
      : mayRunOn(state)
        ? /** @type {const} */ ([
            'run on',
            'play',
            `Go on past the budget, to ${integer(2 * state.budget)} iterations (space)`,
          ])
        : plays === 'again'
          ? // The same run, for nothing has changed: at full speed it is over before it is seen to move.
            /** @type {const} */ (['play again', 'play', 'From the start with the same seed: the same curve (space)'])
          : /** @type {const} */ (['play', 'play', 'Play (space)']);
    if (main.dataset.label !== label) {
      main.dataset.label = label;
      main.replaceChildren(icon(shape), h('span', {}, label));
    }
    main.title = help;
    main.dataset.testid = running ? 'pause' : 'play';
    main.classList.toggle('on', running);
    main.disabled = plays !== 'on' && plays !== 'again';
    step.disabled = !steps;
    restart.disabled = seed.disabled = !restarts;
    if (Number(slider.value) !== placeOf(state.speed)) slider.value = String(placeOf(state.speed));
    slider.setAttribute('aria-valuetext', speedWords(state.speed));
    say(speed, speedWords(state.speed));
    const now = unitOf(state);
    unit.draw(state, now);
    step.title = `One ${called(now)} (right arrow)`;
    slider.title = `Speed, in ${severalOf(now)} a second`;
    const slowest = counters.draw(state);
    // Algorithm 1 ends by itself.
    const done = status === 'finished' ? 1 : Math.min(slowest / state.budget, 1);
    bar.style.transform = `scaleX(${done.toFixed(4)})`;
    progress.ariaValueNow = String(Math.round(100 * done));
    progress.title = `${integer(slowest)} of ${integer(state.budget)} iterations`;
  });

  return () => {
    view.stop();
    root.replaceChildren();
  };
}

/**
 * What a step is and what the speed counts, where there is a choice.
 * @param {Actions} actions
 */
function createUnit(actions) {
  const select = h('select', {
    'data-testid': 'unit',
    'aria-label': 'Step and speed by',
    title: 'What a step is, and what the speed counts',
    onchange: () => actions.setUnit(/** @type {Unit} */ (select.value)),
  });
  const element = h('label', { class: 'by', hidden: true }, h('span', { 'aria-hidden': 'true' }, 'by'), select);
  return {
    element,
    /**
     * @param {LabState} state
     * @param {Unit} now
     */
    draw({ lanes }, now) {
      const all = unitsOf(lanes);
      element.hidden = all.length < 2;
      if (select.options.length !== all.length)
        select.replaceChildren(...all.map((unit) => h('option', { value: unit }, called(unit))));
      if (select.value !== now) select.value = now;
    },
  };
}

/** How far the slowest network of the figure is. */
function createCounters() {
  const number = (/** @type {string} */ id) => h('b', { 'data-testid': id });
  const [iterations, samples, neurons] = [number('iterations'), number('samples'), number('neurons')];
  const [active, rate, seed] = [number('active'), number('rate'), number('seed')];
  const trained = h(
    'span',
    { hidden: true },
    neurons,
    ' ',
    term('neurons', 'Trained so far, one after the other.'),
    ', ',
    active,
    ' active',
  );
  const element = h(
    'p',
    { class: 'counters', part: 'control counters' },
    h(
      'span',
      {},
      iterations,
      ' ',
      term('iterations', 'Steps of gradient descent taken so far, by the slowest network of the figure.'),
    ),
    h(
      'span',
      { class: 'minor' },
      samples,
      ' ',
      term(
        'samples',
        'Training examples used so far: iterations times the batch. A fixed sample is used again and again.',
      ),
    ),
    trained,
    h('span', { class: 'minor' }, rate, ' / s'),
    h(
      'span',
      { class: 'minor' },
      term('seed', 'Everything random follows from it: initial weights, training data, measurement.'),
      ' ',
      seed,
    ),
  );
  return {
    element,
    /**
     * @param {LabState} state
     * @returns {number} its iteration
     */
    draw(state) {
      // Those that are done wait for nobody.
      const going = state.lanes.filter(({ status }) => status === 'running');
      const [first, ...others] = [...(going.length > 0 ? going : state.lanes)].sort(
        (a, b) => a.iteration - b.iteration,
      );
      const slowest = going.length > 0 ? first : (others.at(-1) ?? first);
      const { neuron = 0, active: lit = 0 } = slowest?.marks ?? {};
      trained.hidden = unitsOf(state.lanes).length < 2;
      say(iterations, integer(slowest?.iteration ?? 0));
      say(samples, integer(slowest?.samples ?? 0));
      say(neurons, integer(neuron));
      say(active, integer(lit));
      say(rate, state.status === 'running' ? integer(state.rate) : '0');
      say(seed, String(state.seed));
      return slowest?.iteration ?? 0;
    },
  };
}

/** However long they are held. The arrow goes on stepping. */
const ONE_PRESS = [' ', 'Enter', 'r', 'R', 'n', 'N'];

/**
 * The keys, when the focus is in the figure and the key does not belong to what has it.
 * @param {KeyboardEvent} event
 * @param {Store<LabState>} store
 * @param {Actions} actions
 */
export function onKey(event, store, actions) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const target = /** @type {Element | undefined} */ (event.composedPath()[0]);
  const field = target?.closest('input, select, textarea');
  if (field) return;
  if (event.repeat && ONE_PRESS.includes(event.key)) {
    event.preventDefault();
    return;
  }
  if (event.key === ' ') {
    if (target?.closest('button, summary, a')) return;
    if (mayRunOn(store.get())) actions.runOn();
    else actions.toggle();
  } else if (event.key === 'ArrowRight') actions.stepOnce();
  else if (event.key === 'r' || event.key === 'R') actions.restart();
  else if (event.key === 'n' || event.key === 'N') void actions.newSeed();
  else return;
  event.preventDefault();
}
