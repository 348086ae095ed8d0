// `import type {} from 'staircase-lab/preact'` makes <staircase-lab> known to JSX in Preact 10 and 11.

import type { ClassAttributes } from 'preact';
import type { StaircaseLab, StaircaseLabAttributes, StaircaseLabListeners } from './element.d.ts';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      // What all elements have is under another name in each version; a span has nothing else.
      'staircase-lab': Omit<IntrinsicElements['span'], 'ref' | keyof StaircaseLabAttributes> &
        ClassAttributes<StaircaseLab> &
        StaircaseLabAttributes &
        StaircaseLabListeners;
    }
  }
}
