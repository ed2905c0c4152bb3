import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Transport } from '../transport.ts';
import { closeError } from '../transports/base-transport.ts';
import { ByteInbox, DeadlineError, type WaitOptions } from './byte-inbox.ts';

const controlA = 0x01;
const controlB = 0x02;
const controlC = 0x03;
const controlD = 0x04;
const controlE = 0x05;
const controlX = 0x18;

/** As MicroPython prints it, and as boards do whose console doubles the carriage return (W600). */
const rawBanners = [
  Buffer.from('raw REPL; CTRL-B to exit\r\n>'),
  Buffer.from('raw REPL; CTRL-B to exit\r\r\n>'),
];
/** Answers to the request for raw-paste. */
const taken = Buffer.of(0x52, 0x01);
const refused = Buffer.of(0x52, 0x00);
/** How long after a banner one of them may still come. */
const lateAnswerMs = 150;
const endOfTransmission = Buffer.of(controlD);
/** Friendly prompts: MicroPython's own, and that of its asynchronous prompt. */
const prompts = [Buffer.from('>>> '), Buffer.from('--> ')];
/** What only MicroPython says on its way to a prompt. */
const micropythonWords = ['MicroPython', 'KeyboardInterrupt', '>>> ', '--> ', 'raw REPL', 'Traceback'];

/** Without raw-paste: this many bytes, then this long a pause, which the slowest input buffers keep up with. */
const plainChunkBytes = 256;
const plainPauseMs = 10;

export interface ExecuteOptions extends WaitOptions {
  /** Standard output as it comes, decoded as UTF-8. */
  readonly onOutput?: (text: string) => void;
}

export interface ExecuteResult {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * MicroPython's raw REPL over a transport. While it exists it hears every byte of the transport; `dispose` ends that.
 * Each call rejects at once when its signal aborts or the transport closes (`transport/gone`).
 */
export class Repl {
  readonly #transport: Transport;
  readonly #inbox = new ByteInbox();
  readonly #stopListening: () => void;
  /** Whether the board takes raw-paste; null until the first script has been sent. */
  #rawPaste: boolean | null = null;
  /** Whether the board was at the raw prompt, or ran a script from there, when it was last heard. */
  #isRaw = false;

  constructor(transport: Transport) {
    this.#transport = transport;
    const stopData = transport.onData(bytes => this.#inbox.push(bytes));
    const stopClose = transport.onDidClose(reason => this.#inbox.end(closeError(transport.path, reason)));
    this.#stopListening = () => {
      stopData();
      stopClose();
    };
  }

  dispose(): void {
    this.#stopListening();
    this.#inbox.end(new StudioError('transport/not-open', { path: this.#transport.path }));
  }

  /** Everything that came and was not read, for whoever takes the transport over. */
  takeRest(): Uint8Array {
    return this.#inbox.takeAll() ?? new Uint8Array(0);
  }

  /**
   * Stops what is running and comes to the raw prompt. The ladder: Ctrl-C until a friendly prompt shows, Ctrl-A; from
   * the second try on Ctrl-B as well, from the fifth Ctrl-X; until `timeoutMs` has passed.
   * @throws StudioError `repl/no-answer`, `repl/not-micropython`
   */
  async enterRaw(options: WaitOptions): Promise<void> {
    const { signal } = options;
    const endsAtMs = performance.now() + options.timeoutMs;
    const heardBefore = this.#inbox.receivedCount;
    let heard = Buffer.alloc(0);
    for (let attempt = 1; ; attempt++) {
      const leftMs = endsAtMs - performance.now();
      if (leftMs <= 0) throw this.#enterError(options.timeoutMs, heard, heardBefore);
      await this.#write(interruptSequence(attempt), signal);
      // From the raw prompt no friendly one comes: what ran there, a script, ends at the interrupt.
      if (attempt > 1 || !this.#isRaw) {
        const promptMs = Math.min(leftMs, attempt === 1 ? 500 : 250);
        const friendly = await this.#tryUntil(prompts, promptMs, signal);
        heard = Buffer.concat([heard, friendly]).subarray(-4096);
      }
      await this.#write(Buffer.of(0x0d, controlA), signal);
      const bannerMs = Math.max(1, Math.min(endsAtMs - performance.now(), 300));
      const raw = await this.#tryUntil(rawBanners, bannerMs, signal);
      heard = Buffer.concat([heard, raw]).subarray(-4096);
      if (rawBanners.some(banner => raw.subarray(-banner.length).equals(banner))) {
        // A banner may be followed by a second one, where the board was in raw mode already.
        this.#inbox.clear();
        this.#isRaw = true;
        return;
      }
    }
  }

  /** From the raw prompt: a soft reset that runs `boot.py` but no program, back to the raw prompt. */
  async softReset(options: WaitOptions): Promise<void> {
    await this.#write(endOfTransmission, options.signal);
    await this.#named(options.timeoutMs, () => this.#inbox.readUntil(rawBanners, options));
  }

  /** Back to the friendly prompt. Does not wait for it. */
  async exitRaw(signal?: AbortSignal): Promise<void> {
    this.#isRaw = false;
    await this.#write(Buffer.of(0x0d, controlB), signal);
  }

  /**
   * Runs Python to its end. `code` holds no byte 0x03 or 0x04. `timeoutMs` is for all of it.
   * @throws StudioError `repl/python-error` where it raised, `repl/timeout`, `repl/protocol`
   */
  async execute(code: string, options: ExecuteOptions): Promise<ExecuteResult> {
    const script = await this.start(code, options);
    const result = await script.finish(options);
    if (result.stderr !== '') throw pythonError(result.stderr);
    return result;
  }

  /** Starts Python that goes on speaking with the host; see {@link RunningScript}. */
  async start(code: string, options: ExecuteOptions): Promise<RunningScript> {
    const bytes = Buffer.from(code, 'utf8');
    if (bytes.includes(controlC) || bytes.includes(controlD)) {
      throw new TypeError('A script for the raw REPL must not contain the bytes 3 and 4.');
    }
    return this.#named(options.timeoutMs, async () => {
      if (this.#rawPaste !== false && (await this.#beginRawPaste(options))) {
        await this.#sendRawPaste(bytes, options);
      } else {
        await this.#sendPlain(bytes, options);
      }
      return new RunningScript({
        inbox: this.#inbox,
        path: this.#transport.path,
        write: part => this.#write(part, options.signal),
        onOutput: options.onOutput,
      });
    });
  }

  async #beginRawPaste(options: WaitOptions): Promise<boolean> {
    await this.#write(Buffer.of(controlE, 0x41, controlA), options.signal);
    // What a board had still to say stands before its answer; a banner may be the answer of one that is too old to
    // know the request, or be late itself.
    const answers = [taken, refused, ...rawBanners];
    const { marker } = await this.#inbox.readUntil(answers, options);
    if (marker < 2) return this.#takes(marker === 0);
    try {
      const late = await this.#inbox.readUntil([taken, refused], { ...options, timeoutMs: lateAnswerMs });
      return this.#takes(late.marker === 0);
    } catch (error) {
      if (error instanceof DeadlineError) return this.#takes(false);
      throw error;
    }
  }

  #takes(rawPaste: boolean): boolean {
    this.#rawPaste = rawPaste;
    return rawPaste;
  }

  async #sendRawPaste(bytes: Buffer, options: WaitOptions): Promise<void> {
    const window = (await this.#inbox.readExactly(2, options)).readUInt16LE();
    let credit = window;
    let sent = 0;
    const takeCredit = (flow: Buffer) => {
      for (const byte of flow) {
        if (byte === controlA) credit += window;
        else if (byte === controlD) return false;
        else
          throw new StudioError('repl/protocol', {
            path: this.#transport.path,
            received: this.#inbox.describeRecent(),
          });
      }
      return true;
    };
    while (sent < bytes.length) {
      const flow = credit > 0 ? this.#inbox.takeAll() : await this.#inbox.readSome(options);
      if (flow !== undefined && !takeCredit(flow)) {
        // The board wants no more, for example because its memory is full: its reason follows.
        await this.#write(endOfTransmission, options.signal);
        return;
      }
      if (credit > 0) {
        const part = bytes.subarray(sent, sent + credit);
        await this.#write(part, options.signal);
        sent += part.length;
        credit -= part.length;
      }
    }
    await this.#write(endOfTransmission, options.signal);
    await this.#inbox.readUntil([endOfTransmission], options);
  }

  async #sendPlain(bytes: Buffer, options: WaitOptions): Promise<void> {
    for (let sent = 0; sent < bytes.length; sent += plainChunkBytes) {
      await this.#write(bytes.subarray(sent, sent + plainChunkBytes), options.signal);
      await sleep(plainPauseMs, undefined, options.signal ? { signal: options.signal } : {});
    }
    await this.#write(endOfTransmission, options.signal);
    await this.#inbox.readUntil([Buffer.from('OK')], options);
  }

  /** Bytes up to and with the marker, or what came until the time was over. */
  async #tryUntil(
    markers: readonly Buffer[],
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<Buffer> {
    try {
      const found = await this.#inbox.readUntil(markers, { timeoutMs, ...(signal ? { signal } : {}) });
      return Buffer.concat([found.before, markers[found.marker] ?? Buffer.alloc(0)]);
    } catch (error) {
      if (error instanceof DeadlineError) return this.#inbox.takeAll() ?? Buffer.alloc(0);
      throw error;
    }
  }

  async #write(bytes: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([this.#transport.write(bytes), aborted]);
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  async #named<Result>(timeoutMs: number, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof DeadlineError)
        throw timeoutError(this.#transport.path, timeoutMs, this.#inbox, error);
      throw error;
    }
  }

  #enterError(timeoutMs: number, heard: Buffer, heardBefore: number): StudioError {
    const details = { path: this.#transport.path, received: this.#inbox.describeRecent() };
    const text = heard.toString('latin1');
    const answered = this.#inbox.receivedCount > heardBefore;
    if (answered && !micropythonWords.some(word => text.includes(word))) {
      return new StudioError('repl/not-micropython', details);
    }
    return new StudioError('repl/no-answer', { ...details, seconds: timeoutMs / 1000 });
  }
}

interface ScriptLink {
  readonly inbox: ByteInbox;
  readonly path: string;
  /** Bytes to the script's standard input. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly onOutput: ((text: string) => void) | undefined;
}

/** A script that runs on the board and speaks with the host line by line. */
export class RunningScript {
  readonly #link: ScriptLink;
  #stdoutEnded = false;

  constructor(link: ScriptLink) {
    this.#link = link;
  }

  /** Bytes to the script's standard input. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#link.write(bytes);
  }

  /**
   * The next line of standard output, without its end.
   * @throws StudioError `repl/python-error` where the script ended instead; DeadlineError where nothing came
   */
  async readLine(options: WaitOptions): Promise<string> {
    const found = await this.#link.inbox.readUntil([Buffer.from('\n'), endOfTransmission], options);
    if (found.marker === 1) {
      this.#stdoutEnded = true;
      const { stderr } = await this.finish(options);
      throw pythonError(stderr === '' ? `The script ended early: ${found.before.toString('utf8')}` : stderr);
    }
    const line = found.before.toString('utf8').replace(/\r+$/, '');
    this.#link.onOutput?.(`${line}\n`);
    return line;
  }

  /**
   * The next piece of standard output: a line, or what stood before a byte 4, which is its end unless the port has
   * made that byte up. Reading goes on after it either way. Rejects with DeadlineError where nothing came.
   */
  async readPiece(options: WaitOptions): Promise<{ readonly text: string; readonly isEnd: boolean }> {
    const found = await this.#link.inbox.readUntil([Buffer.from('\n'), endOfTransmission], options);
    this.#stdoutEnded = found.marker === 1;
    return { text: found.before.toString('utf8').replace(/\r+$/, ''), isEnd: this.#stdoutEnded };
  }

  /** Waits for the end and returns what was not read as lines. Rejects with `repl/timeout` after `timeoutMs`. */
  async finish(options: WaitOptions): Promise<ExecuteResult> {
    const { inbox, path } = this.#link;
    try {
      const stdout = this.#stdoutEnded ? '' : await this.#readStdout(options);
      this.#stdoutEnded = true;
      const stderr = await inbox.readUntil([endOfTransmission], options);
      await inbox.readUntil([Buffer.from('>')], options);
      return { stdout, stderr: stderr.before.toString('utf8') };
    } catch (error) {
      if (error instanceof DeadlineError) throw timeoutError(path, options.timeoutMs, inbox, error);
      throw error;
    }
  }

  async #readStdout(options: WaitOptions): Promise<string> {
    const decoder = new TextDecoder();
    if (this.#link.onOutput === undefined) {
      return decoder.decode((await this.#link.inbox.readUntil([endOfTransmission], options)).before);
    }
    let stdout = '';
    for (;;) {
      const some = await this.#link.inbox.readSome(options);
      const end = some.indexOf(controlD);
      const text = decoder.decode(end < 0 ? some : some.subarray(0, end), { stream: end < 0 });
      if (text !== '') this.#link.onOutput(text);
      stdout += text;
      if (end >= 0) {
        this.#link.inbox.unread(some.subarray(end + 1));
        return stdout;
      }
    }
  }
}

function interruptSequence(attempt: number): Buffer {
  if (attempt === 1) return Buffer.of(0x0d, controlC);
  if (attempt < 5) return Buffer.of(0x0d, controlC, controlC, controlB);
  return Buffer.of(controlX, 0x0d, controlC, controlC, controlB);
}

function timeoutError(path: string, timeoutMs: number, inbox: ByteInbox, cause: unknown): StudioError {
  return new StudioError(
    'repl/timeout',
    { path, seconds: timeoutMs / 1000, received: inbox.describeRecent() },
    { cause },
  );
}

/** The last line of a traceback says most; the whole of it is the cause. */
export function pythonError(stderr: string): StudioError {
  const message = stderr.trim().split('\n').at(-1)?.trim() ?? stderr;
  return new StudioError('repl/python-error', { message }, { cause: new Error(stderr) });
}
