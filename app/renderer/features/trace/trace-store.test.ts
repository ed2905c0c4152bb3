import { describe, expect, it } from 'vitest';
import type { Span } from '../../../contract/services/hub-service.ts';
import { mergeSpans } from './trace-store.ts';

const span = (id: number): Span => ({
  spanId: String(id),
  kitId: 'k',
  node: 'n',
  port: 'in',
  startedAt: new Date(id).toISOString(),
  queueMs: 0,
  totalMs: 1,
  outcome: 'done',
  detail: null,
  calls: [],
});

describe('mergeSpans', () => {
  it('takes each span once and keeps the newest five hundred', () => {
    const merged = mergeSpans([span(1), span(2)], [span(2), span(3)]);
    expect(merged.map(({ spanId }) => spanId)).toEqual(['1', '2', '3']);
    const many = mergeSpans(
      merged,
      Array.from({ length: 600 }, (_, index) => span(index + 10)),
    );
    expect(many).toHaveLength(500);
    expect(many.at(-1)?.spanId).toBe('609');
  });
});
