import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { isIconName } from './icons.ts';

it('has every icon that a built-in node names', () => {
  const root = join(import.meta.dirname, '../../..');
  const files = globSync('plugins/nodes/*/*/node.json', { cwd: root });
  expect(files.length).toBeGreaterThan(20);
  const missing = files.flatMap(file => {
    const { icon } = z.object({ icon: z.string() }).parse(JSON.parse(readFileSync(join(root, file), 'utf8')));
    return isIconName(icon) ? [] : [`${file}: ${icon}`];
  });
  expect(missing).toEqual([]);
});
