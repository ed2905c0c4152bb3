import type { InterruptWords, VmAddresses } from '../board-messages.ts';
import type { Vm } from './load-vm.ts';

/**
 * Finds the addresses in a fresh VM. They are not hard-coded, so that another build of the package still works or
 * fails here, with a message, instead of corrupting memory later.
 */
export function findVmAddresses(vm: Vm): VmAddresses {
  return { interrupt: findInterruptWords(vm), ...findCollectorWords(vm) };
}

function staticWords(vm: Vm): Int32Array {
  return vm.words().slice(0, vm.firstHeapAddress >> 2);
}

function findInterruptWords(vm: Vm): InterruptWords {
  const before = staticWords(vm);
  vm.python._module._mp_sched_keyboard_interrupt();
  const after = staticWords(vm);
  const changed: { address: number; from: number; to: number }[] = [];
  for (let index = 0; index < before.length; index += 1) {
    const from = before[index] ?? 0;
    const to = after[index] ?? 0;
    if (from !== to) changed.push({ address: index * 4, from, to });
  }
  const exception = changed.find(change => change.from === 0 && change.to > 1);
  const scheduler = changed.find(change => change.from === 1 && change.to === 0);
  if (changed.length !== 2 || !exception || !scheduler) {
    throw new Error('The pending exception of this MicroPython build was not found');
  }
  const words = vm.words();
  words[exception.address >> 2] = exception.from;
  words[scheduler.address >> 2] = scheduler.from;
  return {
    exceptionAddress: exception.address,
    exceptionValue: exception.to,
    schedulerAddress: scheduler.address,
    schedulerIdle: scheduler.from,
    schedulerPending: scheduler.to,
  };
}

function findCollectorWords(vm: Vm): { readonly callDepth: number; readonly collectionWanted: number } {
  const pictures: Uint8Array[] = [];
  const take = () => {
    pictures.push(vm.bytes().slice(0, vm.firstHeapAddress));
    return 0;
  };
  const nest = (levels: number) => {
    vm.python.runPython(
      levels > 0
        ? `import _probe\n_probe.take()\n_probe.nest(${levels - 1})\n`
        : 'import _probe, gc\n_probe.take()\ngc.collect()\n_probe.take()\n',
    );
    return 0;
  };
  vm.python.registerJsModule('_probe', { take, nest });
  take();
  nest(2);
  take();
  // Depths: 0, then 1, 2, 3, 3 (collection asked for), then 0.
  const depths = [0, 1, 2, 3, 3, 0];
  const wanted = [0, 0, 0, 0, 1, 0];
  const words = pictures.map(picture => new Int32Array(picture.buffer));
  const callDepth = matching(words, depths).map(index => index * 4);
  const collectionWanted = matching(pictures, wanted);
  vm.python.runPython("import sys\ndel sys.modules['_probe']\ndel _probe, gc, sys\n");
  const [depthAddress] = callDepth;
  const [wantedAddress] = collectionWanted;
  if (callDepth.length !== 1 || collectionWanted.length !== 1) {
    throw new Error(
      `The collector of this MicroPython build was not found (${callDepth.join()}; ${collectionWanted.join()})`,
    );
  }
  return { callDepth: depthAddress ?? 0, collectionWanted: wantedAddress ?? 0 };
}

/** Indices at which the pictures show exactly these values, one a picture. */
function matching(
  pictures: readonly (Uint8Array | Int32Array)[],
  values: readonly number[],
): readonly number[] {
  let candidates: number[] = [];
  // The rarest value first: few places ever hold it.
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => b.value - a.value);
  order.forEach(({ value, at }, step) => {
    const picture = pictures[at] ?? new Uint8Array();
    if (step > 0) {
      candidates = candidates.filter(index => picture[index] === value);
      return;
    }
    for (let index = picture.indexOf(value); index >= 0; index = picture.indexOf(value, index + 1)) {
      candidates.push(index);
    }
  });
  return candidates;
}
