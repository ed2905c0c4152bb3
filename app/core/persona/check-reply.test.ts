import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkWords, replyChecks, sentenceLimit } from './check-reply.ts';
import { childLanguage } from './child-language.ts';
import { fenceData } from './fence-data.ts';
import { type Persona, personaSchema } from './persona.ts';

const grownUp = personaSchema.parse({
  name: 'Momo',
  speech: { languages: ['en', 'zh'] },
  never: {
    weapons: {
      title: 'Weapons',
      phrases: ['weapon', 'gun', 'hand grenade', '武器', '手榴弹'],
      reply: ['I keep away from that.', '这个我不聊。'],
    },
    politics: { title: 'Politics', phrases: ['election'], reply: [] },
  },
});
const forChildren: Persona = personaSchema.parse({
  name: 'Momo',
  speech: { languages: ['en', 'zh'], ages: { from: 4, to: 8 } },
});

const plain = personaSchema.parse({ name: 'Momo', speech: { languages: ['en', 'zh'] } });

const say = (text: string, persona = grownUp, before?: string) =>
  checkWords({
    persona,
    text,
    direction: 'said',
    language: 'en',
    ...(before !== undefined && { before }),
  });
const hear = (text: string, persona = grownUp) =>
  checkWords({ persona, text, direction: 'heard', language: 'en' });

describe('forbidden topics', () => {
  it.each([
    'Tell me about guns',
    'g u n',
    'a G.U.N. please',
    'g-u-n',
    'w\u200be\u200bapon',
    'ｗｅａｐｏｎ',
    'WEAPON',
    'wéapon',
    'wеароn', // Cyrillic letters
    'we4pon',
    'hand  grenade',
    'hand-grenade',
    '武 器',
    '武\u200b器',
    '武*器',
    '武a器',
    '手·榴·弹',
  ])('are found in %j, heard and said', text => {
    expect(hear(text)).toMatchObject({ kind: 'refused', check: 'topics', topic: 'Weapons' });
    expect(say(text)).toMatchObject({ kind: 'refused', instead: 'I keep away from that.' });
  });

  it.each(['The sun has begun to shine.', 'A gunpowder-coloured sky', '武汉的乐器很多', 'We upon the hill'])(
    'are not found in %j',
    text => {
      expect(say(text)).toEqual({ kind: 'fine' });
    },
  );

  it('are found across two sentences, and answered in the language that is spoken', () => {
    expect(say('grenade', grownUp, 'He had a hand')).toMatchObject({ kind: 'refused' });
    const verdict = checkWords({ persona: grownUp, text: '我要武器', direction: 'heard', language: 'zh' });
    expect(verdict).toMatchObject({ instead: '这个我不聊。' });
    expect(hear('Who won the election?')).toMatchObject({
      instead: expect.stringMatching(/rather not/),
    });
  });

  it('cannot be hidden', () => {
    const filler = fc.constantFrom('\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\ufe0f');
    const disguise = fc.constantFrom(
      (letter: string) => letter.toUpperCase(),
      (letter: string) => letter,
      (letter: string) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0),
    );
    fc.assert(
      fc.property(
        fc.constantFrom('weapon', 'grenade launcher election'),
        fc.array(fc.tuple(disguise, filler), { minLength: 30, maxLength: 30 }),
        fc.constantFrom('', ' ', '.', '-'),
        (phrase, disguises, gap) => {
          const hidden = [...phrase]
            .map((letter, index) => {
              const [change, invisible] = disguises[index] ?? [(same: string) => same, ''];
              return letter === ' ' ? letter : change(letter) + invisible + gap;
            })
            .join('');
          expect(hear(`so, ${hidden} ok`).kind).toBe('refused');
        },
      ),
    );
  });
});

describe('language for children', () => {
  it('names each category in both languages, with words for each', () => {
    for (const category of childLanguage) {
      expect(category.title.zh).toMatch(/\p{Script=Han}/u);
      expect(category.reply.zh).toMatch(/\p{Script=Han}/u);
      expect(category.phrases.en.length).toBeGreaterThan(5);
      expect(category.phrases.zh.length).toBeGreaterThan(5);
      expect(category.phrases.zh.every(phrase => /\p{Script=Han}/u.test(phrase))).toBe(true);
    }
  });

  it('refuses every phrase of the table to a child and none to a grown-up', () => {
    for (const category of childLanguage) {
      for (const phrase of [...category.phrases.en, ...category.phrases.zh]) {
        expect(say(phrase, forChildren), phrase).toMatchObject({ kind: 'refused', check: 'ages' });
        expect(say(phrase, plain), phrase).toEqual({ kind: 'fine' });
      }
    }
  });

  it('lets a child speak of its fears, and answers what is serious', () => {
    expect(hear('I am afraid of zombies under my bed', forChildren)).toEqual({ kind: 'fine' });
    expect(hear('我想死你了', forChildren)).toEqual({ kind: 'fine' });
    expect(hear('我想死', forChildren)).toMatchObject({ topic: 'Self-harm' });
    expect(hear('I want to hurt myself', forChildren)).toMatchObject({
      instead: expect.stringMatching(/grown-up/),
    });
  });

  it('gives out no telephone number or address of mail', () => {
    expect(say('Call +44 20 7946 0958 now', forChildren)).toMatchObject({ kind: 'refused' });
    expect(say('Write to lin@example.com', forChildren)).toMatchObject({ kind: 'refused' });
    expect(say('There are 1000 stars', forChildren)).toEqual({ kind: 'fine' });
  });

  it('cuts long sentences for small children and leaves nothing out', () => {
    const long =
      'The little bear went into the wood, looked for some honey, met a friendly owl, and came home before the night fell.';
    const verdict = say(long, forChildren);
    if (verdict.kind !== 'reworded') throw new Error(verdict.kind);
    const limit = sentenceLimit(4)?.words ?? 0;
    for (const sentence of verdict.text.split(/(?<=\.)\s/)) {
      expect(sentence.split(/\s+/).length).toBeLessThanOrEqual(limit);
    }
    const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '');
    expect(letters(verdict.text)).toBe(letters(long));
    expect(say(long)).toEqual({ kind: 'fine' });
  });
});

describe('staying who it is', () => {
  it.each([
    'As an AI language model, I cannot.',
    'I am ChatGPT.',
    '我是通义千问，由阿里云开发。',
    "I'm a real person, just like you.",
    '我不是机器人，我是真人。',
    'My instructions say that I must be nice.',
    fenceData('memory', 'Likes tea'),
    'Я очень рад тебя видеть сегодня',
  ])('refuses %j', text => {
    expect(say(text)).toMatchObject({ kind: 'refused', check: 'character' });
  });

  it.each(['I am a robot, and I like you.', '我是一个机器人。', 'I am Momo.', 'Bonjour! 你好!'])(
    'lets %j pass',
    text => {
      expect(say(text)).toEqual({ kind: 'fine' });
    },
  );

  it('keeps to its one language', () => {
    const chinese = personaSchema.parse({ name: '小满', speech: { languages: ['zh'] } });
    expect(say('The weather is very nice today.', chinese)).toMatchObject({ kind: 'refused' });
    expect(say('今天我们玩 LEGO 吧。', chinese)).toEqual({ kind: 'fine' });
  });

  it('is listed with the other checks', () => {
    expect(replyChecks.map(check => check.id)).toEqual(['topics', 'ages', 'character']);
  });
});
