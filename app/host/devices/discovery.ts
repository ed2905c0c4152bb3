import { constants } from 'node:fs';
import { access, readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SerialPort } from 'serialport';
import type { Kit } from '../../contract/services/device-service.ts';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import { parseTcpPath } from './transports/tcp-transport.ts';

/** A serial port that is attached now. USB ids are four hex digits in lower case. */
export interface SerialPortInfo {
  readonly path: string;
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serialNumber: string | null;
  readonly manufacturer: string | null;
  readonly product: string | null;
}

export interface DiscoveryOptions {
  /** Milliseconds between two looks. */
  readonly intervalMs?: number;
  /** How ports are found; the default asks the operating system. May reject. */
  readonly listPorts?: () => Promise<SerialPortInfo[]>;
}

const usualIntervalMs = 700;

/**
 * Watches which serial ports are there. Never rejects: a system that cannot be asked has no ports, and those that a
 * person types are there regardless.
 */
export class PortDiscovery {
  readonly #intervalMs: number;
  readonly #listPorts: () => Promise<SerialPortInfo[]>;
  readonly #listeners = new Set<(ports: readonly SerialPortInfo[]) => void>();
  #ports: readonly SerialPortInfo[] = [];
  #fingerprint = '';
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<readonly SerialPortInfo[]> | null = null;

  constructor(options: DiscoveryOptions = {}) {
    this.#intervalMs = options.intervalMs ?? usualIntervalMs;
    this.#listPorts = options.listPorts ?? listSerialPorts;
  }

  /** Looks now. */
  list(): Promise<readonly SerialPortInfo[]> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  /** Told of every change while anybody listens; a plugged board is seen within a second. */
  onDidChange(listener: (ports: readonly SerialPortInfo[]) => void): () => void {
    this.#listeners.add(listener);
    this.#schedule();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.dispose();
    };
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #schedule(): void {
    if (this.#timer !== null) return;
    this.#timer = setTimeout(() => {
      this.list().then(() => {
        this.#timer = null;
        if (this.#listeners.size > 0) this.#schedule();
      });
    }, this.#intervalMs);
    this.#timer.unref();
  }

  async #look(): Promise<readonly SerialPortInfo[]> {
    const ports = await this.#listPorts().catch((): SerialPortInfo[] => []);
    this.#ports = ports.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    const fingerprint = JSON.stringify(this.#ports);
    if (fingerprint !== this.#fingerprint) {
      this.#fingerprint = fingerprint;
      for (const listener of [...this.#listeners]) listener(this.#ports);
    }
    return this.#ports;
  }
}

/**
 * The ports of this machine. On Linux from sysfs, which needs no helper program and costs a few reads; elsewhere from
 * the `serialport` package. macOS ports are named by their `cu.*` device, which opens without waiting for a carrier.
 */
export async function listSerialPorts(): Promise<SerialPortInfo[]> {
  if (process.platform === 'linux') return listSysfsPorts('/sys', '/dev');
  const ports = await SerialPort.list();
  return ports.map(port => ({
    path: callOutPath(port.path),
    vendorId: port.vendorId?.toLowerCase() ?? null,
    productId: port.productId?.toLowerCase() ?? null,
    serialNumber: port.serialNumber ?? null,
    manufacturer: port.manufacturer ?? null,
    product: 'friendlyName' in port && typeof port.friendlyName === 'string' ? port.friendlyName : null,
  }));
}

/** `/dev/tty.usbmodem1` → `/dev/cu.usbmodem1`; other paths as they are. */
export function callOutPath(path: string): string {
  return path.replace(/^\/dev\/tty\./, '/dev/cu.');
}

/** Reads `<sysfs>/class/tty`; exported so that a test can point it at a folder of its own. */
export async function listSysfsPorts(sysfs: string, devices: string): Promise<SerialPortInfo[]> {
  const folder = join(sysfs, 'class/tty');
  const names = await readdir(folder);
  const found = await Promise.all(names.map(name => describeTty(folder, name, devices)));
  return found.filter(port => port !== null);
}

async function describeTty(folder: string, name: string, devices: string): Promise<SerialPortInfo | null> {
  const path = join(devices, name);
  const device = await realpath(join(folder, name, 'device')).catch(() => null);
  // Consoles and pseudo-terminals have no device behind them.
  if (device === null || !(await exists(path))) return null;
  // Built-in UARTs: every PC has four by name, and next to nobody a kit on one. Their path can be typed.
  if (/^ttyS\d+$/.test(name)) return null;
  const usb = await findUsbFolder(device);
  const read = async (file: string) => (usb === null ? null : readLine(join(usb, file)));
  return {
    path,
    vendorId: await read('idVendor'),
    productId: await read('idProduct'),
    serialNumber: await read('serial'),
    manufacturer: await read('manufacturer'),
    product: await read('product'),
  };
}

/** The USB device is some folders above the interface that a terminal belongs to. */
async function findUsbFolder(device: string): Promise<string | null> {
  let folder = device;
  for (let depth = 0; depth < 6 && folder !== dirname(folder); depth++) {
    if (await exists(join(folder, 'idVendor'))) return folder;
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

/** A port as a kit, with the board that its USB ids suggest. */
export function kitOfPort(port: SerialPortInfo, catalogue: Catalogue): Kit {
  const board = boardOfIds(port, catalogue);
  return {
    kitId: `serial:${port.path}`,
    transport: 'serial',
    path: port.path,
    title: board?.title ?? port.product ?? basename(port.path),
    boardTitle: board?.title ?? port.product ?? basename(port.path),
    isAttached: true,
    isFavourite: false,
    mode: 'application',
    boardId: board?.id ?? null,
    serialNumber: port.serialNumber,
    vendorId: port.vendorId,
    productId: port.productId,
    manufacturer: port.manufacturer,
  };
}

/** A virtual kit, a TCP port or a typed serial path as a kit. */
export function kitOfPath(path: string, catalogue: Catalogue): Kit {
  const nothing = {
    serialNumber: null,
    vendorId: null,
    productId: null,
    manufacturer: null,
    isAttached: true,
    isFavourite: false,
    mode: 'application',
  } as const;
  if (/^virtual:[1-9]\d{0,2}$/.test(path)) {
    const board = [...catalogue.boards.values()].find(({ virtual }) => virtual);
    const number = path.slice('virtual:'.length);
    const title = board?.title ?? 'Virtual kit';
    return {
      ...nothing,
      kitId: path,
      transport: 'virtual',
      path,
      title: number === '1' ? title : `${title} ${number}`,
      boardTitle: title,
      boardId: board?.id ?? null,
    };
  }
  const tcp = parseTcpPath(path);
  if (path.startsWith('tcp:') && tcp !== undefined) {
    return {
      ...nothing,
      kitId: path,
      transport: 'tcp',
      path,
      title: path.slice('tcp:'.length),
      boardTitle: path.slice('tcp:'.length),
      boardId: null,
    };
  }
  const port = { path: callOutPath(path), vendorId: null, productId: null, product: null };
  return kitOfPort({ ...port, serialNumber: null, manufacturer: null }, catalogue);
}

/**
 * The board definition for USB ids. A bridge chip that several boards carry says little: then the board that names
 * fewest ids is taken, and of equals the first by id.
 */
function boardOfIds(port: SerialPortInfo, catalogue: Catalogue) {
  return [...catalogue.boards.values()]
    .filter(({ usb }) =>
      usb.some(
        ({ vendorId, productId }) => sameId(vendorId, port.vendorId) && sameId(productId, port.productId),
      ),
    )
    .toSorted((a, b) => a.usb.length - b.usb.length || (a.id < b.id ? -1 : 1))[0];
}

function sameId(declared: string, found: string | null): boolean {
  return found !== null && declared.toLowerCase().replace(/^0x/, '') === found.toLowerCase();
}
