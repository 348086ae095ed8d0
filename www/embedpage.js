// The page that writes what to write: its choices become attributes of the figure on it, and of the snippets.

import './lab.js';
import { CONTROLS, looks, VIEWS } from './attributes.js';
import { h, say } from './drawing/dom.js';
import { copy } from './drawing/handout.js';
import { pageAlone, SCRIPT } from './embedding.js';
import { cellOf, elementOf, frameOf, moduleOf } from './snippets.js';

/** Custom properties, by what they are called here. */
const COLOURS = { ground: '--staircase-ground', ink: '--staircase-ink', accent: '--staircase-accent' };

const KINDS = {
  element: 'Into any page, where scripts may come from this host.',
  frame:
    'A frame keeps to itself: nothing of the page around it reaches the figure, and it takes its height from it. Colours stay its own.',
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

/** What a shared link says beyond the name of a figure. */
let state = '';
let kind = /** @type {Kind} */ ('element');

/** As a link to this page has it, or else the choice of a figure. */
function followLink() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const preset = asked.get('preset') ?? '';
  const choice = /** @type {HTMLSelectElement} */ (form.elements.namedItem('preset'));
  if ([...choice.options].some(({ value }) => value === preset)) choice.value = preset;
  const isMore = [...asked.keys()].some((name) => !['v', 'preset'].includes(name));
  state = isMore ? location.hash.slice(1) : '';
  draw();
}

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
  const { height, problems } = looks((name) => (name === 'height' ? text(name) : null));
  if (height !== null) all.height = height;
  if (text('theme') !== '') all.theme = text('theme');
  if (!chosen.has('autoplay')) all.autoplay = 'false';
  const styles = Object.entries(COLOURS).flatMap(([name, property]) => {
    const colour = text(name);
    if (colour === '') return [];
    if (CSS.supports('color', colour)) return [`${property}: ${colour}`];
    problems[name] = `"${colour}" is not a colour, such as #0a6c74 or teal`;
    return [];
  });
  if (styles.length > 0) all.style = styles.join('; ');
  return { all, wrong: Object.entries(problems).map((problem) => problem.join(': ')) };
}

/** @param {Record<string, string>} all */
function written(all) {
  const { style, preset, state: asked = `v=1&preset=${preset}`, ...look } = all;
  switch (kind) {
    case 'element':
      return elementOf(all, SCRIPT);
    case 'frame':
      return frameOf(pageAlone() ?? '', asked, look);
    case 'package':
      return moduleOf(all);
    case 'notebook':
      return cellOf(all, SCRIPT ?? '');
  }
}

function draw() {
  const { all, wrong } = read();
  for (const name of ['preset', 'state', 'views', 'controls', 'height', 'theme', 'autoplay', 'style']) {
    const value = all[name];
    if (value === undefined) figure.removeAttribute(name);
    else if (figure.getAttribute(name) !== value) figure.setAttribute(name, value);
  }
  say(find('wrong'), wrong.join('; '));
  say(find('about'), KINDS[kind]);
  say(find('said'), '');
  area.value = written(all);
  area.rows = Math.min(area.value.split('\n').length + 1, 16);
}

/** @param {Kind} next */
function choose(next) {
  kind = next;
  for (const button of kinds) button.ariaPressed = String(button.dataset.kind === kind);
  draw();
}

form.addEventListener('input', ({ target }) => {
  if (/** @type {HTMLInputElement} */ (target).name === 'preset') state = '';
  draw();
});
form.addEventListener('submit', (event) => event.preventDefault());
find('copy').addEventListener('click', async () =>
  say(find('said'), (await copy(area.value, area)) ? 'On the clipboard.' : 'Copy it from here.'),
);
addEventListener('hashchange', followLink);
followLink();
find('place').replaceChildren(figure);
