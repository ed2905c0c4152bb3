import { describe, expect, it } from 'vitest';
import { KitIds, ownSerialNumber } from './kit-ids.ts';
import type { SerialPortInfo } from './list-serial-ports.ts';

function port(path: string, serialNumber: string | null, more: Partial<SerialPortInfo> = {}): SerialPortInfo {
  return {
    path,
    vendorId: '303a',
    productId: '4001',
    serialNumber,
    manufacturer: null,
    product: null,
    location: `socket of ${path}`,
    interfaceNumber: 0,
    ...more,
  };
}

const idsOf = (ids: KitIds, ...ports: SerialPortInfo[]) => [...ids.assign(ports).values()];

describe('a serial number of its own', () => {
  it('is one number, with the colons of the ROM and without', () => {
    const wanted = 'F412FA4E2B10';
    for (const told of ['F4:12:FA:4E:2B:10', 'f412fa4e2b10', ' F4-12-FA-4E-2B-10\n', 'F412FA4E2B10'])
      expect(ownSerialNumber(told)).toBe(wanted);
    expect(ownSerialNumber('E660583883')).toBe('E660583883');
    expect(ownSerialNumber('DN05ABCz')).toBe('DN05ABCz');
  });

  it.each([
    null,
    '',
    '  ',
    '0001',
    '0',
    '00000000',
    'FFFFFFFF',
    '123456',
    '12345678',
    '0123456789ABCDEF',
    'none',
    '1',
  ])('is not %j', told => {
    expect(ownSerialNumber(told)).toBeNull();
  });
});

describe('kit ids', () => {
  it('follow the serial number to another path, socket and ids', () => {
    const ids = new KitIds();
    const rom = port('/dev/ttyACM0', 'F4:12:FA:4E:2B:10', { productId: '1001' });
    expect(idsOf(ids, rom)).toEqual(['usb:F412FA4E2B10']);
    expect(idsOf(ids)).toEqual([]);
    expect(idsOf(ids, port('/dev/ttyACM1', 'f412fa4e2b10'))).toEqual(['usb:F412FA4E2B10']);
  });

  it('are paths where there is no number of its own', () => {
    const ids = new KitIds();
    expect(idsOf(ids, port('/dev/ttyUSB0', null), port('/dev/ttyUSB1', '0001'))).toEqual([
      'serial:/dev/ttyUSB0',
      'serial:/dev/ttyUSB1',
    ]);
  });

  it('of two boards with one number are paths, and the one that was alone with it keeps it', () => {
    const one = port('/dev/ttyUSB0', 'A50285BI');
    const other = port('/dev/ttyUSB1', 'A50285BI');
    expect(idsOf(new KitIds(), one, other)).toEqual(['serial:/dev/ttyUSB0', 'serial:/dev/ttyUSB1']);
    const ids = new KitIds();
    expect(idsOf(ids, other)).toEqual(['usb:A50285BI']);
    expect(idsOf(ids, one, other)).toEqual(['serial:/dev/ttyUSB0', 'usb:A50285BI']);
    // The holder leaves: who stays may have a session, and keeps its id until it is plugged in anew.
    expect(idsOf(ids, one)).toEqual(['serial:/dev/ttyUSB0']);
    expect(idsOf(ids)).toEqual([]);
    expect(idsOf(ids, one)).toEqual(['usb:A50285BI']);
  });

  it('of a second interface of one device have a suffix, in the order of interfaces', () => {
    const location = '1-2';
    const second = port('/dev/ttyACM0', 'ABC', { location, interfaceNumber: 4 });
    const first = port('/dev/ttyACM1', 'ABC', { location, interfaceNumber: 1 });
    expect(idsOf(new KitIds(), second, first)).toEqual(['usb:ABC:2', 'usb:ABC']);
    // Systems that name no socket tell interfaces apart.
    const somewhere = (face: SerialPortInfo) => ({ ...face, location: null });
    expect(idsOf(new KitIds(), somewhere(second), somewhere(first))).toEqual(['usb:ABC:2', 'usb:ABC']);
    const nameless = { location: null, interfaceNumber: null };
    expect(idsOf(new KitIds(), port('/a', 'ABC', nameless), port('/b', 'ABC', nameless))).toEqual([
      'serial:/a',
      'serial:/b',
    ]);
  });
});
