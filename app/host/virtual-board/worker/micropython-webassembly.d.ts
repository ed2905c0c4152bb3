/** The part of the package's interface that the virtual board uses; the package brings no types. */
declare module '@micropython/micropython-webassembly-pyscript' {
  export interface EmscriptenNode {
    readonly id: number;
    mode: number;
    usedBytes: number;
    contents: Uint8Array | Int8Array | Record<string, EmscriptenNode> | null;
    readonly parent: EmscriptenNode;
    readonly name: string;
  }
  export interface EmscriptenStreamOperations {
    read?(
      stream: EmscriptenStream,
      buffer: Int8Array | Uint8Array,
      offset: number,
      length: number,
      position: number,
    ): number;
    write?(
      stream: EmscriptenStream,
      buffer: Int8Array | Uint8Array,
      offset: number,
      length: number,
      position: number,
    ): number;
    fsync?(stream: EmscriptenStream): number;
    [other: string]: unknown;
  }
  export interface EmscriptenStream {
    readonly fd: number | null;
    readonly path: string;
    readonly node: EmscriptenNode;
    flags: number;
    position: number;
    stream_ops: EmscriptenStreamOperations;
  }
  export interface EmscriptenFileSystem {
    readonly root: EmscriptenNode;
    readonly streams: (EmscriptenStream | null)[];
    readonly ErrnoError: new (errno: number) => Error & { readonly errno: number };
    open(path: string | EmscriptenNode, flags: string | number, mode?: number): EmscriptenStream;
    close(stream: EmscriptenStream): void;
    write(
      stream: EmscriptenStream,
      buffer: Int8Array | Uint8Array,
      offset: number,
      length: number,
      position?: number,
      canOwn?: boolean,
    ): number;
    truncate(path: string | EmscriptenNode, length: number): void;
    ftruncate(descriptor: number, length: number): void;
    rename(from: string, to: string): void;
    unlink(path: string): void;
    mkdir(path: string, mode?: number): EmscriptenNode;
    rmdir(path: string): void;
    readdir(path: string): string[];
    mkdirTree(path: string, mode?: number): void;
    writeFile(path: string, data: Uint8Array | string): void;
    readFile(path: string): Uint8Array;
    statfsNode(node: EmscriptenNode): Record<string, number>;
    analyzePath(path: string): {
      readonly exists: boolean;
      readonly path: string;
      readonly object: EmscriptenNode | null;
    };
    getPath(node: EmscriptenNode): string;
    unmount(path: string): void;
    isFile(mode: number): boolean;
    isDir(mode: number): boolean;
    makedev(major: number, minor: number): number;
    registerDevice(device: number, operations: EmscriptenStreamOperations): void;
    mkdev(path: string, mode: number, device: number): EmscriptenNode;
    hashRemoveNode(node: EmscriptenNode): void;
  }
  export interface EmscriptenModule {
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    _mp_sched_keyboard_interrupt(): void;
    _mp_hal_get_interrupt_char(): number;
    _proxy_c_to_js_lookup_attr(reference: number, name: number, out: number): void;
  }
  export interface MicroPython {
    readonly _module: EmscriptenModule;
    readonly FS: EmscriptenFileSystem;
    readonly globals: { readonly __dict__: { readonly _ref: number } };
    registerJsModule(name: string, module: object): void;
    /** Throws an Error whose message is the traceback and whose `type` is the exception's name. */
    runPython(code: string): unknown;
    replInit(): void;
    replProcessChar(character: number): number;
  }
  export function loadMicroPython(options: {
    readonly pystack?: number;
    readonly heapsize?: number;
    readonly url?: string;
    readonly linebuffer?: boolean;
    readonly stdin?: () => number | null;
    readonly stdout?: (bytes: Uint8Array) => void;
    readonly stderr?: (bytes: Uint8Array) => void;
  }): Promise<MicroPython>;
}
