import { createRequire } from 'node:module';
import type { Duplex } from 'node:stream';

interface OpenedTerminal {
  readonly master: Duplex;
  readonly slave: Duplex;
  readonly ptsName: string;
  destroy(): void;
}

interface TerminalModule {
  readonly open: (options: { cols: number; rows: number; encoding: null }) => OpenedTerminal;
}

/** One end of a pseudo-terminal; the other is a serial port at `path`. */
export interface PseudoTerminal {
  readonly path: string;
  /** Bytes from whoever has the port open. */
  onData(listener: (bytes: Uint8Array) => void): void;
  write(bytes: Uint8Array): void;
  /** Stops and starts taking bytes, so that the other side feels backpressure. */
  pause(): void;
  resume(): void;
  /** Hangs up: the port's device node is gone then. Idempotent. */
  destroy(): void;
}

/** Makes a pseudo-terminal pair without a process, for tests over a real serial port. Linux and macOS. */
export function openPseudoTerminal(): PseudoTerminal {
  const module: TerminalModule = createRequire(import.meta.url)('@lydell/node-pty');
  const terminal = module.open({ cols: 80, rows: 24, encoding: null });
  // The module reads its own slave side too and would eat what the port should get.
  terminal.slave.destroy();
  const { master } = terminal;
  // Hang-ups of the other side are errors here; they are what the tests are about.
  master.on('error', () => master.destroy());
  let isDestroyed = false;
  return {
    path: terminal.ptsName,
    onData: listener => {
      master.on('data', listener);
    },
    write: bytes => {
      if (!isDestroyed) master.write(Buffer.from(bytes));
    },
    pause: () => master.pause(),
    resume: () => master.resume(),
    destroy: () => {
      isDestroyed = true;
      master.destroy();
    },
  };
}
