import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Span } from '../../contract/services/hub-service.ts';
import { averageOf, sampleOf, startMeasuredStore, useMeasuredStore } from './measured-store.ts';

const call = (changes: Partial<Span['calls'][number]> = {}): Span['calls'][number] => ({
  provider: 'sky',
  model: 'large',
  region: null,
  isOffline: false,
  firstMs: 300,
  tokensIn: 100,
  tokensOut: 20,
  costYuan: 0.01,
  ...changes,
});
const span = (calls: Span['calls'], changes: Partial<Span> = {}): Span => ({
  spanId: 's',
  kitId: 'k',
  node: 'momo',
  port: 'heard',
  startedAt: '2026-01-01T00:00:00.000Z',
  queueMs: 1,
  totalMs: 900,
  outcome: 'done',
  detail: null,
  calls,
  ...changes,
});

beforeEach(() => {
  vi.useFakeTimers();
  useMeasuredStore.getState().clear();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('measured figures', () => {
  it('average what is of the model that answered last, and leave an unknown price unknown', () => {
    const samples = [
      span([call({ model: 'old', firstMs: 9_000 })]),
      span([call({ firstMs: 200 })], { totalMs: 800 }),
      span([call({ firstMs: 400 })], { totalMs: 1_000 }),
    ].flatMap(each => sampleOf(each) ?? []);
    expect(averageOf(samples)).toMatchObject({
      model: 'sky/large',
      samples: 2,
      firstMs: 300,
      totalMs: 900,
      costYuan: 0.01,
    });
    const unknown = sampleOf(span([call({ costYuan: null })]));
    expect(unknown === null ? null : averageOf([unknown])?.costYuan).toBeNull();
    expect(sampleOf(span([call()], { outcome: 'cancelled' }))).toBeNull();
    expect(sampleOf(span([call({ isOffline: true })]))?.model).toBe('offline');
  });

  it('are taken over together', () => {
    let hear: (span: Span) => void = () => undefined;
    const stop = startMeasuredStore({
      on: (_, listener) => {
        hear = listener as typeof hear;
        return () => undefined;
      },
    });
    hear(span([call({ firstMs: 100 })]));
    hear(span([call({ firstMs: 300 })]));
    expect(useMeasuredStore.getState().measured.size).toBe(0);
    vi.runAllTimers();
    expect(useMeasuredStore.getState().measured.get('momo')).toMatchObject({ firstMs: 200, samples: 2 });
    stop();
  });
});
