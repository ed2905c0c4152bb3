import { StudioError } from '../../contract/errors/studio-error.ts';
import type { Kit } from '../../contract/services/device-service.ts';
import type { KitList } from './kit-list.ts';
import type { Transport } from './transport.ts';
import { KitPort } from './transports/kit-port.ts';
import { TcpTransport } from './transports/tcp-transport.ts';
import { VirtualTransport } from './transports/virtual-transport.ts';
import type { VirtualKits } from './virtual-kits.ts';

/** The way to a kit. @throws StudioError `device/not-running` for a replay, which has none */
export function transportOfKit(kit: Kit, list: Pick<KitList, 'locate'>, virtualKits: VirtualKits): Transport {
  const { kitId, path } = kit;
  switch (kit.transport) {
    case 'virtual':
      return new VirtualTransport(path, () => virtualKits.board(kitId));
    case 'serial':
      return new KitPort(path, () => list.locate(kit));
    case 'tcp':
      return new TcpTransport(path);
    case 'replay':
      throw new StudioError('device/not-running', { kitId });
  }
}
