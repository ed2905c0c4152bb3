import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import {
  type BoardSettings,
  cellCount,
  cells,
  type FromWorker,
  type NumberedToWorker,
  type ToWorker,
  type VmAddresses,
  workerStates,
} from './board-messages.ts';
import { compileMicroPython } from './compile-micropython.ts';
import { loadShims } from './load-shims.ts';
import type { BoardWorkerData } from './worker/board-worker.ts';

let knownAddresses: VmAddresses | null = null;

/** Who hears what a worker says, from `listen` on. */
export interface BoardProcessListener {
  message(message: FromWorker): void;
  /** The thread died by itself, with this error. */
  failed(error: Error): void;
}

/** One worker thread with one VM: a board between two resets. */
export class BoardProcess {
  readonly shared: Int32Array;
  #worker: Worker;
  #port: MessagePort;
  #memory: Int32Array | null = null;
  #listener: BoardProcessListener | null = null;
  #unheard: FromWorker[] = [];
  #failure: Error | null = null;
  #isTerminated = false;
  #sent: NumberedToWorker[] = [];

  static async spawn(settings: BoardSettings): Promise<BoardProcess> {
    const [module, shims] = await Promise.all([compileMicroPython(), loadShims()]);
    return new BoardProcess(settings, module, shims);
  }

  private constructor(
    settings: BoardSettings,
    module: WebAssembly.Module,
    shims: ReadonlyMap<string, string>,
  ) {
    const { port1, port2 } = new MessageChannel();
    this.shared = new Int32Array(new SharedArrayBuffer(cellCount * Int32Array.BYTES_PER_ELEMENT));
    this.#port = port1;
    const data: BoardWorkerData = {
      port: port2,
      shared: this.shared,
      module,
      settings,
      shims,
      addresses: knownAddresses,
    };
    this.#worker = new Worker(new URL('./worker/board-worker.ts', import.meta.url), {
      workerData: data,
      transferList: [port2],
      // The board neither reads the studio's environment nor its arguments.
      env: {},
      argv: [],
      name: `virtual board ${settings.boardId}`,
    });
    this.#worker.on('error', error => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#listener?.failed(this.#failure);
    });
    this.#port.on('message', (message: FromWorker) => this.#hear(message));
  }

  listen(listener: BoardProcessListener): void {
    this.#listener = listener;
    for (const message of this.#unheard.splice(0)) listener.message(message);
    if (this.#failure !== null) listener.failed(this.#failure);
  }

  send(sequence: number, message: ToWorker): void {
    const numbered: NumberedToWorker = { sequence, message };
    this.#sent = this.unanswered();
    this.#sent.push(numbered);
    this.#port.postMessage(numbered);
    Atomics.add(this.shared, cells.wake, 1);
    Atomics.notify(this.shared, cells.wake);
  }

  /** Messages that the worker has not taken yet. */
  unanswered(): NumberedToWorker[] {
    const taken = Atomics.load(this.shared, cells.takenSequence);
    return this.#sent.filter(each => each.sequence > taken);
  }

  /** Hears at once what has been said but not been delivered yet. */
  drain(): void {
    for (;;) {
      const received: { message: FromWorker } | undefined = receiveMessageOnPort(this.#port);
      if (received === undefined) return;
      this.#hear(received.message);
    }
  }

  get isTerminated(): boolean {
    return this.#isTerminated;
  }

  /** True while Python runs. */
  get isRunning(): boolean {
    return Atomics.load(this.shared, cells.state) === workerStates.running;
  }

  get isStarting(): boolean {
    return Atomics.load(this.shared, cells.state) === workerStates.starting;
  }

  /** Raises KeyboardInterrupt in the program, wherever it is, unless the worker has just taken the byte itself. */
  interrupt(sequence: number): void {
    const words = this.#memory;
    if (words === null || knownAddresses === null || !this.#claimInterrupt(sequence)) return;
    const { interrupt } = knownAddresses;
    Atomics.store(words, interrupt.exceptionAddress >> 2, interrupt.exceptionValue);
    Atomics.compareExchange(
      words,
      interrupt.schedulerAddress >> 2,
      interrupt.schedulerIdle,
      interrupt.schedulerPending,
    );
  }

  /** True while the VM has not come to look at the interrupt. */
  get hasPendingInterrupt(): boolean {
    if (this.#memory === null || knownAddresses === null) return false;
    return Atomics.load(this.#memory, knownAddresses.interrupt.exceptionAddress >> 2) !== 0;
  }

  /** Ends the thread; what it said until then has been heard. */
  async terminate(): Promise<void> {
    this.#isTerminated = true;
    await this.#worker.terminate();
    this.drain();
    this.#listener = null;
    this.#port.close();
    this.#memory = null;
  }

  #claimInterrupt(sequence: number): boolean {
    const claimed = Atomics.load(this.shared, cells.claimedInterrupt);
    if (claimed >= sequence) return false;
    return Atomics.compareExchange(this.shared, cells.claimedInterrupt, claimed, sequence) === claimed;
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'ready') {
      knownAddresses = message.addresses;
      this.#memory = new Int32Array(message.memory.buffer);
      return;
    }
    if (this.#listener === null) this.#unheard.push(message);
    else this.#listener.message(message);
  }
}
