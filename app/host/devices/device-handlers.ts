import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { deviceService } from '../../contract/services/device-service.ts';
import type { virtualBoardService } from '../../contract/services/virtual-board-service.ts';
import type { KitManager } from './kit-manager.ts';

/** The device service over the kits. */
export function createDeviceHandlers(kits: KitManager): ServiceHandlers<typeof deviceService> {
  return {
    methods: {
      list: () => kits.list(),
      addPort: ({ path }) => kits.addPort(path),
      removePort: async ({ kitId }) => {
        await kits.removePort(kitId);
        return {};
      },
      rename: ({ kitId, name }) => kits.rename(kitId, name),
      setFavourite: ({ kitId, isFavourite }) => kits.setFavourite(kitId, isFavourite),
      abouts: () => kits.abouts(),
      inspect: ({ kitId, interrupt }, { signal }) => kits.inspect(kitId, interrupt, signal),
      sessions: () => kits.sessions(),
      connect: ({ kitId }, { signal }) => kits.connect(kitId, signal),
      disconnect: ({ kitId }) => kits.disconnect(kitId),
      run: (request, context) => kits.run(request, context),
      stop: ({ kitId }, { signal }) => kits.stop(kitId, signal),
      reset: ({ kitId, kind }, { signal }) => kits.reset(kitId, kind, signal),
      setProperty: async ({ kitId, node, property, value }, { signal }) => {
        await (await kits.session(kitId)).setProperty(node, property, value, signal);
        return {};
      },
      send: async ({ kitId, node, port, value }, { signal }) => {
        await (await kits.session(kitId)).send(node, port, value, signal);
        return {};
      },
      writeConsole: async ({ kitId, text }, { signal }) => {
        await (await kits.session(kitId)).writeConsole(text, signal);
        return {};
      },
    },
    events: {
      onDidChangeKits: emit => kits.on('kits', found => emit([...found])),
      onDidLearnKit: emit => kits.on('about', emit),
      onDidChangeSession: emit => kits.on('session', emit),
      onDidReceiveValues: emit => {
        // A screen that opens, or is reloaded, shows what each port said last.
        for (const newest of kits.newestValues()) emit(newest);
        return kits.on('values', emit);
      },
      onDidReceiveConsole: emit => {
        // A screen that opens, or is reloaded, shows what the console held before.
        for (const console of kits.consoles()) emit(console);
        return kits.on('console', emit);
      },
      onDidLog: emit => kits.on('log', emit),
    },
  };
}

/** The drawn device: what is attached to virtual kits, and its controls. */
export function createVirtualBoardHandlers(kits: KitManager): ServiceHandlers<typeof virtualBoardService> {
  const { virtualKits } = kits;
  return {
    methods: {
      peripherals: ({ kitId }) => virtualKits.peripherals(kitId),
      control: async ({ kitId, peripheral, control, value }) => {
        await virtualKits.control(kitId, peripheral, control, value);
        return {};
      },
    },
    events: {
      onDidAttach: emit => virtualKits.onDidAttach(emit),
      onDidChangeState: emit => virtualKits.onDidChangeState(emit),
    },
  };
}
