import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createDiagnostic } from './create-diagnostic.ts';
import { diagnosticSchema } from './diagnostic.ts';
import type { DiagnosticEntry } from './diagnostic-catalogue.ts';
import { diagnosticCatalogue } from './diagnostic-catalogue.ts';

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe('diagnosticCatalogue', () => {
  const entries: [string, DiagnosticEntry][] = Object.entries(diagnosticCatalogue);

  it.each(entries)('%s is said in both languages with the same values', (code, entry) => {
    expect(diagnosticSchema.shape.code.safeParse(code).success).toBe(true);
    expect(placeholders(entry.message.zh)).toEqual(placeholders(entry.message.en));
    expect(placeholders(entry.hint.zh)).toEqual(placeholders(entry.hint.en));
    for (const { en, zh } of [entry.message, entry.hint]) {
      expect(en).toMatch(/(^\{reason\}|[.?]|: \{reason\})$/);
      expect(zh).toMatch(/(^\{reason\}|[。？]|：\{reason\})$/);
    }
  });

  it('has each code of each part, once', async () => {
    const files = readdirSync(new URL('.', import.meta.url)).flatMap(
      name => /^(.+-diagnostics)\.ts$/.exec(name)?.[1] ?? [],
    );
    const parts: object[] = await Promise.all(
      files.map(name => import(new URL(`${name}.ts`, import.meta.url).href)),
    );
    const codes = parts.flatMap(part => Object.values(part)).flatMap(part => Object.keys(part));
    expect(codes.sort()).toEqual(Object.keys(diagnosticCatalogue).sort());
  });
});

describe('createDiagnostic', () => {
  it('fills both languages, and never a value’s own braces', () => {
    const diagnostic = createDiagnostic(
      'input/missing',
      { kind: 'port', node: 'a', port: 'b' },
      { node: { en: '{port}', zh: '灯' }, port: 'b' },
    );
    expect(diagnostic.message).toEqual({
      en: '“{port}” does nothing until something is wired to “b”.',
      zh: '在“b”接入连线之前，“灯”不会工作。',
    });
    expect(diagnostic).not.toHaveProperty('fixes');
  });

  it('cuts values that are too long', () => {
    const diagnostic = createDiagnostic('board/unknown', { kind: 'profile' }, { board: 'x'.repeat(10_000) });
    expect(diagnostic.message.en.length).toBeLessThan(300);
  });
});
