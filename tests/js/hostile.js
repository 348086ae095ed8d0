// Reads hostile texts, in a worker of its own, for a pattern that takes quadratic time can't be stopped in any other way.
// Before each it tells which one comes.

import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { parsePath } from '../../www/state/overrides.js';
import { decode } from '../../www/state/url.js';
import { notation } from '../../www/language/notation.js';
import { describeFaults, parseTable } from '../../www/language/table.js';
import { onOneLine } from '../../www/language/text.js';
import { badLink, unsupported } from '../../www/language/words.js';

const LENGTH = 100_000;
const FIELDS = ['integer', 'number', 'numbers', 'set', 'sets', 'chains', 'vector', 'matrix', 'text', 'texts'];
/** Repeated without end. */
const UNITS = [
  ...[
    ' ',
    '\t',
    '\n',
    '\r\n',
    '\u00a0',
    ',',
    ';',
    '|',
    '"',
    '""',
    '0',
    '1',
    '-',
    '[',
    ']',
    '{',
    '}',
    'x',
    'e',
    '.',
    '#',
  ],
  ...[
    '\t1',
    '1 ',
    '1,',
    '1\n',
    ' \n',
    ', ',
    ' 1,2\n',
    ',"',
    '",',
    '"\n',
    '""\n',
    '|-',
    ' |',
    '" ',
    '"a,',
    '--',
    'x1',
    '{}',
    '{1}',
    '1^',
    '1e',
    '1.',
  ],
];
/** What stands around them. @type {((long: string) => string)[]} */
const SHAPES = [
  (long) => long,
  (long) => `1${long}1`,
  (long) => `${long}x`,
  (long) => `1${long},2!`,
  (long) => `1,2\n3,4${long}\n5,6`,
  (long) => `1,2,"${long}`,
  (long) => `a,b${long}\n${'1,2\n'.repeat(LENGTH / 4)}`,
  (long) => `{1${long}x`,
];

/** All that meets a text of a visitor's, or of a link. @type {Record<string, (text: string) => void>} */
export const READERS = {
  table: (text) => {
    const { faults, question, table } = parseTable(text);
    for (const said of [...describeFaults(faults), question?.text ?? '', ...(table?.notes ?? [])])
      if (said.length > 400) throw new Error(`a message of ${said.length} characters`);
  },
  ...Object.fromEntries(FIELDS.map((type) => [type, (text) => void notation(type).read(text)])),
  link: (text) => void decode(`v=1&${text}`, []),
  path: (text) => void parsePath(text),
  pasted: (text) => void onOneLine(text),
  said: (text) => void [badLink(text), unsupported(text)],
};

if (!isMainThread) {
  const read = /** @type {(text: string) => void} */ (READERS[workerData]);
  for (const unit of UNITS) {
    for (const [shape, around] of SHAPES.entries()) {
      parentPort?.postMessage(`${JSON.stringify(unit)} in shape ${shape}`);
      read(around(unit.repeat(Math.ceil(LENGTH / unit.length))));
    }
  }
}
