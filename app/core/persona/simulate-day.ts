import {
  changePresence,
  emptyProactiveState,
  judgeProactivity,
  type ProactiveOccasion,
  type ProactiveState,
} from './judge-proactivity.ts';
import { type LocalMinutes, minutesOfDay } from './local-minutes.ts';
import type { Persona } from './persona.ts';
import type { HeldBackReason } from './proactivity.ts';

/** Events that tell of presence; every other word is an event of the graph. */
export const arrivedEvent = 'arrived';
export const leftEvent = 'left';

export interface SimulatedDay {
  readonly persona: Persona;
  /** Name of who comes and goes; empty: a stranger. */
  readonly person: string;
  /** When the person was last there before this day; null: never. */
  readonly lastSeen: LocalMinutes | null;
  readonly dates: readonly { readonly text: string; readonly date: string }[];
  readonly events: readonly { readonly atMinutes: number; readonly event: string }[];
  /** Days since the start of 1970. */
  readonly day: number;
  readonly language: 'en' | 'zh';
}

export interface SimulatedMoment {
  /** Minutes since midnight. */
  readonly atMinutes: number;
  readonly trigger: string;
  readonly outcome: 'spoke' | 'held-back';
  readonly reason: HeldBackReason | null;
  readonly text: string;
}

/**
 * Plays a day minute by minute: when a persona would have spoken first, and what held it back. Within a minute events
 * come in the order given, then the clock.
 */
export function simulateDay(day: SimulatedDay): SimulatedMoment[] {
  const start = day.day * minutesOfDay;
  const moments: SimulatedMoment[] = [];
  let lastSeen = day.lastSeen;
  let state: ProactiveState = { ...emptyProactiveState, day: day.day, leftAt: lastSeen };
  let spokeMinute = -1;
  const judge = (minute: number, occasion: ProactiveOccasion) => {
    const verdict = judgeProactivity({
      persona: day.persona,
      state,
      now: start + minute,
      occasion,
      person: day.person === '' ? null : { name: day.person, lastSeen },
      dates: day.dates,
      language: day.language,
      isTalking: spokeMinute === minute,
      isOverLimit: false,
    });
    state = verdict.state;
    for (const judgement of verdict.judgements) {
      const spoke = judgement.outcome === 'spoke';
      if (spoke) spokeMinute = minute;
      moments.push({
        atMinutes: minute,
        trigger: judgement.trigger,
        outcome: judgement.outcome,
        reason: spoke ? null : judgement.reason,
        text: spoke ? judgement.text : '',
      });
    }
  };
  const events = day.events
    .map((event, order) => ({ ...event, order, minute: Math.floor(event.atMinutes) }))
    .sort((a, b) => a.minute - b.minute || a.order - b.order);
  let next = 0;
  for (let minute = 0; minute < minutesOfDay; minute++) {
    for (let event = events[next]; event !== undefined && event.minute <= minute; event = events[++next]) {
      const comes = event.event === arrivedEvent && !state.isPresent;
      if (event.event === arrivedEvent) state = changePresence(state, true, start + minute);
      // The event goes first: a greeting is meant for it, a reunion for who is greeted by nothing else.
      judge(minute, { kind: 'event', event: event.event });
      if (comes) judge(minute, { kind: 'met' });
      if (event.event === leftEvent) state = changePresence(state, false, start + minute);
      if (state.isPresent || event.event === leftEvent) lastSeen = start + minute;
    }
    if (state.isPresent) lastSeen = start + minute;
    judge(minute, { kind: 'clock', after: start + minute - 1 });
  }
  return moments;
}
