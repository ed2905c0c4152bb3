import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ServeGuard, type ServeRequest } from './serve-guard.ts';
import { obtainToken } from './serve-token.ts';

const token = 'the-token-of-this-very-run';
const guard = new ServeGuard(token, ['pi-in-the-hall', 'pi-in-the-hall.local']);

function judge(change: Partial<ServeRequest>) {
  return guard.judge({
    method: 'GET',
    path: '/link',
    hosts: ['192.168.1.7:8700'],
    origins: [],
    authorizations: [`Bearer ${token}`],
    isUpgrade: true,
    isLocal: false,
    ...change,
  });
}

const refusal = (change: Partial<ServeRequest>) => {
  const verdict = judge(change);
  return verdict.kind === 'refuse' ? verdict.status : verdict.kind;
};

describe('ServeGuard', () => {
  it('lets a device with the token in, by address or by a name of the machine', () => {
    for (const host of [
      '127.0.0.1:8700',
      '[::1]:8700',
      'LOCALHOST:1',
      'pi-in-the-hall.local:8700',
      '10.0.0.1',
    ]) {
      expect(refusal({ hosts: [host] }), host).toBe('link');
    }
  });

  it.each([
    ['no token', { authorizations: [] }],
    ['another token', { authorizations: ['Bearer wrong'] }],
    ['a token that is only the beginning', { authorizations: [`Bearer ${token.slice(0, -1)}`] }],
    ['a longer token', { authorizations: [`Bearer ${token}x`] }],
    ['two tokens', { authorizations: [`Bearer ${token}`, `Bearer ${token}`] }],
    ['another scheme', { authorizations: [`Basic ${token}`] }],
    ['no token, though local', { authorizations: [], isLocal: true }],
  ])('refuses %s with 401', (_, change) => {
    expect(refusal(change)).toBe(401);
  });

  it.each([
    ['a name that points here', { hosts: ['evil.example:8700'] }],
    ['no Host', { hosts: [] }],
    ['two Hosts', { hosts: ['127.0.0.1', '127.0.0.1'] }],
    ['a Host with a path', { hosts: ['127.0.0.1/@evil'] }],
    ['a Host with a user', { hosts: ['evil@127.0.0.1'] }],
    ['a web page', { origins: ['http://127.0.0.1:8700'] }],
    ['a page without an origin of its own', { origins: ['null'] }],
  ])('refuses %s with 403', (_, change) => {
    expect(refusal(change)).toBe(403);
    expect(refusal({ ...change, path: '/health', isUpgrade: false })).toBe(403);
  });

  it('shows health and metrics to this machine, and to others with the token', () => {
    for (const kind of ['health', 'metrics']) {
      const request = { path: `/${kind}`, isUpgrade: false };
      expect(refusal(request)).toBe(kind);
      expect(refusal({ ...request, authorizations: [] })).toBe(401);
      expect(refusal({ ...request, authorizations: [], isLocal: true })).toBe(kind);
      expect(refusal({ ...request, method: 'POST' })).toBe(405);
      expect(refusal({ ...request, isUpgrade: true })).toBe(404);
    }
    expect(refusal({ path: '/', isUpgrade: false })).toBe(404);
    expect(refusal({ isUpgrade: false })).toBe(404);
  });
});

describe('the token of a served hub', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambrian-token-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is the line of the file, or made anew', async () => {
    const path = join(folder, 'token');
    await writeFile(path, `${token}\n`);
    expect(await obtainToken(path)).toEqual({ token, isNew: false });
    const made = await obtainToken(undefined);
    expect(made.token.length).toBeGreaterThanOrEqual(43);
    expect((await obtainToken(undefined)).token).not.toBe(made.token);
  });

  it.each([
    ['short', 'abc'],
    ['empty', ''],
    ['of two lines', `${token}\n${token}`],
  ])('is refused where it is %s', async (_, text) => {
    const path = join(folder, 'token');
    await writeFile(path, text);
    await expect(obtainToken(path)).rejects.toMatchObject({ code: 'serve/token-unusable' });
  });

  it('is refused where there is no file', async () => {
    await expect(obtainToken(join(folder, 'none'))).rejects.toMatchObject({
      code: 'serve/token-unusable',
      details: { reason: 'ENOENT' },
    });
  });
});
