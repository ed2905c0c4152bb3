import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exitCodes } from './exit-codes.ts';

// The program itself, as a shell or a build server starts it.

const root = resolve(import.meta.dirname, '..', '..');
const nightLight = join(root, 'plugins', 'templates', 'night-light');
const patienceMs = 60_000;

let folder: string;
const children = new Set<ChildProcess>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambrian-cli-'));
});

afterEach(async () => {
  for (const child of children) {
    const closed = new Promise(done => child.once('close', done));
    child.kill('SIGKILL');
    await closed;
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(...words: string[]) {
  const child = spawn(process.execPath, [join(root, 'bin', 'cambrian.mjs'), ...words], {
    env: { ...process.env, LC_ALL: 'C', CAMBRIAN_STATE: join(folder, 'state') },
  });
  children.add(child);
  const output = { out: '', error: '' };
  child.stdout.on('data', chunk => {
    output.out += String(chunk);
  });
  child.stderr.on('data', chunk => {
    output.error += String(chunk);
  });
  const ended = new Promise<number | null>(done =>
    child.once('close', code => {
      children.delete(child);
      done(code);
    }),
  );
  return { child, output, ended };
}

/** Runs a command to its end. */
async function cambrian(...words: string[]): Promise<{ code: number | null; out: string; error: string }> {
  const { output, ended } = start(...words);
  return { code: await ended, ...output };
}

const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    title: z.string().min(1),
    explanation: z.string().min(1),
    nextStep: z.string().min(1),
  }),
});
const diagnosticsSchema = z.array(z.object({ code: z.string(), severity: z.string(), where: z.object({}) }));

function errorCode(out: string): string {
  return errorSchema.parse(JSON.parse(out)).error.code;
}

/** A copy of the sample whose profile is changed. */
async function changedSample(change: (profile: Record<string, unknown>) => void): Promise<string> {
  const copy = join(folder, 'project');
  await cp(nightLight, copy, { recursive: true });
  const file = join(copy, 'profile.json');
  const profile = z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(file, 'utf8')));
  change(profile);
  writeFileSync(file, JSON.stringify(profile));
  return copy;
}

describe('cambrian', { timeout: patienceMs }, () => {
  it('shows its manual, and refuses what it does not know', async () => {
    const [help, unknown, missing, badPort] = await Promise.all([
      cambrian('--help'),
      cambrian('fly'),
      cambrian('push', nightLight),
      cambrian('board', '--tcp', '70000'),
    ]);
    expect(help.code).toBe(exitCodes.ok);
    for (const command of [
      'validate',
      'compile',
      'push',
      'run',
      'list',
      'doctor',
      'keys',
      'board',
      'serve',
      'studio',
      'new',
    ]) {
      expect(help.out).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    }
    expect([unknown.code, missing.code, badPort.code]).toEqual(Array(3).fill(exitCodes.usage));
  });

  it('validate: 0 for a sound profile, 1 with every finding for another, 3 where there is none', async () => {
    const broken = await changedSample(profile => {
      profile.board = 'board-of-the-moon';
    });
    const [sound, findings, none, words] = await Promise.all([
      cambrian('--json', 'validate', nightLight),
      cambrian('--json', 'validate', broken),
      cambrian('--json', 'validate', join(folder, 'nothing')),
      cambrian('--language', 'zh', 'validate', broken),
    ]);
    expect(sound.code).toBe(exitCodes.ok);
    expect(JSON.parse(sound.out)).toMatchObject({ valid: true });
    expect(findings.code).toBe(exitCodes.findings);
    const answer = z.object({ valid: z.literal(false), diagnostics: diagnosticsSchema });
    const { diagnostics } = answer.parse(JSON.parse(findings.out));
    expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
    expect(none.code).toBe(exitCodes.project);
    expect(errorCode(none.out)).toBe('project/not-found');
    expect(words.code).toBe(exitCodes.findings);
    expect(words.out).toMatch(/[\u4e00-\u9fff]/);
  });

  it('compile: writes the bundle that it tells of, the same each time', async () => {
    const out = join(folder, 'bundle');
    await mkdir(out);
    const [written, again] = await Promise.all([
      cambrian('--json', 'compile', nightLight, '--out', out),
      cambrian('--json', 'compile', nightLight),
    ]);
    expect([written.code, again.code]).toEqual([exitCodes.ok, exitCodes.ok]);
    const answer = z
      .object({
        hash: z.string(),
        files: z.array(z.object({ path: z.string(), bytes: z.int() })),
        report: z.object({ flash: z.object({ used: z.number() }), ram: z.object({ used: z.number() }) }),
      })
      .parse(JSON.parse(written.out));
    for (const { path, bytes } of answer.files) {
      expect(readFileSync(join(out, path)).length, path).toBe(bytes);
    }
    const manifest = readFileSync(join(out, 'manifest.json'));
    expect(createHash('sha256').update(manifest).digest('hex')).toBe(answer.hash);
    expect(JSON.parse(again.out)).toMatchObject({ hash: answer.hash });
  });

  it('run: plays a scenario of the project or of a file, and says whether it passed', async () => {
    const failing = join(folder, 'failing.json');
    writeFileSync(
      failing,
      JSON.stringify({
        title: { en: 'Fails', zh: '失败' },
        steps: [{ expect: { node: 'button', port: 'pressed', equals: true }, withinMs: 50 }],
      }),
    );
    const torn = join(folder, 'torn.json');
    writeFileSync(torn, '{"title": ');
    const passed = await cambrian('--json', 'run', nightLight, '--scenario', 'by-hand');
    expect(passed.error).toBe('');
    expect(passed.code).toBe(exitCodes.ok);
    expect(JSON.parse(passed.out)).toMatchObject({ passed: true, steps: expect.any(Array) });
    const [failed, unreadable, unknown] = await Promise.all([
      cambrian('--json', 'run', nightLight, '--scenario', failing),
      cambrian('--json', 'run', nightLight, '--scenario', torn),
      cambrian('--json', 'run', nightLight, '--scenario', 'no-such-play'),
    ]);
    expect(failed.code).toBe(exitCodes.findings);
    expect(JSON.parse(failed.out)).toMatchObject({ passed: false, steps: [{ outcome: 'failed' }] });
    expect(unreadable.code).toBe(exitCodes.project);
    expect(errorCode(unreadable.out)).toBe('scenario/unreadable');
    expect(unknown.code).toBe(exitCodes.project);
    expect(errorCode(unknown.out)).toBe('project/no-scenario');
  });

  it('list: the kits, the virtual one among them', async () => {
    const { code, out } = await cambrian('--json', 'list');
    expect(code).toBe(exitCodes.ok);
    const kits = z.array(z.object({ kitId: z.string(), transport: z.string(), path: z.string() }));
    expect(kits.parse(JSON.parse(out)).map(({ transport }) => transport)).toContain('virtual');
  });

  it('serve: the hub of a virtual board without a studio, until it is told to stop', async () => {
    const project = join(root, 'plugins', 'templates', 'greeting-toy');
    const hub = start('serve', project, '--virtual', '--port', '0');
    const told = () =>
      hub.output.out
        .trim()
        .split('\n')
        .filter(line => line !== '')
        .map(line => z.looseObject({ msg: z.string().optional() }).parse(JSON.parse(line)));
    await expect
      .poll(told, { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ msg: 'kit', kit: 'virtual:1', state: 'running' }));
    const port = z.int().parse(told().find(({ msg }) => msg === 'serving')?.port);
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    expect(await health.json()).toMatchObject({ ok: true, sessions: 1 });
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toMatch(/^cambrian_sessions\{kind="kit"\} 1$/m);
    const token = /^token: (\S+)$/m.exec(hub.output.error)?.[1] ?? '';
    expect(token.length).toBeGreaterThan(40);
    hub.child.kill('SIGTERM');
    expect(await hub.ended).toBe(exitCodes.ok);
    expect(told().at(-1)?.msg).toBeDefined();
    expect(told().map(({ msg }) => msg)).toContain('stopping');
    expect(hub.output.out).not.toContain(token);
    const short = join(folder, 'token');
    writeFileSync(short, 'abc');
    const refused = await cambrian('--json', 'serve', project, '--token-file', short);
    expect(refused.code).toBe(exitCodes.project);
    expect(errorCode(refused.out)).toBe('serve/token-unusable');
  });

  it.skipIf(process.platform === 'win32')(
    'push: to a board on a pseudo-terminal, once and again; 4 where there is no port',
    async () => {
      const board = start('--json', 'board', '--pty');
      await expect.poll(() => board.output.out, { timeout: 20_000 }).toMatch(/\}\s*$/);
      const { path } = z.object({ path: z.string() }).parse(JSON.parse(board.output.out));
      const push = () => cambrian('--json', 'push', nightLight, '--port', path);
      const first = await push();
      expect(first.error).toBe('');
      expect(first.code).toBe(exitCodes.ok);
      expect(JSON.parse(first.out)).toMatchObject({ outcome: 'confirmed' });
      const second = await push();
      expect(JSON.parse(second.out)).toMatchObject({ outcome: 'unchanged', bytesWritten: 0 });
      board.child.kill('SIGTERM');
      expect(await board.ended).toBe(exitCodes.ok);
      const gone = await cambrian('--json', 'push', nightLight, '--port', join(folder, 'no-port'));
      expect(gone.code).toBe(exitCodes.device);
      expect(errorCode(gone.out)).toMatch(/^(transport|device|push)\//);
    },
  );

  it.skipIf(process.platform === 'win32')(
    'push: to several boards side by side; one that is not there stops no other, and the report says so',
    async () => {
      const boards = [start('--json', 'board', '--pty'), start('--json', 'board', '--pty')];
      const paths: string[] = [];
      for (const board of boards) {
        await expect.poll(() => board.output.out, { timeout: 20_000 }).toMatch(/\}\s*$/);
        paths.push(z.object({ path: z.string() }).parse(JSON.parse(board.output.out)).path);
      }
      const report = join(folder, 'report.csv');
      const ports = [...paths, join(folder, 'no-port')].flatMap(path => ['--port', path]);
      const run = await cambrian('push', nightLight, ...ports, '--report', report, '--retry', '1');
      expect(run.error).toBe('');
      expect(run.code).toBe(exitCodes.device);
      expect(run.out).toContain('2 of 3 kits have the program');
      const lines = readFileSync(report, 'utf8').trim().split('\r\n');
      expect(lines).toHaveLength(4);
      for (const path of paths)
        expect(lines.find(line => line.includes(`${path},`))).toMatch(/,done,confirmed,/);
      expect(lines.at(-1)).toMatch(/,failed,.*,2,.*(transport|push)\//);
      const again = await cambrian('--json', 'push', nightLight, ...ports.slice(0, 4));
      expect(again.code).toBe(exitCodes.ok);
      expect(JSON.parse(again.out)).toMatchObject({
        sequence: 1,
        rows: [{ outcome: 'unchanged' }, { outcome: 'unchanged' }],
      });
      const wrong = await cambrian('push', nightLight, '--all', '--report', join(folder, 'report.txt'));
      expect(wrong.code).toBe(exitCodes.usage);
    },
  );

  it('keys: made, imported, renamed, activated, forgotten; 3 for what is none', async () => {
    const keys = async (...words: string[]) => {
      const { code, out } = await cambrian('--json', 'keys', ...words);
      expect(code).toBe(exitCodes.ok);
      return z
        .object({ keys: z.array(z.object({ keyId: z.string(), name: z.string(), isActive: z.boolean() })) })
        .parse(JSON.parse(out)).keys;
    };
    const pem = join(folder, 'team.pem');
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(pem, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(await keys()).toEqual([]);
    const [own] = await keys('renew', 'Mine');
    const team = (await keys('import', pem, 'Team'))[1]?.keyId ?? '';
    await keys('rename', team, 'Line 2');
    await keys('activate', team);
    await keys('forget', own?.keyId ?? '');
    expect(await keys('list')).toEqual([{ keyId: team, name: 'Line 2', isActive: true }]);
    const none = await cambrian('--json', 'keys', 'import', nightLight, 'x');
    expect([none.code, errorCode(none.out)]).toEqual([exitCodes.project, 'signing/no-key']);
  });
});
