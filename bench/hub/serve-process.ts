import { setTimeout as pause } from 'node:timers/promises';
import { pino } from 'pino';
import type { HubGraph } from '../../app/core/compiler/bundle.ts';
import { createStartHub, SpanLog } from '../../app/host/hub/start-hub.ts';
import { type ServedHub, serveHub } from '../../app/host/serve/serve-hub.ts';
import { defineHubNode, type HubNode } from '../../app/sdk/hub-node.ts';
import { chainGraph, relay } from './cambrian-chain.ts';
import { answerParent } from './child.ts';

// A served hub in a process of its own: `serve-process.ts chain | talk`. Its clients are in another one.

export const benchToken = 'the-token-of-the-bench-0123456789';
export const benchProgram = { profileId: 'bench', bundle: 'bench' } as const;

/** How often the fake model and the fake voice have something to say, milliseconds. */
const pieceMs = 3;

/** Streams words of its answer, as a model would, and never looks at its signal. */
const model = defineHubNode({
  receive: async (_port, value, context) => {
    for (let word = 0; word < 400; word++) {
      context.emit('out', { utterance: value, word });
      await pause(pieceMs);
    }
  },
});

/** Speaks each word in several pieces of sound, and never looks at its signal. */
const voice = defineHubNode({
  receive: async (_port, value, context) => {
    const { utterance } = value as { utterance: number };
    for (let piece = 0; piece < 4; piece++) {
      context.emit('out', { utterance, piece, data: 'A'.repeat(640) });
      await pause(pieceMs);
    }
  },
});

const talkGraph: HubGraph = {
  nodes: (['model', 'relay', 'voice'] as const).map(id => ({
    id,
    type: id,
    placement: 'hub' as const,
    properties: {},
    inputs: ['in'],
    outputs: ['out'],
    ...(id === 'model' && { interrupts: ['in'] }),
  })),
  wires: [
    { id: 'w1', from: { node: 'model', port: 'out' }, to: { node: 'relay', port: 'in' } },
    { id: 'w2', from: { node: 'relay', port: 'out' }, to: { node: 'voice', port: 'in' } },
    { id: 'w3', from: { node: 'voice', port: 'out' }, to: { channel: 2 } },
  ],
  ups: [{ channel: 1, to: { node: 'model', port: 'in' } }],
};

const codes = new Map<string, HubNode<unknown>>(
  Object.entries({ 'bench/relay': relay, relay, model, voice }),
);

export interface ServeAnswer {
  readonly port: number;
  readonly sessions: number;
  /** After a collection of garbage. */
  readonly heapBytes: number;
  readonly residentBytes: number;
}

async function start(kind: string | undefined): Promise<ServedHub> {
  const spans = new SpanLog();
  return serveHub({
    program: { ...benchProgram, graph: kind === 'talk' ? talkGraph : chainGraph(10) },
    startHub: createStartHub({ loadNode: async type => codes.get(type) ?? null, spans }),
    spans,
    log: pino({ level: 'silent' }),
    token: benchToken,
    host: '127.0.0.1',
    port: 0,
  });
}

if (process.argv[1] === import.meta.filename) {
  const served = await start(process.argv[2]);
  answerParent(async (): Promise<ServeAnswer> => {
    // Twice: what a finaliser lets go of is collected the second time.
    globalThis.gc?.();
    await pause(50);
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return { port: served.port, sessions: served.sessions, heapBytes: heapUsed, residentBytes: rss };
  });
}
