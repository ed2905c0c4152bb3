import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { episode, openTestingMemory, said, type TestingMemory } from './testing/testing-memory.ts';

let memory: TestingMemory;

beforeEach(async () => {
  memory = await openTestingMemory();
});
afterEach(() => memory.store.close());

const lin = () => memory.store.about('momo', 'Lin');
const texts = (entries: readonly { readonly text: string }[]) => entries.map(({ text }) => text);

describe('what a persona remembers of a person', () => {
  it('is found by words of an utterance in English and in Chinese, best first', async () => {
    await lin().remember(said('Favourite dinosaur: Triceratops', { key: 'likes:dinosaur' }));
    await lin().remember(said('Afraid of the dark, likes the hallway light on'));
    await lin().remember(said('喜欢三角龙'));
    await lin().remember(said('怕黑，要开走廊的灯'));
    const recalled = async (words: string) => texts(await lin().recall(words, 3));
    expect(await recalled('Do you know which dinosaurs I like?')).toEqual([
      'Favourite dinosaur: Triceratops',
    ]);
    expect(await recalled('It is so DARK in the hallway')).toEqual([
      'Afraid of the dark, likes the hallway light on',
    ]);
    expect(await recalled('你还记得我喜欢什么吗？')).toEqual(['喜欢三角龙']);
    expect(await recalled('走廊好黑')).toEqual(['怕黑，要开走廊的灯']);
    expect(await recalled('三角龙')).toEqual(['喜欢三角龙']);
    expect(await recalled('what is it?')).toEqual([]);
    expect(await recalled('')).toEqual([]);
  });

  it('weighs a rare word more than one that is everywhere; then facts, then the newest', async () => {
    for (const text of ['school was long', 'school trip', 'school lunch with Triceratops']) {
      memory.now = new Date(memory.now.getTime() + 60_000);
      await lin().remember(episode(text));
    }
    await lin().remember(said('school starts at eight'));
    expect(texts(await lin().recall('school triceratops', 4))).toEqual([
      'school lunch with Triceratops',
      'school starts at eight',
      'school trip',
      'school was long',
    ]);
  });

  it('counts its use', async () => {
    await lin().remember(said('Plays the violin'));
    memory.now = new Date('2026-05-04T09:00:00.000Z');
    await lin().recall('violin', 1);
    const [entry] = await lin().recall('the violin', 1);
    expect(entry).toMatchObject({ uses: 2, usedAt: '2026-05-04T09:00:00.000Z' });
    expect(await memory.store.list('momo', 'Lin', '', 10)).toEqual([entry]);
  });

  it('replaces a fact by a newer one with its key, and the same words by themselves', async () => {
    await lin().remember(said('Is called Lin', { key: 'name' }));
    await lin().remember(said('Is called Linlin', { key: 'name' }));
    await lin().remember(said('Likes tea'));
    await lin().remember(said('Likes tea'));
    await lin().remember(episode('We drew'));
    await lin().remember(episode('We drew'));
    expect(texts(await lin().facts())).toEqual(['Likes tea', 'Is called Linlin']);
    expect(await lin().recentEpisodes(10)).toHaveLength(2);
    expect(await lin().recall('Lin called', 5)).toHaveLength(1);
  });

  it('tells when a person was seen before', async () => {
    expect(await lin().see()).toBeNull();
    const first = memory.now;
    memory.now = new Date('2026-05-05T08:00:00.000Z');
    expect(await lin().see()).toEqual(first);
    expect(await memory.store.people('momo')).toEqual([
      {
        person: 'Lin',
        firstSeenAt: first.toISOString(),
        lastSeenAt: memory.now.toISOString(),
        facts: 0,
        episodes: 0,
        hasFace: false,
      },
    ]);
  });

  it('was not seen when an entry was made by hand', async () => {
    await lin().remember({ kind: 'fact', text: 'Born in May', source: 'entered', sourceWords: '' });
    expect(await lin().see()).toBeNull();
  });

  it('keeps what the policy says, and uses no more than that', async () => {
    await lin().remember(said('A fact of school'));
    await lin().remember(episode('An episode of school'));
    memory.policy = { ...memory.policy, keeps: 'facts' };
    expect(await lin().remember(episode('Another'))).toBeNull();
    expect(texts(await lin().recall('school', 5))).toEqual(['A fact of school']);
    expect(await lin().recentEpisodes(5)).toEqual([]);
    memory.policy = { ...memory.policy, keeps: 'nothing' };
    expect(await lin().remember(said('More'))).toBeNull();
    expect([await lin().recall('school', 5), await lin().facts(), await lin().see()]).toEqual([[], [], null]);
    expect(await memory.store.list('momo', null, '', 10)).toHaveLength(2);
  });

  it('keeps nothing of somebody without a name, nor empty words', async () => {
    expect(await memory.store.about('momo', '  ').remember(said('Is a stranger'))).toBeNull();
    expect(await lin().remember(said('   '))).toBeNull();
    expect(await memory.store.people('momo')).toEqual([]);
  });

  it('drops a day that does not exist and cuts what is endless', async () => {
    const entry = await lin().remember(said('x'.repeat(9_000), { date: '2026-02-30' }));
    expect([entry?.date, entry?.text.length]).toEqual([null, 2_000]);
    expect((await lin().remember(said('Birthday', { date: '02-29' })))?.date).toBe('02-29');
  });
});

describe('nothing of another comes out', () => {
  const personas = ['momo', 'momo2', 'MOMO'];
  const people = ['Lin', 'lin', 'Li', '林', 'Lin%', "Lin' OR '1'='1"];
  const step = fc.record({
    persona: fc.constantFrom(...personas),
    person: fc.constantFrom(...people),
    kind: fc.constantFrom('fact' as const, 'episode' as const),
    key: fc.constantFrom('name', 'likes:dinosaur', undefined),
    erases: fc.boolean(),
  });
  const words = fc.oneof(
    fc.constantFrom(
      'secret',
      '秘密',
      '秘密三角龙',
      'secret 三角',
      'of',
      '龙',
      '" OR secret',
      'secret*',
      'NOT x',
    ),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
  );

  it('whoever is asked about, whatever the words, in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 24 }), words, async (steps, question) => {
        const { store } = await openTestingMemory();
        try {
          for (const { persona, person, kind, key, erases } of steps) {
            if (erases && kind === 'episode') {
              await store.erasePerson(persona, person);
              continue;
            }
            await store.about(persona, person).remember({
              kind,
              text: `secret 秘密三角龙 of ${persona}/${person}`,
              source: 'said',
              sourceWords: `words of ${persona}/${person}`,
              ...(key === undefined ? {} : { key }),
            });
          }
          for (const persona of personas) {
            for (const person of people) {
              const about = store.about(persona, person);
              const answers = await Promise.all([
                about.recall(question, 50),
                about.recall('secret 秘密', 50),
                about.facts(),
                about.recentEpisodes(50),
                store.list(persona, person, question, 50),
                store.list(persona, person, 'secret', 50),
              ]);
              for (const entry of answers.flat()) {
                expect([entry.personaId, entry.person, entry.text]).toEqual([
                  persona,
                  person,
                  `secret 秘密三角龙 of ${persona}/${person}`,
                ]);
              }
            }
          }
        } finally {
          await store.close();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('nor do the memories of others move the order of mine', async () => {
    const order = async (others: number) => {
      const { store } = await openTestingMemory();
      const mine = store.about('momo', 'Lin');
      await mine.remember(episode('a walk in the park'));
      await mine.remember(episode('a walk with the dog'));
      await mine.remember(episode('a dog'));
      for (let index = 0; index < others; index += 1) {
        await store.about('momo', 'Wei').remember(episode(`park number ${index}`));
      }
      const found = texts(await mine.recall('dog park walk', 5));
      await store.close();
      return found;
    };
    expect(await order(50)).toEqual(await order(0));
  });
});

describe('the inspector', () => {
  it('searches for all the words that were typed, be they short or full of syntax', async () => {
    await lin().remember(said('喜欢三角龙', { words: '我最喜欢三角龙了' }));
    await lin().remember(said('Says "hello" (50% AND*) NEAR_x'));
    memory.now = new Date('2026-05-04T08:00:00.000Z');
    await memory.store.about('momo', 'Wei').remember(said('Likes ＴＥＡ'));
    const found = async (words: string, person: string | null = null) =>
      texts(await memory.store.list('momo', person, words, 10));
    expect(await found('')).toEqual(['Likes ＴＥＡ', 'Says "hello" (50% AND*) NEAR_x', '喜欢三角龙']);
    expect(await found('', 'Wei')).toEqual(['Likes ＴＥＡ']);
    expect(await found('三角')).toEqual(['喜欢三角龙']);
    expect(await found('最喜欢')).toEqual(['喜欢三角龙']);
    expect(await found('tea')).toEqual(['Likes ＴＥＡ']);
    expect(await found('"hello" 50% AND*')).toEqual(['Says "hello" (50% AND*) NEAR_x']);
    expect(await found('hello 三角')).toEqual([]);
    expect(await found('_x')).toEqual(['Says "hello" (50% AND*) NEAR_x']);
    expect(await found('50_')).toEqual([]);
    expect(await found('%')).toHaveLength(1);
  });

  it('never fails over what is typed', async () => {
    await lin().remember(said('Likes tea'));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async words => {
        await memory.store.list('momo', null, words, 5);
        await lin().recall(words, 5);
      }),
      { numRuns: 300 },
    );
  });

  it('corrects text and day, and the search follows', async () => {
    const entry = await lin().remember(said('Birthday on 3 May', { key: 'birthday', words: 'on May third' }));
    const id = entry?.id ?? '';
    const corrected = await memory.store.correct(id, { text: 'Birthday on 4 May', date: '05-04' });
    expect(corrected).toMatchObject({
      text: 'Birthday on 4 May',
      date: '05-04',
      sourceWords: 'on May third',
    });
    expect(await memory.store.list('momo', 'Lin', '3 May', 5)).toEqual([]);
    expect(await memory.store.list('momo', 'Lin', '4 May', 5)).toEqual([corrected]);
    expect((await memory.store.correct(id, { date: null })).date).toBeNull();
    const wrong = await memory.store.correct(id, { date: '13-01' }).catch((error: unknown) => error);
    expect(StudioError.is(wrong, 'memory/bad-date')).toBe(true);
    const gone = await memory.store.erase('nobody').catch((error: unknown) => error);
    expect(StudioError.is(gone, 'memory/no-such-entry')).toBe(true);
  });

  it('erases a person with all there is, and only that one', async () => {
    const { store } = memory;
    for (const [persona, person] of [
      ['momo', 'Lin'],
      ['momo', 'Wei'],
      ['bobo', 'Lin'],
    ] as const) {
      await store.about(persona, person).remember(said('Likes tea'));
      await store.storeFace(persona, person, [0.5, 1]);
    }
    for (const person of ['Lin', 'Wei', '']) await store.values.set('notes', person, 'list', 'milk');
    memory.changes.length = 0;
    await store.erasePerson('momo', 'Lin');
    expect(memory.changes).toEqual(['momo']);
    expect((await store.people('momo')).map(({ person }) => person)).toEqual(['Wei']);
    expect((await store.faces('momo')).map(({ person }) => person)).toEqual(['Wei']);
    expect(await store.people('bobo')).toHaveLength(1);
    // Another persona knows Lin: the notes are still somebody's.
    expect(await store.values.get('notes', 'Lin', 'list')).toBe('milk');
    await store.erasePerson('bobo', 'Lin');
    expect(await store.values.get('notes', 'Lin', 'list')).toBeNull();
    expect([
      await store.values.get('notes', 'Wei', 'list'),
      await store.values.get('notes', '', 'list'),
    ]).toEqual(['milk', 'milk']);
  });
});

describe('faces', () => {
  it('are kept where the persona may, with the time of consent, and erased alone', async () => {
    const { store } = memory;
    await store.storeFace('momo', 'Lin', [1, 2]);
    memory.now = new Date('2026-05-06T08:00:00.000Z');
    await store.storeFace('momo', 'Lin', [3, 4]);
    expect(await store.faces('momo')).toEqual([
      { person: 'Lin', descriptor: [3, 4], consentedAt: '2026-05-06T08:00:00.000Z' },
    ]);
    await lin().remember(said('Likes tea'));
    await store.eraseFace('momo', 'Lin');
    expect(await store.people('momo')).toMatchObject([{ person: 'Lin', facts: 1, hasFace: false }]);
  });

  it('are refused and not used where it may not', async () => {
    const { store } = memory;
    await store.storeFace('momo', 'Lin', [1]);
    memory.policy = { ...memory.policy, faces: false };
    await expect(store.storeFace('momo', 'Wei', [1])).rejects.toMatchObject({
      code: 'memory/faces-not-allowed',
    });
    expect(await store.faces('momo')).toEqual([]);
    memory.policy = { ...memory.policy, faces: true };
    expect(await store.faces('momo')).toHaveLength(1);
    for (const bad of [[], [Number.NaN]]) {
      await expect(store.storeFace('momo', 'Wei', bad)).rejects.toMatchObject({ code: 'memory/bad-face' });
    }
  });
});

describe('retention', () => {
  it('erases what is older than the policy keeps, by the clock that it is given', async () => {
    await lin().remember(said('Old'));
    await memory.store.storeFace('momo', 'Wei', [1]);
    await memory.store.about('bobo', 'Lin').remember(said('Of another persona'));
    memory.now = new Date('2026-05-20T08:00:00.000Z');
    await lin().remember(said('New'));
    expect(await memory.store.expire('momo', 17)).toBe(0);
    memory.now = new Date('2026-05-20T08:00:00.001Z');
    expect(await memory.store.expire('momo', 17)).toBe(1);
    expect(texts(await lin().facts())).toEqual(['New']);
    expect(await memory.store.faces('momo')).toEqual([]);
    expect((await memory.store.people('momo')).map(({ person }) => person)).toEqual(['Lin']);
    expect(await memory.store.about('bobo', 'Lin').facts()).toHaveLength(1);
  });
});

describe('values of tools', () => {
  it('are kept per scope, person and key', async () => {
    const { values } = memory.store;
    await values.set('notes', 'Lin', 'b', '1');
    await values.set('notes', 'Lin', 'a', '2');
    await values.set('notes', 'Lin', 'a', '3');
    await values.set('timer', '', 'a', '4');
    expect(await values.keys('notes', 'Lin')).toEqual(['a', 'b']);
    expect([await values.get('notes', 'Lin', 'a'), await values.get('notes', 'Wei', 'a')]).toEqual([
      '3',
      null,
    ]);
    await values.remove('notes', 'Lin', 'a');
    expect(await values.keys('notes', 'Lin')).toEqual(['b']);
    expect(await values.get('timer', '', 'a')).toBe('4');
    expect([await values.people?.('notes'), await values.people?.('timer')]).toEqual([['Lin'], ['']]);
  });
});
