import { z } from 'zod';
import { emptyProactiveState, type ProactiveState } from '../../core/persona/judge-proactivity.ts';
import { emptyLedger, type LimitLedger } from '../../core/persona/limit-ledger.ts';
import type { MemoryStore } from '../memory/memory-store.ts';

const count = z.number().nonnegative();
const byTrigger = z.record(z.string(), z.number());
const daySchema = z.object({
  ledger: z.object({ day: z.int(), tokens: count, costYuan: count, talkedMs: count }),
  proactive: z.object({
    day: z.int(),
    spoken: count,
    spokeAt: byTrigger,
    turns: byTrigger,
    anniversaries: byTrigger,
    leftAt: z.number().nullable(),
  }),
});

const key = 'day';

/**
 * Keeps what a persona used up of its day and when it spoke first, so that a restart gives it no second budget. Where
 * memory cannot be read or written the day lasts as long as the program.
 */
export class DayKeeper {
  ledger: LimitLedger = emptyLedger;
  proactive: ProactiveState = emptyProactiveState;
  readonly #values: MemoryStore['values'];
  readonly #scope: string;
  readonly #onFailure: (error: unknown) => void;
  #stored = '';
  #saving: Promise<void> = Promise.resolve();

  constructor(memory: MemoryStore, personaId: string, onFailure: (error: unknown) => void) {
    this.#values = memory.values;
    this.#scope = `agent/${personaId}`;
    this.#onFailure = onFailure;
  }

  async load(): Promise<void> {
    try {
      const text = await this.#values.get(this.#scope, '', key);
      if (text === null) return;
      const stored = daySchema.safeParse(JSON.parse(text));
      if (!stored.success) return;
      this.ledger = stored.data.ledger;
      // Who is there now is seen anew.
      this.proactive = { ...emptyProactiveState, ...stored.data.proactive };
      this.#stored = text;
    } catch (error) {
      this.#onFailure(error);
    }
  }

  /** Writes what has changed; several calls in a row write once more at most. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const { isPresent: _, awayMinutes: __, ...proactive } = this.proactive;
      const text = JSON.stringify({ ledger: this.ledger, proactive });
      if (text === this.#stored) return;
      try {
        await this.#values.set(this.#scope, '', key, text);
        this.#stored = text;
      } catch (error) {
        this.#onFailure(error);
      }
    });
    return this.#saving;
  }
}
