import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchPhrase, plainWords } from './match-phrase.ts';
import { spokenWords } from './spoken-words.ts';

describe('the words of a slot as they were said', () => {
  it.each([
    ['note that {text}', 'Note that Anna comes at 5, by train!', 'Anna comes at 5, by train'],
    ['calculate {text}', 'calculate (12+3)*4', '(12+3)*4'],
    ['把{text}记下来', '把“小狗、海边”记下来', '“小狗、海边”'],
    ['say {text}', 'say what is new', 'what is new'],
  ])('%s', (phrase, said, words) => {
    expect(matchPhrase(phrase, said)?.spoken.text).toBe(words);
  });

  it('never fails, and keeps the letters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), text => {
        const words = plainWords(text);
        const letters = (of: string) => plainWords(of).replace(/[^\p{L}\p{N}]/gu, '');
        expect(letters(spokenWords(text, words))).toBe(letters(words));
      }),
    );
  });
});
