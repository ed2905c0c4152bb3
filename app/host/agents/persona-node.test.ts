import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { behaviourSchema } from '../../core/scenario/scenario.ts';
import { CrossCompiler } from '../build/cross-compile.ts';
import { DeviceSources } from '../build/device-sources.ts';
import { noServices } from '../hub/hub-services.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import { runBehaviour } from '../scenario/run-behaviour.ts';
import { createOfflineAgents } from './testing/offline-agents.ts';

const root = join(import.meta.dirname, '../../..');
const library = await loadPlugins({ builtIn: join(root, 'plugins') });
const compiler = new CrossCompiler({ cacheDirectory: null });
const sources = new DeviceSources({ deviceFolder: join(root, 'device'), drivers: () => library });
afterAll(() => compiler.dispose());

describe('the node agents/persona', () => {
  const text = readFileSync(join(root, 'plugins/nodes/agents/persona/behaviour.json'), 'utf8');
  const { cases } = behaviourSchema.parse(JSON.parse(text));
  const tools = {
    library,
    sources,
    compiler,
    createServices: async (world: Parameters<typeof createOfflineAgents>[0]) => {
      const { agents, dispose } = await createOfflineAgents(world);
      return { services: { ...noServices, agents }, dispose };
    },
  };

  it('shows each of its outputs', () => {
    const seen = cases.flatMap(({ steps }) =>
      steps.flatMap(step => ('expect' in step ? [step.expect.port] : [])),
    );
    const outputs = library.catalogue.nodes.get('agents/persona')?.outputs.map(({ id }) => id) ?? [];
    expect(outputs).toHaveLength(9);
    for (const output of outputs) expect(seen).toContain(output);
  });

  it.each(cases)('$name', async behaviour => {
    const result = await runBehaviour('agents/persona', behaviour, tools);
    const last = result.steps.at(-1);
    expect(result.passed, `step ${last?.index}: ${last?.detail} ${result.notes.join(' ')}`).toBe(true);
  });
});
