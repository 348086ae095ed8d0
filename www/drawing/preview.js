// What stands below a formula: what it is while it is being typed, by the core, and what it was taken for from then on. No run begins.

/** @import { Analysis } from '../types.d.ts' */

import { expansion, verdict } from '../language/preview.js';
import { h, say, uid, write } from './dom.js';

/** Ms that typing pauses before the core is asked: many a formula is none before its last bracket. */
const PAUSE = 150;

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 * @param {(text: string) => Promise<Analysis>} ask
 * @param {(wrong: string) => string} explain  the core's words as they stand here
 * @param {() => void} onTyped  what was said of the formula before is of no interest
 */
export function createPreview(input, ask, explain, onTyped) {
  const sum = h('p', { class: 'sum' });
  const theory = h('p', {});
  const problem = h('p', { class: 'problem', hidden: true });
  const element = h('div', { class: 'preview', id: uid('preview'), 'data-testid': 'preview' }, sum, theory, problem);
  let timer = 0;
  /** Raised with every key: an answer to what is no longer there is dropped. */
  let asked = 0;
  /** What was drawn last, unless something was typed since. @type {Analysis | null | undefined} */
  let drawn;
  /** Typed, and not taken up yet. */
  const typing = () => input.dataset.shown !== input.value;

  /** @param {Analysis | null} analysis */
  function show(analysis, wrong = '') {
    write(sum, analysis ? expansion(analysis) : '');
    say(theory, analysis ? verdict(analysis) : '');
    say(problem, wrong);
    problem.hidden = wrong === '';
    element.hidden = analysis === null && wrong === '';
    problem.classList.toggle('pointed', wrong.includes('\n'));
  }

  async function look() {
    if (!typing()) return;
    const mine = asked;
    /** @type {Parameters<typeof show>} */
    let seen;
    try {
      seen = [await ask(input.value)];
    } catch (error) {
      // Of a worker that is gone the figure tells.
      const refused = error instanceof Error && error.name === 'Refused';
      seen = [null, refused ? explain(error.message) : ''];
    }
    if (mine === asked && drawn === undefined) show(...seen);
  }

  input.addEventListener('input', () => {
    asked++;
    drawn = undefined;
    clearTimeout(timer);
    timer = window.setTimeout(look, PAUSE);
    onTyped();
  });

  return {
    element,
    typing,
    /** @param {Analysis | null} analysis  of the formula as it was taken, or null where it was refused */
    draw(analysis) {
      if (typing() || analysis === drawn) return;
      drawn = analysis;
      show(analysis);
    },
  };
}
