import type { Vm } from './load-vm.ts';

const folder = '/shims';

/**
 * Puts the shims in place before any user code: `board_setup` imports the others and enters them in `sys.modules`
 * under the names that programs import. The files are gone afterwards, so that the board's root is clean.
 */
export function installShims(vm: Vm, shims: ReadonlyMap<string, string>): void {
  const { fs, python } = vm;
  fs.mkdir(folder);
  for (const [name, source] of shims) fs.writeFile(`${folder}/${name}.py`, source);
  // Imported from the working directory: tracebacks then name a shim by its file alone.
  python.runPython(`import os\nos.chdir('${folder}')\nimport board_setup\n`);
  python.runPython("os.chdir('/')\ndel os, board_setup\n");
  for (const name of shims.keys()) fs.unlink(`${folder}/${name}.py`);
  fs.rmdir(folder);
}
