import type { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort } from 'node:worker_threads';

/** One source to compile. `name` is what tracebacks on the board show, for example `runtime/link.py`. */
export interface CrossCompileRequest {
  readonly id: number;
  readonly name: string;
  readonly source: string;
}

export type CrossCompileReply =
  | { readonly id: number; readonly ok: true; readonly bytes: Uint8Array }
  | { readonly id: number; readonly ok: false; readonly output: string };

interface CompilerOptions {
  readonly arguments: string[];
  readonly inputFileContents: string;
  readonly instantiateWasm: (
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => void,
  ) => object;
  readonly callback: (
    status: number,
    mpy: Uint8Array | undefined,
    output: string[],
    errors: string[],
  ) => void;
}

/*
 * The package's own entry finds its WebAssembly file with `fetch`, which on Node refuses file paths, and reads it
 * anew for each call. Here the module is compiled once and handed over, and nothing in this thread can fetch.
 */
Reflect.deleteProperty(globalThis, 'fetch');
const require = createRequire(import.meta.url);
const runCompiler: (
  options: CompilerOptions,
) => Promise<unknown> = require('@pybricks/mpy-cross-v6/build/mpy-cross-v6.js');
const wasm = new WebAssembly.Module(
  readFileSync(require.resolve('@pybricks/mpy-cross-v6/build/mpy-cross-v6.wasm')),
);

/** Each run of the compiler adds handlers to the process that throw what they get; they go after the run. */
const leakedEvents = ['uncaughtException', 'unhandledRejection'];
const emitter: EventEmitter = process;

function compile(request: CrossCompileRequest): Promise<CrossCompileReply> {
  const before = leakedEvents.map(event => new Set(emitter.listeners(event)));
  const { promise, resolve, reject } = Promise.withResolvers<CrossCompileReply>();
  runCompiler({
    arguments: ['-s', request.name, '-o', 'out.mpy', 'in.py'],
    inputFileContents: request.source,
    instantiateWasm: (imports, receive) => {
      const instance = new WebAssembly.Instance(wasm, imports);
      receive(instance);
      return instance.exports;
    },
    callback: (status, mpy, output, errors) => {
      resolve(
        status === 0 && mpy !== undefined
          ? { id: request.id, ok: true, bytes: mpy }
          : { id: request.id, ok: false, output: [...output, ...errors].join('\n') },
      );
    },
  }).catch(reject);
  return promise.finally(() => {
    for (const [index, event] of leakedEvents.entries()) {
      for (const listener of emitter.listeners(event)) {
        if (!before[index]?.has(listener)) Reflect.apply(emitter.removeListener, emitter, [event, listener]);
      }
    }
  });
}

const port = parentPort;
if (port === null) throw new Error('cross-compile-worker.ts runs in a worker thread only.');
let queue = Promise.resolve();
port.on('message', (request: CrossCompileRequest) => {
  // One at a time: the compiler's module keeps global state while it runs.
  queue = queue
    .then(() => compile(request))
    .catch(
      (error: unknown): CrossCompileReply => ({
        id: request.id,
        ok: false,
        output: error instanceof Error ? error.message : String(error),
      }),
    )
    .then(reply => port.postMessage(reply));
});
