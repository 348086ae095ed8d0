// How a pinned run's lines look, beside its letter.

import { dashOf } from '../language/pins.js';
import { h, svg } from './dom.js';

/** @param {string} letter  empty: the run of now, whose line is whole */
export const sample = (letter) =>
  h(
    'span',
    { class: 'pin-sample', 'aria-hidden': 'true' },
    svg(
      'svg',
      { viewBox: '0 0 30 8', width: 30, height: 8 },
      svg('path', {
        d: 'M0 4H30',
        stroke: 'currentColor',
        'stroke-width': letter === '' ? 2 : 1.5,
        'stroke-dasharray': letter === '' ? 'none' : dashOf(letter).join(' '),
      }),
    ),
    h('b', {}, letter),
  );
