// One figure at a time: the one the visitor touched last if it is still in view, else the one that fills most of the
// window.

/** @typedef {{ element: HTMLElement, seen: number, told: boolean | null, tell: (has: boolean) => void }} Figure */

/** @type {Map<Element, Figure>} */
const figures = new Map();
/** @type {Element | null} */
let wanted = null;
/** @type {Element | null} */
let current = null;

/** In view means this share of the window, or of the figure if that is smaller. */
const ENOUGH = 0.35;
const THRESHOLDS = Array.from({ length: 21 }, (_, i) => i / 20);

const observer = new IntersectionObserver(
  (entries) => {
    for (const { target, intersectionRect, boundingClientRect } of entries) {
      const figure = figures.get(target);
      const room = Math.min(boundingClientRect.height, window.innerHeight) || 1;
      if (figure) figure.seen = intersectionRect.height / room;
    }
    settle();
  },
  { threshold: THRESHOLDS },
);

function settle() {
  const inView = [...figures.values()].filter(
    ({ element, seen }) => seen >= ENOUGH || (element === wanted && seen > 0),
  );
  const touched = inView.find(({ element }) => element === wanted);
  if (!touched) wanted = null;
  // The present one stays until another is clearly more in view: no flicker while scrolling.
  const weight = (/** @type {Figure} */ { element, seen }) => seen + (element === current ? 0.2 : 0);
  const best =
    touched ?? inView.reduce((/** @type {Figure | null} */ a, b) => (a && weight(a) >= weight(b) ? a : b), null);
  current = best?.element ?? null;
  // First silence the others, then wake the chosen one.
  const told = [...figures.values()].sort((a, b) => Number(a.element === current) - Number(b.element === current));
  for (const figure of told) {
    const has = figure.element === current;
    if (figure.told === has) continue;
    figure.told = has;
    figure.tell(has);
  }
}

/**
 * @param {HTMLElement} element
 * @param {(has: boolean) => void} tell called when the attention comes and goes
 */
export function attend(element, tell) {
  figures.set(element, { element, seen: 0, told: null, tell });
  observer.observe(element);
}

/** @param {Element} element */
export function hasAttention(element) {
  return element === current;
}

/**
 * The visitor turns to this figure.
 * @param {Element} element
 */
export function claim(element) {
  wanted = element;
  settle();
}

/** @param {Element} element */
export function forget(element) {
  observer.unobserve(element);
  figures.delete(element);
  if (current === element) current = null;
  settle();
}
