import { once } from 'node:events';
import { connect } from 'node:net';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, it } from 'vitest';
import { type BoardBridge, type BridgedBoard, bridgeToPseudoTerminal, bridgeToTcp } from './bridge.ts';
import { BoardTerminal, until } from './testing/board-terminal.ts';

const hasPseudoTerminals = process.platform !== 'win32';
const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function openBoard() {
  const terminal = await BoardTerminal.open();
  undo.push(() => terminal.close());
  return terminal.board;
}

function keep<Bridge extends BoardBridge>(bridge: Bridge): Bridge {
  undo.push(() => bridge.close());
  return bridge;
}

/** What a serial tool sees. */
async function openPort(path: string) {
  const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open(error => (error ? reject(error) : resolve())));
  const seen = { text: '', hasError: false, isClosed: false };
  port.on('data', (bytes: Buffer) => {
    seen.text += bytes.toString('latin1');
  });
  port.on('error', () => {
    seen.hasError = true;
  });
  port.on('close', () => {
    seen.isClosed = true;
  });
  const close = () => new Promise<void>(resolve => (port.isOpen ? port.close(() => resolve()) : resolve()));
  undo.push(close);
  return { port, seen, close };
}

describe.runIf(hasPseudoTerminals)('pseudo-terminal', () => {
  it('is a serial port to other programs, again and again', async () => {
    const bridge = keep(bridgeToPseudoTerminal(await openBoard()));
    for (const sum of [2, 3]) {
      const { port, seen, close } = await openPort(bridge.path);
      port.write('\r\x03\x02\r\x01');
      await until(() => seen.text.endsWith('raw REPL; CTRL-B to exit\r\n>'), 'the raw REPL is there');
      seen.text = '';
      port.write(`print(1 + ${sum - 1})\x04`);
      await until(() => seen.text.endsWith('\x04\x04>'), 'the board has answered');
      expect(seen.text).toBe(`OK${sum}\r\n\x04\x04>`);
      port.write('\x02');
      await close();
    }
  });

  it('carries every byte both ways', async () => {
    const heard: number[] = [];
    let say: ((bytes: Uint8Array) => void) | undefined;
    const board: BridgedBoard = {
      write: bytes => heard.push(...bytes),
      onData: listener => {
        say = listener;
        return () => undefined;
      },
    };
    const bridge = keep(bridgeToPseudoTerminal(board));
    const { port, seen } = await openPort(bridge.path);
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    port.write(Buffer.from(all));
    await until(() => heard.length >= 256, 'the board has heard all');
    say?.(all);
    await until(() => seen.text.length >= 256, 'the port has got all');
    expect(heard).toEqual([...all]);
    expect(Buffer.from(seen.text, 'latin1').equals(Buffer.from(all))).toBe(true);
  });

  it('hangs up when it is unplugged', async () => {
    const bridge = keep(bridgeToPseudoTerminal(await openBoard()));
    const { port, seen } = await openPort(bridge.path);
    bridge.unplug();
    await until(() => {
      // A write makes the driver look.
      if (port.isOpen) port.write('\r');
      return seen.hasError || seen.isClosed;
    }, 'the port has noticed');
    await expect(openPort(bridge.path)).rejects.toThrow();
  });
});

describe('TCP', () => {
  it('serves one client at a time', async () => {
    const bridge = keep(await bridgeToTcp(await openBoard(), { port: 0 }));
    expect(bridge.path).toBe(`tcp:127.0.0.1:${bridge.port}`);
    const first = connect(bridge.port, '127.0.0.1');
    let text = '';
    first.on('data', bytes => {
      text += bytes.toString();
    });
    first.write('\r\x03\x02print(6 * 7)\r');
    await until(() => text.includes('42\r\n>>> '), 'the board has answered');
    const second = connect(bridge.port, '127.0.0.1');
    second.on('error', () => undefined);
    await until(() => second.destroyed, 'the second client is turned away');
    first.end();
    await until(() => first.destroyed, 'the first client is gone');
    const third = connect(bridge.port, '127.0.0.1');
    third.on('error', () => undefined);
    text = '';
    third.on('data', bytes => {
      text += bytes.toString();
    });
    await until(() => {
      third.write('print(7)\r');
      return text.includes('7\r\n>>> ');
    }, 'the board has answered the next client');
    bridge.unplug();
    await until(() => third.destroyed, 'the client is cut off');
  });

  it('says which port cannot be had', async () => {
    const board = await openBoard();
    const bridge = keep(await bridgeToTcp(board, { port: 0 }));
    await expect(bridgeToTcp(board, { port: bridge.port })).rejects.toMatchObject({
      code: 'virtual-board/port-taken',
      details: { port: bridge.port },
    });
  });

  it('is as slow as it is told', async () => {
    let say: ((bytes: Uint8Array) => void) | undefined;
    let heardBytes = 0;
    const board: BridgedBoard = {
      write: bytes => {
        heardBytes += bytes.length;
      },
      onData: listener => {
        say = listener;
        return () => undefined;
      },
    };
    const bridge = keep(await bridgeToTcp(board, { port: 0, bytesPerSecond: 20_000 }));
    const client = connect(bridge.port, '127.0.0.1');
    let gotBytes = 0;
    client.on('data', bytes => {
      gotBytes += bytes.length;
    });
    await once(client, 'connect');
    const start = performance.now();
    client.write(Buffer.alloc(8000));
    await until(() => say !== undefined, 'the client is joined');
    say?.(new Uint8Array(8000));
    await until(() => heardBytes === 8000 && gotBytes === 8000, 'all has come');
    // 8000 bytes at 20,000 a second; a tick may be granted ahead.
    expect(performance.now() - start).toBeGreaterThan(350);
    client.destroy();
  });
});
