import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DemoEvent, type DemoState, initialDemo, nextDemo, restMs } from './demo-machine.ts';

const rules = { items: 3, idleMs: 45_000 };
const play = (events: readonly DemoEvent[], from: DemoState = initialDemo, by = rules) =>
  events.reduce((state, event) => nextDemo(state, event, by), from);

describe('the demo', () => {
  it('opens a sample when a visitor starts, and shows it when it runs', () => {
    const opening = play([{ kind: 'started' }]);
    expect(opening.stage).toEqual({ kind: 'opening', attempt: 1, round: 1 });
    const showing = play([{ kind: 'ready', round: 1, nowMs: 5 }], opening);
    expect(showing.stage).toEqual({ kind: 'showing', round: 1, touchedAtMs: 5 });
  });

  it('goes back to inviting when nobody touches it, with the next sample', () => {
    const showing = play([{ kind: 'started' }, { kind: 'ready', round: 1, nowMs: 0 }]);
    expect(play([{ kind: 'ticked', nowMs: 44_999 }], showing).stage.kind).toBe('showing');
    const idle = play([{ kind: 'ticked', nowMs: 45_000 }], showing);
    expect(idle.stage.kind).toBe('attract');
    expect(idle.item).toBe(1);
  });

  it('stays while it is touched', () => {
    const touched = play([
      { kind: 'started' },
      { kind: 'ready', round: 1, nowMs: 0 },
      { kind: 'touched', nowMs: 40_000 },
      { kind: 'ticked', nowMs: 80_000 },
    ]);
    expect(touched.stage.kind).toBe('showing');
  });

  it('tries again with longer rests, and after two tries with the next sample', () => {
    let state = play([{ kind: 'started' }]);
    const fail = (nowMs: number) => {
      if (state.stage.kind !== 'opening') throw new Error(state.stage.kind);
      state = nextDemo(state, { kind: 'failed', round: state.stage.round, nowMs }, rules);
    };
    fail(0);
    expect(state.stage).toEqual({ kind: 'resting', attempt: 1, untilMs: 2000 });
    state = nextDemo(state, { kind: 'ticked', nowMs: 1999 }, rules);
    expect(state.stage.kind).toBe('resting');
    state = nextDemo(state, { kind: 'ticked', nowMs: 2000 }, rules);
    expect(state).toMatchObject({ item: 0, stage: { kind: 'opening', attempt: 2 } });
    fail(3000);
    expect(state.stage).toMatchObject({ kind: 'resting', untilMs: 7000 });
    state = nextDemo(state, { kind: 'ticked', nowMs: 7000 }, rules);
    expect(state).toMatchObject({ item: 1, stage: { kind: 'opening', attempt: 3 } });
    expect([1, 2, 3, 6, 20].map(restMs)).toEqual([2000, 4000, 8000, 60_000, 60_000]);
  });

  it('pays no heed to news of a round that is over', () => {
    const second = play([{ kind: 'started' }, { kind: 'chose', item: 2 }]);
    expect(play([{ kind: 'ready', round: 1, nowMs: 0 }], second)).toBe(second);
    expect(play([{ kind: 'failed', round: 1, nowMs: 0 }], second)).toBe(second);
  });

  it('rests when the board goes away while it is shown', () => {
    const gone = play([
      { kind: 'started' },
      { kind: 'ready', round: 1, nowMs: 0 },
      { kind: 'failed', round: 1, nowMs: 10 },
    ]);
    expect(gone.stage).toEqual({ kind: 'resting', attempt: 1, untilMs: 2010 });
  });

  it('walks round the playlist', () => {
    expect(play([{ kind: 'stepped', by: -1 }]).item).toBe(2);
    expect(play([{ kind: 'chose', item: 4 }]).item).toBe(1);
    expect(play([{ kind: 'started' }], initialDemo, { items: 0, idleMs: 1 }).stage.kind).toBe('attract');
  });

  it('never gets stuck: whatever happened, a start and a good round show a sample', () => {
    const anyEvent: fc.Arbitrary<DemoEvent> = fc.oneof(
      fc.constant({ kind: 'started' as const }),
      fc.record({ kind: fc.constant('chose' as const), item: fc.integer({ min: -5, max: 9 }) }),
      fc.record({ kind: fc.constant('stepped' as const), by: fc.constantFrom(1 as const, -1 as const) }),
      fc.record({
        kind: fc.constantFrom('ready' as const, 'failed' as const),
        round: fc.integer({ min: 1, max: 12 }),
        nowMs: fc.nat(1_000_000),
      }),
      fc.record({ kind: fc.constantFrom('touched' as const, 'ticked' as const), nowMs: fc.nat(1_000_000) }),
    );
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60 }), events => {
        const state = play(events);
        expect(state.item).toBeGreaterThanOrEqual(0);
        expect(state.item).toBeLessThan(rules.items);
        const opening = play([{ kind: 'started' }, { kind: 'stepped', by: 1 }], state);
        if (opening.stage.kind !== 'opening') throw new Error(opening.stage.kind);
        const shown = play([{ kind: 'ready', round: opening.stage.round, nowMs: 2_000_000 }], opening);
        expect(shown.stage.kind).toBe('showing');
      }),
    );
  });
});
