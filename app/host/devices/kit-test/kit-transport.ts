import { StudioError } from '../../../contract/errors/studio-error.ts';
import { KitIds } from '../kit-ids.ts';
import { listSerialPorts } from '../list-serial-ports.ts';
import { type SystemFolders, systemFolders } from '../system-root.ts';
import type { Transport } from '../transport.ts';
import { KitPort } from '../transports/kit-port.ts';
import { parseTcpPath, TcpTransport } from '../transports/tcp-transport.ts';

/**
 * The port of a board: a serial path, or `tcp:host:port`. A serial board that has a serial number of its own is followed by it:
 * a reset may bring it back under another path.
 * @throws StudioError `device/bad-path`
 */
export function kitTransport(path: string): Transport {
  if (path.startsWith('tcp:')) {
    if (parseTcpPath(path) === undefined) throw new StudioError('device/bad-path', { path });
    return new TcpTransport(path);
  }
  return new KitPort(path, portFollower(path));
}

/**
 * Says where the board is that was at a path first, by the name that the list of kits would give it: another board that
 * says the same serial number, a second port of this one, or whatever is at its old path now, is never taken for it.
 * Rejects with StudioError `transport/not-found` while it is away.
 */
export function portFollower(path: string, folders: SystemFolders = systemFolders()): () => Promise<string> {
  const kitIds = new KitIds();
  let kitId: string | undefined;
  return async () => {
    const ids = kitIds.assign(await listSerialPorts(folders).catch(() => []));
    kitId ??= ids.get(path);
    const [found] = [...ids].find(([, id]) => id === kitId) ?? [];
    if (found === undefined && kitId?.startsWith('usb:') === true) {
      throw new StudioError('transport/not-found', { path });
    }
    return found ?? path;
  };
}
