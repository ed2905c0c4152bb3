import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toolConversationsSchema } from '../../core/tools/tool-conversations.ts';
import type { HubCaller, HubMessage } from '../../sdk/hub-node.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { SteppedClock } from '../hub/hub-clock.ts';
import { noDevice } from '../hub/hub-services.ts';
import { createTools, type Tools } from '../tools/create-tools.ts';
import { valuesInMemory } from '../tools/testing/tool-fixtures.ts';
import { authorSchemas } from './author-schemas.ts';
import { loadPlugins } from './load-plugins.ts';

/*
 * What every preset tool and every provider of models must fulfil. Nothing here reaches a network: cloud tools answer
 * from their records.
 */
const root = join(import.meta.dirname, '../../..');
const library = await loadPlugins({ builtIn: join(root, 'plugins') });
const presets = [...library.catalogue.tools.values()];

let folder: string;
let tools: Tools;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-tools-'));
  tools = await createTools({
    fileSystem: nodeFileSystem,
    stateDirectory: folder,
    library: () => ({ tools: library.catalogue.tools, toolFolder: id => library.toolFolder(id) }),
    deviceTools: () => [],
    projectDirectory: () => folder,
    isCloudOn: () => false,
    secrets: { read: async () => null },
    log: () => undefined,
    variables: {},
    fetch: () => Promise.reject(new Error('There is no network here.')),
  });
});
afterAll(async () => {
  await tools.dispose();
  await rm(folder, { recursive: true, force: true });
});

function expectToFitItsSchema(path: string): void {
  const value: { readonly $schema?: string } = JSON.parse(readFileSync(path, 'utf8'));
  const text = authorSchemas().get(basename(value.$schema ?? ''));
  expect(text, `${path} names a published schema`).toBeDefined();
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(JSON.parse(text ?? 'true'));
  validate(value);
  expect(validate.errors ?? [], path).toEqual([]);
}

it('there are at least eleven tools that need no network, and four that have one recorded', () => {
  expect(presets.filter(({ runs }) => runs.kind === 'local').length).toBeGreaterThanOrEqual(11);
  expect(presets.filter(({ runs }) => runs.kind !== 'local').length).toBeGreaterThanOrEqual(4);
});

describe.each(presets)('tool $id', tool => {
  const directory = library.toolFolder(tool.id) ?? '';

  it('is described in both languages, with phrases for each function', () => {
    expectToFitItsSchema(join(directory, 'tool.json'));
    expectToFitItsSchema(join(directory, 'conversations.json'));
    if (tool.sandbox !== undefined) expectToFitItsSchema(join(directory, 'sandbox.json'));
    expect(tool.summary.zh).toMatch(/\p{Script=Han}/u);
    for (const each of tool.functions) {
      expect(each.title.zh, each.id).toMatch(/\p{Script=Han}/u);
      expect(each.phrases.en.length, `English phrases of ${each.id}`).toBeGreaterThan(0);
      expect(each.phrases.zh.length, `Chinese phrases of ${each.id}`).toBeGreaterThan(0);
      for (const phrase of [...each.phrases.en, ...each.phrases.zh]) {
        for (const [, slot] of phrase.matchAll(/\{(\w+)\}/g)) {
          expect(Object.keys(each.parameters), `{${slot}} of “${phrase}”`).toContain(slot);
        }
      }
    }
    const icon = `Icon${tool.icon.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}.mjs`;
    expect(existsSync(join(root, 'node_modules/@tabler/icons-react/dist/esm/icons', icon)), icon).toBe(true);
  });

  it('ships the data that it lists, each with origin and licence', () => {
    for (const { file, licence, source } of tool.data) {
      expect(existsSync(join(directory, file)), file).toBe(true);
      expect(licence).not.toBe('');
      expect(source.checked).toMatch(/^\d{4}-/);
    }
  });

  const { conversations, startsAt } = toolConversationsSchema.parse(
    JSON.parse(readFileSync(join(directory, 'conversations.json'), 'utf8')),
  );
  it.each(conversations)('$name', async ({ turns }) => {
    const clock = new SteppedClock(new Date(startsAt));
    const world = {
      kitId: 'test',
      graph: { nodes: [], wires: [], ups: [] },
      device: noDevice,
      clock,
      log: () => undefined,
    };
    const { toolSet, services } = await tools.forProgram(world, 'test', valuesInMemory());
    const signal = new AbortController().signal;
    const message: HubMessage = { signal, report: () => undefined };
    const caller = {
      nodeId: 'node',
      placement: 'cloud',
      signal,
      log: () => undefined,
    } as unknown as HubCaller;
    const announced: string[] = [];
    const stop = await services.listen(tool.id, caller, ({ text }) => announced.push(text));
    try {
      for (const { say, answers, afterMs, announces } of turns) {
        clock.advanceTo(clock.nowMs() + afterMs);
        // What rang is kept and told in its own time.
        if (announces !== undefined)
          await expect.poll(() => announced.join('\n')).toMatch(new RegExp(announces));
        const answer = await services.ask(tool.id, say, caller, message);
        expect(answer.text, say).toMatch(new RegExp(answers, 'u'));
        expect(answer.understood, say).toBe(true);
      }
    } finally {
      stop();
      await toolSet.dispose();
    }
  });
});

describe.each([...library.catalogue.providers.values()])('provider $id', provider => {
  it('fits its schema, and every figure names its source', () => {
    expectToFitItsSchema(join(root, 'plugins/models', provider.id, 'provider.json'));
    for (const model of provider.models) {
      if (model.price !== undefined || model.latency !== undefined) {
        expect(model.sources.length, model.id).toBeGreaterThan(0);
      }
    }
    for (const region of provider.regions) {
      const isHere = region.country === 'local';
      expect(new URL(region.baseUrl).protocol, region.id).toBe(isHere ? 'http:' : 'https:');
    }
  });
});
