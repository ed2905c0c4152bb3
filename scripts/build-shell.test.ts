import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultHostOptions } from '../app/host/default-host-options.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
// Inside the project, since the bundles find libraries in its node_modules.
const folder = join(root, 'build', 'test-shell');
const bundle = join(folder, 'main');
const state = mkdtempSync(join(tmpdir(), 'cambrian-shell-'));

beforeAll(async () => {
  await run(process.execPath, [join(root, 'scripts', 'build-shell.ts'), '--output', bundle]);
}, 60_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(state, { recursive: true, force: true });
});

describe('the bundled desktop shell', () => {
  it('has a preload script that a sandbox can load: CommonJS, with electron alone', () => {
    const preload = readFileSync(join(bundle, 'preload.cjs'), 'utf8');
    expect([...preload.matchAll(/require\("([^"]+)"\)/g)].map(([, name]) => name)).toEqual(['electron']);
    expect(preload.length).toBeLessThan(4_000);
  });

  it('holds no TypeScript that would be asked for at run time', () => {
    for (const name of ['main.js', 'host-process.js', 'board-worker.js', 'cross-compile-worker.js']) {
      const text = readFileSync(join(bundle, name), 'utf8');
      const asked = [...text.matchAll(/(?:from "\.[^"]*\.ts"|new Worker\(\s*new URL\("[^"]*\.ts")/g)];
      expect(asked.map(([match]) => match)).toEqual([]);
    }
  });

  it('has a host that builds the first sample and runs it on the virtual board', async () => {
    const options = defaultHostOptions({ kind: 'electron', nativeDialogs: false, kiosk: false }, root, {
      CAMBRIAN_STATE: join(state, 'state'),
      CAMBRIAN_PROJECTS: join(state, 'projects'),
    });
    const { stdout } = await run(
      process.execPath,
      [
        join(root, 'scripts', 'testing-desktop-host.ts'),
        join(bundle, 'host-process.js'),
        JSON.stringify(options),
      ],
      { timeout: 60_000 },
    );
    const seen = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
    expect(seen).toMatchObject({ platform: process.platform, shell: 'electron', problems: [] });
    expect(seen.nodes).toBeGreaterThan(20);
    expect(seen.drivers).toBeGreaterThan(2);
    expect(['confirmed', 'unchanged']).toContain(seen.outcome);
  }, 90_000);
});
