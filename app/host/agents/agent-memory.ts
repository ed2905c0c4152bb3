import { extractFacts } from '../../core/persona/extract-facts.ts';
import { summarizeEpisode } from '../../core/persona/summarize-episode.ts';
import type { MemoryEntry, MemoryStore } from '../memory/memory-store.ts';
import { Conversation } from './conversation.ts';

/** What is recalled for one turn: entries that fit what was said, facts that always matter, what was talked about. */
const recalledEntries = 6;
const recalledFacts = 8;
const recalledEpisodes = 2;
/** Words of a conversation that a summary keeps as its source, characters. */
const sourceLength = 500;

export interface AgentMemoryOptions {
  readonly store: MemoryStore;
  readonly personaId: string;
  readonly onRemembered: (text: string) => void;
  readonly onFailure: (error: unknown) => void;
}

/** What is remembered for one turn. */
export interface TurnMemories {
  /** What fits the words. */
  readonly fitting: readonly MemoryEntry[];
  readonly facts: readonly MemoryEntry[];
  /** All of it that a model should know, without doubles. */
  readonly all: readonly MemoryEntry[];
}

/**
 * What an agent remembers, by person. A conversation holds the memory of its person and of nobody else, and everything
 * here goes through a conversation. Where memory fails the agent goes on without.
 */
export class AgentMemory {
  readonly #options: AgentMemoryOptions;
  readonly #conversations = new Map<string, Conversation>();

  constructor(options: AgentMemoryOptions) {
    this.#options = options;
  }

  get conversations(): readonly Conversation[] {
    return [...this.#conversations.values()];
  }

  /** The conversation with a person. Strangers are not told apart, so each of them begins anew and is forgotten. */
  with(person: string | null): Conversation {
    if (person === null) return new Conversation(null, null);
    const known = this.#conversations.get(person);
    if (known !== undefined) return known;
    const { store, personaId } = this.#options;
    const conversation = new Conversation(person, store.about(personaId, person));
    this.#conversations.set(person, conversation);
    return conversation;
  }

  async recall(conversation: Conversation, words: string): Promise<readonly MemoryEntry[]> {
    return (await this.#try(() => conversation.memory?.recall(words, recalledEntries))) ?? [];
  }

  async forTurn(conversation: Conversation, said: string): Promise<TurnMemories> {
    const { memory } = conversation;
    const fitting = await this.recall(conversation, said);
    const facts = (await this.#try(() => memory?.facts())) ?? [];
    const episodes = (await this.#try(() => memory?.recentEpisodes(recalledEpisodes))) ?? [];
    const all = [...fitting, ...facts.slice(0, recalledFacts), ...episodes];
    return { fitting, facts, all: [...new Map(all.map(entry => [entry.id, entry])).values()] };
  }

  /** Keeps what a person said of themselves. */
  async learn(conversation: Conversation, said: string): Promise<void> {
    const { memory } = conversation;
    if (memory === null) return;
    for (const fact of extractFacts(said)) {
      const kept = await this.#try(() => memory.remember({ ...fact, kind: 'fact', source: 'said' }));
      if (kept !== null && kept !== undefined) this.#options.onRemembered(kept.text);
    }
  }

  /** Ends a conversation: what was talked about becomes an episode, the rest is forgotten. */
  async close(conversation: Conversation, language: 'en' | 'zh'): Promise<void> {
    const exchanges = conversation.exchanges.splice(0);
    conversation.lastAtMs = null;
    const { memory } = conversation;
    const text = summarizeEpisode(exchanges, language);
    if (memory === null || text === null) return;
    const sourceWords = exchanges
      .map(exchange => exchange.person)
      .join(' ')
      .slice(0, sourceLength);
    const kept = await this.#try(() =>
      memory.remember({ kind: 'episode', text, source: 'said', sourceWords }),
    );
    if (kept !== null && kept !== undefined) this.#options.onRemembered(kept.text);
  }

  async expire(keepDays: number): Promise<void> {
    await this.#try(() => this.#options.store.expire(this.#options.personaId, keepDays));
  }

  async #try<Result>(call: () => Promise<Result> | undefined): Promise<Result | undefined> {
    try {
      return await call();
    } catch (error) {
      this.#options.onFailure(error);
      return undefined;
    }
  }
}
