declare module '@micropython/micropython-webassembly-pyscript/micropython.mjs' {
  export function loadMicroPython(options: {
    readonly stdout?: (bytes: Uint8Array) => void;
    readonly linebuffer?: boolean;
    readonly heapsize?: number;
  }): Promise<{
    runPython(source: string): unknown;
    readonly FS: {
      mkdir(path: string): void;
      writeFile(path: string, content: string | Uint8Array): void;
    };
  }>;
}
