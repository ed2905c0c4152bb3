import { type MessagePort, workerData } from 'node:worker_threads';
import type { BoardSettings, StartReason, ToWorker, VmAddresses } from '../board-messages.ts';
import { Board } from './board.ts';
import { BoardChannel } from './board-channel.ts';
import { Clock } from './board-clock.ts';
import { BoardConsole } from './board-console.ts';
import { BoardFileSystem } from './board-file-system.ts';
import { BoardHardware } from './board-hardware.ts';
import { BoardHeap } from './board-heap.ts';
import { boardModule } from './board-module.ts';
import { BoardRepl } from './board-repl.ts';
import { installShims } from './install-shims.ts';
import { loadVm } from './load-vm.ts';
import { findVmAddresses } from './vm-addresses.ts';

/** What a worker needs from its birth; what it is to run comes later, with `start`. */
export interface BoardWorkerData {
  readonly port: MessagePort;
  readonly shared: Int32Array;
  readonly module: WebAssembly.Module;
  readonly settings: BoardSettings;
  /** Python of the shims: module name → source. */
  readonly shims: ReadonlyMap<string, string>;
  /** Found by an earlier worker on the same binary. */
  readonly addresses: VmAddresses | null;
}

/** Memory of the VM itself, and room for garbage between two waits of a program, bytes. */
const memoryBeyondHeapBytes = 64 * 1024 * 1024;

// Not at the top of the module: the board never comes back from its program, and see `load-vm.ts` for what V8 makes of a
// module that is ended in the middle of an await.
void runBoard();

/** The life of a board between two resets. Ends with the thread; an error that leaves it ends the thread, too. */
async function runBoard(): Promise<void> {
  const data: BoardWorkerData = workerData;
  const { settings } = data;
  const channel = new BoardChannel(data.port, data.shared);
  const clock = new Clock(settings.clock);
  if (settings.clock === 'stepped') {
    // Time stamps of files follow the board's clock.
    Date.now = () => Math.floor(clock.calendarMs);
  }
  const vm = await loadVm({
    module: data.module,
    heapBytes: settings.heapBytes,
    memoryLimitBytes: settings.heapBytes + memoryBeyondHeapBytes,
    nowMs: () => clock.nowMs,
    randomWord: settings.clock === 'stepped' ? repeatableRandom() : trueRandom,
  });
  const addresses = data.addresses ?? findVmAddresses(vm);
  const heap = new BoardHeap(vm, addresses, vm.python.globals.__dict__._ref);
  channel.send({ kind: 'ready', memory: vm.memory, addresses });

  let startReason: StartReason = { kind: 'power-on' };
  let notice = (text: string) => text;
  const terminal = new BoardConsole(
    bytes => channel.send({ kind: 'output', bytes }),
    text => notice(text),
  );
  const hardware = new BoardHardware(
    message => channel.send(message),
    () => clock.nowMs,
  );
  const board = new Board({ channel, vm, console: terminal, clock, hardware, heap, settings });
  terminal.install(vm, board);
  const fileSystem = new BoardFileSystem({
    fs: vm.fs,
    shared: data.shared,
    filesystemBytes: settings.filesystemBytes,
    commit: change => channel.send({ kind: 'durable', change }),
    losePower: operation => {
      board.setState('dead');
      channel.send({ kind: 'power-lost', operation });
      return channel.halt();
    },
  });
  fileSystem.clear();
  vm.python.registerJsModule(
    '_board',
    boardModule({
      vm,
      board,
      hardware,
      heap,
      rawDescriptor: terminal.rawDescriptor,
      reason: () => startReason,
    }),
  );
  installShims(vm, terminal, data.shims);
  heap.endLearning();

  // A spare waits here, with everything done that does not depend on what it will run.
  const { message: start, early } = awaitStart(channel);
  startReason = start.reason;
  clock.start(start.nowMs, start.grantedMs);
  fileSystem.load(start.files, start.directories);
  fileSystem.watch();
  hardware.attach(start.attached, start.controls);
  board.handle({ kind: 'input', bytes: start.input });
  for (const message of early) board.handle(message);
  const repl = new BoardRepl(board, vm, terminal);
  notice = text => repl.notice(text);
  channel.send({ kind: 'started' });
  repl.run(start.reason);
}

/** Holds a spare board until it is needed. */
function awaitStart(channel: BoardChannel): {
  readonly message: ToWorker & { kind: 'start' };
  readonly early: readonly ToWorker[];
} {
  const early: ToWorker[] = [];
  for (;;) {
    const message = channel.take();
    if (message === null) channel.sleep(undefined);
    else if (message.kind === 'start') return { message, early };
    else early.push(message);
  }
}

function trueRandom(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** The same numbers on each run: what the stepped clock promises. (xorshift32) */
function repeatableRandom(): () => number {
  let state = 0x9e37_79b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
