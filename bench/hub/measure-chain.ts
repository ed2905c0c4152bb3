import { join } from 'node:path';
import type { Figure } from '../figure.ts';
import { percentile } from '../figure.ts';
import type { ChainAnswer, ChainRequest } from './chain.ts';
import { Child } from './child.ts';

const rounds = 5;

/** Name → module, its words, and messages of one round that take about as long on each. */
const contestants = {
  'Node-RED, function nodes': ['node-red-chain.ts', ['function'], 10_000],
  'Node-RED, change nodes': ['node-red-chain.ts', ['change'], 40_000],
  Cambrian: ['cambrian-chain.ts', [], 200_000],
} as const;
type Contestant = keyof typeof contestants;

/**
 * Messages a second and latency through ten chained nodes, beside Node-RED's runtime, in rounds that take turns so that
 * whatever else the machine does hits all alike. Medians of the rounds.
 */
export async function measureChains(): Promise<Figure[]> {
  const names = Object.keys(contestants) as Contestant[];
  const children = new Map<Contestant, Child>();
  const rates = new Map<Contestant, number[]>(names.map(name => [name, []]));
  const latencies = new Map<Contestant, ChainAnswer[]>(names.map(name => [name, []]));
  try {
    for (const name of names) {
      const [module, words, messages] = contestants[name];
      const child = await Child.start(join(import.meta.dirname, module), words);
      children.set(name, child);
      // The first round is for the compiler.
      await child.ask<ChainAnswer>({ kind: 'rate', messages } satisfies ChainRequest);
    }
    for (let round = 0; round < rounds; round++) {
      for (const [name, child] of children) {
        const messages = contestants[name][2];
        const { rate } = await child.ask<ChainAnswer>({ kind: 'rate', messages } satisfies ChainRequest);
        if (rate !== undefined) rates.get(name)?.push(rate);
        const latency = await child.ask<ChainAnswer>({
          kind: 'latency',
          messages: 2_000,
        } satisfies ChainRequest);
        latencies.get(name)?.push(latency);
      }
    }
  } finally {
    for (const child of children.values()) await child.end();
  }
  const rateOf = (name: Contestant) => percentile(rates.get(name) ?? [], 0.5);
  const latencyOf = (name: Contestant, key: 'p50Ms' | 'p99Ms') =>
    percentile(
      (latencies.get(name) ?? []).map(answer => answer[key] ?? Number.NaN),
      0.5,
    );
  return [
    ...names.flatMap((name): Figure[] => [
      { name: `ten nodes, ${name}`, value: rateOf(name), unit: '/s', isMore: true },
      { name: `ten nodes, ${name}, one at a time, p50`, value: latencyOf(name, 'p50Ms'), unit: 'ms' },
      { name: `ten nodes, ${name}, one at a time, p99`, value: latencyOf(name, 'p99Ms'), unit: 'ms' },
    ]),
    {
      name: 'times Node-RED with function nodes',
      value: rateOf('Cambrian') / rateOf('Node-RED, function nodes'),
      unit: '×',
      budget: 10,
      isMore: true,
    },
    {
      name: 'times Node-RED with change nodes',
      value: rateOf('Cambrian') / rateOf('Node-RED, change nodes'),
      unit: '×',
      isMore: true,
    },
  ];
}
