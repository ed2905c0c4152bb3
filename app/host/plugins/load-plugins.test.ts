import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { driverSizes } from './driver-sizes.ts';
import { loadPlugins } from './load-plugins.ts';
import { measureDrivers, printDriverSizes } from './measure-drivers.ts';
import { createNode } from './new-node.ts';
import { PluginStore } from './plugin-store.ts';
import { largestFileBytes } from './read-plugin-file.ts';

const builtIn = join(import.meta.dirname, '../../../plugins');
let user = '';

beforeEach(async () => {
  user = mkdtempSync(join(tmpdir(), 'cambrian-plugins-'));
  await createNode({ pluginsFolder: user, type: 'mine/good', author: 'Lin' });
});
afterEach(() => rmSync(user, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(user, path)), { recursive: true });
  writeFileSync(join(user, path), text);
}

function edit(path: string, change: (value: Record<string, unknown>) => unknown): void {
  const folder = join(user, 'nodes/mine/bad');
  cpSync(join(user, 'nodes/mine/good'), folder, { recursive: true });
  const original = JSON.parse(readText(join(folder, path)));
  writeFileSync(join(folder, path), JSON.stringify(change(original)));
}

/** What is wrong, as `plugin: code`; the good neighbour must be there in every case. */
async function problems(): Promise<string[]> {
  const library = await loadPlugins({ builtIn, user });
  expect(library.catalogue.nodes.has('mine/good')).toBe(true);
  expect(library.catalogue.nodes.has('mine/bad')).toBe(false);
  expect(library.catalogue.nodes.has('sensors/button')).toBe(true);
  return library.problems.map(({ plugin, diagnostic }) => `${plugin}: ${diagnostic.code}`);
}

describe('loadPlugins', () => {
  it('loads a plugin of the user beside the built-in ones', async () => {
    expect(await problems()).toEqual([]);
  });

  it('is content without a user folder', async () => {
    const library = await loadPlugins({ builtIn, user: join(user, 'nowhere') });
    expect(library.problems).toEqual([]);
  });

  it.each<readonly [string, (value: Record<string, unknown>) => unknown, string]>([
    ['a missing field', ({ title: _, ...rest }) => rest, 'plugin/invalid'],
    ['a wrong type', value => ({ ...value, version: 'one' }), 'plugin/invalid'],
    ['a list instead of an object', () => [], 'plugin/invalid'],
    [
      'a rate by a property that is not there',
      value => ({
        ...value,
        outputs: [
          {
            id: 'x',
            title: { en: 'x', zh: 'x' },
            type: { kind: 'trigger' },
            rate: { property: 'none', as: 'hertz' },
          },
        ],
      }),
      'plugin/bad-reference',
    ],
    [
      'two inputs of one name',
      value => ({ ...value, inputs: [value.inputs, value.inputs].flat() }),
      'plugin/bad-reference',
    ],
    [
      'a setting from a property that is not there',
      value => ({ ...value, peripheral: { model: 'led', settings: { activeHigh: '$none' } } }),
      'plugin/bad-reference',
    ],
    ['a library that is not there', value => ({ ...value, libraries: ['none'] }), 'plugin/missing-file'],
    [
      'a version without its migrations',
      value => ({ ...value, version: 3, migrations: [{ from: 1 }] }),
      'plugin/migration-gap',
    ],
    [
      'a node that would run on the hub',
      value => ({ ...value, placements: ['hub'] }),
      'plugin/code-not-allowed',
    ],
  ])('names %s', async (_, change, code) => {
    edit('node.json', change);
    expect(await problems()).toEqual([`nodes/mine/bad: ${code}`]);
  });

  it.each<readonly [string, string, string]>([
    ['broken JSON', '{ "version": 1,', 'plugin/invalid-json'],
    ['an empty file', '', 'plugin/invalid-json'],
    ['nesting that is far too deep', '['.repeat(100_000), 'plugin/invalid-json'],
    ['a forbidden key', '{ "__proto__": { "polluted": true } }', 'plugin/invalid-json'],
    ['a file that is too large', `"${'x'.repeat(largestFileBytes)}"`, 'plugin/too-large'],
  ])('names %s', async (_, text, code) => {
    write('nodes/mine/bad/node.json', text);
    expect(await problems()).toEqual([`nodes/mine/bad: ${code}`]);
    expect('polluted' in {}).toBe(false);
  });

  it('names a node without a driver', async () => {
    edit('node.json', value => value);
    rmSync(join(user, 'nodes/mine/bad/driver.py'));
    expect(await problems()).toEqual(['nodes/mine/bad: plugin/missing-file']);
  });

  it('names code that would run on this computer, and never imports it', async () => {
    edit('node.json', value => value);
    write('nodes/mine/bad/node.host.ts', 'globalThis.wasImported = true;');
    expect(await problems()).toEqual(['nodes/mine/bad: plugin/code-not-allowed']);
    expect('wasImported' in globalThis).toBe(false);
  });

  it('follows no link out of the folder', async () => {
    edit('node.json', value => value);
    rmSync(join(user, 'nodes/mine/bad/driver.py'));
    symlinkSync('/etc/hostname', join(user, 'nodes/mine/bad/driver.py'));
    expect(await problems()).toEqual(['nodes/mine/bad: plugin/unreadable']);
  });

  it('names folders with names that are none, packs that say another name, and newer formats', async () => {
    write('nodes/mine/Not A Name/node.json', '{}');
    const manifest = {
      id: 'other',
      version: '1.0.0',
      apiVersion: 1,
      author: 'x',
      licence: 'MIT',
      title: { en: 'x', zh: 'x' },
    };
    write('nodes/renamed/plugin.json', JSON.stringify(manifest));
    write('nodes/newer/plugin.json', JSON.stringify({ ...manifest, id: 'newer', apiVersion: 99 }));
    write('nodes/empty/README.txt', 'nothing here');
    expect(await problems()).toEqual([
      'nodes/empty: plugin/missing-file',
      'nodes/mine/Not A Name: plugin/bad-name',
      'nodes/newer: plugin/api-version',
      'nodes/renamed: plugin/other-id',
    ]);
  });

  it('never lets a plugin of the user take the place of a built-in one', async () => {
    await createNode({ pluginsFolder: user, type: 'sensors/button', author: 'x' });
    cpSync(join(builtIn, 'boards/virtual-kit'), join(user, 'boards/virtual-kit'), { recursive: true });
    cpSync(join(builtIn, 'templates/night-light'), join(user, 'templates/night-light'), { recursive: true });
    expect(new Set(await problems())).toEqual(
      new Set([
        'nodes/sensors: plugin/duplicate',
        'boards/virtual-kit: plugin/duplicate',
        'templates/night-light: plugin/duplicate',
      ]),
    );
    const library = await loadPlugins({ builtIn, user });
    expect(library.directory('sensors/button')).toBe(join(builtIn, 'nodes/sensors/button'));
  });

  it('names a board whose bus has no pins, and a template without its scenario', async () => {
    const board = JSON.parse(readText(join(builtIn, 'boards/virtual-kit/board.json')));
    write(
      'boards/mine/board.json',
      JSON.stringify({ ...board, buses: [{ kind: 'i2c', index: 0, sda: 'P0', scl: 'P99' }] }),
    );
    cpSync(join(builtIn, 'templates/night-light'), join(user, 'templates/mine'), { recursive: true });
    rmSync(join(user, 'templates/mine/scenarios/by-hand.json'));
    expect(new Set(await problems())).toEqual(
      new Set(['boards/mine: plugin/bad-reference', 'templates/mine: plugin/missing-file']),
    );
  });

  it('gives what a bundle needs: driver, libraries and their module names', async () => {
    const library = await loadPlugins({ builtIn });
    expect([...library.driverSources('actuators/display-face').keys()]).toEqual([
      'actuators_display_face',
      'lib_actuators_face',
      'lib_actuators_ssd1306',
    ]);
    expect(library.driverSources('hub/log').size).toBe(0);
    expect(library.driver('hub/log')).toBeNull();
    expect(await library.hubNode('hub/log')).toHaveProperty('receive');
    expect(await library.hubNode('sensors/button')).toBeNull();
    expect(await library.help('sensors/button', 'zh')).toMatch(/^# 按钮/);
    expect(await library.help('no/such', 'en')).toBe('');
    expect(library.templates.map(template => template.card.id)[0]).toBe('night-light');
  });

  it('sees changes when it is loaded again, and tells those who listen', async () => {
    const store = await PluginStore.load({ builtIn, user });
    const counts: number[] = [];
    store.onDidChange(snapshot => counts.push(snapshot.nodes.length));
    const before = store.library.catalogue.nodes.size;
    await createNode({ pluginsFolder: user, type: 'mine/another', author: 'x' });
    await store.reload();
    expect(store.library.catalogue.nodes.size).toBe(before + 1);
    expect(counts).toEqual([before + 1]);
  });
});

describe('driver sizes', () => {
  it('are those that the cross-compiler gives', async () => {
    const measured = await measureDrivers(builtIn);
    for (const { file, hash, bytes } of measured) {
      // A source that was edited since is estimated until it is measured again.
      if (hash in driverSizes) expect(driverSizes[hash], file).toBe(bytes);
    }
    expect(printDriverSizes(measured)).toContain('nodes/sensors/button/driver.py');
  });
});

function readText(path: string): string {
  return readFileSync(path, 'utf8');
}
