import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultyFileSystem } from '../files/faulty-file-system.ts';
import { nodeFileSystem } from '../files/file-system.ts';
import { SettingsStore } from './settings-store.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cambrian-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const load = () => SettingsStore.load(nodeFileSystem, folder);

describe('SettingsStore', () => {
  it('keeps what is changed, in the order of the changes', async () => {
    const store = await load();
    await Promise.all([
      store.change(settings => ({ ...settings, language: 'zh' })),
      store.change(settings => ({ ...settings, theme: 'dark' })),
    ]);
    expect((await load()).current).toMatchObject({ language: 'zh', theme: 'dark' });
  });

  it('knows the PIN without keeping it', async () => {
    const store = await load();
    expect(store.isDemoPin('anything')).toBe(true);
    await store.setDemoPin('2580');
    expect(await readFile(join(folder, 'settings.json'), 'utf8')).not.toContain('2580');
    const again = await load();
    expect([again.isDemoPin('2580'), again.isDemoPin('2581'), again.isDemoPin('')]).toEqual([
      true,
      false,
      false,
    ]);
    expect(again.current).toMatchObject({ demo: { hasPin: true } });
    expect(JSON.stringify(again.current)).not.toMatch(/[0-9a-f]{32}/);
    await again.setDemoPin(null);
    expect((await load()).isDemoPin('')).toBe(true);
  });

  it.each(['', '{', '[]', '{"language": 7}', '{"demoPin": "0:zz"}'])(
    'starts with defaults where the file holds %j, and keeps the file aside',
    async text => {
      await writeFile(join(folder, 'settings.json'), text);
      const store = await load();
      expect(store.current.demo.hasPin).toBe(false);
      expect(await readFile(join(folder, 'settings.damaged.json'), 'utf8')).toBe(text);
      await store.change(settings => ({ ...settings, language: 'zh' }));
      expect((await load()).current.language).toBe('zh');
    },
  );

  it('starts where the file can be neither read nor moved', async () => {
    await writeFile(join(folder, 'settings.json'), '{');
    const faulty = new FaultyFileSystem(nodeFileSystem);
    // Makes the folder, reads the file, and cannot move it.
    faulty.arm({ at: 2, fault: 'EACCES' });
    expect((await SettingsStore.load(faulty, folder)).current.demo.hasPin).toBe(false);
  });
});
