import { VirtualBoard, type VirtualBoardOptions } from '../virtual-board.ts';

const patienceMs = 15_000;

/** A virtual board with somebody at its terminal, for tests. */
export class BoardTerminal {
  readonly board: VirtualBoard;
  #received = '';
  #changed: (() => void)[] = [];

  static async open(
    options: Partial<VirtualBoardOptions> & { readonly main?: string } = {},
  ): Promise<BoardTerminal> {
    const { main, ...rest } = options;
    const files = new Map(options.files);
    if (main !== undefined) files.set('/main.py', new TextEncoder().encode(main));
    // The first output comes only after `create` has resolved.
    return new BoardTerminal(await VirtualBoard.create({ boardId: 'virtual-kit', ...rest, files }));
  }

  private constructor(board: VirtualBoard) {
    this.board = board;
    board.onData(bytes => {
      this.#received += Buffer.from(bytes).toString('latin1');
      for (const wake of this.#changed.splice(0)) wake();
    });
  }

  /** All that has not been taken yet. Bytes as characters. */
  get received(): string {
    return this.#received;
  }

  type(text: string): void {
    this.board.write(Buffer.from(text, 'latin1'));
  }

  /** Takes everything up to and including the text. */
  async expect(text: string): Promise<string> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const at = this.#received.indexOf(text);
      if (at >= 0) {
        const taken = this.#received.slice(0, at + text.length);
        this.#received = this.#received.slice(at + text.length);
        return taken;
      }
      const leftMs = deadline - performance.now();
      if (leftMs <= 0) {
        throw new Error(`Waited for ${JSON.stringify(text)}, got ${JSON.stringify(this.#received)}`);
      }
      await this.#change(leftMs);
    }
  }

  /** Brings the board to its raw REPL, whatever it does. */
  async enterRaw(): Promise<void> {
    this.type('\r\x03\x03\x02');
    await this.expect('>>> ');
    this.type('\r\x01');
    await this.expect('raw REPL; CTRL-B to exit\r\n>');
  }

  /** Runs code in the raw REPL; what it printed. An exception of the board is one here. */
  async run(code: string): Promise<string> {
    this.type(`${code}\x04`);
    await this.expect('OK');
    const output = await this.expect('\x04');
    const error = await this.expect('\x04');
    await this.expect('>');
    if (error.length > 1) throw new Error(error.slice(0, -1));
    return output.slice(0, -1).replaceAll('\r\n', '\n');
  }

  async close(): Promise<void> {
    await this.board.dispose();
  }

  #change(timeoutMs: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#changed.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

/** Waits for a condition that no event tells of. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
