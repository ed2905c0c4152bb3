import type { EmscriptenFileSystem, MicroPython } from '@micropython/micropython-webassembly-pyscript';

/** Words of Python stack; a word holds one local or one temporary. The C stack bounds recursion first. */
const pythonStackWords = 8192;

export interface Vm {
  readonly python: MicroPython;
  readonly memory: WebAssembly.Memory;
  readonly fs: EmscriptenFileSystem;
  /** The lowest address that malloc gave out: what lies below is static. */
  readonly firstHeapAddress: number;
  /** The whole memory as bytes; ask again after anything that may have grown it. */
  bytes(): Uint8Array;
  /** The whole memory as words. */
  words(): Int32Array;
}

export interface VmOptions {
  readonly module: WebAssembly.Module;
  readonly heapBytes: number;
  /** Bytes that the memory may grow to; beyond, Python sees MemoryError. */
  readonly memoryLimitBytes: number;
  /** Milliseconds; what the VM's own clock reads. */
  readonly nowMs: () => number;
  /** 32 random bits, for seeds. */
  readonly randomWord: () => number;
}

/** Starts the VM in this thread. One VM a thread: a second one would corrupt the first. */
export async function loadVm(options: VmOptions): Promise<Vm> {
  decodeSharedMemory();
  let instance: WebAssembly.Instance | undefined;
  const original = WebAssembly.instantiate;
  // The package compiles the binary by itself and hides the instance; we bring our own and keep it.
  const replacement = async (_binary: unknown, imports: WebAssembly.Imports) => {
    const environment = imports.env as Record<string, WebAssembly.ImportValue>;
    const resize = environment.emscripten_resize_heap as (bytes: number) => unknown;
    const systemCalls = Object.fromEntries(
      Object.entries(environment).filter(([name]) => name.startsWith('__syscall_')),
    );
    const made = await original(options.module, {
      ...imports,
      wasi_snapshot_preview1: translateErrors(imports.wasi_snapshot_preview1, 1),
      env: {
        ...environment,
        ...translateErrors(systemCalls, -1),
        mp_js_random_u32: () => options.randomWord(),
        mp_js_ticks_ms: () => options.nowMs(),
        emscripten_resize_heap: (bytes: number) =>
          bytes >>> 0 > options.memoryLimitBytes ? 0 : resize(bytes),
      },
    });
    instance = made;
    return { instance: made, module: options.module };
  };
  WebAssembly.instantiate = replacement as typeof WebAssembly.instantiate;
  try {
    // Imported here and not above: it awaits at its top, and a module that depends on such a one runs inside V8's own
    // bookkeeping of asynchronous modules, which aborts the whole process when a blocked worker is terminated.
    const { loadMicroPython } = await import('@micropython/micropython-webassembly-pyscript');
    const python = await loadMicroPython({
      pystack: pythonStackWords,
      heapsize: options.heapBytes,
      linebuffer: false,
      stdin: () => null,
      stdout: discard,
      stderr: discard,
    });
    const memory = instance?.exports.memory;
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('The MicroPython VM exports no memory');
    const firstHeapAddress = python._module._malloc(16);
    return {
      python,
      memory,
      fs: python.FS,
      firstHeapAddress,
      bytes: () => new Uint8Array(memory.buffer),
      words: () => new Int32Array(memory.buffer),
    };
  } finally {
    WebAssembly.instantiate = original;
  }
}

/** Error numbers of WASI → those of Linux, which MicroPython shows on boards. EINTR stays: C code compares it. */
const errorNumbers: ReadonlyMap<number, number> = new Map([
  [2, 13], // EACCES
  [6, 11], // EAGAIN
  [8, 9], // EBADF
  [10, 16], // EBUSY
  [20, 17], // EEXIST
  [28, 22], // EINVAL
  [29, 5], // EIO
  [31, 21], // EISDIR
  [37, 36], // ENAMETOOLONG
  [43, 19], // ENODEV
  [44, 2], // ENOENT
  [51, 28], // ENOSPC
  [54, 20], // ENOTDIR
  [55, 39], // ENOTEMPTY
  [63, 1], // EPERM
  [69, 30], // EROFS
  [70, 29], // ESPIPE
  [75, 18], // EXDEV
]);

/** The same functions with their error numbers translated; `sign` is how they return one. */
function translateErrors(
  functions: WebAssembly.ModuleImports | undefined,
  sign: 1 | -1,
): WebAssembly.ModuleImports {
  const translated: WebAssembly.ModuleImports = {};
  for (const [name, call] of Object.entries(functions ?? {})) {
    if (typeof call !== 'function') continue;
    translated[name] = (...parameters: unknown[]) => {
      const result: unknown = call(...parameters);
      if (typeof result !== 'number' || result * sign <= 0) return result;
      const number = errorNumbers.get(result * sign);
      return number === undefined ? result : number * sign;
    };
  }
  return translated;
}

function discard(): void {
  // Output goes through the console's stream operations; these are replaced before any Python runs.
}

/** `TextDecoder` refuses shared memory; the VM's JavaScript half decodes strings straight out of it. */
function decodeSharedMemory(): void {
  const decode = TextDecoder.prototype.decode;
  TextDecoder.prototype.decode = function decodeCopy(input, options) {
    const isShared = ArrayBuffer.isView(input) && input.buffer instanceof SharedArrayBuffer;
    return decode.call(
      this,
      isShared ? new Uint8Array(new Uint8Array(input.buffer, input.byteOffset, input.byteLength)) : input,
      options,
    );
  };
}
