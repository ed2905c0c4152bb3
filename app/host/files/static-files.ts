import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';

const gzip = promisify(gzipCallback);

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
};

/** What does not grow smaller by gzip. */
const isCompressed = new Set(['.png', '.webp', '.ico', '.woff2']);

export interface StaticAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

interface StaticFile {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  plain: Promise<Buffer> | null;
  zipped: Promise<Buffer> | null;
}

/**
 * The built face, as a table of the files that were in its folder at the start. A request is only ever a key of that
 * table, so no address can lead out of the folder; links are not followed. What was asked for once is kept in
 * memory, plain and zipped (a few MB in all), so that a rebuild under a running server does not tear it.
 */
export class StaticFiles {
  readonly #files = new Map<string, StaticFile>();

  constructor(directory: string) {
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const key = `/${relative(directory, path).split(sep).join('/')}`;
      const extension = extname(entry.name);
      this.#files.set(key, {
        path,
        headers: {
          'Content-Type': contentTypes[extension] ?? 'application/octet-stream',
          ETag: tag(path),
          // Vite puts a hash of the content into the names of what it makes.
          'Cache-Control': /^\/assets\/.+-[\w-]{8}\.\w+$/.test(key)
            ? 'private, max-age=31536000, immutable'
            : 'no-cache',
          ...(isCompressed.has(extension) ? {} : { Vary: 'Accept-Encoding' }),
        },
        plain: null,
        zipped: null,
      });
    }
  }

  /** Paths of all files, with a leading slash. */
  get paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  /**
   * The file at a path, `/` being `/index.html`; null where there is none, `not-modified` where the client has it.
   * Rejects where a file has gone since the start.
   */
  async answer(
    path: string,
    acceptsGzip: boolean,
    knownTag: string | undefined,
  ): Promise<StaticAnswer | 'not-modified' | null> {
    const file = this.#files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) return null;
    if (knownTag === file.headers.ETag) return 'not-modified';
    file.plain ??= readFile(file.path);
    if (!acceptsGzip || file.headers.Vary === undefined) {
      return { headers: file.headers, body: await file.plain };
    }
    file.zipped ??= file.plain.then(body => gzip(body, { level: 9 }));
    return { headers: { ...file.headers, 'Content-Encoding': 'gzip' }, body: await file.zipped };
  }
}

function tag(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `W/"${createHash('sha256').update(`${path} ${size} ${mtimeMs}`).digest('base64url').slice(0, 22)}"`;
}
