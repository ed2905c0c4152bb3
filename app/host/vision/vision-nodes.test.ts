import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HubGraph } from '../../core/compiler/bundle.ts';
import { personaSchema } from '../../core/persona/persona.ts';
import { isPortValue } from '../../core/ports/port-value.ts';
import { defineHubNode, type HubNode, type JsonValue } from '../../sdk/hub-node.ts';
import { Hub } from '../hub/hub.ts';
import { createRealClock } from '../hub/hub-clock.ts';
import { noServices } from '../hub/hub-services.ts';
import type { MemoryStore, StoredFace } from '../memory/memory-store.ts';
import { loadPlugins } from '../plugins/load-plugins.ts';
import type { PluginLibrary } from '../plugins/plugin-library.ts';
import { createVisionServices } from './create-vision-services.ts';
import { VisionModels } from './vision-models.ts';

const root = join(import.meta.dirname, '../../..');
const models = new VisionModels();
const abort = new AbortController();
let library: PluginLibrary;

beforeAll(async () => {
  library = await loadPlugins({ builtIn: join(root, 'plugins') });
});
afterAll(() => models.dispose());

function picture(name: string): JsonValue {
  const bytes = readFileSync(join(import.meta.dirname, 'testing', `${name}.jpg`));
  return { data: bytes.toString('base64'), encoding: 'jpeg' };
}

/** A memory that keeps faces and nothing else. */
function createFaces(): Pick<MemoryStore, 'faces' | 'storeFace'> & { readonly stored: StoredFace[] } {
  const stored: StoredFace[] = [];
  return {
    stored,
    faces: async () => stored,
    storeFace: async (_persona, person, descriptor) => {
      stored.push({ person, descriptor, consentedAt: '' });
    },
  };
}

/** A node of the vision pack on a hub, with what came out of each port. */
async function run(
  type: string,
  properties: Record<string, JsonValue>,
  memory = createFaces(),
  faces = true,
) {
  const definition = library.catalogue.nodes.get(type);
  const code = await library.hubNode(type);
  if (definition === undefined || code === null) throw new Error(`no node ${type}`);
  const seen: { port: string; value: JsonValue }[] = [];
  const sink = defineHubNode({
    receive: (port, value) => {
      seen.push({ port, value });
      wake();
    },
  });
  let wake: () => void = () => undefined;
  const outputs = definition.outputs.map(port => port.id);
  const defaults = Object.fromEntries(
    definition.properties.map(({ id, default: value }) => [id, value as JsonValue]),
  );
  const graph: HubGraph = {
    nodes: [
      {
        id: 'eye',
        type,
        placement: 'hub',
        properties: { ...defaults, ...properties },
        inputs: definition.inputs.map(port => port.id),
        outputs,
      },
      { id: 'sink', type: 'test/sink', placement: 'hub', properties: {}, inputs: outputs, outputs: [] },
    ],
    wires: outputs.map(port => ({
      id: `w-${port}`,
      from: { node: 'eye', port },
      to: { node: 'sink', port },
    })),
    ups: [],
    personas: { momo: personaSchema.parse({ name: 'Momo', memory: { faces } }) },
  };
  const hub = new Hub({
    graph,
    nodes: new Map<string, HubNode<unknown>>([
      [type, code],
      ['test/sink', sink as HubNode<unknown>],
    ]),
    services: {
      ...noServices,
      vision: createVisionServices({
        models,
        memory: memory as unknown as MemoryStore,
        graph,
        signal: abort.signal,
      }),
    },
    clock: createRealClock(),
    sendChannel: () => undefined,
  });
  hub.start();
  return {
    hub,
    memory,
    /** The newest value of a port, once there is one; each is of the type that the port declares. */
    async value(port: string): Promise<JsonValue> {
      const declared = definition.outputs.find(output => output.id === port)?.type;
      if (declared === undefined || declared.kind === 'generic') throw new Error(`no port ${port}`);
      for (;;) {
        const found = seen.findLast(entry => entry.port === port);
        if (found !== undefined) {
          expect(isPortValue(declared, found.value as Parameters<typeof isPortValue>[1])).toBe(true);
          return found.value;
        }
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
    },
    count: (port: string) => seen.filter(entry => entry.port === port).length,
    clear: () => {
      seen.length = 0;
    },
  };
}

describe('the vision nodes, on a hub without a network', { timeout: 60_000 }, () => {
  it('faces: somebody is there, is happy, looks here', async () => {
    const { hub, value } = await run('vision/faces', {});
    hub.send('eye', 'image', picture('astronaut'));
    const seen = await value('seen');
    expect(await value('present')).toBe(true);
    expect(await value('count')).toBe(1);
    expect(await value('emotion')).toBe('happy');
    expect(await value('confidence')).toBeGreaterThan(0.8);
    expect(await value('looking')).toBe(true);
    expect(seen).toMatchObject({ at: expect.stringMatching(/^\d{4}-/), tookMs: expect.any(Number) });
    await hub.stop();
  });

  it('objects: a cup is found, a dog is not', async () => {
    const { hub, value, clear } = await run('vision/objects', { wanted: 'cup, dog' });
    hub.send('eye', 'image', picture('cup-of-coffee'));
    await value('seen');
    expect(await value('label')).toBe('cup');
    expect(await value('found')).toBe(true);
    clear();
    hub.setProperty('eye', 'wanted', 'dog');
    hub.send('eye', 'image', picture('cup-of-coffee'));
    await value('seen');
    expect(await value('found')).toBe(false);
    await hub.stop();
  });

  it('gestures: a head that faces the camera', async () => {
    const { hub, value } = await run('vision/gestures', { wanted: 'facing center' });
    hub.send('eye', 'image', picture('astronaut'));
    const seen = await value('seen');
    expect(await value('matched')).toBe(true);
    expect(await value('people')).toBe(1);
    expect(await value('gesture')).toMatch(/^(face|iris|body|hand): /);
    expect(JSON.stringify(seen)).toContain('face: facing center');
    await hub.stop();
  });

  it('who: a face is stored with consent only, and then known again', async () => {
    const memory = createFaces();
    const { hub, value, clear } = await run('vision/who', { persona: 'momo', alive: false }, memory);
    hub.send('eye', 'remember', 'Lin');
    hub.send('eye', 'image', picture('astronaut'));
    expect(await value('error')).toContain('has not agreed');
    expect(memory.stored).toEqual([]);
    hub.send('eye', 'image', picture('astronaut'));
    expect(await value('known')).toBe(false);
    clear();
    hub.setProperty('eye', 'consent', true);
    hub.send('eye', 'remember', 'Lin');
    hub.send('eye', 'image', picture('astronaut'));
    expect(await value('remembered')).toBe('Lin');
    clear();
    hub.send('eye', 'image', picture('astronaut'));
    expect(await value('person')).toBe('Lin');
    expect(await value('confidence')).toBeGreaterThan(0.9);
    await hub.stop();
  });

  it('who: nothing is stored where the persona keeps no faces', async () => {
    const memory = createFaces();
    const { hub, value } = await run(
      'vision/who',
      { persona: 'momo', alive: false, consent: true },
      memory,
      false,
    );
    hub.send('eye', 'remember', 'Lin');
    hub.send('eye', 'image', picture('astronaut'));
    expect(await value('error')).toMatch(/not stored/);
    expect(memory.stored).toEqual([]);
    await hub.stop();
  });

  it('look only at the newest of many pictures', async () => {
    const { hub, value, count } = await run('vision/objects', {});
    for (let index = 0; index < 20; index++) hub.send('eye', 'image', picture('cup-of-coffee'));
    await value('seen');
    await hub.whenIdle();
    // The first, and the newest of those that came meanwhile.
    expect(count('seen')).toBe(2);
    await hub.stop();
  });
});
