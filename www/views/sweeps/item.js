// One sweep of the list: how far it is, how long it takes yet, and what can be done with it.

/** @import { Listed, Sweeps } from '../../state/sweeps.js' */

import { h, say } from '../../drawing/dom.js';
import { integer } from '../../language/format.js';
import { leftOf, sizeOf } from '../../language/sweeps.js';

/**
 * One sweep of the list.
 * @param {Pick<Listed, 'id' | 'title'>} first
 * @param {Sweeps} sweeps
 * @param {(id: string) => void} choose
 */
export function createItem({ id, title }, sweeps, choose) {
  const whose = h('span', { class: 'sweep-size' });
  const name = h('button', { type: 'button', class: 'sweep-name', onclick: () => choose(id) }, title, ' ', whose);
  const bar = h('progress', { max: 1, 'aria-label': `Progress of ${title}` });
  const said = h('span', { class: 'sweep-far' });
  const move = h('button', {
    type: 'button',
    class: 'quiet',
    async onclick() {
      if (sweeps.state(id)?.status === 'running') return sweeps.pause(id);
      choose(id);
      await sweeps.play(id);
    },
  });
  // What took minutes to make is asked for twice.
  const ask = () => {
    say(remove, 'delete');
    remove.ariaLabel = `Delete ${title}`;
    sure = false;
  };
  let sure = false;
  const remove = h('button', {
    type: 'button',
    class: 'quiet',
    onblur: ask,
    onclick() {
      const made = sweeps.state(id)?.made ?? 0;
      if (sure || made === 0) return gone();
      sure = true;
      say(remove, made === 1 ? 'delete 1 run?' : `delete ${integer(made)} runs?`);
      remove.ariaLabel = `Delete ${title}, really`;
    },
  });
  ask();
  /** The focus goes to what stands next, or to where one begins another. */
  function gone() {
    const next = element.nextElementSibling ?? element.previousElementSibling;
    const heir = next?.querySelector('button') ?? element.closest('.panel')?.querySelector('[data-testid="sweep-run"]');
    void sweeps.remove(id).then(() => /** @type {HTMLElement | null | undefined} */ (heir)?.focus());
  }
  const size = h('span', { class: 'sweep-size' });
  const element = h(
    'li',
    { 'data-testid': `sweep-${id}` },
    name,
    h('div', { class: 'sweep-line' }, bar, said, move, remove, size),
  );
  let sized = -1;
  return {
    element,
    /**
     * @param {Listed} state
     * @param {boolean} chosen
     * @param {boolean} fixed  it can't be deleted
     * @param {string} figure  whose it is, where that isn't the one of the page, and when it was begun, where another is called the same
     */
    draw({ status, share, made, of, left, summary, elsewhere = false }, chosen, fixed, figure) {
      remove.hidden = fixed || (elsewhere && status !== 'done');
      element.dataset.status = status;
      name.setAttribute('aria-pressed', String(chosen));
      say(whose, figure);
      bar.value = share;
      bar.hidden = status === 'done';
      const lost = summary ? summary.cells.reduce((sum, { failed }) => sum + failed, 0) : 0;
      say(
        said,
        [
          status === 'done' ? `${integer(of)} runs` : `${integer(made)} of ${integer(of)} runs`,
          status === 'running' ? leftOf(left) : status === 'done' ? '' : elsewhere ? 'made by another window' : status,
          lost > 0 ? `${lost} failed` : '',
        ]
          .filter((part) => part !== '')
          .join(', '),
      );
      move.hidden = status === 'done' || status === 'pausing' || elsewhere;
      say(move, status === 'running' ? 'pause' : 'go on');
      if (sized !== made && (made === of || status === 'paused')) {
        sized = made;
        void sweeps.size(id).then((bytes) => say(size, bytes > 0 ? sizeOf(bytes) : ''));
      }
    },
  };
}
