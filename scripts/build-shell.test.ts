import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultHostOptions } from '../app/host/default-host-options.ts';
import { type Tool, ToolProblem } from '../app/sdk/tool.ts';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
// Inside the project, since the bundles find libraries in its node_modules.
const folder = join(root, 'build', 'test-shell');
const bundle = join(folder, 'main');
const state = mkdtempSync(join(tmpdir(), 'cambrian-shell-'));

const workers = [
  'board-worker.js',
  'cross-compile-worker.js',
  'local-speech-process.js',
  'vision-worker.js',
  'voice-worker.js',
];

/** What a worker of the bundle answers to its first message. */
async function ask(name: string, request: object): Promise<unknown> {
  const worker = new Worker(join(bundle, name));
  try {
    worker.postMessage(request);
    const [answer] = await once(worker, 'message');
    return answer;
  } finally {
    await worker.terminate();
  }
}

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
    for (const name of ['main.js', 'host-process.js', ...workers]) {
      const text = readFileSync(join(bundle, name), 'utf8');
      const asked = [...text.matchAll(/(?:from "\.[^"]*\.ts"|new Worker\(\s*new URL\("[^"]*\.ts")/g)];
      expect(asked.map(([match]) => match)).toEqual([]);
    }
  });

  it('hears, sees and speaks from its own libraries', async () => {
    const heard = await ask('voice-worker.js', {
      kind: 'frame',
      id: 1,
      stream: 1,
      samples: new Float32Array(512),
    });
    expect(heard).toMatchObject({ kind: 'probability', id: 1 });
    const compared = await ask('vision-worker.js', {
      kind: 'compare',
      id: 2,
      descriptor: [1, 0],
      candidates: [[1, 0]],
    });
    expect(compared).toMatchObject({ kind: 'compared', id: 2, similarities: [1] });
    const pixels = { rgb: new Uint8Array(64 * 64 * 3), widthPx: 64, heightPx: 64 };
    const seen = await ask('vision-worker.js', { kind: 'look', id: 3, pixels, features: ['faces'] });
    expect(seen).toMatchObject({ kind: 'seen', id: 3, faces: [] });

    // Of a model without files the library itself says that there is none.
    const model = {
      name: 'none',
      directory: state,
      kind: 'speech-to-text',
      family: 'sense-voice',
      files: {},
    };
    const speech = fork(join(bundle, 'local-speech-process.js'), { serialization: 'advanced', silent: true });
    try {
      speech.send({ kind: 'recognize', session: 4, model, languages: [] });
      const [reply] = await once(speech, 'message');
      expect(reply).toMatchObject({ kind: 'failed', session: 4 });
    } finally {
      speech.kill();
    }
  }, 60_000);

  it('has tools whose problems are known as such', async () => {
    const { default: converter }: { default: Tool<unknown> } = await import(
      pathToFileURL(join(folder, 'plugins/tools/converter/tool.host.js')).href
    );
    const context = {
      language: 'en',
      readData: (file: string) => readFile(join(root, 'plugins/tools/converter', file), 'utf8'),
    };
    const problem = await Promise.resolve(
      converter.functions.convert?.({ amount: 1, from: 'parsnips', to: 'm' }, context as never),
    ).catch((error: unknown) => error);
    expect(problem instanceof ToolProblem).toBe(false);
    expect(ToolProblem.is(problem)).toBe(true);
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
