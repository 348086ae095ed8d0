// `node tests/fuzz/link.fuzz.js [seconds]`: opens links that nobody would write.

import { property } from './link.js';
import { run } from './texts.js';

await run(property);
