// What a text with figures does: its phrases drive them, its terms explain themselves, and ?embed leaves it out.

import './lab.js';
import { COLOURS, isColour } from './attributes.js';

/** @import { StaircaseLab } from './lab.js' */

const root = document.documentElement;
/** Of the figure that is framed, what whoever frames it may ask for. */
const ASKED = ['controls', 'views', 'height', 'theme', 'autoplay'];

if (root.classList.contains('embed')) {
  // One figure, and nothing else that could run.
  for (const element of [...document.querySelectorAll('body > *, main > *')]) {
    if (!element.matches('main, #figure-2')) element.remove();
  }
  // How it is shown stands beside ?embed, as it would in the element's attributes.
  for (const [name, value] of new URLSearchParams(location.search)) {
    if (name === 'theme') root.dataset.theme = value;
    if (ASKED.includes(name)) labOf(null)?.setAttribute(name, value);
    const property = Object.entries(COLOURS).find(([colour]) => colour === name)?.[1];
    if (property && isColour(value)) root.style.setProperty(property, value);
    else if (property) console.warn(`${name}: "${value}" is not a colour`);
  }
  // There is nothing else here that keys could mean: pressed where nothing has the focus they are the figure's.
  addEventListener('keydown', (event) => {
    if (event.target === document.body) labOf(null)?.takeKey(event);
  });
  // Whoever frames it can give it the height that it takes.
  const tell = () => parent.postMessage({ type: 'staircase-lab', height: root.offsetHeight }, '*');
  if (parent !== window) new ResizeObserver(tell).observe(root);
}

// ---- phrases ----

/**
 * @param {string | null} href
 * @returns {StaircaseLab | null}
 */
function labOf(href) {
  return document.querySelector(`staircase-lab${href ?? ''}`);
}

/** @param {Element} element */
function bringIntoView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  const seen = Math.min(bottom, innerHeight) - Math.max(top, 0);
  if (seen > 0.75 * innerHeight) return;
  // On a longer way figures load and grow, and the end of the way moves.
  const far = top > 2 * innerHeight || bottom < -innerHeight;
  const still = far || matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ behavior: still ? 'auto' : 'smooth', block: 'start' });
}

/** Phrases pressed so far: of one pressed while another is still at work, the later holds. */
let pressed = 0;

/**
 * @param {StaircaseLab} lab
 * @param {[string, ...unknown[]][]} steps names of actions with their arguments; null stands for full speed
 */
async function drive(lab, steps) {
  const turn = ++pressed;
  lab.build();
  lab.spotlight(null);
  bringIntoView(lab);
  const actions = lab.controller?.actions;
  for (const [name, ...args] of steps) {
    if (turn !== pressed) return;
    if (name === 'spotlight') lab.spotlight(Number(args[0]));
    else if (name === 'setSpeed') actions?.setSpeed(args[0] === null ? Infinity : Number(args[0]));
    else await /** @type {any} */ (actions)?.[name]?.(...args);
  }
}

for (const phrase of document.querySelectorAll('a.drive')) {
  const run = (/** @type {Event} */ event) => {
    event.preventDefault();
    const lab = labOf(phrase.getAttribute('href'));
    if (lab) void drive(lab, JSON.parse(phrase.getAttribute('data-do') ?? '[]'));
  };
  phrase.addEventListener('click', run);
  // A link that acts as a button answers the space bar too.
  phrase.addEventListener('keydown', (event) => {
    const { key, repeat } = /** @type {KeyboardEvent} */ (event);
    if (key === ' ' && !repeat) run(event);
  });
}

// ---- terms: what they mean comes when somebody asks, or when there is nothing else to do ----

/** Ms after which the glossary is loaded that nobody has asked for: a page that goes offline has it all the same. */
const SPARE = 6000;

/** @type {NodeListOf<HTMLAnchorElement>} */
const terms = document.querySelectorAll('a.term');
/** Whether it has come; null before it was asked for. @type {Promise<boolean> | null} */
let glossary = null;

/**
 * @param {HTMLAnchorElement} term
 * @param {Event} event
 */
async function explain(term, event) {
  const isClick = event instanceof MouseEvent && event.type === 'click' && !event.ctrlKey && !event.metaKey;
  if (isClick) event.preventDefault(); // else it opens the list of terms
  const comes = await loadGlossary();
  if (isClick && !comes) location.assign(term.href);
}

const loadGlossary = () =>
  (glossary ??= import('./glossary.js').then(
    ({ explain }) => (explain(terms), true),
    () => ((glossary = null), false),
  ));

for (const term of terms)
  for (const type of ['pointerenter', 'focus', 'click'])
    term.addEventListener(type, (event) => void explain(term, event));
if (terms.length > 0) setTimeout(loadGlossary, SPARE);
