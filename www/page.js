// The article's own few lines: the theme, the phrases that drive a figure, and what ?embed leaves out.

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
  }
  // Whoever frames it can give it the height that it takes.
  const tell = () => parent.postMessage({ type: 'staircase-lab', height: root.offsetHeight }, '*');
  if (parent !== window) new ResizeObserver(tell).observe(root);
}

// ---- theme: the system's, until the visitor says otherwise ----

const button = document.getElementById('theme');
const system = matchMedia('(prefers-color-scheme: dark)');
const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);

function showTheme() {
  if (!button) return;
  button.textContent = isDark() ? 'light' : 'dark';
  button.ariaLabel = isDark() ? 'Use the light theme' : 'Use the dark theme';
}

button?.addEventListener('click', () => {
  root.dataset.theme = isDark() ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch {
    // storage may be forbidden: the choice then lasts as long as the page
  }
  showTheme();
});
system.addEventListener('change', showTheme);
showTheme();

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
