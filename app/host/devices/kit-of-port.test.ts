import { describe, expect, it } from 'vitest';
import { boardDefinitionSchema } from '../../core/catalogue/board-definition.ts';
import { createCatalogue } from '../../core/catalogue/catalogue.ts';
import { kitOfPath, kitOfPort } from './kit-of-port.ts';
import type { SerialPortInfo } from './list-serial-ports.ts';

interface Ids {
  readonly vendorId: string;
  readonly productId: string;
  readonly shared?: boolean;
  readonly bootLoader?: boolean;
}

const board = (id: string, virtual: boolean, usb: readonly Ids[], machine: readonly string[] = []) =>
  boardDefinitionSchema.parse({
    id,
    title: id.toUpperCase(),
    vendor: 'V',
    chip: id.startsWith('s3-') ? 'C' : id,
    summary: { en: 'x', zh: 'x' },
    virtual,
    pins: [],
    limits: { filesystemBytes: 1, heapBytes: 1, linkBytesPerSecond: 1, pwmChannels: 0 },
    logicVolts: 3.3,
    usb,
    firmware: { family: 'f', method: 'none', machine },
  });
const bridge = { vendorId: '10c4', productId: 'ea60', shared: true };
const rareBridge = { vendorId: '1a86', productId: '55d4', shared: true };
const rom = { vendorId: '303a', productId: '1001' };
const catalogue = createCatalogue(
  [],
  [
    board('virtual-kit', true, []),
    board('pico', false, [{ vendorId: '2E8A', productId: '0005' }], ['Pico']),
    board(
      'pico-2',
      false,
      [
        { vendorId: '2e8a', productId: '0005' },
        { vendorId: '2e8a', productId: '000f', bootLoader: true },
      ],
      ['Pico 2'],
    ),
    board('devkit', false, [bridge, rareBridge], ['ESP32 module']),
    board(
      's3',
      false,
      [{ ...rom, bootLoader: true }, bridge, { vendorId: '0x303A', productId: '0x4001' }],
      ['ESP32S3'],
    ),
    board('s3-cam', false, [rom, { vendorId: '303a', productId: '8888', shared: true }], ['S3 camera']),
    board('s3-box', false, [rom, { vendorId: '303a', productId: '8888', shared: true }], ['S3 box']),
    board('c3', false, [rom, { vendorId: '303a', productId: '7777', bootLoader: true }], ['ESP32C3']),
  ],
);

const port = (vendorId: string, productId: string, more: Partial<SerialPortInfo> = {}): SerialPortInfo => ({
  path: '/dev/ttyUSB0',
  vendorId,
  productId,
  serialNumber: null,
  manufacturer: null,
  product: null,
  ...more,
});

describe('the board of a kit', () => {
  it('is the one that its own USB ids name', () => {
    const product = 'Board in FS mode';
    expect(kitOfPort(port('303a', '4001', { product }), catalogue)).toMatchObject({
      kitId: 'serial:/dev/ttyUSB0',
      boardId: 's3',
      title: 'S3',
      boardTitle: 'S3',
      mode: 'application',
    });
    expect(kitOfPort(port('ffff', '0001'), catalogue)).toMatchObject({ boardId: null, title: 'ttyUSB0' });
  });

  it('is only suggested by a bridge chip that several boards carry', () => {
    const product = 'CP2102N USB to UART Bridge Controller';
    expect(kitOfPort(port('10c4', 'ea60', { product }), catalogue)).toMatchObject({
      boardId: 'devkit',
      title: 'DEVKIT / S3',
    });
    // Boards of one chip are at least that.
    expect(kitOfPort(port('303a', '8888', { product }), catalogue).title).toBe('C');
    expect(kitOfPort(port('303a', '1001', { product }), catalogue).title).toBe(product);
    // Only one board is known that has this one.
    expect(kitOfPort(port('1a86', '55d4', { product }), catalogue)).toMatchObject({ title: 'DEVKIT' });
  });

  it('is what its MicroPython said of itself, where that fits', () => {
    const machine = 'Generic ESP32S3 module with ESP32S3';
    const product = 'CP2102N USB to UART Bridge Controller';
    const learned = kitOfPort(port('10c4', 'ea60', { product }), catalogue, { machine });
    expect(learned).toMatchObject({ boardId: 's3', title: 'S3' });
    const pico = 'Raspberry Pi Pico 2 W with RP2350';
    expect(kitOfPort(port('2e8a', '0005'), catalogue, { machine: pico }).boardId).toBe('pico-2');
    expect(kitOfPort(port('ffff', '0001'), catalogue, { machine: pico }).boardId).toBe('pico-2');
    // Words of a board that cannot have these ids.
    expect(kitOfPort(port('303a', '4001'), catalogue, { machine: pico }).boardId).toBe('s3');
    expect(kitOfPath('/dev/ttyAMA0', catalogue, { machine }).boardId).toBe('s3');
    expect(kitOfPath('tcp:10.0.0.2:23', catalogue, { machine })).toMatchObject({
      boardId: 's3',
      title: 'S3',
    });
  });

  it('waits for firmware where only boot loaders have its ids', () => {
    expect(kitOfPort(port('2e8a', '000f'), catalogue)).toMatchObject({
      boardId: 'pico-2',
      mode: 'boot-loader',
    });
    expect(kitOfPort(port('303a', '7777'), catalogue)).toMatchObject({ boardId: 'c3', mode: 'boot-loader' });
    // The ROM of one and the program of another.
    expect(kitOfPort(port('303a', '1001'), catalogue).mode).toBe('application');
  });
});

describe('typed paths', () => {
  it('are kits', () => {
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
});
