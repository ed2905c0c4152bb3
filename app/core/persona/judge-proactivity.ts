import type { Emotion } from '../ports/port-type.ts';
import { chooseLine } from './choose-line.ts';
import {
  comesRound,
  dayOf,
  isWithin,
  type LocalMinutes,
  minuteOfDayOf,
  minutesOfTime,
  passes,
} from './local-minutes.ts';
import type { Persona, SpokenLanguage } from './persona.ts';
import type { HeldBackReason, ProactiveTrigger } from './proactivity.ts';

/** What a persona keeps in mind of its day, as JSON: when it spoke, and who was there. */
export interface ProactiveState {
  /** Day that `spoken` counts for. */
  readonly day: number;
  readonly spoken: number;
  /** Trigger → when it last spoke. */
  readonly spokeAt: Readonly<Record<string, LocalMinutes>>;
  /** Trigger → how often it spoke, so that its lines take turns. */
  readonly turns: Readonly<Record<string, number>>;
  /** Trigger → the day whose anniversary was said, or was held back for good. */
  readonly anniversaries: Readonly<Record<string, number>>;
  readonly isPresent: boolean;
  /** Minutes that the device was alone before somebody came; null: nobody was ever there before. */
  readonly awayMinutes: number | null;
  readonly leftAt: LocalMinutes | null;
}

export const emptyProactiveState: ProactiveState = {
  day: 0,
  spoken: 0,
  spokeAt: {},
  turns: {},
  anniversaries: {},
  isPresent: false,
  awayMinutes: null,
  leftAt: null,
};

/** Somebody came or left; the same again changes nothing. */
export function changePresence(state: ProactiveState, isPresent: boolean, now: LocalMinutes): ProactiveState {
  if (state.isPresent === isPresent) return state;
  if (!isPresent) return { ...state, isPresent, leftAt: now };
  return { ...state, isPresent, awayMinutes: state.leftAt === null ? null : Math.max(0, now - state.leftAt) };
}

/** What makes a persona think of speaking first. */
export type ProactiveOccasion =
  | { readonly kind: 'event'; readonly event: string }
  /** The clock went on, from just after `after` until now. */
  | { readonly kind: 'clock'; readonly after: LocalMinutes }
  /** A person who is known came. */
  | { readonly kind: 'met' };

export interface ProactivityInput {
  readonly persona: Persona;
  readonly state: ProactiveState;
  readonly now: LocalMinutes;
  readonly occasion: ProactiveOccasion;
  /** Who is or was there; null: a stranger. `lastSeen`: before this visit; null: never. */
  readonly person: { readonly name: string; readonly lastSeen: LocalMinutes | null } | null;
  /** What is remembered of that person and comes round every year. */
  readonly dates: readonly { readonly text: string; readonly date: string }[];
  readonly language: SpokenLanguage;
  /** Somebody speaks, or spoke a moment ago. */
  readonly isTalking: boolean;
  /** A cap of the day is reached. */
  readonly isOverLimit: boolean;
}

export type ProactivityJudgement =
  | {
      readonly outcome: 'spoke';
      readonly trigger: string;
      readonly text: string;
      readonly emotion: Emotion | undefined;
    }
  | { readonly outcome: 'held-back'; readonly trigger: string; readonly reason: HeldBackReason };

export interface ProactivityVerdict {
  /** Each trigger that fired, in id order; one of them at most spoke. */
  readonly judgements: readonly ProactivityJudgement[];
  readonly state: ProactiveState;
}

/**
 * Decides whether a persona speaks first. Triggers are tried in id order (code units). The first that may speak does;
 * others that fired with it are held back. Reasons are looked for in this order: consent, the day's limits, quiet hours,
 * nobody there, talking, resting, the day's budget, nothing to say. Nothing that was held back counts as spoken.
 */
export function judgeProactivity(input: ProactivityInput): ProactivityVerdict {
  const { persona, now } = input;
  const today = dayOf(now);
  let state: ProactiveState =
    input.state.day === today ? input.state : { ...input.state, day: today, spoken: 0 };
  const judgements: ProactivityJudgement[] = [];
  let hasSpoken = false;
  const triggers = Object.entries(persona.proactivity.triggers).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [id, trigger] of triggers) {
    const occasion = firing(id, trigger, { ...input, state });
    if (occasion === null) continue;
    const isAnniversary = trigger.when.kind === 'anniversary';
    const line = chooseLine(trigger.lines, {
      language: input.language,
      slots: { name: input.person?.name, fact: occasion.fact },
      turn: state.turns[id] ?? 0,
    });
    const reason = holdBack(id, trigger, { ...input, state }, line, hasSpoken);
    if (reason !== null || line === undefined) {
      judgements.push({ outcome: 'held-back', trigger: id, reason: reason ?? 'no-line' });
      // An anniversary waits for its person through the day; for no other reason.
      if (isAnniversary && reason !== 'nobody-there' && reason !== 'talking') {
        state = { ...state, anniversaries: { ...state.anniversaries, [id]: today } };
      }
      continue;
    }
    hasSpoken = true;
    judgements.push({ outcome: 'spoke', trigger: id, text: line, emotion: trigger.emotion });
    state = {
      ...state,
      spoken: state.spoken + 1,
      spokeAt: { ...state.spokeAt, [id]: now },
      turns: { ...state.turns, [id]: (state.turns[id] ?? 0) + 1 },
      ...(isAnniversary && { anniversaries: { ...state.anniversaries, [id]: today } }),
    };
  }
  return { judgements, state };
}

interface Firing {
  readonly fact?: string;
}

/** Why a trigger fires on this occasion; null where it does not. */
function firing(id: string, trigger: ProactiveTrigger, input: ProactivityInput): Firing | null {
  const { when } = trigger;
  const { occasion, now, state, person } = input;
  switch (when.kind) {
    case 'event': {
      if (occasion.kind !== 'event' || occasion.event !== when.event) return null;
      if (when.afterAwayMinutes === undefined) return {};
      const away = state.isPresent
        ? state.awayMinutes
        : state.leftAt === null
          ? null
          : Math.max(0, now - state.leftAt);
      return away === null || away >= when.afterAwayMinutes ? {} : null;
    }
    case 'time':
      return occasion.kind === 'clock' && passes(occasion.after, now, when.at) ? {} : null;
    case 'absence': {
      const lastSeen = person?.lastSeen ?? null;
      if (lastSeen === null) return null;
      const dueAt = lastSeen + when.afterHours * 60;
      // With nobody to hear it there is no point in saying it when they are missed: it is said when they are back.
      if (trigger.needsPerson) return occasion.kind === 'met' && now >= dueAt ? {} : null;
      return occasion.kind === 'clock' && !state.isPresent && occasion.after < dueAt && now >= dueAt
        ? {}
        : null;
    }
    case 'anniversary': {
      const fact = input.dates.find(({ date }) => comesRound(date, now))?.text;
      if (fact === undefined || state.anniversaries[id] === dayOf(now)) return null;
      if (minuteOfDayOf(now) < minutesOfTime(when.at)) return null;
      // While its person is away it is mentioned once, at its time, and not every minute.
      const isItsTime = occasion.kind === 'clock' && passes(occasion.after, now, when.at);
      if (trigger.needsPerson && !state.isPresent) return isItsTime ? { fact } : null;
      return occasion.kind === 'event' ? null : { fact };
    }
  }
}

function holdBack(
  id: string,
  trigger: ProactiveTrigger,
  input: ProactivityInput,
  line: string | undefined,
  hasSpoken: boolean,
): HeldBackReason | null {
  const { proactivity } = input.persona;
  const { now, state } = input;
  if (!proactivity.consent) return 'no-consent';
  if (input.isOverLimit) return 'limit';
  if (proactivity.quietHours.some(span => isWithin(minuteOfDayOf(now), span))) return 'quiet-hours';
  if (trigger.needsPerson && !state.isPresent) return 'nobody-there';
  if (input.isTalking || hasSpoken) return 'talking';
  const spokeAt = state.spokeAt[id];
  // A time in the future is of another clock (a scenario that is played again) and says nothing.
  if (spokeAt !== undefined && spokeAt <= now && now - spokeAt < trigger.restMinutes) return 'resting';
  if (state.spoken >= proactivity.dailyBudget) return 'daily-budget';
  return line === undefined ? 'no-line' : null;
}

/** Drops what no longer matters, so that a state that is stored stays small. */
export function pruneProactiveState(state: ProactiveState, persona: Persona): ProactiveState {
  const known = (record: Readonly<Record<string, number>>) =>
    Object.fromEntries(
      Object.entries(record).filter(([id]) => Object.hasOwn(persona.proactivity.triggers, id)),
    );
  return {
    ...state,
    spokeAt: known(state.spokeAt),
    turns: known(state.turns),
    anniversaries: known(state.anniversaries),
  };
}
