import type { SerialPortInfo } from './list-serial-ports.ts';

/** What makers write where a serial number of its own would belong. */
const placeholders = /^(0*1?|(.)\2+|0?123456\d*|0?123456789ABCDEF|NONE|DEFAULT|N\/?A|UNKNOWN|SERIAL)$/i;

/**
 * A serial number as kits are known by it; null where it is none of its own. ESP32-S3 says its MAC address with colons
 * from its ROM, and without them from MicroPython: both are the same board.
 */
export function ownSerialNumber(serialNumber: string | null): string | null {
  const trimmed = (serialNumber ?? '').replace(/\p{Cc}/gu, '').trim();
  const plain = /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(trimmed)
    ? trimmed.replace(/[:-]/g, '')
    : trimmed.slice(0, 120);
  if (placeholders.test(plain)) return null;
  return /^[0-9a-f]+$/i.test(plain) ? plain.toUpperCase() : plain;
}

/**
 * Names ports so that a board keeps its name wherever it is plugged in: `usb:<serial number>`, with `:2` for the
 * second port of one device; `serial:<path>` for what has no serial number of its own. Where two boards say the same
 * number, the one that was alone with it keeps it, and others go by their path until they are unplugged.
 */
export class KitIds {
  /** Which device has a serial number, of those that are attached. */
  #holders = new Map<string, string>();
  /** Ports that go by their path because of another board; they do as long as they are there. */
  #shared = new Set<string>();

  /** Kit ids by path. */
  assign(ports: readonly SerialPortInfo[]): Map<string, string> {
    const ids = new Map<string, string>(ports.map(({ path }) => [path, `serial:${path}`]));
    const bySerial = Map.groupBy(ports, ({ serialNumber }) => ownSerialNumber(serialNumber));
    const holders = new Map<string, string>();
    const shared = new Set<string>();
    for (const [serialNumber, group] of bySerial) {
      if (serialNumber === null) continue;
      const devices = Map.groupBy(group, deviceOf);
      const [only] = devices.keys();
      const holder = devices.size === 1 ? only : this.#holders.get(serialNumber);
      for (const [device, faces] of devices) {
        const names = faces.map(face => `${device} ${face.path}`);
        if (device !== holder || names.some(name => this.#shared.has(name))) {
          for (const name of names) shared.add(name);
          continue;
        }
        holders.set(serialNumber, device);
        for (const [index, { path }] of faces.toSorted(byInterface).entries()) {
          ids.set(path, index === 0 ? `usb:${serialNumber}` : `usb:${serialNumber}:${index + 1}`);
        }
      }
    }
    this.#shared = shared;
    this.#holders = holders;
    return ids;
  }
}

/** Ports of one USB device share it. Where the system does not name the socket, interfaces of like ids do. */
function deviceOf({ interfaceNumber, location, path, productId, vendorId }: SerialPortInfo): string {
  if (typeof location === 'string') return `socket ${location}`;
  return typeof interfaceNumber === 'number' ? `ids ${vendorId}:${productId}` : `path ${path}`;
}

function byInterface(a: SerialPortInfo, b: SerialPortInfo): number {
  return (a.interfaceNumber ?? 0) - (b.interfaceNumber ?? 0) || (a.path < b.path ? -1 : 1);
}
