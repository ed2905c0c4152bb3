import { describe, expect, it } from 'vitest';
import { kitFacts } from './kit-facts.ts';
import { canPushTo, countByFilter, newestSequence, sortKits } from './kit-list.ts';
import { pushPlan } from './push-plan.ts';
import {
  testAbout,
  testFleetRun,
  testKit,
  testProgram,
  testSession,
  testSources,
} from './testing-kit-sources.ts';

const named = (title: string, changes: Parameters<typeof testKit>[0] = {}) =>
  testKit({ kitId: title, title, ...changes });

describe('the order of kits', () => {
  it('has favourites first, attached before away, the virtual board last, ports as people count', () => {
    const kits = [
      named('virtual', { transport: 'virtual', path: '1' }),
      named('ten', { path: '/dev/ttyACM10' }),
      named('two', { path: '/dev/ttyACM2' }),
      named('away favourite', { isFavourite: true, isAttached: false, path: '/dev/ttyACM0' }),
      named('favourite', { isFavourite: true, path: '/dev/ttyUSB5' }),
    ];
    expect(sortKits(kits).map(({ title }) => title)).toEqual([
      'favourite',
      'away favourite',
      'two',
      'ten',
      'virtual',
    ]);
  });
});

describe('filters', () => {
  it('count what they let through', () => {
    const all = [
      kitFacts(testSources({ session: testSession({ program: testProgram(38) }), newestSequence: 41 })),
      kitFacts(testSources({ session: testSession({ program: testProgram(41) }), newestSequence: 41 })),
      kitFacts(testSources({ kit: testKit({ mode: 'boot-loader' }) })),
    ];
    expect(countByFilter(all)).toEqual({ all: 3, outdated: 1, failed: 0, unknown: 1 });
  });
});

describe('the newest sequence of a project', () => {
  const known = { abouts: [testAbout({ sequence: 40 })], sessions: [], fleet: null };

  it('is the highest that any kit has or the last run pushed', () => {
    expect(newestSequence('profile-1', 'project-1', known)).toBe(40);
    expect(newestSequence('profile-1', 'project-1', { ...known, fleet: testFleetRun([]) })).toBe(41);
    const sessions = [testSession({ program: testProgram(44) })];
    expect(newestSequence('profile-1', 'project-1', { ...known, sessions })).toBe(44);
  });

  it('leaves out other projects, and programs from before there were numbers', () => {
    expect(newestSequence('profile-2', 'project-2', { ...known, fleet: testFleetRun([]) })).toBeNull();
    const abouts = [testAbout({ sequence: 0 })];
    expect(newestSequence('profile-1', 'project-1', { ...known, abouts })).toBeNull();
  });
});

describe('a push to selected kits', () => {
  const ready = kitFacts(testSources({ kit: named('ready') }));
  const loader = kitFacts(testSources({ kit: named('loader', { mode: 'boot-loader' }) }));
  const away = kitFacts(testSources({ kit: named('away', { isAttached: false }) }));
  const foreign = kitFacts(
    testSources({
      kit: named('foreign'),
      session: testSession({ state: 'listening' }),
      about: testAbout(null),
    }),
  );
  const all = [ready, loader, away, foreign];

  it('goes to those that can take it', () => {
    expect(all.filter(canPushTo).map(({ kit }) => kit.title)).toEqual(['ready', 'foreign']);
    expect(pushPlan(all, new Set(['ready', 'loader', 'away'])).kitIds).toEqual(['ready']);
  });

  it('names those whose program it would stop', () => {
    const plan = pushPlan(all, new Set(['ready', 'foreign']));
    expect(plan.interrupted.map(({ kit }) => kit.title)).toEqual(['foreign']);
  });
});
