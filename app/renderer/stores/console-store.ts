/** Where a line of the console comes from. */
export type ConsoleOrigin = 'program' | 'log' | 'fault' | 'note';

/** One line of a kit's console, complete. */
export interface ConsoleLine {
  /** Milliseconds since the epoch, when its first character came. */
  readonly atMs: number;
  readonly origin: ConsoleOrigin;
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  /** Who wrote it. */
  readonly source: 'device' | 'hub' | 'host';
  /** Node that a log line or fault belongs to. */
  readonly node: string | null;
  readonly text: string;
}

/** What a listener is told: text of the program with the lines that it completed, other lines, or a clearing. */
export type ConsoleChange =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly atMs: number;
      readonly completed: readonly ConsoleLine[];
    }
  | { readonly kind: 'lines'; readonly lines: readonly ConsoleLine[] }
  | { readonly kind: 'cleared' };

/** Lines kept per kit. */
const lineLimit = 10_000;
/** Characters kept per kit, where lines are long. */
const lengthLimit = 4 * 1024 * 1024;
/** An open line longer than this is closed, so that a program that never ends its line cannot fill the memory. */
const openLineLimit = 8192;

class KitConsole {
  lines: ConsoleLine[] = [];
  open = '';
  openAtMs = 0;
  /** Characters of the complete lines. */
  length = 0;
  /** When the first line came after the last clearing; null before it. */
  startedAtMs: number | null = null;
  readonly listeners = new Set<(change: ConsoleChange) => void>();
}

/** What each kit has printed, outside React: program output as it comes, with log lines and faults between. */
export class ConsoleStore {
  readonly #consoles = new Map<string, KitConsole>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Text that the program printed, in pieces of any size.
   * @param replaces whether what the console held before is void
   */
  receiveText(kitId: string, text: string, replaces = false): void {
    if (replaces) this.clear(kitId);
    if (text === '') return;
    const kit = this.#console(kitId);
    const atMs = this.#now();
    kit.startedAtMs ??= atMs;
    const completed: ConsoleLine[] = [];
    for (const piece of pieces(text)) {
      if (kit.open === '') kit.openAtMs = atMs;
      kit.open += piece;
      if (piece.endsWith('\n') || kit.open.length > openLineLimit) completed.push(closeLine(kit));
    }
    this.#trim(kit);
    this.#tell(kit, { kind: 'text', text, atMs, completed });
  }

  /** A line of the log or a fault; a traceback becomes lines of its own. */
  receiveLog(
    kitId: string,
    line: {
      readonly level: ConsoleLine['level'];
      readonly source: ConsoleLine['source'];
      readonly node: string | null;
      readonly text: string;
      readonly trace: string | null;
      readonly atMs: number;
    },
  ): void {
    const origin = line.trace === null ? 'log' : 'fault';
    const texts = [line.text, ...(line.trace === null ? [] : line.trace.trimEnd().split('\n'))];
    this.#add(
      kitId,
      texts.map(text => ({
        atMs: line.atMs,
        origin,
        level: line.level,
        source: line.source,
        node: line.node,
        text,
      })),
    );
  }

  /** A remark of the studio itself, for example that the board was reset. */
  note(kitId: string, text: string): void {
    this.#add(kitId, [
      { atMs: this.#now(), origin: 'note', level: 'info', source: 'host', node: null, text },
    ]);
  }

  /** Complete lines, oldest first. */
  lines(kitId: string): readonly ConsoleLine[] {
    return this.#consoles.get(kitId)?.lines ?? [];
  }

  /** The line that is not ended yet, a prompt for example. */
  openLine(kitId: string): { readonly text: string; readonly atMs: number } {
    const kit = this.#consoles.get(kitId);
    return { text: kit?.open ?? '', atMs: kit?.openAtMs ?? 0 };
  }

  /** When the first line came since the console was cleared, milliseconds since the epoch. */
  startedAtMs(kitId: string): number {
    return this.#consoles.get(kitId)?.startedAtMs ?? 0;
  }

  clear(kitId: string): void {
    const kit = this.#console(kitId);
    kit.lines = [];
    kit.open = '';
    kit.length = 0;
    kit.startedAtMs = null;
    this.#tell(kit, { kind: 'cleared' });
  }

  /** Tells of every change of one kit's console; the returned function stops it. */
  subscribe(kitId: string, listener: (change: ConsoleChange) => void): () => void {
    const kit = this.#console(kitId);
    kit.listeners.add(listener);
    return () => void kit.listeners.delete(listener);
  }

  #console(kitId: string): KitConsole {
    let kit = this.#consoles.get(kitId);
    if (!kit) {
      kit = new KitConsole();
      this.#consoles.set(kitId, kit);
    }
    return kit;
  }

  #add(kitId: string, lines: readonly ConsoleLine[]): void {
    const kit = this.#console(kitId);
    kit.startedAtMs ??= lines[0]?.atMs ?? null;
    for (const line of lines) kit.length += line.text.length;
    kit.lines.push(...lines);
    this.#trim(kit);
    this.#tell(kit, { kind: 'lines', lines });
  }

  #trim(kit: KitConsole): void {
    // A tenth more than the limit may gather, so that not every line moves the whole array.
    if (kit.lines.length <= lineLimit * 1.1 && kit.length <= lengthLimit * 1.1) return;
    let first = Math.max(0, kit.lines.length - lineLimit);
    for (const line of kit.lines.slice(0, first)) kit.length -= line.text.length;
    for (; kit.length > lengthLimit; first += 1) kit.length -= kit.lines[first]?.text.length ?? 0;
    kit.lines = kit.lines.slice(first);
  }

  #tell(kit: KitConsole, change: ConsoleChange): void {
    for (const listener of kit.listeners) listener(change);
  }
}

/** A text cut after each line feed. */
function* pieces(text: string): Generator<string> {
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    yield text.slice(start, end + 1);
    start = end + 1;
  }
  if (start < text.length) yield text.slice(start);
}

/** Ends the open line of a console. */
function closeLine(kit: KitConsole): ConsoleLine {
  const text = kit.open.replace(/\r?\n$/, '');
  const line: ConsoleLine = {
    atMs: kit.openAtMs,
    origin: 'program',
    level: 'info',
    source: 'device',
    node: null,
    text,
  };
  kit.lines.push(line);
  kit.length += text.length;
  kit.open = '';
  return line;
}

/** The one console store of the window. */
export const consoleStore = new ConsoleStore();
