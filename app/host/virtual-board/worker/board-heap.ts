import type { VmAddresses } from '../board-messages.ts';
import type { Vm } from './load-vm.ts';

/** Frames looked at; a deeper stack is not collected under. */
const stackFrames = 600;

/**
 * Collects garbage while Python runs.
 *
 * This build of the VM cannot look at the WebAssembly stack, so it collects only when control is back in JavaScript
 * altogether, which a device's main loop never does. But locals and temporaries of Python functions live on a Python
 * stack of their own, which the collector does trace. So when the program waits, and every C function between it
 * and us is one that keeps nothing of its own on the C stack, the heap may be collected after all. Which functions
 * those are is learnt at the start from plain Python calls; a call from inside a builtin (a key function of `sorted`,
 * a generator consumed by `list`) shows a function that was not learnt, and the collection is left for later.
 */
export class BoardHeap {
  #vm: Vm;
  #addresses: VmAddresses;
  #safeFrames = new Set<string>();
  #isLearning = true;
  #dictionary: number;
  #key: number;
  #out: number;

  constructor(vm: Vm, addresses: VmAddresses, dictionary: number) {
    this.#vm = vm;
    this.#addresses = addresses;
    this.#dictionary = dictionary;
    const module = vm.python._module;
    this.#key = module._malloc(2);
    this.#out = module._malloc(12);
    vm.bytes().set([95, 0], this.#key);
  }

  /** Takes the functions on the present stack as ones that keep no objects. */
  learn(): void {
    if (!this.#isLearning) return;
    for (const frame of wasmFrames() ?? []) this.#safeFrames.add(frame);
  }

  endLearning(): void {
    this.#isLearning = false;
  }

  /** Collects where the VM wants it and it is safe. True where it was done. */
  collectIfWanted(): boolean {
    if (this.#vm.bytes()[this.#addresses.collectionWanted] !== 1) return false;
    const frames = wasmFrames();
    if (!frames?.every(frame => this.#safeFrames.has(frame))) return false;
    const words = this.#vm.words();
    const depthIndex = this.#addresses.callDepth >> 2;
    const depth = words[depthIndex] ?? 0;
    words[depthIndex] = 0;
    // Any call that ends at depth 0 collects; a look-up of a missing key allocates nothing.
    this.#vm.python._module._proxy_c_to_js_lookup_attr(this.#dictionary, this.#key, this.#out);
    words[depthIndex] = depth;
    return true;
  }
}

/** The WebAssembly functions on the stack, innermost first; null where the stack is too deep to see its end. */
function wasmFrames(): readonly string[] | null {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = stackFrames;
  const lines = (new Error().stack ?? '').split('\n');
  Error.stackTraceLimit = limit;
  if (lines.length > stackFrames) return null;
  const frames: string[] = [];
  for (const line of lines) {
    const match = /wasm-function\[(\d+)\]/.exec(line);
    if (match?.[1]) frames.push(match[1]);
  }
  return frames;
}
