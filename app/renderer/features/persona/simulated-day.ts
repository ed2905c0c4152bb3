import { create } from 'zustand';
import type { DayMoment } from '../../../contract/services/persona-service.ts';
import type { Persona } from '../../../core/persona/persona.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';

export interface DayEvent {
  readonly id: number;
  /** Minutes since midnight. */
  readonly atMinutes: number;
  readonly event: string;
}

/** How the simulation of the present day stands. The last result stays while a newer one is on its way. */
export interface SimulatedDayState {
  /** What happens in the day; null: a day like any other for this persona. */
  readonly events: readonly DayEvent[] | null;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly person: string;
  readonly moments: readonly DayMoment[] | null;
  readonly isRunning: boolean;
  readonly error: unknown;
  readonly begin: () => void;
  readonly setEvents: (events: readonly DayEvent[]) => void;
  readonly setDate: (date: string) => void;
  readonly setPerson: (person: string) => void;
  readonly simulate: (projectId: string, personaId: string, persona: Persona) => Promise<void>;
}

let lastId = 0;
export function newDayEvent(atMinutes: number, event: string): DayEvent {
  lastId += 1;
  return { id: lastId, atMinutes, event };
}

/** A day on which somebody leaves, comes home and stays, with each event that the persona waits for. */
export function ordinaryDay(proactivity: Persona['proactivity']): readonly DayEvent[] {
  const day = [
    newDayEvent(7 * 60 + 5, 'arrived'),
    newDayEvent(8 * 60, 'left'),
    newDayEvent(15 * 60 + 50, 'arrived'),
    newDayEvent(18 * 60 + 40, 'dark'),
    newDayEvent(21 * 60 + 20, 'dark'),
    newDayEvent(22 * 60, 'left'),
  ];
  const known = new Set(day.map(({ event }) => event));
  let minutes = 16 * 60 + 30;
  for (const { when } of Object.values(proactivity.triggers)) {
    if (when.kind !== 'event' || known.has(when.event)) continue;
    known.add(when.event);
    day.push(newDayEvent(minutes, when.event));
    minutes += 30;
  }
  return day.sort((one, other) => one.atMinutes - other.atMinutes);
}

/** A date as its own place on earth has it, `YYYY-MM-DD`. */
export function isoDate(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

let running: AbortController | null = null;

/** The simulated day of the persona that is shown. */
export const useSimulatedDay = create<SimulatedDayState>()((set, get) => ({
  events: null,
  date: isoDate(new Date()),
  person: '',
  moments: null,
  isRunning: false,
  error: null,
  begin: () => {
    running?.abort();
    set({
      events: null,
      date: isoDate(new Date()),
      person: '',
      moments: null,
      isRunning: false,
      error: null,
    });
  },
  setEvents: events => set({ events: events.toSorted((one, other) => one.atMinutes - other.atMinutes) }),
  setDate: date => set({ date }),
  setPerson: person => set({ person }),
  simulate: async (projectId, personaId, persona) => {
    running?.abort();
    const controller = new AbortController();
    running = controller;
    const { events, date, person } = get();
    const day = events ?? ordinaryDay(persona.proactivity);
    if (events === null) set({ events: day });
    set({ isRunning: true, error: null });
    try {
      const moments = await getStudio().persona.simulateDay(
        {
          projectId,
          personaId,
          persona,
          person,
          events: day.map(({ atMinutes, event }) => ({ atMinutes, event })),
          date,
        },
        { signal: controller.signal },
      );
      if (running === controller) set({ moments, isRunning: false });
    } catch (error) {
      // One that was overtaken by the next edit is no failure.
      if (running === controller) set({ isRunning: false, error });
    }
  },
}));

/** Minutes since midnight as `HH:MM`. */
export function timeOfMinutes(minutes: number): string {
  const whole = Math.min(1_439, Math.max(0, Math.floor(minutes)));
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}

/** `HH:MM` as minutes since midnight. */
export function minutesOfTime(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/** Quiet hours as spans of one day, minutes; one over midnight is two. Pure. */
export function quietSpans(
  quietHours: Persona['proactivity']['quietHours'],
): readonly { readonly from: number; readonly to: number }[] {
  return quietHours.flatMap(span => {
    const from = minutesOfTime(span.from);
    const to = minutesOfTime(span.to);
    if (from === to) return [];
    return from < to
      ? [{ from, to }]
      : [
          { from: 0, to },
          { from, to: 1_440 },
        ].filter(part => part.from < part.to);
  });
}
