import { randomUUID } from 'node:crypto';
import type { Persona } from '../../core/persona/persona.ts';
import { arrivedEvent } from '../../core/persona/simulate-day.ts';
import type { DeviceTool } from '../../core/tools/device-tool.ts';
import type { AgentOutput, HubCaller, HubMessage } from '../../sdk/hub-node.ts';
import { createRealClock } from '../hub/hub-clock.ts';
import type { HubWorld } from '../hub/hub-services.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import type { ModelAccess } from '../models/model-access.ts';
import type { AskForApproval, ToolSet } from '../tools/agent-tool.ts';
import { systemTimeZone } from './create-agent-services.ts';
import { createPretendedDevice } from './pretended-device.ts';
import { RunningAgent } from './running-agent.ts';

/** What comes out while nobody listens is kept for who listens next, outputs. */
const keptOutputs = 100;

export interface TrialOptions {
  readonly personaId: string;
  readonly persona: Persona;
  readonly model: string;
  readonly person: string | null;
  readonly profileId: string;
  readonly markets: readonly string[];
  readonly deviceTools: readonly DeviceTool[];
  readonly models: ModelAccess;
  readonly askForApproval: AskForApproval;
  /** The memory for a persona that may still be edited, and how to end it. */
  readonly openMemory: (
    policyOf: () => Persona['memory'],
  ) => Promise<{ readonly store: MemoryStore; readonly close: () => Promise<void> }>;
  readonly openTools: (world: HubWorld, memory: MemoryStore) => Promise<ToolSet>;
}

/** A persona that is tried out: it runs as on a device, before a pretended one, in this computer's time. */
export class Trial {
  readonly trialId = randomUUID();
  readonly #stop = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: AgentOutput[] = [];
  #persona: Persona;
  #sink: ((output: AgentOutput) => void) | null = null;
  #agent: RunningAgent | null = null;
  #close: () => Promise<void> = async () => undefined;

  private constructor(persona: Persona) {
    this.#persona = persona;
  }

  static async open(options: TrialOptions): Promise<Trial> {
    const trial = new Trial(options.persona);
    await trial.#open(options);
    return trial;
  }

  async #open(options: TrialOptions): Promise<void> {
    const clock = createRealClock();
    const world: HubWorld = {
      kitId: `trial-${this.trialId}`,
      graph: {
        nodes: [],
        wires: [],
        ups: [],
        personas: { [options.personaId]: options.persona },
        deviceTools: [...options.deviceTools],
        profileId: options.profileId,
        markets: [...options.markets],
      },
      device: createPretendedDevice(options.deviceTools),
      clock,
      log: () => undefined,
    };
    const memory = await options.openMemory(() => this.#persona.memory);
    this.#close = memory.close;
    let tools: ToolSet;
    try {
      tools = await options.openTools(world, memory.store);
    } catch (error) {
      await memory.close();
      throw error;
    }
    this.#close = async () => {
      await tools.dispose();
      await memory.close();
    };
    const caller: HubCaller = {
      nodeId: options.personaId,
      // Whether a cloud may be called is the cloud switch's to say; a trial has no place of its own.
      placement: 'cloud',
      signal: this.#stop.signal,
      log: () => undefined,
      now: () => clock.nowMs(),
      date: () => clock.date(),
      sleep: (delayMs, signal) =>
        new Promise((resolve, reject) => {
          const cancel = clock.after(delayMs, resolve);
          signal.addEventListener('abort', () => {
            cancel();
            reject(signal.reason);
          });
        }),
      after: (delayMs, call) => clock.after(delayMs, call),
      every: () => () => undefined,
      run: (_name, work) => {
        const run: Promise<void> = work(this.#message(this.#stop.signal))
          .catch(() => undefined)
          .finally(() => this.#running.delete(run));
        this.#running.add(run);
      },
    };
    this.#agent = await RunningAgent.open({
      ...options,
      memory: memory.store,
      tools,
      timeZone: systemTimeZone(),
      caller,
      onOutput: output => this.#give(output),
    });
    await this.#agent.meet(options.person);
    this.#agent.seat(true);
  }

  /** Says something; what comes out goes to `onOutput`. A call while one runs interrupts it. */
  async say(
    text: string,
    signal: AbortSignal,
    onOutput: (output: AgentOutput) => void,
  ): Promise<{ readonly reply: string; readonly interrupted: boolean }> {
    let reply: string | null = null;
    let spoken = '';
    await this.#listen(
      async agent => agent.hear(text, this.#message(signal)),
      output => {
        if (output.kind === 'words') spoken += output.text;
        if (output.kind === 'reply') reply = output.text;
        onOutput(output);
      },
    );
    return { reply: reply ?? spoken.trim(), interrupted: reply === null };
  }

  /** Something happens. Who sits before a trial is there already, so to arrive they go away first, unseen. */
  async notice(event: string, signal: AbortSignal, onOutput: (output: AgentOutput) => void): Promise<void> {
    await this.#listen(async agent => {
      if (event === arrivedEvent) agent.seat(false);
      await agent.notice(event, this.#message(signal));
    }, onOutput);
  }

  update(persona: Persona, model: string): void {
    this.#persona = persona;
    this.#agent?.update(persona, model);
  }

  async close(): Promise<void> {
    await this.#agent?.dispose();
    this.#stop.abort();
    await Promise.all(this.#running);
    await this.#close();
  }

  async #listen(
    work: (agent: RunningAgent) => Promise<void>,
    onOutput: (output: AgentOutput) => void,
  ): Promise<void> {
    const agent = this.#agent;
    if (agent === null) return;
    this.#sink = onOutput;
    for (const output of this.#waiting.splice(0)) onOutput(output);
    // Time has gone on since the last word.
    await agent.tick(this.#message(this.#stop.signal));
    await work(agent);
    await Promise.all(this.#running);
    if (this.#sink === onOutput) this.#sink = null;
  }

  #give(output: AgentOutput): void {
    if (this.#sink !== null) this.#sink(output);
    else if (this.#waiting.push(output) > keptOutputs) this.#waiting.shift();
  }

  #message(signal: AbortSignal): HubMessage {
    return { signal, report: () => undefined };
  }
}
