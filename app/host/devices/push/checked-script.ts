import { createHash, randomInt } from 'node:crypto';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import { DeadlineError, printable, type WaitOptions } from '../repl/byte-inbox.ts';
import { pythonError, type Repl, type RunningScript } from '../repl/repl.ts';
import { python } from './python-literal.ts';

/*
 * A port may lose or change bytes, and neither the raw REPL nor raw-paste notices. So a script travels as a bytes
 * literal with a check beside it and runs only where both agree; its reply carries a check too. Whatever does not
 * agree is asked for again. A script that has run but whose reply was damaged does not run twice: the board keeps the
 * last reply under the script's number.
 */

/** Starts every line that the push listens to, among whatever else a board has to say. */
export const replyMark = '@cambrian ';

/** For scripts: prints checked replies. Part of the helpers that come with the first script, and after each mishap. */
export const replyHelpers = `import json
from binascii import hexlify
from hashlib import sha256
_i=globals().get('_i');_o=globals().get('_o')
def say(o):
 t=json.dumps(o);print(${python(replyMark)}+hexlify(sha256(t.encode()).digest()[:4]).decode()+t)
def reply(o):
 global _i,_o
 _o={'value':o};_i=_n;say(_o)
`;

export interface ScriptOptions {
  /** For the whole script, sent again or not. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** How long a board may be silent before it is taken for one that waits for something that was lost. */
  readonly quietMs?: number;
}

/** What a line of a script says; null where it says nothing of ours, or was damaged. */
export type ScriptLine =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly message: string };

const attempts = 6;
const defaultQuietMs = 4_000;
const tailMs = 400;
const damaged = `${replyMark}damaged`;

/** The text of a reply whose check holds; null for anything else. */
export function parseScriptLine(line: string): ScriptLine | null {
  const at = line.lastIndexOf(replyMark);
  if (at < 0) return null;
  const rest = line.slice(at + replyMark.length);
  const text = rest.slice(8);
  if (createHash('sha256').update(text).digest('hex').slice(0, 8) !== rest.slice(0, 8)) return null;
  const reply: unknown = JSON.parse(text);
  if (typeof reply !== 'object' || reply === null) return null;
  if ('error' in reply) return { kind: 'error', message: String(reply.error) };
  return 'value' in reply ? { kind: 'value', value: reply.value } : null;
}

/** A script in its envelope. `number` tells it from every other script since the board's reset. */
export function envelope(script: string, number: number): string {
  const content = `\n_n=${number}\n${script}`;
  if (content.includes('"""') || !/^[\n\x20-\x7e]*$/.test(content)) {
    throw new TypeError('A script is printable ASCII without three quotation marks in a row.');
  }
  const check = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return `import hashlib,binascii
s=rb"""${content}"""
if binascii.hexlify(hashlib.sha256(s).digest()[:8])!=b'${check}':print('${damaged}')
elif globals().get('_i')==${number}:say(_o)
else:
 try:exec(s)
 except Exception as e:say({'error':type(e).__name__+': '+str(e)})
`;
}

/** Runs scripts on a board so that each runs as it was written, once, and its reply is what the board said. */
export class ScriptRunner {
  readonly #repl: Repl;
  readonly #path: string;
  readonly #helpers: string;
  #needsHelpers = true;
  /** Whether the board waits at the raw prompt with nothing of ours under way. */
  #isAtPrompt = true;
  #resyncs = 0;

  constructor(parts: { readonly repl: Repl; readonly path: string; readonly helpers: string }) {
    this.#repl = parts.repl;
    this.#path = parts.path;
    this.#helpers = parts.helpers;
  }

  /** How many times a script or its reply was damaged and the prompt had to be found again. */
  get resyncs(): number {
    return this.#resyncs;
  }

  /**
   * The script's reply.
   * @throws StudioError `repl/python-error` where the script raised, `repl/timeout`, `repl/protocol`; where every
   * attempt was damaged, the last failure
   */
  run(script: string, options: ScriptOptions): Promise<unknown> {
    const number = randomInt(1, 2 ** 30);
    return this.#attempt(options, async wait => {
      const running = await this.#begin(script, number, wait);
      for (;;) {
        const piece = await running.readPiece(wait());
        const line = parseScriptLine(piece.text);
        if (line?.kind === 'value') {
          this.#needsHelpers = false;
          await this.settle(running);
          return line.value;
        }
        await this.#check(running, piece, line, wait);
      }
    });
  }

  /**
   * Starts a script that goes on speaking with the host, and waits until `hasBegun` finds the line that says so. What
   * follows is between the caller and the script, until `settle`.
   */
  start(
    script: string,
    options: ScriptOptions & { readonly hasBegun: (line: string) => boolean },
  ): Promise<RunningScript> {
    const number = randomInt(1, 2 ** 30);
    return this.#attempt(options, async wait => {
      const running = await this.#begin(script, number, wait);
      for (;;) {
        const piece = await running.readPiece(wait());
        if (options.hasBegun(piece.text)) {
          this.#isAtPrompt = false;
          return running;
        }
        await this.#check(running, piece, parseScriptLine(piece.text), wait);
      }
    });
  }

  /** Reads a script's end, so that the next may begin; where it does not come, the next one finds the prompt first. */
  async settle(running: RunningScript): Promise<void> {
    try {
      await running.finish({ timeoutMs: tailMs });
      this.#isAtPrompt = true;
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#isAtPrompt = false;
    }
  }

  /** The script that runs is given up; the next one finds the prompt first. */
  lost(): void {
    this.#isAtPrompt = false;
  }

  async #attempt<Result>(
    options: ScriptOptions,
    work: (wait: () => WaitOptions) => Promise<Result>,
  ): Promise<Result> {
    const { quietMs = defaultQuietMs, signal, timeoutMs } = options;
    const endsAtMs = performance.now() + timeoutMs;
    const leftMs = () => Math.max(1, endsAtMs - performance.now());
    const wait = () => ({ timeoutMs: Math.min(quietMs, leftMs()), ...(signal ? { signal } : {}) });
    let last: unknown = new DeadlineError(timeoutMs);
    for (let attempt = 1; attempt <= attempts && performance.now() < endsAtMs; attempt++) {
      try {
        if (!this.#isAtPrompt) {
          this.#resyncs++;
          // Noise may have reset the board, and then nothing of ours is defined there any more.
          this.#needsHelpers = true;
          await this.#repl.enterRaw({ ...wait(), timeoutMs: leftMs() });
          this.#isAtPrompt = true;
        }
        return await work(wait);
      } catch (error) {
        if (!isDamage(error)) throw error;
        // That the prompt was not found in the little time that was left says less than what came before.
        if (!StudioError.is(error, 'repl/no-answer') || attempt === 1) last = error;
        this.#isAtPrompt = false;
      }
    }
    throw last;
  }

  async #begin(script: string, number: number, wait: () => WaitOptions): Promise<RunningScript> {
    const whole = this.#needsHelpers ? this.#helpers + script : script;
    return this.#repl.start(envelope(whole, number), wait());
  }

  /** Throws where a piece of output says that the script has failed, was damaged, or is over. */
  async #check(
    running: RunningScript,
    { isEnd, text }: { readonly isEnd: boolean; readonly text: string },
    line: ScriptLine | null,
    wait: () => WaitOptions,
  ): Promise<void> {
    if (line?.kind === 'error') {
      await this.settle(running);
      throw new ScriptError(line.message);
    }
    if (text.includes(damaged)) throw this.#damage(text);
    if (!isEnd) return;
    const { stderr } = await running.finish(wait());
    this.#isAtPrompt = true;
    throw stderr === '' ? this.#damage(text) : pythonError(stderr);
  }

  #damage(received: string): StudioError {
    return new StudioError('repl/protocol', {
      path: this.#path,
      received: printable(Buffer.from(received)),
    });
  }
}

/** What a script raised, by its own checked word: asking again would not help. */
class ScriptError extends StudioError<'repl/python-error'> {
  constructor(message: string) {
    super('repl/python-error', { message });
  }
}

/** Whether a failure may come from lost or changed bytes. */
function isDamage(error: unknown): boolean {
  if (error instanceof ScriptError) return false;
  return (
    error instanceof DeadlineError ||
    StudioError.is(error, 'repl/timeout') ||
    StudioError.is(error, 'repl/protocol') ||
    StudioError.is(error, 'repl/no-answer') ||
    StudioError.is(error, 'repl/python-error')
  );
}
