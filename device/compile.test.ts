import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { CrossCompiler } from '../app/host/build/cross-compile.ts';

const compiler = new CrossCompiler({ cacheDirectory: null });
afterAll(() => compiler.dispose());

const files = ['loader', 'runtime'].flatMap(folder =>
  readdirSync(join(import.meta.dirname, folder))
    .filter(name => name.endsWith('.py'))
    .map(name => `${folder}/${name}`),
);

it.each(files)('%s is Python that MicroPython 1.19 understands', async path => {
  const source = readFileSync(join(import.meta.dirname, path), 'utf8');
  expect(await compiler.compile(path, source)).toMatchObject({ kind: 'compiled' });
  // No letter that a terminal or a board could take for something else.
  expect(source).toMatch(/^[\n\x20-\x7e]*$/);
});
