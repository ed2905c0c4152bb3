import { describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Session } from '../../contract/services/device-service.ts';
import { SerialTransport } from '../devices/transports/serial-transport.ts';
import { bridgeToPseudoTerminal } from '../virtual-board/bridge.ts';
import { VirtualBoard } from '../virtual-board/virtual-board.ts';
import {
  bridgeIds,
  cleanUps,
  finding,
  picoIds,
  Refused,
  setUp,
  speaker,
  terminal,
  times,
} from './testing/examined-computer.ts';

describe('a board that is well', () => {
  it('is well: MicroPython on a pseudo-terminal, asked and started again', async () => {
    const files = new Map([['/main.py', Buffer.from('print("main runs")\n')]]);
    const board = await VirtualBoard.create({ boardId: 'virtual-kit', files });
    cleanUps.push(() => board.dispose());
    const bridge = bridgeToPseudoTerminal(board);
    cleanUps.push(() => bridge.close());
    const { examine, learned, system } = await setUp();
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: bridge.path });
    let heard = '';
    board.onData(bytes => {
      heard += Buffer.from(bytes).toString('latin1');
    });
    const diagnosis = await examine({ path, interrupt: true });
    expect(diagnosis).toMatchObject({ kitId: 'usb:E660583883', path, cause: null });
    const states = Object.fromEntries(diagnosis.findings.map(({ check, state }) => [check, state]));
    expect(states).toMatchObject({
      attached: 'well',
      opens: 'well',
      answers: 'well',
      micropython: 'well',
      'firmware-version': 'well',
    });
    expect(finding(diagnosis, 'micropython').text.en).toMatch(/MicroPython \d+\.\d+\.\d+ on /);
    expect(learned).toMatchObject([{ kitId: 'usb:E660583883', firmware: { implementation: 'micropython' } }]);
    await expect.poll(() => heard.includes('main runs'), { timeout: 5_000 }).toBe(true);
  });

  it('is not sent a byte without an interruption, and silence is no illness', async () => {
    const port = terminal();
    const { examine, system } = await setUp();
    await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const diagnosis = await examine({ kitId: 'usb:E660583883' });
    expect(port.received()).toBe('');
    expect(diagnosis.cause).toBeNull();
    expect(finding(diagnosis, 'answers').state).toBe('unknown');
    expect(finding(diagnosis, 'file-system').state).toBe('skipped');
  });

  it('is left alone while its program is connected', async () => {
    const session = { kitId: 'usb:E660583883', state: 'running' } as Session;
    const { examine, system } = await setUp({ sessions: [session], busy: true });
    await system.plug({ ...picoIds, name: 'ttyACM0', terminal: terminal().path });
    const diagnosis = await examine({ kitId: 'usb:E660583883' });
    expect(diagnosis.cause).toBeNull();
    expect(finding(diagnosis, 'answers').state).toBe('well');
    expect((await examine({ kitId: 'virtual:1' })).cause).toBeNull();
  });
});

describe('a port that opens badly', () => {
  it('says why, where no cause is known', async () => {
    const { examine, system } = await setUp({
      transportOf: path =>
        new Refused(path, new StudioError('transport/failed', { path, message: 'odd fault 5' })),
    });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: terminal().path });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('opens');
    expect(finding(diagnosis, 'opens')).toMatchObject({ state: 'problem', remedy: { action: 'retry-open' } });
    expect(finding(diagnosis, 'opens').text.en).toContain('odd fault 5');
  });

  it('or goes away while it is listened to', async () => {
    const port = terminal();
    const { examine, system } = await setUp({
      times: { ...times, listenMs: 5_000 },
      transportOf: path => {
        const transport = new SerialTransport(path);
        queueMicrotask(() => {
          const timer = setInterval(() => {
            if (!transport.isOpen) return;
            clearInterval(timer);
            port.destroy();
          }, 5);
        });
        return transport;
      },
    });
    const { path } = await system.plug({ ...picoIds, name: 'ttyACM0', terminal: port.path });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('opens');
    expect(finding(diagnosis, 'opens').text.en).toContain('was gone while');
  });
});

describe('what is on the board', () => {
  const espLog =
    'ESP-ROM:esp32s3-20210327\r\nrst:0x1 (POWERON),boot:0x8 (SPI_FAST_FLASH_BOOT)\r\n\x1b[0;32mI (24) boot: ESP-IDF v5.1\x1b[0m\r\n';

  async function examined(words: string | Buffer, interrupt: boolean) {
    const port = speaker(words);
    const { examine, system } = await setUp();
    const { path } = await system.plug({ ...bridgeIds, name: 'ttyUSB0', terminal: port.path });
    return examine({ path, interrupt });
  }

  it.each([
    [
      'the ROM of an ESP chip',
      'rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1/SDIO_REI_REO_V2))\r\nwaiting for download\r\n',
      false,
      'boot-mode',
    ],
    [
      'CircuitPython',
      '\r\nAuto-reload is on. Simply save files over USB to run them.\r\ncode.py output:\r\n',
      false,
      'micropython',
    ],
    ['a program of ESP-IDF', espLog, true, 'micropython'],
    ['an Arduino program', 'Temperature: 21.5 C\r\n', true, 'micropython'],
    [
      'another rate',
      Buffer.from([0xfe, 0x00, 0xf8, 0x80, 0x1c, 0xe0, 0xfc, 0x06, 0x9c, 0x00, 0xe0, 0xf3]),
      false,
      'micropython',
    ],
  ] as const)('%s', async (_, words, interrupt, cause) => {
    const diagnosis = await examined(words, interrupt);
    expect(diagnosis.cause).toBe(cause);
    const { remedy, text } = finding(diagnosis, cause);
    expect(remedy?.action).toBe('flash');
    expect(text.en.length).toBeGreaterThan(20);
  });

  it.each([
    ['an Arduino program', 'Temperature: 21.5 C\r\n'],
    ['a boot log', espLog],
    ['text of another language', '温度：21.5 度\r\n'],
  ])('is not judged without an interruption: %s', async (_, words) => {
    const diagnosis = await examined(words, false);
    expect(diagnosis.cause).toBeNull();
    expect(finding(diagnosis, 'micropython').state).toBe('unknown');
    expect(finding(diagnosis, 'answers').state).toBe('well');
  });

  it('is MicroPython, or a program of Cambrian, without an interruption', async () => {
    for (const words of ['MicroPython v1.27.0 on 2026-01-01\r\n>>> ', '\x1e{"t":"stat","ms":1}\n']) {
      const diagnosis = await examined(words, false);
      expect(finding(diagnosis, 'micropython').state).toBe('well');
      expect(diagnosis.cause).toBeNull();
    }
  });

  it('is nothing, by the silence after every way to interrupt', async () => {
    const port = terminal();
    const { examine, system } = await setUp();
    const { path } = await system.plug({ ...bridgeIds, name: 'ttyUSB0', terminal: port.path });
    const diagnosis = await examine({ path, interrupt: true });
    expect(port.received()).toContain('\x03');
    expect(finding(diagnosis, 'answers')).toMatchObject({ state: 'problem' });
    expect(finding(diagnosis, 'answers').text.en).toContain('(nothing)');
    expect(diagnosis.cause).toBe('micropython');
    expect(finding(diagnosis, 'micropython').remedy?.action).toBe('flash');
  });

  it('is a boot loader by its USB ids', async () => {
    const { examine, system } = await setUp();
    const { path } = await system.plug({
      vendorId: '239a',
      productId: '0029',
      name: 'ttyACM0',
      terminal: terminal().path,
    });
    const diagnosis = await examine({ path });
    expect(diagnosis.cause).toBe('boot-mode');
    expect(finding(diagnosis, 'boot-mode').text.en).toContain('239a:0029');
  });

  /** A prompt that knows one answer. */
  async function answering(facts: object) {
    const port = terminal();
    let isRaw = false;
    let code = '';
    port.onData(bytes => {
      for (const letter of Buffer.from(bytes).toString('latin1')) {
        if (letter === '\x03') port.write(Buffer.from('\r\n>>> '));
        else if (letter === '\x01' && code.endsWith('\x05A')) {
          code = '';
          port.write(Buffer.from('R\x00'));
        } else if (letter === '\x01') {
          isRaw = true;
          code = '';
          port.write(Buffer.from('\r\nraw REPL; CTRL-B to exit\r\n>'));
        } else if (letter === '\x02') isRaw = false;
        else if (letter === '\x04' && isRaw)
          port.write(Buffer.from(`OK@doctor ${JSON.stringify(facts)}\r\n\x04\x04>`));
        else if (letter === '\x04') port.write(Buffer.from('MPY: soft reboot\r\n'));
        else code += letter;
      }
    });
    const { examine, system } = await setUp();
    const { path } = await system.plug({ ...bridgeIds, name: 'ttyUSB0', terminal: port.path });
    return examine({ path, interrupt: true });
  }

  it('is too old', async () => {
    const diagnosis = await answering({
      implementation: 'micropython',
      version: '1.17.0',
      machine: 'ESP32 module',
      fileSystem: 'littlefs',
    });
    expect(diagnosis.cause).toBe('firmware-version');
    expect(finding(diagnosis, 'firmware-version').text.en).toContain('1.17.0');
    expect(finding(diagnosis, 'firmware-version').remedy?.action).toBe('flash');
    expect(finding(diagnosis, 'file-system').state).toBe('well');
  });

  it('has a file system of the FAT kind', async () => {
    const diagnosis = await answering({
      implementation: 'micropython',
      version: '1.27.0',
      machine: 'm',
      fileSystem: 'fat',
    });
    expect(diagnosis.cause).toBeNull();
    expect(finding(diagnosis, 'file-system')).toMatchObject({
      state: 'suspicion',
      remedy: { action: 'none' },
    });
  });

  it('is CircuitPython by its own word', async () => {
    const diagnosis = await answering({
      implementation: 'circuitpython',
      version: '9.2.0',
      machine: 'm',
      fileSystem: 'fat',
    });
    expect(diagnosis.cause).toBe('micropython');
    expect(finding(diagnosis, 'micropython').text.en).toContain('CircuitPython');
    expect(finding(diagnosis, 'firmware-version').state).toBe('skipped');
  });
});
