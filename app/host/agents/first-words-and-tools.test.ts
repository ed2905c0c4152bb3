import { afterEach, describe, expect, it } from 'vitest';
import { type Script, testingModels } from './testing/scripted-model.ts';
import { openTestingAgent, type TestingAgent, type TestingAgentOptions } from './testing/testing-agent.ts';
import { testingTool } from './testing/testing-tools.ts';

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

describe('first words', () => {
  const proactivity = {
    consent: true,
    quietHours: [{ from: '21:00', to: '07:00' }],
    triggers: {
      greet: {
        when: { kind: 'event', event: 'arrived' },
        lines: ['Hello, {name}!', 'Hello!'],
        emotion: 'happy',
      },
      tea: { when: { kind: 'time', at: '10:02' }, lines: ['Tea time!'] },
    },
  } as const;

  it('greets by the name that was told, once it knows who has come', async () => {
    const first = await open();
    await first.agent.meet('face-1');
    await first.hear('My name is Lin');
    const testing = await open({
      persona: { proactivity: structuredClone(proactivity) as never },
      memory: first.memory,
    });
    await testing.agent.setPresence(true, testing.message());
    expect(testing.of('spoke-first')).toEqual([]);
    await testing.agent.meet('face-1');
    await testing.settled();
    expect(testing.of('spoke-first')).toMatchObject([{ trigger: 'greet', text: 'Hello, Lin!' }]);
    expect(testing.of('sentence')).toMatchObject([{ text: 'Hello, Lin!' }]);
    expect(testing.agent.emotion).toBe('happy');
  });

  it('greets a stranger when no name comes', async () => {
    const first = await open();
    await first.agent.meet('Lin');
    const testing = await open({
      persona: { proactivity: structuredClone(proactivity) as never },
      memory: first.memory,
    });
    await testing.agent.setPresence(true, testing.message());
    testing.clock.advanceTo(1_500);
    await testing.settled();
    expect(testing.of('spoke-first')).toMatchObject([{ text: 'Hello!' }]);
  });

  it('speaks by the clock, holds back in quiet hours, and lets itself be interrupted', async () => {
    const testing = await open({ persona: { proactivity: structuredClone(proactivity) as never } });
    await testing.agent.notice('arrived', testing.message());
    for (let minute = 1; minute < 4; minute++) {
      testing.clock.advanceTo(minute * 60_000);
      await testing.agent.tick(testing.message());
      await testing.settled();
    }
    expect(testing.of('spoke-first').map(({ trigger }) => trigger)).toEqual(['greet', 'tea']);
    const night = await open({
      persona: { proactivity: structuredClone(proactivity) as never },
      startsAt: '2026-05-04T22:00:00Z',
    });
    await night.agent.notice('arrived', night.message());
    expect(night.of('held-back')).toEqual([{ kind: 'held-back', trigger: 'greet', reason: 'quiet-hours' }]);
    expect(night.of('sentence')).toEqual([]);
  });

  it('forgets who was there when they leave, so that the next is a stranger', async () => {
    const testing = await open();
    await testing.agent.setPresence(true, testing.message());
    await testing.agent.meet('Lin');
    await testing.hear('I like dinosaurs');
    await testing.agent.setPresence(false, testing.message());
    await testing.agent.setPresence(true, testing.message());
    expect(await testing.hear('dinosaurs?')).toBe('I am not sure.');
  });

  it('says what a granted tool announces, and keeps the reminder of another to itself', async () => {
    const testing = await open({ persona: { tools: { t: { id: 'timer/*' } } } });
    await testing.agent.meet('Lin');
    testing.tools.announce({ tool: 'timer', person: 'Lin', text: 'Your egg is done.' });
    testing.tools.announce({ tool: 'timer', person: 'Bo', text: 'Take your pills.' });
    testing.tools.announce({ tool: 'notes', person: 'Lin', text: 'Never granted.' });
    await testing.settled();
    expect(testing.of('sentence').map(({ text }) => text)).toEqual([
      'Your egg is done.',
      'There is a reminder for Bo.',
    ]);
  });
});

describe('tools', () => {
  const lamp = testingTool('device/lamp/on', {
    title: { en: 'Lamp: on', zh: '台灯：开' },
    effect: 'act',
    answer: 'The lamp is on.',
    function: { id: 'on', parameters: {}, phrases: { en: ['turn on the lamp'], zh: ['开灯'] } },
  });

  it('are called by a model that is asked to, and answered with', async () => {
    const testing = await open(
      online(
        options =>
          options.prompt.at(-1)?.role === 'tool'
            ? [{ text: 'It is on now.' }]
            : [{ call: lamp.name, arguments: { value: true } }],
        { tools: [lamp], persona: { tools: { a: { id: 'device/*' } } } },
      ),
    );
    expect(await testing.hear('Please turn on the lamp')).toBe('It is on now.');
    expect(testing.of('tool')).toEqual([
      {
        kind: 'tool',
        tool: 'device/lamp/on',
        arguments: { value: true },
        outcome: 'done',
        text: 'The lamp is on.',
      },
    ]);
    expect(testing.usages).toHaveLength(2);
  });

  it('are called by the offline model, too', async () => {
    const testing = await open({ tools: [lamp], persona: { tools: { a: { id: 'device/lamp/on' } } } });
    expect(await testing.hear('请开灯')).toBe('The lamp is on.');
  });

  it('are not called twice where the offline model answers after a hang', async () => {
    const testing = await open(
      online(
        options =>
          options.prompt.at(-1)?.role === 'tool'
            ? [{ hang: 'deaf' }]
            : [{ call: lamp.name, arguments: { value: true } }],
        {
          tools: [lamp],
          persona: { tools: { a: { id: 'device/lamp/on' } }, limits: { firstWordMs: 1_000 } },
        },
      ),
    );
    const hearing = testing.hear('turn on the lamp');
    await until(() => testing.tools.calls.length === 1);
    for (let turns = 0; turns < 30; turns++) await breathe();
    testing.clock.advanceTo(1_000);
    expect(await hearing).toBe('The lamp is on.');
    expect(testing.tools.calls).toHaveLength(1);
  });

  it('wait for a person as long as it takes', async () => {
    let answer: (yes: boolean) => void = () => undefined;
    const testing = await open(
      online(
        options =>
          options.prompt.at(-1)?.role === 'tool'
            ? [{ text: 'Done.' }]
            : [{ call: lamp.name, arguments: { value: true } }],
        {
          tools: [lamp],
          persona: { tools: { a: { id: 'device/lamp/on', approval: 'ask' } } },
          approve: () =>
            new Promise(resolve => {
              answer = resolve;
            }),
        },
      ),
    );
    const hearing = testing.hear('turn on the lamp');
    await until(() => testing.asked.length === 1);
    testing.clock.advanceTo(55_000);
    answer(true);
    expect(await hearing).toBe('Done.');
    expect(testing.asked[0]).toMatchObject({ tool: 'device/lamp/on', arguments: { value: true } });
  });

  it('stay within the calls of a turn', async () => {
    const testing = await open(
      online(() => [{ call: lamp.name, arguments: { value: Math.floor(testing.tools.calls.length) } }], {
        tools: [lamp],
        persona: { tools: { a: { id: 'device/*' } }, limits: { toolCallsPerTurn: 2 } },
      }),
    );
    await testing.hear('turn on the lamp');
    expect(testing.tools.calls).toHaveLength(2);
    expect(testing.of('tool').at(-1)).toMatchObject({ outcome: 'refused' });
  });
});
