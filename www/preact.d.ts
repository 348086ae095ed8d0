// `import type {} from 'staircase-lab/preact'` makes <staircase-lab> known to JSX in Preact.

import type { StaircaseLab, StaircaseLabAttributes, StaircaseLabListeners } from './element.d.ts';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'staircase-lab': HTMLAttributes<StaircaseLab> & StaircaseLabAttributes & StaircaseLabListeners;
    }
  }
}
