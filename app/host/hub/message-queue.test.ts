import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Message } from './hub-actor.ts';
import { MessageQueue } from './message-queue.ts';

describe('MessageQueue', () => {
  it('is a list from which the oldest goes first, and goes too where there are too many', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.boolean(), { maxLength: 600 }),
        (limit, steps) => {
          const queue = new MessageQueue(limit);
          const model: Message[] = [];
          for (const [number, isPush] of steps.entries()) {
            if (isPush) {
              const message = { value: number } as unknown as Message;
              const isFull = model.length === limit;
              if (isFull) model.shift();
              model.push(message);
              expect(queue.push(message)).toBe(!isFull);
            } else {
              expect(queue.shift()).toBe(model.shift());
            }
            expect(queue.isEmpty).toBe(model.length === 0);
          }
          for (const message of model) expect(queue.shift()).toBe(message);
          expect(queue.shift()).toBeUndefined();
        },
      ),
    );
  });
});
