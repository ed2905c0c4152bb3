import { describe, expect, it } from 'vitest';
import type { Json } from '../document/json.ts';
import type { Expectation } from './judge-expectation.ts';
import { judgeExpectation } from './judge-expectation.ts';

describe('judgeExpectation', () => {
  it.each<[Expectation, Json]>([
    [{}, 'anything'],
    [{ equals: 1 }, 1],
    [{ equals: { a: [1], b: null } }, { b: null, a: [1] }],
    [{ min: 1 }, 1],
    [{ min: 1, max: 2 }, 1.5],
    [{ matches: '^on$' }, 'on'],
    [{ matches: '^1\\.5$' }, 1.5],
    [{ matches: 'true' }, true],
    [{ equals: 'ab', matches: 'b' }, 'ab'],
  ])('%j takes %j', (expectation, value) => {
    expect(judgeExpectation(expectation, value)).toEqual({ fits: true });
  });

  it.each<[Expectation, Json, string]>([
    [{ equals: 1 }, true, 'true is not 1'],
    [{ equals: null }, false, 'false is not null'],
    [{ equals: [1, 2] }, [1], '[1] is not [1,2]'],
    [{ equals: { a: 1 } }, { b: 1 }, '{"b":1} is not {"a":1}'],
    [{ min: 1 }, 0.5, '0.5 is less than 1'],
    [{ max: 1 }, 2, '2 is more than 1'],
    [{ min: 1 }, '5', '"5" is not a number'],
    [{ matches: '^x' }, 'yx', '"yx" does not match “^x”'],
    [{ matches: '(' }, 'x', '“(” is not a regular expression'],
    [{ min: 0, equals: 1 }, 2, '2 is not 1'],
  ])('%j refuses %j', (expectation, value, reason) => {
    const verdict = judgeExpectation(expectation, value);
    expect(verdict).toMatchObject({ fits: false, reason: { en: reason } });
  });
});
