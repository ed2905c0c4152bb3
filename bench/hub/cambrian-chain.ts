import type { HubGraph } from '../../app/core/compiler/bundle.ts';
import { noDevice } from '../../app/host/hub/hub-services.ts';
import { createStartHub, SpanLog } from '../../app/host/hub/start-hub.ts';
import { defineHubNode } from '../../app/sdk/hub-node.ts';
import { type Chain, type ChainRequest, chainLength, measureChain } from './chain.ts';
import { answerParent } from './child.ts';

// Ten chained nodes on the hub as a kit starts it: with spans, watched values, checks of what is sent.

export const relay = defineHubNode({ receive: (_port, value, context) => context.emit('out', value) });

/** Channel 1 → ten nodes → channel 2. */
export function chainGraph(length: number): HubGraph {
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  return {
    nodes: ids.map(id => ({
      id,
      type: 'bench/relay',
      placement: 'hub' as const,
      properties: {},
      inputs: ['in'],
      outputs: ['out'],
    })),
    wires: ids.map((id, index) => ({
      id: `w${String(index).padStart(3, '0')}`,
      from: { node: id, port: 'out' },
      to: index === length - 1 ? { channel: 2 } : { node: `n${index + 1}`, port: 'in' },
    })),
    ups: [{ channel: 1, to: { node: 'n0', port: 'in' } }],
  };
}

async function startChain(): Promise<Chain> {
  const startHub = createStartHub({ loadNode: async () => relay, spans: new SpanLog() });
  let watched = 0;
  const hub = await startHub(chainGraph(chainLength), {
    kitId: 'bench',
    device: noDevice,
    sendChannel: () => chain.onOut(),
    onValue: () => void watched++,
    onLog: ({ text }) => console.error(text),
  });
  const chain: Chain = {
    send: payload => hub.receive(1, { payload, topic: 'bench' }),
    onOut: () => undefined,
  };
  return chain;
}

if (process.argv[1] === import.meta.filename) {
  const chain = await startChain();
  answerParent((request: ChainRequest) => measureChain(chain, request));
}
