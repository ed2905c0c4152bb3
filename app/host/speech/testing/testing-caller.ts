import { setTimeout as setTimeoutAsync } from 'node:timers/promises';
import type { AudioValue, CallUsage, HubCaller, HubMessage } from '../../../sdk/hub-node.ts';

/** A node that calls speech in a test. */
export function createTestingCaller(
  options: { readonly placement?: 'hub' | 'cloud'; readonly signal?: AbortSignal } = {},
): HubCaller & { readonly lines: string[] } {
  const lines: string[] = [];
  const signal = options.signal ?? new AbortController().signal;
  return {
    nodeId: 'node',
    placement: options.placement ?? 'cloud',
    signal,
    lines,
    log: text => lines.push(text),
    now: () => performance.now(),
    date: () => new Date(),
    sleep: (delayMs, abort) => setTimeoutAsync(delayMs, undefined, { signal: abort }),
    after: (delayMs, call) => {
      const timer = setTimeout(call, delayMs);
      return () => clearTimeout(timer);
    },
    every: (periodMs, call) => {
      const timer = setInterval(call, periodMs);
      return () => clearInterval(timer);
    },
    run: (_name, work) => void work({ signal, report: () => undefined }),
  };
}

/** A message of a test: it can be cancelled, and keeps what was reported. */
export function createTestingMessage(): HubMessage & {
  readonly usages: CallUsage[];
  cancel(): void;
} {
  const controller = new AbortController();
  const usages: CallUsage[] = [];
  return {
    signal: controller.signal,
    usages,
    report: usage => usages.push(usage),
    cancel: () => controller.abort(new DOMException('interrupted', 'AbortError')),
  };
}

/** Sound of a test: a tone, or silence at 0 Hz, as one piece of pcm16. */
export function tone(frequencyHz: number, durationMs: number, sampleRateHz = 16_000): AudioValue {
  const count = Math.round((sampleRateHz * durationMs) / 1000);
  const bytes = Buffer.alloc(count * 2);
  for (let index = 0; index < count; index++) {
    const sample = Math.sin((2 * Math.PI * frequencyHz * index) / sampleRateHz) * 12_000;
    bytes.writeInt16LE(Math.round(sample), index * 2);
  }
  return { data: bytes.toString('base64'), sampleRateHz, encoding: 'pcm16' };
}
