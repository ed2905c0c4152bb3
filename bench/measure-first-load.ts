import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from './bench-host.ts';
import type { Figure } from './figure.ts';

/**
 * Scripts and styles that the browser fetches before the canvas stands: what index.html names, and what those import
 * statically. Fonts and what loads on first use (Monaco, xterm, uPlot, elkjs) are not among them.
 */
export async function measureFirstLoad(): Promise<Figure[]> {
  const folder = join(root, 'build', 'renderer');
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch(() => {
    throw new Error('build/renderer is missing; run npm run build first');
  });
  const assets = new Set(await readdir(join(folder, 'assets')));
  const found = new Set<string>();
  const queue = [...page.matchAll(/assets\/([\w.-]+\.(?:js|css))/g)].map(match => match[1] ?? '');
  let gzipBytes = Buffer.byteLength(gzipSync(page));
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name) || !assets.has(name)) continue;
    found.add(name);
    const content = await readFile(join(folder, 'assets', name));
    gzipBytes += gzipSync(content).length;
    if (!name.endsWith('.js')) continue;
    // Static imports only: `import…from"./x.js"`, `import"./x.js"`, `export…from"./x.js"`; not `import("./x.js")`.
    for (const match of content.toString('utf8').matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) {
      queue.push(match[1] ?? '');
    }
  }
  return [
    { name: `first load, ${found.size} files, gzip`, value: gzipBytes / 1000, unit: 'kB', budget: 450 },
  ];
}
