import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { boardDefinitionSchema } from '../../core/catalogue/board-definition.ts';
import { createCatalogue } from '../../core/catalogue/catalogue.ts';
import {
  callOutPath,
  kitOfPath,
  kitOfPort,
  listSysfsPorts,
  PortDiscovery,
  type SerialPortInfo,
} from './discovery.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

const board = (id: string, virtual: boolean, usb: readonly [string, string][]) =>
  boardDefinitionSchema.parse({
    id,
    title: id.toUpperCase(),
    vendor: 'V',
    chip: 'C',
    summary: { en: 'x', zh: 'x' },
    virtual,
    pins: [],
    limits: { filesystemBytes: 1, heapBytes: 1, linkBytesPerSecond: 1, pwmChannels: 0 },
    logicVolts: 3.3,
    usb: usb.map(([vendorId, productId]) => ({ vendorId, productId })),
    firmware: { family: 'f', method: 'none' },
  });
const catalogue = createCatalogue(
  [],
  [
    board('virtual-kit', true, []),
    board('pico', false, [['2E8A', '0005']]),
    board('many', false, [
      ['10c4', 'ea60'],
      ['1a86', '7523'],
    ]),
    board('one', false, [['0x10C4', '0xEA60']]),
  ],
);

const port = (path: string, ids: Partial<SerialPortInfo> = {}): SerialPortInfo => ({
  path,
  vendorId: null,
  productId: null,
  serialNumber: null,
  manufacturer: null,
  product: null,
  ...ids,
});

/** A machine with one USB board, one that is just gone, built-in UARTs, and a console. */
async function fakeMachine() {
  const root = await mkdtemp(join(tmpdir(), 'cambrian-sysfs-'));
  folders.push(root);
  const usb = join(root, 'sys/devices/usb1/1-2');
  const put = async (path: string, text: string) => {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  };
  await put(join(usb, 'idVendor'), '2e8a\n');
  await put(join(usb, 'idProduct'), '0005\n');
  await put(join(usb, 'serial'), 'E660583883\n');
  await put(join(usb, 'manufacturer'), 'MicroPython\n');
  await put(join(usb, 'product'), 'Board in FS mode\n');
  await mkdir(join(usb, '1-2:1.0'), { recursive: true });
  await mkdir(join(root, 'sys/devices/platform/serial8250'), { recursive: true });
  const ttys = join(root, 'sys/class/tty');
  for (const [name, device] of [
    ['ttyACM0', '../../../devices/usb1/1-2/1-2:1.0'],
    ['ttyS0', '../../../devices/platform/serial8250'],
    ['ttyGone', '../../../devices/usb1/1-2/1-2:1.0'],
    ['tty0', null],
  ] as const) {
    await mkdir(join(ttys, name), { recursive: true });
    if (device !== null) await symlink(device, join(ttys, name, 'device'));
    if (name !== 'ttyGone') await put(join(root, 'dev', name), '');
  }
  return root;
}

describe('ports from sysfs', () => {
  it('finds what has hardware behind it, with its USB description', async () => {
    const root = await fakeMachine();
    const ports = await listSysfsPorts(join(root, 'sys'), join(root, 'dev'));
    expect(ports.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      {
        path: join(root, 'dev/ttyACM0'),
        vendorId: '2e8a',
        productId: '0005',
        serialNumber: 'E660583883',
        manufacturer: 'MicroPython',
        product: 'Board in FS mode',
      },
    ]);
  });
});

describe('PortDiscovery', () => {
  it('never rejects: a machine that cannot be asked has no ports', async () => {
    const discovery = new PortDiscovery({ listPorts: () => Promise.reject(new Error('no udevadm')) });
    expect(await discovery.list()).toEqual([]);
    const nowhere = new PortDiscovery({ listPorts: () => listSysfsPorts('/nowhere', '/nowhere') });
    expect(await nowhere.list()).toEqual([]);
  });

  it('tells of a board that is plugged in and pulled out, and of nothing else', async () => {
    let ports: SerialPortInfo[] = [];
    let looks = 0;
    const discovery = new PortDiscovery({
      intervalMs: 5,
      listPorts: async () => {
        looks++;
        return ports;
      },
    });
    const seen: string[][] = [];
    const stop = discovery.onDidChange(found => seen.push(found.map(({ path }) => path)));
    const settle = async () => {
      const before = looks;
      await expect.poll(() => looks > before + 3).toBe(true);
    };
    await settle();
    ports = [port('/dev/b'), port('/dev/a')];
    await settle();
    ports = [];
    await settle();
    stop();
    expect(seen.filter(paths => paths.length > 0)).toEqual([['/dev/a', '/dev/b']]);
    expect(seen.at(-1)).toEqual([]);
    const after = looks;
    await new Promise(resolve => setTimeout(resolve, 30));
    expect(looks).toBeLessThanOrEqual(after + 1);
  });

  it('really lists this machine', async () => {
    expect(Array.isArray(await new PortDiscovery().list())).toBe(true);
  });
});

describe('kits', () => {
  it('are given the board that their USB ids suggest', () => {
    const pico = kitOfPort(port('/dev/ttyACM0', { vendorId: '2e8a', productId: '0005' }), catalogue);
    expect(pico).toMatchObject({ kitId: 'serial:/dev/ttyACM0', boardId: 'pico', title: 'PICO' });
    const bridge = kitOfPort(port('/dev/ttyUSB0', { vendorId: '10c4', productId: 'ea60' }), catalogue);
    expect(bridge.boardId).toBe('one');
    const unknown = kitOfPort(port('/dev/ttyUSB1', { vendorId: 'ffff', productId: '0001' }), catalogue);
    expect(unknown).toMatchObject({ boardId: null, title: 'ttyUSB1' });
  });

  it('can be typed', () => {
    expect(kitOfPath('virtual:2', catalogue)).toMatchObject({ kitId: 'virtual:2', boardId: 'virtual-kit' });
    expect(kitOfPath('tcp:localhost:4000', catalogue)).toMatchObject({
      transport: 'tcp',
      kitId: 'tcp:localhost:4000',
    });
    expect(kitOfPath('tcp:[::1]:4000', catalogue).transport).toBe('tcp');
    expect(kitOfPath('/dev/pts/7', catalogue)).toMatchObject({
      kitId: 'serial:/dev/pts/7',
      transport: 'serial',
    });
    expect(kitOfPath('COM3', catalogue).kitId).toBe('serial:COM3');
  });

  it('are opened by their call-out device on macOS', () => {
    expect(callOutPath('/dev/tty.usbmodem1')).toBe('/dev/cu.usbmodem1');
    expect(callOutPath('/dev/ttyUSB0')).toBe('/dev/ttyUSB0');
  });
});
