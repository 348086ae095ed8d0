// The page that writes what to write: its choices become attributes of the figure on it, and of the snippets.

/** @import { StaircaseLab } from './lab.js' */

import './lab.js';
import { COLOURS, CONTROLS, isColour, looks, VIEWS } from './attributes.js';
import { h, say, uid } from './drawing/dom.js';
import { copy } from './drawing/handout.js';
import { pageAlone, SCRIPT } from './embedding.js';
import { brief } from './language/text.js';
import { cellOf, elementOf, frameOf, moduleOf } from './snippets.js';
import { encode } from './state/url.js';

const KINDS = {
  element: 'Into any page, where scripts may come from this host.',
  frame: 'A frame keeps to itself: nothing of the page around it reaches the figure, and it takes its height from it.',
  package: 'For what is built with a bundler.',
  notebook: 'A cell of a Jupyter notebook. It asks this host for the figure’s program, so that it needs a network.',
};
/** @typedef {keyof typeof KINDS} Kind */

const LISTS = [
  { name: 'views', known: VIEWS },
  { name: 'controls', known: CONTROLS },
];

const find = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const form = /** @type {HTMLFormElement} */ (find('choices'));
const figure = document.createElement('staircase-lab');
/** The same, as this house knows it. */
const lab = /** @type {StaircaseLab} */ (/** @type {unknown} */ (figure));
const area = /** @type {HTMLTextAreaElement} */ (find('snippet'));

const box = (/** @type {string} */ name, /** @type {string} */ value) =>
  h('label', { class: 'check' }, h('input', { type: 'checkbox', name, value, checked: true }), value);
for (const { name, known } of LISTS) find(name).append(...known.map((value) => box(name, value)));
find('colours').append(
  ...Object.keys(COLOURS).map((name) =>
    h('label', { class: 'field' }, name, h('input', { type: 'text', name, size: 12, autocomplete: 'off' })),
  ),
);

const kinds = /** @type {Kind[]} */ (Object.keys(KINDS)).map((kind) =>
  h(
    'button',
    { type: 'button', 'data-kind': kind, 'aria-pressed': String(kind === 'element'), onclick: () => choose(kind) },
    kind,
  ),
);
find('kinds').append(...kinds);

/** Where it is told what is wrong with a field, by the field's name. */
const problems = Object.fromEntries(
  ['preset', 'height', ...Object.keys(COLOURS)].map((name) => [name, problemOf(field(name))]),
);

/** What a shared link says beyond the name of a figure. */
let state = '';
/** What of the link can't be followed, by entry. @type {Record<string, string>} */
let refused = {};
/** Whether what the figure refused is yet to be left out of the state. */
let isRefused = false;
let kind = /** @type {Kind} */ ('element');

/** @param {string} name */
function field(name) {
  return /** @type {HTMLInputElement | HTMLSelectElement} */ (form.elements.namedItem(name));
}

/** @param {HTMLElement} input  in its label, below which the problem is to stand */
function problemOf(input) {
  const problem = h('p', { class: 'problem', role: 'alert', id: uid('problem') });
  const label = /** @type {HTMLElement} */ (input.closest('label'));
  const typed = h('div', { class: 'typed' });
  label.replaceWith(typed);
  typed.append(label, problem);
  input.setAttribute('aria-describedby', problem.id);
  return problem;
}

/** As a link to this page has it, or else the choice of a figure. */
function followLink() {
  const link = location.hash.slice(1);
  if (document.getElementById(link)) return; // a section of this page
  const asked = new URLSearchParams(link);
  const preset = asked.get('preset');
  const choice = field('preset');
  const isKnown = [.../** @type {HTMLSelectElement} */ (choice).options].some(({ value }) => value === preset);
  refused = {};
  if (preset !== null && isKnown) choice.value = preset;
  else if (preset !== null) refused.preset = `there is no preset "${brief(preset)}"; choose one of this list`;
  isRefused = false;
  take(link);
  draw();
  if (state !== '') lab.build(); // which reads the link, and says what is wrong with it
}

/** @param {string} link */
function take(link) {
  const isMore = [...new URLSearchParams(link).keys()].some((name) => !['v', 'preset'].includes(name));
  state = isMore ? link : '';
}

figure.addEventListener('refused', ({ detail }) => {
  if (state === '') return;
  refused = { ...detail.problems, ...refused };
  isRefused = true;
  draw();
});
figure.addEventListener('ready', () => {
  const { controller } = lab;
  if (isRefused && controller) {
    isRefused = false;
    take(encode(controller.store.get()));
    field('preset').value = controller.store.get().preset.id;
  }
  draw();
});
new ResizeObserver(tellNothing).observe(figure);

/** What is chosen that differs from how a figure is by itself, as attributes; and what is not right of what was typed. */
function read() {
  const chosen = new FormData(form);
  const text = (/** @type {string} */ name) => String(chosen.get(name) ?? '').trim();
  /** @type {Record<string, string>} */
  const all = state === '' ? { preset: text('preset') } : { state };
  for (const { name, known } of LISTS) {
    const names = chosen.getAll(name);
    if (names.length < known.length) all[name] = names.join(' ') || 'none';
  }
  /** @type {Record<string, string>} */
  const wrong = {};
  const { height, problems: faults } = looks((name) => (name === 'height' ? text(name) : null));
  if (faults.height) wrong.height = `height: ${faults.height}`;
  if (height !== null) all.height = height;
  if (text('theme') !== '') all.theme = text('theme');
  if (!chosen.has('autoplay')) all.autoplay = 'false';
  /** @type {Record<string, string>} */
  const colours = {};
  const styles = [];
  for (const [name, property] of Object.entries(COLOURS)) {
    const colour = text(name);
    if (isColour(colour)) {
      colours[name] = colour;
      styles.push(`${property}: ${colour}`);
    } else if (colour !== '') wrong[name] = `${name}: "${colour}" is not a colour, such as #0a6c74 or teal`;
  }
  if (styles.length > 0) all.style = styles.join('; ');
  const left = Object.entries(refused).map(([name, why]) => (why.startsWith(name) ? why : `${name}: ${why}`));
  if (left.length > 0) wrong.preset = `Left out of the link: ${left.join('; ')}`;
  return { all, colours, wrong };
}

/**
 * @param {Record<string, string>} all
 * @param {Record<string, string>} colours  by name
 */
function written(all, colours) {
  const { style: _, preset, state: asked = `v=1&preset=${preset}`, ...look } = all;
  switch (kind) {
    case 'element':
      return elementOf(all, SCRIPT);
    case 'frame':
      return frameOf(pageAlone() ?? '', asked, { ...look, ...colours });
    case 'package':
      return moduleOf(all);
    case 'notebook':
      return cellOf(all, SCRIPT ?? '');
  }
}

function draw() {
  const { all, colours, wrong } = read();
  for (const name of ['preset', 'state', 'views', 'controls', 'height', 'theme', 'autoplay', 'style']) {
    const value = all[name];
    if (value === undefined) figure.removeAttribute(name);
    else if (figure.getAttribute(name) !== value) figure.setAttribute(name, value);
  }
  for (const [name, problem] of Object.entries(problems)) {
    say(problem, wrong[name] ?? '');
    field(name).setAttribute('aria-invalid', String(name in wrong));
  }
  tellNothing();
  say(find('about'), KINDS[kind]);
  say(find('said'), '');
  area.value = isRefused ? '' : written(all, colours);
  area.rows = Math.min(area.value.split('\n').length + 1, 16);
}

/** Without a word an empty place would look like a fault. */
function tellNothing() {
  const chosen = new FormData(form);
  const views = [.../** @type {ShadowRoot} */ (figure.shadowRoot).querySelectorAll("[part^='view ']")];
  say(
    find('nothing'),
    !chosen.has('views')
      ? `No view is chosen: nothing is drawn${chosen.has('controls') ? ', and the controls stand alone' : ''}.`
      : views.length === 0 || views.some(isDrawn)
        ? ''
        : 'This figure has none of the views that are chosen: nothing is drawn.',
  );
}

/** @param {Element} view  which need have no box of its own */
function isDrawn(view) {
  const range = document.createRange();
  range.selectNodeContents(view);
  return range.getBoundingClientRect().height > 0;
}

/** @param {Kind} next */
function choose(next) {
  kind = next;
  for (const button of kinds) button.ariaPressed = String(button.dataset.kind === kind);
  draw();
}

form.addEventListener('input', ({ target }) => {
  if (/** @type {HTMLInputElement} */ (target).name === 'preset') [state, refused, isRefused] = ['', {}, false];
  draw();
});
form.addEventListener('submit', (event) => event.preventDefault());
find('copy').addEventListener('click', async () =>
  say(find('said'), (await copy(area.value, area)) ? 'On the clipboard.' : 'Copy it from here.'),
);
addEventListener('hashchange', followLink);
find('place').replaceChildren(figure);
followLink();
