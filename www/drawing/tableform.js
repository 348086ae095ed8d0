// Where a table of one's own is pasted, dropped or chosen as a file, and what was made of it or is wrong with it.

/** @import { Actions, LaneState, Table } from '../types.d.ts' */
/** @import { Answers, Question } from '../language/table.js' */

import {
  answered,
  describeFaults,
  MOST_CHARACTERS,
  MOST_COORDINATES,
  MOST_NUMBERS,
  parsing,
} from '../language/table.js';
import { writeTable } from '../language/tabletext.js';
import { assigned } from '../language/roles.js';
import { h, uid } from './dom.js';
import { inStretches } from './stretches.js';
import { createTablePreview } from './tablepreview.js';
import { integer } from '../language/format.js';
import { quoted } from '../language/numbers.js';
import { brief } from '../language/text.js';

/** What is typed is read when typing pauses this long. */
const PAUSE = 400;
/** A text of more characters than this stays out of the area, which would take a second to lay it out. */
const MOST_TYPED = 50_000;
/** Its lines that are shown, each up to so many characters. */
const [LINES_SHOWN, LINE_SHOWN] = [12, 200];
/** A table in use of more numbers than this is not written out. */
const MOST_SHOWN = 20_000;

/** @typedef {ReturnType<typeof createTableForm>} TableForm */

/**
 * @param {number | null} index  of the lane that learns it; null for all
 * @param {Actions} actions
 */
export function createTableForm(index, actions) {
  const [id, helpId, saidId] = [uid('table'), uid('table-help'), uid('table-said')];
  const area = h('textarea', {
    id,
    rows: 8,
    spellcheck: 'false',
    autocomplete: 'off',
    wrap: 'off',
    placeholder: 'x1,x2,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0',
    'aria-describedby': `${saidId} ${helpId}`,
    'data-testid': `table-text-${index}`,
  });
  const file = h('input', {
    type: 'file',
    class: 'unseen',
    accept: '.csv,.tsv,.txt,.md,.pla,text/*',
    'aria-label': 'a file that holds the table',
    'data-testid': `table-file-${index}`,
  });
  const learn = h(
    'button',
    { type: 'button', class: 'quiet', 'data-testid': `table-learn-${index}` },
    'learn this table',
  );
  const choose = h('button', { type: 'button', class: 'quiet', onclick: () => file.click() }, 'choose a file');
  const rest = h('span', {});
  const clear = h(
    'button',
    { type: 'button', class: 'quiet', 'data-testid': `table-clear-${index}`, onclick: () => (put(''), changed()) },
    'empty the field',
  );
  const aside = h('p', { class: 'row aside', hidden: true, 'data-testid': `table-aside-${index}` }, rest, clear);
  const said = h('ul', { class: 'said', id: saidId, 'aria-live': 'polite', 'data-testid': `table-said-${index}` });
  const answer = (/** @type {boolean} */ given) =>
    h('button', {
      type: 'button',
      class: 'answer',
      'aria-describedby': saidId,
      'data-testid': `table-${given ? 'yes' : 'no'}-${index}`,
      onclick: () => void settle(given),
    });
  const [yes, no] = [answer(true), answer(false)];
  const preview = createTablePreview(index, async (seen, at, role) => {
    answers = assigned(answers, seen, at, role);
    await read();
  });
  const asked = h('div', { class: 'row asked', hidden: true }, yes, no);
  const body = h(
    'div',
    { class: 'field', id: uid('table-body'), hidden: true },
    h('label', { for: id }, 'A row for each input, with its value'),
    area,
    aside,
    said,
    asked,
    preview.element,
    h('div', { class: 'row' }, learn, choose, file),
    h(
      'p',
      { class: 'help', id: helpId },
      `A truth table, CSV, Markdown, PLA, or cells of a spreadsheet; a line of names may come first. The last column is the value, unless another one is chosen. Columns of 0 and 1, of F and T, false and true, no and yes, or off and on are read as +1 and −1, real ones are shifted and scaled to mean 0 and deviation 1. At most ${integer(MOST_NUMBERS)} numbers and ${MOST_COORDINATES} coordinates.`,
    ),
  );
  const opener = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      'aria-expanded': 'false',
      'aria-controls': body.id,
      'data-testid': `table-open-${index}`,
      onclick: () => unfold(body.hidden === true),
    },
    'a table of your own',
  );
  const element = h(
    'div',
    { class: 'table-form', 'data-testid': `table-form-${index}` },
    h('div', { class: 'row' }, opener),
    body,
  );
  let timer = 0;
  /** The text of which the area shows the beginning alone. @type {string | null} */
  let long = null;
  /** Counts the readings. */
  let latest = 0;
  /** What the text leaves open. @type {Question | null} */
  let open = null;
  /** What was answered, about one table. @type {Answers} */
  let answers = {};
  /**
   * What stands in the area if it is the table in use, so that it may be replaced when another one is.
   * @type {string | null}
   */
  let written = '';
  /** @type {unknown} */
  let shown = null;

  const text = () => long ?? area.value;

  /**
   * Puts a text in the place of what stands there; a long one can't be typed in.
   * @param {string} given
   */
  function put(given) {
    long = given.length > MOST_TYPED ? given : null;
    area.readOnly = long !== null;
    area.value = long === null ? given : beginning(long);
    aside.hidden = long === null;
    rest.textContent =
      long === null ? '' : `${integer(long.length)} characters, of which only the first lines are shown.`;
  }

  /** What stands there is another table than before, unless it was mended. */
  function changed(mended = false) {
    written = text() === '' ? '' : null;
    if (!mended) answers = {};
    clearTimeout(timer);
    timer = window.setTimeout(() => void read(), PAUSE);
  }

  /** @param {boolean} wide */
  function unfold(wide) {
    body.hidden = !wide;
    opener.ariaExpanded = String(wide);
    if (wide) area.focus();
  }

  /**
   * @param {string[]} lines
   * @param {boolean} wrong
   */
  function tell(lines, wrong) {
    said.replaceChildren(...lines.map((line) => h('li', {}, line)));
    said.classList.toggle('problem', wrong);
    area.setAttribute('aria-invalid', String(wrong));
  }

  /** @param {Question | null} question */
  function ask(question) {
    open = question;
    asked.hidden = question === null;
    yes.textContent = question?.yes ?? '';
    no.textContent = question?.no ?? '';
  }

  /** @param {boolean} given */
  async function settle(given) {
    if (open) answers = answered(answers, open, given);
    await read();
    (open ? yes : learn).focus(); // the button that had the focus is gone
  }

  /**
   * Null also where the reading was overtaken by another one.
   * @returns {Promise<Table | null>}
   */
  async function read() {
    clearTimeout(timer);
    const ticket = ++latest;
    const parsed = await inStretches(parsing(text(), answers), () => ticket !== latest);
    if (parsed === null) return null;
    const { table, faults, question, seen } = parsed;
    preview.draw(seen);
    const empty = text().trim() === '';
    if (empty) tell([], false);
    else tell(question ? [question.text] : (table?.notes ?? describeFaults(faults)), faults.length > 0);
    ask(question);
    return table;
  }

  async function take() {
    const table = await read();
    if (text().trim() === '') tell(['Nothing to learn yet: type or paste a table above, or choose a file.'], true);
    if (!table) return (open ? yes : area).focus();
    const why = await actions.setTable(index, table);
    if (why !== null) tell([why], true);
  }

  /** @param {File | null | undefined} chosen */
  async function load(chosen) {
    if (!chosen) return;
    if (chosen.size > MOST_CHARACTERS)
      return tell(
        [`${quoted(chosen.name)}: ${integer(chosen.size)} bytes, expected at most ${integer(MOST_NUMBERS)} numbers`],
        true,
      );
    try {
      put(await chosen.text());
    } catch {
      return tell([`${quoted(chosen.name)} could not be read`], true);
    }
    written = null;
    answers = {};
    await read();
  }

  learn.addEventListener('click', () => void take());
  area.addEventListener('input', (event) => {
    if (area.value.length > MOST_TYPED) put(area.value);
    // What is typed mends a table; anything else brings another one.
    changed(event instanceof InputEvent && /^(insertText|insertLineBreak|delete)/.test(event.inputType));
  });
  area.addEventListener('paste', (event) => {
    const pasted = event.clipboardData?.getData('text/plain') ?? '';
    if (long === null && area.value.length + pasted.length <= MOST_TYPED) return;
    event.preventDefault();
    // Into a text that is typed; in the place of one that is not.
    const [from, to] = long === null ? [area.selectionStart, area.selectionEnd] : [0, area.value.length];
    put(area.value.slice(0, from) + pasted + area.value.slice(to));
    changed();
  });
  area.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void take();
  });
  file.addEventListener('change', () => {
    void load(file.files?.[0]);
    file.value = ''; // the same file may be chosen again
  });
  area.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  });
  area.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    void load(event.dataTransfer.files[0]);
  });

  return {
    element,
    open: unfold,
    /**
     * A table that came with a link is shown, unless something else was typed.
     * @param {LaneState | undefined} lane
     */
    draw(lane) {
      const target = lane?.spec.target;
      if (target === shown) return;
      shown = target;
      if (target?.kind !== 'table' || text() !== written) return;
      const { x, y } = /** @type {{ x: number[], y: number[] }} */ (/** @type {unknown} */ (target));
      if (x.length + y.length > MOST_SHOWN) return;
      written = writeTable([...x], [...y]);
      put(written);
    },
  };
}

/**
 * The first lines of a long text, as far as a look at it needs them.
 * @param {string} text
 */
const beginning = (text) =>
  text
    .slice(0, 10 * LINES_SHOWN * LINE_SHOWN)
    .split(/\r\n?|\n/, LINES_SHOWN)
    .map((line) => brief(line, LINE_SHOWN))
    .concat('…')
    .join('\n');
