import { join } from 'node:path';
import { CableFixture } from '../fixtures/serial-fixtures.ts';
import { espImageOf } from '../fixtures/simulators/rom-loader-chips.ts';
import { RomLoaderFixture, type RomLoaderOptions } from '../fixtures/simulators/rom-loader-fixture.ts';
import { Uf2VolumeFixture, uf2Families, uf2ImageOf } from '../fixtures/simulators/uf2-volume-fixture.ts';
import type { StudioFolders } from '../fixtures/studio-server.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import { FlashDialog } from '../pages/flash-dialog.ts';
import type { StudioPage } from '../pages/studio-page.ts';
import { runTimeoutMs } from '../pages/studio-page.ts';

/** Resetting in every way, writing and verifying, on a busy machine. */
const flashTimeoutMs = 45_000;
// A minute is short where other work shares the machine.
test.setTimeout(150_000);

/** Where the image of an ESP32 begins in its flash. */
const esp32Offset = 0x1000;
/** Commands of the loader that begin to write, or write. */
const writingCommands = [0xd0, 0x10, 0x11];

/** An ESP32 behind a CH340, in the state that the options say. */
function plugInEsp32(folders: StudioFolders, options: Partial<RomLoaderOptions> = {}) {
  const rom = new RomLoaderFixture({ path: folders.path('rom'), chip: 'ESP32', ...options });
  rom.plugIn();
  const path = folders.usb.plugIn({
    vendorId: '1a86',
    productId: '7523',
    serialNumber: 'ROM-1',
    name: 'ttyUSB0',
    terminal: folders.path('rom'),
  });
  return { rom, path };
}

/** Opens the table, and from the board's menu the dialog. */
async function openFlashDialog(studio: StudioPage, path: string): Promise<FlashDialog> {
  await studio.openRunning();
  await studio.kits.open();
  await expect(studio.kits.row(path)).toContainText('ESP32-DevKitC');
  await studio.kits.choose(path, 'Flash firmware…');
  const dialog = new FlashDialog(studio.page);
  await expect(dialog.root).toContainText('Stock MicroPython, onto ESP32-DevKitC.');
  return dialog;
}

test('what is no image, and an image of another chip, are refused before the first byte', async ({
  studio,
  folders,
}) => {
  const { rom, path } = plugInEsp32(folders);
  try {
    const dialog = await openFlashDialog(studio, path);
    const untouched = Buffer.from(rom.flash);

    await test.step('a file that is no image', async () => {
      await dialog.addFile('holiday.bin', Buffer.from('A picture of the sea, and no firmware.'.repeat(90)));
      await expect(dialog.alert).toContainText('This is no firmware image');
      await expect(dialog.alert).toContainText('holiday.bin is neither an image of an ESP32 chip');
      await expect(dialog.alert).toContainText('Choose the .bin or .uf2 file');
      await expect(dialog.flashButton).toBeDisabled();
    });

    await test.step('an image of an ESP32-C3', async () => {
      await dialog.addImage('micropython-c3.bin', espImageOf('ESP32-C3', 40_000));
      await expect(dialog.alert).toBeHidden();
      await expect(dialog.root.getByRole('radio', { name: /micropython-c3\.bin/ })).toBeChecked();
      await dialog.flashButton.click();
      await expect(dialog.alert).toContainText('This image is for another chip', { timeout: flashTimeoutMs });
      await expect(dialog.alert).toContainText(
        'The image is for ESP32-C3; the board has ESP32. Nothing was written.',
      );
      await expect(dialog.alert).toContainText('Choose an image for ESP32.');
      await expect(dialog.bootHelp).toBeHidden();
      expect(rom.commands.filter(command => writingCommands.includes(command))).toEqual([]);
      expect(rom.flash.equals(untouched)).toBe(true);
    });

    await test.step('the right one goes on', async () => {
      const image = espImageOf('ESP32', 40_000);
      await dialog.addImage('micropython.bin', image);
      await dialog.flashButton.click();
      await expect(dialog.verdict).toContainText('The board is back.', { timeout: flashTimeoutMs });
      expect(rom.flash.subarray(esp32Offset, esp32Offset + image.length).equals(image)).toBe(true);
    });
  } finally {
    rom.pull();
  }
});

test('a flashing shows its phases, its rate and the time left; the board is found again as another port', async ({
  studio,
  folders,
}) => {
  const { usb } = folders;
  const cable = await CableFixture.start(folders);
  const rom = new RomLoaderFixture({ path: folders.path('rom'), chip: 'ESP32-S3', isThrottled: true });
  rom.plugIn();
  const ids = { vendorId: '303a', serialNumber: 'A0:B1:C2:D3:E4:F5' };
  const path = usb.plugIn({ ...ids, productId: '1001', name: 'ttyACM0', terminal: folders.path('rom') });
  try {
    await studio.openRunning();
    const { kits } = studio;
    await kits.open();
    await kits.choose(path, 'Flash firmware…');
    const dialog = new FlashDialog(studio.page);
    const image = espImageOf('ESP32-S3', 400_000);
    await dialog.addImage('micropython-s3.bin', image);
    await dialog.flashButton.click();

    await test.step('on the way: what is done, how fast, how long', async () => {
      await expect(dialog.steps).toContainText(/\d+ kB of \d+ kB · [\d.]+ kB\/s · [\d.]+ m?s left/, {
        timeout: flashTimeoutMs,
      });
      for (const step of ['Reading which chip it is', 'Loading the flasher', 'Raising the speed']) {
        await expect(dialog.steps).toContainText(step);
      }
      await expect(dialog.steps).toContainText('Writing firmware');
    });

    await test.step('restarted, it has the ids of its program and another port', async () => {
      await expect(dialog.steps).toContainText('Waiting until it comes back', { timeout: flashTimeoutMs });
      rom.pull();
      usb.pullOut('ttyACM0');
      usb.plugIn({
        ...ids,
        serialNumber: 'A0B1C2D3E4F5',
        productId: '4001',
        name: 'ttyACM1',
        terminal: cable.path,
      });
      await expect(dialog.verdict).toContainText('The board is back.', { timeout: flashTimeoutMs });
      await expect(dialog.steps).toContainText('Verifying');
      expect(rom.flash.subarray(0, image.length).equals(image)).toBe(true);
    });

    await test.step('it is the same kit, and takes a program', async () => {
      await dialog.root.getByRole('button', { name: 'Show the kit' }).click();
      await expect(dialog.root).toBeHidden();
      const row = kits.root.locator('tr[data-kit="usb:A0B1C2D3E4F5"]');
      await expect(row).toHaveAttribute('data-path', join(usb.root, 'dev/ttyACM1'));
      await expect(row).toContainText('flashed');
      await kits.choose(join(usb.root, 'dev/ttyACM1'), 'Push and run');
      await expect(row).toContainText('confirmed', { timeout: runTimeoutMs });
    });
  } finally {
    rom.pull();
    await cable.stop();
  }
});

test('a boot loader that does not answer: every reset is tried, then the hand, and that helps', async ({
  studio,
  folders,
}) => {
  const { rom, path } = plugInEsp32(folders, { silentSyncs: Number.POSITIVE_INFINITY });
  try {
    const dialog = await openFlashDialog(studio, path);
    const untouched = Buffer.from(rom.flash);
    await dialog.addImage('micropython.bin', espImageOf('ESP32', 40_000));

    await test.step('the help comes while other resets are still tried', async () => {
      const help = dialog.waitForHelpWhileTrying(flashTimeoutMs);
      await dialog.flashButton.click();
      await help;
    });

    await test.step('when all were tried, it says how many, and what to press', async () => {
      await expect(dialog.alert).toContainText('The boot loader does not answer', {
        timeout: flashTimeoutMs,
      });
      await expect(dialog.alert).toContainText(
        `Every way to reset the board into its boot loader was tried on ${path} (5 of them). Its program is untouched.`,
      );
      await expect(dialog.bootHelp).toContainText('Hold BOOT, press and let go EN, then let go BOOT.');
      await expect(dialog.bootHelp.getByRole('img', { name: 'Picture of ESP32-DevKitC' })).toBeVisible();
      expect(rom.flash.equals(untouched)).toBe(true);
    });

    await test.step('with the button held it goes on', async () => {
      rom.enterByHand();
      await dialog.flashButton.click();
      await expect(dialog.verdict).toContainText('The board is back.', { timeout: flashTimeoutMs });
    });
  } finally {
    rom.pull();
  }
});

test('a flash that holds something else than was written is never called done', async ({
  studio,
  folders,
}) => {
  const { rom, path } = plugInEsp32(folders, { badCell: esp32Offset + 9_000 });
  try {
    const dialog = await openFlashDialog(studio, path);
    await dialog.addImage('micropython.bin', espImageOf('ESP32', 40_000));
    await dialog.flashButton.click();
    await expect(dialog.alert).toContainText('The flash holds something else', { timeout: flashTimeoutMs });
    await expect(dialog.alert).toContainText(
      `After 3 attempts on ${path} the board’s flash still differs from the image.`,
    );
    await expect(dialog.alert).toContainText('Try again with “erase first”.');
    await expect(dialog.root.getByRole('checkbox', { name: 'Erase everything first' })).toBeVisible();
    await expect(dialog.verdict).toBeHidden();
  } finally {
    rom.pull();
  }
});

test('cancelled in the middle, or unplugged, it says what the board is left with', async ({
  studio,
  folders,
}) => {
  // It stays at its first rate: half a minute for the large image, of which there is always a middle.
  const { rom, path } = plugInEsp32(folders, { isThrottled: true, baud: 'refused' });
  try {
    const dialog = await openFlashDialog(studio, path);
    await dialog.addImage('large.bin', espImageOf('ESP32', 800_000));
    const beginWriting = async () => {
      await dialog.flashButton.click();
      await expect(dialog.steps).toContainText(/\d+ kB of \d+ kB · /, { timeout: flashTimeoutMs });
    };

    await test.step('cancelled while it is written', async () => {
      await beginWriting();
      await dialog.cancelButton.click();
      await expect(dialog.alert).toContainText('Flashing was cancelled half-way');
      await expect(dialog.alert).toContainText('has incomplete firmware and does not start');
      await expect(dialog.alert).toContainText('Write an image to it again: the boot loader is still there.');
      await expect(dialog.bootHelp).toBeHidden();
    });

    await test.step('unplugged while it is written', async () => {
      await beginWriting();
      rom.pull();
      folders.usb.pullOut('ttyUSB0');
      await expect(dialog.alert).toContainText('The board was unplugged while it was written', {
        timeout: flashTimeoutMs,
      });
      await expect(dialog.alert).toContainText('The board has incomplete firmware and does not start.');
      await expect(dialog.alert).toContainText('Plug it in and write the firmware again');
    });

    await test.step('plugged in again, it takes the image whole', async () => {
      rom.plugIn();
      folders.usb.plugIn({
        vendorId: '1a86',
        productId: '7523',
        serialNumber: 'ROM-1',
        name: 'ttyUSB0',
        terminal: folders.path('rom'),
      });
      const image = espImageOf('ESP32', 20_000);
      await dialog.addImage('small.bin', image);
      await dialog.flashButton.click();
      await expect(dialog.verdict).toContainText('The board is back.', { timeout: flashTimeoutMs });
      expect(rom.flash.subarray(esp32Offset, esp32Offset + image.length).equals(image)).toBe(true);
    });
  } finally {
    rom.pull();
  }
});

test('a drive of a boot loader: another board’s file refused, pulled in the middle, then the board comes back', async ({
  studio,
  folders,
}) => {
  const { usb } = folders;
  const cable = await CableFixture.start(folders);
  const folder = usb.volume('RPI-RP2');
  const pico = { folder, model: 'Raspberry Pi RP2', boardId: 'RPI-RP2', familyId: uf2Families.rp2040 };
  // It has two of the parts that the studio hands over one after the other, and is pulled in the third.
  const pulled = new Uf2VolumeFixture({ ...pico, vanishesAfterBlocks: 150 });
  const whole = new Uf2VolumeFixture(pico);
  try {
    const { kits } = studio;
    await studio.openRunning();
    await kits.open();
    await expect(kits.root.getByRole('heading', { name: 'No board is attached' })).toBeVisible();
    const dialog = new FlashDialog(studio.page);
    const image = uf2ImageOf(uf2Families.rp2040, 200_000);

    await test.step('the drive is a row of its own', async () => {
      pulled.mount();
      const row = kits.volumeRow(folder);
      await expect(row).toContainText('Raspberry Pi Pico W');
      await expect(row).toContainText('boot loader');
      await row.getByRole('button', { name: 'flash firmware…' }).click();
      await expect(dialog.root).toContainText('Stock MicroPython, onto Raspberry Pi Pico W.');
    });

    await test.step('a file of an RP2350 is refused', async () => {
      await dialog.addImage('pico2.uf2', uf2ImageOf(uf2Families.rp2350, 50_000));
      await dialog.flashButton.click();
      await expect(dialog.alert).toContainText('This image is for another board');
      await expect(dialog.alert).toContainText('Nothing was written.');
      await expect(dialog.alert).toContainText('Choose an image for this board.');
      expect(pulled.flash.size).toBe(0);
    });

    await test.step('pulled in the middle', async () => {
      await dialog.addImage('pico.uf2', image);
      await dialog.flashButton.click();
      await expect(dialog.alert).toContainText('The drive went away too early', { timeout: flashTimeoutMs });
      await expect(dialog.alert).toContainText(/vanished after \d+ of 400384 bytes/);
      await expect(dialog.alert).toContainText('The board has incomplete firmware.');
      await expect(dialog.alert).toContainText('Bring the board into its boot loader with its button');
      await dialog.close();
      await expect(kits.volumeRow(folder)).toHaveCount(0);
    });

    await test.step('brought into its boot loader again, it takes the file and comes back as a kit', async () => {
      whole.onDidBoot = () => {
        usb.plugIn({
          vendorId: '2e8a',
          productId: '0005',
          serialNumber: 'E6614C311B7E6F35',
          name: 'ttyACM0',
          terminal: cable.path,
        });
      };
      whole.mount();
      await kits.volumeRow(folder).getByRole('button', { name: 'flash firmware…' }).click();
      await dialog.root.getByRole('radio', { name: /pico\.uf2/ }).check();
      await dialog.flashButton.click();
      await expect(dialog.verdict).toContainText('The board is back.', { timeout: flashTimeoutMs });
      expect(whole.flash.size).toBe(Math.ceil(200_000 / 256));
      await dialog.root.getByRole('button', { name: 'Show the kit' }).click();
      const row = kits.root.locator('tr[data-kit="usb:E6614C311B7E6F35"]');
      await expect(row).toBeVisible();
      await expect(kits.volumeRow(folder)).toHaveCount(0);
    });
  } finally {
    pulled.unmount();
    whole.unmount();
    await cable.stop();
  }
});
