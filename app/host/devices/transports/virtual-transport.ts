import { StudioError } from '../../../contract/errors/studio-error.ts';
import { BaseTransport } from './base-transport.ts';

/** What a transport needs of a virtual board: its serial port. */
export interface ByteBoard {
  /** The board takes any amount at once and does not keep the array. */
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): () => void;
  /** A board without power is no longer on its port. */
  onDidLosePower?(listener: () => void): () => void;
}

/** Boards whose port is open in this process. */
const openBoards = new WeakSet<ByteBoard>();

/** The serial port of a virtual board in this process. */
export class VirtualTransport extends BaseTransport {
  readonly kind = 'virtual';
  readonly #getBoard: () => Promise<ByteBoard>;
  #board: ByteBoard | null = null;
  #stopListening: (() => void)[] = [];

  /** `getBoard` gives the board that is plugged in now; it may start one. */
  constructor(path: string, getBoard: () => Promise<ByteBoard>) {
    super(path);
    this.#getBoard = getBoard;
  }

  /** As if the cable were pulled; for tests, and for a board that ends. */
  unplug(): void {
    this.linkEnded({ kind: 'gone' });
  }

  protected async openLink(): Promise<void> {
    const board = await this.#getBoard();
    if (openBoards.has(board)) throw new StudioError('transport/port-busy', { path: this.path });
    openBoards.add(board);
    this.#board = board;
  }

  protected startReading(): void {
    const board = this.#board;
    if (board === null) return;
    this.#stopListening.push(board.onData(bytes => this.received(bytes)));
    const stop = board.onDidLosePower?.(() => this.unplug());
    if (stop !== undefined) this.#stopListening.push(stop);
  }

  protected async writeLink(bytes: Uint8Array): Promise<void> {
    this.#board?.write(Uint8Array.from(bytes));
  }

  async setSignals(): Promise<void> {
    // A virtual board has no signal lines.
  }

  protected async closeLink(): Promise<void> {
    for (const stop of this.#stopListening.splice(0)) stop();
    if (this.#board !== null) openBoards.delete(this.#board);
    this.#board = null;
  }
}
