import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { PortDiscovery } from './discovery.ts';
import {
  callOutPath,
  interfaceOfPnpId,
  listSerialPorts,
  listSysfsPorts,
  windowsInstance,
} from './list-serial-ports.ts';
import { FakeSystem } from './testing/fake-system.ts';

const systems: FakeSystem[] = [];
afterEach(async () => {
  for (const system of systems.splice(0)) await system.remove();
});
async function fakeSystem(): Promise<FakeSystem> {
  const system = await FakeSystem.create();
  systems.push(system);
  return system;
}

const pico = {
  vendorId: '2e8a',
  productId: '0005',
  serialNumber: 'E660583883',
  manufacturer: 'MicroPython',
  product: 'Board in FS mode',
};

describe('ports from sysfs', () => {
  it('are those with hardware behind them, with their USB description', async () => {
    const system = await fakeSystem();
    const { path, socket } = await system.plug({ ...pico, name: 'ttyACM0', terminal: '/dev/null' });
    await system.plug({ ...pico, name: 'ttyACM1', terminal: '/dev/null', socket, interfaceNumber: 2 });
    await system.plug({ name: 'ttyUSB0', terminal: '/dev/null', vendorId: '10c4', productId: 'ea60' });
    // A console, and a built-in UART that has a device behind it.
    for (const name of ['tty0', 'ttyS0']) {
      const folder = join(system.folders.sys, 'class/tty', name);
      await mkdir(folder, { recursive: true });
      if (name === 'ttyS0') await symlink('../../../devices/usb1', join(folder, 'device'));
      await system.write(`dev/${name}`, '');
    }
    const ports = await listSerialPorts(system.folders);
    expect(ports.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { ...pico, path, location: `1-${socket}`, interfaceNumber: 0 },
      { ...pico, path: path.replace('ACM0', 'ACM1'), location: `1-${socket}`, interfaceNumber: 2 },
      {
        path: path.replace('ACM0', 'USB0'),
        vendorId: '10c4',
        productId: 'ea60',
        serialNumber: null,
        manufacturer: null,
        product: null,
        location: `1-${socket + 1}`,
        interfaceNumber: 0,
      },
    ]);
  });

  it('leave out a board whose node is gone already', async () => {
    const system = await fakeSystem();
    const { path } = await system.plug({ ...pico, name: 'ttyACM0', terminal: '/dev/null' });
    await rm(path);
    expect(await listSerialPorts(system.folders)).toEqual([]);
  });

  it('never make discovery reject, whatever stands in the tree', async () => {
    // What a driver, a container or a full disk may leave there.
    const entry = fc.record({
      name: fc.stringMatching(/^tty[A-Za-z0-9.]{1,8}$/),
      device: fc.constantFrom('none', 'dangling', 'loop', 'file', 'folder'),
      node: fc.boolean(),
      idVendor: fc.option(fc.string({ maxLength: 20 })),
      interfaceNumber: fc.option(fc.string({ maxLength: 4 })),
      isLocked: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 5 }),
        async entries => {
          const system = await FakeSystem.create();
          try {
            for (const { device, idVendor, interfaceNumber, isLocked, name, node } of entries) {
              const folder = join(system.folders.sys, 'class/tty', name);
              await mkdir(folder, { recursive: true });
              const target = {
                none: null,
                dangling: 'nowhere',
                loop: 'device',
                file: '../file',
                folder: '.',
              }[device];
              await writeFile(join(system.folders.sys, 'class/tty/file'), '');
              if (target !== null) await symlink(target, join(folder, 'device'));
              if (idVendor !== null) await writeFile(join(folder, 'idVendor'), idVendor);
              if (interfaceNumber !== null) await mkdir(join(folder, 'bInterfaceNumber'));
              if (node) await system.write(`dev/${name}`, '');
              if (isLocked) await chmod(folder, 0);
            }
            const discovery = new PortDiscovery({ folders: system.folders });
            expect(Array.isArray(await discovery.list())).toBe(true);
          } finally {
            await system.remove();
          }
        },
      ),
      { numRuns: 60 },
    );
    const nowhere = new PortDiscovery({ listPorts: () => listSysfsPorts('/nowhere', '/nowhere') });
    expect(await nowhere.list()).toEqual([]);
  });
});

describe('ports of other systems', () => {
  it('are opened by their call-out device on macOS', () => {
    expect(callOutPath('/dev/tty.usbmodem1')).toBe('/dev/cu.usbmodem1');
    expect(callOutPath('/dev/ttyUSB0')).toBe('/dev/ttyUSB0');
  });

  it('have an interface and a serial number in the words of Windows', () => {
    expect(interfaceOfPnpId('USB\\VID_303A&PID_4001&MI_02\\7&1D0A&0&0002')).toBe(2);
    expect(interfaceOfPnpId('USB\\VID_10C4&PID_EA60\\0001')).toBeNull();
    expect(windowsInstance('6&2A8F5C1B&0&3')).toBeNull();
    expect(windowsInstance('E660583883')).toBe('E660583883');
  });
});
