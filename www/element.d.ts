// The element, as a page that shows it sees it. Written by hand: tests/package/typescript uses it as a page does.

import type { Spec } from './engine/headless.js';
import type { PresetFile } from './engine/lanes.js';
import type { Source } from './engine/module.js';

/** What the core can be loaded from: the address of its wasm, its bytes, or the module compiled from them. */
export type WasmSource = Source;

/** What is in a file of images: ink from 0 to 16, one image after the other, and the digit on each. */
export interface Images {
  pixels: number[];
  digits: number[];
}

/** What a figure is doing. */
export type FigureStatus =
  'loading' | 'ready' | 'running' | 'paused' | 'finished' | 'diverged' | 'crashed' | 'unsupported';

/** Which experiment an event is about. */
export interface FigureDetail {
  preset: string;
  seed: number;
}

/** The newest row of one of a figure's runs. */
export interface RowDetail extends FigureDetail {
  /** Of the run, from 0. */
  lane: number;
  label: string;
  /** By column: iteration, samples, train_loss, test_loss, and each coefficient as {1,2}. */
  values: Record<string, number>;
}

/** A preset as a page may hand it to a figure: what its file may leave out is filled in. */
export interface OwnPreset extends PresetFile {
  title?: string;
  /** Iterations: 20,000 unless given. */
  budget?: number;
  caption?: { paper?: string; here?: string; try?: string };
}

/** How the runs of a figure came to an end, in its own sentence. */
export interface EndDetail extends FigureDetail {
  message: string;
}

/** What of an attribute could not be followed: why, by its name or by the entry of `preset` and `state`. */
export interface RefusedDetail {
  problems: Record<string, string>;
}

/** None of them bubbles. */
export interface StaircaseLabEventMap extends HTMLElementEventMap {
  /** An experiment is there, at its first row. */
  ready: CustomEvent<FigureDetail>;
  /** A run has been measured: at most once a frame, with its newest row. */
  row: CustomEvent<RowDetail>;
  /** The runs are at the end of their iterations, or each at its own. */
  finished: CustomEvent<EndDetail>;
  /** The loss of a run exploded. */
  diverged: CustomEvent<EndDetail>;
  /** Its program could not be loaded, or stopped answering. */
  crashed: CustomEvent<EndDetail>;
  /** An attribute could not be followed, or not wholly; the rest holds. Each fault is told once. */
  refused: CustomEvent<RefusedDetail>;
}

/**
 * `<staircase-lab preset="figure-2">`: one live figure, which loads when it comes near the window and runs while it is seen.
 *
 * Attributes: `preset`, the name of a figure; `state`, what differs from it, as a shared link has it after its "#";
 * `views` and `controls`, what of it is shown, by names as in `controls="play step restart"`, or `none`; `height`, a length that it
 * keeps; `theme`, `light`, `dark`, or as the page is `auto`;
 * `autoplay="false"` to wait for a click or for `play()`; `wasm`, the address of the core's wasm where it does not lie beside the script;
 * `page`, the http(s) address of a page that shows a figure by link, for what is shared from here; `hash`, to follow the links to
 * this page and keep the figure's state in its address (of several figures the first). All but `wasm`, `page` and `hash` are
 * followed when they change; where `preset` and `state` both name a preset, the one that was changed last does, of both at once `state`.
 *
 * Custom properties: the colours `--staircase-ground`, `--staircase-ink`, `--staircase-soft`, `--staircase-grid`, `--staircase-accent`,
 * `--staircase-wrong`; the faces `--staircase-font`, `--staircase-serif`, `--staircase-mono`.
 *
 * Parts: each view as `view` and its name, each control as `control` and its name, the panel that one opens as `panel` and its name;
 * `chooser`, `message`, `transport`, `tools`.
 */
export class StaircaseLab extends HTMLElement {
  /** Where the core is loaded from, for all figures of the page: to be set before the first of them is near. */
  static set wasm(source: WasmSource | Promise<WasmSource>);
  /** Where the images are that a figure learns from: the address of a file of `staircase-lab/tables`, or what is in it. */
  static set tables(tables: { digits?: string | URL | Images });
  readonly status: FigureStatus;
  /**
   * Starts the runs, or lets them go on: also of a figure that is far or still loading, to their end or until it has come into view
   * and gone.
   */
  play(): void;
  /** Stops the runs, or has those that are loading wait. */
  pause(): void;
  /** Begins again, from the first row. */
  restart(): void;
  /**
   * Another experiment, from its first row: a spec, which the laboratory takes up so that a link holds it, and which runs for so many
   * iterations; or a preset, by its name or as its file has it. It is there once the promise is kept. What can't be used is thrown as
   * an Error whose `field` names the faulty entry, and the figure stays as it was.
   *
   * `await figure.load({ target: { kind: 'parity', degree: 3 } }, { iterations: 20000 })`
   */
  load(given: Spec | OwnPreset | string, options?: { iterations?: number }): Promise<void>;
  /** The address that shows this figure as it now is; null where no page is known that does, or for a preset of the page's own. */
  link(): string | null;
  addEventListener<K extends keyof StaircaseLabEventMap>(
    type: K,
    listener: (this: StaircaseLab, event: StaircaseLabEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof StaircaseLabEventMap>(
    type: K,
    listener: (this: StaircaseLab, event: StaircaseLabEventMap[K]) => unknown,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** What may be written on it in HTML; in JSX too, where an attribute has to be a text. */
export interface StaircaseLabAttributes {
  preset?: string;
  state?: string;
  autoplay?: 'true' | 'false';
  views?: string;
  controls?: string;
  height?: string;
  theme?: 'light' | 'dark' | 'auto';
  wasm?: string;
  page?: string;
  hash?: '';
}

/** The same events as JSX of React 19 and of Preact names who hears them. */
export interface StaircaseLabListeners {
  onready?: (event: CustomEvent<FigureDetail>) => void;
  onrow?: (event: CustomEvent<RowDetail>) => void;
  onfinished?: (event: CustomEvent<EndDetail>) => void;
  ondiverged?: (event: CustomEvent<EndDetail>) => void;
  oncrashed?: (event: CustomEvent<EndDetail>) => void;
  onrefused?: (event: CustomEvent<RefusedDetail>) => void;
}

declare global {
  interface HTMLElementTagNameMap {
    'staircase-lab': StaircaseLab;
  }
}
