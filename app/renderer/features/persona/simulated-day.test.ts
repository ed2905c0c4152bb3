import { beforeEach, describe, expect, it } from 'vitest';
import { type StudioClient, setStudio } from '../../bootstrap/studio-client.ts';
import { fakeMomo } from '../../testing/fake-momo.ts';
import { createFakeStudio } from '../../testing/fake-studio.ts';
import { momentWords, rowsOf } from './day-timeline.tsx';
import { isoDate, ordinaryDay, quietSpans, timeOfMinutes, useSimulatedDay } from './simulated-day.ts';
import { speakingTexts } from './speaking.texts.ts';

const day = () => useSimulatedDay.getState();

beforeEach(() => {
  setStudio(createFakeStudio());
  day().begin();
});

describe('the simulated day', () => {
  it('shows what was said and what was held back, and why', async () => {
    await day().simulate('project-1', 'momo', fakeMomo);
    const moments = day().moments ?? [];
    expect(moments.map(({ outcome }) => outcome)).toContain('spoke');
    const held = moments.filter(({ outcome }) => outcome === 'held-back');
    expect(held.map(({ reason }) => reason)).toContain('quiet-hours');
    const [first] = held;
    if (first === undefined) throw new Error('nothing was held back');
    expect(momentWords(first, 'It gets dark', speakingTexts.say('en'))).toMatch(
      /It gets dark: held back, \w/,
    );
  });

  it('says nothing without consent', async () => {
    const silent = { ...fakeMomo, proactivity: { ...fakeMomo.proactivity, consent: false } };
    await day().simulate('project-1', 'momo', silent);
    expect(day().moments?.every(({ reason }) => reason === 'no-consent')).toBe(true);
  });

  it('is overtaken by the next one: an earlier answer that comes late is not shown', async () => {
    const studio = createFakeStudio();
    const answers: ((moments: Awaited<ReturnType<StudioClient['persona']['simulateDay']>>) => void)[] = [];
    setStudio({
      ...studio,
      persona: { ...studio.persona, simulateDay: () => new Promise(resolve => answers.push(resolve)) },
    });
    const first = day().simulate('project-1', 'momo', fakeMomo);
    const second = day().simulate('project-1', 'momo', fakeMomo);
    const late = { atMinutes: 1, trigger: 'late', outcome: 'spoke' as const, reason: null, text: '' };
    answers[1]?.([]);
    answers[0]?.([late]);
    await Promise.all([first, second]);
    expect(day().moments).toEqual([]);
    expect(day().isRunning).toBe(false);
  });

  it('knows each event that the persona waits for', () => {
    const { proactivity } = fakeMomo;
    const odd = {
      ...proactivity,
      triggers: { t: { ...proactivity.triggers.dark, when: { kind: 'event', event: 'rain' } } },
    };
    const events = ordinaryDay(odd as typeof proactivity).map(({ event }) => event);
    expect(events).toContain('rain');
  });
});

describe('the drawing of a day', () => {
  it('splits quiet hours at midnight', () => {
    expect(quietSpans([{ from: '21:00', to: '07:00' }])).toEqual([
      { from: 0, to: 420 },
      { from: 1_260, to: 1_440 },
    ]);
    expect(quietSpans([{ from: '21:00', to: '00:00' }])).toEqual([{ from: 1_260, to: 1_440 }]);
    expect(quietSpans([{ from: '12:00', to: '14:00' }])).toEqual([{ from: 720, to: 840 }]);
  });

  it('puts crowded moments in two rows', () => {
    const at = (atMinutes: number) => ({
      atMinutes,
      trigger: 't',
      outcome: 'spoke' as const,
      reason: null,
      text: '',
    });
    expect(rowsOf([at(100), at(110), at(200)])).toEqual([0, 1, 0]);
  });

  it('writes times and dates as people of the place do', () => {
    expect(timeOfMinutes(425)).toBe('07:05');
    expect(timeOfMinutes(1_440)).toBe('23:59');
    expect(isoDate(new Date(2026, 4, 3, 23, 30))).toBe('2026-05-03');
  });
});
