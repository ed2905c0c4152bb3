import { constants, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type Server, type Socket } from 'node:net';
import { ReadStream } from 'node:tty';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { Throttle } from './throttle.ts';

/** What a bridge needs of a board. */
export interface BridgedBoard {
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): () => void;
}

export interface BridgeOptions {
  /** Speed of the wire in each direction; not given, as fast as it goes. 11520 is a UART at 115200 baud. */
  readonly bytesPerSecond?: number;
}

/** A virtual board as other programs find it. */
export interface BoardBridge {
  /** What to type into a serial tool: `/dev/pts/7`, or `tcp:127.0.0.1:4000`. */
  readonly path: string;
  /** As if the cable were pulled: whoever has the port open sees it hang up. The board runs on. */
  unplug(): void;
  /** Takes the port away. Idempotent; the board itself is left as it is. */
  close(): Promise<void>;
}

/** Output that nobody takes is dropped beyond this, as a UART drops it: no memory fills while nobody listens. */
const unreadOutputBytes = 64 * 1024;
/** Input waits in the sender once so much of it is held back by the speed of the wire. */
const heldInputBytes = 4096;

interface OpenedTerminal {
  readonly master: ReadStream;
  readonly slave: ReadStream;
  readonly ptsName: string;
}

interface TerminalModule {
  open(options: { readonly cols: number; readonly rows: number; readonly encoding: null }): OpenedTerminal;
}

/**
 * Puts a board on a pseudo-terminal, so that any serial tool can open it. Linux and macOS.
 *
 * @throws StudioError `virtual-board/no-pseudo-terminals`, `virtual-board/pseudo-terminal-failed`
 */
export function bridgeToPseudoTerminal(board: BridgedBoard, options: BridgeOptions = {}): BoardBridge {
  if (process.platform === 'win32') {
    throw new StudioError('virtual-board/no-pseudo-terminals', { platform: 'Windows' });
  }
  const { master, path, line } = openTerminal();
  const stop = joinStream(board, master, options);
  let isOpen = true;
  const unplug = () => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    line.destroy();
    master.destroy();
  };
  // The master fails when the line is hung up; there is nothing to do then but to let go.
  master.on('error', unplug);
  return {
    path,
    unplug,
    close: async () => unplug(),
  };
}

function openTerminal(): { readonly master: ReadStream; readonly path: string; readonly line: ReadStream } {
  try {
    const terminals: TerminalModule = createRequire(import.meta.url)('@lydell/node-pty');
    const terminal = terminals.open({ cols: 80, rows: 24, encoding: null });
    // Opened by ourselves too, so that the line stays up between two programs that open it, and raw, so that it does
    // not echo the board's output back to it while nobody has it open. Nothing is ever read from it here.
    const line = new ReadStream(openSync(terminal.ptsName, constants.O_RDWR | constants.O_NOCTTY));
    line.setRawMode(true);
    // The module reads its own end of the line and would eat what the port should get.
    terminal.slave.destroy();
    return { master: terminal.master, path: terminal.ptsName, line };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StudioError('virtual-board/pseudo-terminal-failed', { message }, { cause: error });
  }
}

/**
 * Puts a board on a TCP port of this computer (loopback only). One client at a time: a second one is turned away.
 *
 * @param port 0 takes any that is free; `path` says which
 * @throws StudioError `virtual-board/port-taken`
 */
export async function bridgeToTcp(
  board: BridgedBoard,
  options: BridgeOptions & { readonly port: number },
): Promise<BoardBridge & { readonly port: number }> {
  let client: Socket | null = null;
  let stop: (() => void) | null = null;
  const server = createServer({ noDelay: true }, socket => {
    socket.on('error', () => socket.destroy());
    if (client !== null) {
      socket.destroy();
      return;
    }
    client = socket;
    stop = joinStream(board, socket, options);
    socket.on('close', () => {
      stop?.();
      client = null;
    });
  });
  const port = await listen(server, options.port);
  const unplug = () => {
    stop?.();
    client?.resetAndDestroy();
  };
  return {
    port,
    path: `tcp:127.0.0.1:${port}`,
    unplug,
    close: () =>
      new Promise(resolve => {
        unplug();
        if (server.listening) server.close(() => resolve());
        else resolve();
      }),
  };
}

async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ port, host: '127.0.0.1', exclusive: true }, resolve);
  try {
    await promise;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new StudioError('virtual-board/port-taken', { port, message }, { cause: error });
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

/** Carries bytes both ways until the answer is called. */
function joinStream(board: BridgedBoard, stream: Socket | ReadStream, options: BridgeOptions): () => void {
  const bytesPerSecond = options.bytesPerSecond ?? Number.POSITIVE_INFINITY;
  const toBoard = new Throttle(bytesPerSecond, bytes => {
    board.write(bytes);
    if (stream.isPaused() && toBoard.waitingBytes < heldInputBytes) stream.resume();
  });
  const fromBoard = new Throttle(bytesPerSecond, bytes => {
    if (stream.writable && stream.writableLength < unreadOutputBytes) stream.write(Buffer.from(bytes));
  });
  const receive = (bytes: Uint8Array) => {
    toBoard.push(bytes);
    if (toBoard.waitingBytes >= heldInputBytes) stream.pause();
  };
  stream.on('data', receive);
  const unsubscribe = board.onData(bytes => fromBoard.push(bytes));
  return () => {
    stream.off('data', receive);
    unsubscribe();
    toBoard.clear();
    fromBoard.clear();
  };
}
