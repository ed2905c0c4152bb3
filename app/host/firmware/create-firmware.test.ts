import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { espImageOf } from '../../../e2e/fixtures/simulators/rom-loader-chips.ts';
import { RomLoaderFixture } from '../../../e2e/fixtures/simulators/rom-loader-fixture.ts';
import {
  Uf2VolumeFixture,
  uf2Families,
  uf2ImageOf,
} from '../../../e2e/fixtures/simulators/uf2-volume-fixture.ts';
import type { Kit } from '../../contract/services/device-service.ts';
import {
  type FlashProgress,
  firmwareService,
  type Volume,
} from '../../contract/services/firmware-service.ts';
import { systemFolders } from '../devices/system-root.ts';
import { openPseudoTerminal } from '../devices/testing/pseudo-terminal.ts';
import { createFirmware, type FirmwareKits } from './create-firmware.ts';
import { kitOn, onTestsFinished, temporaryFolder, testFlashDeadlines } from './testing/flash-bench.ts';
import { boardWith, uf2Boards } from './testing/uf2-boards.ts';

const image = espImageOf('ESP32-S3', 60_000);
const espBoard = boardWith('some-s3', 'Some S3', 'ESP32-S3', {
  method: 'esptool',
  esptool: { chip: 'ESP32-S3', offset: 0 },
  images: [{ id: '1.27.0', version: '1.27.0', url: 'https://firmware.example/s3.bin' }],
});

/** A table with kits on it. */
class Table implements FirmwareKits {
  kits: Kit[] = [];
  readonly #listeners = new Set<(kits: readonly Kit[]) => void>();

  list(): Promise<readonly Kit[]> {
    return Promise.resolve([...this.kits]);
  }
  on(_: 'kits', listener: (kits: readonly Kit[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  put(kits: Kit[]): void {
    this.kits = kits;
    for (const listener of [...this.#listeners]) listener(kits);
  }
  async borrowPort<Result>(kitId: string, _: AbortSignal, work: (kit: Kit) => Promise<Result>) {
    const kit = this.kits.find(candidate => candidate.kitId === kitId);
    if (kit === undefined) throw new TypeError(`no kit ${kitId}`);
    return work(kit);
  }
}

function bench(options: { readonly answer?: Promise<Response> } = {}) {
  const folder = temporaryFolder();
  const table = new Table();
  const fetched: string[] = [];
  const firmware = createFirmware({
    stateDirectory: join(folder, 'state'),
    boards: () => new Map([...uf2Boards, [espBoard.id, espBoard]]),
    kits: table,
    fetch: input => {
      fetched.push(String(input));
      return options.answer ?? Promise.resolve(new Response(image));
    },
    system: systemFolders({ CAMBRIAN_SYSTEM_ROOT: folder }),
    deadlines: testFlashDeadlines,
  });
  onTestsFinished(() => void firmware.dispose());
  const reports: FlashProgress[] = [];
  const call = {
    erase: false,
    signal: new AbortController().signal,
    report: (progress: FlashProgress) => void reports.push(progress),
  };
  return { folder, table, fetched, firmware, reports, call };
}

function plugIn(path: string, options: Partial<ConstructorParameters<typeof RomLoaderFixture>[0]> = {}) {
  const board = new RomLoaderFixture({ chip: 'ESP32-S3', flashBytes: 4 * 1024 * 1024, path, ...options });
  board.plugIn();
  onTestsFinished(() => board.pull());
  return board;
}

describe('a kit on a serial port', () => {
  it('gets an image of the catalogue, which is fetched once', async () => {
    const { folder, table, fetched, firmware, reports, call } = bench();
    const path = join(folder, 'ttyUSB0');
    const board = plugIn(path);
    table.put([kitOn(path, { boardId: 'some-s3' })]);
    const result = await firmware.flash({ kitId: `serial:${path}` }, 'some-s3/1.27.0', call);
    expect(result).toMatchObject({ chip: 'ESP32-S3', verified: 'md5', kitId: `serial:${path}` });
    expect(result.phases.map(({ phase }) => phase)).toEqual([
      'download',
      'check',
      'open',
      'reset',
      'sync',
      'detect',
      'stub',
      'baud',
      'erase',
      'write',
      'verify',
      'restart',
      'wait-board',
    ]);
    expect(reports.map(({ phase }) => phase)).toContain('wait-board');
    expect(board.flash.subarray(0, image.length).equals(image)).toBe(true);
    await firmware.flash({ kitId: `serial:${path}` }, 'some-s3/1.27.0', call);
    expect(fetched).toEqual(['https://firmware.example/s3.bin']);
  });

  it('is one of many, side by side, for which the image is fetched once', async () => {
    const { folder, table, fetched, firmware, call } = bench();
    const paths = Array.from({ length: 8 }, (_, index) => join(folder, `ttyUSB${index}`));
    const boards = paths.map(path => plugIn(path));
    table.put(paths.map(path => kitOn(path)));
    const results = await Promise.all(
      paths.map(path => firmware.flash({ kitId: `serial:${path}` }, 'some-s3/1.27.0', call)),
    );
    expect(results.map(({ kitId }) => kitId)).toEqual(paths.map(path => `serial:${path}`));
    expect(boards.every(({ flash }) => flash.subarray(0, image.length).equals(image))).toBe(true);
    expect(fetched).toHaveLength(1);
  });

  it('may be cancelled while it waits for the image that another one fetches', async () => {
    const answer = Promise.withResolvers<Response>();
    const { folder, table, fetched, firmware, call } = bench({ answer: answer.promise });
    const paths = ['ttyUSB0', 'ttyUSB1'].map(name => join(folder, name));
    plugIn(paths[0] ?? '');
    table.put(paths.map(path => kitOn(path)));
    const first = firmware.flash({ kitId: `serial:${paths[0]}` }, 'some-s3/1.27.0', call);
    await expect.poll(() => fetched.length).toBe(1);
    const controller = new AbortController();
    const second = firmware.flash({ kitId: `serial:${paths[1]}` }, 'some-s3/1.27.0', {
      ...call,
      signal: controller.signal,
      report: ({ phase }) => phase === 'download' && controller.abort(),
    });
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    answer.resolve(new Response(image));
    expect(await first).toMatchObject({ verified: 'md5' });
    expect(fetched).toHaveLength(1);
  });

  it('with USB of its own comes back under another path and keeps its name', async () => {
    const { folder, table, firmware, call } = bench();
    const path = join(folder, 'ttyACM0');
    const board = plugIn(path);
    const kit = kitOn(path, { kitId: 'usb:A0B1C2', vendorId: '303a', productId: '1001', boardId: 'some-s3' });
    const after = { ...kit, path: join(folder, 'ttyACM1'), productId: '4001' };
    board.onVerified = () => {
      // The answer is on its way; then it restarts: first nothing is there, then the new program.
      setTimeout(() => {
        board.pull();
        table.put([]);
        setTimeout(() => table.put([after]), 60);
      }, 30);
    };
    table.put([kit]);
    expect(await firmware.flash({ kitId: kit.kitId }, 'some-s3/1.27.0', call)).toMatchObject({
      kitId: 'usb:A0B1C2',
    });
  });

  it('that does not come back is said', async () => {
    const { folder, table, firmware, call } = bench();
    const path = join(folder, 'ttyACM0');
    const board = plugIn(path);
    const kit = kitOn(path, { vendorId: '303a', productId: '1001' });
    board.onVerified = () => void setTimeout(() => table.put([]), 30);
    table.put([kit]);
    expect((await firmware.flash({ kitId: kit.kitId }, 'some-s3/1.27.0', call)).kitId).toBeNull();
  });

  it('whose USB is served by its program is asked for its loader, and followed to another path', async () => {
    const { folder, table, firmware, call } = bench();
    const terminal = openPseudoTerminal();
    onTestsFinished(() => terminal.destroy());
    const path = join(folder, 'ttyACM1');
    const loader = new RomLoaderFixture({ chip: 'ESP32-S3', path });
    onTestsFinished(() => loader.pull());
    let heard = '';
    terminal.onData(bytes => {
      heard += Buffer.from(bytes).toString('latin1');
      if (!heard.endsWith('machine.bootloader()\n\x04')) return;
      terminal.destroy();
      loader.plugIn();
      table.put([kitOn(path, { vendorId: '303a', productId: '1001', mode: 'boot-loader' })]);
    });
    const kit = kitOn(terminal.path, { vendorId: '303a', productId: '4001' });
    table.put([kit]);
    const result = await firmware.flash({ kitId: kit.kitId }, 'some-s3/1.27.0', call);
    expect(result.chip).toBe('ESP32-S3');
    expect(loader.flash.subarray(0, image.length).equals(image)).toBe(true);
  });

  it('is identified', async () => {
    const { folder, table, firmware, call } = bench();
    const path = join(folder, 'ttyUSB0');
    plugIn(path);
    table.put([kitOn(path)]);
    const chip = await firmware.handlers.methods.identify({ kitId: `serial:${path}` }, call);
    expect(chip).toMatchObject({ chip: 'ESP32-S3', flashBytes: 4 * 1024 * 1024 });
  });

  it('is asked without a reset first when its user was asked for the button', async () => {
    const { folder, table, firmware, call } = bench();
    const path = join(folder, 'ttyUSB0');
    const board = plugIn(path, { silentSyncs: 15 });
    table.put([kitOn(path)]);
    const kitId = `serial:${path}`;
    await expect(firmware.flash({ kitId }, 'some-s3/1.27.0', call)).rejects.toMatchObject({
      code: 'firmware/no-sync',
    });
    const { phases } = await firmware.flash({ kitId }, 'some-s3/1.27.0', call);
    // Any way to reset it takes 150 ms at least.
    expect(phases.find(({ phase }) => phase === 'reset')?.elapsedMs).toBeLessThan(100);
    expect(board.flash.subarray(0, image.length).equals(image)).toBe(true);
  });

  it('takes no image of another kind', async () => {
    const { folder, table, firmware, call } = bench();
    const file = join(folder, 'pico.uf2');
    await writeFile(file, uf2ImageOf(uf2Families.rp2040, 10_000));
    const { imageId } = await firmware.handlers.methods.addFile({ path: file }, call);
    table.put([kitOn(join(folder, 'none'), { boardId: 'some-s3' })]);
    await expect(firmware.flash({ kitId: table.kits[0]?.kitId ?? '' }, imageId, call)).rejects.toMatchObject({
      code: 'firmware/not-flashable',
    });
  });
});

describe('a volume', () => {
  it('gets its file, and the board comes back as a kit', async () => {
    const { folder, table, firmware, call } = bench();
    const file = join(folder, 'pico.uf2');
    await writeFile(file, uf2ImageOf(uf2Families.rp2040, 100_000));
    const volume = new Uf2VolumeFixture({
      folder: join(folder, 'media/person/RPI-RP2'),
      model: 'Raspberry Pi RP2',
      boardId: 'RPI-RP2',
      familyId: uf2Families.rp2040,
    });
    onTestsFinished(() => volume.unmount());
    const pico = kitOn(join(folder, 'ttyACM7'), { vendorId: '2e8a', boardId: 'raspberry-pi-pico-w' });
    volume.onDidBoot = () => table.put([pico]);
    volume.mount();
    const { methods } = firmware.handlers;
    const { imageId } = await methods.addFile({ path: file }, call);
    const [found] = await methods.volumes({}, call);
    const result = await firmware.flash({ volume: found?.path ?? '' }, imageId, call);
    expect(result).toMatchObject({ chip: 'Raspberry Pi RP2', verified: 'volume', kitId: pico.kitId });
  });

  it('is one that is listed now, whatever lies in another folder', async () => {
    const { folder, firmware, call } = bench();
    const file = join(folder, 'pico.uf2');
    await writeFile(file, uf2ImageOf(uf2Families.rp2040, 10_000));
    const { imageId } = await firmware.handlers.methods.addFile({ path: file }, call);
    const elsewhere = join(folder, 'elsewhere');
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, 'INFO_UF2.TXT'), 'Model: Raspberry Pi RP2\r\nBoard-ID: RPI-RP2\r\n');
    await expect(firmware.flash({ volume: elsewhere }, imageId, call)).rejects.toMatchObject({
      code: 'firmware/no-boot-loader-volume',
    });
    expect(await readdir(elsewhere)).toEqual(['INFO_UF2.TXT']);
    const { input } = firmwareService.methods.flash;
    const ask = (volume: string) => input.safeParse({ target: { volume }, imageId }).success;
    expect([ask('D:\\'), ask(''), ask('x'.repeat(5_000))]).toEqual([true, false, false]);
  });

  it('takes one file at a time', async () => {
    const { folder, firmware, call } = bench();
    const file = join(folder, 'pico.uf2');
    await writeFile(file, uf2ImageOf(uf2Families.rp2040, 100_000));
    const volume = new Uf2VolumeFixture({
      folder: join(folder, 'media/person/RPI-RP2'),
      model: 'Raspberry Pi RP2',
      boardId: 'RPI-RP2',
      familyId: uf2Families.rp2040,
    });
    onTestsFinished(() => volume.unmount());
    volume.mount();
    const { imageId } = await firmware.handlers.methods.addFile({ path: file }, call);
    const path = join(folder, 'media/person/RPI-RP2');
    const writing = Promise.withResolvers<void>();
    const first = firmware.flash({ volume: path }, imageId, {
      ...call,
      report: ({ phase }) => phase === 'write' && writing.resolve(),
    });
    await writing.promise;
    await expect(firmware.flash({ volume: `${path}/` }, imageId, call)).rejects.toMatchObject({
      code: 'device/busy',
    });
    expect(await first).toMatchObject({ verified: 'volume' });
  });

  it('is one of several whose boards come back side by side under new names, each as another kit', async () => {
    const { folder, table, firmware, call } = bench();
    const file = join(folder, 'pico.uf2');
    await writeFile(file, uf2ImageOf(uf2Families.rp2040, 10_000));
    const names = ['RPI-RP2', 'RPI-RP21'];
    const picos = names.map((name, at) =>
      kitOn(join(folder, name), {
        kitId: `usb:E66${at}`,
        vendorId: '2e8a',
        boardId: 'raspberry-pi-pico-w',
      }),
    );
    let booted = 0;
    for (const name of names) {
      const volume = new Uf2VolumeFixture({
        folder: join(folder, 'media/person', name),
        model: 'Raspberry Pi RP2',
        boardId: 'RPI-RP2',
        familyId: uf2Families.rp2040,
      });
      onTestsFinished(() => volume.unmount());
      // Both are seen at once.
      volume.onDidBoot = () => {
        booted++;
        if (booted === names.length) table.put(picos);
      };
      volume.mount();
    }
    const { imageId } = await firmware.handlers.methods.addFile({ path: file }, call);
    const results = await Promise.all(
      names.map(name => firmware.flash({ volume: join(folder, 'media/person', name) }, imageId, call)),
    );
    expect(results.map(({ kitId }) => kitId).toSorted()).toEqual(['usb:E660', 'usb:E661']);
  });

  it('is told of when it comes, as long as somebody listens', async () => {
    const { folder, firmware } = bench();
    await mkdir(join(folder, 'media/person'), { recursive: true });
    const { promise, resolve } = Promise.withResolvers<readonly Volume[]>();
    const stop = firmware.handlers.events.onDidChangeVolumes(volumes => {
      if (volumes.length > 0) resolve(volumes);
    });
    const volume = new Uf2VolumeFixture({
      folder: join(folder, 'media/person/RP2350'),
      model: 'Raspberry Pi RP2350',
      boardId: 'RP2350',
      familyId: uf2Families.rp2350,
    });
    onTestsFinished(() => volume.unmount());
    volume.mount();
    expect(await promise).toMatchObject([{ boardId: 'raspberry-pi-pico-2-w' }]);
    stop();
  });
});
