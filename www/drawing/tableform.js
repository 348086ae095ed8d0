// Where a table of one's own is pasted, dropped or chosen as a file, and what was made of it or is wrong with it.

/** @import { Actions, LaneState, Table } from '../types.d.ts' */
/** @import { Answers, Parsed, Question } from '../language/table.js' */

import {
  answered,
  describeFaults,
  MOST_CHARACTERS,
  MOST_COORDINATES,
  MOST_NUMBERS,
  parsing,
  writeTable,
} from '../language/table.js';
import { h, uid } from './dom.js';
import { integer } from '../language/format.js';

/** What is typed is read when typing pauses this long. */
const PAUSE = 400;
/** How many ms a long table is read at a stretch. */
const STRETCH = 12;
/** A table in use of more numbers than this is not written out. */
const MOST_SHOWN = 20_000;

/** @typedef {ReturnType<typeof createTableForm>} TableForm */

/**
 * @param {number} index  of the lane
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
    accept: '.csv,.tsv,.txt,text/*',
    'aria-label': 'a file that holds the table',
    'data-testid': `table-file-${index}`,
  });
  const learn = h(
    'button',
    { type: 'button', class: 'quiet', 'data-testid': `table-learn-${index}` },
    'learn this table',
  );
  const choose = h('button', { type: 'button', class: 'quiet', onclick: () => file.click() }, 'choose a file');
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
  const asked = h('div', { class: 'row asked', hidden: true }, yes, no);
  const body = h(
    'div',
    { class: 'field', id: uid('table-body'), hidden: true },
    h('label', { for: id }, 'A row for each input, its value last'),
    area,
    said,
    asked,
    h('div', { class: 'row' }, learn, choose, file),
    h(
      'p',
      { class: 'help', id: helpId },
      `A truth table, CSV, or cells of a spreadsheet; a line of names may come first. Columns of 0 and 1, or of two words such as true and false, are read as +1 and −1, real ones are shifted and scaled to mean 0 and deviation 1. At most ${integer(MOST_NUMBERS)} numbers and ${MOST_COORDINATES} coordinates.`,
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
    const parsed = await inStretches(parsing(area.value, answers), () => ticket !== latest);
    if (parsed === null) return null;
    const { table, faults, question } = parsed;
    const empty = area.value.trim() === '';
    if (empty) tell([], false);
    else tell(question ? [question.text] : (table?.notes ?? describeFaults(faults)), faults.length > 0);
    ask(question);
    return table;
  }

  async function take() {
    const table = await read();
    if (area.value.trim() === '') tell(['Nothing to learn yet: type or paste a table above, or choose a file.'], true);
    if (!table) return (open ? yes : area).focus();
    const why = await actions.setTable(index, table);
    if (why !== null) tell([why], true);
  }

  /** @param {File | null | undefined} chosen */
  async function load(chosen) {
    if (!chosen) return;
    if (chosen.size > MOST_CHARACTERS)
      return tell(
        [`“${chosen.name}”: ${integer(chosen.size)} bytes, expected at most ${integer(MOST_NUMBERS)} numbers`],
        true,
      );
    try {
      area.value = await chosen.text();
    } catch {
      return tell([`“${chosen.name}” could not be read`], true);
    }
    written = null;
    answers = {};
    await read();
  }

  learn.addEventListener('click', () => void take());
  area.addEventListener('input', (event) => {
    written = area.value === '' ? '' : null;
    // What is typed mends a table; anything else brings another one.
    const mended = event instanceof InputEvent && /^(insertText|insertLineBreak|delete)/.test(event.inputType);
    if (!mended) answers = {};
    clearTimeout(timer);
    timer = window.setTimeout(() => void read(), PAUSE);
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
      if (target?.kind !== 'table' || area.value !== written) return;
      const { x, y } = /** @type {{ x: number[], y: number[] }} */ (/** @type {unknown} */ (target));
      if (x.length + y.length > MOST_SHOWN) return;
      area.value = written = writeTable([...x], [...y]);
    },
  };
}

/**
 * Runs steps to their end, a few ms at a time; null: they were given up.
 * @param {Generator<undefined, Parsed>} steps
 * @param {() => boolean} isStale
 * @returns {Promise<Parsed | null>}
 */
async function inStretches(steps, isStale) {
  for (;;) {
    const end = performance.now() + STRETCH;
    while (performance.now() < end) {
      const { done, value } = steps.next();
      if (done) return value;
    }
    await new Promise((resolve) => setTimeout(resolve));
    if (isStale()) return null;
  }
}
