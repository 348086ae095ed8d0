import wasm from 'staircase-lab/staircase.wasm';
import digits from 'staircase-lab/tables/digits.json';
import { page } from './shared/page.js';

page({ wasm: new URL(wasm, import.meta.url), tables: { digits } });
