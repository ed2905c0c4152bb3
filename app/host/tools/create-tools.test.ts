import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { approvalRequestSchema } from '../../contract/services/tools-service.ts';
import { personaSchema } from '../../core/persona/persona.ts';
import type { HubCaller, HubMessage } from '../../sdk/hub-node.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { createTools, type Tools } from './create-tools.ts';
import {
  createTestWorld,
  kettle,
  libraryOf,
  mapAt,
  valuesInMemory,
  weatherAt,
} from './testing/tool-fixtures.ts';

let folder: string;
let tools: Tools;
const values = valuesInMemory();
const presets = [kettle, weatherAt('https://weather.example'), mapAt('https://map.example/mcp')];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-create-tools-'));
  values.kept.clear();
  tools = await createTools({
    fileSystem: nodeFileSystem,
    stateDirectory: folder,
    library: () => libraryOf(...presets),
    deviceTools: () => [],
    projectDirectory: () => folder,
    isCloudOn: () => true,
    secrets: { read: async () => 'a key' },
    log: () => undefined,
    variables: {},
    timeZone: 'Asia/Shanghai',
    fetch: async () => new Response('{"main":{"temp":9}}'),
  });
});
afterEach(async () => {
  vi.useRealTimers();
  await tools.dispose();
  await rm(folder, { recursive: true, force: true });
});

const message: HubMessage = { signal: new AbortController().signal, report: () => undefined };
const caller = (nodeId: string, placement: 'hub' | 'cloud' = 'hub') =>
  ({ nodeId, placement, signal: message.signal, log: () => undefined }) as unknown as HubCaller;

describe('a tool as a node', () => {
  it('answers plain words by its own conversation, in their language', async () => {
    const { services, toolSet } = await tools.forProgram(createTestWorld(), 'p', values);
    expect(await services.ask('kettle', 'is the kettle on?', caller('n'), message)).toEqual({
      text: 'en: is the kettle on?',
      data: { heard: 'is the kettle on?' },
      understood: true,
    });
    expect(await services.ask('kettle', '水开了吗', caller('n'), message)).toEqual({
      text: '我没听懂。可以这样说：“烧…”。',
      data: null,
      understood: false,
    });
    // What the conversation has no answer to is one of its functions.
    expect(await services.ask('kettle', 'please boil for two minutes', caller('n'), message)).toMatchObject({
      text: 'on',
      understood: true,
    });
    await expect(services.ask('no-tool', 'x', caller('n'), message)).rejects.toMatchObject({
      code: 'tool/unknown',
    });
    await toolSet.dispose();
  });

  it('answers by phrases; only a node in the cloud reaches the network', async () => {
    const { services, toolSet } = await tools.forProgram(createTestWorld(), 'p', values);
    const ask = (words: string, placement: 'hub' | 'cloud') =>
      services.ask('weather', words, caller('n', placement), message);
    expect(await ask('What’s the weather in Shanghai?', 'hub')).toMatchObject({ understood: false });
    expect(await ask('weather in Shanghai', 'hub')).toMatchObject({
      text: expect.stringContaining('recorded example'),
      data: { recorded: '2026-10-01' },
      understood: true,
    });
    expect(await ask('weather in Shanghai', 'cloud')).toMatchObject({ data: { temperature: 9 } });
    expect(await ask('巴黎天气', 'hub')).toMatchObject({
      text: expect.stringContaining('录制回答'),
      understood: false,
    });
    await toolSet.dispose();
  });

  it('says later what it promised, to its node and to nobody else', async () => {
    const persona = personaSchema.parse({ name: 'Momo', tools: { t: { id: 'kettle/*' } } });
    const nodes = [
      { id: 'n', type: 'tools/kettle', placement: 'hub', properties: {}, inputs: [], outputs: [] } as const,
    ];
    const graph = {
      personas: { momo: persona },
      nodes: nodes.map(node => ({ ...node, inputs: [], outputs: [] })),
    };
    await values.set('tool/kettle', '\u001fnode n', 'dueAt', String(Date.parse('2026-11-20T08:00:20Z')));
    await values.set('tool/kettle', '\u001fnode gone', 'dueAt', String(Date.parse('2026-11-20T08:00:20Z')));
    const world = createTestWorld(graph);
    const { services, toolSet } = await tools.forProgram(world, 'p', values);
    const said: unknown[] = [];
    toolSet.onAnnounce(({ person }) => said.push(`persona to ${person}`));
    const stop = await services.listen('kettle', caller('n'), ({ text }) => said.push(`node n: ${text}`));
    await services.listen('kettle', caller('m'), () => said.push('node m'));
    await expect.poll(() => world.clock.nextMs).toBe(20_000);
    const [boil] = toolSet.granted([{ id: 'kettle/boil', approval: 'always' }]);
    await boil?.call({ seconds: 5 }, { signal: message.signal, person: 'Mia', language: 'en' });
    world.clock.advanceTo(30_000);
    expect(said).toEqual(['persona to Mia', 'node n: boils']);
    stop();
    await toolSet.dispose();
    // Nothing of it rings after the program.
    expect(world.clock.nextMs).toBeUndefined();
  });
});

describe('questions to a person', () => {
  const request = {
    approvalId: 'a1',
    tool: 'kettle/boil',
    title: { en: 'Boil', zh: '烧水' },
    arguments: { seconds: 5 },
    persona: 'Momo',
  };
  const { signal } = new AbortController();

  it('are refused at once where there is no screen', async () => {
    expect(await tools.askForApproval(request, signal)).toBe(false);
  });

  it('are answered once, on one screen, and taken from the others', async () => {
    const { methods, events } = tools.handlers;
    const [shown, withdrawn]: unknown[][] = [[], []];
    events.onDidAskForApproval(payload => shown?.push(approvalRequestSchema.parse(payload)));
    events.onDidWithdrawApproval(payload => withdrawn?.push(payload));
    const answer = tools.askForApproval(request, signal);
    expect(shown).toEqual([request]);
    // A screen that is opened later is asked as well.
    events.onDidAskForApproval(payload => shown?.push(payload));
    expect(shown).toHaveLength(2);
    const context = { signal, report: () => undefined };
    await methods.answerApproval({ approvalId: 'a1', accepted: true }, context);
    expect([await answer, withdrawn]).toEqual([true, [{ approvalId: 'a1' }]]);
    expect(() => methods.answerApproval({ approvalId: 'a1', accepted: true }, context)).toThrow(StudioError);
  });

  it('are withdrawn where the call is cancelled, and after a minute', async () => {
    vi.useFakeTimers();
    const withdrawn: unknown[] = [];
    tools.handlers.events.onDidAskForApproval(() => undefined);
    tools.handlers.events.onDidWithdrawApproval(({ approvalId }) => withdrawn.push(approvalId));
    const cancel = new AbortController();
    const cancelled = tools.askForApproval(request, cancel.signal);
    cancel.abort();
    expect(await cancelled).toBe(false);
    let late: boolean | null = null;
    void tools.askForApproval({ ...request, approvalId: 'a2' }, signal).then(answer => {
      late = answer;
    });
    await vi.advanceTimersByTimeAsync(59_999);
    expect(late).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect([late, withdrawn]).toEqual([false, ['a1', 'a2']]);
  });
});

it('the servers of preset tools wait for approval and stay', async () => {
  const context = { signal: message.signal, report: () => undefined };
  const servers = await tools.handlers.methods.servers({}, context);
  expect(servers).toMatchObject([
    { id: 'preset-map', state: 'needs-approval', commandLine: 'https://map.example/mcp' },
  ]);
  await expect(tools.handlers.methods.removeServer({ id: 'preset-map' }, context)).rejects.toMatchObject({
    code: 'tool/mcp-built-in',
  });
  expect(await tools.handlers.methods.presets({}, context)).toHaveLength(3);
});
