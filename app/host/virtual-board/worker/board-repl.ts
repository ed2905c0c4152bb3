import type { ReplMode, StartReason } from '../board-messages.ts';
import type { Board } from './board.ts';
import type { BoardConsole } from './board-console.ts';
import type { Vm } from './load-vm.ts';

const control = { a: 1, b: 2, c: 3, d: 4, e: 5 } as const;
/** What the VM answers when the REPL asks for a soft reset, or a program called `sys.exit`. */
const forcedExit = 0x100;
/** Half of the 256 bytes of input that firmware holds: one credit of raw-paste. */
const rawPasteWindowBytes = 128;

/** The texts by which the VM tells that its REPL changed its mode. */
export const replTexts = {
  machineInBanner: '; JS with Emscripten',
  rawBanner: 'raw REPL; CTRL-B to exit\r\n',
  accepted: 'OK',
} as const;

/**
 * Boot and the read-evaluate-print loop. Friendly, raw and paste mode are the VM's own; raw-paste, which this build
 * of the VM cannot do, is done here to the letter of `docs/reference/repl.rst` of MicroPython.
 */
export class BoardRepl {
  #board: Board;
  #vm: Vm;
  #console: BoardConsole;
  #mode: ReplMode = 'friendly';
  #rawLineLength = 0;
  #isAcceptedHidden = false;

  constructor(board: Board, vm: Vm, console: BoardConsole) {
    this.#board = board;
    this.#vm = vm;
    this.#console = console;
  }

  /** What the VM prints between programs passes here; returns what is sent instead. */
  notice(text: string): string {
    // A program may print anything.
    if (this.#vm.python._module._mp_hal_get_interrupt_char() >= 0) return text;
    if (text === replTexts.machineInBanner) {
      this.#mode = 'friendly';
      return `; ${this.#board.settings.machine}`;
    }
    if (text === replTexts.rawBanner) {
      this.#mode = 'raw';
      this.#rawLineLength = 0;
    }
    if (text === replTexts.accepted && this.#isAcceptedHidden) {
      this.#isAcceptedHidden = false;
      return '';
    }
    return text;
  }

  /** Runs boot.py and main.py as the reason asks, then the prompt, for ever. */
  run(reason: StartReason): never {
    const replMode =
      reason.kind === 'soft-reset' || reason.kind === 'interrupted' ? reason.replMode : 'friendly';
    if (reason.kind !== 'interrupted') {
      this.#runFile('boot.py');
      if (replMode === 'friendly') this.#runFile('main.py');
    }
    this.#console.isMuted = replMode === 'raw';
    this.#vm.python.replInit();
    if (replMode === 'raw') {
      // The VM begins friendly; its change of mode starts with an end of line that boards do not print.
      this.#console.isMuted = false;
      this.#console.skipNext('\r\n');
      this.#feed(control.a);
    }
    for (;;) this.#step();
  }

  #step(): void {
    const byte = this.#readByte();
    if (this.#mode === 'raw') {
      if (byte === control.e && this.#rawLineLength === 0) {
        this.#offerRawPaste();
        return;
      }
      const endsLine = byte === control.a || byte === control.b || byte === control.c || byte === control.d;
      this.#rawLineLength = endsLine ? 0 : this.#rawLineLength + 1;
    }
    this.#feed(byte);
  }

  #readByte(): number {
    this.#board.setState('prompt');
    const byte = this.#board.readByte();
    // Between programs 0x03 is an ordinary key.
    return byte ?? control.c;
  }

  #feed(byte: number): void {
    this.#board.setState('running');
    const result = this.#vm.python.replProcessChar(byte);
    this.#board.setState('prompt');
    if ((result & forcedExit) !== 0) this.#softReset();
  }

  #softReset(): never {
    this.#console.print('MPY: soft reboot\r\n');
    return this.#board.restart({ kind: 'soft-reset', replMode: this.#mode });
  }

  #runFile(name: string): void {
    if (!this.#vm.fs.analyzePath(`/${name}`).exists) return;
    this.#board.setState('running');
    try {
      this.#vm.python.runPython('import micropython\nmicropython.kbd_intr(3)\ndel micropython\n');
      // A 0x03 that is there before the program stops it at its start.
      this.#board.glance();
      this.#vm.python.runPython(`__file__ = '${name}'\nexecfile('${name}')\n`);
    } catch (error) {
      if (!(error instanceof Error) || !('type' in error)) throw error;
      if (error.type === 'SystemExit') this.#softReset();
      this.#console.print(withoutOuterFrame(error.message));
    } finally {
      this.#vm.python.runPython('import micropython\nmicropython.kbd_intr(-1)\ndel micropython\n');
    }
  }

  /** After ^E at an empty raw prompt: `A ^A` starts a raw-paste; anything else is refused or belongs to the line. */
  #offerRawPaste(): void {
    const command = this.#readByte();
    if (command === control.a) {
      this.#rawLineLength = 1;
      this.#feed(control.e);
      this.#feed(command);
      return;
    }
    const end = this.#readByte();
    if (end !== control.a) {
      for (const byte of [control.e, command, end]) {
        this.#rawLineLength += 1;
        this.#feed(byte);
      }
      return;
    }
    if (command !== 'A'.charCodeAt(0)) {
      this.#console.write(Uint8Array.of(0x52, 0x00, 0x3e));
      return;
    }
    this.#rawPaste();
  }

  #rawPaste(): void {
    const endOfData = Uint8Array.of(control.d);
    this.#console.write(
      Uint8Array.of(0x52, 0x01, rawPasteWindowBytes & 0xff, rawPasteWindowBytes >> 8, control.a),
    );
    const source: number[] = [];
    let isAborted = false;
    for (;;) {
      const byte = this.#readByte();
      if (byte === control.d || byte === control.c) {
        if (!isAborted) this.#console.write(endOfData);
        if (isAborted) this.#printFailure('MemoryError: memory allocation failed');
        else if (byte === control.c) this.#printFailure('KeyboardInterrupt: ');
        else this.#execute(source);
        return;
      }
      if (isAborted) continue;
      source.push(byte);
      if (source.length > this.#board.settings.heapBytes) {
        // More than the board could hold: it says so at once, and the sender stops.
        isAborted = true;
        this.#console.write(endOfData);
      } else if (source.length % rawPasteWindowBytes === 0) {
        this.#console.write(Uint8Array.of(control.a));
      }
    }
  }

  /** Runs code through the VM's raw REPL, whose answer is that of raw-paste but for the leading `OK`. */
  #execute(source: readonly number[]): void {
    if (source.length === 0) {
      this.#console.write(Uint8Array.of(control.d, control.d, 0x3e));
      return;
    }
    this.#isAcceptedHidden = true;
    const isPlain = !source.includes(control.a) && !source.includes(control.b);
    const text = isPlain ? source : new TextEncoder().encode(`exec(bytes([${source.join()}]))`);
    for (const byte of text) this.#feed(byte);
    this.#feed(control.d);
  }

  #printFailure(text: string): void {
    this.#console.write(Uint8Array.of(control.d));
    this.#console.print(`Traceback (most recent call last):\r\n${text}\r\n`);
    this.#console.write(Uint8Array.of(control.d, 0x3e));
  }
}

/** A traceback as the firmware prints it for a file: without the line that called `execfile`. */
function withoutOuterFrame(traceback: string): string {
  return traceback.replace(/ {2}File "<stdin>", line \d+, in <module>\n/, '').replaceAll('\n', '\r\n');
}
