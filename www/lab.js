// <staircase-lab preset="figure-2">: one live figure. It makes a controller, mounts the views on its store, and starts
// by itself when it is seen. What a page may ask of it, and hear from it, stands in element.d.ts.

/** @import { Controller } from './state/controller.js' */
/** @import { Images, LabState, Preset, Spec } from './types.d.ts' */

import uplotCss from 'uplot/dist/uPlot.min.css?inline';
import labCss from './lab.css?inline';
import paletteCss from './palette.css?inline';
import { holdBelow } from './anchor.js';
import { LOOKS, looks, without } from './attributes.js';
import { attend, claim, claimAnywhere, claimsAnywhere, forget, hasAttention, release } from './attention.js';
import { createController } from './state/controller.js';
import { createPool } from './engine/pool.js';
import { linkable, pageAlone, SCRIPT } from './embedding.js';
import { setSource } from './engine/supply.js';
import { fetchImages, setTables } from './engine/tables.js';
import { keepKeys, tell } from './host.js';
import { createPinning } from './pinning.js';
import index from './presets/index.json';
import { changes, encode, encodeSweep, noPreset } from './state/url.js';
import { mount as mountCarried } from './views/carried.js';
import { mount as mountChooser } from './views/chooser.js';
import { mount as mountCompare } from './views/compare.js';
import { mount as mountCurves } from './views/curves.js';
import { followPage } from './drawing/colour.js';
import { h, say, superscripts } from './drawing/dom.js';
import { onFile } from './drawing/drop.js';
import { mount as mountMessage } from './views/message.js';
import { mount as mountNetwork } from './views/network.js';
import { mount as mountShare } from './views/share.js';
import { mount as mountSpectrum } from './views/spectrum.js';
import { mount as mountStaircase } from './views/staircase.js';
import { mount as mountTraining } from './views/training.js';
import { mount as mountTransport, onKey } from './views/transport.js';

/** @type {Record<string, Preset>} */
const files = import.meta.glob('./presets/*.json', { eager: true, import: 'default' });
const presets = index.presets.flatMap((id) => files[`./presets/${id}.json`] ?? []);

/** A sheet is for the document that it was made in alone. @type {WeakMap<Document, Map<string, CSSStyleSheet>>} */
const sheets = new WeakMap();

/**
 * @param {Document} document
 * @param {string} css
 */
function sheetOf(document, css) {
  const own = sheets.get(document) ?? new Map();
  sheets.set(document, own);
  const known = own.get(css);
  if (known) return known;
  const sheet = newSheet(document, css);
  own.set(css, sheet);
  return sheet;
}

/**
 * @param {Document} document
 * @param {string} rules
 */
function newSheet(document, rules) {
  const view = /** @type {typeof globalThis} */ (/** @type {unknown} */ (document.defaultView));
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
}

/** Once they are loaded. */
let panelsCss = '';

/** @param {Document} document */
const sheetsOf = (document) =>
  [uplotCss + paletteCss + labCss, panelsCss].flatMap((css) => (css ? [sheetOf(document, css)] : []));

/** What has come to an end runs no more by itself. */
const ENDED = ['finished', 'diverged', 'crashed', 'unsupported'];

/** Of the figures that would, the one whose state the page's address has. @type {StaircaseLab | null} */
let keeper = null;
const isKept = () => keeper !== null && keeper.isConnected && keeper.hasAttribute('hash');

/** Of the attribute autoplay: with any other value, however it says no, the figure waits. */
const STARTS = ['', 'true', 'autoplay', '1', 'yes', 'on'];

/** Whether this visitor lets a figure start by itself. */
function mayStart() {
  const connection = /** @type {{ saveData?: boolean } | undefined} */ (/** @type {any} */ (navigator).connection);
  return !matchMedia('(prefers-reduced-motion: reduce)').matches && connection?.saveData !== true;
}

const loadPanels = () => import('./panels.js');

/**
 * The same, and their part of the style sheet.
 * @param {HTMLElement} element  where they are shown
 */
async function panelsIn(element) {
  const panels = await loadPanels();
  panelsCss = panels.panelsCss;
  const root = /** @type {ShadowRoot} */ (element.getRootNode());
  const shared = sheetsOf(element.ownerDocument);
  root.adoptedStyleSheets = [...shared, ...root.adoptedStyleSheets.filter((own) => !shared.includes(own))];
  return panels;
}

/** Ms after which the panels are loaded that nobody has opened: a page that goes offline has them all the same. */
const SPARE = 6000;

/**
 * A view whose script is loaded once its panel is opened.
 * @param {HTMLElement} panel
 * @param {(panels: Awaited<ReturnType<typeof loadPanels>>) => () => void} mount
 */
function onceOpened(panel, mount) {
  let [asked, gone] = [false, false];
  let stop = () => {};
  async function opened() {
    if (panel.hidden || asked) return;
    asked = true;
    panel.replaceChildren(h('p', { class: 'note' }, 'loading …'));
    try {
      const panels = await panelsIn(panel);
      if (gone) return;
      panel.replaceChildren();
      stop = mount(panels);
    } catch {
      asked = false;
      panel.replaceChildren(
        h(
          'p',
          { class: 'problem' },
          'This part could not be loaded: open it again, or the page, when the network is back.',
        ),
      );
    }
  }
  panel.addEventListener('toggled', opened);
  void opened();
  return () => {
    gone = true;
    panel.removeEventListener('toggled', opened);
    stop();
  };
}

/** @param {LabState} state */
async function snippets(state) {
  const { elementOf, frameOf } = await loadPanels();
  const page = pageAlone();
  return {
    html: elementOf(changes(state).length > 0 ? { state: encode(state) } : { preset: state.preset.id }, SCRIPT),
    packaged: SCRIPT === null,
    frame: page && frameOf(page, encode(state)),
  };
}

/** On a server, which has no elements, this file may be imported all the same. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? class {});

export class StaircaseLab extends Base {
  static observedAttributes = ['preset', 'state', ...LOOKS];

  /**
   * Where the core is loaded from, for all figures: before the first of them is near.
   * @param {import('./engine/module.js').Source | Promise<import('./engine/module.js').Source>} source
   */
  static set wasm(source) {
    setSource(source);
  }

  /**
   * Where the images are that a preset learns from, by the names of their files: an address, or what is in it.
   * @param {Record<string, string | URL | Images>} tables
   */
  static set tables(tables) {
    setTables(tables);
  }

  /** @type {Controller | null} null until the figure comes near the window */
  controller = null;

  /** @type {(() => void)[]} */
  #undo = [];
  #near = new IntersectionObserver((entries) => entries.some((e) => e.isIntersecting) && this.build(), {
    rootMargin: '50% 0px',
  });
  /** A page of many figures keeps the workers of those about the window alone. */
  #far = new IntersectionObserver(
    (entries) => {
      this.#away = entries.at(-1)?.isIntersecting === false;
      if (this.#away) this.controller?.actions.sleep();
    },
    { rootMargin: '150% 0px' },
  );
  #away = false;
  /** Whether it is to run, as the page has said before there was a figure. @type {boolean | null} */
  #wish = null;
  /** Attributes that have changed and are yet to be followed. @type {Set<string>} */
  #changed = new Set();
  /** Of attributes, that were told. @type {Set<string>} */
  #faults = new Set();
  /** Of a preset and a state that names one, the preset was changed later. */
  #presetHolds = false;

  constructor() {
    super();
    keepKeys(this.attachShadow({ mode: 'open' }));
    this.adoptedCallback();
  }

  adoptedCallback() {
    // A document without a window shows nothing, and takes no sheets.
    if (!this.ownerDocument.defaultView) return;
    this.#shadow.adoptedStyleSheets = sheetsOf(this.ownerDocument);
    this.#dress();
  }

  connectedCallback() {
    if (this.controller) return;
    this.#shadow.replaceChildren(h('p', { class: 'notice' }, 'The figure loads when it comes into view.'));
    if (this.#keeps() || this.#wish) this.build();
    else this.#near.observe(this);
  }

  disconnectedCallback() {
    // An element that is only being moved is connected again at once.
    queueMicrotask(() => {
      if (!this.isConnected) this.#tearDown();
    });
  }

  /**
   * Both may change one after the other: then they are followed together.
   * @param {string} name
   * @param {string | null} old
   * @param {string | null} value
   */
  attributeChangedCallback(name, old, value) {
    if (value === old) return;
    if (LOOKS.includes(name)) return this.#dress();
    this.#changed.add(name);
    queueMicrotask(() => this.#follow());
  }

  #follow() {
    if (this.#changed.size === 0) return; // with the others, or by a figure that was built since
    const { controller } = this;
    if (!controller) return this.#weigh();
    const preset = this.getAttribute('preset');
    if (preset !== null && [...this.#changed].join() === 'preset' && !presets.some(({ id }) => id === preset)) {
      // What is there stays.
      this.#changed.clear();
      return this.#refuse('preset', noPreset(preset));
    }
    // Another experiment, but whether one runs was said: what rests or is at its end has not been asked to go on.
    const claimed = claimsAnywhere(this);
    const goes = claimed || this.status === 'running' || this.status === 'loading';
    const wish = controller.wish();
    this.#tearDown();
    this.build();
    if (wish === false) this.pause();
    else if (wish && claimed) this.play();
    else if (wish && goes) this.controller?.actions.play();
  }

  /** What is shown of it, and how, by its attributes. */
  #dress() {
    const frame = this.#frame;
    if (!frame || !this.ownerDocument.defaultView) return;
    const { height, problems, ...chosen } = looks((name) => this.getAttribute(name));
    this.#shadow.adoptedStyleSheets = [...sheetsOf(this.ownerDocument), newSheet(this.ownerDocument, without(chosen))];
    frame.style.height = height ?? '';
    frame.classList.toggle('scrolls', height !== null);
    for (const [name, why] of Object.entries(problems)) this.#refuse(name, why);
  }

  /**
   * Each fault once.
   * @param {string} name  of the attribute
   * @param {string} why
   */
  #refuse(name, why) {
    const fault = `${name}: ${why}`;
    if (this.#faults.has(fault)) return;
    this.#faults.add(fault);
    console.warn(`<staircase-lab> ${fault}`);
    this.dispatchEvent(new CustomEvent('refused', { detail: { problems: { [name]: why } } }));
  }

  /** Which of the two names the preset if both do: the one that was changed last, of both at once the state. */
  #weigh() {
    if (this.#changed.size > 0) this.#presetHolds = !this.#changed.has('state');
    this.#changed.clear();
  }

  get status() {
    return this.controller?.store.get().status ?? 'loading';
  }

  play() {
    this.build();
    if (!this.controller) return void (this.#wish = true); // once it is in a page
    claimAnywhere(this);
    this.controller.actions.play();
  }

  pause() {
    if (this.controller) this.controller.actions.pause();
    else this.#wish = false;
  }

  restart() {
    this.build();
    this.controller?.actions.restart();
  }

  /**
   * Another experiment, from its first row: a spec, or a preset by its name or as its file has it.
   * @param {Spec | Preset | string} given
   * @param {{ iterations?: number }} [options]  how long a spec runs
   */
  async load(given, options = {}) {
    this.build();
    if (!this.controller) throw new Error('load: the figure is in no page yet');
    const { controller } = this;
    const { load } = await loadPanels();
    await load(controller, given, options, { presets, fetchImages });
  }

  /**
   * Dims every lane but one, until the visitor turns to the figure.
   * @param {number | null} lane
   */
  spotlight(lane) {
    for (const pair of this.#shadow.querySelectorAll('.pair'))
      [...pair.children].forEach((cell, i) => cell.toggleAttribute('data-dim', lane !== null && lane !== i));
    if (lane !== null) this.controller?.actions.showLane(lane);
  }

  /**
   * A key as if the figure had the focus, which a page hands on that shows nothing else.
   * @param {KeyboardEvent} event
   */
  takeKey(event) {
    if (this.controller && !event.defaultPrevented && !event.shiftKey)
      onKey(event, this.controller.store, this.controller.actions);
  }

  /**
   * The address that shows this figure as it now is: of this page, if it follows links, else of the page that the attribute
   * names, else of the page beside this script; null if there is none, or for a preset that was handed to it.
   */
  link() {
    return this.#linked((state) => encode(state));
  }

  /** @param {(state: LabState) => string} fragment */
  #linked(fragment) {
    const page = isKept() ? location.href : (this.getAttribute('page') ?? pageAlone());
    const url = page === null ? null : linkable(page);
    const state = this.controller?.store.get();
    if (state?.preset.given) return null;
    if (url && state) url.hash = fragment(state);
    return url?.href ?? null;
  }

  /** Whether this figure follows the links to this page: of several, the first that is there. */
  #keeps() {
    if (!this.hasAttribute('hash')) return false;
    if (!isKept()) keeper = this;
    return keeper === this;
  }

  get #shadow() {
    return /** @type {ShadowRoot} */ (this.shadowRoot);
  }

  get #frame() {
    return /** @type {HTMLElement | null} */ (this.#shadow.querySelector('.lab'));
  }

  /** Now, rather than when the figure comes near the window. */
  build() {
    if (this.controller || !this.isConnected) return;
    this.#near.disconnect();
    const keeps = this.#keeps();
    const linked = keeps && location.hash.startsWith('#v=');
    const wasm = this.getAttribute('wasm');
    if (wasm !== null) setSource(wasm);
    const controller = createController({
      presetId: presets[0]?.id ?? '',
      presets,
      createPool,
      fetchImages,
      fragment: linked ? location.hash : this.#asked(),
      source: linked ? 'the link' : 'what the page asks for',
      summon: () => claim(this),
    });
    this.controller = controller;
    this.#undo.push(holdBelow(this), tell(this, controller.store));
    this.#mount(controller);
    const spare = setTimeout(() => void loadPanels().catch(() => {}), SPARE);
    this.#undo.push(() => clearTimeout(spare));
    if (keeps) this.#keepAddress(controller);

    const { store, actions } = controller;
    const hidden = () => actions.setHidden(document.hidden);
    document.addEventListener('visibilitychange', hidden);
    hidden();
    addEventListener('online', actions.retry);
    const onAttention = (/** @type {boolean} */ has) => {
      this.#frame?.classList.toggle('resting', !has);
      actions.setVisible(has);
      this.#start();
    };
    const unsubscribe = store.subscribe(({ status }, previous) => {
      if (status === previous.status) return;
      if (ENDED.includes(status) || controller.wish() !== true) {
        release(this);
        if (this.#away) actions.sleep();
      }
      this.#start();
    });
    attend(this, onAttention);
    this.#far.observe(this);
    this.#undo.push(
      unsubscribe,
      () => forget(this),
      () => document.removeEventListener('visibilitychange', hidden),
      () => removeEventListener('online', actions.retry),
    );
    const wish = this.#wish;
    this.#wish = null;
    if (wish) this.play();
    else if (wish === false) this.pause();
  }

  /** What the attributes ask for, as a link has it. */
  #asked() {
    this.#weigh();
    const state = (this.getAttribute('state') ?? '').replace(/^#/, '');
    const preset = this.getAttribute('preset');
    if (state === '' && preset === null) return '';
    const asked = new URLSearchParams(state);
    const holds = preset !== null && (this.#presetHolds || !asked.has('preset'));
    const named = holds ? `preset=${encodeURIComponent(preset)}` : ''; // of two the last counts
    return [asked.has('v') ? '' : 'v=1', state, named].filter((part) => part !== '').join('&');
  }

  /** By itself: when the run is ready and the figure has the attention. */
  #start() {
    const { controller } = this;
    if (!controller || !hasAttention(this) || controller.store.get().status !== 'ready') return;
    if (STARTS.includes(this.getAttribute('autoplay')?.toLowerCase() ?? '') && mayStart()) controller.actions.start();
  }

  /** @param {Controller} controller */
  #mount({ store, actions }) {
    const row = (/** @type {string} */ name, /** @type {string} */ part = name) => h('div', { class: name, part });
    const stairs = row('stairs', 'view steps');
    const chooser = row('chooser');
    const curves = row('curves', 'view curves');
    const carried = row('carried-view', 'view carried');
    const compare = row('compare', 'view curves');
    const network = row('neurons-view', 'view network');
    const training = row('training-view', 'view training');
    const spectrum = row('spectrum', 'view spectrum');
    spectrum.append(h('div', { class: 'pair' }));
    const message = row('said', 'message');
    const transport = row('transport');
    const dropped = h('p', { class: 'note', role: 'status', 'data-testid': 'dropped' });
    const pins = row('pins');
    pins.hidden = true;
    const tools = row('tools');
    const panels = h('div', {});
    const settings = h('div', { class: 'panel settings' });
    const theory = h('div', { class: 'panel theory' });
    const inside = h('div', { class: 'panel inside' });
    const sweeps = h('div', { class: 'panel' });
    const runs = h('div', { class: 'panel' });
    const takeaway = h('div', { class: 'panel take' });
    const caption = h('figcaption', { class: 'caption', part: 'view caption', 'data-testid': 'caption' });
    const keys = h(
      'p',
      { class: 'keys', part: 'control keys' },
      'keys: ',
      h('kbd', {}, 'space'),
      ' play, pause · ',
      h('kbd', {}, '→'),
      ' step · ',
      h('kbd', {}, 'R'),
      ' restart · ',
      h('kbd', {}, 'N'),
      ' new seed',
    );
    const frame = h(
      'figure',
      {
        class: 'lab',
        tabindex: '0',
        'data-testid': 'lab',
        onkeydown: (/** @type {KeyboardEvent} */ event) => onKey(event, store, actions),
      },
      compare,
      h('div', { class: 'lanes' }, chooser, stairs, curves, carried, network, training, spectrum),
      h('div', { class: 'dock' }, message, transport),
      pins,
      dropped,
      tools,
      panels,
      caption,
    );
    frame.addEventListener('pointerdown', () => this.spotlight(null));
    onFile(frame, async (file) => {
      say(dropped, '');
      const panels = await loadPanels().catch(() => null);
      const told = await panels?.openRun(file, actions);
      say(dropped, told ?? 'What reads files could not be loaded: drop it again when the network is back.');
    });
    this.#shadow.replaceChildren(frame);
    followPage(this.#shadow, frame);
    const pinning = createPinning(pins, store, () => panelsIn(pins));
    const inner = (/** @type {HTMLElement} */ element) => /** @type {HTMLElement} */ (element.firstElementChild);
    const options = {
      panels,
      settings,
      theory,
      inside,
      sweeps,
      runs,
      takeaway,
      pin: async () => say(dropped, await pinning.pin()),
      link: () => this.link(),
      snippets: () => snippets(store.get()),
    };
    this.#undo.push(
      pinning.stop,
      mountStaircase(stairs, store, actions),
      mountChooser(chooser, store, actions),
      mountCurves(curves, store, actions),
      mountCarried(carried, store, actions),
      mountCompare(compare, store, actions),
      mountNetwork(network, store, actions),
      mountTraining(training, store, actions),
      mountSpectrum(inner(spectrum), store, actions),
      mountMessage(message, store, actions),
      mountTransport(transport, store, actions),
      mountShare(tools, store, actions, options),
      onceOpened(settings, ({ mountControls }) => mountControls(settings, store, actions, { presets })),
      onceOpened(theory, ({ mountTheory }) => mountTheory(theory, store, actions)),
      onceOpened(inside, ({ mountInside }) => mountInside(inside, store, actions)),
      onceOpened(sweeps, ({ mountSweeps, sweepsOfPage, recorded, version }) =>
        mountSweeps(sweeps, store, actions, sweepsOfPage(), {
          recorded,
          presets,
          version,
          link: (fragment) => this.#linked(fragment),
        }),
      ),
      onceOpened(runs, ({ mountRuns, mountOverlay, pinsOf, sweepsOfPage, recorded }) => {
        const [own, both] = [h('div', { class: 'part' }), h('div', { class: 'part' })];
        runs.append(own, both);
        void pinning.open();
        const stops = [
          mountRuns(own, store, actions, pinsOf(store)),
          mountOverlay(both, store, sweepsOfPage(), recorded),
        ];
        return () => stops.forEach((stop) => stop());
      }),
      onceOpened(takeaway, ({ mountTakeaway, version }) => mountTakeaway(takeaway, store, actions, { version })),
    );
    tools.append(keys);
    const altered = h('p', { class: 'altered' });
    const show = (/** @type {LabState} */ { preset, status, overrides, lanes }) => {
      frame.dataset.lanes = String(lanes.length || preset.lanes.length);
      frame.toggleAttribute('data-compare', preset.compare === true);
      frame.dataset.status = status;
      frame.ariaLabel = `${preset.title}: live figure`;
      // A new seed is what captions speak of themselves.
      say(
        altered,
        Object.keys(overrides).some((path) => path !== 'seed')
          ? 'The settings have been changed: what follows tells of the figure as it was.'
          : '',
      );
      if (caption.dataset.preset === preset.id) return;
      caption.dataset.preset = preset.id;
      const { paper, here, try: more } = preset.caption;
      const parts = Object.entries({ 'What the paper reports': paper, 'What is seen here': here, 'What to try': more });
      caption.replaceChildren(
        altered,
        ...parts.flatMap(([title, text]) =>
          // A number and its sign stay on one line.
          text === '' ? [] : [h('p', {}, h('b', {}, title), ...superscripts(text.replaceAll(' %', '\u00a0%')))],
        ),
      );
    };
    this.#undo.push(store.subscribe(show));
    show(store.get());
    this.#dress();
  }

  /**
   * The address follows the state; an address given later (a pasted link, the back button) is followed in turn.
   * @param {Controller} controller
   */
  #keepAddress({ store }) {
    const addressed = (/** @type {LabState} */ state) =>
      state.linkedSweep ? encodeSweep(state, state.linkedSweep) : encode(state);
    const plain = encode(store.get());
    let written = location.hash;
    let timer = 0;
    const write = () => {
      if (store.get().preset.given) return;
      const now = addressed(store.get());
      const hash = now === plain && !location.hash.startsWith('#v=') ? '' : `#${now}`;
      if (hash === '' || hash === location.hash) return;
      written = hash;
      history.replaceState(history.state, '', hash);
    };
    const unsubscribe = store.subscribe((state, previous) => {
      if (
        ['preset', 'overrides', 'scale', 'coefficientScale', 'axis', 'unit', 'speed', 'budget'].every(
          (key) => state[/** @type {keyof LabState} */ (key)] === previous[/** @type {keyof LabState} */ (key)],
        )
      )
        return;
      clearTimeout(timer);
      timer = window.setTimeout(write, 300);
    });
    const follow = () => {
      if (!location.hash.startsWith('#v=') || location.hash === written) return;
      this.#tearDown();
      this.build();
    };
    addEventListener('hashchange', follow);
    this.#undo.push(
      unsubscribe,
      () => clearTimeout(timer),
      () => removeEventListener('hashchange', follow),
    );
  }

  #tearDown() {
    this.#near.disconnect();
    this.#far.disconnect();
    this.#away = false;
    for (const undo of this.#undo.splice(0)) undo();
    this.controller?.actions.dispose();
    this.controller = null;
    this.#shadow.replaceChildren();
  }
}

if (globalThis.customElements && !customElements.get('staircase-lab'))
  customElements.define('staircase-lab', StaircaseLab);
