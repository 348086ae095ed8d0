// `import type {} from 'staircase-lab/react'` makes <staircase-lab> known to JSX in React 19 and later.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { StaircaseLab, StaircaseLabAttributes, StaircaseLabListeners } from './element.d.ts';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'staircase-lab': DetailedHTMLProps<HTMLAttributes<StaircaseLab>, StaircaseLab> &
        StaircaseLabAttributes &
        StaircaseLabListeners;
    }
  }
}
