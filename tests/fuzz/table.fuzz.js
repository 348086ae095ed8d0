// `node tests/fuzz/table.fuzz.js [seconds]`: pastes tables that nobody would.

import { property } from './table.js';
import { run } from './texts.js';

await run(property);
