import type { ConsoleChange, ConsoleLine, ConsoleStore } from '../../stores/console-store.ts';
import { type ConsoleFilter, containsText, isFiltering, passesKind } from './console-filter.ts';
import { type ConsoleRenderOptions, renderLine, renderPiece, type TimestampMode } from './console-render.ts';
import type { PatternFilter } from './pattern-filter.ts';

/** What a feed writes to: a terminal. `done` is called once the text is on the screen. */
export interface TerminalSink {
  reset(): void;
  write(text: string, done: () => void): void;
}

export interface FeedOptions {
  readonly store: Pick<ConsoleStore, 'lines' | 'openLine' | 'startedAtMs' | 'subscribe'>;
  readonly kitId: string;
  readonly sink: TerminalSink;
  readonly timestamps: TimestampMode;
  readonly filter: ConsoleFilter;
  /** Judges lines where the filter is a pattern; null where it is none. */
  readonly pattern: Pick<PatternFilter, 'test'> | null;
  /** Told what a pattern failed of. */
  readonly onPatternFailure: (error: unknown) => void;
  /** Runs a callback before the next paint. */
  readonly requestFrame: (callback: () => void) => void;
}

/** A terminal reads this much at a time, so that no task is long, UTF-16 code units. */
const chunkLength = 16 * 1024;
/** What waits beyond this has scrolled away before anybody saw it: the terminal is written anew. */
const waitingLimit = 1024 * 1024;
/** What a terminal that is written anew gets at most. */
const wholeLimit = 2 * 1024 * 1024;

/**
 * Brings the console of one kit to a terminal: all that came within one frame at once, the next only when the terminal
 * has taken it, and never more than it can keep.
 */
export class TerminalFeed {
  readonly #options: FeedOptions;
  readonly #isFiltering: boolean;
  readonly #stop: () => void;
  #waiting: ConsoleChange[] = [];
  #waitingLength = 0;
  #isWhole = true;
  #isAtLineStart = true;
  #isFrameWaiting = false;
  #isBusy = false;
  #isDisposed = false;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#isFiltering = isFiltering(options.filter);
    this.#stop = options.store.subscribe(options.kitId, change => this.#take(change));
    this.#schedule();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#stop();
  }

  #take(change: ConsoleChange): void {
    if (change.kind === 'cleared') this.#writeAnew();
    else if (!this.#isWhole) {
      this.#waiting.push(change);
      this.#waitingLength += lengthOf(change);
      if (this.#waitingLength > waitingLimit) this.#writeAnew();
    }
    this.#schedule();
  }

  #writeAnew(): void {
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#isWhole = true;
  }

  #schedule(): void {
    if (this.#isFrameWaiting || this.#isBusy || this.#isDisposed) return;
    if (!this.#isWhole && this.#waiting.length === 0) return;
    this.#isFrameWaiting = true;
    this.#options.requestFrame(() => {
      this.#isFrameWaiting = false;
      if (this.#isDisposed || this.#isBusy) return;
      this.#isBusy = true;
      this.#flush()
        .catch((error: unknown) => {
          if (!this.#isDisposed) this.#options.onPatternFailure(error);
        })
        .finally(() => {
          this.#isBusy = false;
          this.#schedule();
        });
    });
  }

  async #flush(): Promise<void> {
    const isWhole = this.#isWhole;
    const changes = this.#waiting;
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#isWhole = false;
    const text = isWhole ? await this.#wholeText() : await this.#textOf(changes);
    if (this.#isDisposed) return;
    if (isWhole) this.#options.sink.reset();
    await this.#write(text);
  }

  /** All that the store has, as far as a terminal can hold it. */
  async #wholeText(): Promise<string> {
    const { store, kitId } = this.#options;
    const all = store.lines(kitId);
    let first = all.length;
    for (let length = 0; first > 0 && length < wholeLimit; first -= 1)
      length += all[first - 1]?.text.length ?? 0;
    const open = store.openLine(kitId);
    this.#isAtLineStart = true;
    const lines = (await this.#judge(all.slice(first))).map(line => renderLine(line, this.#render()));
    if (!this.#isFiltering && open.text !== '') lines.push(this.#piece(open.text, open.atMs));
    return lines.join('');
  }

  async #textOf(changes: readonly ConsoleChange[]): Promise<string> {
    if (this.#isFiltering) {
      // Only complete lines can be judged.
      const lines = changes.flatMap(change =>
        change.kind === 'text' ? change.completed : change.kind === 'lines' ? change.lines : [],
      );
      return (await this.#judge(lines)).map(line => renderLine(line, this.#render())).join('');
    }
    const parts: string[] = [];
    for (const change of changes) {
      if (change.kind === 'text') parts.push(this.#piece(change.text, change.atMs));
      else if (change.kind === 'lines') {
        if (!this.#isAtLineStart) parts.push('\r\n');
        this.#isAtLineStart = true;
        for (const line of change.lines) parts.push(renderLine(line, this.#render()));
      }
    }
    return parts.join('');
  }

  async #judge(lines: readonly ConsoleLine[]): Promise<readonly ConsoleLine[]> {
    if (!this.#isFiltering) return lines;
    const { filter, pattern } = this.#options;
    const ofKind = lines.filter(line => passesKind(line, filter));
    if (!filter.isPattern || pattern === null) return ofKind.filter(line => containsText(line, filter.text));
    if (ofKind.length === 0) return [];
    const matches = await pattern.test(
      ofKind.map(({ node, text }) => (node === null ? text : `${node}: ${text}`)),
    );
    return ofKind.filter((_, index) => matches[index] === true);
  }

  #piece(text: string, atMs: number): string {
    const piece = renderPiece(text, atMs, this.#isAtLineStart, this.#render());
    this.#isAtLineStart = piece.isAtLineStart;
    return piece.text;
  }

  #render(): ConsoleRenderOptions {
    const { store, kitId, timestamps } = this.#options;
    return { timestamps, startedAtMs: store.startedAtMs(kitId) };
  }

  async #write(text: string): Promise<void> {
    for (let start = 0; start < text.length && !this.#isDisposed; start += chunkLength) {
      await new Promise<void>(resolve => {
        this.#options.sink.write(text.slice(start, start + chunkLength), resolve);
      });
    }
  }
}

function lengthOf(change: ConsoleChange): number {
  if (change.kind === 'text') return change.text.length;
  return change.kind === 'lines' ? change.lines.reduce((sum, { text }) => sum + text.length, 0) : 0;
}
