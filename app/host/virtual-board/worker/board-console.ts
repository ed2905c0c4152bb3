import type { Vm } from './load-vm.ts';

/** More than this is sent without waiting for the end of the line. */
const outputChunkBytes = 1024;
/** Longer writes are no messages of the REPL. */
const longestNoticedBytes = 32;
const lineFeed = 10;
const carriageReturn = 13;

export interface ConsoleInput {
  /** Blocks for one byte of input. Null: Python is to raise KeyboardInterrupt first. */
  readByte(): number | null;
}

/**
 * Standard input and output of the VM as bytes. As on a board, a line feed that a program prints leaves as CR LF;
 * `sys.stdout.buffer` is untouched (it writes to the descriptor of `rawDescriptor`).
 */
export class BoardConsole {
  /** File descriptor whose bytes pass unchanged. */
  rawDescriptor = -1;
  /** Where true, what the VM prints is dropped. */
  isMuted = false;
  #send: (bytes: Uint8Array) => void;
  #buffer = new Uint8Array(outputChunkBytes * 2);
  #length = 0;
  #lastByte = 0;
  #notice: (text: string) => string;
  #skip: string | undefined;

  /**
   * @param send takes a chunk that it may keep
   * @param notice sees each short write of the VM and returns what is to be sent in its place
   */
  constructor(send: (bytes: Uint8Array) => void, notice: (text: string) => string) {
    this.#send = send;
    this.#notice = notice;
  }

  /** Drops the next write where it is exactly this text. */
  skipNext(text: string): void {
    this.#skip = text;
  }

  install(vm: Vm, input: ConsoleInput): void {
    const { fs } = vm;
    const [stdin, stdout, stderr] = fs.streams;
    if (!stdin || !stdout || !stderr) throw new Error('The VM opened no standard streams');
    stdin.stream_ops = {
      ...stdin.stream_ops,
      read: (_stream, buffer, offset, length) => {
        if (length === 0) return 0;
        this.flush();
        const byte = input.readByte();
        if (byte === null) {
          vm.python._module._mp_sched_keyboard_interrupt();
          throw new fs.ErrnoError(interruptedCall);
        }
        buffer[offset] = byte;
        return 1;
      },
    };
    const cooked = { write: this.#writer(true), fsync: () => 0 };
    stdout.stream_ops = { ...stdout.stream_ops, ...cooked };
    stderr.stream_ops = { ...stderr.stream_ops, ...cooked };
    const device = fs.makedev(70, 0);
    fs.registerDevice(device, { write: this.#writer(false), fsync: () => 0 });
    fs.mkdev('/dev/raw', 0o666, device);
    const raw = fs.open('/dev/raw', 1);
    if (raw.fd === null) throw new Error('The VM gave no descriptor for raw output');
    this.rawDescriptor = raw.fd;
  }

  /** Text of the board itself, not of the VM. */
  print(text: string): void {
    this.write(new TextEncoder().encode(text));
  }

  /** Bytes as they are. */
  write(bytes: Uint8Array): void {
    for (const byte of bytes) this.#push(byte);
    this.flush();
  }

  flush(): void {
    if (this.#length === 0) return;
    this.#send(this.#buffer.slice(0, this.#length));
    this.#length = 0;
  }

  #writer(isCooked: boolean) {
    return (_stream: unknown, buffer: Int8Array | Uint8Array, offset: number, length: number): number => {
      if (this.isMuted) return length;
      const written = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length);
      const source = this.#filter(written);
      let hasLineEnd = false;
      for (let index = 0; index < source.length; index += 1) {
        const byte = source[index] ?? 0;
        if (byte === lineFeed) {
          hasLineEnd = true;
          if (isCooked && this.#lastByte !== carriageReturn) this.#push(carriageReturn);
        }
        this.#push(byte);
      }
      if (hasLineEnd) this.flush();
      return length;
    };
  }

  /** Tells the listener of a short write, and sends what it answers instead. */
  #filter(source: Uint8Array): Uint8Array {
    if (this.#skip !== undefined && source.length === this.#skip.length) {
      const isSkipped = String.fromCharCode(...source) === this.#skip;
      this.#skip = undefined;
      if (isSkipped) return new Uint8Array();
    }
    if (source.length > longestNoticedBytes) return source;
    const text = String.fromCharCode(...source);
    const answer = this.#notice(text);
    return answer === text ? source : new TextEncoder().encode(answer);
  }

  #push(byte: number): void {
    this.#buffer[this.#length] = byte;
    this.#length += 1;
    this.#lastByte = byte;
    if (this.#length >= outputChunkBytes) this.flush();
  }
}

/** `EINTR` in Emscripten's numbering. */
const interruptedCall = 27;
