import type { MicroPython } from '@micropython/micropython-webassembly-pyscript';
import type { BoardConsole } from './board-console.ts';
import type { Vm } from './load-vm.ts';

const folder = '/shims';

/**
 * Puts the shims in place before any user code: `board_setup` imports the others and enters them in `sys.modules`
 * under the names that programs import. The files are gone afterwards, so that the board's root is clean.
 */
export function installShims(vm: Vm, console: BoardConsole, shims: ReadonlyMap<string, string>): void {
  const { fs, python } = vm;
  fs.mkdir(folder);
  for (const [name, source] of shims) fs.writeFile(`${folder}/${name}.py`, source);
  console.isMuted = true;
  // Imported from the working directory: tracebacks then name a shim by its file alone.
  python.runPython(`import os\nos.chdir('${folder}')\nimport board_setup\n`);
  learnFromRepl(python);
  python.runPython("board_setup.finish()\nos.chdir('/')\ndel os, board_setup\n");
  console.isMuted = false;
  for (const name of shims.keys()) fs.unlink(`${folder}/${name}.py`);
  fs.rmdir(folder);
}

/** The heap is also collected under programs that the REPL runs, from paste mode and from the raw mode. */
function learnFromRepl(python: MicroPython): void {
  python.replInit();
  const learn = '__import__("_board").learn()';
  for (const byte of new TextEncoder().encode(`\x05${learn}\x04\x01${learn}\x04\x02`))
    python.replProcessChar(byte);
}
