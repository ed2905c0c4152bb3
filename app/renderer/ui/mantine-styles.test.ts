import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const renderer = join(import.meta.dirname, '..');
const styles = join(dirname(createRequire(import.meta.url).resolve('@mantine/core/styles.css')), 'styles');

/** Names that the renderer imports from Mantine. */
function importedNames(): Set<string> {
  const names = new Set<string>();
  for (const file of readdirSync(renderer, { recursive: true, withFileTypes: true })) {
    if (!file.isFile() || !file.name.endsWith('.tsx')) continue;
    const text = readFileSync(join(file.parentPath, file.name), 'utf8');
    for (const [, list] of text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)) {
      for (const name of (list ?? '').split(',')) names.add(name.trim());
    }
  }
  return names;
}

it('loads the styles of every Mantine component that is used', () => {
  const sheet = readFileSync(join(import.meta.dirname, 'mantine-styles.css'), 'utf8');
  const used = [...importedNames()].filter(name => existsSync(join(styles, `${name}.css`)));
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter(name => !sheet.includes(`/${name}.css"`))).toEqual([]);
});
