import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { exitCodes } from './exit-codes.ts';

// `test-kit` as a person or a build server starts it; what it tries is tested beside it in the host.
vi.setConfig({ testTimeout: 120_000 });

const root = resolve(import.meta.dirname, '..', '..');
const reportSchema = z.object({
  machine: z.string().nullable(),
  end: z.string(),
  results: z.array(z.object({ id: z.string(), outcome: z.string(), detail: z.string() })),
  left: z.object({ isAsFound: z.boolean(), detail: z.string() }),
});
const cleanUps: (() => unknown)[] = [];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambrian-test-kit-'));
});
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

function start(...words: string[]) {
  return spawn(process.execPath, [join(root, 'bin', 'cambrian.mjs'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', CAMBRIAN_STATE: join(folder, 'state') },
  });
}

async function cambrian(...words: string[]): Promise<{ code: number | null; out: string }> {
  const child = start(...words);
  let out = '';
  child.stdout.on('data', part => {
    out += String(part);
  });
  child.stderr.resume();
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, out };
}

async function board(): Promise<string> {
  const child = start('--json', 'board', '--pty');
  cleanUps.push(async () => {
    const closed = once(child, 'close');
    child.kill();
    await closed;
  });
  let text = '';
  for await (const part of child.stdout) {
    text += String(part);
    if (text.trimEnd().endsWith('}')) break;
  }
  return z.object({ path: z.string() }).parse(JSON.parse(text)).path;
}

describe('test-kit', () => {
  it('only listens until somebody agrees, then prints a table or JSON', async () => {
    const port = await board();
    const asked = await cambrian('test-kit', '--port', port);
    expect(asked.code).toBe(exitCodes.usage);
    expect(asked.out).toContain('Agree with --yes.');
    expect(asked.out).toContain('2 passed, 0 failed');

    const words = await cambrian('--language', 'zh', 'test-kit', '--port', port, '--yes', '--only', 'probe');
    expect(words.code).toBe(exitCodes.ok);
    expect(words.out).toMatch(/通过 +一次探测即可得知推送所需信息 +MicroPython/);
    expect(words.out).toContain('4 项通过，0 项失败');

    const json = await cambrian(
      '--json',
      'test-kit',
      '--port',
      port,
      '--yes',
      '--only',
      'raw-repl,file-system',
    );
    const report = reportSchema.parse(JSON.parse(json.out));
    expect(report.results.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'open pass',
      'listen pass',
      'raw-repl pass',
      'probe pass',
      'file-system pass',
    ]);
    expect(report).toMatchObject({ end: 'done', left: { isAsFound: true } });
  });

  it('fails where nothing is on the port, and where a check does not exist', async () => {
    const nowhere = await cambrian('--json', 'test-kit', '--port', join(folder, 'ttyACM9'), '--yes');
    expect(nowhere.code).toBe(exitCodes.device);
    const report = reportSchema.parse(JSON.parse(nowhere.out));
    expect(report.results[0]).toMatchObject({ id: 'open', outcome: 'fail' });
    expect(report.results.filter(({ outcome }) => outcome === 'pass')).toEqual([]);
    expect(report.left.isAsFound).toBe(true);
    const wrong = await cambrian('--json', 'test-kit', '--port', 'tcp:127.0.0.1:9', '--only', 'everything');
    expect(wrong.code).toBe(exitCodes.usage);
    expect(wrong.out).toContain('device/unknown-check');
  });
});
