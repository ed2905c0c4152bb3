import { constants } from 'node:fs';
import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SerialPort } from 'serialport';
import { type SystemFolders, systemFolders } from './system-root.ts';

/** A serial port that is attached now. USB ids are four hex digits in lower case. */
export interface SerialPortInfo {
  readonly path: string;
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serialNumber: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
  /** Which socket of the computer the device is in, in the words of the system: ports of one device have the same. */
  readonly location?: string | null;
  /** Number of the USB interface that the port belongs to; a device may have several. */
  readonly interfaceNumber?: number | null;
}

/**
 * The ports of this machine. On Linux from sysfs, which needs no helper program and costs a few reads; elsewhere from
 * the `serialport` package. macOS ports are named by their `cu.*` device, which opens without waiting for a carrier.
 */
export async function listSerialPorts(folders: SystemFolders = systemFolders()): Promise<SerialPortInfo[]> {
  if (folders.platform === 'linux') return listSysfsPorts(folders.sys, folders.dev);
  const ports = await SerialPort.list();
  return ports.map(port => ({
    path: callOutPath(port.path),
    vendorId: port.vendorId?.toLowerCase() ?? null,
    productId: port.productId?.toLowerCase() ?? null,
    serialNumber: windowsInstance(port.serialNumber),
    manufacturer: port.manufacturer ?? null,
    product: 'friendlyName' in port && typeof port.friendlyName === 'string' ? port.friendlyName : null,
    location: port.locationId ?? null,
    interfaceNumber: interfaceOfPnpId(port.pnpId),
  }));
}

/** `/dev/tty.usbmodem1` → `/dev/cu.usbmodem1`; other paths as they are. */
export function callOutPath(path: string): string {
  return path.replace(/^\/dev\/tty\./, '/dev/cu.');
}

/** Windows makes up a number from the socket, `6&2a8f5c1b&0&3`, for devices that have none: that is no serial number. */
export function windowsInstance(serialNumber: string | undefined): string | null {
  return serialNumber === undefined || /^[0-9a-f]+&/i.test(serialNumber) ? null : serialNumber;
}

/** `USB\VID_303A&PID_4001&MI_02\…` → 2 */
export function interfaceOfPnpId(pnpId: string | undefined): number | null {
  const [, digits] = /&MI_([0-9a-f]{2})/i.exec(pnpId ?? '') ?? [];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

/** Consoles and pseudo-terminals; and built-in UARTs, of which every PC has four and next to nobody a kit on one. */
const noKit = /^(tty\d*|ttyS\d+|console|ptmx|ttyprintk)$/;

/** Reads `<sysfs>/class/tty`. Paths are those below `devices`. */
export async function listSysfsPorts(sysfs: string, devices: string): Promise<SerialPortInfo[]> {
  const folder = join(sysfs, 'class/tty');
  const names = (await readdir(folder)).filter(name => !noKit.test(name));
  const found = await Promise.all(names.map(name => readPort(folder, name, devices)));
  return found.filter(port => port !== null);
}

async function readPort(folder: string, name: string, devices: string): Promise<SerialPortInfo | null> {
  const path = join(devices, name);
  const device = await realpath(join(folder, name, 'device')).catch(() => null);
  if (device === null || !(await exists(path))) return null;
  const usb = await findFolderWith('idVendor', device);
  const face = await findFolderWith('bInterfaceNumber', device);
  const read = async (file: string) => (usb === null ? null : readLine(join(usb, file)));
  const number = face === null ? null : await readLine(join(face, 'bInterfaceNumber'));
  return {
    path,
    vendorId: await read('idVendor'),
    productId: await read('idProduct'),
    serialNumber: await read('serial'),
    manufacturer: await read('manufacturer'),
    product: await read('product'),
    location: usb === null ? null : basename(usb),
    interfaceNumber: number === null ? null : Number.parseInt(number, 16),
  };
}

/** The USB interface and the USB device are some folders above the port that a terminal belongs to. */
async function findFolderWith(file: string, device: string): Promise<string | null> {
  let folder = device;
  for (let depth = 0; depth < 6 && folder !== dirname(folder); depth++) {
    if (await exists(join(folder, file))) return folder;
    folder = dirname(folder);
  }
  return null;
}

async function readLine(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null || text.trim() === '' ? null : text.trim();
}

async function exists(path: string): Promise<boolean> {
  return access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
}
