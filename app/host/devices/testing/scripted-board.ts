import { createHash } from 'node:crypto';
import type { DeviceFrame } from '../../../core/link/frame.ts';
import type { Probe } from '../push/board-scripts.ts';
import { BaseTransport } from '../transports/base-transport.ts';

/** Each point at which a scripted board can misbehave, in the order of a push. */
export const boardStages = [
  'open',
  'hello',
  'interrupt',
  'raw',
  'paste',
  'probe',
  'receive',
  'block',
  'verify',
  'switch',
  'reboot',
  'ping',
  'confirm',
] as const;
export type BoardStage = (typeof boardStages)[number];

/** What a board does instead: nothing at all, leave, raise in Python, or say something else. */
export type Misbehaviour = 'silent' | 'unplug' | 'error' | { readonly says: string };

export interface ScriptedBoardOptions {
  readonly misbehave?: Partial<Record<BoardStage, Misbehaviour>>;
  /** Overrides what the probe answers. */
  readonly probe?: Partial<Probe>;
  /** What runs when the board is opened; null for its prompt. */
  readonly running: string | null;
  /** Hash of the bundle that is pushed: what boots after the switch. */
  readonly pushed: string;
  /** Whether raw-paste is refused, unknown, or taken. */
  readonly rawPaste?: 'taken' | 'refused' | 'unknown';
  /** Every block arrives damaged. */
  readonly garbles?: boolean;
  /** Files that the verification finds wrong, the first time only. */
  readonly badOnce?: readonly string[];
}

/** A line of the receiver with its check. */
export function checkedWord(text: string): string {
  return `@${text}.${createHash('sha256').update(text).digest('hex').slice(0, 4)}`;
}

/** A script's reply with its check. */
export function checkedReply(value: unknown): string {
  const text = JSON.stringify({ value });
  return `@cambrian ${createHash('sha256').update(text).digest('hex').slice(0, 8)}${text}`;
}

type Mode = 'program' | 'friendly' | 'raw' | 'paste' | 'plain' | 'line' | 'receiver';

const soundProbe: Probe = {
  implementation: 'micropython',
  version: '1.27.0',
  mpy: 6 | (3 << 8),
  machine: 'Scripted board with nothing',
  memoryFree: 120_000,
  memoryTotal: 160_000,
  blockBytes: 4096,
  freeBlocks: 200,
  fileSystem: 'littlefs',
  main: { begin: '# cambrian loader 1\n', bytes: 6000 },
  pointers: [null, null],
  slots: {
    a: { hash: null, manifest: null, blocks: 0, wrong: [] },
    b: { hash: null, manifest: null, blocks: 0, wrong: [] },
  },
  inflate: 'deflate',
};

/**
 * A board that exists only as a list of answers: fast, and willing to fail at any point. It knows just enough of the
 * raw REPL and of the push's scripts to be talked to; what the scripts do is tested on the real VM.
 */
export class ScriptedBoard extends BaseTransport {
  readonly kind = 'virtual';
  readonly #options: ScriptedBoardOptions;
  #mode: Mode;
  #running: string | null;
  #buffer = '';
  #code = '';
  #isSwitched = false;
  #isTrial = false;
  #isConfirmed = false;
  #blocks = 0;
  #blocksWanted = 0;
  #badOnce: readonly string[];
  /** How many times the board was reset. */
  resets = 0;

  constructor(options: ScriptedBoardOptions) {
    super('scripted:1');
    this.#options = options;
    this.#running = options.running;
    this.#mode = options.running === null ? 'friendly' : 'program';
    this.#badOnce = options.badOnce ?? [];
  }

  /** Hash of what runs now; null at a prompt. */
  get running(): string | null {
    return this.#mode === 'program' ? this.#running : null;
  }

  protected async openLink(options: { readonly signal?: AbortSignal }): Promise<void> {
    if (this.#options.misbehave?.open !== 'silent') return;
    const { promise, reject } = Promise.withResolvers<void>();
    options.signal?.addEventListener('abort', () => reject(options.signal?.reason), { once: true });
    await promise;
  }

  protected startReading(): void {
    if (this.#options.misbehave?.open === 'unplug') this.linkEnded({ kind: 'gone' });
  }

  protected async writeLink(bytes: Uint8Array): Promise<void> {
    for (const letter of Buffer.from(bytes).toString('latin1')) this.#take(letter);
  }

  async setSignals(): Promise<void> {
    // No lines.
  }

  protected async closeLink(): Promise<void> {
    // Nothing was opened.
  }

  #take(letter: string): void {
    switch (this.#mode) {
      case 'program':
        this.#takeInProgram(letter);
        return;
      case 'friendly':
        if (letter === '\x01') this.#enterRaw();
        else if (letter === '\x03') this.#say('\r\n>>> ');
        else if (letter === '\x04') this.#reboot();
        return;
      case 'raw':
        this.#takeInRaw(letter);
        return;
      case 'paste':
      case 'plain':
        this.#takeCode(letter);
        return;
      case 'line':
        this.#takeScriptLine(letter);
        return;
      case 'receiver':
        this.#takeBlock(letter);
    }
  }

  #takeInProgram(letter: string): void {
    if (letter === '\x03') {
      this.#answer('interrupt', () => {
        this.#mode = 'friendly';
        this.#say('\r\nKeyboardInterrupt: \r\nMicroPython v1.27\r\n>>> ');
      });
      return;
    }
    this.#buffer += letter;
    if (letter !== '\n') return;
    const line = this.#buffer.trim();
    this.#buffer = '';
    const frame: { t?: string; id?: number } = line.startsWith('{') ? JSON.parse(line) : {};
    if (this.#running === 'foreign') return;
    if (frame.t === 'hello') this.#answer('hello', () => this.#sayHello());
    if (frame.t === 'ping') this.#answer('ping', () => this.#frame({ t: 'pong', id: frame.id ?? 0, ms: 1 }));
    if (frame.t === 'confirm') {
      this.#answer('confirm', () => {
        this.#isConfirmed = true;
        this.#isTrial = false;
        this.#frame({ t: 'confirm', ok: true, slot: 'a' });
      });
    }
  }

  #enterRaw(): void {
    this.#answer('raw', () => {
      this.#mode = 'raw';
      this.#say('\r\nraw REPL; CTRL-B to exit\r\n>');
    });
  }

  #takeInRaw(letter: string): void {
    this.#buffer += letter;
    if (letter === '\x01' && this.#buffer.endsWith('\x05A\x01')) {
      this.#buffer = '';
      this.#answer('paste', () => {
        const { rawPaste = 'taken' } = this.#options;
        if (rawPaste === 'taken') {
          this.#mode = 'paste';
          this.#say('R\x01\x20\x00\x01');
        } else if (rawPaste === 'refused') {
          this.#say('R\x00');
        } else {
          this.#say('raw REPL; CTRL-B to exit\r\n>');
        }
      });
    } else if (letter === '\x01') {
      this.#buffer = '';
      this.#enterRaw();
    } else if (letter === '\x02') {
      this.#buffer = '';
      this.#mode = 'friendly';
      this.#say('\r\nMicroPython v1.27\r\n>>> ');
    } else if (letter === '\x04' && this.#buffer === '') {
      this.#say('OK\r\nMPY: soft reboot\r\n');
      this.#enterRaw();
    } else if (letter === '\x03') {
      this.#buffer = '';
    } else if (letter >= ' ' && this.#buffer.length > 3) {
      this.#mode = 'plain';
      this.#code = this.#buffer;
      this.#buffer = '';
    }
  }

  #takeCode(letter: string): void {
    if (letter === '\x03' && this.#mode === 'plain') {
      this.#code = '';
      this.#mode = 'raw';
      return;
    }
    if (letter !== '\x04') {
      this.#code += letter;
      if (this.#mode === 'paste' && this.#code.length % 32 === 0) this.#say('\x01');
      return;
    }
    const code = this.#code;
    this.#code = '';
    this.#say(this.#mode === 'paste' ? '\x04' : 'OK');
    this.#mode = 'raw';
    this.#run(code);
  }

  /** A script that comes as a line, its line ends as escape characters. */
  #takeScriptLine(letter: string): void {
    if (letter === '\x03') {
      this.#code = '';
      this.#mode = 'raw';
      this.#say('\x04KeyboardInterrupt: \r\n\x04>');
    } else if (letter === '\n') {
      const code = this.#code.replaceAll('\x1b', '\n');
      this.#code = '';
      this.#mode = 'raw';
      this.#run(code);
    } else {
      this.#code += letter;
    }
  }

  #run(code: string): void {
    if (code.includes("print('@cambrian ready')")) {
      this.#mode = 'line';
      this.#say('@cambrian ready\r\n');
      return;
    }
    const reply = (value: unknown) => this.#say(`${checkedReply(value)}\r\n\x04\x04>`);
    if (code.includes("print('@cambrian none')")) {
      this.#say('@cambrian none\r\n\x04\x04>');
    } else if (code.includes('\nprobe(')) {
      this.#answer('probe', () => reply({ ...soundProbe, ...this.#options.probe }));
    } else if (code.includes('\nreceive(')) {
      this.#answer('receive', () => {
        this.#mode = 'receiver';
        this.#blocks = 0;
        this.#blocksWanted = Number(/\nreceive\(.*,(\d+)\)\n/.exec(code)?.[1]);
        this.#say(`${checkedWord('R')}\r\n`);
      });
    } else if (code.includes("'bad':wrong(")) {
      this.#answer('verify', () => {
        const bad = this.#badOnce;
        this.#badOnce = [];
        reply({ manifest: this.#options.pushed, bad });
      });
    } else if (code.includes('write_record')) {
      this.#answer('switch', () => {
        this.#isSwitched = true;
        reply(null);
      });
    } else {
      this.#say('\x04\x04>');
    }
  }

  #takeBlock(letter: string): void {
    if (letter === '\x03') {
      this.#mode = 'raw';
      this.#buffer = '';
      this.#say('\x04KeyboardInterrupt: \r\n\x04>');
      return;
    }
    if (letter !== '\n') {
      this.#buffer += letter;
      return;
    }
    const line = this.#buffer;
    this.#buffer = '';
    this.#answer('block', () => {
      if (line.startsWith('\x1b?')) {
        this.#say(`${checkedWord(`W ${this.#blocks} ${line.slice(2)}`)}\r\n`);
        return;
      }
      if (this.#options.garbles === true) {
        this.#say(`${checkedWord(`N ${this.#blocks}`)}\r\n`);
        return;
      }
      this.#say(`${checkedWord(`A ${++this.#blocks}`)}\r\n`);
      if (this.#blocks < this.#blocksWanted) return;
      this.#mode = 'raw';
      this.#say(`${checkedWord('D')}\r\n\x04\x04>`);
    });
  }

  #reboot(): void {
    this.resets++;
    this.#say('\r\nMPY: soft reboot\r\n');
    const { pushed, running } = this.#options;
    // Found unconfirmed: back to the program before, as the loader does it.
    const failed = this.#isTrial;
    this.#isTrial = this.#isSwitched && !this.#isConfirmed;
    this.#isSwitched = false;
    const boots = this.#isTrial || this.#isConfirmed ? pushed : running;
    if (boots === null) {
      this.#mode = 'friendly';
      this.#say('cambrian: no program yet\r\nMicroPython v1.27\r\n>>> ');
      return;
    }
    this.#running = boots;
    const start = () => {
      this.#mode = 'program';
      if (boots !== 'foreign') this.#sayHello(failed ? 'trial-not-confirmed' : null);
    };
    // Only the new program misbehaves.
    if (boots === pushed) this.#answer('reboot', start);
    else start();
  }

  #sayHello(rollback: string | null = null): void {
    this.#frame({
      t: 'hello',
      link: 1,
      runtime: '1.0.0',
      bundle: this.#running ?? '',
      profile: 'profile',
      sequence: 0,
      board: 'scripted',
      machine: soundProbe.machine,
      slot: 'a',
      state: this.#isTrial ? 'trial' : 'confirmed',
      rollback,
      memoryFree: 100_000,
      memoryTotal: 160_000,
      reset: 'soft',
      nodes: 1,
    });
  }

  #answer(stage: BoardStage, sound: () => void): void {
    const misbehaviour = this.#options.misbehave?.[stage];
    if (misbehaviour === undefined) sound();
    else if (misbehaviour === 'unplug') this.linkEnded({ kind: 'gone' });
    else if (misbehaviour === 'error') {
      this.#mode = 'raw';
      const raised = 'Traceback (most recent call last):\r\nOSError: [Errno 5] EIO\r\n';
      this.#say(`\x04${raised}\x04>`);
    } else if (misbehaviour !== 'silent') this.#say(misbehaviour.says);
  }

  #frame(frame: DeviceFrame): void {
    this.#say(`\x1e${JSON.stringify(frame)}\n`);
  }

  #say(text: string): void {
    this.received(Buffer.from(text, 'latin1'));
  }
}
