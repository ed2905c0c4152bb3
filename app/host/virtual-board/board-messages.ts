import type { PeripheralState } from '../../contract/services/virtual-board-service.ts';
import type { AttachedPeripheral } from '../../core/compiler/bundle.ts';

/** What a peripheral shows; the shape by model is told at `peripheralStateSchema` in the contract. */
export type PeripheralStateValues = PeripheralState['state'];
/** Any JSON value: what controls take and states show. */
export type JsonValue = PeripheralStateValues[string];

/**
 * What a power cut leaves of the operation in hand. `atomic` (littlefs): nothing of it, nor of what was not closed or
 * flushed. `torn`: half of a write, and all that was written before it. `fat`: the same, and of a rename over a file that
 * exists only the removal of that file, which is how a board with FAT does it.
 */
export const cutModels = ['atomic', 'torn', 'fat'] as const;
export type CutModel = (typeof cutModels)[number];
export type BoardClock = 'real' | 'stepped';

/**
 * Which REPL the board shows after its next start. Raw is only found after a soft reset from the raw REPL; then
 * `main.py` is skipped, as on real boards.
 */
export type ReplMode = 'friendly' | 'raw';

/** Why the board starts: what `machine.reset_cause()` answers, and whether boot.py and main.py run. */
export type StartReason =
  | { readonly kind: 'power-on' }
  | { readonly kind: 'hard-reset' }
  | { readonly kind: 'soft-reset'; readonly replMode: ReplMode }
  | { readonly kind: 'watchdog' }
  /** The program was torn down because it ignored 0x03; nothing but the prompt is wanted. */
  | { readonly kind: 'interrupted'; readonly replMode: ReplMode };

export interface BoardSettings {
  readonly boardId: string;
  readonly machine: string;
  readonly clock: BoardClock;
  readonly heapBytes: number;
  readonly filesystemBytes: number;
}

/** Cells of the Int32Array that a worker shares with the owner of the board; both see them at once. */
export const cells = {
  /** Counts up with every message to the worker; the worker sleeps on it. */
  wake: 0,
  /** Sequence of the last message that the worker took. */
  takenSequence: 1,
  /** One of `workerStates`. */
  state: 2,
  /** Mutating file-system operations since the board was made; carried over at each reset. */
  operationCount: 3,
  /** The operation at which power is cut; 0 for never. */
  cutAtOperation: 4,
  /** Index into `cutModels`. */
  cutModel: 5,
  /** Sequence of the newest input message whose 0x03 one of the two threads has turned into an interrupt. */
  claimedInterrupt: 6,
} as const;
export const cellCount = 8;

/** What the worker does now, for the parent's watch over a program that ignores 0x03. */
export const workerStates = { starting: 0, prompt: 1, running: 2, dead: 3 } as const;

export type ToWorker =
  | {
      readonly kind: 'start';
      readonly reason: StartReason;
      readonly files: ReadonlyMap<string, Uint8Array>;
      readonly directories: readonly string[];
      /** Where the clock stands, milliseconds since power-on of the first start (stepped clock). */
      readonly nowMs: number;
      /** The stepped clock may run up to here. */
      readonly grantedMs: number;
      readonly attached: readonly AttachedPeripheral[];
      readonly controls: readonly ControlMessage[];
      /** Input that arrived before the start, or that the last program left unread. */
      readonly input: Uint8Array;
    }
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'attach';
      readonly attached: readonly AttachedPeripheral[];
      readonly controls: readonly ControlMessage[];
    }
  | ControlMessage
  | { readonly kind: 'advance'; readonly toMs: number };

export interface ControlMessage {
  readonly kind: 'control';
  readonly peripheral: string;
  readonly control: string;
  readonly value: JsonValue;
}

/** One message on the port to the worker, numbered. */
export interface NumberedToWorker {
  readonly sequence: number;
  readonly message: ToWorker;
}

/** A change of what would be found in flash after a power cut at this moment. Paths are absolute. */
export type DurableChange =
  | { readonly kind: 'put'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'make-directory'; readonly path: string }
  | { readonly kind: 'remove-directory'; readonly path: string };

/** Where the VM looks for a pending exception, as byte addresses with the values that raise KeyboardInterrupt. */
export interface InterruptWords {
  readonly exceptionAddress: number;
  readonly exceptionValue: number;
  readonly schedulerAddress: number;
  readonly schedulerIdle: number;
  readonly schedulerPending: number;
}

/** Addresses of variables inside the VM that the package does not export, found by watching them change. */
export interface VmAddresses {
  readonly interrupt: InterruptWords;
  /** Depth of calls from JavaScript into C; garbage is collected only where it falls back to 0. */
  readonly callDepth: number;
  /** One byte: a collection is wanted. */
  readonly collectionWanted: number;
}

export type FromWorker =
  /** The VM is up and waits for `start`. */
  | { readonly kind: 'ready'; readonly memory: WebAssembly.Memory; readonly addresses: VmAddresses }
  | { readonly kind: 'started' }
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  | { readonly kind: 'durable'; readonly change: DurableChange }
  | { readonly kind: 'states'; readonly states: readonly PeripheralState[] }
  /** Stepped clock: everything up to `atMs` has been done, and messages up to `sequence` were taken. */
  | { readonly kind: 'idle'; readonly atMs: number; readonly sequence: number }
  /** The board wants to be started anew; it does nothing more. `unread` is input that nobody took. */
  | {
      readonly kind: 'reset';
      readonly reason: StartReason;
      readonly nowMs: number;
      readonly unread: Uint8Array;
    }
  | { readonly kind: 'power-lost'; readonly operation: number }
  | { readonly kind: 'crashed'; readonly message: string };
