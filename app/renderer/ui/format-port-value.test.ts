import { describe, expect, it } from 'vitest';
import { emotions } from '../../core/ports/port-type.ts';
import { emotionTitles } from './emotion-titles.ts';
import { formatBytes, formatDuration, formatNumber, formatPortValue } from './format-port-value.ts';

describe('formatPortValue', () => {
  it('gives numbers their unit', () => {
    expect(formatPortValue({ kind: 'number', unit: 'cm' }, 82)).toBe('82 cm');
    expect(formatPortValue({ kind: 'number', unit: '°C' }, 21.437)).toBe('21.4 °C');
    expect(formatPortValue({ kind: 'number', unit: 'dB' }, -31)).toBe('−31 dB');
    expect(formatPortValue({ kind: 'number', unit: '°' }, 90)).toBe('90°');
    expect(formatPortValue({ kind: 'number' }, 0.30000000000000004)).toBe('0.3');
  });

  it('says yes, no and fired in the language', () => {
    expect(formatPortValue({ kind: 'boolean' }, true)).toBe('yes');
    expect(formatPortValue({ kind: 'boolean' }, false, { language: 'zh' })).toBe('否');
    expect(formatPortValue({ kind: 'trigger' }, true)).toBe('fired');
  });

  it('quotes text, cuts long text by characters and keeps colours and emotions bare', () => {
    expect(formatPortValue({ kind: 'text' }, 'Morning')).toBe('“Morning”');
    expect(formatPortValue({ kind: 'text' }, '早上好😀😀😀', { maxLength: 5 })).toBe('“早上好😀…”');
    expect(formatPortValue({ kind: 'color' }, '#FFB454')).toBe('#ffb454');
    expect(formatPortValue({ kind: 'emotion' }, 'happy')).toBe('happy');
    expect(formatPortValue({ kind: 'emotion' }, 'happy', { language: 'zh' })).toBe('开心');
  });

  it('sums up vectors, objects and media', () => {
    expect(formatPortValue({ kind: 'vector3', unit: 'g' }, [0, -0.25, 1])).toBe('0 −0.25 1 g');
    expect(formatPortValue({ kind: 'json' }, { a: 1 })).toBe('{"a":1}');
    expect(formatPortValue({ kind: 'json' }, { alpha: 'x'.repeat(40), beta: 2 })).toBe('2 fields');
    expect(formatPortValue({ kind: 'json' }, [])).toBe('empty');
    expect(formatPortValue({ kind: 'audio', sampleRateHz: 16000, encoding: 'pcm16' }, { data: 'AAAA' })).toBe(
      '3 B',
    );
  });

  it('shows a value that does not fit its type as what it is', () => {
    expect(formatPortValue({ kind: 'number', unit: 'cm' }, 'broken')).toBe('“broken”');
    expect(formatPortValue(undefined, null)).toBe('–');
  });
});

describe('formatNumber', () => {
  it.each([
    [0, '0'],
    [-0.0000001, '−1e−7'],
    [0.00412, '0.0041'],
    [9.996, '10'],
    [1234.5, '1235'],
    [1.25e9, '1.3e9'],
    [Number.NaN, '–'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatBytes and formatDuration', () => {
  it('take the unit that reads best', () => {
    expect([999, 42_000, 1_310_000].map(formatBytes)).toEqual(['999 B', '42 kB', '1.31 MB']);
    expect([0.44, 12, 519, 1300, 120_000].map(formatDuration)).toEqual([
      '0.4 ms',
      '12 ms',
      '519 ms',
      '1.3 s',
      '2 min',
    ]);
  });
});

describe('emotionTitles', () => {
  it('names every emotion in both languages', () => {
    expect(Object.keys(emotionTitles).sort()).toEqual([...emotions].sort());
    for (const title of Object.values(emotionTitles)) expect(title.en && title.zh).toBeTruthy();
  });
});
