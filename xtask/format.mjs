// `npm run format`: JavaScript, types and style sheets as prettier writes them. The article's HTML is set by hand.

import { isMain, main, tool } from './run.mjs';

const FILES = '{www,tests,xtask}/**/*.{js,mjs,ts,css}';

/** @param {'--check' | '--write'} mode */
export const format = (mode) => tool('prettier', [mode, '--cache', '--log-level', 'warn', FILES]);

if (isMain(import.meta)) await main(() => format('--write'));
