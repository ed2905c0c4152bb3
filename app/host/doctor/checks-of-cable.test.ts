import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finding, setUp } from './testing/examined-computer.ts';

describe('nothing appears', () => {
  it('because the cable only charges', async () => {
    const { examine, system } = await setUp();
    await system.plugWithoutPort({
      vendorId: '046d',
      productId: 'c31c',
      manufacturer: 'Logitech',
      product: 'Keyboard',
    });
    const diagnosis = await examine();
    expect(diagnosis).toMatchObject({ kitId: null, path: null, cause: 'charge-only-cable' });
    expect(finding(diagnosis, 'charge-only-cable').text.en).toContain('Logitech Keyboard (046d:c31c)');
    expect(finding(diagnosis, 'charge-only-cable').remedy?.text.en).toContain('another cable');
  });

  it('because no driver has taken it', async () => {
    const { examine, system } = await setUp();
    await system.plugWithoutPort({ vendorId: '10c4', productId: 'ea60', product: 'CP2102N' });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('charge-only-cable');
    expect(finding(diagnosis, 'charge-only-cable')).toMatchObject({
      state: 'problem',
      remedy: { commands: ['sudo modprobe cp210x'] },
    });
    expect(finding(diagnosis, 'charge-only-cable').text.en).toContain('CP2102N (10c4:ea60)');
  });

  it('because it waits for firmware, as a drive', async () => {
    const { examine, system } = await setUp();
    await system.plugWithoutPort({ vendorId: '2e8a', productId: '0003', product: 'RP2 Boot' });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('boot-mode');
    expect(finding(diagnosis, 'charge-only-cable').state).toBe('well');
    expect(finding(diagnosis, 'boot-mode').remedy?.action).toBe('flash');
  });

  it.each([
    ['win32', 'Device Manager', 'devmgmt.msc'],
    ['darwin', 'accessory', 'system_profiler SPUSBDataType'],
  ] as const)('on %s, in its own words', async (platform, words, command) => {
    const { examine } = await setUp({ platform });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('charge-only-cable');
    const { remedy } = finding(diagnosis, 'charge-only-cable');
    expect(remedy?.commands).toEqual([command]);
    expect(remedy?.text.en.toLowerCase()).toContain(words.toLowerCase());
  });

  it('because the system has no USB at all', async () => {
    const { examine, system } = await setUp();
    await rm(join(system.folders.sys, 'bus'), { recursive: true });
    const diagnosis = await examine();
    expect(diagnosis.cause).toBe('charge-only-cable');
    expect(finding(diagnosis, 'charge-only-cable').text.en).toContain('virtual machine');
  });

  it('under a path that was typed', async () => {
    const { examine, system } = await setUp();
    const diagnosis = await examine({ path: join(system.folders.dev, 'ttyUSB7') });
    expect(diagnosis.cause).toBe('charge-only-cable');
    expect(finding(diagnosis, 'attached').state).toBe('problem');
    await expect(examine({ kitId: 'usb:NOBODY' })).rejects.toMatchObject({ code: 'device/unknown-kit' });
  });
});
