import type { PersonaLimits } from './persona.ts';

/** What a persona has used up of a day, as JSON. */
export interface LimitLedger {
  /** Days since the start of 1970, local. */
  readonly day: number;
  readonly tokens: number;
  readonly costYuan: number;
  readonly talkedMs: number;
}

export const emptyLedger: LimitLedger = { day: 0, tokens: 0, costYuan: 0, talkedMs: 0 };

/** A pause up to this long belongs to a conversation; a longer one is not counted. */
export const countedPauseMs = 60_000;

/** The ledger of a day: the same, or an empty one where another day has begun. */
export function ledgerOf(ledger: LimitLedger, day: number): LimitLedger {
  return ledger.day === day ? ledger : { ...emptyLedger, day };
}

/** Adds a call of a model. An unknown price counts as nothing: it is the provider's, and the face says that it is unknown. */
export function chargeCall(
  ledger: LimitLedger,
  call: { readonly tokensIn: number; readonly tokensOut: number; readonly costYuan: number | null },
): LimitLedger {
  return {
    ...ledger,
    tokens: ledger.tokens + call.tokensIn + call.tokensOut,
    costYuan: ledger.costYuan + (call.costYuan ?? 0),
  };
}

/** Adds time of conversation since the last sign of it. */
export function chargeTime(ledger: LimitLedger, sinceLastMs: number): LimitLedger {
  if (sinceLastMs <= 0 || sinceLastMs > countedPauseMs) return ledger;
  return { ...ledger, talkedMs: ledger.talkedMs + sinceLastMs };
}

/** A cap that is reached. `minutes` ends the talk of the day; the others leave the offline model, which costs nothing. */
export type ReachedLimit = 'minutes' | 'tokens' | 'cost';

export function reachedLimit(ledger: LimitLedger, limits: PersonaLimits): ReachedLimit | null {
  if (limits.minutesPerDay !== undefined && ledger.talkedMs >= limits.minutesPerDay * 60_000)
    return 'minutes';
  if (limits.tokensPerDay !== undefined && ledger.tokens >= limits.tokensPerDay) return 'tokens';
  if (limits.costPerDayYuan !== undefined && ledger.costYuan >= limits.costPerDayYuan) return 'cost';
  return null;
}
