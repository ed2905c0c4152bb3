import { mentions } from '../language/mentions.ts';
import type { Emotion } from '../ports/port-type.ts';
import type { EmotionCause, EmotionMachine, EmotionTransition } from './emotion-machine.ts';
import { isWithin } from './local-minutes.ts';

/** Seconds that an emotion lasts which is not drawn in the machine: one that a reply brought by itself. */
export const undrawnHoldSeconds = 20;

/** Where a machine stands. Seconds are of one clock that never goes back. */
export interface EmotionState {
  readonly emotion: Emotion;
  readonly sinceSeconds: number;
  /** When something was last said or happened. */
  readonly activeSeconds: number;
  /** When the machine was last looked at. */
  readonly seenSeconds: number;
  /** Minute of the day at that time; null before the first input that brought one. */
  readonly minuteOfDay: number | null;
}

/** Something that may move a machine. */
export type EmotionInput =
  | { readonly kind: 'text'; readonly from: 'person' | 'persona'; readonly text: string }
  | { readonly kind: 'event'; readonly event: string }
  /** An emotion that a reply, an example or a trigger names. */
  | { readonly kind: 'set'; readonly emotion: Emotion }
  /** Time goes on. */
  | { readonly kind: 'tick' };

/** When an input comes. */
export interface EmotionTime {
  readonly seconds: number;
  readonly minuteOfDay: number;
}

export function startEmotion(machine: EmotionMachine, seconds: number): EmotionState {
  return {
    emotion: machine.rest,
    sinceSeconds: seconds,
    activeSeconds: seconds,
    seenSeconds: seconds,
    minuteOfDay: null,
  };
}

/**
 * Moves a machine by one input. First the emotion decays where its time is over; then transitions are tried in id order
 * (code units), those that name the present emotion as their `from` before those from anywhere; the first that fits is
 * taken and no other. A span of time fits when the clock enters it, idleness when it reaches its seconds: each once.
 */
export function runEmotionMachine(
  machine: EmotionMachine,
  state: EmotionState,
  input: EmotionInput,
  time: EmotionTime,
): EmotionState {
  const seconds = Math.max(time.seconds, state.seenSeconds);
  const decayed = decay(machine, state, seconds);
  const next: EmotionState = {
    ...decayed,
    seenSeconds: seconds,
    minuteOfDay: time.minuteOfDay,
    activeSeconds: input.kind === 'tick' ? state.activeSeconds : seconds,
  };
  if (input.kind === 'set') return enter(next, input.emotion, seconds);
  const fits = (transition: EmotionTransition) =>
    causeFits(transition.when, state, input, { ...time, seconds });
  const ordered = Object.entries(machine.transitions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, transition]) => transition);
  const taken =
    ordered.find(transition => transition.from === decayed.emotion && fits(transition)) ??
    ordered.find(transition => transition.from === undefined && fits(transition));
  return taken === undefined ? next : enter(next, taken.to, seconds);
}

function enter(state: EmotionState, emotion: Emotion, seconds: number): EmotionState {
  return { ...state, emotion, sinceSeconds: seconds };
}

/** Seconds that an emotion lasts; undefined where it stays. */
export function holdSecondsOf(machine: EmotionMachine, emotion: Emotion): number | undefined {
  if (emotion === machine.rest) return undefined;
  const drawn = machine.states[emotion];
  if (drawn !== undefined) return drawn.holdSeconds;
  const isEnteredByMachine = Object.values(machine.transitions).some(({ to }) => to === emotion);
  return isEnteredByMachine ? undefined : undrawnHoldSeconds;
}

function decay(machine: EmotionMachine, state: EmotionState, seconds: number): EmotionState {
  const hold = holdSecondsOf(machine, state.emotion);
  if (hold === undefined || seconds - state.sinceSeconds < hold) return state;
  return enter(state, machine.rest, state.sinceSeconds + hold);
}

function causeFits(
  cause: EmotionCause,
  before: EmotionState,
  input: Exclude<EmotionInput, { kind: 'set' }>,
  time: EmotionTime,
): boolean {
  switch (cause.kind) {
    case 'text':
      return (
        input.kind === 'text' &&
        input.from === cause.from &&
        cause.phrases.some(phrase => mentions(input.text, phrase))
      );
    case 'event':
      return input.kind === 'event' && input.event === cause.event;
    case 'time':
      return (
        input.kind === 'tick' &&
        isWithin(time.minuteOfDay, cause) &&
        (before.minuteOfDay === null || !isWithin(before.minuteOfDay, cause))
      );
    case 'idle':
      return (
        input.kind === 'tick' &&
        time.seconds - before.activeSeconds >= cause.afterSeconds &&
        before.seenSeconds - before.activeSeconds < cause.afterSeconds
      );
  }
}
