import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { hasErrorCode } from '../files/file-system.ts';
import type { CrossCompileReply, CrossCompileRequest } from './cross-compile-worker.ts';

/** Goes into each cache key: a new compiler or new options make old results unreachable. */
const compilerId = 'mpy-cross-v6 2.0.0 bytecode v6.1';

/** What `sys.implementation._mpy & 0xff` of a board must be for the files that this compiler writes. */
export const mpyVersion = 6;

/** Python → `.mpy` bytecode, or where Python found the mistake. `line` counts from 1; null where Python names none. */
export type CrossCompiled =
  | { readonly kind: 'compiled'; readonly bytes: Uint8Array }
  | { readonly kind: 'syntax-error'; readonly line: number | null; readonly message: string };

/** Turns MicroPython's traceback into line and message. */
export function parseSyntaxError(output: string): { line: number | null; message: string } {
  const line = [...output.matchAll(/line (\d+)/g)].at(-1)?.[1];
  const message = output
    .split('\n')
    .map(text => text.trim())
    .findLast(text => /^\w*(Error|Exception|Interrupt)\b/.test(text));
  return {
    line: line === undefined ? null : Number(line),
    message: message ?? (output.trim().split('\n').at(-1)?.trim() || 'SyntaxError'),
  };
}

/**
 * Cross-compiles Python for any MicroPython from 1.19 on, in a thread of its own, and remembers every result by the
 * hash of name and source: in memory, and in files below `cacheDirectory`. A cache that cannot be read or written
 * only costs time.
 */
export class CrossCompiler {
  readonly #cacheDirectory: string | null;
  readonly #memory = new Map<string, CrossCompiled>();
  readonly #running = new Map<string, Promise<CrossCompiled>>();
  readonly #waiting = new Map<
    number,
    { resolve: (reply: CrossCompileReply) => void; reject: (error: Error) => void }
  >();
  #worker: Worker | null = null;
  #nextId = 1;

  constructor(options: { readonly cacheDirectory: string | null }) {
    this.#cacheDirectory = options.cacheDirectory;
  }

  /** The result, where it is in memory already: then a build need not wait for anything. */
  peek(name: string, source: string): CrossCompiled | undefined {
    return this.#memory.get(cacheKey(name, source));
  }

  /** `name` is embedded for tracebacks and is part of the result. Rejects only where the compiler itself breaks. */
  async compile(name: string, source: string): Promise<CrossCompiled> {
    const key = cacheKey(name, source);
    const known = this.#memory.get(key) ?? this.#readFile(key);
    if (known !== undefined) {
      this.#memory.set(key, known);
      return known;
    }
    const running = this.#running.get(key) ?? this.#compile(key, name, source);
    this.#running.set(key, running);
    return running.finally(() => this.#running.delete(key));
  }

  /** Starts the thread before it is needed. */
  warmUp(): void {
    this.#ensureWorker();
  }

  async dispose(): Promise<void> {
    await this.#worker?.terminate();
    this.#fail(new Error('The compiler was stopped.'));
  }

  async #compile(key: string, name: string, source: string): Promise<CrossCompiled> {
    const reply = await this.#ask({ id: this.#nextId++, name, source }).catch((cause: unknown) => {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new StudioError('build/compiler-failed', { name, message }, { cause });
    });
    const result: CrossCompiled = reply.ok
      ? { kind: 'compiled', bytes: Uint8Array.from(reply.bytes) }
      : { kind: 'syntax-error', ...parseSyntaxError(reply.output) };
    this.#memory.set(key, result);
    if (result.kind === 'compiled') this.#writeFile(key, result.bytes);
    return result;
  }

  #ask(request: CrossCompileRequest): Promise<CrossCompileReply> {
    const worker = this.#ensureWorker();
    const { promise, resolve, reject } = Promise.withResolvers<CrossCompileReply>();
    this.#waiting.set(request.id, { resolve, reject });
    worker.ref();
    worker.postMessage(request);
    return promise;
  }

  #ensureWorker(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = new Worker(new URL('./cross-compile-worker.ts', import.meta.url));
    worker.unref();
    worker.on('message', (reply: CrossCompileReply) => {
      this.#waiting.get(reply.id)?.resolve(reply);
      this.#waiting.delete(reply.id);
      if (this.#waiting.size === 0) worker.unref();
    });
    worker.on('error', error => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('The compiler thread ended.')));
    this.#worker = worker;
    return worker;
  }

  #fail(error: Error): void {
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #readFile(key: string): CrossCompiled | undefined {
    if (this.#cacheDirectory === null) return undefined;
    try {
      const stored = readFileSync(join(this.#cacheDirectory, `${key}.mpy`));
      // The file begins with the hash of the rest, so that a half-written one is not taken for a result.
      const bytes = Uint8Array.from(stored.subarray(32));
      const hash = createHash('sha256').update(bytes).digest();
      return hash.equals(stored.subarray(0, 32)) ? { kind: 'compiled', bytes } : undefined;
    } catch (error) {
      if (hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EIO', 'EISDIR')) return undefined;
      throw error;
    }
  }

  #writeFile(key: string, bytes: Uint8Array): void {
    if (this.#cacheDirectory === null) return;
    try {
      mkdirSync(this.#cacheDirectory, { recursive: true });
      const path = join(this.#cacheDirectory, `${key}.mpy`);
      const temporary = `${path}.${process.pid}.part`;
      const hash = createHash('sha256').update(bytes).digest();
      writeFileSync(temporary, Buffer.concat([hash, bytes]));
      renameSync(temporary, path);
    } catch (error) {
      // A full or read-only disk costs the next start some milliseconds, nothing else.
      if (error instanceof Error && 'code' in error) return;
      throw error;
    }
  }
}

function cacheKey(name: string, source: string): string {
  return createHash('sha256').update(`${compilerId}\0${name}\0${source}`).digest('hex');
}
