import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  Uf2VolumeFixture,
  type Uf2VolumeOptions,
  uf2Families,
  uf2ImageOf,
} from '../../../../e2e/fixtures/simulators/uf2-volume-fixture.ts';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { FlashProgress } from '../../../contract/services/firmware-service.ts';
import { systemFolders } from '../../devices/system-root.ts';
import { openPseudoTerminal } from '../../devices/testing/pseudo-terminal.ts';
import { SerialTransport } from '../../devices/transports/serial-transport.ts';
import { nodeFileSystem, type WritableFile } from '../../files/file-system.ts';
import { FlashReporter } from '../flash-reporter.ts';
import { kitOn, onTestsFinished, temporaryFolder, testFlashDeadlines } from '../testing/flash-bench.ts';
import { uf2Boards } from '../testing/uf2-boards.ts';
import { flashKitByVolume, flashVolume, type Uf2Job, VolumeQueue } from './flash-uf2.ts';
import { readUf2 } from './uf2-file.ts';
import { listVolumes } from './volumes.ts';

const pico = { model: 'Raspberry Pi RP2', boardId: 'RPI-RP2', familyId: uf2Families.rp2040 };
const feather = {
  model: 'Adafruit Feather nRF52840 Express',
  boardId: 'nRF52840-Feather-revD',
  familyId: uf2Families.nrf52840,
};
const pico2 = { model: 'Raspberry Pi RP2350', boardId: 'RP2350', familyId: uf2Families.rp2350 };

function volumeOf(options: Omit<Uf2VolumeOptions, 'folder'>, name = 'RPI-RP2') {
  const root = temporaryFolder();
  const folder = join(root, 'media/person', name);
  const volume = new Uf2VolumeFixture({ folder, ...options });
  onTestsFinished(() => volume.unmount());
  return { root, folder, volume };
}

function jobFor(root: string, bytes: Uint8Array, overrides: Partial<Uf2Job> = {}) {
  const reports: FlashProgress[] = [];
  const job: Uf2Job = {
    image: { boardIds: [], title: 'an image' },
    bytes,
    header: readUf2(bytes),
    signal: new AbortController().signal,
    reporter: new FlashReporter(progress => reports.push(progress)),
    deadlines: testFlashDeadlines,
    boards: uf2Boards,
    system: systemFolders({ CAMBRIAN_SYSTEM_ROOT: root }),
    fileSystem: nodeFileSystem,
    openPort: path => new SerialTransport(path),
    isAttached: async () => true,
    ...overrides,
  };
  return { job, reports };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (error === null) return 'done';
  if (StudioError.is(error)) return error.code;
  throw error;
}

/** The disk, where one call fails. */
function failingFiles(code: string, at: 'create' | 'write', after = 0): Uf2Job['fileSystem'] {
  const failure = () => Promise.reject(Object.assign(new Error(code), { code }));
  return {
    remove: path => nodeFileSystem.remove(path),
    create: async path => {
      if (at === 'create') return failure();
      const file = await nodeFileSystem.create(path);
      let writes = 0;
      const failing: WritableFile = {
        sync: () => file.sync(),
        close: () => file.close(),
        write: (bytes, offset) => (writes++ < after ? file.write(bytes, offset) : failure()),
      };
      return failing;
    },
  };
}

describe('volumes', () => {
  it('are found with the board that they name', async () => {
    const { root, folder, volume } = volumeOf(pico);
    volume.mount();
    expect(await listVolumes(systemFolders({ CAMBRIAN_SYSTEM_ROOT: root }), uf2Boards)).toEqual([
      { path: folder, model: pico.model, boardIdText: pico.boardId, boardId: 'raspberry-pi-pico-w' },
    ]);
  });

  it('are found where only the table of mounts tells of them, with spaces in their names', async () => {
    const root = temporaryFolder();
    await mkdir(join(root, 'proc/self'), { recursive: true });
    await writeFile(join(root, 'proc/self/mounts'), '/dev/sdb1 /mnt/my\\040board vfat rw 0 0\n');
    const folder = join(root, 'mnt/my board');
    const volume = new Uf2VolumeFixture({ folder, ...pico2 });
    onTestsFinished(() => volume.unmount());
    volume.mount();
    const found = await listVolumes(systemFolders({ CAMBRIAN_SYSTEM_ROOT: root }), uf2Boards);
    expect(found.map(({ path, boardId }) => [path, boardId])).toEqual([[folder, 'raspberry-pi-pico-2-w']]);
  });
});

describe('a UF2 file on a volume', () => {
  it.each([pico, pico2, feather])('of $model is copied, taken and started', async options => {
    const { root, folder, volume } = volumeOf(options);
    let hasBooted = false;
    volume.onDidBoot = () => {
      hasBooted = true;
    };
    volume.mount();
    const { job, reports } = jobFor(root, uf2ImageOf(options.familyId, 200_000));
    await flashVolume(job, folder);
    expect(hasBooted).toBe(true);
    expect(volume.flash.size).toBe(Math.ceil(200_000 / 256));
    expect(reports.findLast(({ phase }) => phase === 'write')).toMatchObject({ fraction: 1 });
  });

  it('is refused on the volume of another board before a byte is written', async () => {
    const { root, folder, volume } = volumeOf(feather);
    volume.mount();
    const { job } = jobFor(root, uf2ImageOf(uf2Families.rp2040, 10_000));
    expect(await codeOf(flashVolume(job, folder))).toBe('firmware/wrong-board');
    expect(volume.flash.size).toBe(0);
  });

  it('is refused where it is of the right family and for another board', async () => {
    const { root, folder, volume } = volumeOf(pico);
    volume.mount();
    const image = { boardIds: ['adafruit-feather-nrf52840'], title: 'Feather' };
    const { job } = jobFor(root, uf2ImageOf(uf2Families.rp2040, 10_000), { image });
    expect(await codeOf(flashVolume(job, folder))).toBe('firmware/wrong-board');
    expect(volume.flash.size).toBe(0);
  });

  it('is refused in a folder that is no volume of a boot loader', async () => {
    const root = temporaryFolder();
    const { job } = jobFor(root, uf2ImageOf(uf2Families.rp2040, 10_000));
    expect(await codeOf(flashVolume(job, root))).toBe('firmware/no-boot-loader-volume');
  });

  it('is named where the volume is pulled out in the middle', async () => {
    const { root, folder, volume } = volumeOf({ ...pico, vanishesAfterBlocks: 100 });
    volume.mount();
    const { job } = jobFor(root, uf2ImageOf(pico.familyId, 2_000_000));
    expect(await codeOf(flashVolume(job, folder))).toBe('firmware/volume-gone');
  });

  it('is named where the board has everything and does not restart', async () => {
    // Its loader takes another family, which nobody knew.
    const { root, folder, volume } = volumeOf({ ...pico, boardId: 'SOMETHING-ELSE', familyId: 1 });
    volume.mount();
    const { job } = jobFor(root, uf2ImageOf(pico.familyId, 10_000));
    expect(await codeOf(flashVolume(job, folder))).toBe('firmware/volume-failed');
  });

  it.each([
    ['a read-only volume', failingFiles('EROFS', 'create'), 'firmware/volume-read-only'],
    ['a full volume', failingFiles('ENOSPC', 'write', 1), 'firmware/volume-full'],
    ['a volume that fails', failingFiles('EIO', 'write', 1), 'firmware/volume-failed'],
  ])('is named on %s', async (_, fileSystem, code) => {
    const { root, folder, volume } = volumeOf(pico);
    volume.mount();
    const { job } = jobFor(root, uf2ImageOf(pico.familyId, 100_000), { fileSystem });
    expect(await codeOf(flashVolume(job, folder))).toBe(code);
  });

  it('says what became of the board when it is cancelled', async () => {
    const { root, folder, volume } = volumeOf(pico);
    volume.mount();
    const controller = new AbortController();
    const { job, reports } = jobFor(root, uf2ImageOf(pico.familyId, 2_000_000), {
      signal: controller.signal,
      reporter: new FlashReporter(progress => {
        reports.push(progress);
        if (progress.bytesDone > 0) controller.abort();
      }),
    });
    expect(await codeOf(flashVolume(job, folder))).toBe('firmware/cancelled-incomplete');
  });
});

describe('a running kit', () => {
  it.each([
    ['', 'raspberry-pi-pico-w'],
    [' though its USB ids are those of another board too', 'raspberry-pi-pico-2-w'],
  ])('is asked for its boot loader over the REPL, without a button%s', async (_, boardId) => {
    const { root, volume } = volumeOf(pico);
    const terminal = openPseudoTerminal();
    onTestsFinished(() => terminal.destroy());
    let heard = '';
    terminal.onData(bytes => {
      heard += Buffer.from(bytes).toString('latin1');
      if (!heard.endsWith('machine.bootloader()\n\x04')) return;
      terminal.destroy();
      volume.mount();
    });
    const { job } = jobFor(root, uf2ImageOf(pico.familyId, 10_000));
    const kit = kitOn(terminal.path, { boardId, vendorId: '2e8a', productId: '0005' });
    expect(await flashKitByVolume(job, kit, new VolumeQueue())).toMatchObject({ boardIdText: 'RPI-RP2' });
    expect(volume.flash.size).toBe(40);
  });

  it('is left alone where the image is not for it', async () => {
    const terminal = openPseudoTerminal();
    onTestsFinished(() => terminal.destroy());
    let heard = 0;
    terminal.onData(bytes => {
      heard += bytes.length;
    });
    const { job } = jobFor(temporaryFolder(), uf2ImageOf(uf2Families.nrf52840, 10_000));
    const kit = kitOn(terminal.path, { boardId: 'raspberry-pi-pico-w' });
    expect(await codeOf(flashKitByVolume(job, kit, new VolumeQueue()))).toBe('firmware/wrong-board');
    expect(heard).toBe(0);
  });

  it('that has left is not asked again: another board may be at its path by now', async () => {
    const { root, volume } = volumeOf(pico);
    const terminal = openPseudoTerminal();
    onTestsFinished(() => terminal.destroy());
    terminal.onData(() => undefined);
    let openings = 0;
    const { job } = jobFor(root, uf2ImageOf(pico.familyId, 10_000), {
      openPort: path => {
        openings++;
        return new SerialTransport(path);
      },
      isAttached: async () => {
        volume.mount();
        return false;
      },
    });
    const kit = kitOn(terminal.path, { boardId: 'raspberry-pi-pico-w' });
    await flashKitByVolume(job, kit, new VolumeQueue());
    expect(openings).toBe(1);
  });

  it('that does not listen is helped with its button', async () => {
    const terminal = openPseudoTerminal();
    onTestsFinished(() => terminal.destroy());
    terminal.onData(() => undefined);
    const { job } = jobFor(temporaryFolder(), uf2ImageOf(pico.familyId, 10_000));
    const kit = kitOn(terminal.path, { boardId: 'raspberry-pi-pico-w' });
    const failure = await flashKitByVolume(job, kit, new VolumeQueue()).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'firmware/no-volume',
      hint: uf2Boards.get('raspberry-pi-pico-w')?.bootHelp,
    });
  });
});
