import { memoryPolicySchema } from '../../../core/persona/persona.ts';
import type { HubServices } from '../../../sdk/hub-node.ts';
import type { HubWorld } from '../../hub/hub-services.ts';
import { LibsqlMemoryStore } from '../../memory/libsql-memory-store.ts';
import { MemoryDatabase } from '../../memory/memory-database.ts';
import { createOfflineAccess } from '../../models/testing/testing-models.ts';
import { createAgentServices } from '../create-agent-services.ts';
import { TestingTools, testingTool } from './testing-tools.ts';

/** Agents with the offline model, an empty memory, and one tool, `device/lamp/on`: for the behaviour of agent nodes. */
export async function createOfflineAgents(world: HubWorld): Promise<{
  readonly agents: HubServices['agents'];
  readonly dispose: () => Promise<void>;
}> {
  const database = await MemoryDatabase.open({ kind: 'scratch' });
  const memory = new LibsqlMemoryStore({
    database: async () => database,
    policyOf: personaId => world.graph.personas?.[personaId]?.memory ?? memoryPolicySchema.parse({}),
    date: () => world.clock.date(),
    close: async () => database.close(),
  });
  const lamp = testingTool('device/lamp/on', {
    title: { en: 'Lamp: on', zh: '台灯：开' },
    effect: 'act',
    answer: 'The lamp is on.',
    function: { id: 'on', parameters: {}, phrases: { en: ['turn on the lamp'], zh: ['开灯'] } },
  });
  const agents = createAgentServices({
    models: createOfflineAccess(),
    memory,
    tools: new TestingTools([lamp]),
    world,
    askForApproval: async () => false,
    timeZone: 'UTC',
  });
  return { agents, dispose: () => memory.close() };
}
