import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '..', 'runtime');

/** The runtime's modules as they lie in the repository: name without `.py` → Python. */
export function runtimeFiles(): Map<string, string> {
  return new Map(
    readdirSync(folder)
      .filter(name => name.endsWith('.py'))
      .sort()
      .map(name => [name.slice(0, -'.py'.length), readFileSync(join(folder, name), 'utf8')]),
  );
}
