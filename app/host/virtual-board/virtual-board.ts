import type { PeripheralState } from '../../contract/services/virtual-board-service.ts';
import type { AttachedPeripheral } from '../../core/compiler/bundle.ts';
import {
  type BoardSettings,
  type ControlMessage,
  type CutModel,
  cells,
  cutModels,
  type FromWorker,
  type JsonValue,
  type StartReason,
  type ToWorker,
} from './board-messages.ts';
import { BoardProcess } from './board-process.ts';
import { DurableFiles } from './durable-files.ts';
import { watchInterrupt } from './watch-interrupt.ts';

/** How long after a start the next VM is prepared, so that a reset takes milliseconds. */
const spareDelayMs = 200;
const interruptCharacter = 3;

export interface VirtualBoardOptions {
  readonly boardId: string;
  /** What `sys.implementation._machine` and the REPL's banner show. */
  readonly machine?: string;
  /** The flash at the start: path → content. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /**
   * `real`: as the host's clock. `stepped`: starts at 0 and stands still until `advance`; computing takes no time, so
   * that the same inputs at the same times give the same outputs.
   */
  readonly clock?: 'real' | 'stepped';
  /** What is on the pins and buses when the board gets power for the first time. */
  readonly attached?: readonly AttachedPeripheral[];
  /** What `gc.mem_free()` starts from. */
  readonly heapBytes?: number;
  /** Room of the flash; beyond it, writing raises `OSError(28)`. */
  readonly filesystemBytes?: number;
}

/**
 * MicroPython 1.27 on a virtual board, behind the same stream of bytes as a serial port. The firmware is MicroPython's
 * own, compiled to WebAssembly, in a worker thread; `machine`, `neopixel`, `time` and `select` are shims over virtual
 * peripherals.
 */
export class VirtualBoard {
  readonly settings: BoardSettings;
  #durable: DurableFiles;
  #process: BoardProcess | null = null;
  #spare: Promise<BoardProcess> | null = null;
  #spareTimer: NodeJS.Timeout | null = null;
  #changing: Promise<void> = Promise.resolve();
  #sequence = 0;
  #operations = 0;
  #cut: { readonly at: number; readonly model: CutModel } | null = null;
  #grantedMs = 0;
  #nowMs = 0;
  #attached: readonly AttachedPeripheral[] = [];
  #controls = new Map<string, ControlMessage>();
  #states = new Map<string, PeripheralState['state']>();
  #isPowered = false;
  #late: ToWorker[] = [];
  #isDisposed = false;
  #waitingForIdle: { readonly toMs: number; readonly sequence: number; readonly resolve: () => void }[] = [];
  #dataListeners = new Set<(bytes: Uint8Array) => void>();
  #stateListeners = new Set<(states: readonly PeripheralState[]) => void>();
  #powerListeners = new Set<(event: { readonly operation: number }) => void>();
  #resetListeners = new Set<(reason: StartReason) => void>();

  /** Resolves when the board has power and is about to run boot.py. */
  static async create(options: VirtualBoardOptions): Promise<VirtualBoard> {
    const board = new VirtualBoard(options);
    await board.#change(() => board.#start({ kind: 'power-on' }, new Uint8Array()));
    return board;
  }

  private constructor(options: VirtualBoardOptions) {
    this.settings = {
      boardId: options.boardId,
      machine: options.machine ?? 'Cambrian virtual kit',
      clock: options.clock ?? 'real',
      heapBytes: options.heapBytes ?? 256 * 1024,
      filesystemBytes: options.filesystemBytes ?? 2 * 1024 * 1024,
    };
    this.#durable = new DurableFiles(options.files ?? new Map());
    this.#attached = options.attached ?? [];
  }

  /** Bytes to the board's standard input. A board without power loses them. */
  write(bytes: Uint8Array): void {
    if (this.#isDisposed || bytes.length === 0) return;
    const sequence = this.#post({ kind: 'input', bytes: new Uint8Array(bytes) });
    const process = this.#process;
    if (sequence === null || process === null || !bytes.includes(interruptCharacter)) return;
    watchInterrupt(process, sequence, () => this.#tearDown(process));
  }

  /** Hears the board's standard output, in chunks of up to a kilobyte. Returns how to stop. */
  onData(listener: (bytes: Uint8Array) => void): () => void {
    return subscribe(this.#dataListeners, listener);
  }

  /**
   * Replaces what is attached to pins and buses; lasts across resets. A control that somebody moved keeps its place
   * where the same peripheral is attached again.
   */
  attach(peripherals: readonly AttachedPeripheral[]): void {
    const before = new Map(this.#attached.map(each => [each.id, each.model]));
    this.#attached = peripherals;
    const kept = new Set(peripherals.filter(each => before.get(each.id) === each.model).map(each => each.id));
    for (const [key, control] of this.#controls)
      if (!kept.has(control.peripheral)) this.#controls.delete(key);
    const ids = new Set(peripherals.map(each => each.id));
    for (const id of this.#states.keys()) if (!ids.has(id)) this.#states.delete(id);
    this.#post({ kind: 'attach', attached: peripherals, controls: [...this.#controls.values()] });
  }

  /** Moves a control of a peripheral. Unknown ids and values of the wrong kind change nothing. */
  control(peripheralId: string, control: string, value: JsonValue): void {
    const message: ControlMessage = { kind: 'control', peripheral: peripheralId, control, value };
    const definition = this.#attached
      .find(each => each.id === peripheralId)
      ?.controls.find(each => each.id === control);
    if (definition !== undefined && definition.type !== 'momentary') {
      this.#controls.set(`${peripheralId}\n${control}`, message);
    }
    this.#post(message);
  }

  /** Hears the states that changed, at most 60 times a second (real clock) or at the end of each step. */
  onDidChangeState(listener: (states: readonly PeripheralState[]) => void): () => void {
    return subscribe(this.#stateListeners, listener);
  }

  /** What every attached peripheral shows now. */
  states(): readonly PeripheralState[] {
    return [...this.#states].map(([id, state]) => ({ id, state }));
  }

  /** As ^D at the prompt, whatever the board does. Resolves when it is about to run boot.py. */
  softReset(): Promise<void> {
    return this.#change(async () => {
      if (!this.#isPowered) return;
      await this.#stop();
      this.#emitText('MPY: soft reboot\r\n');
      await this.#start({ kind: 'soft-reset', replMode: 'friendly' }, new Uint8Array());
    });
  }

  /** Power off and on: what was not durable is gone, files stay, the peripherals stay as they are. */
  hardReset(): Promise<void> {
    return this.#change(async () => {
      if (this.#isDisposed) return;
      await this.#stop();
      await this.#start({ kind: 'power-on' }, new Uint8Array());
    });
  }

  /**
   * Cuts the power at the `operation`-th change of the file system from now (1 is the next). Of that operation happens
   * what its model says. Then the board is dead until `hardReset`. 0 takes a cut back.
   */
  cutPowerAt(cut: { readonly operation: number; readonly model: CutModel }): void {
    this.#cut = cut.operation > 0 ? { at: this.operationCount() + cut.operation, model: cut.model } : null;
    this.#armCut();
  }

  /** Changes of the file system since the board was made: creating, truncating, writing, committing, renaming, removing. */
  operationCount(): number {
    const { shared } = this.#process ?? {};
    return shared === undefined ? this.#operations : Atomics.load(shared, cells.operationCount);
  }

  onDidLosePower(listener: (event: { readonly operation: number }) => void): () => void {
    return subscribe(this.#powerListeners, listener);
  }

  /** Hears each start after the first, whoever asked for it. */
  onDidReset(listener: (reason: StartReason) => void): () => void {
    return subscribe(this.#resetListeners, listener);
  }

  get isPowered(): boolean {
    return this.#isPowered;
  }

  /** What would be found in flash after a power cut now: absolute path → content. */
  async files(): Promise<Map<string, Uint8Array>> {
    await this.#changing;
    this.#process?.drain();
    return new Map(this.#durable.files);
  }

  /** Stepped clock: where it stands, milliseconds since the board was made. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /**
   * Stepped clock: lets `ms` pass. Resolves when the program waits for a later time, everything before is done, and all
   * output has been delivered. What was written or moved before takes effect at the present time, before any of it
   * passes. `advance(0)` waits until the board is at rest.
   */
  async advance(ms: number): Promise<void> {
    if (this.settings.clock !== 'stepped') throw new RangeError('Only a stepped clock can be advanced');
    await this.#changing;
    this.#grantedMs += Math.max(0, ms);
    const toMs = this.#grantedMs;
    const sequence = this.#post({ kind: 'advance', toMs });
    if (sequence === null) return;
    await new Promise<void>(resolve => this.#waitingForIdle.push({ toMs, sequence, resolve }));
  }

  /** Ends the worker threads. Idempotent. */
  async dispose(): Promise<void> {
    if (this.#isDisposed) return this.#changing;
    this.#isDisposed = true;
    this.#powerOff();
    await this.#change(async () => {
      await this.#stop();
      if (this.#spareTimer !== null) clearTimeout(this.#spareTimer);
      const spare = await this.#spare;
      await spare?.terminate();
    });
    return undefined;
  }

  /** Starts, stops and resets come one after another. */
  #change(step: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(step);
    // The next step runs whatever became of this one; its caller hears of the failure.
    this.#changing = done.catch(() => undefined);
    return done;
  }

  async #start(reason: StartReason, input: Uint8Array): Promise<void> {
    const process = await (this.#spare ?? BoardProcess.spawn(this.settings));
    this.#spare = null;
    Atomics.store(process.shared, cells.operationCount, this.#operations);
    this.#process = process;
    this.#isPowered = true;
    this.#armCut();
    let hasStarted = false;
    const started = new Promise<void>((resolve, reject) => {
      process.listen({
        message: message => {
          if (message.kind === 'started') {
            hasStarted = true;
            resolve();
          } else this.#hear(process, message);
        },
        failed: error => {
          if (hasStarted) this.#recover(process, error);
          else reject(error);
        },
      });
    });
    this.#post({
      kind: 'start',
      reason,
      files: this.#durable.files,
      directories: this.#durable.directories,
      nowMs: this.#nowMs,
      grantedMs: this.#grantedMs,
      attached: this.#attached,
      controls: [...this.#controls.values()],
      input,
    });
    for (const message of this.#late.splice(0)) this.#post(message);
    await started;
    this.#prepareSpare();
  }

  /** Ends the present worker and keeps what lasts: the flash and the count of operations. */
  async #stop(): Promise<void> {
    const process = this.#process;
    if (process === null) return;
    await process.terminate();
    this.#operations = Atomics.load(process.shared, cells.operationCount);
    this.#process = null;
  }

  /** Nothing reaches the board from here on. */
  #powerOff(): void {
    this.#isPowered = false;
    this.#late = [];
    this.#releaseWaiting();
  }

  #prepareSpare(): void {
    if (this.#spare !== null || this.#spareTimer !== null || this.#isDisposed) return;
    this.#spareTimer = setTimeout(() => {
      this.#spareTimer = null;
      if (this.#isDisposed || this.#spare !== null) return;
      this.#spare = BoardProcess.spawn(this.settings);
    }, spareDelayMs);
    this.#spareTimer.unref();
  }

  #hear(process: BoardProcess, message: FromWorker): void {
    switch (message.kind) {
      case 'output':
        for (const listener of this.#dataListeners) listener(message.bytes);
        return;
      case 'durable':
        this.#durable.apply(message.change);
        return;
      case 'states':
        for (const { id, state } of message.states) this.#states.set(id, state);
        for (const listener of this.#stateListeners) listener(message.states);
        return;
      case 'idle':
        this.#nowMs = message.atMs;
        this.#releaseWaiting(message);
        return;
      case 'reset':
        this.#restart(process, message.reason, message.nowMs, message.unread);
        return;
      case 'power-lost':
        this.#losePower(message.operation);
        return;
      case 'ready':
      case 'started':
        return;
    }
  }

  #restart(process: BoardProcess, reason: StartReason, nowMs: number, unread: Uint8Array): void {
    if (this.settings.clock === 'stepped') this.#nowMs = nowMs;
    this.#changeInBackground(async () => {
      if (this.#process !== process || this.#isDisposed) return;
      // A soft reset keeps what waits in the UART; a reset of the chip does not.
      const isKept = reason.kind === 'soft-reset';
      const late = process
        .unanswered()
        .flatMap(({ message }) => (message.kind === 'input' ? [message.bytes] : []));
      await this.#stop();
      await this.#start(reason, isKept ? Buffer.concat([unread, ...late]) : Buffer.concat(late));
      for (const listener of this.#resetListeners) listener(reason);
    });
  }

  #changeInBackground(step: () => Promise<void>): void {
    this.#change(step).catch((error: unknown) =>
      this.#emitText(`\r\nThe virtual board did not start: ${String(error)}\r\n`),
    );
  }

  /** The VM itself died, as firmware with a fault would: says so and comes back with an empty prompt. */
  #recover(process: BoardProcess, error: Error): void {
    this.#changeInBackground(async () => {
      if (this.#process !== process || this.#isDisposed) return;
      await this.#stop();
      this.#emitText(`\r\nThe firmware of the virtual board crashed: ${error.message}\r\n`);
      await this.#start({ kind: 'interrupted', replMode: 'friendly' }, new Uint8Array());
    });
  }

  #losePower(operation: number): void {
    this.#cut = null;
    this.#powerOff();
    this.#changeInBackground(async () => {
      await this.#stop();
      for (const listener of this.#powerListeners) listener({ operation });
    });
  }

  #armCut(): void {
    const process = this.#process;
    if (process === null) return;
    Atomics.store(process.shared, cells.cutModel, cutModels.indexOf(this.#cut?.model ?? 'atomic'));
    Atomics.store(process.shared, cells.cutAtOperation, this.#cut?.at ?? 0);
  }

  /** The number of the message, or null where nobody is there to take it. */
  #post(message: ToWorker): number | null {
    if (!this.#isPowered) return null;
    this.#sequence += 1;
    // Between two workers a message waits for the next.
    if (this.#process === null) this.#late.push(message);
    else this.#process.send(this.#sequence, message);
    return this.#sequence;
  }

  #tearDown(process: BoardProcess): void {
    this.#changeInBackground(async () => {
      if (this.#process !== process || this.#isDisposed) return;
      await this.#stop();
      this.#emitText('\r\nTraceback (most recent call last):\r\nKeyboardInterrupt: \r\n');
      await this.#start({ kind: 'interrupted', replMode: 'friendly' }, new Uint8Array());
    });
  }

  #emitText(text: string): void {
    const bytes = new TextEncoder().encode(text);
    for (const listener of this.#dataListeners) listener(bytes);
  }

  /** Resolves the steps that are done; without an announcement, all of them: the board is off. */
  #releaseWaiting(idle?: { readonly atMs: number; readonly sequence: number }): void {
    const isDone = (each: { readonly toMs: number; readonly sequence: number }) =>
      idle === undefined || (idle.atMs >= each.toMs && idle.sequence >= each.sequence);
    const done = this.#waitingForIdle.filter(isDone);
    this.#waitingForIdle = this.#waitingForIdle.filter(each => !isDone(each));
    for (const each of done) each.resolve();
  }
}

function subscribe<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
