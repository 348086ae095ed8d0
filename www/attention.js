// One figure at a time: the one that the page has set going wherever it is, the one that the visitor asked to run last if it is
// still in view, else the one that fills most of what can be seen.

import { around } from './drawing/dom.js';

/** @typedef {{ element: HTMLElement, seen: number, told: boolean | null, tell: (has: boolean) => void }} Figure */

/** @type {Map<Element, Figure>} */
const figures = new Map();
/** @type {Element | null} */
let wanted = null;
/** It need not be in view, until it has been there. */
let anywhere = false;
/** @type {Element | null} */
let current = null;

/** In view means this share of what can be seen of the figure at once. */
const ENOUGH = 0.35;
/** In a low box a tall figure shows few hundredths of itself. */
const THRESHOLDS = Array.from({ length: 101 }, (_, i) => i / 100);

/** Made when the first figure is there: on a server there is none. @type {IntersectionObserver | null} */
let observer = null;
const observe = () =>
  new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRect, boundingClientRect } of entries) {
        const figure = figures.get(target);
        if (!figure) continue;
        const before = figure.seen;
        const room = roomFor(target, boundingClientRect);
        figure.seen = (intersectionRect.width * intersectionRect.height) / (room.width * room.height || 1);
        if (target === wanted && before > 0 && figure.seen === 0) want(null);
      }
      settle();
    },
    { threshold: THRESHOLDS },
  );

/**
 * How much of a figure can be seen at once: no more than has room in its window, in the boxes that scroll or cut it,
 * and, if it is framed, in the windows around its own.
 * @param {Element} figure
 * @param {{ width: number, height: number }} size
 */
function roomFor(figure, { width, height }) {
  // All that is known of the window around a foreign page's frame is that it is on this screen.
  const rooms = [{ width, height }, screen];
  for (let at = around(figure); at; at = around(at) ?? at.ownerDocument.defaultView?.frameElement ?? null) {
    const { documentElement: root, body, defaultView } = at.ownerDocument;
    if (at === root && defaultView) rooms.push({ width: defaultView.innerWidth, height: defaultView.innerHeight });
    else if (at !== body && getComputedStyle(at).overflow !== 'visible') rooms.push(at.getBoundingClientRect());
  }
  return {
    width: Math.min(...rooms.map((room) => room.width)),
    height: Math.min(...rooms.map((room) => room.height)),
  };
}

/**
 * @param {Element | null} element
 * @param {boolean} [far]
 */
function want(element, far = false) {
  wanted = element;
  anywhere = far;
}

function settle() {
  // In the order of the page, whichever was built first: of two that are seen as much, the first has it.
  const all = [...figures.values()].sort((a, b) =>
    a.element.compareDocumentPosition(b.element) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
  const inView = all.filter(({ element, seen }) => seen >= ENOUGH || (element === wanted && (anywhere || seen > 0)));
  const asked = inView.find(({ element }) => element === wanted);
  // The present one stays until another is clearly more in view: no flicker while scrolling.
  const weight = (/** @type {Figure} */ { element, seen }) => seen + (element === current ? 0.2 : 0);
  const best =
    asked ?? inView.reduce((/** @type {Figure | null} */ a, b) => (a && weight(a) >= weight(b) ? a : b), null);
  current = best?.element ?? null;
  // First silence the others, then wake the chosen one.
  const told = all.sort((a, b) => Number(a.element === current) - Number(b.element === current));
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
  observer ??= observe();
  observer.observe(element);
}

/** @param {Element} element */
export function hasAttention(element) {
  return element === current;
}

/**
 * The visitor wants this figure to run: at once if any of it is in view, else when it comes there.
 * @param {Element} element
 */
export function claim(element) {
  want(element);
  settle();
}

/**
 * The page wants this figure to run, in view or not: until it is released, or has come into view and gone.
 * @param {Element} element
 */
export function claimAnywhere(element) {
  want(element, true);
  settle();
}

/** @param {Element} element */
export const claimsAnywhere = (element) => element === wanted && anywhere;

/** @param {Element} element */
export function release(element) {
  if (!claimsAnywhere(element)) return;
  anywhere = false;
  settle();
}

/** @param {Element} element */
export function forget(element) {
  observer?.unobserve(element);
  figures.delete(element);
  if (wanted === element) want(null);
  if (current === element) current = null;
  settle();
}
