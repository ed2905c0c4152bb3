import { mkdir, mkdtemp, readdir, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { type SystemFolders, systemFolders, systemRootVariable } from '../system-root.ts';

/** A USB device as the kernel tells of it. Ids are four hex digits. */
export interface FakeUsbDevice {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
  readonly product?: string;
  /** `bDeviceClass`, two hex digits: `00` by default, `09` for a hub. */
  readonly deviceClass?: string;
  /** Socket of the bus, `1-<n>`; the next free one by default. One socket holds one device. */
  readonly socket?: number;
}

/** A serial port of a USB device. */
export interface FakeSerialBoard extends FakeUsbDevice {
  /** `ttyACM0` or `ttyUSB0`. */
  readonly name: string;
  /** What is opened: the path of a pseudo-terminal. */
  readonly terminal: string;
  /** `bInterfaceNumber`; 0 by default. A second interface of one device names the same socket. */
  readonly interfaceNumber?: number;
}

/** A program that runs, for /proc. */
export interface FakeProcess {
  readonly processId: number;
  readonly name: string;
  /** Paths that it has open. */
  readonly openFiles?: readonly string[];
}

/**
 * A computer in a temporary folder: what the studio reads of a Linux below one root. Boards are plugged in and pulled
 * out while the studio looks. `environment` is for a child process.
 */
export class FakeSystem {
  readonly root: string;
  readonly folders: SystemFolders;
  readonly environment: Readonly<Record<string, string>>;
  #nextSocket = 1;

  private constructor(root: string) {
    this.root = root;
    this.environment = { [systemRootVariable]: root };
    this.folders = systemFolders(this.environment);
  }

  /** A computer with a USB hub of its own, one user in no group, and nothing plugged in. */
  static async create(): Promise<FakeSystem> {
    const system = new FakeSystem(await mkdtemp(join(tmpdir(), 'cambrian-system-')));
    const { sys, dev, proc, etc, run, usr, volumes } = system.folders;
    const classes = [join(sys, 'class/tty'), join(sys, 'bus/usb/devices')];
    for (const folder of [...classes, dev, proc, etc, run, usr, ...volumes]) {
      await mkdir(folder, { recursive: true });
    }
    await system.#putUsbDevice('usb1', { vendorId: '1d6b', productId: '0002', deviceClass: '09' });
    await system.write('etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
    await system.write('etc/group', 'root:x:0:\n');
    return system;
  }

  /** A file below the root, its folders included. */
  async write(path: string, text: string): Promise<string> {
    const file = join(this.root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  /** Plugs a serial board in and returns the path of its port. */
  async plug(board: FakeSerialBoard): Promise<{ readonly path: string; readonly socket: number }> {
    const { sys, dev } = this.folders;
    const socket = await this.plugWithoutPort(board);
    const number = board.interfaceNumber ?? 0;
    const device = `1-${socket}:1.${number}`;
    const face = join(this.#usbFolder(`1-${socket}`), device);
    await mkdir(face, { recursive: true });
    await writeFile(join(face, 'bInterfaceNumber'), `${number.toString(16).padStart(2, '0')}\n`);
    await link(face, join(sys, 'bus/usb/devices', device));
    // A bridge's terminal belongs to a port of its own below the interface; that of CDC-ACM to the interface itself.
    const parent = board.name.startsWith('ttyUSB') ? join(face, board.name) : face;
    const terminal = join(parent, 'tty', board.name);
    await mkdir(terminal, { recursive: true });
    await link(parent, join(terminal, 'device'));
    const path = join(dev, board.name);
    // One step, so that one who looks sees either board, whatever was under that name before.
    const fresh = join(this.root, `.${board.name}`);
    await symlink(board.terminal, fresh);
    await rename(fresh, path);
    await link(terminal, join(sys, 'class/tty', board.name));
    return { path, socket };
  }

  /** A USB device that has no serial port: another kind, or one without a driver. Returns its socket. */
  async plugWithoutPort(device: FakeUsbDevice): Promise<number> {
    const socket = device.socket ?? this.#nextSocket;
    this.#nextSocket = Math.max(this.#nextSocket, socket + 1);
    await this.#putUsbDevice(`1-${socket}`, device);
    return socket;
  }

  /** Pulls a board out, with all ports of its device; `portOnly` takes the port alone, as when a driver lets go of it. */
  async unplug(name: string, options: { readonly portOnly?: boolean } = {}): Promise<void> {
    const terminal = await realpath(join(this.folders.sys, 'class/tty', name));
    const [, socket] = /\/1-(\d+)\//.exec(terminal) ?? [];
    if (options.portOnly === true || socket === undefined) await this.#removePort(name, terminal);
    else await this.unplugDevice(Number(socket));
  }

  /** Pulls out what is in a socket of the bus. */
  async unplugDevice(socket: number): Promise<void> {
    const { sys } = this.folders;
    const folder = this.#usbFolder(`1-${socket}`);
    for (const name of await readdir(join(sys, 'class/tty'))) {
      const terminal = await realpath(join(sys, 'class/tty', name));
      if (terminal.startsWith(`${await realpath(folder)}/`)) await this.#removePort(name, terminal);
    }
    const bus = join(sys, 'bus/usb/devices');
    for (const name of await readdir(bus)) {
      if (name === `1-${socket}` || name.startsWith(`1-${socket}:`)) await rm(join(bus, name));
    }
    await rm(folder, { recursive: true, force: true });
  }

  async startProcess({ processId, name, openFiles = [] }: FakeProcess): Promise<void> {
    await this.write(`proc/${processId}/comm`, `${name}\n`);
    const descriptors = join(this.folders.proc, String(processId), 'fd');
    await mkdir(descriptors, { recursive: true });
    for (const [index, path] of openFiles.entries())
      await symlink(path, join(descriptors, String(index + 3)));
  }

  async stopProcess(processId: number): Promise<void> {
    await rm(join(this.folders.proc, String(processId)), { recursive: true, force: true });
  }

  /** Mounts a volume with these files and returns its folder. */
  async mount(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    const folder = join('media/person', name);
    await mkdir(join(this.root, folder), { recursive: true });
    for (const [file, text] of Object.entries(files)) await this.write(join(folder, file), text);
    return join(this.root, folder);
  }

  async unmount(name: string): Promise<void> {
    await rm(join(this.root, 'media/person', name), { recursive: true, force: true });
  }

  /** Removes the whole tree. */
  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }

  async #removePort(name: string, terminal: string): Promise<void> {
    await rm(join(this.folders.dev, name), { force: true });
    await rm(join(this.folders.sys, 'class/tty', name), { force: true });
    await rm(terminal, { recursive: true, force: true });
  }

  #usbFolder(name: string): string {
    const bus = join(this.folders.sys, 'devices/usb1');
    return name === 'usb1' ? bus : join(bus, name);
  }

  async #putUsbDevice(name: string, device: FakeUsbDevice): Promise<void> {
    const folder = this.#usbFolder(name);
    await mkdir(folder, { recursive: true });
    const files = {
      idVendor: device.vendorId,
      idProduct: device.productId,
      serial: device.serialNumber,
      manufacturer: device.manufacturer,
      product: device.product,
      bDeviceClass: device.deviceClass ?? '00',
    };
    for (const [file, text] of Object.entries(files)) {
      if (text === undefined) await rm(join(folder, file), { force: true });
      else await writeFile(join(folder, file), `${text}\n`);
    }
    await link(folder, join(this.folders.sys, 'bus/usb/devices', name));
  }
}

async function link(target: string, path: string): Promise<void> {
  await rm(path, { force: true });
  await symlink(relative(dirname(path), target), path);
}
