import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProfile } from '../../core/document/create-profile.ts';
import { type PersonaInput, personaSchema } from '../../core/persona/persona.ts';
import { openTestingMemory, type TestingMemory } from '../memory/testing/testing-memory.ts';
import { createPersonaHandlers, type PersonaService } from './persona-handlers.ts';
import { type Script, testingModels } from './testing/scripted-model.ts';
import { TestingTools, testingTool } from './testing/testing-tools.ts';

const scripts: Record<string, Script> = {
  'cloud/kind': () => [{ text: '[happy] The sky is blue.' }],
  'cloud/deaf': () => [{ text: 'One. ' }, { hang: 'deaf' }],
};
const lamp = testingTool('device/lamp/on', {
  effect: 'act',
  answer: 'The lamp is on.',
  function: { id: 'on', parameters: {}, phrases: { en: ['turn on the lamp'], zh: [] } },
});

let project: TestingMemory;
let service: PersonaService;
let methods: PersonaService['handlers']['methods'];

beforeEach(async () => {
  project = await openTestingMemory();
  service = createPersonaHandlers({
    models: testingModels(scripts),
    memory: {
      storeFor: async () => project.store,
      openScratch: async () => (await openTestingMemory()).store,
    },
    tools: {
      askForApproval: async () => false,
      forProgram: async () => ({ toolSet: new TestingTools([lamp]), services: undefined as never }),
    },
    profile: () => createProfile({ id: 'p', name: 'P', board: 'virtual-kit' }),
    deviceTools: () => [],
  });
  methods = service.handlers.methods;
});
afterEach(async () => {
  await service.dispose();
  await project.store.close();
});

/** What a call is given, and all that it reported. */
function context(onReport: (progress: unknown) => void = () => undefined) {
  const reports: unknown[] = [];
  return {
    signal: new AbortController().signal,
    reports,
    report: (progress: unknown) => {
      reports.push(progress);
      onReport(progress);
    },
  };
}

const plain = () => context();
const persona = (change: Partial<PersonaInput> = {}) =>
  personaSchema.parse({ name: 'Momo', fallback: ['Hm.'], ...change });

async function open(change: Partial<Parameters<typeof methods.openTrial>[0]> = {}): Promise<string> {
  const { trialId } = await methods.openTrial(
    {
      projectId: 'p',
      personaId: 'momo',
      persona: persona(),
      model: '',
      person: 'Lin',
      memory: 'scratch',
      ...change,
    },
    plain(),
  );
  return trialId;
}

describe('a trial', () => {
  it('says what it does as it does it; several run side by side with a model each', async () => {
    const [own, cloud] = await Promise.all([open(), open({ model: 'cloud/kind' })]);
    const [first, second] = [context(), context()];
    const replies = await Promise.all([
      methods.say({ trialId: own, text: 'Hello' }, first),
      methods.say({ trialId: cloud, text: 'Hello' }, second),
    ]);
    expect(replies).toEqual([
      { reply: 'Hm.', interrupted: false },
      { reply: 'The sky is blue.', interrupted: false },
    ]);
    expect(second.reports).toContainEqual({ kind: 'emotion', emotion: 'happy' });
    expect(second.reports).toContainEqual({ kind: 'reply', text: 'The sky is blue.', isOffline: false });
  });

  it('is interrupted by what is said next, and keeps its conversation when the persona is edited', async () => {
    const trialId = await open({ model: 'cloud/deaf' });
    const spoke = Promise.withResolvers<void>();
    const counting = methods.say(
      { trialId, text: 'Count' },
      context(output => {
        if (JSON.stringify(output).includes('"sentence"')) spoke.resolve();
      }),
    );
    await spoke.promise;
    let prompt = '';
    scripts['cloud/echo'] = options => {
      prompt = JSON.stringify(options.prompt);
      return [{ text: 'Yes.' }];
    };
    methods.updateTrial({ trialId, persona: persona({ name: 'Koko' }), model: 'cloud/echo' }, plain());
    expect(await methods.say({ trialId, text: 'Stop' }, plain())).toEqual({
      reply: 'Yes.',
      interrupted: false,
    });
    expect(await counting).toEqual({ reply: 'One.', interrupted: true });
    expect(prompt).toMatch(/You are Koko.*Count.*One\./s);
  });

  it('keeps a project’s memory only where it is told to', async () => {
    const scratch = await open();
    await methods.say({ trialId: scratch, text: 'I like dinosaurs' }, plain());
    expect(await project.store.list('momo', null, '', 10)).toEqual([]);
    const kept = await open({ memory: 'project' });
    await methods.say({ trialId: kept, text: 'I like dinosaurs' }, plain());
    expect(await project.store.list('momo', 'Lin', '', 10)).toMatchObject([{ text: 'Likes dinosaurs' }]);
  });

  it('notices events', async () => {
    const trialId = await open({
      persona: persona({
        emotion: { transitions: { a: { to: 'shocked', when: { kind: 'event', event: 'dark' } } } },
        proactivity: {
          consent: true,
          quietHours: [],
          triggers: { a: { when: { kind: 'event', event: 'arrived' }, lines: ['Hi {name}!'] } },
        },
      }),
    });
    const report = context();
    await methods.notice({ trialId, event: 'dark' }, report);
    await methods.notice({ trialId, event: 'arrived' }, report);
    expect(report.reports).toContainEqual({ kind: 'emotion', emotion: 'shocked' });
    expect(report.reports).toContainEqual({ kind: 'spoke-first', trigger: 'a', text: 'Hi Lin!' });
  });

  it('is over when it is closed', async () => {
    const trialId = await open();
    await methods.closeTrial({ trialId }, plain());
    await expect(methods.say({ trialId, text: 'Hello' }, plain())).rejects.toMatchObject({
      code: 'agent/trial-closed',
    });
  });
});

describe('example dialogues', () => {
  it('are tests of any model', async () => {
    const examples = {
      a: { person: 'What colour is the sky?', reply: ['Blue.'], mentions: ['blue', '蓝'] },
      b: { person: 'turn on the lamp', reply: ['Done.'], tool: { id: 'device/lamp/on', arguments: {} } },
      c: { person: '你好', reply: ['你好！'], mentions: ['你好'] },
    };
    const request = {
      projectId: 'p',
      personaId: 'momo',
      persona: persona({
        examples,
        speech: { languages: ['en', 'zh'] },
        tools: { a: { id: 'device/*', approval: 'ask' } },
      }),
    };
    const report = context();
    const offline = await methods.runExamples({ ...request, model: '' }, report);
    expect(offline.map(({ example, passed }) => [example, passed])).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
    ]);
    expect(report.reports).toEqual(offline);
    const cloud = await methods.runExamples({ ...request, model: 'cloud/kind' }, plain());
    expect(cloud.map(({ reason }) => reason)).toEqual([
      null,
      'The tool device/lamp/on was not called.',
      '回复中没有提到：你好。',
    ]);
    expect(cloud[0]?.usage).toMatchObject({ model: 'cloud/kind', isOffline: false });
  });
});

describe('a simulated day', () => {
  it('knows the dates that the persona remembers', async () => {
    const about = project.store.about('momo', 'Lin');
    const date = '05-03';
    await about.remember({
      kind: 'fact',
      key: 'birthday',
      text: 'Birthday on May 3',
      date,
      source: 'said',
      sourceWords: '',
    });
    const moments = await methods.simulateDay(
      {
        projectId: 'p',
        personaId: 'momo',
        persona: persona({
          proactivity: {
            consent: true,
            triggers: { a: { when: { kind: 'anniversary' }, lines: ['{fact}! Hooray, {name}!'] } },
          },
        }),
        person: 'Lin',
        events: [{ atMinutes: 480, event: 'arrived' }],
        date: '2027-05-03',
      },
      plain(),
    );
    expect(moments).toEqual([
      {
        atMinutes: 540,
        trigger: 'a',
        outcome: 'spoke',
        reason: null,
        text: 'Birthday on May 3! Hooray, Lin!',
      },
    ]);
  });
});
