// What a term of the text means, on hover, on focus and on a tap: one bubble, which goes from term to term. A page loads it
// when somebody asks for the first one.

import { TERMS } from './language/terms.js';

/** Px between a term and its bubble, and between the bubble and the window's edge. */
const GAP = 6;
const EDGE = 8;

/** @param {HTMLAnchorElement} term */
const meaningOf = (term) => TERMS[term.hash.slice(1)]?.means ?? '';

/** @param {Iterable<HTMLAnchorElement>} terms  whose addresses end in the names of what they mean */
export function explain(terms) {
  const bubble = document.createElement('div');
  bubble.className = 'meaning';
  bubble.hidden = true;
  document.body.append(bubble);
  /** @type {HTMLAnchorElement | null} */
  let shown = null;

  function hide() {
    shown = null;
    bubble.hidden = true;
  }

  /** @param {HTMLAnchorElement} term */
  function show(term) {
    shown = term;
    bubble.textContent = meaningOf(term);
    bubble.hidden = false;
    place(bubble, term);
  }

  for (const term of terms) {
    term.role = 'button';
    term.ariaDescription = meaningOf(term);
    term.addEventListener('pointerenter', () => show(term));
    term.addEventListener('focus', () => show(term));
    term.addEventListener('blur', hide);
    // Over the bubble, too, it stays.
    term.addEventListener('pointerleave', ({ pointerType, relatedTarget }) => {
      if (pointerType === 'mouse' && relatedTarget !== bubble) hide();
    });
    term.addEventListener('click', () => show(term));
    term.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      show(term);
    });
    if (term.matches(':hover, :focus')) show(term);
  }
  bubble.addEventListener('pointerleave', hide);
  addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
  addEventListener('pointerdown', ({ target }) => target !== bubble && target !== shown && hide());
  addEventListener('resize', hide);
}

/**
 * Above the term, or below it where there is no room, and within the window's width.
 * @param {HTMLElement} bubble
 * @param {HTMLElement} term
 */
function place(bubble, term) {
  const [own, { width, height }] = [lineOf(term), bubble.getBoundingClientRect()];
  const room = document.documentElement.clientWidth - EDGE - width;
  const left = Math.max(EDGE, Math.min(own.left, room));
  const top = own.top - GAP - height >= 0 ? own.top - GAP - height : own.bottom + GAP;
  bubble.style.left = `${left + scrollX}px`;
  bubble.style.top = `${top + scrollY}px`;
}

/**
 * Of a term that goes over two lines, the first.
 * @param {HTMLElement} term
 */
const lineOf = (term) => term.getClientRects()[0] ?? term.getBoundingClientRect();
