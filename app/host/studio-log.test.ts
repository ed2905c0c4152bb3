import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStudioLog } from './studio-log.ts';

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'cambrian-log-'));
});
afterEach(() => {
  rmSync(state, { recursive: true, force: true });
});

it('writes a failure with its reference, its stack and its causes', () => {
  const log = openStudioLog(state);
  const error = new Error('outer', { cause: new Error('inner') });
  log.onInternalFailure({ name: 'device.run', reference: 'abcd1234', error });
  log.onInternalFailure({ name: 'device.run', reference: 'efgh5678', error: 'only text' });
  const [first, second] = readFileSync(log.path, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(first).toMatchObject({ name: 'device.run', reference: 'abcd1234', err: { type: 'Error' } });
  expect(first.err.message).toContain('outer');
  expect(first.err.stack).toContain('inner');
  expect(second.err.message).toContain('only text');
});

it('takes keys out of stacks, causes and fields', () => {
  const log = openStudioLog(state);
  const key = 'sk-canary-0123456789';
  log.logger.info({ key }, 'before');
  expect(readFileSync(log.path, 'utf8')).toContain(key);
  log.redactBy(line => line.replaceAll(key, '•••'));
  const error = Object.assign(new Error(`no: ${key}`, { cause: new Error(key) }), { headers: { key } });
  log.onInternalFailure({ name: 'models.test', reference: 'abcd1234', error });
  const [, line = ''] = readFileSync(log.path, 'utf8').trim().split('\n');
  expect(line).not.toContain(key);
  expect(JSON.parse(line)).toMatchObject({ reference: 'abcd1234', err: { headers: { key: '•••' } } });
});

it('sets a log that has grown too large aside', () => {
  const { path } = openStudioLog(state);
  writeFileSync(path, 'x'.repeat(6 * 1024 * 1024));
  openStudioLog(state).logger.info('new');
  expect(readFileSync(path, 'utf8').length).toBeLessThan(1000);
  expect(readFileSync(join(state, 'logs', 'studio.old.log'), 'utf8').length).toBe(6 * 1024 * 1024);
});
