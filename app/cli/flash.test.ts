import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { espImageOf } from '../../e2e/fixtures/simulators/rom-loader-chips.ts';
import { RomLoaderFixture, type RomLoaderOptions } from '../../e2e/fixtures/simulators/rom-loader-fixture.ts';
import {
  Uf2VolumeFixture,
  uf2Families,
  uf2ImageOf,
} from '../../e2e/fixtures/simulators/uf2-volume-fixture.ts';
import { FakeSystem } from '../host/devices/testing/fake-system.ts';
import { exitCodes } from './exit-codes.ts';

// `cambrian flash`, as a shell starts it, against a simulated loader.

const patienceMs = 60_000;
const image = espImageOf('ESP32-C3', 300_000);
let folder: string;
let board: RomLoaderFixture | null = null;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambrian-cli-flash-'));
});
afterEach(() => {
  board?.pull();
  board = null;
  rmSync(folder, { recursive: true, force: true });
});

function plugIn(options: Partial<RomLoaderOptions> = {}): string {
  const path = join(folder, 'ttyUSB0');
  board = new RomLoaderFixture({ chip: 'ESP32-C3', path, ...options });
  board.plugIn();
  return path;
}

function imageFile(): string {
  const path = join(folder, 'mine.bin');
  writeFileSync(path, image);
  return path;
}

function start(environment: Readonly<Record<string, string>>, ...words: string[]) {
  const root = resolve(import.meta.dirname, '..', '..');
  const child = spawn(process.execPath, [join(root, 'bin', 'cambrian.mjs'), 'flash', ...words], {
    env: { ...process.env, LC_ALL: 'C', CAMBRIAN_STATE: join(folder, 'state'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', error: '' };
  child.stdout.on('data', chunk => {
    output.out += String(chunk);
  });
  child.stderr.on('data', chunk => {
    output.error += String(chunk);
  });
  const ended = new Promise<number | null>(done => child.once('close', code => done(code)));
  return { child, output, ended };
}

async function flash(...words: string[]) {
  const { output, ended } = start({ CAMBRIAN_SYSTEM_ROOT: folder }, ...words);
  return { code: await ended, ...output };
}

describe('cambrian flash', { timeout: patienceMs }, () => {
  it('puts a file onto a board and says so', async () => {
    const path = plugIn();
    const { code, out, error } = await flash(imageFile(), '--port', path, '--yes');
    expect(error).toBe('');
    expect(out).toMatch(/mine\.bin is on ESP32-C3: 300 kB, .* sent, verified/);
    expect(code).toBe(exitCodes.ok);
    expect(board?.flash.subarray(0, image.length).equals(image)).toBe(true);
  });

  it('asks nobody in JSON, and writes nothing without --yes', async () => {
    const path = plugIn();
    const refused = await flash(imageFile(), '--port', path, '--json');
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: 'firmware/not-agreed' } });
    expect(refused.code).toBe(exitCodes.usage);
    expect(board?.commands).toEqual([]);
    const { out } = await flash(imageFile(), '--port', path, '--yes', '--json');
    expect(JSON.parse(out)).toMatchObject({ chip: 'ESP32-C3', bytesWritten: 300_000, verified: 'md5' });
  });

  it('tells what chip it is', async () => {
    const { code, out } = await flash('--identify', '--port', plugIn({ chip: 'ESP32-S3' }));
    expect(out).toMatch(/ESP32-S3 .* 4 MiB flash\nMAC a0:b1:c2:d3:e4:f5\n/);
    expect(code).toBe(exitCodes.ok);
  });

  it('refuses an image of another chip with words', async () => {
    const { code, error } = await flash(imageFile(), '--port', plugIn({ chip: 'ESP32-S3' }), '--yes');
    expect(error).toContain('[firmware/wrong-chip]');
    expect(error).toContain('the board has ESP32-S3. Nothing was written.');
    expect(code).toBe(exitCodes.device);
  });

  it('ends on Ctrl-C and says what became of the board', async () => {
    const path = plugIn({ isThrottled: true });
    const { child, output, ended } = start(
      { CAMBRIAN_SYSTEM_ROOT: folder },
      imageFile(),
      '--port',
      path,
      '--yes',
    );
    // The first block has come.
    const { promise, resolve: found } = Promise.withResolvers<void>();
    const commands = board?.commands ?? [];
    const push = commands.push.bind(commands);
    commands.push = (...operations) => {
      if (operations.includes(0x11)) found();
      return push(...operations);
    };
    await promise;
    child.kill('SIGINT');
    expect(await ended).toBe(exitCodes.interrupted);
    expect(output.error).toContain('[firmware/cancelled-incomplete]');
  });

  it('puts a UF2 file onto a volume and names the kit as which the board comes back', async () => {
    const system = await FakeSystem.create();
    const drive = await system.mount('RPI-RP2', {});
    const volume = new Uf2VolumeFixture({
      folder: drive,
      model: 'Raspberry Pi RP2',
      boardId: 'RPI-RP2',
      familyId: uf2Families.rp2040,
    });
    const usb = { vendorId: '2e8a', productId: '0005', serialNumber: 'e6614c' };
    const plugged = Promise.withResolvers<unknown>();
    volume.onDidBoot = () => {
      plugged.resolve(system.plug({ name: 'ttyACM0', terminal: '/dev/null', ...usb }));
    };
    volume.mount();
    const file = join(folder, 'pico.uf2');
    writeFileSync(file, uf2ImageOf(uf2Families.rp2040, 100_000));
    const { ended, output } = start(system.environment, file, '--volume', drive, '--yes');
    await plugged.promise;
    expect(await ended).toBe(exitCodes.ok);
    expect(output.out).toMatch(/pico\.uf2 is on Raspberry Pi RP2[\s\S]*The board is back: usb:/);
    volume.unmount();
    await system.remove();
  });

  it('says how it is used', async () => {
    expect((await flash('--port', 'x', '--volume', 'y')).code).toBe(exitCodes.usage);
  });
});
