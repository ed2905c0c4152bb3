import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SentenceSplitter, splitSentences } from './split-sentences.ts';

describe('sentences', () => {
  it.each([
    ['Hello there. How are you?', ['Hello there.', 'How are you?']],
    ['你好！我是小满。你呢？', ['你好！', '我是小满。', '你呢？']],
    ['Dr. Lin has 3.5 apples. Yes!', ['Dr. Lin has 3.5 apples.', 'Yes!']],
    ['See example.com today. Done', ['See example.com today.', 'Done']],
    ['“Really?!” he asked... Well.', ['“Really?!”', 'he asked...', 'Well.']],
    ['他说：“好的。”然后走了。', ['他说：“好的。”', '然后走了。']],
    ['one\ntwo', ['one', 'two']],
    ['', []],
  ])('%j', (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });

  it('come as soon as they are complete', () => {
    const splitter = new SentenceSplitter();
    expect(splitter.push('你好')).toEqual([]);
    expect(splitter.push('。我')).toEqual(['你好。']);
    expect(splitter.push('们 go. ')).toEqual(['我们 go.']);
    expect(splitter.finish()).toEqual([]);
  });

  it('lose nothing, and are never empty', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ab .。!？,，\n"“”3好'), maxLength: 300 });
    const bare = (text: string) => text.replace(/\s/gu, '');
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 8 }), pieces => {
        const splitter = new SentenceSplitter();
        const out = [...pieces.flatMap(piece => splitter.push(piece)), ...splitter.finish()];
        expect(bare(out.join(''))).toBe(bare(pieces.join('')));
        expect(out.every(sentence => sentence.trim() !== '')).toBe(true);
      }),
    );
  });
});
