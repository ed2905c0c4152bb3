import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { defineTexts, registeredTexts } from './texts.ts';

const renderer = join(import.meta.dirname, '..');
const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

const files = readdirSync(renderer, { recursive: true, withFileTypes: true })
  .filter(file => file.isFile() && file.name.endsWith('.texts.ts'))
  .map(file => join(file.parentPath, file.name));

beforeAll(async () => {
  for (const file of files) await import(file);
});

describe('the words of the face', () => {
  it('are declared under one namespace each', () => {
    expect(files.length).toBeGreaterThan(8);
    expect(registeredTexts().size).toBeGreaterThanOrEqual(files.length);
  });

  it('have the same placeholders in both languages, and none is empty', () => {
    for (const [namespace, { en, zh }] of registeredTexts()) {
      expect(Object.keys(zh).sort(), namespace).toEqual(Object.keys(en).sort());
      for (const [key, text] of Object.entries(en)) {
        expect(text.trim(), `${namespace}.${key}`).not.toBe('');
        expect(placeholders(zh[key] ?? ''), `${namespace}.${key}`).toEqual(placeholders(text));
      }
    }
  });

  it('are filled in both languages', () => {
    const texts = defineTexts('test-of-texts', {
      en: { plain: 'Save', filled: '{count} of {limit}' },
      zh: { plain: '保存', filled: '{limit} 之 {count}' },
    });
    expect(texts.say('en')('plain')).toBe('Save');
    expect(texts.say('zh')('filled', { count: 2, limit: 9 })).toBe('9 之 2');
    expect(texts.localized('filled', { count: 1, limit: 3 })).toEqual({ en: '1 of 3', zh: '3 之 1' });
    // @ts-expect-error: a placeholder without a value does not compile.
    texts.say('en')('filled', { count: 2 });
    // @ts-expect-error: Chinese lacks a key.
    defineTexts('test-of-missing', { en: { one: 'One', two: 'Two' }, zh: { one: '一' } });
  });
});
