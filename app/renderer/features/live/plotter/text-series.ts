import type { ConsoleChange, ConsoleLine, ConsoleStore } from '../../../stores/console-store.ts';
import { SampleWindow } from '../../../stores/sample-window.ts';
import { withoutColors } from '../../console/console-render.ts';
import { parsePlotLine, plotName } from './plot-line.ts';

/** Samples kept for each name: the same as for a port. */
const samplesPerName = 16_384;
/** A program that invents names for ever gets no more than this many. */
const mostNames = 32;
/** Lines that came together were printed one after another since the ones before, but within this. */
const longestSpreadMs = 100;

/** The numbers that a kit's program prints, by their names, as long as somebody looks. */
export class TextSeries {
  readonly #series = new Map<string, SampleWindow>();
  readonly #onNames: () => void;
  readonly #stop: () => void;
  #lastMs = 0;

  /** @param onNames told when a name came for the first time, or all were forgotten */
  constructor(store: ConsoleStore, kitId: string, onNames: () => void) {
    this.#onNames = onNames;
    this.#takeAll(store.lines(kitId));
    this.#stop = store.subscribe(kitId, change => this.#take(change));
  }

  get names(): readonly string[] {
    return [...this.#series.keys()];
  }

  /** Views on the buffers: valid until the next line. */
  read(name: string): { readonly times: Float64Array; readonly values: Float64Array } {
    const { times, columns } = this.#series.get(name)?.read() ?? { times: new Float64Array(0), columns: [] };
    return { times, values: columns[0] ?? new Float64Array(0) };
  }

  dispose(): void {
    this.#stop();
  }

  #take(change: ConsoleChange): void {
    if (change.kind === 'text') this.#takeLines(change.completed, change.atMs);
    else if (change.kind === 'cleared') {
      this.#series.clear();
      this.#onNames();
    }
  }

  /** Lines of before, piece by piece as they came. */
  #takeAll(lines: readonly ConsoleLine[]): void {
    let piece: ConsoleLine[] = [];
    for (const line of lines) {
      if (line.origin !== 'program') continue;
      if (piece.length > 0 && piece[0]?.atMs !== line.atMs) {
        this.#takeLines(piece, piece[0]?.atMs ?? line.atMs);
        piece = [];
      }
      piece.push(line);
    }
    if (piece[0] !== undefined) this.#takeLines(piece, piece[0].atMs);
  }

  #takeLines(lines: readonly ConsoleLine[], atMs: number): void {
    if (lines.length === 0) return;
    const fromMs = Math.max(this.#lastMs, atMs - longestSpreadMs);
    this.#lastMs = atMs;
    for (const [index, line] of lines.entries()) {
      const values = parsePlotLine(withoutColors(line.text));
      if (values === null) continue;
      const lineMs = fromMs + ((atMs - fromMs) * (index + 1)) / lines.length;
      for (const [place, value] of values.entries())
        this.#window(plotName(value, place))?.push(lineMs, value.value);
    }
  }

  #window(name: string): SampleWindow | null {
    const known = this.#series.get(name);
    if (known !== undefined) return known;
    if (this.#series.size >= mostNames) return null;
    const window = new SampleWindow(samplesPerName, 1);
    this.#series.set(name, window);
    this.#onNames();
    return window;
  }
}
