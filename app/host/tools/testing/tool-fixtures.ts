import { join } from 'node:path';
import type { DeviceTool } from '../../../core/tools/device-tool.ts';
import { type ToolDefinition, toolDefinitionSchema } from '../../../core/tools/tool-definition.ts';
import { SteppedClock } from '../../hub/hub-clock.ts';
import type { HubWorld } from '../../hub/hub-services.ts';
import type { MemoryStore } from '../../memory/memory-store.ts';
import type { ToolLibrary } from '../local-tools.ts';

const words = (text: string) => ({ en: text, zh: text });
const functionOf = (id: string, rest: object = {}) => ({
  id,
  title: words(id),
  description: `What the fixture does: ${id}.`,
  effect: 'write',
  ...rest,
});
const path = { path: { type: 'string', description: 'Where.' } };

export const kettle: ToolDefinition = toolDefinitionSchema.parse({
  id: 'kettle',
  version: '1.0.0',
  title: { en: 'Kettle', zh: '水壶' },
  summary: words('Boils water.'),
  icon: 'cup',
  runs: { kind: 'local' },
  functions: [
    functionOf('boil', {
      parameters: {
        seconds: {
          type: 'integer',
          description: 'How long.',
          minimum: 1,
          maximum: 600,
          reads: 'duration-seconds',
        },
      },
      phrases: { en: ['boil for {seconds}'], zh: ['烧{seconds}'] },
    }),
    ...['hang', 'flood', 'complain', 'crash', 'day'].map(id => functionOf(id)),
    functionOf('read', { parameters: path }),
    functionOf('peek', { parameters: path }),
  ],
  data: [
    {
      file: 'data.txt',
      title: 'Water',
      licence: 'CC0-1.0',
      source: { title: 'measured', url: 'https://example.org/', checked: '2026-11-01' },
    },
  ],
});

/** A cloud tool over HTTP whose key goes to `origin` alone. */
export function weatherAt(origin: string, effect = 'network'): ToolDefinition {
  return toolDefinitionSchema.parse({
    id: 'weather',
    version: '1.0.0',
    title: { en: 'Weather', zh: '天气' },
    summary: words('Says what the weather is.'),
    icon: 'cloud',
    runs: {
      kind: 'http',
      origin,
      calls: {
        now: {
          method: 'GET',
          path: '/v1/{city}/now?units={units}&lang=en',
          pick: { 'main.temp': 'temperature', 'list.1': 'second' },
        },
        order: {
          method: 'POST',
          path: '/order',
          body: { city: '{city}', count: '{count}', note: 'for {city}' },
        },
      },
      secret: { name: 'weather', variable: 'WEATHER_KEY', header: 'x-key', prefix: 'Bearer ' },
    },
    functions: [
      functionOf('now', {
        effect,
        parameters: {
          city: { type: 'string', description: 'Where.' },
          units: { type: 'string', description: 'Which.', optional: true },
        },
        phrases: { en: ['weather in {city}'], zh: ['{city}天气'] },
      }),
      functionOf('order', {
        effect,
        parameters: {
          city: { type: 'string', description: 'Where.' },
          count: { type: 'integer', description: 'How many.' },
        },
      }),
    ],
    sandbox: {
      recorded: '2026-10-01',
      answers: [
        {
          function: 'now',
          when: { city: 'Shanghai' },
          text: { en: 'Sunny, 21 °C', zh: '晴，21 °C' },
          data: { temperature: 21 },
        },
      ],
    },
  });
}

/** A cloud tool behind an MCP server. */
export function mapAt(url: string): ToolDefinition {
  return toolDefinitionSchema.parse({
    id: 'map',
    version: '1.0.0',
    title: { en: 'Map', zh: '地图' },
    summary: words('Knows places.'),
    icon: 'map',
    runs: { kind: 'mcp', url, tools: { find: 'echo' } },
    functions: [functionOf('find', { parameters: { message: { type: 'string', description: 'What.' } } })],
    sandbox: {
      recorded: '2026-10-02',
      answers: [{ function: 'find', text: { en: 'The museum', zh: '博物馆' } }],
    },
  });
}

export function libraryOf(...tools: readonly ToolDefinition[]): ToolLibrary {
  return {
    tools: new Map(tools.map(tool => [tool.id, tool])),
    toolFolder: id => join(import.meta.dirname, 'tools', id),
  };
}

/** Values in memory, as a store keeps them. */
export function valuesInMemory(): MemoryStore['values'] & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const keyOf = (...parts: string[]) => JSON.stringify(parts);
  const partsOf = (key: string) => JSON.parse(key) as [string, string, string];
  return {
    kept,
    get: async (...parts) => kept.get(keyOf(...parts)) ?? null,
    set: async (scope, person, key, value) => void kept.set(keyOf(scope, person, key), value),
    keys: async (scope, person) =>
      [...kept.keys()].map(partsOf).flatMap(([s, p, key]) => (s === scope && p === person ? [key] : [])),
    remove: async (...parts) => void kept.delete(keyOf(...parts)),
    people: async scope => [
      ...new Set([...kept.keys()].map(partsOf).flatMap(([s, p]) => (s === scope ? [p] : []))),
    ],
  };
}

export interface TestWorld extends HubWorld {
  readonly clock: SteppedClock;
  readonly sent: unknown[][];
  readonly logged: string[];
  readonly latest: Map<string, { readonly value: never; readonly ageMs: number }>;
}

/** A program on a device that only remembers what it was told. */
export function createTestWorld(graph: Partial<HubWorld['graph']> = {}): TestWorld {
  const sent: unknown[][] = [];
  const logged: string[] = [];
  const latest: TestWorld['latest'] = new Map();
  return {
    kitId: 'virtual',
    graph: { nodes: [], wires: [], ups: [], ...graph },
    clock: new SteppedClock(new Date('2026-11-20T08:00:00Z')),
    device: {
      send: (...parts) => void sent.push(parts),
      latest: (node, port) => latest.get(`${node}/${port}`)?.value,
      ageMs: (node, port) => latest.get(`${node}/${port}`)?.ageMs,
    },
    log: (node, level, text) => void logged.push(`${node} ${level} ${text}`),
    sent,
    logged,
    latest,
  };
}

/** A port of a device, as the compiler lists it. */
export function devicePort(
  kind: DeviceTool['kind'],
  id: string,
  title: DeviceTool['title'],
  type: DeviceTool['type'],
): DeviceTool {
  const [node = '', port = ''] = id.split('/');
  return { id: `device/${id}`, node, port, kind, title, description: `A port of the device: ${id}.`, type };
}
