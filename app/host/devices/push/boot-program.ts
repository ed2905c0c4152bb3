import { setTimeout as sleep } from 'node:timers/promises';
import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { DeviceFrame } from '../../../core/link/frame.ts';
import type { FrameLink } from '../link/frame-link.ts';
import { DeadlineError, printable } from '../repl/byte-inbox.ts';
import { closeError } from '../transports/base-transport.ts';

export type HelloFrame = Extract<DeviceFrame, { t: 'hello' }>;

/** What a board does after a reset. */
export type BootedProgram =
  | { readonly kind: 'running'; readonly hello: HelloFrame; readonly health: HealthCheck }
  /** The loader or the program gave up; the board waits at its prompt. */
  | { readonly kind: 'stopped'; readonly reason: string }
  /** Nothing that could be understood came in time. */
  | { readonly kind: 'silent'; readonly received: string };

export interface BootOptions {
  readonly link: FrameLink;
  /** Opens the transport again; USB of some boards comes back as a new device after a reset. */
  readonly open: (signal: AbortSignal) => Promise<void>;
  readonly timeoutMs: number;
  /** What resets the board; from the raw prompt Ctrl-B and Ctrl-D unless it says otherwise. */
  readonly reset?: Uint8Array;
  /** A program of ours is to start: it may be asked for its hello, and reset again where the reset was lost. */
  readonly isOurs?: boolean;
  /** Waits for the reset alone: what starts then is another program, which says no hello. */
  readonly untilReset?: boolean;
}

/** How long a serial port may be away after a reset before that counts as an unplug. */
const reopenPatienceMs = 4_000;
const reopenPauseMs = 150;
const textLetters = 8_192;
/** What MicroPython says when it resets. */
const resetWord = 'soft reboot';
const softReset = Buffer.of(0x0d, 0x02, 0x04);
/** After so long without a word of it a lost hello, or a lost reset, is asked for again. */
const askAgainMs = 1_200;
const pingAttempts = 3;

/** From the raw prompt: a soft reset from the friendly one, because only that runs `main.py`; then waits for its hello. */
export async function bootProgram(options: BootOptions): Promise<BootedProgram> {
  const { link, timeoutMs } = options;
  const { promise, resolve, reject } = Promise.withResolvers<BootedProgram>();
  const health = new HealthCheck(link);
  const ended = new AbortController();
  let text = '';
  const stops = [
    link.onFrame(frame => {
      if (frame.t === 'hello') resolve({ kind: 'running', hello: frame, health });
    }),
    link.onText(part => {
      text = (text + part).slice(-textLetters);
      if (options.untilReset && text.includes(resetWord)) resolve({ kind: 'silent', received: '' });
      const reason = stoppedReason(text);
      if (reason !== null) resolve({ kind: 'stopped', reason });
    }),
    link.transport.onDidClose(reason => {
      const error = closeError(link.transport.path, reason);
      if (link.transport.kind !== 'serial' || reason.kind === 'closed') reject(error);
      else reopen(options, error, ended.signal).catch(reject);
    }),
  ];
  const timer = setTimeout(
    () => resolve({ kind: 'silent', received: printable(Buffer.from(text)) }),
    timeoutMs,
  );
  const asking = options.isOurs
    ? setInterval(() => {
        // While the port is away there is nobody to ask; its end is told otherwise.
        const ask = text.includes(resetWord) ? link.send({ t: 'hello' }) : link.write(softReset);
        ask.catch(() => undefined);
      }, askAgainMs)
    : undefined;
  try {
    link.write(options.reset ?? softReset).catch(reject);
    const booted = await promise;
    if (booted.kind !== 'running') health.dispose();
    return booted;
  } catch (error) {
    health.dispose();
    throw error;
  } finally {
    ended.abort();
    clearInterval(asking);
    clearTimeout(timer);
    for (const stop of stops) stop();
  }
}

async function reopen(options: BootOptions, lost: StudioError, signal: AbortSignal): Promise<void> {
  const endsAtMs = performance.now() + reopenPatienceMs;
  while (!signal.aborted && performance.now() < endsAtMs) {
    await sleep(reopenPauseMs);
    try {
      await options.open(signal);
      return;
    } catch (error) {
      if (signal.aborted) return;
      // Not there yet, or its permissions are still being set.
      if (!StudioError.is(error)) throw error;
    }
  }
  if (!signal.aborted) throw lost;
}

/** After the reset a prompt means that nothing runs; the traceback before it says why. */
function stoppedReason(text: string): string | null {
  const reboot = text.lastIndexOf(resetWord);
  if (reboot < 0 || !text.slice(reboot).includes('>>> ')) return null;
  const lines = text
    .slice(reboot)
    .split('\n')
    .map(line => line.trim());
  return (
    lines.findLast(line => /^[A-Za-z_.]*(Error|Exception|Interrupt|Exit)\b/.test(line)) ??
    lines.findLast(line => line.startsWith('cambrian: ')) ??
    'the program ended'
  );
}

/** Watches a program from its first frame on: sick is one in which every node has failed, or that does not turn. */
export class HealthCheck {
  readonly #link: FrameLink;
  readonly #faults = new Map<string, string>();
  readonly #stop: () => void;

  constructor(link: FrameLink) {
    this.#link = link;
    this.#stop = link.onFrame(frame => {
      if (frame.t === 'fault') this.#faults.set(frame.n, `${frame.n}: ${frame.error}: ${frame.m}`);
    });
  }

  dispose(): void {
    this.#stop();
  }

  /** Null where the program is well, else why not. Rejects with DeadlineError where its main loop does not turn. */
  async check(options: { readonly nodes: number; readonly timeoutMs: number }): Promise<string | null> {
    try {
      // Faults of starting are sent before the answer, so all of them are known then.
      await this.#ping(options.timeoutMs);
      const reasons = [...this.#faults.values()];
      return options.nodes > 0 && reasons.length >= options.nodes ? (reasons[0] ?? null) : null;
    } finally {
      this.dispose();
    }
  }

  /** One that is lost on its way says nothing about the program. */
  async #ping(timeoutMs: number): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#link.ping({ timeoutMs: timeoutMs / pingAttempts });
        return;
      } catch (error) {
        if (!(error instanceof DeadlineError) || attempt === pingAttempts) throw error;
      }
    }
  }
}
