import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectRpc } from '../contract/rpc/connect-rpc.ts';
import { openWebSocketChannel } from '../contract/rpc/web-socket-channel.ts';
import { services } from '../contract/services/services.ts';

// The program itself, on the real host, as `npm start` runs it.

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cambrian-serve-'));
  writeFileSync(join(folder, 'index.html'), '<title>Cambrian</title>');
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const closed = new Promise(resolve => child.once('close', resolve));
    child.kill('SIGKILL');
    await closed;
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(...options: string[]) {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'main.ts'), '--no-open', '--renderer', folder, ...options],
    {
      env: {
        ...process.env,
        CAMBRIAN_STATE: join(folder, 'state'),
        CAMBRIAN_PROJECTS: join(folder, 'projects'),
      },
    },
  );
  children.push(child);
  const output = { out: '', error: '' };
  const address = Promise.withResolvers<URL>();
  child.stdout.on('data', chunk => {
    output.out += String(chunk);
    const [, found] = /^Cambrian: (http\S+)$/m.exec(output.out) ?? [];
    if (found !== undefined) address.resolve(new URL(found));
  });
  child.stderr.on('data', chunk => {
    output.error += String(chunk);
  });
  const exited = new Promise<number | null>(resolve => child.once('close', resolve));
  void exited.then(code => address.reject(new Error(`ended with ${code}: ${output.error}`)));
  // Whoever waits for the end only need not wait for the address.
  address.promise.catch(() => undefined);
  return { child, output, address: address.promise, exited };
}

/** As a browser does: the first address, then the cookie. */
async function connect(address: URL) {
  const first = await fetch(address, { redirect: 'manual' });
  const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const socket = new WebSocket(`ws://${address.host}/rpc`, { headers: { Cookie: cookie } });
  return connectRpc(await openWebSocketChannel(socket), services);
}

describe('the browser shell as a program', () => {
  it('prints its address, serves the real host, and ends cleanly on SIGTERM', async () => {
    const { child, output, address, exited } = start();
    const connection = await connect(await address);
    const { shell, projectsDirectory } = await connection.client.studio.describe({});
    expect(shell).toEqual({ kind: 'browser', nativeDialogs: false, kiosk: false });
    expect(projectsDirectory).toBe(join(folder, 'projects'));
    const { nodes } = await connection.client.catalogue.get({});
    expect(nodes.length).toBeGreaterThan(0);
    child.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect((await connection.closed)?.code).toBe('rpc/disconnected');
    expect(output.error).toBe('');
  });

  it('opens the project that it is told to', async () => {
    const first = start();
    const made = await connect(await first.address);
    const { path } = await made.client.project.create({ name: 'Lantern' });
    await made.client.project.openInitial({});
    first.child.kill('SIGTERM');
    await first.exited;
    const second = start('--project', path);
    const connection = await connect(await second.address);
    expect((await connection.client.project.openInitial({})).path).toBe(path);
    connection.dispose();
  });

  it.each([
    [['--port', '99999'], 'That is no port'],
    [['--renderer', 'no/such/folder'], 'The screen has not been built'],
    [['--project', '/no/such/project'], '/no/such/project'],
  ])('says in words why it does not start: %j', async (options, words) => {
    const { output, exited } = start(...options);
    expect(await exited).toBe(1);
    expect(output.error).toContain(words);
    // Words, not a stack: nothing here is a bug.
    expect(output.error).not.toMatch(/\n\s+at /);
  });
});
