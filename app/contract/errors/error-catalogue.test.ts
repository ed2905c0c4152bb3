import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '../../core/text/localized-text.ts';
import { errorCatalogue } from './error-catalogue.ts';
import type { ErrorEntry } from './error-entry.ts';

const root = join(import.meta.dirname, '../../..');
const entries: [string, ErrorEntry][] = Object.entries(errorCatalogue);
const fields = ['title', 'explanation', 'nextStep'] as const;

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? '').sort();
}

/** Every source file that may throw a StudioError, with its text. */
function sources(): { path: string; text: string }[] {
  return ['app', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(file => file.isFile() && /(?<!\.test)\.tsx?$/.test(file.name))
      .map(file => {
        const path = join(file.parentPath, file.name);
        return { path, text: readFileSync(path, 'utf8') };
      }),
  );
}

describe('the error catalogue', () => {
  it.each(entries)('%s says title, explanation and next step in every language', (code, entry) => {
    expect(code).toMatch(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/);
    for (const field of fields) {
      for (const language of languages) {
        expect(entry[field][language].trim(), `${code} ${field} ${language}`).not.toBe('');
      }
      // A text of placeholders alone has nothing to translate.
      if (/\p{Letter}/u.test(entry[field].en.replace(/\{\w+\}/g, ''))) {
        expect(entry[field].zh, `${code} ${field} is translated`).toMatch(/\p{Script=Han}/u);
      }
      expect(placeholders(entry[field].zh), `${code} ${field}`).toEqual(placeholders(entry[field].en));
    }
  });

  it('merges every area file of its folder', () => {
    const catalogue = readFileSync(join(import.meta.dirname, 'error-catalogue.ts'), 'utf8');
    const areas = readdirSync(import.meta.dirname).filter(name => name.endsWith('-errors.ts'));
    expect(areas.length).toBeGreaterThan(1);
    for (const area of areas) expect(catalogue).toContain(`'./${area}'`);
  });

  const files = sources();

  it('holds every code that the source constructs an error of', () => {
    const unknown = files.flatMap(({ path, text }) =>
      [...text.matchAll(/new StudioError\(\s*'([^']+)'/g)]
        .map(match => match[1] ?? '')
        .filter(code => !Object.hasOwn(errorCatalogue, code))
        .map(code => `${path}: ${code}`),
    );
    expect(unknown).toEqual([]);
  });

  it('holds no code that nothing uses', () => {
    const used = files
      .filter(({ path }) => !/contract\/errors\/[\w-]+-errors\.ts$/.test(path.replaceAll('\\', '/')))
      .map(({ text }) => text)
      .join('\n');
    const unused = entries.map(([code]) => code).filter(code => !used.includes(`'${code}'`));
    expect(unused).toEqual([]);
  });
});
