import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { type JSONRPCMessage, JSONRPCMessageSchema } from '@modelcontextprotocol/sdk/types.js';
import { strangersWords } from '../tool-limits.ts';

export interface StdioTransportOptions {
  /** Absolute path. */
  readonly command: string;
  readonly arguments: readonly string[];
  /** All that the child sees. */
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Values that must not reach the log. */
  readonly secrets: readonly string[];
  /** A line that the server wrote to its error output, or a note about it. */
  readonly onLog: (line: string) => void;
}

/** The longest line that is read, bytes. */
const longestLine = 4 * 1_048_576;
/** Lines that are no messages, until the server is given up. */
const mostGarbage = 100;
/** Lines of error output that go to the log, for one run of the server. */
const mostLogLines = 200;
/** How long a server may take to end by itself, then on request, milliseconds. */
const graceMs = 500;

/**
 * Messages as lines over a child process: no shell, an environment of its own, a process group of its own that is
 * killed whole, so that what the server started does not outlive it.
 */
export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  readonly #options: StdioTransportOptions;
  #child: ChildProcess | null = null;
  #closed: Promise<unknown> = Promise.resolve();
  #rest: Buffer[] = [];
  #restBytes = 0;
  #garbage = 0;
  #logLines = 0;
  #isClosing = false;
  /** Why the server is gone, where it ended by itself or was given up. */
  endReason = '';

  constructor(options: StdioTransportOptions) {
    this.#options = options;
  }

  /** Process id of the server and of its group; null while it does not run. */
  get processId(): number | null {
    return this.#child?.pid ?? null;
  }

  async start(): Promise<void> {
    const { command, arguments: list, environment, directory } = this.#options;
    const child = spawn(command, [...list], {
      cwd: directory,
      env: { ...environment },
      shell: false,
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#closed = once(child, 'close').catch(() => undefined);
    child.on('exit', (code, signal) => {
      if (!this.#isClosing) {
        this.endReason ||= signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
      }
      // What it started and left behind goes with it; it would also hold the pipes open.
      killGroup(child, 'SIGKILL');
    });
    child.on('close', () => {
      this.#child = null;
      this.onclose?.();
    });
    child.stdin.on('error', error => this.onerror?.(error));
    child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => this.#log(text));
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.on('error', error => this.onerror?.(error));
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const stdin = this.#child?.stdin;
    if (stdin === null || stdin === undefined || !stdin.writable) throw new Error('The server has ended.');
    if (stdin.write(`${JSON.stringify(message)}\n`)) return;
    // A server that does not read must not hold a call beyond its deadline.
    await Promise.race([once(stdin, 'drain'), this.#closed]);
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#isClosing = true;
    child.stdin?.end();
    if (await this.#endsWithin(graceMs)) return;
    killGroup(child, 'SIGTERM');
    if (await this.#endsWithin(graceMs)) return;
    killGroup(child, 'SIGKILL');
    await this.#endsWithin(graceMs);
  }

  async #endsWithin(waitMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>(resolve => {
      timer = setTimeout(() => resolve(false), waitMs);
    });
    const ended = await Promise.race([this.#closed.then(() => true), late]);
    clearTimeout(timer);
    return ended;
  }

  #read(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      const line = Buffer.concat([...this.#rest, chunk.subarray(start, end)]).toString('utf8');
      this.#rest = [];
      this.#restBytes = 0;
      start = end + 1;
      if (line.trim() !== '') this.#take(line);
    }
    if (start === chunk.length) return;
    this.#rest.push(chunk.subarray(start));
    this.#restBytes += chunk.length - start;
    if (this.#restBytes > longestLine) this.#giveUp(`it sent a message of more than ${longestLine} bytes`);
  }

  #take(line: string): void {
    if (this.#child === null) return;
    const message = readMessage(line);
    if (message !== null) {
      this.onmessage?.(message);
      return;
    }
    this.#garbage++;
    if (this.#garbage > mostGarbage) this.#giveUp('it sends what is no message');
  }

  #giveUp(reason: string): void {
    const child = this.#child;
    this.#rest = [];
    this.#restBytes = 0;
    if (child === null) return;
    this.endReason ||= reason;
    child.stdout?.destroy();
    killGroup(child, 'SIGKILL');
  }

  #log(text: string): void {
    for (const line of text.split('\n')) {
      if (line.trim() === '' || this.#logLines > mostLogLines) continue;
      this.#logLines++;
      const isLast = this.#logLines > mostLogLines;
      this.#options.onLog(
        isLast ? 'it printed more, which is not logged' : strangersWords(line, 500, this.#options.secrets),
      );
    }
  }
}

function readMessage(line: string): JSONRPCMessage | null {
  try {
    return JSONRPCMessageSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is left.
  }
}
