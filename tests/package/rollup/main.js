import wasm from 'staircase-lab/staircase.wasm';
import { page } from './shared/page.js';

page(new URL(wasm, import.meta.url));
