import { StudioError } from '../../../contract/errors/studio-error.ts';
import { listSerialPorts } from '../list-serial-ports.ts';
import type { Transport } from '../transport.ts';
import { KitPort } from '../transports/kit-port.ts';
import { parseTcpPath, TcpTransport } from '../transports/tcp-transport.ts';

/**
 * The port of a board: a serial path, or `tcp:host:port`. A serial board that has a serial number is followed by it:
 * a reset may bring it back under another path.
 * @throws StudioError `device/bad-path`
 */
export function kitTransport(path: string): Transport {
  if (path.startsWith('tcp:')) {
    if (parseTcpPath(path) === undefined) throw new StudioError('device/bad-path', { path });
    return new TcpTransport(path);
  }
  let serialNumber: string | null | undefined;
  return new KitPort(path, async () => {
    const ports = await listSerialPorts().catch(() => []);
    serialNumber ??= ports.find(port => port.path === path)?.serialNumber ?? null;
    if (serialNumber === null) return path;
    return ports.find(port => port.serialNumber === serialNumber)?.path ?? path;
  });
}
