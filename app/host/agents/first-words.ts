import {
  changePresence,
  judgeProactivity,
  type ProactiveOccasion,
  type ProactivityJudgement,
  pruneProactiveState,
} from '../../core/persona/judge-proactivity.ts';
import { type LocalMinutes, localMinutesOf } from '../../core/persona/local-minutes.ts';
import type { Persona } from '../../core/persona/persona.ts';
import type { HubCaller } from '../../sdk/hub-node.ts';
import type { MemoryEntry, MemoryStore } from '../memory/memory-store.ts';
import { type Conversation, spokenName } from './conversation.ts';
import type { DayKeeper } from './day-keeper.ts';

/** How long a greeting waits for the name of who has come, milliseconds. */
const nameMs = 1_500;

export interface FirstWordsOptions {
  readonly day: DayKeeper;
  readonly dependencies: {
    readonly memory: MemoryStore;
    readonly caller: HubCaller;
    readonly timeZone: string;
  };
  readonly now: () => LocalMinutes;
  readonly onFailure: (error: unknown) => void;
}

/** Who is there and since when, who was there before, and what that gives a persona to say by itself. */
export class FirstWords {
  readonly #options: FirstWordsOptions;
  /** Who is there or was last; null: a stranger, or nobody yet. */
  #conversation: Conversation | null = null;
  /** When that person was seen before this visit. */
  #lastSeen: LocalMinutes | null = null;
  /** Who was seen last before anybody came: missed while nobody is there. */
  #missed: { readonly name: string; readonly lastSeen: LocalMinutes } | null = null;
  #isNameOfVisit = false;
  #knowsPeople = false;
  #judgedAt: LocalMinutes | null = null;
  #cancelArrival: (() => void) | null = null;

  constructor(options: FirstWordsOptions) {
    this.#options = options;
  }

  /** Whether anybody is remembered, so that waiting for a name makes sense. */
  get knowsPeople(): boolean {
    return this.#knowsPeople;
  }

  /** Whether the name that is known came while somebody was there. */
  get isNameOfVisit(): boolean {
    return this.#isNameOfVisit;
  }

  async load(personaId: string): Promise<void> {
    try {
      const people = await this.#options.dependencies.memory.people(personaId);
      this.#knowsPeople = people.length > 0;
      const [last] = [...people].sort((a, b) => (a.lastSeenAt < b.lastSeenAt ? 1 : -1));
      if (last === undefined) return;
      const lastSeen = this.#minutesOf(new Date(last.lastSeenAt));
      this.#missed = { name: last.person, lastSeen };
      const { day } = this.#options;
      day.proactive = { ...day.proactive, leftAt: day.proactive.leftAt ?? lastSeen };
    } catch (error) {
      this.#options.onFailure(error);
    }
  }

  /** Somebody else is there. */
  async meet(conversation: Conversation): Promise<void> {
    this.#conversation = conversation.person === null ? null : conversation;
    this.#isNameOfVisit = conversation.person !== null && this.#options.day.proactive.isPresent;
    this.#lastSeen = null;
    const before = await this.#see();
    if (this.#conversation !== conversation) return;
    this.#lastSeen = before;
    if (conversation.person !== null) this.#knowsPeople = true;
  }

  /** True where this is news. */
  setPresence(isPresent: boolean): boolean {
    const { day, now } = this.#options;
    if (day.proactive.isPresent === isPresent) return false;
    day.proactive = changePresence(day.proactive, isPresent, now());
    if (!isPresent) this.takeArrival();
    return true;
  }

  /** Everybody has gone: the person was last seen now. */
  async left(): Promise<void> {
    if (this.#conversation === null) return;
    await this.#see();
    const { now } = this.#options;
    this.#missed = { name: this.#conversation.person ?? '', lastSeen: now() };
    this.#lastSeen = now();
  }

  /** Lets a greeting wait for the name; calls back where it took too long. */
  awaitName(greet: () => void): void {
    this.takeArrival();
    this.#cancelArrival = this.#options.dependencies.caller.after(nameMs, () => {
      this.#cancelArrival = null;
      greet();
    });
  }

  /** True where a greeting has waited; it is the caller's to give now. */
  takeArrival(): boolean {
    const wasWaiting = this.#cancelArrival !== null;
    this.#cancelArrival?.();
    this.#cancelArrival = null;
    return wasWaiting;
  }

  /** The minute that was judged last, where a new one has begun; the first minute is judged as it is. */
  minuteBefore(): LocalMinutes | null {
    const now = this.#options.now();
    const before = this.#judgedAt ?? now - 1;
    if (now <= before) return null;
    this.#judgedAt = now;
    return before;
  }

  async judge(
    occasion: ProactiveOccasion,
    turn: {
      readonly persona: Persona;
      readonly language: 'en' | 'zh';
      readonly isTalking: boolean;
      readonly isOverLimit: boolean;
    },
  ): Promise<readonly ProactivityJudgement[]> {
    if (Object.keys(turn.persona.proactivity.triggers).length === 0) return [];
    const { day, now } = this.#options;
    const facts = await this.#facts();
    const person = this.#conversation?.person ?? null;
    const name = spokenName(person, facts);
    const verdict = judgeProactivity({
      ...turn,
      state: day.proactive,
      now: now(),
      occasion,
      person:
        name === null ? (day.proactive.isPresent ? null : this.#missed) : { name, lastSeen: this.#lastSeen },
      dates: facts.flatMap(({ text, date }) => (date === null ? [] : [{ text, date }])),
    });
    day.proactive = pruneProactiveState(verdict.state, turn.persona);
    return verdict.judgements;
  }

  dispose(): void {
    this.takeArrival();
  }

  async #facts(): Promise<readonly MemoryEntry[]> {
    try {
      return (await this.#conversation?.memory?.facts()) ?? [];
    } catch (error) {
      this.#options.onFailure(error);
      return [];
    }
  }

  async #see(): Promise<LocalMinutes | null> {
    try {
      const before = await this.#conversation?.memory?.see();
      return before === null || before === undefined ? null : this.#minutesOf(before);
    } catch (error) {
      this.#options.onFailure(error);
      return null;
    }
  }

  #minutesOf(date: Date): LocalMinutes {
    return localMinutesOf(date, this.#options.dependencies.timeZone);
  }
}
