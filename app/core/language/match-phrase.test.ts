import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPhrase, plainWords } from './match-phrase.ts';
import { TextRanking } from './rank-texts.ts';
import { readUnit } from './read-name.ts';
import { readNumber } from './read-number.ts';

const slotsOf = (phrase: string, text: string) => matchPhrase(phrase, text)?.slots;

describe('matchPhrase', () => {
  it('finds the words between the words', () => {
    expect(slotsOf('set a timer for {time}', 'Please set a timer for five minutes!')).toEqual({
      time: 'five minutes',
    });
    expect(slotsOf('设一个{time}的计时器', '帮我设一个五分钟的计时器吧。')).toEqual({ time: '五分钟' });
    expect(slotsOf('remind me in {time} to {what}', 'Remind me in 5 minutes to call mum, please')).toEqual({
      time: '5 minutes',
      what: 'call mum',
    });
    expect(slotsOf('{what}用日语怎么说', '你好用日语怎么说？')).toEqual({ what: '你好' });
    expect(slotsOf("what's on {day}", 'What is on monday?')).toEqual({ day: 'monday' });
  });

  it('takes nothing else for it', () => {
    expect(slotsOf('stop', 'I stop by the shop')).toBeUndefined();
    expect(slotsOf('stop', 'stopping')).toBeUndefined();
    expect(slotsOf('set a timer for {time}', 'set a timer for')).toBeUndefined();
    expect(slotsOf('set a timer for {time}', 'do not set a timer for five minutes')).toBeUndefined();
    expect(slotsOf('', 'anything')).toBeUndefined();
    expect(slotsOf('stop', '')).toBeUndefined();
  });

  it('lets a slot say what it accepts', () => {
    const accepts = (slot: string, words: string) =>
      slot === 'amount' ? readNumber(words) !== undefined : readUnit(words) !== undefined;
    const convert = (phrase: string, text: string) => matchPhrase(phrase, text, accepts)?.slots;
    expect(convert('convert {amount} {from} to {to}', 'convert twenty five miles to km')).toEqual({
      amount: 'twenty five',
      from: 'miles',
      to: 'km',
    });
    expect(convert('{amount}{from}是多少{to}', '二十五公里是多少米？')).toEqual({
      amount: '二十五',
      from: '公里',
      to: '米',
    });
    expect(convert('{amount}{from}是多少{to}', '5km是多少米')).toEqual({ amount: '5', from: 'km', to: '米' });
    expect(convert('convert {amount} {from} to {to}', 'convert five hopes to km')).toBeUndefined();
  });

  it('takes the same words for a slot that stands twice', () => {
    expect(slotsOf('{x} is {x}', 'tea is tea')).toEqual({ x: 'tea' });
    expect(slotsOf('{x} is {x}', 'tea is coffee')).toBeUndefined();
  });

  it('gives back what was put into the slots', () => {
    const word = fc.stringMatching(/^[b-df-hj-np-tv-z]{2,8}$/);
    const words = fc.array(word, { minLength: 1, maxLength: 4 }).map(list => list.join(' '));
    fc.assert(
      fc.property(words, words, (one, other) => {
        expect(slotsOf('tell {a} about the {b} today', `Tell ${one} about the ${other} today.`)).toEqual({
          a: one,
          b: other,
        });
      }),
    );
  });

  it('ends soon and without failing on any phrase and text', () => {
    const piece = fc.constantFrom('{a}', '{b}', '{c}', '{d}', 'x', '的', ' ');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        (parts, text) => {
          const match = matchPhrase(parts.join(''), text);
          for (const slot of Object.values(match?.slots ?? {})) expect(plainWords(text)).toContain(slot);
        },
      ),
      { numRuns: 300 },
    );
    // Without its bound on tries this takes longer than any test may.
    expect(matchPhrase('{a}{b}{c}{d}{e}z', 'x '.repeat(200))).toBeNull();
  });
});

describe('TextRanking', () => {
  const ranking = new TextRanking([
    'what is your name',
    'do you like dinosaurs',
    'why is the sky blue',
    '你叫什么名字',
    '天空为什么是蓝色的',
    '你喜欢恐龙吗',
  ]);
  const best = (words: string) => ranking.rank(words)[0];

  it.each([
    ["What's your name?", 0],
    ['I like dinosaurs, do you like them?', 1],
    ['so why is the sky so blue', 2],
    ['你的名字是什么', 3],
    ['为什么天是蓝色的呀', 4],
    ['你喜不喜欢恐龙', 5],
  ])('finds what is meant by %s', (words, index) => {
    expect(best(words)).toMatchObject({ index });
    expect(best(words)?.score).toBeGreaterThan(0.45);
  });

  it('finds little in what has little in common', () => {
    expect(best('where is the train to Paris')?.score ?? 0).toBeLessThan(0.45);
    expect(best('今天股票涨了吗')?.score ?? 0).toBeLessThan(0.45);
    expect(ranking.rank('')).toEqual([]);
  });

  it('gives the same words the full score', () => {
    fc.assert(
      fc.property(fc.constantFrom('what is your name', '你喜欢恐龙吗', 'why is the sky blue'), text => {
        expect(best(text)?.score).toBeCloseTo(1, 6);
      }),
    );
  });
});
