import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { kitSchema } from '../contract/services/device-service.ts';
import { diagnosisSchema } from '../contract/services/doctor-service.ts';
import { FakeSystem } from '../host/devices/testing/fake-system.ts';
import { openPseudoTerminal } from '../host/devices/testing/pseudo-terminal.ts';
import { exitCodes } from './exit-codes.ts';

// `list` and `doctor` as a shell starts them, on a computer that is made for the test.

const program = resolve(import.meta.dirname, '../../bin/cambrian.mjs');
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function setUp() {
  const system = await FakeSystem.create();
  cleanUps.push(() => system.remove());
  const state = await mkdtemp(join(tmpdir(), 'cambrian-kits-cli-'));
  cleanUps.push(() => rm(state, { recursive: true, force: true }));
  const cambrian = (...words: string[]) =>
    new Promise<{ code: number; out: string; error: string }>(done => {
      const environment = { ...process.env, LC_ALL: 'C', CAMBRIAN_STATE: state, ...system.environment };
      execFile(process.execPath, [program, ...words], { env: environment }, (failure, out, error) =>
        done({ code: typeof failure?.code === 'number' ? failure.code : 0, out, error }),
      );
    });
  const board = (words: string) => {
    const terminal = openPseudoTerminal();
    const timer = setInterval(() => terminal.write(Buffer.from(words)), 50);
    cleanUps.push(() => {
      clearInterval(timer);
      terminal.destroy();
    });
    return terminal.path;
  };
  return { system, cambrian, board };
}

const download = 'rst:0x1 (POWERON_RESET),boot:0x3 (DOWNLOAD_BOOT(UART0/UART1))\r\nwaiting for download\r\n';

describe('kits on the command line', { timeout: 60_000 }, () => {
  it('list: name, board, serial number, port and state', async () => {
    const { board, cambrian, system } = await setUp();
    const serialNumber = 'E660583883';
    const { path } = await system.plug({
      name: 'ttyACM0',
      terminal: board(''),
      vendorId: '239a',
      productId: '802a',
      serialNumber,
    });
    await system.plug({
      name: 'ttyACM1',
      terminal: board(''),
      vendorId: '239a',
      productId: '002a',
      serialNumber: 'F00D77',
    });
    const [words, json] = await Promise.all([cambrian('list'), cambrian('--json', 'list')]);
    expect(words.code).toBe(exitCodes.ok);
    const [heading = '', ...lines] = words.out.trimEnd().split('\n');
    expect(heading.split(/ {2,}/)).toEqual(['NAME', 'BOARD', 'SERIAL NUMBER', 'PORT', 'STATE']);
    const cells = lines.map(line => line.split(/ {2,}/));
    expect(cells.find(line => line.includes(path))?.slice(2)).toEqual([serialNumber, path, 'attached']);
    expect(cells.find(line => line.includes('F00D77'))?.at(-1)).toBe('waits for firmware');
    const kits = z.array(kitSchema).parse(JSON.parse(json.out));
    expect(kits.map(({ kitId }) => kitId)).toEqual(['virtual:1', `usb:${serialNumber}`, 'usb:F00D77']);
  });

  it('doctor: what is wrong with the named port, and how to mend it; another exit code then', async () => {
    const { board, cambrian, system } = await setUp();
    const ill = await system.plug({
      name: 'ttyUSB0',
      terminal: board(download),
      vendorId: '10c4',
      productId: 'ea60',
    });
    const talking = board('MicroPython v1.27.0 on 2026-01-01\r\n>>> ');
    await system.plug({
      name: 'ttyACM0',
      terminal: talking,
      vendorId: '2e8a',
      productId: '0005',
      serialNumber: 'E66058',
    });
    // One after the other: two at once would find each other at the port.
    const words = await cambrian('doctor', ill.path);
    const json = await cambrian('--json', 'doctor');
    const sound = await cambrian('--json', 'doctor', 'usb:E66058');
    expect(words.code).toBe(exitCodes.device);
    expect(words.out).toMatch(/^Cause: Its ROM says that it waits for firmware.*\n→ /m);
    expect(json.code).toBe(exitCodes.device);
    const diagnoses = z.array(diagnosisSchema).parse(JSON.parse(json.out));
    expect(diagnoses.map(({ cause, kitId }) => [kitId, cause])).toEqual([
      ['usb:E66058', null],
      [`serial:${ill.path}`, 'boot-mode'],
    ]);
    expect(sound.code).toBe(exitCodes.ok);
  });

  it('doctor: a board that does not appear', async () => {
    const { cambrian, system } = await setUp();
    await system.plugWithoutPort({ vendorId: '1a86', productId: '7523', product: 'USB Serial' });
    const { code, out } = await cambrian('doctor');
    expect(code).toBe(exitCodes.device);
    expect(out).toContain('    sudo modprobe ch341');
    const chinese = await cambrian('--language', 'zh', 'doctor', join(system.folders.dev, 'ttyUSB3'));
    expect(chinese.out).toMatch(/^原因: /m);
  });
});
