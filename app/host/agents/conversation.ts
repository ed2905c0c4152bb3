import type { Exchange } from '../../core/persona/summarize-episode.ts';
import type { MemoryEntry, PersonMemory } from '../memory/memory-store.ts';

/** What is shown to a model of the conversation so far, exchanges. */
const windowLength = 12;
/** What is kept for the summary. */
const keptLength = 40;
/** Own words of the person that a call of a tool may lean on, besides those of the turn. */
const leanLength = 2;

/** One exchange, and what it was touched by. */
export interface ConversationExchange extends Exchange {
  readonly isTainted: boolean;
}

/** A conversation with one person, or with a stranger of whom nothing is kept. Each has its own; none sees another's. */
export class Conversation {
  /** Null: a stranger. */
  readonly person: string | null;
  readonly memory: PersonMemory | null;
  readonly exchanges: ConversationExchange[] = [];
  /** Hub time of the last sign of it, milliseconds; null before the first. */
  lastAtMs: number | null = null;

  constructor(person: string | null, memory: PersonMemory | null) {
    this.person = person;
    this.memory = memory;
  }

  add(exchange: ConversationExchange): void {
    this.exchanges.push(exchange);
    if (this.exchanges.length > keptLength) this.exchanges.shift();
  }

  /** The newest exchanges, beginning with one in which the person spoke. */
  get window(): readonly ConversationExchange[] {
    const newest = this.exchanges.slice(-windowLength);
    const first = newest.findIndex(exchange => exchange.person !== '');
    return first < 0 ? [] : newest.slice(first);
  }

  get isTainted(): boolean {
    return this.window.some(exchange => exchange.isTainted);
  }

  get ownWords(): readonly string[] {
    return this.exchanges
      .filter(exchange => exchange.person !== '')
      .slice(-leanLength)
      .map(exchange => exchange.person);
  }
}

/** A fact this short, of one kind, is no place for orders. */
const shortFact = 80;

/**
 * Whether a memory may carry words that somebody planted. Everything may, but for a short fact of a known kind that a
 * person said or the team entered, as long as it does not speak of a tool.
 */
export function mayCarryOrders(entry: MemoryEntry, speaksOfTool: (text: string) => boolean): boolean {
  const isPlainFact =
    entry.kind === 'fact' && entry.key !== null && entry.source !== 'tool' && entry.text.length <= shortFact;
  return !isPlainFact || speaksOfTool(entry.text);
}

/** How a person is called: by the name that they told, else the one that the device knows them by. */
export function spokenName(person: string | null, facts: readonly MemoryEntry[]): string | null {
  const told = facts.find(fact => fact.key === 'name')?.text;
  const name = told?.replace(/^(?:Is called |名字叫)/u, '').trim();
  return name === undefined || name === '' ? person : name;
}
