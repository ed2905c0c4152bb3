import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { connectRpc } from '../contract/rpc/connect-rpc.ts';
import { openWebSocketChannel } from '../contract/rpc/web-socket-channel.ts';
import { services } from '../contract/services/services.ts';
import { type RunningServer, startServer } from './start-server.ts';
import { testingHandlers } from './testing-host.ts';

let directory: string;
let server: RunningServer;
let token: string;
let cookie: string;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const host = { handlers: testingHandlers() };
const onInternalFailure = () => undefined;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cambrian-server-'));
  const renderer = join(directory, 'renderer');
  await mkdir(join(renderer, 'assets'), { recursive: true });
  await writeFile(join(renderer, 'index.html'), '<!doctype html><title>Cambrian</title>');
  await writeFile(join(renderer, 'assets', 'main-a1B2c3D4.js'), `"${'long '.repeat(1000)}"`);
  await writeFile(join(directory, 'secret.txt'), 'the secret');
  await symlink(join(directory, 'secret.txt'), join(renderer, 'link.txt'));
  server = await startServer({ host, rendererDirectory: renderer, onInternalFailure });
  token = new URL(server.url).searchParams.get('token') ?? '';
  cookie = `cambrian-token-${server.port}=${token}`;
});

afterAll(async () => {
  agent.destroy();
  await server.close();
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Buffer;
}

function ask(options: {
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders | string[];
}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', path = '/', headers = {} } = options;
    const outgoing = request(
      { host: '127.0.0.1', port: server.port, method, path, headers, setHost: false, agent },
      response => {
        const chunks: Buffer[] = [];
        response.on('data', chunk => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    outgoing.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.alloc(0) });
    });
    outgoing.on('error', reject);
    outgoing.end();
  });
}

const ours = () => ({ Host: `127.0.0.1:${server.port}`, Cookie: cookie });

describe('the attack matrix: Host × Origin × token × method, and upgrades', () => {
  it('accepts exactly the legitimate requests and no other', async () => {
    const port = server.port;
    const right = new Set([`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]);
    const hosts = [
      ...right,
      '127.0.0.1',
      `127.0.0.1:${port + 1}`,
      `evil.example:${port}`,
      `127.0.0.1:${port}.evil.example`,
      `localhost.evil.example:${port}`,
      `0.0.0.0:${port}`,
      `127.1:${port}`,
      `user@127.0.0.1:${port}`,
      '',
    ];
    const originsFor = (hostHeader: string) => [
      null,
      `http://${hostHeader}`,
      'null',
      'http://evil.example',
      `http://${hostHeader}.evil.example`,
      `https://${hostHeader}`,
      `http://${hostHeader}/`,
      'file://',
    ];
    const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    const name = `cambrian-token-${port}`;
    const tokens: [string, string | null, boolean][] = [
      ['none', null, false],
      ['right', `${name}=${token}`, true],
      ['right among others', `theme=dark; ${name}=${token}; x=y`, true],
      ['empty', `${name}=`, false],
      ['one letter off', `${name}=${wrong}`, false],
      ['a prefix', `${name}=${token.slice(0, 42)}`, false],
      ['of another port', `cambrian-token-${port + 1}=${token}`, false],
      ['as a value without name', token, false],
    ];
    const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'UPGRADE'];
    const webSocketHeaders = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    };

    const cases: { label: string; isLegitimate: boolean; run: () => Promise<Answer> }[] = [];
    for (const hostHeader of hosts) {
      for (const origin of originsFor(hostHeader)) {
        for (const [tokenName, cookieHeader, isRight] of tokens) {
          for (const method of methods) {
            const headers: OutgoingHttpHeaders = { Host: hostHeader };
            if (origin !== null) headers.Origin = origin;
            if (cookieHeader !== null) headers.Cookie = cookieHeader;
            const isUpgrade = method === 'UPGRADE';
            cases.push({
              label: `${method} host=${hostHeader} origin=${origin} token=${tokenName}`,
              isLegitimate:
                right.has(hostHeader) &&
                (origin === null || origin === `http://${hostHeader}`) &&
                isRight &&
                ['GET', 'HEAD', 'UPGRADE'].includes(method),
              run: () =>
                isUpgrade
                  ? ask({ path: '/rpc', headers: { ...headers, ...webSocketHeaders } })
                  : ask({ method, headers }),
            });
          }
        }
      }
    }
    expect(cases.length).toBeGreaterThan(5_000);

    const mistakes: string[] = [];
    let accepted = 0;
    const queue = cases.values();
    const worker = async () => {
      for (const { label, isLegitimate, run } of queue) {
        const { status, headers } = await run();
        const isAccepted = status < 400;
        if (isAccepted) accepted += 1;
        if (isAccepted !== isLegitimate) mistakes.push(`${label} → ${status}`);
        if (headers['access-control-allow-origin'] !== undefined) mistakes.push(`${label} got CORS headers`);
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
    expect(mistakes).toEqual([]);
    expect(accepted).toBe(cases.filter(one => one.isLegitimate).length);
  }, 60_000);

  it.each([
    ['two Hosts', ['Host', 'H', 'Host', 'evil.example']],
    ['two Origins', ['Host', 'H', 'Origin', 'http://H', 'Origin', 'http://evil.example']],
  ])('refuses %s', async (_, template) => {
    const headers = template.map(text => text.replace('H', `127.0.0.1:${server.port}`));
    const raw = await exchange(
      `GET / HTTP/1.1\r\n${pairs([...headers, 'Cookie', cookie])}\r\nConnection: close\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  it.each(['cross-site', 'same-site', 'nonsense'])('refuses Sec-Fetch-Site: %s', async site => {
    expect((await ask({ headers: { ...ours(), 'Sec-Fetch-Site': site } })).status).toBe(403);
  });

  it.each(['same-origin', 'none'])('takes Sec-Fetch-Site: %s', async site => {
    expect((await ask({ headers: { ...ours(), 'Sec-Fetch-Site': site } })).status).toBe(200);
  });
});

function pairs(flat: readonly string[]): string {
  return flat.flatMap((text, index) => (index % 2 === 0 ? [`${text}: ${flat[index + 1]}`] : [])).join('\r\n');
}

/** Bytes out, bytes in, for what a polite client cannot say. */
function exchange(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let received = '';
    socket.on('data', chunk => {
      received += String(chunk);
    });
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
}

describe('logging in', () => {
  it('has a token of 256 bits', () => {
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  });

  it('trades the token in the address for a cookie, and strips it', async () => {
    const { Host } = ours();
    const answer = await ask({ path: `/?token=${token}`, headers: { Host } });
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toBe('/');
    expect(answer.headers['set-cookie']).toEqual([`${cookie}; Path=/; HttpOnly; SameSite=Strict`]);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['referrer-policy']).toBe('no-referrer');
  });

  it.each([
    '/?token=',
    '/?token=wrong',
    '/?token=TOKEN&token=wrong',
    '/?TOKEN',
    '/index.html?token=TOKEN',
    '/rpc?token=TOKEN',
    '//?token=TOKEN',
    '/%3Ftoken=TOKEN',
  ])('gives nothing for %s', async template => {
    const { Host } = ours();
    const answer = await ask({ path: template.replace('TOKEN', token), headers: { Host } });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('gives nothing to the right token under a foreign Host or Origin', async () => {
    const path = `/?token=${token}`;
    expect((await ask({ path, headers: { Host: 'evil.example' } })).status).toBe(403);
    const { Host } = ours();
    expect((await ask({ path, headers: { Host, Origin: 'http://evil.example' } })).status).toBe(403);
    expect((await ask({ path, method: 'POST', headers: { Host } })).status).toBe(405);
  });
});

describe('files', () => {
  it('serves the page under every header of the policy', async () => {
    const answer = await ask({ headers: ours() });
    expect(answer.status).toBe(200);
    expect(String(answer.body)).toContain('<title>Cambrian</title>');
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).not.toMatch(/unsafe-eval|\*|http:/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
    });
  });

  it('zips once, marks hashed assets as immutable, and answers what is known with 304', async () => {
    const path = '/assets/main-a1B2c3D4.js';
    const plain = await ask({ path, headers: ours() });
    const zipped = await ask({ path, headers: { ...ours(), 'Accept-Encoding': 'br, gzip' } });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.body.length).toBeLessThan(plain.body.length / 10);
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    expect(zipped.headers['cache-control']).toContain('immutable');
    const known = await ask({ path, headers: { ...ours(), 'If-None-Match': String(plain.headers.etag) } });
    expect(known.status).toBe(304);
    expect(known.body).toHaveLength(0);
    const head = await ask({ path, method: 'HEAD', headers: ours() });
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(plain.body.length));
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%00',
    '/assets',
    '/assets/',
    '/link.txt',
    '/index.html%00.js',
    '/__proto__',
    '/constructor',
    '/%',
    '//etc/passwd',
    'http://evil.example/',
    '*',
    `/${'a'.repeat(3000)}`,
  ])('does not leave its folder for %s', async path => {
    const raw = await exchange(
      `GET ${path} HTTP/1.1\r\n${pairs(Object.entries(ours()).flat())}\r\nConnection: close\r\n\r\n`,
    );
    expect(raw).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(raw).not.toContain('the secret');
  });

  it('does not fall over a Range that no file has', async () => {
    const answer = await ask({ headers: { ...ours(), Range: 'bytes=100-5' } });
    expect(answer.status).toBe(200);
  });
});

describe('the server', () => {
  it('speaks RPC on /rpc with the cookie, and nowhere else', async () => {
    const open = (path: string, headers: Record<string, string>) =>
      openWebSocketChannel(new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers }));
    const connection = connectRpc(await open('/rpc', { Cookie: cookie }), services);
    expect(await connection.client.studio.checkDemoPin({ pin: '1234' })).toEqual({ accepted: true });
    connection.dispose();
    await expect(open('/rpc', {})).rejects.toThrow();
    await expect(open('/other', { Cookie: cookie })).rejects.toThrow();
  });

  it('listens on loopback only', async () => {
    const addresses = Object.values(networkInterfaces())
      .flat()
      .filter(address => address !== undefined && !address.internal && address.family === 'IPv4')
      .map(address => address?.address ?? '');
    for (const address of addresses) {
      const outcome = await new Promise<string>(resolve => {
        const socket = connect({ host: address, port: server.port, timeout: 2_000 });
        socket.on('connect', () => resolve('connected'));
        socket.on('error', () => resolve('refused'));
        socket.on('timeout', () => resolve('refused'));
        socket.on('close', () => socket.destroy());
      });
      expect(`${address} ${outcome}`).toBe(`${address} refused`);
    }
  });

  it('says so where the port is taken and where the face has not been built', async () => {
    const taken = createServer();
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const rendererDirectory = join(directory, 'renderer');
    await expect(startServer({ host, rendererDirectory, port, onInternalFailure })).rejects.toMatchObject({
      code: 'server/port-in-use',
      details: { port },
    });
    taken.close();
    await expect(
      startServer({ host, rendererDirectory: join(directory, 'nowhere'), onInternalFailure }),
    ).rejects.toMatchObject({ code: 'server/renderer-missing' });
    await expect(
      startServer({ host, rendererDirectory: join(rendererDirectory, 'assets'), onInternalFailure }),
    ).rejects.toMatchObject({ code: 'server/renderer-missing' });
  });

  it('ends its conversations when it closes', async () => {
    const rendererDirectory = join(directory, 'renderer');
    const second = await startServer({ host, rendererDirectory, onInternalFailure });
    const ownCookie = `cambrian-token-${second.port}=${new URL(second.url).searchParams.get('token')}`;
    const socket = new WebSocket(`ws://127.0.0.1:${second.port}/rpc`, { headers: { Cookie: ownCookie } });
    const connection = connectRpc(await openWebSocketChannel(socket), services);
    await connection.ready;
    await second.close();
    expect((await connection.closed)?.code).toBe('rpc/disconnected');
  });
});
