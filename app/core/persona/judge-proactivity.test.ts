import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changePresence,
  emptyProactiveState,
  judgeProactivity,
  type ProactiveState,
  type ProactivityInput,
} from './judge-proactivity.ts';
import { isWithin, minutesOfDay } from './local-minutes.ts';
import { type Persona, personaSchema } from './persona.ts';
import { simulateDay } from './simulate-day.ts';

const day = 20_600;
const at = (time: string, days = 0) => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return (day + days) * minutesOfDay + hours * 60 + minutes;
};

function personaWith(proactivity: object): Persona {
  return personaSchema.parse({
    name: 'Momo',
    speech: { languages: ['zh', 'en'] },
    proactivity: {
      consent: true,
      quietHours: [{ from: '21:00', to: '07:00' }],
      triggers: {
        greet: {
          when: { kind: 'event', event: 'arrived' },
          lines: ['Hello, {name}!', 'Nice to see you.', '{name}，你好！'],
        },
      },
      ...proactivity,
    },
  });
}

const here: ProactiveState = { ...emptyProactiveState, day, isPresent: true };

function judge(persona: Persona, change: Partial<ProactivityInput> = {}) {
  return judgeProactivity({
    persona,
    state: here,
    now: at('10:00'),
    occasion: { kind: 'event', event: 'arrived' },
    person: { name: 'Lin', lastSeen: null },
    dates: [],
    language: 'en',
    isTalking: false,
    isOverLimit: false,
    ...change,
  });
}

const reasonOf = (persona: Persona, change: Partial<ProactivityInput> = {}) => {
  const [judgement] = judge(persona, change).judgements;
  return judgement?.outcome === 'held-back' ? judgement.reason : judgement?.outcome;
};

describe('speaking first', () => {
  it('speaks in the language that is spoken, to the person by name, in turn', () => {
    const persona = personaWith({});
    const first = judge(persona);
    expect(first.judgements).toEqual([
      { outcome: 'spoke', trigger: 'greet', text: 'Hello, Lin!', emotion: undefined },
    ]);
    const second = judge(persona, { state: first.state, now: at('12:00') });
    expect(second.judgements[0]).toMatchObject({ text: 'Nice to see you.' });
    expect(judge(persona, { language: 'zh' }).judgements[0]).toMatchObject({ text: 'Lin，你好！' });
    expect(judge(persona, { person: null }).judgements[0]).toMatchObject({ text: 'Nice to see you.' });
  });

  it('says why it was silent', () => {
    const persona = personaWith({});
    expect(reasonOf(personaWith({ consent: false }))).toBe('no-consent');
    expect(reasonOf(persona, { isOverLimit: true })).toBe('limit');
    expect(reasonOf(persona, { now: at('21:00') })).toBe('quiet-hours');
    expect(reasonOf(persona, { now: at('06:59') })).toBe('quiet-hours');
    expect(reasonOf(persona, { now: at('07:00') })).toBe('spoke');
    expect(reasonOf(persona, { state: { ...here, isPresent: false } })).toBe('nobody-there');
    expect(reasonOf(persona, { isTalking: true })).toBe('talking');
    expect(reasonOf(persona, { state: { ...here, spokeAt: { greet: at('09:01') } } })).toBe('resting');
    expect(reasonOf(persona, { state: { ...here, spokeAt: { greet: at('09:00') } } })).toBe('spoke');
    expect(reasonOf(persona, { state: { ...here, spoken: 4 } })).toBe('daily-budget');
    expect(reasonOf(persona, { state: { ...here, day: day - 1, spoken: 4 } })).toBe('spoke');
    const silent = personaWith({ triggers: { greet: { when: { kind: 'event', event: 'arrived' } } } });
    expect(reasonOf(silent)).toBe('no-line');
  });

  it('asks for an absence before it where the trigger does', () => {
    const persona = personaWith({
      triggers: {
        greet: { when: { kind: 'event', event: 'arrived', afterAwayMinutes: 30 }, lines: ['Hello.'] },
      },
    });
    const left = changePresence(here, false, at('09:00'));
    expect(reasonOf(persona, { state: changePresence(left, true, at('09:29')) })).toBeUndefined();
    expect(reasonOf(persona, { state: changePresence(left, true, at('09:30')) })).toBe('spoke');
  });

  it('tells of a reunion when the person is back, and of missing somebody when nobody needs to be there', () => {
    const triggers = (needsPerson: boolean) => ({
      triggers: {
        miss: { when: { kind: 'absence', afterHours: 24 }, needsPerson, lines: ['I missed you.'] },
      },
    });
    const person = { name: 'Lin', lastSeen: at('09:00', -1) };
    const met = { occasion: { kind: 'met' }, person } as const;
    expect(reasonOf(personaWith(triggers(true)), met)).toBe('spoke');
    expect(reasonOf(personaWith(triggers(true)), { ...met, now: at('08:59') })).toBeUndefined();
    const away = { ...here, isPresent: false };
    const clock = { occasion: { kind: 'clock', after: at('08:59') }, now: at('09:00'), person } as const;
    expect(reasonOf(personaWith(triggers(false)), { ...clock, state: away })).toBe('spoke');
    expect(reasonOf(personaWith(triggers(false)), { ...clock, state: here })).toBeUndefined();
  });

  it('keeps an anniversary for when its person is there, once', () => {
    const persona = personaWith({
      triggers: {
        birthday: { when: { kind: 'anniversary', at: '09:00' }, lines: ['Happy day! {fact}'] },
      },
    });
    const date = new Date(day * 86_400_000).toISOString().slice(5, 10);
    const dates = [{ text: 'Birthday', date: `2019-${date}` }];
    const away = { ...here, isPresent: false };
    const morning = judge(persona, {
      dates,
      state: away,
      now: at('09:00'),
      occasion: { kind: 'clock', after: at('08:59') },
    });
    expect(morning.judgements).toMatchObject([{ outcome: 'held-back', reason: 'nobody-there' }]);
    const back = judge(persona, {
      dates,
      state: changePresence(morning.state, true, at('17:00')),
      now: at('17:00'),
      occasion: { kind: 'met' },
    });
    expect(back.judgements).toMatchObject([{ outcome: 'spoke', text: 'Happy day! Birthday' }]);
    const later = judge(persona, {
      dates,
      state: back.state,
      now: at('19:30'),
      occasion: { kind: 'clock', after: at('19:29') },
    });
    expect(later.judgements).toEqual([]);
  });

  it('never speaks without consent, within quiet hours, to nobody, or beyond its budget', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    const events = fc.array(
      fc.record({
        atMinutes: fc.integer({ min: 0, max: 1_439 }),
        event: fc.constantFrom('arrived', 'left', 'dark'),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.array(fc.record({ from: time, to: time }), { maxLength: 3 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 200 }),
        time,
        events,
        (consent, quietHours, dailyBudget, restMinutes, clock, list) => {
          const persona = personaWith({
            consent,
            quietHours,
            dailyBudget,
            triggers: {
              greet: { when: { kind: 'event', event: 'arrived' }, restMinutes, lines: ['Hello.'] },
              dark: { when: { kind: 'event', event: 'dark' }, restMinutes, lines: ['It is dark.'] },
              noon: { when: { kind: 'time', at: clock }, restMinutes, lines: ['It is time.'] },
            },
          });
          const moments = simulateDay({
            persona,
            person: 'Lin',
            lastSeen: null,
            dates: [],
            events: list,
            day,
            language: 'en',
          });
          const spoken = moments.filter(moment => moment.outcome === 'spoke');
          if (!consent) expect(spoken).toEqual([]);
          expect(spoken.length).toBeLessThanOrEqual(dailyBudget);
          for (const moment of spoken) {
            expect(quietHours.some(span => isWithin(moment.atMinutes, span))).toBe(false);
            const others = spoken.filter(other => other.trigger === moment.trigger && other !== moment);
            for (const other of others) {
              expect(Math.abs(other.atMinutes - moment.atMinutes)).toBeGreaterThanOrEqual(restMinutes);
            }
          }
          expect(moments.every(moment => (moment.outcome === 'spoke') === (moment.reason === null))).toBe(
            true,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a simulated day', () => {
  it('shows when it would have spoken, and why not', () => {
    const persona = personaWith({
      dailyBudget: 2,
      triggers: {
        dark: { when: { kind: 'event', event: 'dark' }, lines: ['It is getting dark.'] },
        greet: { when: { kind: 'event', event: 'arrived' }, lines: ['Hello, {name}!'] },
        tea: { when: { kind: 'time', at: '16:00' }, lines: ['Tea?'] },
        water: { when: { kind: 'time', at: '12:00' }, lines: ['Some water?'] },
      },
    });
    const moments = simulateDay({
      persona,
      person: 'Lin',
      lastSeen: null,
      dates: [],
      day,
      language: 'en',
      events: [
        { atMinutes: 6 * 60, event: 'arrived' },
        { atMinutes: 6 * 60 + 5, event: 'left' },
        { atMinutes: 15 * 60, event: 'arrived' },
        { atMinutes: 17 * 60, event: 'dark' },
      ],
    });
    expect(
      moments.map(({ atMinutes, trigger, reason, text }) => [atMinutes, trigger, reason ?? text]),
    ).toEqual([
      [360, 'greet', 'quiet-hours'],
      [720, 'water', 'nobody-there'],
      [900, 'greet', 'Hello, Lin!'],
      [960, 'tea', 'Tea?'],
      [1020, 'dark', 'daily-budget'],
    ]);
  });
});
