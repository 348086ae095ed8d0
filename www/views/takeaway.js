// What one takes away of a figure: its numbers, its pictures, programs that make the same run elsewhere, the run itself, a citation.
// Loaded once it is opened.

/** @import { Actions, LabState, LaneState, Store } from '../types.d.ts' */

import { commandLine, json as specJson, nodeScript } from '../language/code.js';
import { citation } from '../language/citation.js';
import { csv, json } from '../language/data.js';
import { telling } from '../language/text.js';
import { allAnalyses } from '../language/inforce.js';
import { namesOf } from '../language/names.js';
import { pytorch } from '../language/pytorch.js';
import { series } from '../language/series.js';
import { h, say, uid } from '../drawing/dom.js';
import { drawn } from '../drawing/frame.js';
import { copy, download, png } from '../drawing/handout.js';
import { pictures, sheet } from '../drawing/paper.js';
import { inStretches } from '../drawing/stretches.js';
import { altered } from '../state/differences.js';
import { LONGEST, pack, Unreadable, unpack } from '../state/saved.js';
import { encode } from '../state/url.js';

/** Characters of what is added to a page's address. */
const LONGEST_ADDRESS = 1500;
/** Pieces that are turned to bytes at a time: all at once would take long. */
const PART = 100;
/** Pixels of a PNG to a unit of its SVG. */
const RATIO = 2;
/** Programs that are longer are handed out as files, and shown in part. */
const SHOWN = 20_000;

/** @typedef {'spec' | 'command' | 'node' | 'pytorch'} Language */
/** @type {Record<Language, { label: string, ending: string }>} */
const LANGUAGES = {
  spec: { label: 'the spec, as JSON', ending: 'json' },
  command: { label: 'a command line', ending: 'sh' },
  node: { label: 'a script for Node', ending: 'mjs' },
  pytorch: { label: 'a program in PyTorch', ending: 'py' },
};

/**
 * @param {Generator<string>} pieces
 * @param {string} type
 * @returns {Generator<undefined, Blob>}
 */
function* blobOf(pieces, type) {
  /** @type {Blob[]} */
  const parts = [];
  /** @type {string[]} */
  let lines = [];
  for (const piece of pieces) {
    lines.push(piece);
    if (lines.length === PART) parts.push(new Blob(lines.splice(0)));
    yield;
  }
  return new Blob([...parts, ...lines], { type });
}

/** @param {LabState} state */
const fileOf = ({ preset, seed }, /** @type {string | number} */ what) => `${preset.id}-${what}-seed-${seed}`;

/**
 * @param {string} id
 * @param {string} label
 * @param {() => unknown} onclick
 */
const act = (id, label, onclick) => h('button', { type: 'button', class: 'quiet', 'data-testid': id, onclick }, label);

/**
 * @param {string} label
 * @param {HTMLElement} control
 */
const field = (label, control) => h('div', { class: 'field' }, h('label', { for: control.id }, label), control);

/**
 * @param {string} id
 * @param {() => void} onchange
 */
const select = (id, onchange) => h('select', { id: uid(id), 'data-testid': id, onchange });

/**
 * @param {HTMLSelectElement} element
 * @param {string[]} labels
 */
function offer(element, labels) {
  const before = element.selectedIndex;
  element.replaceChildren(...labels.map((label, i) => h('option', { value: i }, label)));
  element.selectedIndex = before >= 0 && before < labels.length ? before : 0;
}

/**
 * @param {HTMLElement} root
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {{ version: string }} page
 * @returns {() => void}
 */
export function mount(root, store, actions, { version }) {
  const parts = [createData(store, version), createPictures(store), createCode(store, version)];
  const cite = createCitation(store, version);
  const drawAll = (/** @type {LabState} */ state) => parts.forEach((part) => part.draw(state));
  root.append(...parts.map(({ element }) => element), createRun(store, actions, version), cite.element);
  /** @type {unknown[]} */
  let shown = [];
  const view = drawn(store, ['lanes', 'preset', 'budget', 'overrides'], (state) => {
    // By identity: a table in a spec is too long to be compared at each frame.
    const next = [state.preset, state.budget, ...state.lanes.flatMap(({ spec, columns }) => [spec, columns])];
    if (next.length === shown.length && next.every((value, i) => value === shown[i])) return;
    shown = next;
    drawAll(state);
    cite.draw(state);
  });
  return () => {
    view.stop();
    root.replaceChildren();
  };
}

/**
 * @param {Store<LabState>} store
 * @param {string} version
 */
function createData(store, version) {
  const rows = h('div', { class: 'row' });
  const element = h(
    'section',
    {},
    h('h4', {}, 'Numbers'),
    h(
      'p',
      {},
      'One row a measurement: iteration, samples used, training and test loss, the coefficients, and the standard error of each. The spec is in both: a CSV has it in its last column, once.',
    ),
    rows,
  );

  /**
   * @param {number} lane
   * @param {string} ending
   * @param {string} type
   * @param {(lane: LaneState, state: LabState) => Generator<string>} write
   */
  async function hand(lane, ending, type, write) {
    const state = store.get();
    const current = state.lanes[lane];
    if (!current) return;
    const file = await inStretches(blobOf(write(current, state), type));
    if (file) download(file, `${fileOf(state, lane + 1)}.${ending}`);
  }

  return {
    element,
    /** @param {LabState} state */
    draw({ lanes, preset }) {
      rows.replaceChildren(
        ...namesOf(lanes, preset.compare).flatMap((name, i) => [
          act(`csv-${i}`, `${name} as CSV`, () =>
            hand(i, 'csv', 'text/csv', (lane) => telling('spec', lane.spec, csv(lane))),
          ),
          act(`json-${i}`, `${name} as JSON`, () =>
            hand(i, 'json', 'application/json', (lane, { preset }) =>
              json(lane, { version, figure: preset.id, title: preset.title }),
            ),
          ),
        ]),
      );
    },
  };
}

/** @param {Store<LabState>} store */
function createPictures(store) {
  const which = select('picture', () => {});
  const said = h('p', { role: 'status', 'data-testid': 'picture-said' });
  const chosen = () => {
    const state = store.get();
    const one = pictures(state, altered(state))[which.selectedIndex - 1];
    const name = one ? `${one.name}${one.lane === null ? '' : `-${one.lane + 1}`}` : 'figure';
    return { svg: one ? one.svg() : sheet(state, altered(state)), name: fileOf(state, name) };
  };
  const element = h(
    'section',
    {},
    h('h4', {}, 'Pictures'),
    h('p', {}, 'On white, with axes, names and standard errors, as a paper has them: the curves as they now are.'),
    h(
      'div',
      { class: 'row' },
      field('picture', which),
      act('picture-svg', 'SVG', () => {
        const { svg, name } = chosen();
        download(new Blob([svg], { type: 'image/svg+xml' }), `${name}.svg`);
      }),
      act('picture-png', 'PNG', async () => {
        const { svg, name } = chosen();
        const file = await png(svg, RATIO);
        if (file) download(file, `${name}.png`);
        say(
          said,
          file
            ? ''
            : 'This page’s policy keeps the browser from making a PNG: it would need “data:” in img-src. The SVG can be had all the same.',
        );
      }),
    ),
    said,
  );
  return {
    element,
    /** @param {LabState} state */
    draw(state) {
      const names = namesOf(state.lanes, state.preset.compare);
      const title = (/** @type {{ name: string, lane: number | null }} */ { name, lane }) =>
        lane === null || names.length === 1 ? name : `${name} of ${names[lane]}`;
      const all = state.preset.compare ? [] : pictures(state).map(title);
      offer(which, ['the whole figure', ...all]);
    },
  };
}

/**
 * @param {Store<LabState>} store
 * @param {string} version
 */
function createCode(store, version) {
  const lane = select('code-lane', () => show());
  const language = select('code-language', () => show());
  const area = h('textarea', {
    readonly: true,
    rows: 12,
    spellcheck: 'false',
    'aria-label': 'The same run elsewhere',
    'data-testid': 'code',
  });
  const said = h('p', { role: 'status', 'data-testid': 'code-said' });
  const laneField = field('run', lane);
  const keys = h(
    'div',
    { class: 'row' },
    act('code-copy', 'copy', async () => {
      const { text } = written();
      if (text.length > area.value.length) area.value = text;
      say(said, (await copy(text, area)) ? 'On the clipboard.' : 'Copy it from here.');
    }),
    act('code-file', 'as a file', () => {
      const { text, ending, which } = written();
      const name = fileOf(store.get(), `${lane.selectedIndex + 1}-${which}`);
      download(new Blob([text], { type: 'text/plain' }), `${name}.${ending}`);
    }),
  );
  const element = h(
    'section',
    {},
    h('h4', {}, 'The same run elsewhere'),
    h('div', { class: 'row' }, laneField, field('as', language), keys),
    area,
    said,
  );
  offer(
    language,
    Object.values(LANGUAGES).map(({ label }) => label),
  );

  /** @returns {{ text: string, ending: string, which: Language, said: string }} */
  function written() {
    const { lanes, budget, preset } = store.get();
    const which = /** @type {Language[]} */ (Object.keys(LANGUAGES))[language.selectedIndex] ?? 'spec';
    const { ending } = LANGUAGES[which];
    const own = lanes[lane.selectedIndex];
    if (!own) return { text: '', ending, which, said: '' };
    const { spec } = own;
    if (which === 'pytorch') {
      const sets = series(own).coefficients.map(({ set }) => set);
      const { program, uncovered } = pytorch(
        { spec, analyses: allAnalyses(own), sets, iterations: budget },
        { title: preset.title, version },
      );
      if (uncovered)
        return { text: '', ending, which, said: `No program is written for ${uncovered.join(', nor for ')}.` };
      const note =
        'The same network, data and training; the random numbers are PyTorch’s, so that it is another run of the same kind.';
      return { text: program, ending, which, said: note };
    }
    const given =
      spec.data?.kind === 'table' ? 'The rows of its data are not in the spec: add them as data.x and data.y. ' : '';
    const text = {
      spec: () => specJson(spec),
      command: () => commandLine(spec, budget),
      node: () => nodeScript(spec, budget, version),
    }[which]();
    return {
      text,
      ending,
      which,
      said: `${given}${which === 'spec' ? 'Every entry, defaults filled in.' : 'It makes this very run, bit for bit.'}`,
    };
  }

  function show() {
    const { text, said: note } = written();
    keys.hidden = area.hidden = text === '';
    area.value = text.length > SHOWN ? `${text.slice(0, SHOWN)}\n…` : text;
    say(said, note);
  }

  return {
    element,
    /** @param {LabState} state */
    draw({ lanes, preset }) {
      offer(lane, namesOf(lanes, preset.compare));
      laneField.hidden = lanes.length === 1;
      show();
    },
  };
}

/**
 * The run as a file, and back.
 * @param {Store<LabState>} store
 * @param {Actions} actions
 * @param {string} version
 */
function createRun(store, actions, version) {
  const said = h('p', { role: 'status', 'data-testid': 'run-said' });
  const file = h('input', {
    type: 'file',
    hidden: true,
    'aria-label': 'a file that holds a saved run',
    'data-testid': 'run-file',
    async onchange() {
      const chosen = file.files?.[0];
      file.value = ''; // the same file may be chosen again
      if (chosen) say(said, await openRun(chosen, actions));
    },
  });
  return h(
    'section',
    {},
    h('h4', {}, 'The run itself'),
    h(
      'p',
      {},
      'A file that holds the networks as they now are and the curves so far. Dropped on a figure, or chosen here, it goes on bit for bit as if it had never stopped.',
    ),
    h(
      'div',
      { class: 'row' },
      act('save-run', 'save the run', async () => {
        try {
          const saved = await actions.keepRun();
          download(
            new Blob(pack(saved, version), { type: 'application/octet-stream' }),
            `${fileOf(store.get(), 'run')}.staircase`,
          );
          say(said, '');
        } catch (error) {
          say(said, error instanceof Error ? error.message : String(error));
        }
      }),
      act('open-run', 'open a saved run', () => file.click()),
      file,
    ),
    said,
  );
}

/**
 * What came of it, in words.
 * @param {File} file
 * @param {Actions} actions
 */
export async function openRun(file, actions) {
  try {
    if (file.size > LONGEST) throw new Unreadable('This file is too long to be a saved run.');
    const saved = unpack(new Uint8Array(await file.arrayBuffer()));
    return (await actions.takeUpRun(saved)) ?? `Taken up from ${file.name}.`;
  } catch (error) {
    return error instanceof Unreadable ? error.message : `The file can’t be read: ${String(error)}`;
  }
}

/**
 * @param {Store<LabState>} store
 * @param {string} version
 */
function createCitation(store, version) {
  const area = h('textarea', {
    readonly: true,
    rows: 8,
    spellcheck: 'false',
    'aria-label': 'References in BibTeX',
    'data-testid': 'citation',
  });
  const said = h('p', { role: 'status' });
  const element = h(
    'section',
    {},
    h('h4', {}, 'Citation'),
    area,
    h(
      'div',
      { class: 'row' },
      act('citation-copy', 'copy', async () =>
        say(said, (await copy(area.value, area)) ? 'On the clipboard.' : 'Copy it from here.'),
      ),
    ),
    said,
  );
  const { protocol, href, hash } = location;
  const page = /^https?:$/.test(protocol) ? href.slice(0, href.length - hash.length) : null;
  return {
    element,
    /** @param {LabState} state */
    draw(state) {
      // With what makes these runs again; an address as long as a table is none to be cited.
      const own = encode(state);
      const address = page && (own.length < LONGEST_ADDRESS ? `${page}#${own}` : page);
      area.value = citation(state.preset, { version, address, seen: new Date() });
    },
  };
}
