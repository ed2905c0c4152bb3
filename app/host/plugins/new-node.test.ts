import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { behaviourSchema } from '../../core/scenario/scenario.ts';
import { CrossCompiler } from '../build/cross-compile.ts';
import { DeviceSources } from '../build/device-sources.ts';
import { runBehaviour } from '../scenario/run-behaviour.ts';
import { loadPlugins } from './load-plugins.ts';
import { createNode } from './new-node.ts';

const root = join(import.meta.dirname, '../../..');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambrian-new-node-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const make = (type: string, takenPacks: string[] = []) =>
  createNode({ pluginsFolder: folder, type, author: 'Lin', takenPacks });

describe('createNode', () => {
  it('makes a node type that loads and behaves, in a pack of its own', async () => {
    const made = await make('my-pack/magic-wand');
    expect(made.directory).toBe(join(folder, 'nodes/my-pack/magic-wand'));
    const library = await loadPlugins({ builtIn: join(root, 'plugins'), user: folder });
    expect(library.problems).toEqual([]);
    expect(library.catalogue.nodes.get('my-pack/magic-wand')?.title.en).toBe('Magic wand');
    expect(await library.help('my-pack/magic-wand', 'zh')).toContain('系数');

    const compiler = new CrossCompiler({ cacheDirectory: null });
    try {
      const sources = new DeviceSources({ deviceFolder: join(root, 'device'), drivers: () => library });
      const text = readFileSync(join(made.directory, 'behaviour.json'), 'utf8');
      for (const behaviour of behaviourSchema.parse(JSON.parse(text)).cases) {
        const result = await runBehaviour('my-pack/magic-wand', behaviour, { library, sources, compiler });
        expect(result).toMatchObject({ passed: true, notes: [] });
      }
    } finally {
      await compiler.dispose();
    }
  });

  it('adds to a pack without touching what is there', async () => {
    await make('my-pack/one');
    const manifest = join(folder, 'nodes/my-pack/plugin.json');
    const before = readFileSync(manifest, 'utf8');
    const second = await make('my-pack/two');
    expect(readFileSync(manifest, 'utf8')).toBe(before);
    expect(second.files).toHaveLength(5);
  });

  it('writes over nothing', async () => {
    const { directory } = await make('my-pack/one');
    const before = readFileSync(join(directory, 'driver.py'), 'utf8');
    await expect(make('my-pack/one')).rejects.toMatchObject({ code: 'plugin/node-exists' });
    expect(readFileSync(join(directory, 'driver.py'), 'utf8')).toBe(before);
  });

  it.each(['', 'wand', 'My/Wand', 'a/b/c', '../a/b', 'a/../b', 'a/lib', `a/${'x'.repeat(41)}`])(
    'refuses the name %j',
    async type => {
      await expect(make(type)).rejects.toMatchObject({ code: 'plugin/bad-type' });
    },
  );

  it('keeps out of packs that come with the program', async () => {
    await expect(make('sensors/wand', ['sensors'])).rejects.toMatchObject({ code: 'plugin/pack-taken' });
  });
});
