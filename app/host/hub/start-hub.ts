import type { ServiceHandlers } from '../../contract/rpc/define-service.ts';
import type { hubService } from '../../contract/services/hub-service.ts';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import type { HubNode } from '../../sdk/hub-node.ts';
import type { HubBridge, RunningHub, StartHub } from '../devices/hub-bridge.ts';
import { Hub } from './hub.ts';
import { createRealClock } from './hub-clock.ts';
import { type CreateHubServices, createNoServices } from './hub-services.ts';
import type { SpanLog } from './span-log.ts';

export { SpanLog } from './span-log.ts';

export interface StartHubOptions {
  /** Gives the code of a node type; null where it has none. */
  readonly loadNode: (type: string) => Promise<HubNode<unknown> | null>;
  readonly spans: SpanLog;
  /** Makes models, agents and so on for each program that starts; without it nodes have none. */
  readonly createServices?: CreateHubServices;
}

/**
 * Makes the function with which a kit starts its hub nodes, in real time and with services of their own, which end
 * with them. A type without code is logged under the node's name and left out.
 */
export function createStartHub(options: StartHubOptions): StartHub {
  const createServices = options.createServices ?? createNoServices;
  return async (graph, bridge) => {
    const nodes = await loadNodes(graph, bridge, options.loadNode);
    const clock = createRealClock();
    const startedAt = clock.date().getTime();
    const { dispose, services } = await createServices({
      kitId: bridge.kitId,
      graph,
      device: bridge.device,
      clock,
      log: (node, level, text) => bridge.onLog({ node, level, text }),
    });
    const hub = new Hub({
      graph,
      nodes,
      services,
      clock,
      sendChannel: bridge.sendChannel,
      onValue: bridge.onValue,
      onLog: bridge.onLog,
      onSpan: options.spans.taker(bridge.kitId, startedAt),
      ...(bridge.onInterrupt !== undefined && { onInterrupt: bridge.onInterrupt }),
    });
    hub.start();
    const running: RunningHub = {
      receive: (channel, value) => hub.receive(channel, value),
      send: (node, port, value) => hub.send(node, port, value),
      setProperty: (node, property, value) => hub.setProperty(node, property, value),
      get dropped() {
        return hub.dropped;
      },
      stop: async () => {
        try {
          await hub.stop();
        } finally {
          await dispose();
        }
      },
    };
    return running;
  };
}

async function loadNodes(
  graph: HubGraph,
  bridge: HubBridge,
  loadNode: StartHubOptions['loadNode'],
): Promise<Map<string, HubNode<unknown>>> {
  const nodes = new Map<string, HubNode<unknown>>();
  for (const node of graph.nodes) {
    if (nodes.has(node.type)) continue;
    const code = await loadNode(node.type);
    if (code === null)
      bridge.onLog({ node: node.id, level: 'error', text: `${node.type} has no code for the hub` });
    else nodes.set(node.type, code);
  }
  return nodes;
}

export function createHubHandlers(spans: SpanLog): ServiceHandlers<typeof hubService> {
  return {
    methods: { recentSpans: ({ kitId }) => spans.recent(kitId) },
    events: { onDidEndSpan: emit => spans.listen(emit) },
  };
}
