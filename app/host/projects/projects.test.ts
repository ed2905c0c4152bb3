import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../files/file-system.ts';
import { PluginStore } from '../plugins/plugin-store.ts';
import { SettingsStore } from '../settings/settings-store.ts';
import { Projects } from './projects.ts';

const builtIn = resolve(import.meta.dirname, '..', '..', '..', 'plugins');

let root: string;
let projects: Projects;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cambrian-projects-'));
  const stateDirectory = join(root, 'state');
  const plugins = await PluginStore.load({ builtIn, user: join(root, 'plugins') });
  projects = new Projects({
    places: { fileSystem: nodeFileSystem, stateDirectory },
    projectsDirectory: join(root, 'projects'),
    settings: await SettingsStore.load(nodeFileSystem, stateDirectory),
    plugins: () => plugins.library,
  });
});

afterEach(async () => {
  await projects.dispose();
  await rm(root, { recursive: true, force: true });
});

describe('Projects', () => {
  it('opens a sample of its own for each visitor, and keeps none of those that are closed', async () => {
    const first = await projects.openDemo('night-light');
    const second = await projects.openDemo('night-light');
    expect(second.path).not.toBe(first.path);
    await projects.close(first.projectId);
    await projects.close(second.projectId);
    const third = await projects.openDemo('night-light');
    const folders = await readdir(join(root, 'state', 'demo'));
    expect(folders.map(name => join(root, 'state', 'demo', name))).toEqual([third.path]);
    expect(third.scenarios.length).toBeGreaterThan(0);
    expect(await projects.recent()).toEqual([]);
  });

  it.each([
    ['../../out', /^ *.. out$|^out$/],
    ['CON', /^project CON$/],
    ['...', /^project$/],
    ['灯'.repeat(200), /^灯{66}$/],
    ['a\0b/c\\d', /^a b c d$/],
  ])('makes a folder inside the projects folder for the name %j', async (name, folder) => {
    const project = await projects.create(name);
    expect(project.path.startsWith(join(root, 'projects'))).toBe(true);
    expect(await readdir(join(root, 'projects'))).toEqual([expect.stringMatching(folder)]);
    expect(project.profile).toMatchObject({ name });
  });

  it.each(['../night-light', '__proto__', ''])('knows no template %j', async templateId => {
    await expect(projects.openTemplate(templateId)).rejects.toMatchObject({ code: 'project/no-template' });
    await expect(projects.openDemo(templateId)).rejects.toMatchObject({ code: 'project/no-template' });
  });

  it('hands out scenarios by the names that it lists, and nothing beside them', async () => {
    const project = await projects.openTemplate('night-light');
    await writeFile(join(project.path, 'scenarios', 'broken.json'), '{');
    const described = await projects.describe(project.projectId);
    expect(described.scenarios.map(({ id }) => id)).toEqual(project.scenarios.map(({ id }) => id));
    for (const scenarioId of ['../profile', 'broken', '__proto__']) {
      await expect(projects.scenario(project.projectId, scenarioId)).rejects.toMatchObject({
        code: 'project/no-scenario',
      });
    }
  });

  it('starts with the sample where the last project is damaged, and with the last one where it is whole', async () => {
    const sample = await projects.openInitial();
    await projects.close(sample.projectId);
    const again = await projects.openInitial();
    expect(again.path).toBe(sample.path);
    await projects.close(again.projectId);
    await writeFile(join(sample.path, 'profile.json'), '{');
    const other = await projects.openInitial();
    expect(other.path).not.toBe(sample.path);
  });
});
