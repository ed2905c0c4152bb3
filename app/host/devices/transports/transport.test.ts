import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { openPseudoTerminal } from '../testing/pseudo-terminal.ts';
import type { CloseReason, Transport } from '../transport.ts';
import { SerialTransport } from './serial-transport.ts';
import { TcpTransport } from './tcp-transport.ts';
import { type ByteBoard, VirtualTransport } from './virtual-transport.ts';

/** The board's end of a transport, as a test drives it. */
interface Peer {
  readonly create: () => Transport;
  /** Bytes to the studio. */
  readonly send: (bytes: Uint8Array) => void;
  /** Everything that came from the studio. */
  readonly received: () => Buffer;
  /** Stops taking bytes; null where this transport has no buffer to fill. */
  readonly pause: (() => void) | null;
  readonly resume: () => void;
  readonly unplug: () => void;
  readonly dispose: () => void;
}

const baudRate = 115_200;
const cleanUps: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function until(condition: () => boolean): Promise<void> {
  await expect.poll(condition, { timeout: 8_000, interval: 5 }).toBe(true);
}

async function serialPeer(): Promise<Peer> {
  const terminal = openPseudoTerminal();
  const parts: Buffer[] = [];
  terminal.onData(bytes => parts.push(Buffer.from(bytes)));
  return {
    create: () => new SerialTransport(terminal.path),
    send: bytes => terminal.write(bytes),
    received: () => Buffer.concat(parts),
    pause: () => terminal.pause(),
    resume: () => terminal.resume(),
    unplug: () => terminal.destroy(),
    dispose: () => terminal.destroy(),
  };
}

async function tcpPeer(): Promise<Peer> {
  const parts: Buffer[] = [];
  const early: Uint8Array[] = [];
  let socket: Socket | null = null;
  let isPaused = false;
  const server = createServer(accepted => {
    socket = accepted;
    accepted.on('data', bytes => parts.push(Buffer.from(bytes)));
    accepted.on('error', () => accepted.destroy());
    if (isPaused) accepted.pause();
    for (const bytes of early.splice(0)) accepted.write(bytes);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    create: () => new TcpTransport(`tcp:127.0.0.1:${address.port}`),
    send: bytes => {
      if (socket === null) early.push(Buffer.from(bytes));
      else socket.write(bytes);
    },
    received: () => Buffer.concat(parts),
    pause: () => {
      isPaused = true;
      socket?.pause();
    },
    resume: () => {
      isPaused = false;
      socket?.resume();
    },
    unplug: () => socket?.destroy(),
    dispose: () => {
      socket?.destroy();
      server.close();
    },
  };
}

async function virtualPeer(): Promise<Peer> {
  const parts: Buffer[] = [];
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const transports: VirtualTransport[] = [];
  const board: ByteBoard = {
    write: bytes => {
      parts.push(Buffer.from(bytes));
    },
    onData: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    create: () => {
      const transport = new VirtualTransport('virtual:1', async () => board);
      transports.push(transport);
      return transport;
    },
    send: bytes => {
      for (const listener of listeners) listener(bytes);
    },
    received: () => Buffer.concat(parts),
    pause: null,
    resume: () => undefined,
    unplug: () => {
      for (const transport of transports) transport.unplug();
    },
    dispose: () => undefined,
  };
}

describe.each([
  ['virtual', virtualPeer],
  ['serial', serialPeer],
  ['tcp', tcpPeer],
] as const)('%s transport', (_, makePeer) => {
  async function start() {
    const peer = await makePeer();
    cleanUps.push(peer.dispose);
    const transport = peer.create();
    cleanUps.push(() => transport.close());
    const received: Buffer[] = [];
    const closes: CloseReason[] = [];
    transport.onData(bytes => received.push(Buffer.from(bytes)));
    transport.onDidClose(reason => closes.push(reason));
    return { peer, transport, closes, heard: () => Buffer.concat(received) };
  }

  it('carries every byte untouched, in both directions', async () => {
    const { peer, transport, heard } = await start();
    await transport.open({ baudRate });
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await transport.write(all);
    await until(() => peer.received().length === 256);
    expect(peer.received()).toEqual(Buffer.from(all));
    peer.send(all);
    await until(() => heard().length === 256);
    expect(heard()).toEqual(Buffer.from(all));
  });

  it('keeps the order of writes that nobody waited for', async () => {
    const { peer, transport } = await start();
    await transport.open({ baudRate });
    await Promise.all(Array.from({ length: 50 }, (_, index) => transport.write(Buffer.from(`${index},`))));
    const wanted = Array.from({ length: 50 }, (_, index) => `${index},`).join('');
    await until(() => peer.received().length === wanted.length);
    expect(peer.received().toString()).toBe(wanted);
  });

  it('does not keep the array of a write', async () => {
    const { peer, transport } = await start();
    await transport.open({ baudRate });
    const bytes = Buffer.from('first');
    const written = transport.write(bytes);
    bytes.write('later');
    await written;
    await until(() => peer.received().length === 5);
    expect(peer.received().toString()).toBe('first');
  });

  it('tells an unplug once, rejects the write that waits, and every later one', async () => {
    const { closes, peer, transport } = await start();
    await transport.open({ baudRate });
    await transport.write(Buffer.from('x'));
    await until(() => peer.received().length === 1);
    peer.unplug();
    await until(() => closes.length > 0);
    await expect(transport.write(Buffer.from('y'))).rejects.toSatisfy(
      error => StudioError.is(error, 'transport/not-open') || StudioError.is(error, 'transport/gone'),
    );
    await transport.close();
    await transport.close();
    expect(closes).toEqual([{ kind: 'gone' }]);
  });

  it('rejects a write that is under way when the board is unplugged', async () => {
    const { closes, peer, transport } = await start();
    await transport.open({ baudRate });
    peer.pause?.();
    const writing = transport.write(Buffer.alloc(32 * 1024 * 1024, 0x61));
    const outcome = writing.then(
      () => 'written',
      (error: unknown) => (StudioError.is(error) ? error.code : String(error)),
    );
    peer.unplug();
    // The virtual board takes any amount at once.
    expect(await outcome).toBe(peer.pause === null ? 'written' : 'transport/gone');
    await until(() => closes.length === 1);
    expect(closes).toEqual([{ kind: 'gone' }]);
  });

  it('holds a write back while the board takes nothing', async () => {
    const { peer, transport } = await start();
    if (peer.pause === null) return;
    await transport.open({ baudRate });
    peer.pause();
    const size = 16 * 1024 * 1024;
    let isWritten = false;
    const writing = transport.write(Buffer.alloc(size, 0x61)).then(() => {
      isWritten = true;
    });
    await transport.setSignals({ dtr: true, rts: true });
    expect(isWritten).toBe(false);
    peer.resume();
    await writing;
    await until(() => peer.received().length === size);
  });

  it('closes in the middle of a write without hanging', async () => {
    const { closes, peer, transport } = await start();
    await transport.open({ baudRate });
    peer.pause?.();
    const outcome = transport.write(Buffer.alloc(32 * 1024 * 1024)).then(
      () => 'written',
      (error: unknown) => (StudioError.is(error) ? error.code : String(error)),
    );
    await transport.close();
    expect(await outcome).toBe(peer.pause === null ? 'written' : 'transport/not-open');
    expect(closes).toEqual([{ kind: 'closed' }]);
  });

  it('refuses a second opening as busy, and opens again after a close', async () => {
    const { peer, transport, heard } = await start();
    await transport.open({ baudRate });
    const second = peer.create();
    cleanUps.push(() => second.close());
    await expect(second.open({ baudRate })).rejects.toSatisfy(error =>
      StudioError.is(error, 'transport/port-busy'),
    );
    await expect(transport.open({ baudRate })).rejects.toSatisfy(error =>
      StudioError.is(error, 'transport/port-busy'),
    );
    await transport.close();
    await second.open({ baudRate });
    await second.close();
    await transport.open({ baudRate });
    peer.send(Buffer.from('again'));
    await until(() => heard().includes('again'));
  });

  it('rejects a write before it was opened', async () => {
    const { transport } = await start();
    await expect(transport.write(Buffer.from('x'))).rejects.toSatisfy(error =>
      StudioError.is(error, 'transport/not-open'),
    );
  });

  it('can be cancelled before it opens', async () => {
    const { transport, closes } = await start();
    await expect(transport.open({ baudRate, signal: AbortSignal.abort() })).rejects.toThrow();
    expect(closes).toEqual([]);
    await transport.open({ baudRate });
  });

  it('takes signals, also where there are no lines', async () => {
    const { transport } = await start();
    await transport.open({ baudRate });
    await transport.setSignals({ dtr: false, rts: true });
    await transport.setSignals({ dtr: true, rts: true });
  });
});

describe('errors of opening', () => {
  it('says that a port is not there', async () => {
    const serial = new SerialTransport('/dev/does-not-exist');
    await expect(serial.open({ baudRate })).rejects.toSatisfy(error =>
      StudioError.is(error, 'transport/not-found'),
    );
    const tcp = new TcpTransport('tcp:127.0.0.1:1');
    await expect(tcp.open({ baudRate })).rejects.toSatisfy(error =>
      StudioError.is(error, 'transport/not-found'),
    );
    const nonsense = new TcpTransport('tcp:nonsense');
    await expect(nonsense.open({ baudRate })).rejects.toSatisfy(error =>
      StudioError.is(error, 'transport/not-found'),
    );
  });

  it('spends no processor time after a hang-up', async () => {
    const terminal = openPseudoTerminal();
    const transport = new SerialTransport(terminal.path);
    const closes: CloseReason[] = [];
    transport.onDidClose(reason => closes.push(reason));
    await transport.open({ baudRate });
    terminal.destroy();
    await until(() => closes.length === 1);
    const before = process.cpuUsage();
    await new Promise(resolve => setTimeout(resolve, 300));
    const { system, user } = process.cpuUsage(before);
    // A spinning read loop takes the whole of one processor: 300,000 µs.
    expect(system + user).toBeLessThan(200_000);
  });
});
