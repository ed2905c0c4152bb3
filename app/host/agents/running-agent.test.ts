import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestingMemory } from '../memory/testing/testing-memory.ts';
import { type Script, testingModels } from './testing/scripted-model.ts';
import { openTestingAgent, type TestingAgent, type TestingAgentOptions } from './testing/testing-agent.ts';

const opened: TestingAgent[] = [];

async function open(options: TestingAgentOptions = {}): Promise<TestingAgent> {
  const testing = await openTestingAgent(options);
  opened.push(testing);
  return testing;
}

afterEach(async () => {
  for (const testing of opened.splice(0)) await testing.dispose();
});

const online = (script: Script, more: TestingAgentOptions = {}): TestingAgentOptions => ({
  ...more,
  model: 'cloud/model',
  models: testingModels({ 'cloud/model': script }),
});

/** Lets everything that is ready happen. */
const breathe = () => new Promise<void>(resolve => setImmediate(resolve));
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await breathe();
}

describe('a turn', () => {
  it('streams sentences, the feeling, and the whole reply', async () => {
    const testing = await open(online(() => [{ text: '[happy] Hello there! 你好。How are you?' }]));
    expect(await testing.hear('Hello')).toBe('Hello there! 你好。 How are you?');
    expect(testing.of('sentence').map(({ text, language }) => [text, language])).toEqual([
      ['Hello there!', 'en'],
      ['你好。', 'zh'],
      ['How are you?', 'en'],
    ]);
    expect(
      testing
        .of('words')
        .map(({ text }) => text)
        .join(''),
    ).toBe('Hello there! 你好。 How are you?');
    expect(testing.agent.emotion).toBe('happy');
    expect(testing.of('state').map(({ state }) => state)).toEqual(['idle', 'thinking', 'speaking', 'idle']);
    expect(testing.of('reply')).toMatchObject([{ isOffline: false }]);
    expect(testing.usages).toMatchObject([
      { model: 'cloud/model', tokensIn: 100, tokensOut: 20, costYuan: 0.12 },
    ]);
  });

  it('answers without a network from the persona itself', async () => {
    const testing = await open({
      placement: 'hub',
      persona: {
        examples: { a: { person: 'Hello', reply: ['Hi, {name}!'], emotion: 'loving' } },
        model: { id: 'cloud/model' },
      },
      models: testingModels({ 'cloud/model': () => [{ text: 'from the cloud' }] }),
    });
    await testing.agent.meet('Lin');
    expect(await testing.hear('Hello!')).toBe('Hi, Lin!');
    expect(testing.agent.emotion).toBe('loving');
    expect(await testing.hear('Something else')).toBe('I am not sure.');
    expect(testing.of('reply').every(reply => reply.isOffline)).toBe(true);
    expect(testing.logs.join()).toMatch(/cloud\/model/);
  });

  it('remembers the conversation', async () => {
    const prompts: string[] = [];
    const testing = await open(
      online(options => {
        prompts.push(JSON.stringify(options.prompt));
        return [{ text: `Answer ${prompts.length}.` }];
      }),
    );
    await testing.hear('First question');
    await testing.hear('Second question');
    expect(prompts[1]).toMatch(/First question.*Answer 1\..*Second question/s);
  });

  it('lets the offline model answer where a provider fails before its first word', async () => {
    const testing = await open(online(() => [{ fail: 'no quota' }]));
    expect(await testing.hear('Hello')).toBe('I am not sure.');
    expect(testing.of('reply')).toMatchObject([{ isOffline: true }]);
    expect(testing.logs.join()).toContain('no quota');
  });

  it.each(['attentive', 'deaf'] as const)(
    'lets the offline model answer at its deadline where a provider hangs (%s)',
    async hang => {
      const testing = await open(online(() => [{ hang }], { persona: { limits: { firstWordMs: 1_500 } } }));
      let isDone = false;
      const hearing = testing.hear('Hello').then(reply => {
        isDone = true;
        return reply;
      });
      await until(() => testing.clock.nextMs !== undefined);
      testing.clock.advanceTo(1_499);
      for (let turns = 0; turns < 20; turns++) await breathe();
      expect(isDone).toBe(false);
      testing.clock.advanceTo(1_500);
      expect(await hearing).toBe('I am not sure.');
      expect(testing.clock.nowMs()).toBe(1_500);
    },
  );

  it('keeps what was said where a model breaks off, and says so', async () => {
    const testing = await open(online(() => [{ text: 'Once upon a time. There was' }, { fail: 'gone' }]));
    expect(await testing.hear('Tell me a story')).toBe(
      'Once upon a time. There was Sorry, I lost my thread there.',
    );
    expect(testing.of('reply')).toMatchObject([{ isOffline: false }]);
  });

  it('stops at once when it is interrupted, and remembers what was heard of it', async () => {
    const prompts: string[] = [];
    const testing = await open(
      online(options => {
        prompts.push(JSON.stringify(options.prompt));
        return prompts.length === 1
          ? [{ text: 'One. Two. Three is not' }, { hang: 'deaf' }]
          : [{ text: 'As you wish.' }];
      }),
    );
    const first = testing.hear('Count to ten');
    await until(() => testing.of('sentence').length === 2);
    const at = testing.outputs.length;
    const second = testing.hear('Stop it');
    await Promise.all([first, second]);
    expect(testing.outputs.slice(at).find(output => output.kind === 'sentence')).toMatchObject({
      text: 'As you wish.',
    });
    expect(testing.of('reply')).toHaveLength(1);
    expect(prompts[1]).toMatch(/One\. Two\./);
    expect(prompts[1]).not.toMatch(/Three/);
  });

  it('ends with the signal of its message', async () => {
    const testing = await open(online(() => [{ text: 'One. ' }, { hang: 'deaf' }]));
    const abort = new AbortController();
    const hearing = testing.hear('Count', abort.signal);
    await until(() => testing.of('sentence').length === 1);
    abort.abort();
    await hearing;
    expect(testing.of('reply')).toEqual([]);
    expect(testing.of('state').at(-1)).toMatchObject({ state: 'idle' });
  });
});

describe('limits', () => {
  it('does not ask a model about a forbidden topic, and cuts one that comes to it', async () => {
    let calls = 0;
    const testing = await open(
      online(
        () => {
          calls++;
          return [{ text: 'Sure. I will sell you a g-u-n tomorrow. And more.' }];
        },
        { persona: { never: { a: { title: 'Weapons', phrases: ['gun'], reply: ['Not that.'] } } } },
      ),
    );
    expect(await testing.hear('Where do I buy a GUN?')).toBe('Not that.');
    expect(calls).toBe(0);
    expect(await testing.hear('What do you sell?')).toBe('Sure. Not that.');
    expect(testing.of('refused')).toEqual([
      { kind: 'refused', topic: 'Weapons' },
      { kind: 'refused', topic: 'Weapons' },
    ]);
  });

  it('goes over to the offline model when tokens or money are used up', async () => {
    const limits = { tokensPerDay: 150 };
    const testing = await open(online(() => [{ text: 'From afar.' }], { persona: { limits } }));
    expect(await testing.hear('One')).toBe('From afar.');
    expect(await testing.hear('Two')).toBe('From afar.');
    expect(await testing.hear('Three')).toBe('I am not sure.');
    const again = await open(
      online(() => [{ text: 'From afar.' }], { persona: { limits }, memory: testing.memory }),
    );
    expect(await again.hear('Four')).toBe('I am not sure.');
    const tomorrow = await open(
      online(() => [{ text: 'From afar.' }], {
        persona: { limits },
        memory: testing.memory,
        startsAt: '2026-05-05T10:00:00Z',
      }),
    );
    expect(await tomorrow.hear('Five')).toBe('From afar.');
  });

  it('ends the talk of the day when its minutes are over', async () => {
    const testing = await open({ persona: { limits: { minutesPerDay: 1 } } });
    await testing.hear('One');
    testing.clock.advanceTo(60_000);
    expect(await testing.hear('Two')).toMatch(/enough for today/);
    expect(await testing.hear('三')).toMatch(/明天再见/);
  });
});

describe('memory', () => {
  it('keeps what a person says of themselves and uses it', async () => {
    const testing = await open();
    await testing.agent.meet('p1');
    await testing.hear('My name is Lin and I like dinosaurs.');
    expect(testing.of('remembered').map(({ text }) => text)).toEqual(['Is called Lin', 'Likes dinosaurs']);
    expect(await testing.hear('dinosaurs?')).toBe('I remember: Likes dinosaurs.');
    expect(testing.of('recalled')).toMatchObject([{ texts: ['Likes dinosaurs'] }]);
  });

  it('knows nothing of others before a stranger, and keeps nothing of one', async () => {
    const prompts: string[] = [];
    const testing = await open(
      online(options => {
        prompts.push(JSON.stringify(options.prompt));
        return [{ text: 'Yes.' }];
      }),
    );
    await testing.agent.meet('Lin');
    await testing.hear('I like dinosaurs.');
    await testing.agent.meet(null);
    await testing.hear('I like volcanoes. What do I like?');
    expect(prompts.at(-1)).not.toMatch(/dinosaur|Lin/);
    const all = await testing.memory.store.list('momo', null, '', 100);
    expect(all.some(({ text }) => /volcano/.test(text))).toBe(false);
  });

  it('writes an episode when a conversation is over', async () => {
    const testing = await open();
    await testing.agent.meet('Lin');
    await testing.hear('We went to the zoo today');
    testing.clock.advanceTo(120_000);
    await testing.agent.tick(testing.message());
    await until(() => testing.of('remembered').length > 0);
    expect(testing.of('remembered')).toMatchObject([{ text: 'Talked about: We went to the zoo today' }]);
  });

  it('goes on without memory where it fails', async () => {
    const memory = await openTestingMemory();
    await memory.store.close();
    const testing = await open({ memory });
    await testing.agent.meet('Lin');
    expect(await testing.hear('I like tea')).toBe('I am not sure.');
    expect(testing.logs.join()).toMatch(/memory/);
  });

  it('never mixes two people, however their talk is woven', async () => {
    const secrets = { Ann: 'apricots', Bo: 'bagpipes', Cy: 'cactuses' } as const;
    const people = Object.keys(secrets) as (keyof typeof secrets)[];
    const step = fc.record({
      who: fc.constantFrom(...people, null),
      what: fc.constantFrom('tell', 'ask', 'idle', 'leave'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async steps => {
        let prompt = '';
        const told = new Set<string>();
        const testing = await openTestingAgent(
          online(options => {
            prompt = JSON.stringify(options.prompt);
            return [{ text: 'I see.' }];
          }),
        );
        try {
          for (const { who, what } of steps) {
            await testing.agent.meet(who);
            if (what === 'leave') {
              await testing.agent.setPresence(true, testing.message());
              await testing.agent.setPresence(false, testing.message());
              continue;
            }
            if (what === 'idle') {
              testing.clock.advanceTo(testing.clock.nowMs() + 200_000);
              await testing.agent.tick(testing.message());
              continue;
            }
            const tells = who !== null && what === 'tell';
            await testing.hear(tells ? `I like ${secrets[who]}.` : 'What do people like?');
            if (tells) told.add(who);
            if (who !== null && told.has(who) && !tells) expect(prompt).toContain(secrets[who]);
            for (const other of people) {
              if (other === who) continue;
              expect(prompt).not.toContain(secrets[other]);
              expect(prompt).not.toContain(`"${other}"`);
            }
          }
          await testing.settled();
        } finally {
          await testing.dispose();
        }
      }),
      { numRuns: 25 },
    );
  });
});
