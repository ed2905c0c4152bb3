import type { Persona } from '../../core/persona/persona.ts';
import type { HubCaller, OnAgentOutput } from '../../sdk/hub-node.ts';
import type { MemoryStore } from '../memory/memory-store.ts';
import type { ModelAccess } from '../models/model-access.ts';
import type { AskForApproval, ToolSet } from '../tools/agent-tool.ts';

/** What agents are built on, for one running program. */
export interface AgentDependencies {
  readonly models: ModelAccess;
  readonly memory: MemoryStore;
  readonly tools: ToolSet;
  readonly askForApproval: AskForApproval;
  /** Markets of the profile: a model's region is chosen by them. */
  readonly markets: readonly string[];
  /** IANA time zone that quiet hours, triggers and days are counted in. */
  readonly timeZone: string;
}

/** One agent: a persona in a node, with its dependencies. */
export interface RunningAgentOptions extends AgentDependencies {
  readonly personaId: string;
  readonly persona: Persona;
  /** Name of a model that is used instead of the persona's own; empty: the persona's. */
  readonly model: string;
  readonly caller: HubCaller;
  readonly onOutput: OnAgentOutput;
}
