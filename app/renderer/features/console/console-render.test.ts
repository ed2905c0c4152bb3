import { describe, expect, it } from 'vitest';
import { ConsoleStore } from '../../stores/console-store.ts';
import { keepColorsOnly, linesAsText, passesFilter, renderLine, renderPiece } from './console-render.ts';

const line = {
  atMs: 0,
  origin: 'program',
  level: 'info',
  node: null,
  text: 'hello \x1b[31mred\x1b[0m \x1b[2Jgone',
} as const;

describe('console lines', () => {
  it('keeps colours and takes out what moves the cursor', () => {
    expect(keepColorsOnly(line.text)).toBe('hello \x1b[31mred\x1b[0m gone');
    expect(renderLine(line, { hasTimestamps: false, filter: '' }).endsWith('gone\x1b[0m\r\n')).toBe(true);
  });

  it('filters by text and by node, whatever the case', () => {
    expect(passesFilter(line, 'RED')).toBe(true);
    expect(passesFilter(line, 'blue')).toBe(false);
    expect(passesFilter({ ...line, node: 'Ring' }, 'ring')).toBe(true);
  });

  it('stamps each line once, also when it comes in pieces', () => {
    const options = { hasTimestamps: true };
    const first = renderPiece('one\ntw', 0, true, options);
    const second = renderPiece('o\n', 5, first.isAtLineStart, options);
    const count = (first.text + second.text).match(/\d\d:\d\d:\d\d\.\d{3}/g)?.length;
    expect(count).toBe(2);
    expect(second.isAtLineStart).toBe(true);
  });

  it('saves plain text with times', () => {
    expect(linesAsText([line])).toBe('1970-01-01T00:00:00.000Z program hello red gone\n');
  });
});

describe('ConsoleStore', () => {
  it('joins pieces to lines and keeps the open one apart', () => {
    const store = new ConsoleStore(() => 7);
    store.receiveText('k', 'ab');
    store.receiveText('k', 'c\r\nde');
    expect(store.lines('k').map(({ text }) => text)).toEqual(['abc']);
    expect(store.openLine('k')).toEqual({ text: 'de', atMs: 7 });
  });

  it('puts a traceback line by line between the output, marked as a fault', () => {
    const store = new ConsoleStore(() => 1);
    store.receiveLog('k', {
      level: 'error',
      node: 'ring',
      text: 'ValueError: no',
      trace: 'Traceback:\n  File "x"\n',
      atMs: 3,
    });
    expect(store.lines('k').map(({ origin, text }) => `${origin} ${text}`)).toEqual([
      'fault ValueError: no',
      'fault Traceback:',
      'fault   File "x"',
    ]);
  });

  it('bounds lines and never-ending lines', () => {
    const store = new ConsoleStore(() => 1);
    store.receiveText('k', 'x'.repeat(100_000));
    expect(store.openLine('k').text.length).toBeLessThanOrEqual(8192);
    for (let index = 0; index < 12_000; index += 1) store.receiveText('k', `${index}\n`);
    expect(store.lines('k').length).toBeLessThanOrEqual(5500);
    expect(store.lines('k').at(-1)?.text).toBe('11999');
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
