import { describe, expect, it } from 'vitest';
import type { PortKind } from '../../../core/ports/port-type.ts';
import { type DemoCards, noCards, noteValues } from './demo-cards.ts';

const kinds: Readonly<Record<string, PortKind>> = {
  someone: 'boolean',
  other: 'boolean',
  left: 'trigger',
  feels: 'emotion',
  says: 'text',
  level: 'number',
  count: 'number',
  raw: 'json',
};
const lookUp = (_node: string, port: string) => {
  const kind = kinds[port];
  return kind === undefined ? null : { kind, placement: 'device' as const };
};
const take = (state: DemoCards, ...values: [string, string | boolean | number, number][]) =>
  noteValues(
    state,
    values.map(([port, value, atMs]) => ['n', port, value, atMs] as const),
    lookUp,
    false,
  );
const shown = (state: DemoCards) => state.cards.map(card => `${card.port}=${card.value}+${card.afterMs}`);

describe('noteValues', () => {
  it('tells a chain in order, with the time since its first card', () => {
    const state = take(noCards, ['someone', true, 1000], ['feels', 'happy', 1012], ['says', 'Hi', 1500]);
    expect(shown(state)).toEqual(['someone=true+0', 'feels=happy+12', 'says=Hi+500']);
  });

  it('begins a new chain after a silence', () => {
    const state = take(noCards, ['someone', true, 1000], ['someone', false, 9000]);
    expect(shown(state)).toEqual(['someone=false+0']);
  });

  it('leaves out repetitions, inputs, streams and the first "no"', () => {
    const state = take(
      noCards,
      ['someone', false, 10],
      ['feels', 'happy', 20],
      ['feels', 'happy', 30],
      ['raw', 1, 40],
      ['unknown', 1, 50],
    );
    expect(shown(state)).toEqual(['feels=happy+0']);
  });

  it('shows each trigger, and a count, but no measurement that never stops', () => {
    const state = take(
      noCards,
      ['left', true, 0],
      ['left', true, 100],
      ['count', 1, 150],
      ['level', 1, 200],
      ['level', 2, 250],
      ['level', 3, 300],
      ['count', 2, 900],
    );
    expect(shown(state)).toEqual(['left=true+100', 'level=1+200', 'count=2+900']);
  });

  it('leaves out a trigger that says once more what its node has just said', () => {
    const state = take(noCards, ['someone', true, 100], ['left', true, 101], ['left', true, 300]);
    expect(shown(state)).toEqual(['someone=true+0', 'left=true+200']);
  });

  it('says what is so, not what is therefore no more', () => {
    let state = take(noCards, ['someone', true, 0], ['other', true, 0]);
    state = take(state, ['someone', false, 5000], ['other', true, 5000], ['other', false, 9000]);
    expect(shown(state)).toEqual(['other=false+0']);
    state = take(take(noCards, ['someone', true, 0]), ['someone', false, 5000], ['other', true, 5001]);
    expect(shown(state)).toEqual(['other=true+1']);
  });

  it('keeps one card per port and five in all', () => {
    let state = noCards;
    for (let index = 0; index < 9; index += 1) {
      const anyText = () => ({ kind: 'text' as const, placement: 'hub' as const });
      state = noteValues(state, [['n', `p${index}`, `${index}`, index]], anyText, false);
    }
    expect(state.cards.map(card => card.port)).toEqual(['p4', 'p5', 'p6', 'p7', 'p8']);
  });

  it('takes note of the prelude without showing it', () => {
    const prelude = noteValues(noCards, [['n', 'feels', 'sleepy', 0]], lookUp, true);
    expect(prelude.cards).toEqual([]);
    expect(shown(take(prelude, ['feels', 'sleepy', 10], ['feels', 'happy', 20]))).toEqual(['feels=happy+0']);
  });

  it('starts anew when the board was reset', () => {
    const state = take(noCards, ['says', 'a', 50_000], ['says', 'b', 20]);
    expect(shown(state)).toEqual(['says=b+0']);
  });
});
