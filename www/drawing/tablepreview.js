// A table before it is learned: its first rows, as they are written and as they are read, below what each column is for.

/** @import { Role, Seen } from '../language/roles.js' */

import { significant } from '../language/format.js';
import { brief } from '../language/text.js';
import { h } from './dom.js';

/** Columns that are shown: of more, a choice each is none. */
const MOST_COLUMNS = 40;
/** @type {Record<Role, string>} */
const WORDS = { x: 'coordinate', y: 'value', out: 'left out' };

/**
 * @param {number | null} index  of the lane that learns the table; null for all
 * @param {(seen: Seen, at: number, role: Role) => Promise<void>} assign  done once the table is shown anew
 */
export function createTablePreview(index, assign) {
  const table = h('table', { 'data-testid': `table-preview-${index}` });
  const rest = h('p', { class: 'help', hidden: true });
  const element = h(
    'div',
    { class: 'understood', hidden: true },
    h('div', { class: 'sideways', role: 'group', tabindex: '0', 'aria-label': 'the table as it is read' }, table),
    rest,
  );

  /**
   * @param {Seen} seen
   * @param {Seen['columns'][number]} column
   */
  function choice(seen, { at, name, role, roles }) {
    const select = h(
      'select',
      { 'aria-label': `what ${name} is for`, 'data-testid': `table-role-${index}-${at}` },
      ...roles.map((each) => h('option', { value: each, selected: each === role }, WORDS[each])),
    );
    select.addEventListener('change', async () => {
      await assign(seen, at, /** @type {Role} */ (select.value));
      // The select that had the focus has been drawn anew.
      /** @type {HTMLElement | null} */ (table.querySelector(`[data-testid="table-role-${index}-${at}"]`))?.focus();
    });
    return select;
  }

  /** @param {Seen | null} seen */
  function draw(seen) {
    element.hidden = seen === null;
    if (!seen) return table.replaceChildren();
    const columns = seen.columns.slice(0, MOST_COLUMNS);
    const left = seen.columns.length - columns.length;
    rest.hidden = left === 0;
    rest.textContent = left === 0 ? '' : `and ${left} more columns`;
    table.replaceChildren(
      h('caption', {}, 'Its first rows: as written, and as learned.'),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...columns.map((column) =>
            h(
              'th',
              { scope: 'col', 'data-role': column.role },
              h('span', {}, brief(column.name)),
              choice(seen, column),
            ),
          ),
        ),
      ),
      h(
        'tbody',
        {},
        ...seen.rows.map(({ cells, values }) =>
          h(
            'tr',
            {},
            ...columns.map(({ role }, i) => {
              const learned = (values[i] ?? []).map(written).join(' ');
              const cell = brief(cells[i] ?? '');
              return h(
                'td',
                { 'data-role': role },
                ...(Number(cell) === values[i]?.[0] || cell === learned
                  ? []
                  : [h('span', { class: 'raw' }, cell), ' ']),
                learned,
              );
            }),
          ),
        ),
      ),
    );
  }
  return { element, draw };
}

/** Coins with their sign. @param {number} value */
const written = (value) => (Math.abs(value) === 1 ? (value > 0 ? '+1' : '\u22121') : significant(value));
