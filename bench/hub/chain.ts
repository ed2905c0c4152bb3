import { percentile } from '../figure.ts';

/** Nodes in the chain. */
export const chainLength = 10;

/** `rate`: so many messages at once, until the last is through. `latency`: one after another, so many. */
export interface ChainRequest {
  readonly kind: 'rate' | 'latency';
  readonly messages: number;
}

/** `rate`: messages a second; `latency`: milliseconds. */
export interface ChainAnswer {
  readonly rate?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
}

/** A chain under measurement: puts a message in at its head. What comes out is told to `onOut`. */
export interface Chain {
  send(payload: number): void;
  onOut: () => void;
}

export async function measureChain(chain: Chain, { kind, messages }: ChainRequest): Promise<ChainAnswer> {
  if (kind === 'rate') {
    const startedAtMs = performance.now();
    const { promise, resolve } = Promise.withResolvers<void>();
    let out = 0;
    chain.onOut = () => {
      if (++out === messages) resolve();
    };
    for (let count = 0; count < messages; count++) chain.send(count);
    await promise;
    return { rate: messages / ((performance.now() - startedAtMs) / 1000) };
  }
  const times: number[] = [];
  for (let count = 0; count < messages; count++) {
    const { promise, resolve } = Promise.withResolvers<number>();
    chain.onOut = () => resolve(performance.now());
    const startedAtMs = performance.now();
    chain.send(count);
    times.push((await promise) - startedAtMs);
  }
  return { p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) };
}
