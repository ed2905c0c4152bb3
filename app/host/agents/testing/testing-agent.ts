import { type Persona, type PersonaInput, personaSchema } from '../../../core/persona/persona.ts';
import type { AgentOutput, CallUsage, HubCaller, HubMessage } from '../../../sdk/hub-node.ts';
import { SteppedClock } from '../../hub/hub-clock.ts';
import { openTestingMemory, type TestingMemory } from '../../memory/testing/testing-memory.ts';
import type { ModelAccess } from '../../models/model-access.ts';
import type { AgentTool, ApprovalRequest } from '../../tools/agent-tool.ts';
import { RunningAgent } from '../running-agent.ts';
import { testingModels } from './scripted-model.ts';
import { TestingTools } from './testing-tools.ts';

export interface TestingAgentOptions {
  readonly persona?: Partial<PersonaInput>;
  readonly models?: ModelAccess;
  readonly model?: string;
  readonly tools?: readonly AgentTool[];
  readonly memory?: TestingMemory;
  readonly placement?: 'hub' | 'cloud';
  /** UTC. */
  readonly startsAt?: string;
  /** What people answer when they are asked. */
  readonly approve?: (request: ApprovalRequest) => boolean | Promise<boolean>;
}

/** An agent in a time that only moves when it is told to, and all that came out of it. */
export interface TestingAgent {
  readonly agent: RunningAgent;
  readonly persona: Persona;
  readonly outputs: AgentOutput[];
  readonly clock: SteppedClock;
  readonly memory: TestingMemory;
  readonly tools: TestingTools;
  readonly asked: ApprovalRequest[];
  readonly usages: CallUsage[];
  readonly logs: string[];
  /** Says something as the hub would, to the end. */
  hear(text: string, signal?: AbortSignal, image?: string): Promise<string>;
  message(signal?: AbortSignal): HubMessage;
  /** Waits for what the agent began by itself. */
  settled(): Promise<void>;
  of<Kind extends AgentOutput['kind']>(kind: Kind): Extract<AgentOutput, { kind: Kind }>[];
  dispose(): Promise<void>;
}

export async function openTestingAgent(options: TestingAgentOptions = {}): Promise<TestingAgent> {
  const persona = personaSchema.parse({
    name: 'Momo',
    speech: { languages: ['en', 'zh'] },
    fallback: ['I am not sure.'],
    ...options.persona,
  });
  const startsAt = new Date(options.startsAt ?? '2026-05-04T10:00:00Z');
  const clock = new SteppedClock(startsAt);
  const memory = options.memory ?? (await openTestingMemory());
  memory.now = startsAt;
  const tools = new TestingTools(options.tools ?? []);
  const outputs: AgentOutput[] = [];
  const asked: ApprovalRequest[] = [];
  const usages: CallUsage[] = [];
  const logs: string[] = [];
  const stop = new AbortController();
  const running = new Set<Promise<void>>();
  const message = (signal: AbortSignal = new AbortController().signal): HubMessage => ({
    signal,
    report: usage => usages.push(usage),
  });
  const caller: HubCaller = {
    nodeId: 'agent',
    placement: options.placement ?? 'cloud',
    signal: stop.signal,
    log: text => logs.push(text),
    now: () => clock.nowMs(),
    date: () => clock.date(),
    sleep: () => Promise.reject(new Error('no agent sleeps')),
    after: (delayMs, call) => clock.after(delayMs, call),
    every: () => () => undefined,
    run: (_, work) => {
      const run = work(message()).finally(() => running.delete(run));
      running.add(run);
    },
  };
  const agent = await RunningAgent.open({
    personaId: 'momo',
    persona,
    model: options.model ?? '',
    caller,
    onOutput: output => outputs.push(output),
    models: options.models ?? testingModels(),
    memory: memory.store,
    tools,
    markets: [],
    timeZone: 'UTC',
    askForApproval: async request => {
      asked.push(request);
      return (await options.approve?.(request)) ?? false;
    },
  });
  const of: TestingAgent['of'] = kind =>
    outputs.filter((output): output is Extract<AgentOutput, { kind: typeof kind }> => output.kind === kind);
  return {
    agent,
    persona,
    outputs,
    clock,
    memory,
    tools,
    asked,
    usages,
    logs,
    message,
    of,
    hear: async (text, signal, image) => {
      const from = outputs.length;
      const picture =
        image === undefined
          ? undefined
          : { data: Buffer.from(image).toString('base64'), encoding: 'png' as const };
      await agent.hear(text, message(signal), picture);
      const reply = outputs.slice(from).findLast(output => output.kind === 'reply');
      return reply?.kind === 'reply' ? reply.text : '';
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    dispose: async () => {
      await agent.dispose();
      stop.abort();
      if (options.memory === undefined) await memory.store.close();
    },
  };
}
