import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { CableFixture, SerialBoard, TalkingPort } from '../fixtures/serial-fixtures.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import { runTimeoutMs } from '../pages/studio-page.ts';

// A minute is short where other work shares the machine.
test.setTimeout(150_000);

/** Its USB ids are its own: no other board has them. */
const nanoIds = { vendorId: '2341', productId: '056b' };
const rulesFile = '60-cambrian.rules';
/** The system's own: what stands here goes to the terminal of the person, and nowhere else. */
const installCommands = (sourcePath: string) => [
  `sudo install -m 644 ${sourcePath} /etc/udev/rules.d/${rulesFile}`,
  'sudo udevadm control --reload-rules',
  'sudo udevadm trigger --subsystem-match=usb --subsystem-match=tty',
];

test('a board is found by its name, never spoken to, and followed to another socket', async ({
  studio,
  page,
  folders,
}, testInfo) => {
  const cable = await CableFixture.start(folders);
  const { usb } = folders;
  const board = { ...nanoIds, serialNumber: 'F412FA9C0E38', terminal: cable.path };
  try {
    const { kits } = studio;
    await studio.openRunning();
    await kits.open();
    await expect(kits.root.getByRole('heading', { name: 'No board is attached' })).toBeVisible();
    const row = kits.root.locator('tr[data-kit="usb:F412FA9C0E38"]');
    const firstPath = join(usb.root, 'dev/ttyACM0');

    await test.step('plugged in, it appears by the name of its board', async () => {
      const pluggedAtMs = performance.now();
      usb.plugIn({ ...board, name: 'ttyACM0' });
      await expect(row).toContainText('Arduino Nano ESP32');
      const seconds = ((performance.now() - pluggedAtMs) / 1000).toFixed(2);
      testInfo.annotations.push({ type: 'seconds until a plugged board is shown', description: seconds });
      await expect(row).toContainText('ttyACM0');
      await expect(row).toContainText('F412FA9C0E38');
    });

    await test.step('renamed and starred', async () => {
      await kits.show(firstPath);
      await row.focus();
      await page.keyboard.press('F2');
      const field = kits.root.getByRole('textbox', { name: /^Name of / });
      await field.fill('Bench left');
      await field.press('Enter');
      await expect(row).toContainText('Bench left');
      await row.getByRole('button', { name: 'Favourite: Bench left' }).click();
      await expect(row.getByRole('button', { name: 'Favourite: Bench left' })).toHaveAttribute(
        'aria-pressed',
        'true',
      );
    });

    await test.step('pulled out and plugged in elsewhere: the same kit, to which nothing was sent', async () => {
      usb.pullOut('ttyACM0');
      await expect(row).toContainText('not attached');
      await expect(row).toHaveAttribute('data-away', 'true');
      usb.plugIn({ ...board, name: 'ttyACM4' });
      await expect(row).toHaveAttribute('data-path', join(usb.root, 'dev/ttyACM4'));
      await expect(row).not.toHaveAttribute('data-away', 'true');
      await expect(row).toContainText('Bench left');
      await expect(row.getByRole('button', { name: 'Favourite: Bench left' })).toHaveAttribute(
        'aria-pressed',
        'true',
      );
      expect(cable.bytesWritten).toBe(0);
    });

    await test.step('an open session follows the board, and its program goes on', async () => {
      await kits.choose('Bench left', 'Use as target');
      await kits.close();
      await studio.run();
      await kits.open();
      const program = await kits.programHash('Bench left');
      usb.pullOut('ttyACM4');
      cable.pull();
      await expect(row).toContainText('not attached');
      await expect(row.getByRole('button', { name: 'Favourite: Bench left' })).toBeVisible();
      await cable.plugIn();
      usb.plugIn({ ...board, name: 'ttyACM7' });
      await expect(row).toHaveAttribute('data-path', join(usb.root, 'dev/ttyACM7'));
      await expect(row).toContainText(/running|confirmed/, { timeout: runTimeoutMs });
      await expect(kits.program('Bench left')).toHaveAttribute('data-program', program);
      await kits.close();
      await expect(studio.kitState).toContainText('running');
      await expect(studio.targetPicker).toContainText('Bench left');
    });
  } finally {
    await cable.stop();
  }
});

test.describe('without the right to open it', () => {
  test.use({ isUnprivileged: true });

  test('a port says who may open it, and both ways in', async ({ studio, folders }) => {
    const isRoot = process.getuid?.() === 0;
    const cable = await CableFixture.start(folders);
    try {
      // Of somebody else; where the tests are not root, of their own user, from whom the rights are taken.
      if (isRoot) chownSync(cable.path, 0, 20);
      chmodSync(cable.path, isRoot ? 0o660 : 0o060);
      folders.usb.write('etc/group', `root:x:0:\ndialout:x:${statSync(cable.path).gid}:\n`);
      const user = isRoot ? 'nobody' : userInfo().username;
      const path = folders.usb.plugIn({ ...nanoIds, name: 'ttyACM0', terminal: cable.path });
      const { kits } = studio;
      await studio.openRunning();
      await kits.open();

      await test.step('opening it is refused, with the way out beside it', async () => {
        await kits.choose(path, 'Connect');
        await kits.show(path);
        await expect(kits.row(path)).toContainText('no permission');
        await expect(kits.details.getByRole('alert')).toHaveCount(1);
        await expect(kits.details.getByRole('alert')).toContainText('No permission for the port');
        await kits.row(path).getByRole('button', { name: 'fix…' }).click();
        await kits.waitUntilExamined();
      });

      await test.step('the group, by its name, and how to join it', async () => {
        await expect(kits.cause).toContainText('May you open it?');
        await expect(kits.cause).toContainText(
          `group dialout, mode ${isRoot ? '660' : '060'}; ${user} may not open it`,
        );
        await expect(kits.cause).toContainText('Join the group dialout, then sign out and in again.');
        await expect(kits.commandsOf(kits.cause)).toHaveText([`sudo usermod -aG dialout ${user}`]);
        await expect(kits.cause.getByRole('button', { name: 'Copy the command' })).toBeVisible();
      });

      await test.step('with a group that may not either: the rules, by commands in full', async () => {
        chmodSync(cable.path, 0o000);
        await kits.examineAgain();
        await expect(kits.cause).toContainText('No group may open it');
        const sourcePath = join(folders.state, rulesFile);
        await expect(kits.commandsOf(kits.cause)).toHaveText(installCommands(sourcePath));
        expect(readFileSync(sourcePath, 'utf8')).toContain(
          'ATTRS{idVendor}=="2341", ATTRS{idProduct}=="056b", TAG+="uaccess", ENV{ID_MM_DEVICE_IGNORE}="1"',
        );
      });

      await test.step('with the right, all is well and the board answers', async () => {
        chmodSync(cable.path, 0o666);
        await kits.examineAgain('Examine and interrupt');
        await expect(kits.cause).toHaveCount(0);
        await expect(kits.doctor.getByRole('status')).toContainText(
          'Nothing is wrong as far as can be told.',
        );
        await expect(kits.row(path)).toContainText(/micropython \d/i);
      });
    } finally {
      await cable.stop();
    }
  });
});

test('programs that disturb a port are named: a serial monitor, ModemManager', async ({
  studio,
  folders,
}) => {
  const { usb } = folders;
  const board = await SerialBoard.start(folders);
  const modem = new TalkingPort(folders.path('modem'), 'AT+GCAP\r\r\nAT+CGMI\r\r\n');
  try {
    const { kits } = studio;
    await studio.openRunning();
    await kits.open();
    const busyPath = usb.plugIn({
      ...nanoIds,
      serialNumber: 'BUSY-1',
      name: 'ttyACM0',
      terminal: board.path,
    });

    await test.step('busy: the command that tells who, then who, then the port opens', async () => {
      // One process alone (-F), so that its end lets go of the port.
      const monitor = spawn('flock', ['-x', '-F', board.path, 'sh', '-c', 'echo locked; exec sleep 60']);
      try {
        await once(monitor.stdout, 'data');
        await kits.choose(busyPath, 'Connect');
        await kits.show(busyPath);
        const alert = kits.details.getByRole('alert').first();
        await expect(alert).toContainText('Another program uses the port', { timeout: runTimeoutMs });
        await expect(alert).toContainText('Close the other program and try again.');
        await kits.row(busyPath).getByRole('button', { name: 'find out…' }).click();
        await kits.waitUntilExamined();
        await expect(kits.cause).toContainText('Does another program use it?');
        await expect(kits.commandsOf(kits.cause)).toHaveText([`sudo fuser -v ${busyPath}`]);

        usb.startProcess(4711, 'minicom', board.path);
        await kits.examineAgain();
        await expect(kits.cause).toContainText(`${busyPath} is open in minicom (4711).`);
        await expect(kits.cause).toContainText('Close that program');
        await expect(kits.commandsOf(kits.cause)).toHaveText(['kill 4711']);
      } finally {
        usb.endProcess(4711);
        monitor.kill();
        await once(monitor, 'close');
      }
      await kits.cause.getByRole('button', { name: 'Open again' }).click();
      await expect(kits.row(busyPath)).toContainText('connected', { timeout: runTimeoutMs });
    });

    await test.step('ModemManager: its own words, the rules in full, and that they help', async () => {
      usb.startProcess(812, 'ModemManager');
      const path = usb.plugIn({ ...nanoIds, serialNumber: 'MM-1', name: 'ttyACM1', terminal: modem.path });
      await kits.choose(path, 'Examine');
      await kits.waitUntilExamined();
      await expect(kits.cause).toContainText('Does ModemManager disturb it?');
      await expect(kits.cause).toContainText('the board was sent AT commands');
      await expect(kits.cause).toContainText('AT+GCAP');
      const sourcePath = join(folders.state, rulesFile);
      await expect(kits.commandsOf(kits.cause)).toHaveText(installCommands(sourcePath));
      const installed = join(usb.root, 'etc/udev/rules.d', rulesFile);
      mkdirSync(dirname(installed), { recursive: true });
      copyFileSync(sourcePath, installed);
      await kits.examineAgain();
      await expect(kits.cause).toHaveCount(0);
      await expect(kits.doctor).toContainText('a rule makes it leave this board alone');
      expect(modem.bytesWritten).toBe(0);
    });
  } finally {
    modem.pull();
    await board.stop();
  }
});

test('a board that does not appear: the cable, the driver, a drive, brltty', async ({ studio, folders }) => {
  const { usb } = folders;
  const { kits } = studio;
  await studio.openRunning();
  await kits.open();

  await test.step('nothing on the bus: a cable that only charges', async () => {
    await kits.root.getByRole('button', { name: 'It is plugged in and does not appear' }).click();
    await kits.waitUntilExamined();
    await expect(kits.details.getByRole('heading', { name: 'Boards that do not appear' })).toBeVisible();
    await expect(kits.cause).toContainText('Does the cable carry data?');
    await expect(kits.cause).toContainText('The system sees no USB device at all, beside hubs.');
    await expect(kits.cause).toContainText('Take another cable, one that has carried data before');
    await expect(kits.finding('Is it attached?')).toContainText('no serial port of a board');
  });

  await test.step('other things are on the bus, and no board', async () => {
    usb.plugInWithoutPort({ vendorId: '046d', productId: 'c52b', product: 'USB Receiver' }, 'mouse');
    await kits.examineAgain();
    await expect(kits.cause).toContainText('The system sees no board, only USB Receiver (046d:c52b).');
  });

  await test.step('a board without its driver', async () => {
    usb.plugInWithoutPort(
      { vendorId: '10c4', productId: 'ea60', manufacturer: 'Silicon Labs', product: 'CP2102N' },
      'bridge',
    );
    await kits.examineAgain();
    await expect(kits.cause).toContainText('The cable is good: the system sees Silicon Labs CP2102N');
    await expect(kits.cause).toContainText('Load its driver, cp210x.');
    await expect(kits.commandsOf(kits.cause)).toHaveText(['sudo modprobe cp210x']);
    usb.pullOut('bridge');
  });

  await test.step('a board in its boot loader has no port and is well', async () => {
    usb.plugInWithoutPort({ vendorId: '2e8a', productId: '0003', product: 'RP2 Boot' }, 'pico');
    await kits.examineAgain();
    await expect(kits.cause).toContainText('Is it in its boot loader?');
    await expect(kits.cause).toContainText('Raspberry Pi Pico W waits for firmware, as a drive.');
    await expect(kits.cause).toContainText('press its reset button');
    usb.pullOut('pico');
  });

  await test.step('brltty: the port was there and is gone, the device is not', async () => {
    usb.write('etc/os-release', 'ID=ubuntu\nID_LIKE=debian\n');
    usb.write('usr/lib/udev/rules.d/85-brltty.rules', 'ENV{PRODUCT}=="1a86/7523/*", RUN+="brltty"\n');
    usb.startProcess(930, 'brltty');
    const ch340 = { vendorId: '1a86', productId: '7523', product: 'USB Serial' };
    const port = new TalkingPort(folders.path('bridge'));
    try {
      const path = usb.plugIn({ ...ch340, name: 'ttyUSB0', terminal: port.path });
      await expect(kits.row(path)).toContainText('ESP32-DevKitC');
      usb.pullOut('ttyUSB0');
      usb.plugInWithoutPort(ch340);
      await expect(kits.row(path)).toHaveCount(0);
    } finally {
      port.pull();
    }
    await kits.examineAgain();
    await expect(kits.cause).toContainText('Does brltty take it?');
    await expect(kits.cause).toContainText('The device 1a86:7523 is attached, but its port is gone');
    await expect(kits.cause).toContainText('If nobody here reads Braille, remove brltty');
    await expect(kits.commandsOf(kits.cause)).toHaveText([
      'sudo apt remove brltty',
      'sudo ln -s /dev/null /etc/udev/rules.d/85-brltty.rules',
    ]);
  });
});

test('boards that are no MicroPython say what they are, and each way out is to flash', async ({
  studio,
  page,
  folders,
}) => {
  const { usb } = folders;
  const ports: TalkingPort[] = [];
  const plugIn = (number: number, words?: Uint8Array | string) => {
    const port = new TalkingPort(folders.path(`talker${number}`), words);
    ports.push(port);
    const path = usb.plugIn({
      ...nanoIds,
      serialNumber: `TALK-${number}`,
      name: `ttyACM${number}`,
      terminal: port.path,
    });
    return { port, path };
  };
  const circuit = plugIn(0, 'Auto-reload is on. Simply save files over USB to run them.\r\n');
  const arduino = plugIn(1, 'Temperature: 21.4 C\r\n');
  const noise = plugIn(2, Buffer.from([0xff, 0x00, 0x1e, 0xfb, 0x80, 0x0b, 0xe3, 0x98, 0x1c, 0xfe]));
  const silent = plugIn(3);
  const download = plugIn(4, 'rst:0x1 (POWERON),boot:0x0 (DOWNLOAD(USB/UART0))\r\nwaiting for download\r\n');
  try {
    const { kits } = studio;
    await studio.openRunning();
    await kits.open();
    // All at once: each has its own examination.
    for (const { path } of [circuit, arduino, noise, silent, download]) await kits.choose(path, 'Examine');
    const look = async (path: string) => {
      await kits.show(path);
      await kits.waitUntilExamined();
    };

    await test.step('CircuitPython', async () => {
      await look(circuit.path);
      await expect(kits.cause).toContainText('It runs CircuitPython, not MicroPython.');
      await expect(kits.cause).toContainText('Auto-reload is on');
      await expect(kits.cause).toContainText('copy what is on its drive first');
      await expect(kits.row(circuit.path)).toContainText('none found');
    });

    await test.step('the garbage of a wrong rate', async () => {
      await look(noise.path);
      await expect(kits.cause).toContainText('What comes is not text');
      await expect(kits.cause).toContainText('another rate than 115,200 baud');
      await expect(kits.cause.getByRole('button', { name: 'Flash firmware…' })).toBeVisible();
    });

    await test.step('an ESP32 in its boot loader', async () => {
      await look(download.path);
      await expect(kits.cause).toContainText('Is it in its boot loader?');
      await expect(kits.cause).toContainText('waiting for download');
      await expect(kits.row(download.path).getByRole('button', { name: 'flash firmware…' })).toBeVisible();
    });

    await test.step('an Arduino program is not judged before it is asked', async () => {
      await look(arduino.path);
      await expect(kits.cause).toHaveCount(0);
      await expect(kits.finding('Is it MicroPython?')).toContainText('Temperature: 21.4 C');
    });

    await test.step('a silent board was only listened to', async () => {
      await look(silent.path);
      await expect(kits.finding('Does it answer?')).toContainText(
        'examine it with an interruption to know more',
      );
      for (const { port } of [circuit, arduino, noise, silent, download]) expect(port.bytesWritten).toBe(0);
    });

    await test.step('interrupted, both say that they are no MicroPython', async () => {
      const interrupt = kits.doctor.getByRole('button', { name: 'Examine and interrupt' });
      await interrupt.click();
      await kits.show(arduino.path);
      await interrupt.click();
      await kits.waitUntilExamined();
      await expect(kits.cause).toContainText('It answers, but not as MicroPython does');
      await expect(kits.cause).toContainText('Flash MicroPython. The program that is on the board now');
      await look(silent.path);
      await expect(kits.cause).toContainText('It is silent, as a board without MicroPython is.');
      await expect(kits.finding('Does it answer?')).toContainText('interrupted in every known way');
      expect(silent.port.bytesWritten).toBeGreaterThan(0);
    });

    await test.step('and the way out opens', async () => {
      await kits.cause.getByRole('button', { name: 'Flash firmware…' }).click();
      await expect(page.getByRole('dialog', { name: /^Flash firmware: / })).toContainText(
        'Stock MicroPython, onto Arduino Nano ESP32.',
      );
    });
  } finally {
    for (const port of ports) port.pull();
  }
});
