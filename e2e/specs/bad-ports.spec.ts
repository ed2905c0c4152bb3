import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { CableFixture, SerialBoard, SerialPortFixture } from '../fixtures/serial-fixtures.ts';
import { expect, test } from '../fixtures/studio-test.ts';
import { runTimeoutMs } from '../pages/studio-page.ts';

test('ports that are gone, busy, deaf or no MicroPython each say what to do', async ({ studio, folders }) => {
  test.setTimeout(150_000);
  await studio.openRunning();
  await studio.kits.open();
  const push = async (path: string) => {
    await studio.kits.addPort(path);
    await studio.kits.choose(path, 'Push and run');
    return studio.kits.details.getByRole('alert').first();
  };

  await test.step('a port that is not there', async () => {
    const alert = await push('/dev/tty-not-there');
    await expect(alert).toContainText('The port is not there', { timeout: runTimeoutMs });
    await expect(alert).toContainText('Plug the board in, or check the path.');
  });

  await test.step('a path that is no port', async () => {
    const alert = await push(folders.base);
    await expect(alert).toBeVisible({ timeout: runTimeoutMs });
    await expect(alert).not.toContainText('inside Cambrian');
  });

  await test.step('a port that another program has open', async () => {
    const board = await SerialBoard.start(folders);
    // A serial monitor locks the port in this way.
    const monitor = spawn('flock', ['-x', board.path, 'sh', '-c', 'echo locked; exec sleep 60']);
    try {
      await once(monitor.stdout, 'data');
      const alert = await push(board.path);
      await expect(alert).toContainText('Another program uses the port', { timeout: runTimeoutMs });
      await expect(alert).toContainText('Close the other program and try again.');
    } finally {
      monitor.kill();
      await board.stop();
    }
  });

  await test.step('a device that only echoes', async () => {
    const port = new SerialPortFixture(folders.path('ttyEcho'));
    port.plugIn(bytes => port.write(bytes));
    try {
      const alert = await push(port.path);
      await expect(alert).toContainText(/not MicroPython|does not answer|could not be stopped/, {
        timeout: runTimeoutMs,
      });
      await expect(alert).toContainText(/MicroPython|reset button/);
    } finally {
      port.pull();
    }
  });

  await test.step('a device that talks garbage', async () => {
    const port = new SerialPortFixture(folders.path('ttyNoise'));
    port.plugIn(() => port.write(Buffer.from([0xff, 0x00, 0x1e, 0x7b, 0x80, 0x0a, 0xc3, 0x28])));
    try {
      const alert = await push(port.path);
      await expect(alert).toContainText(/not MicroPython|does not answer|could not be stopped/, {
        timeout: runTimeoutMs,
      });
    } finally {
      port.pull();
    }
  });
});

test('a program that is not ours is replaced only on the user’s word, and kept', async ({
  studio,
  folders,
}) => {
  const cable = await CableFixture.start(folders);
  try {
    await cable.typeIn("f = open('/main.py', 'w'); f.write('print(1)'); f.close()");
    await studio.openRunning();
    await studio.kits.target(cable.path);
    await studio.runButton.click();
    const question = studio.page.getByRole('dialog', { name: 'There is another program on this board' });
    await expect(question).toBeVisible({ timeout: runTimeoutMs });
    await expect(question).toContainText('main.before-cambrian.py');
    await question.getByRole('button', { name: 'Leave it' }).click();
    await expect(question).toBeHidden();

    await studio.runButton.click();
    await question.getByRole('button', { name: 'Replace it' }).click();
    await studio.waitUntilRunning();
    await studio.kits.open();
    await expect(studio.kits.row(cable.path)).toContainText('confirmed');
  } finally {
    await cable.stop();
  }
});
