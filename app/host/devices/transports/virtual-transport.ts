import { StudioError } from '../../../contract/errors/studio-error.ts';
import { BaseTransport } from './base-transport.ts';

/** What a transport needs of a virtual board: its serial port. */
export interface ByteBoard {
  /** The board takes any amount at once and does not keep the array. */
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): () => void;
}

/** Boards whose port is open in this process. */
const openBoards = new WeakSet<ByteBoard>();

/** The serial port of a virtual board in this process. */
export class VirtualTransport extends BaseTransport {
  readonly kind = 'virtual';
  readonly #getBoard: () => Promise<ByteBoard>;
  #board: ByteBoard | null = null;
  #stopListening: (() => void) | null = null;

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
    this.#stopListening = this.#board?.onData(bytes => this.received(bytes)) ?? null;
  }

  protected async writeLink(bytes: Uint8Array): Promise<void> {
    this.#board?.write(Uint8Array.from(bytes));
  }

  async setSignals(): Promise<void> {
    // A virtual board has no signal lines.
  }

  protected async closeLink(): Promise<void> {
    this.#stopListening?.();
    this.#stopListening = null;
    if (this.#board !== null) openBoards.delete(this.#board);
    this.#board = null;
  }
}
