import type { PortValue } from '../../stores/runtime-store.ts';

type Values = readonly (readonly [node: string, port: string, value: PortValue, boardMs: number])[];

interface DeviceEvents {
  on(
    name: 'onDidReceiveValues',
    listener: (event: { readonly kitId: string; readonly values: Values }) => void,
  ): () => void;
  sessions(input: Record<string, never>): Promise<unknown>;
}

/**
 * Values of a kit as they come, without those that are told again to whoever begins to listen: a sentence that was
 * spoken an hour ago is not spoken again because a window was opened. Answers come after what was asked before them,
 * so an answer marks where the old ones end.
 */
export function listenToLiveValues(
  device: DeviceEvents,
  kitId: string,
  onValue: (node: string, port: string, value: PortValue) => void,
): () => void {
  let isLive = false;
  const stop = device.on('onDidReceiveValues', event => {
    if (!isLive || event.kitId !== kitId) return;
    for (const [node, port, value] of event.values) onValue(node, port, value);
  });
  void device.sessions({}).then(
    () => {
      isLive = true;
    },
    // The connection is lost; who shows that is elsewhere, and the values come again with it.
    () => {
      isLive = true;
    },
  );
  return stop;
}
