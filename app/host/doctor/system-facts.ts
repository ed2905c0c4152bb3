import { constants } from 'node:fs';
import { access, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import type { SystemFolders } from '../devices/system-root.ts';

/** Who asks for the port. */
export interface SystemUser {
  readonly name: string;
  /** Null where the system has no such numbers. */
  readonly userId: number | null;
  /** Of this session: a group that was joined since it began is not among them. */
  readonly groupIds: readonly number[];
  /** Whether the file may be read and written. */
  readonly mayUse: (path: string) => Promise<boolean>;
}

/** The user of this process, by the word of the system itself, so that access lists count too. */
export function currentUser(): SystemUser {
  return {
    name: nameOfUser(),
    userId: process.getuid?.() ?? null,
    groupIds: [...new Set([process.getegid?.(), ...(process.getgroups?.() ?? [])])].filter(
      id => id !== undefined,
    ),
    mayUse: path =>
      access(path, constants.R_OK | constants.W_OK).then(
        () => true,
        () => false,
      ),
  };
}

function nameOfUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A number without a name, as in containers.
    return String(process.getuid?.() ?? '');
  }
}

/** A device node's owner, as `ls -l` tells it. */
export interface NodeOwner {
  readonly owner: string;
  readonly group: string;
  readonly groupId: number;
  /** The last nine bits of its mode: `0o660`. */
  readonly mode: number;
  /** Who is in the group by /etc/group and /etc/passwd, whether or not a session knows it yet. */
  readonly members: readonly string[];
}

/** @throws where the node is not there */
export async function ownerOf(folders: SystemFolders, path: string): Promise<NodeOwner> {
  const { gid, mode, uid } = await stat(path);
  const users = await readTable(join(folders.etc, 'passwd'));
  const groups = await readTable(join(folders.etc, 'group'));
  const group = groups.find(fields => Number(fields[2]) === gid);
  return {
    owner: users.find(fields => Number(fields[2]) === uid)?.[0] ?? String(uid),
    group: group?.[0] ?? String(gid),
    groupId: gid,
    mode: mode & 0o777,
    members: [
      ...(group?.[3] ?? '').split(',').filter(name => name !== ''),
      ...users.filter(fields => Number(fields[3]) === gid).map(fields => fields[0] ?? ''),
    ],
  };
}

async function readTable(path: string): Promise<string[][]> {
  const text = await readText(path);
  return text.split('\n').flatMap(line => (line.includes(':') ? [line.split(':')] : []));
}

/** A program that runs. */
export interface RunningProcess {
  readonly processId: number;
  /** As the kernel shortens it, to 15 letters. */
  readonly name: string;
}

/** Every process; none where /proc is not there. */
export async function runningProcesses(folders: SystemFolders): Promise<RunningProcess[]> {
  const entries = await readdir(folders.proc).catch(() => []);
  const found = await Promise.all(
    entries
      .filter(entry => /^\d+$/.test(entry))
      .map(async entry => {
        const name = (await readText(join(folders.proc, entry, 'comm'))).trim();
        return name === '' ? [] : [{ processId: Number(entry), name }];
      }),
  );
  return found.flat();
}

/** Other processes that have the file open, of those whose descriptors this user may see. */
export async function holdersOf(folders: SystemFolders, path: string): Promise<RunningProcess[]> {
  const names = new Set([path, await realpath(path).catch(() => path)]);
  const holders: RunningProcess[] = [];
  for (const candidate of await runningProcesses(folders)) {
    if (candidate.processId === process.pid) continue;
    const descriptors = join(folders.proc, String(candidate.processId), 'fd');
    for (const descriptor of await readdir(descriptors).catch(() => [])) {
      const target = await readlink(join(descriptors, descriptor)).catch(() => '');
      if (!names.has(target)) continue;
      holders.push(candidate);
      break;
    }
  }
  return holders;
}

/** A USB device as the kernel sees it, whether or not a driver has taken it. */
export interface UsbDevice {
  /** Socket of the bus: `1-2`. */
  readonly name: string;
  readonly vendorId: string;
  readonly productId: string;
  readonly title: string;
  readonly isHub: boolean;
  readonly hasSerialPort: boolean;
  /** Names of the drivers of its interfaces; `usbfs` is a program that has taken one for itself. */
  readonly drivers: readonly string[];
}

/** Every USB device; null where the kernel does not tell. */
export async function usbDevices(folders: SystemFolders): Promise<UsbDevice[] | null> {
  const bus = join(folders.sys, 'bus/usb/devices');
  const entries = await readdir(bus).catch(() => null);
  if (entries === null) return null;
  const ports = await portFolders(folders);
  const devices = await Promise.all(
    entries
      .filter(name => !name.includes(':'))
      .map(async (name): Promise<UsbDevice[]> => {
        const read = async (file: string) => (await readText(join(bus, name, file))).trim();
        const vendorId = await read('idVendor');
        if (vendorId === '') return [];
        const productId = await read('idProduct');
        const place = await realpath(join(bus, name)).catch(() => name);
        const product = [await read('manufacturer'), await read('product')].filter(word => word !== '');
        return [
          {
            name,
            vendorId,
            productId,
            title: product.length > 0 ? product.join(' ') : `${vendorId}:${productId}`,
            isHub: (await read('bDeviceClass')) === '09',
            hasSerialPort: ports.some(port => port.startsWith(`${place}/`)),
            drivers: await driversOf(bus, entries, name),
          },
        ];
      }),
  );
  return devices.flat();
}

async function portFolders(folders: SystemFolders): Promise<string[]> {
  const ports = join(folders.sys, 'class/tty');
  const names = await readdir(ports).catch(() => []);
  return Promise.all(names.map(name => realpath(join(ports, name)).catch(() => '')));
}

async function driversOf(bus: string, entries: readonly string[], name: string): Promise<string[]> {
  const links = entries
    .filter(entry => entry.startsWith(`${name}:`))
    .map(entry => readlink(join(bus, entry, 'driver')).catch(() => null));
  return (await Promise.all(links)).flatMap(link => (link === null ? [] : [basename(link)]));
}

/** Texts of udev's rules, those of the system and of its owner, without comments. */
export async function udevRules(folders: SystemFolders): Promise<{ name: string; lines: string[] }[]> {
  const places = [
    join(folders.etc, 'udev/rules.d'),
    join(folders.usr, 'lib/udev/rules.d'),
    join(folders.run, 'udev/rules.d'),
  ];
  const found = new Map<string, { name: string; lines: string[] }>();
  for (const place of places) {
    for (const name of await readdir(place).catch(() => [])) {
      // The first of a name is the one that counts; an empty one switches the other off.
      if (!name.endsWith('.rules') || found.has(name)) continue;
      const text = (await readText(join(place, name))).replaceAll('\\\n', ' ');
      const lines = text.split('\n').filter(line => line.trim() !== '' && !line.trim().startsWith('#'));
      found.set(name, { name, lines });
    }
  }
  return [...found.values()];
}

/** The box that the studio was packaged into, where it was. */
export interface Sandbox {
  readonly kind: 'flatpak' | 'snap';
  /** What the command that opens it calls it. */
  readonly application: string;
  /** What the package was allowed, by its own description; null where that is told by trying alone. */
  readonly hasDevices: boolean | null;
}

export async function sandboxOf(
  folders: SystemFolders,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Sandbox | null> {
  const flatpak = await readText(join(folders.root, '.flatpak-info'));
  if (flatpak !== '') {
    const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(flatpak)?.[1]?.trim() ?? '';
    return {
      kind: 'flatpak',
      application: value('name') || (environment.FLATPAK_ID ?? 'studio.cambrian.app'),
      hasDevices: value('devices').split(';').includes('all'),
    };
  }
  if (environment.SNAP === undefined || environment.SNAP === '') return null;
  const application = environment.SNAP_INSTANCE_NAME ?? environment.SNAP_NAME ?? 'cambrian';
  return { kind: 'snap', application, hasDevices: null };
}

/** `debian`, `fedora`, `arch` or nothing that is known, by /etc/os-release. */
export async function distributionOf(folders: SystemFolders): Promise<'debian' | 'fedora' | 'arch' | null> {
  const text = await readText(join(folders.etc, 'os-release'));
  const words = [...text.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].flatMap(([, ids]) =>
    (ids ?? '').split(/\s+/),
  );
  if (words.some(word => word === 'debian' || word === 'ubuntu')) return 'debian';
  if (words.some(word => word === 'fedora' || word === 'rhel')) return 'fedora';
  return words.includes('arch') ? 'arch' : null;
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
