import type { Placement } from '../../../core/document/profile.ts';
import type { PortKind } from '../../../core/ports/port-type.ts';
import type { PortValue, ReceivedValue } from '../../stores/runtime-store.ts';

/** One thing that just happened inside. */
export interface DemoCard {
  readonly id: number;
  readonly node: string;
  readonly port: string;
  readonly value: PortValue;
  readonly kind: PortKind;
  readonly placement: Placement;
  /** Milliseconds since the first thing of the same chain. */
  readonly afterMs: number;
}

/** The chain of cards that is shown, and what is needed to go on with it. */
export interface DemoCards {
  readonly cards: readonly DemoCard[];
  readonly nextId: number;
  /** The board's clock at the first card. */
  readonly startedAtMs: number;
  readonly newestAtMs: number;
  /** Last value by `node/port`, so that a repetition makes no card. */
  readonly last: ReadonlyMap<string, PortValue>;
  /** When each numeric port spoke last, to leave out those that never stop. */
  readonly spokeAtMs: ReadonlyMap<string, number>;
}

/** What the cards need to know of a port; null leaves it out (an input, or a port that is gone). */
export type LookUpPort = (
  node: string,
  port: string,
) => { readonly kind: PortKind; readonly placement: Placement } | null;

export const noCards: DemoCards = {
  cards: [],
  nextId: 1,
  startedAtMs: 0,
  newestAtMs: Number.NEGATIVE_INFINITY,
  last: new Map(),
  spokeAtMs: new Map(),
};

const cardLimit = 5;
/** A silence after which something new begins. */
const chainGapMs = 2500;
/** A trigger, or a "no", this close to another word of its node says the same once more. */
const burstMs = 30;
/** A number that comes more often than this is a measurement that goes on and on, not an event. */
const numberPauseMs = 400;

/**
 * Takes a batch of values into the chain of cards: outputs only, each change once, no running measurements. What
 * comes after a silence begins a new chain.
 *
 * @param isPrelude true while the program is only just starting: its first values are taken note of, not shown
 */
export function noteValues(
  state: DemoCards,
  values: readonly ReceivedValue[],
  lookUp: LookUpPort,
  isPrelude: boolean,
): DemoCards {
  let { cards, nextId, startedAtMs, newestAtMs } = state;
  let last: Map<string, PortValue> | null = null;
  let spokeAtMs: Map<string, number> | null = null;
  for (const [node, port, value, atMs] of values) {
    const known = lookUp(node, port);
    if (known === null || !isEvent(known.kind)) continue;
    const key = `${node}/${port}`;
    const seen = last ?? state.last;
    const hadValue = seen.has(key);
    const isSame = known.kind !== 'trigger' && hadValue && seen.get(key) === value;
    if (known.kind === 'number') {
      const spoke = (spokeAtMs ?? state.spokeAtMs).get(key);
      spokeAtMs ??= new Map(state.spokeAtMs);
      spokeAtMs.set(key, atMs);
      if (spoke !== undefined && atMs - spoke < numberPauseMs) continue;
    }
    last ??= new Map(state.last);
    last.set(key, value);
    // A switch that says "no" when it first speaks has not been switched.
    if (isPrelude || isSame || (!hadValue && value === false)) continue;
    const afterMs = atMs - startedAtMs;
    const isInBurst = (other: DemoCard) => other.node === node && Math.abs(other.afterMs - afterMs) < burstMs;
    const saysLittle = known.kind === 'trigger' || value === false;
    if (saysLittle && cards.some(isInBurst)) continue;
    // What is so says more than what is not any more.
    if (value === true) cards = cards.filter(other => other.value !== false || !isInBurst(other));
    if (atMs - newestAtMs > chainGapMs || atMs < startedAtMs) {
      cards = [];
      startedAtMs = atMs;
    }
    newestAtMs = atMs;
    const card: DemoCard = {
      id: nextId,
      node,
      port,
      value,
      kind: known.kind,
      placement: known.placement,
      afterMs: Math.max(0, atMs - startedAtMs),
    };
    nextId += 1;
    cards = [...cards.filter(other => other.node !== node || other.port !== port), card].slice(-cardLimit);
  }
  if (last === null && spokeAtMs === null) return state;
  return {
    cards,
    nextId,
    startedAtMs,
    newestAtMs,
    last: last ?? state.last,
    spokeAtMs: spokeAtMs ?? state.spokeAtMs,
  };
}

/** Sound and pictures are streams, and JSON says nothing to a visitor. */
function isEvent(kind: PortKind): boolean {
  return kind !== 'audio' && kind !== 'image' && kind !== 'json' && kind !== 'vector3';
}
