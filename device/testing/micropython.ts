import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMicroPython } from '@micropython/micropython-webassembly-pyscript';
import { runtimeFiles } from './runtime-files.ts';

/** Where the runtime lies, and what `sys.path` begins with. */
export const slot = '/cambrian/a';
const decoder = new TextDecoder();

/**
 * The real MicroPython VM in the thread of the test, without a board: for tests of single modules. Only one may live
 * in a realm, so that a test file makes one and `restart`s between tests.
 */
export class MicroPython {
  readonly #vm: Awaited<ReturnType<typeof loadMicroPython>>;
  #output = '';

  private constructor(
    vm: Awaited<ReturnType<typeof loadMicroPython>>,
    output: { write: (text: string) => void },
  ) {
    this.#vm = vm;
    output.write = text => {
      this.#output += text;
    };
  }

  /** A VM with the runtime in {@link slot} and `testing/bench.py` beside it. */
  static async create(): Promise<MicroPython> {
    const output = { write: (_text: string): void => undefined };
    const vm = await loadMicroPython({
      stdout: bytes => output.write(decoder.decode(bytes, { stream: true })),
      linebuffer: false,
    });
    const python = new MicroPython(vm, output);
    for (const folder of ['/cambrian', slot, `${slot}/runtime`, `${slot}/drivers`]) vm.FS.mkdir(folder);
    for (const [name, source] of runtimeFiles()) python.writeFile(`${slot}/runtime/${name}.py`, source);
    python.writeFile(`${slot}/bench.py`, readFileSync(join(import.meta.dirname, 'bench.py'), 'utf8'));
    python.run(`import sys; sys.path.insert(0, "${slot}")`);
    return python;
  }

  writeFile(path: string, content: string | Uint8Array): void {
    this.#vm.FS.writeFile(path, content);
  }

  /** Puts a driver into the slot. */
  writeDriver(name: string, source: string): void {
    this.writeFile(`${slot}/drivers/${name}.py`, source);
  }

  /** Forgets the modules of the slot, so that the next import starts afresh. */
  restart(): void {
    this.run(`
import sys
for name in [name for name in sys.modules if name.split(".")[0] in ("runtime", "drivers", "bench")]:
    sys.modules.pop(name)
`);
  }

  /** Runs statements; returns what they printed. Throws what they throw. */
  run(source: string): string {
    this.#output = '';
    this.#vm.runPython(source);
    return this.#output;
  }

  /** The value of an expression, by way of JSON. */
  evaluate(expression: string): unknown {
    return JSON.parse(this.run(`import json as _json\nprint(_json.dumps(${expression}))`));
  }
}

/** A JSON value as a Python expression. */
export function toPython(value: unknown): string {
  return `__import__("json").loads(${JSON.stringify(JSON.stringify(value))})`;
}
