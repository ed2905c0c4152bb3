import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { describeError } from '../../../contract/errors/studio-error.ts';
import { serialOpenError } from './serial-open-error.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

describe('what the operating systems say when a port does not open', () => {
  it.each([
    ['Error: No such file or directory, cannot open /dev/ttyACM0', 'transport/not-found'],
    ['Opening COM9: File not found', 'transport/not-found'],
    ['Error: No such device or address, cannot open /dev/ttyACM0', 'transport/not-found'],
    ['Error Resource temporarily unavailable Cannot lock port', 'transport/port-busy'],
    ['Error: Device or resource busy, cannot open /dev/cu.usbmodem1', 'transport/port-busy'],
    ['Opening COM3: Access denied', 'transport/port-busy'],
    ['Error: Permission denied, cannot open /dev/ttyUSB0', 'transport/no-permission'],
    ['Opening COM3: Unknown error code 31', 'transport/failed'],
  ])('%s', async (message, code) => {
    expect(await serialOpenError('/dev/nothing-here', new Error(message))).toMatchObject({ code });
  });

  it.skipIf(process.platform === 'win32')('names the real group of the device node', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cambrian-port-'));
    folders.push(folder);
    const path = join(folder, 'ttyUSB0');
    await writeFile(path, '');
    const isRoot = process.getuid?.() === 0;
    // 20 is `dialout` on Debian and `staff` on macOS; only root may give a file away.
    if (isRoot) await chown(path, 0, 20);
    const error = await serialOpenError(path, new Error('Permission denied, cannot open'));
    if (isRoot)
      expect(error.details).toMatchObject({ owner: 'root', group: expect.stringMatching(/^[a-z0-9]+$/) });
    const { group } = error.details as { group: string };
    expect(describeError(error, 'en').nextStep).toContain(`usermod -aG ${group}`);
    expect(describeError(error, 'zh').nextStep).toContain(group);
  });
});
