// The tour: one stop at a time beside one figure, whose experiment changes with the stop. Which stop it is stands in the
// address, so that back leads back.

const stops = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.stop')]);
const links = [...document.querySelectorAll('.stops a')];
const figure = /** @type {HTMLElement} */ (document.getElementById('figure'));
const progress = /** @type {HTMLElement} */ (document.getElementById('progress'));
const [previous, next] = ['previous', 'next'].map(
  (id) => /** @type {HTMLAnchorElement} */ (document.getElementById(id)),
);

const title = document.title;

/** By the address; the first where that names none. */
const current = () =>
  Math.max(
    0,
    stops.findIndex(({ id }) => `#${id}` === location.hash),
  );

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | undefined} value
 */
function setAttribute(element, name, value) {
  if (value === undefined) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

/** @param {number} at */
function show(at) {
  const stop = stops[at];
  if (!stop) return;
  stops.forEach((each) => (each.hidden = each !== stop));
  links.forEach((link, i) => setAttribute(link, 'aria-current', i === at ? 'step' : undefined));
  for (const [link, to] of /** @type {[HTMLAnchorElement, number][]} */ ([
    [previous, at - 1],
    [next, at + 1],
  ])) {
    link.hidden = !stops[to];
    if (stops[to]) link.hash = stops[to].id;
  }
  progress.textContent = `${at + 1} of ${stops.length}`;
  document.title = `${stop.querySelector('h2')?.textContent} – ${title}`;
  setAttribute(figure, 'preset', stop.dataset.preset);
  setAttribute(figure, 'state', stop.dataset.state);
}

/** What was asked for is read from its beginning. */
function goTo() {
  if (location.hash === '#figure') return;
  show(current());
  scrollTo({ top: 0, behavior: 'instant' });
  stops[current()]?.querySelector('h2')?.focus({ preventScroll: true });
}

/** Where arrow keys have a work of their own. */
const BUSY = 'staircase-lab, input, select, textarea';

document.addEventListener('keydown', (event) => {
  const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
  if (altKey || ctrlKey || metaKey || shiftKey || event.defaultPrevented) return;
  if (target instanceof Element && target.closest(BUSY)) return;
  const link = key === 'ArrowLeft' ? previous : key === 'ArrowRight' ? next : null;
  if (link && !link.hidden) link.click();
});
addEventListener('hashchange', goTo);
show(current());
