import type { feelingTexts } from './feeling.texts.ts';

/** Events that devices commonly have; any other word can be typed. */
export const commonEvents = ['arrived', 'left', 'touched', 'dark', 'bright', 'shaken', 'loud'] as const;

const isCommon = (event: string): event is (typeof commonEvents)[number] =>
  commonEvents.some(known => known === event);

/** An event in words; one that nobody knows is its own word. */
export function eventWords(event: string, say: ReturnType<typeof feelingTexts.say>): string {
  return isCommon(event) ? say(event) : event;
}

/** A span in the largest unit that says it without a fraction. */
export function durationWords(seconds: number, say: ReturnType<typeof feelingTexts.say>): string {
  if (seconds >= 3_600 && seconds % 3_600 === 0) return say('hoursShort', { count: seconds / 3_600 });
  if (seconds >= 60 && seconds % 60 === 0) return say('minutesShort', { count: seconds / 60 });
  return say('secondsShort', { count: seconds });
}
