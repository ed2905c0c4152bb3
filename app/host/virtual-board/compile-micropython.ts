import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';

const memorySection = 5;
const hasMaximum = 1;
const hasMaximumAndIsShared = 3;

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * The MicroPython firmware of the virtual board, compiled once per process and handed to every worker.
 *
 * Its linear memory is declared shared. Nothing else in the binary is touched. With that the thread that owns the
 * board can set the VM's pending-exception word while a program computes, which is what a UART interrupt does on a
 * chip: 0x03 stops even `while True: pass`.
 */
export function compileMicroPython(): Promise<WebAssembly.Module> {
  if (compiled === undefined) keepImportWrappers();
  compiled ??= readFile(
    createRequire(import.meta.url).resolve('@micropython/micropython-webassembly-pyscript/micropython.wasm'),
  ).then(binary => WebAssembly.compile(withSharedMemory(binary)));
  return compiled;
}

/**
 * V8 shares compiled calls from WebAssembly to JavaScript among all threads, and frees them when a thread that used
 * them has ended. In Node 24 that sometimes aborts the whole process (`jit_page_->allocations_.erase(addr) == 1`,
 * nodejs/node#64500), here after some hundred boards. Calls that are never compiled are never freed; they cost little
 * beside what they do.
 */
function keepImportWrappers(): void {
  setFlagsFromString('--wasm-wrapper-tiering-budget=2147483647');
}

/** A copy of a WebAssembly binary whose own memory is declared shared. Throws where there is no bounded memory. */
export function withSharedMemory(binary: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary);
  let position = 8;
  while (position < bytes.length) {
    const section = bytes[position];
    const size = readUnsigned(bytes, position + 1);
    if (section === memorySection) {
      const count = readUnsigned(bytes, size.next);
      if (count.value === 1 && bytes[count.next] === hasMaximum) {
        bytes[count.next] = hasMaximumAndIsShared;
        return bytes;
      }
    }
    position = size.next + size.value;
  }
  throw new Error('The MicroPython binary has no memory with a maximum size');
}

/** An unsigned LEB128 number and where it ends. */
function readUnsigned(bytes: Uint8Array, start: number): { readonly value: number; readonly next: number } {
  let value = 0;
  let shift = 0;
  let position = start;
  for (;;) {
    const byte = bytes[position];
    if (byte === undefined) throw new Error('The MicroPython binary ends within a number');
    position += 1;
    value += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if (byte < 0x80) return { value, next: position };
  }
}
