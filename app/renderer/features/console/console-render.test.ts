import { describe, expect, it } from 'vitest';
import type { ConsoleLine } from '../../stores/console-store.ts';
import { ConsoleStore } from '../../stores/console-store.ts';
import { keepColorsOnly, linesAsText, renderLine, renderPiece, timestamp } from './console-render.ts';

const line = {
  atMs: 0,
  origin: 'program',
  level: 'info',
  source: 'device',
  node: null,
  text: 'hello \x1b[31mred\x1b[0m \x1b[2Jgone',
} as const satisfies ConsoleLine;

const plain = { timestamps: 'off', startedAtMs: 0 } as const;

describe('console lines', () => {
  it('keeps colours and takes out what moves the cursor', () => {
    expect(keepColorsOnly(line.text)).toBe('hello \x1b[31mred\x1b[0m gone');
    expect(renderLine(line, plain).endsWith('gone\x1b[0m\r\n')).toBe(true);
  });

  it('says when a line came: by the clock, or since the first', () => {
    expect(timestamp(12_345, { timestamps: 'since-start', startedAtMs: 10_000 })).toBe('    +2.345 ');
    expect(timestamp(12_345, { timestamps: 'clock', startedAtMs: 0 })).toMatch(/^\d\d:\d\d:12\.345 $/);
    expect(timestamp(12_345, plain)).toBe('');
  });

  it('stamps each line once, also when it comes in pieces', () => {
    const options = { timestamps: 'clock', startedAtMs: 0 } as const;
    const first = renderPiece('one\ntw', 0, true, options);
    const second = renderPiece('o\n', 5, first.isAtLineStart, options);
    const count = (first.text + second.text).match(/\d\d:\d\d:\d\d\.\d{3}/g)?.length;
    expect(count).toBe(2);
    expect(second.isAtLineStart).toBe(true);
  });

  it('saves plain text with times and who wrote it', () => {
    const log = {
      ...line,
      origin: 'log',
      source: 'hub',
      level: 'warning',
      node: 'Momo',
      text: 'slow',
    } as const;
    expect(linesAsText([line, log])).toBe(
      '1970-01-01T00:00:00.000Z program hello red gone\n1970-01-01T00:00:00.000Z hub warning Momo: slow\n',
    );
  });
});

describe('ConsoleStore', () => {
  const log = (text: string, trace: string | null = null) =>
    ({ level: 'error', source: 'device', node: 'ring', text, trace, atMs: 3 }) as const;

  it('joins pieces to lines and keeps the open one apart', () => {
    const store = new ConsoleStore(() => 7);
    store.receiveText('k', 'ab');
    store.receiveText('k', 'c\r\nde');
    expect(store.lines('k').map(({ text }) => text)).toEqual(['abc']);
    expect(store.openLine('k')).toEqual({ text: 'de', atMs: 7 });
  });

  it('puts a traceback line by line between the output, marked as a fault', () => {
    const store = new ConsoleStore(() => 1);
    store.receiveLog('k', log('ValueError: no', 'Traceback:\n  File "x"\n'));
    expect(store.lines('k').map(({ origin, text }) => `${origin} ${text}`)).toEqual([
      'fault ValueError: no',
      'fault Traceback:',
      'fault   File "x"',
    ]);
  });

  it('bounds lines, never-ending lines and long ones', () => {
    const store = new ConsoleStore(() => 1);
    store.receiveText('k', 'x'.repeat(100_000));
    expect(store.openLine('k').text.length).toBeLessThanOrEqual(8192);
    for (let index = 0; index < 25_000; index += 1) store.receiveText('k', `${index}\n`);
    expect(store.lines('k').length).toBeLessThanOrEqual(11_000);
    expect(store.lines('k').length).toBeGreaterThanOrEqual(10_000);
    expect(store.lines('k').at(-1)?.text).toBe('24999');
    for (let index = 0; index < 2000; index += 1) store.receiveText('k', `${'y'.repeat(8000)}\n`);
    const length = store.lines('k').reduce((sum, { text }) => sum + text.length, 0);
    expect(length).toBeLessThanOrEqual(4 * 1024 * 1024 * 1.1);
    expect(length).toBeGreaterThan(3 * 1024 * 1024);
  });

  it('begins anew with what replaces it', () => {
    let now = 5;
    const store = new ConsoleStore(() => now);
    store.receiveText('k', 'old\nopen');
    now = 9;
    store.receiveText('k', 'new\n', true);
    expect(store.lines('k').map(({ text }) => text)).toEqual(['new']);
    expect(store.openLine('k').text).toBe('');
    expect(store.startedAtMs('k')).toBe(9);
  });

  it('tells listeners of one kit only', () => {
    const store = new ConsoleStore(() => 1);
    const heard: string[] = [];
    const stop = store.subscribe('k', change => heard.push(change.kind));
    store.receiveText('k', 'a');
    store.receiveText('other', 'b');
    store.note('k', 'reset');
    store.clear('k');
    stop();
    store.receiveText('k', 'c');
    expect(heard).toEqual(['text', 'lines', 'cleared']);
  });
});
