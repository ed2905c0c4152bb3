import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { withHost } from '../with-host.ts';

/** `list`: kits that are attached. The virtual kit is always there. */
export function list(terminal: Terminal): Promise<ExitCode> {
  return withHost(async host => {
    const kits = await host.parts.kits.list();
    for (const kit of kits) {
      const ids =
        kit.vendorId === null ? '' : `  ${kit.vendorId}:${kit.productId}  ${kit.serialNumber ?? ''}`;
      terminal.say(`${kit.path.padEnd(20)} ${kit.title}${ids}`);
    }
    if (kits.every(kit => kit.transport === 'virtual')) {
      terminal.say('No board is attached. Plug one in, or name its port with --port.');
    }
    terminal.answer(kits);
    return exitCodes.ok;
  });
}
