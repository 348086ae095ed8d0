// How a visitor passes a figure on: the link to exactly this, and the snippet that embeds it; and the panels of the figure's other tools.

/** @import { Actions, LabState, Store } from '../types.d.ts' */

import { learnsImages } from '../state/images.js';
import { fieldAt, parsePath } from '../state/overrides.js';
import { writeTable } from '../language/tabletext.js';
import { leftOut } from '../state/url.js';
import { h, say, uid } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { copy, download } from '../drawing/handout.js';

const CSV = { type: 'text/csv' };
/**
 * What the link is without, if anything.
 * @param {LabState} state
 */
function without(state) {
  const { tables, others } = leftOut(state);
  const labels = others.map((path) => {
    const place = parsePath(path);
    const spec = state.lanes[place?.lane ?? 0]?.spec;
    return `“${(state.catalogue && place && spec && fieldAt(state.catalogue, spec, place.keys)?.label) ?? path}”`;
  });
  const names = [...(tables.length > 0 ? ['the table'] : []), ...labels];
  if (names.length === 0) return null;
  return (
    `It does not hold ${names.join(' and ')}, too long for a link: who opens it sees the figure without. ` +
    (tables.length > 0
      ? 'Give the table along as a file, to be chosen or pasted in the settings.'
      : 'Give that along as text, to be pasted in the settings.')
  );
}

/**
 * Where a link leads.
 * @param {string} address
 */
function opens(address) {
  const { origin, pathname, host, protocol } = new URL(address);
  if (protocol === 'file:') return 'It opens this file, on this computer alone.';
  if (origin === location.origin && pathname === location.pathname) return 'It opens in this page.';
  return `It opens ${host === '' ? 'a page of its own' : host}.`;
}

/**
 * @param {HTMLElement} root the row of buttons
 * @param {Store<LabState>} store
 * @param {Actions} _actions
 * @param {{ link: () => string | null, snippets: () => Promise<{ html: string, packaged: boolean, frame: string | null }>, panels: HTMLElement, settings: HTMLElement, theory: HTMLElement, inside: HTMLElement, sweeps: HTMLElement, runs: HTMLElement, takeaway: HTMLElement, pin: () => void }} options
 * @returns {() => void}
 */
export function mount(
  root,
  store,
  _actions,
  { link, snippets, panels, settings, theory, inside, sweeps, runs, takeaway, pin },
) {
  const linkField = h('input', {
    type: 'text',
    readonly: true,
    'aria-label': 'Link to this figure',
    'data-testid': 'link',
  });
  const linkSaid = h('p', { role: 'status' });
  const tables = h('div', { class: 'row' });
  const share = h('div', { class: 'panel' }, linkField, linkSaid, tables);
  const codeField = h('textarea', {
    readonly: true,
    rows: 4,
    spellcheck: 'false',
    'aria-label': 'HTML that embeds this figure',
    'data-testid': 'snippet',
  });
  const codeSaid = h('p', { role: 'status' });
  const frameField = h('textarea', {
    readonly: true,
    rows: 5,
    spellcheck: 'false',
    'aria-label': 'HTML that frames this figure',
    'data-testid': 'frame',
  });
  const framed = h(
    'div',
    {},
    h('p', {}, 'Or in a frame, which keeps to itself and takes its height from it:'),
    frameField,
  );
  const embed = h('div', { class: 'panel' }, codeField, codeSaid, framed);

  const openers = [
    opener('settings', settings),
    opener('theory', theory),
    opener('inside', inside, undefined, 'look inside'),
    opener('sweeps', sweeps, undefined, 'many runs'),
    opener('compare', runs),
    opener('share', share, async () => {
      const address = link();
      linkField.hidden = address === null;
      if (address === null) {
        say(linkSaid, 'No page is known here that opens a figure by its link: who embeds it can name one.');
        return tables.replaceChildren();
      }
      linkField.value = address;
      const copied = (await copy(linkField.value, linkField))
        ? 'The link is on the clipboard.'
        : 'Copy the link from here.';
      const state = store.get();
      say(
        linkSaid,
        `${copied} ${opens(address)} ${without(state) ?? 'It holds the figure, every changed setting and the seed: it shows the same curves.'}`,
      );
      tables.replaceChildren(
        // What is learned by all is the first one's, too.
        ...leftOut(state)
          .tables.map((lane) => lane ?? 0)
          .map((lane) =>
            h(
              'button',
              {
                type: 'button',
                class: 'quiet',
                'data-testid': `table-${lane}`,
                onclick() {
                  const { x, y } = /** @type {{ x: number[], y: number[] }} */ (
                    /** @type {unknown} */ (state.lanes[lane]?.spec.target)
                  );
                  download(new Blob([writeTable([...x], [...y])], CSV), `${state.preset.id}-table-${lane + 1}.csv`);
                },
              },
              'the table as CSV',
            ),
          ),
      );
    }),
    opener('data', takeaway, undefined, 'take away'),
    opener('embed', embed, async () => {
      const made = await snippets().catch(() => null);
      codeField.hidden = made === null;
      framed.hidden = !made?.frame;
      if (made === null)
        return say(codeSaid, 'What writes it could not be loaded: open it again when the network is back.');
      const { html, packaged, frame } = made;
      codeField.value = html;
      frameField.value = frame ?? '';
      const page = packaged
        ? 'a page that is built with the npm package staircase-lab: here its script is a part of another, and has no address of its own'
        : 'a page of your own';
      say(
        codeSaid,
        (await copy(html, codeField)) ? `On the clipboard: paste it into ${page}.` : `Copy this into ${page}.`,
      );
    }),
  ];
  const keep = h(
    'button',
    {
      type: 'button',
      class: 'quiet',
      part: 'control pin',
      'data-testid': 'pin',
      title: 'Keep these curves: what follows is drawn over them',
      onclick: pin,
    },
    'pin',
  );
  root.replaceChildren(keep, ...openers.map(({ button }) => button));
  panels.replaceChildren(...openers.map(({ panel }) => panel));

  /**
   * @param {string} name
   * @param {HTMLElement} panel
   * @param {() => void} [opened]
   * @param {string} [label]
   */
  function opener(name, panel, opened, label = name) {
    panel.id = uid(name);
    panel.hidden = true;
    panel.setAttribute('part', `panel ${name}`);
    const button = h(
      'button',
      {
        type: 'button',
        class: 'quiet',
        'aria-expanded': 'false',
        'aria-controls': panel.id,
        'data-testid': name,
        part: `control ${name}`,
        onclick() {
          const open = panel.hidden;
          for (const other of openers) {
            show(other, open ? other.panel === panel : other.panel !== panel && !other.panel.hidden);
          }
          if (open) opened?.();
        },
      },
      label,
    );
    return { name, button, panel };
  }

  /**
   * @param {ReturnType<typeof opener>} which
   * @param {boolean} open
   */
  function show({ button, panel }, open) {
    if (panel.hidden === !open) return;
    panel.hidden = !open;
    button.ariaExpanded = String(open);
    panel.dispatchEvent(new Event('toggled'));
  }

  let preset = '';
  const view = drawn(store, ['preset', 'overrides'], (state) => {
    if (preset !== state.preset.id) {
      preset = state.preset.id;
      const first = state.linkedSweep ? ['sweeps'] : /** @type {string[]} */ (state.preset.open ?? []);
      openers.filter(({ name }) => first.includes(name)).forEach((each) => show(each, true));
    }
    for (const each of openers) {
      // What pixels have to do with a digit is no polynomial that anything is known of; and what a page has given no link holds.
      each.button.hidden =
        (each.name === 'theory' && learnsImages(state)) ||
        (state.preset.given === true && ['share', 'embed'].includes(each.name));
      if (each.button.hidden) show(each, false);
    }
  });
  return () => {
    view.stop();
    root.replaceChildren();
    panels.replaceChildren();
  };
}
