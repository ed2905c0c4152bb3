import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { PushProgress, PushResult, Session } from '../../../contract/services/device-service.ts';
import type { Compilation } from '../../../core/compiler/bundle.ts';
import type { DeviceFrame } from '../../../core/link/frame.ts';
import type { Bundle } from '../../build/bundle-writer.ts';
import type { DeviceLoader } from '../../build/device-sources.ts';
import type { HubBridge, JsonValue, RunningHub, StartHub } from '../hub-bridge.ts';
import { bootProgram } from '../push/boot-program.ts';
import { pushBundle } from '../push/push-bundle.ts';
import type { PushDeadlines } from '../push/push-deadlines.ts';
import type { KnownManifests, PushTargetRules } from '../push/push-plan.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { CloseReason, Transport } from '../transport.ts';
import { closeError } from '../transports/base-transport.ts';
import { ConsoleRing } from './console-ring.ts';
import { FrameLink } from './frame-link.ts';
import { type PortValue, ValueBatch } from './value-batch.ts';

type HelloFrame = Extract<DeviceFrame, { t: 'hello' }>;

export interface LogLine {
  readonly at: string;
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly source: 'device' | 'hub' | 'host';
  readonly node: string | null;
  readonly text: string;
  readonly trace: string | null;
}

/** Whom a session tells what happens. */
export interface SessionSink {
  readonly onSession: (session: Session) => void;
  readonly onValues: (values: PortValue[]) => void;
  readonly onConsole: (text: string) => void;
  readonly onLog: (line: LogLine) => void;
}

export interface SessionOptions {
  readonly kitId: string;
  readonly transport: Transport;
  readonly baudRate: number;
  readonly deadlines: PushDeadlines;
  readonly sink: SessionSink;
  readonly startHub: StartHub;
  /** Manifests by hash, shared by all kits. */
  readonly known: KnownManifests;
  /** Cuts and returns power; only virtual boards can. Others are reset by `machine.reset()`. */
  readonly hardReset?: () => Promise<void>;
  /** The board is known to wait at its prompt when it is opened: one that was made a moment ago. */
  readonly startsAtPrompt?: boolean;
}

export interface RunRequest {
  readonly bundle: Bundle;
  readonly compilation: Compilation;
  readonly loader: DeviceLoader;
  readonly rules: PushTargetRules;
  readonly startedAtMs: number;
  readonly signal: AbortSignal;
  readonly report: (progress: PushProgress) => void;
}

const watchRateHz = 20;
const replyTimeoutMs = 5_000;
const stopTimeoutMs = 8_000;
const statsPeriodMs = 1_000;

/**
 * The one live connection to a kit: what runs there, its values, its console, its hub. One request that changes the
 * kit at a time; a second one is refused with `device/busy`. Every state is left again by an unplug.
 */
export class LiveSession {
  readonly #options: SessionOptions;
  readonly #link: FrameLink;
  readonly #console = new ConsoleRing();
  readonly #values: ValueBatch;
  #state: Session['state'] = 'detached';
  #hello: HelloFrame | null = null;
  #startedAt = '';
  #memoryFree: number | null = null;
  #loopMaxMs: number | null = null;
  #deviceDrops = 0;
  #hubDrops = 0;
  #error: StudioError | null = null;
  #linkBytesPerSecond = 0;
  #statsTimer: NodeJS.Timeout | null = null;
  #work: { readonly controller: AbortController; readonly done: Promise<void> } | null = null;
  /** The program that was pushed last from here: its hub nodes start whenever it says hello. */
  #pushed: { readonly hash: string; readonly compilation: Compilation } | null = null;
  #hub: RunningHub | null = null;
  #isAtPrompt: boolean;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#isAtPrompt = options.startsAtPrompt ?? false;
    this.#values = new ValueBatch(values => options.sink.onValues(values));
    this.#link = new FrameLink(options.transport);
    this.#link.onFrame(frame => this.#onFrame(frame));
    this.#link.onText(text => this.#onText(text));
    options.transport.onDidClose(reason => this.#onClose(reason));
  }

  get kitId(): string {
    return this.#options.kitId;
  }

  get consoleText(): string {
    return this.#console.text;
  }

  /** The newest value of every port of the running program, for a screen that opens now. */
  get newestValues(): PortValue[] {
    return this.#values.newest;
  }

  get session(): Session {
    const hello = this.#hello;
    return {
      kitId: this.kitId,
      state: this.#state,
      program:
        hello === null
          ? null
          : {
              profile: hello.profile,
              bundle: hello.bundle,
              sequence: hello.sequence,
              slot: hello.slot,
              state: hello.state,
              rollback: hello.rollback,
              machine: hello.machine,
              board: hello.board,
              startedAt: this.#startedAt,
            },
      memoryFree: this.#memoryFree,
      memoryTotal: hello?.memoryTotal ?? null,
      loopMaxMs: this.#loopMaxMs,
      linkBytesPerSecond: this.#linkBytesPerSecond,
      drops: this.#deviceDrops + this.#hubDrops + this.#values.dropped + this.#link.malformed,
      error: this.#error?.toJson() ?? null,
    };
  }

  /** Opens and listens; nothing is sent before a Cambrian program has spoken, and nothing is interrupted. */
  async connect(signal: AbortSignal): Promise<void> {
    if (this.#isOpen) return;
    await this.#exclusive(signal, work => this.#open(work));
  }

  async disconnect(): Promise<void> {
    await this.#cancelWork();
    await this.#stopHub();
    await this.#options.transport.close();
    this.#setState('detached');
  }

  /** Pushes, starts, watches, starts the hub. See `pushBundle` for the errors. */
  async run(request: RunRequest): Promise<PushResult> {
    return this.#exclusive(request.signal, async signal => {
      const running = this.#hello ?? (this.#isAtPrompt ? 'prompt' : null);
      this.#pushed = { hash: request.bundle.hash, compilation: request.compilation };
      const startsAnew = this.#hello?.bundle !== request.bundle.hash;
      if (startsAnew) await this.#stopHub();
      // From here on only what the board says anew counts.
      this.#hello = null;
      this.#error = null;
      this.#setState('pushing');
      try {
        const { hello, result } = await pushBundle({
          link: this.#link,
          open: openSignal => this.#openTransport(openSignal),
          bundle: request.bundle,
          loader: request.loader,
          rules: request.rules,
          known: this.#options.known,
          running,
          deadlines: this.#options.deadlines,
          signal,
          report: request.report,
          startedAtMs: request.startedAtMs,
        });
        if (hello === null) this.#setState('listening');
        else await this.#programRuns(hello);
        return result;
      } catch (error) {
        this.#afterFailedRun(error);
        throw error;
      }
    });
  }

  /** Ctrl-C. A push that is under way is cancelled first, which brings the old program back. */
  async stop(signal: AbortSignal): Promise<void> {
    await this.#cancelWork();
    await this.#exclusive(signal, async work => {
      await this.#stopHub();
      await this.#open(work);
      await this.#toPrompt('friendly', work);
      this.#programEnded();
      this.#setState('stopped');
    });
  }

  async reset(kind: 'soft' | 'hard', signal: AbortSignal): Promise<void> {
    await this.#exclusive(signal, async work => {
      await this.#stopHub();
      await this.#open(work);
      this.#programEnded();
      this.#setState('listening');
      const { deadlines, hardReset } = this.#options;
      const timeoutMs = deadlines.bootMs;
      if (kind === 'hard' && hardReset !== undefined) {
        const hello = this.#link.waitFor(frame => (frame.t === 'hello' ? true : undefined), {
          timeoutMs,
          signal: work,
        });
        hello.catch(() => undefined);
        await hardReset();
        // A board without a program says nothing: it is reset all the same.
        await hello.catch((error: unknown) => {
          if (!(error instanceof DeadlineError)) throw error;
        });
        return;
      }
      await this.#toPrompt(kind === 'hard' ? 'friendly' : 'raw', work);
      const booted = await bootProgram({
        link: this.#link,
        open: openSignal => this.#openTransport(openSignal),
        timeoutMs,
        ...(kind === 'hard' ? { reset: Buffer.from('import machine\rmachine.reset()\r') } : {}),
      });
      if (booted.kind === 'running') booted.health.dispose();
      else this.#setState('stopped');
    });
  }

  /** @throws StudioError `device/unknown-node`, `device/property-refused`, `device/no-reply`, `device/not-running` */
  async setProperty(node: string, property: string, value: JsonValue, signal: AbortSignal): Promise<void> {
    if (this.#hub?.setProperty(node, property, value)) return;
    this.#checkNode(node);
    const answer = await this.#ask(
      this.#link.request(
        { t: 'set', n: node, k: property, v: value },
        frame => (frame.t === 'set' && frame.n === node && frame.k === property ? frame : undefined),
        { timeoutMs: replyTimeoutMs, signal },
      ),
    );
    if (!answer.ok) {
      throw new StudioError('device/property-refused', { node, property, message: answer.error ?? '?' });
    }
  }

  /** @throws StudioError `device/unknown-node`, `device/not-running` */
  async send(node: string, port: string, value: JsonValue, signal: AbortSignal): Promise<void> {
    if (this.#hub?.send(node, port, value)) return;
    this.#checkNode(node);
    await this.#link.send({ t: 'send', n: node, p: port, v: value }, signal);
  }

  async writeConsole(text: string, signal: AbortSignal): Promise<void> {
    if (!this.#isOpen) throw new StudioError('transport/not-open', { path: this.#options.transport.path });
    if (this.#state === 'pushing') throw new StudioError('device/busy', { kitId: this.kitId });
    await this.#link.write(Buffer.from(text, 'utf8'), signal);
  }

  // Frames --------------------------------------------------------------------

  #onFrame(frame: DeviceFrame): void {
    switch (frame.t) {
      case 'hello':
        this.#onHello(frame);
        return;
      case 'emit':
        this.#hub?.receive(frame.c, frame.v);
        return;
      case 'value':
        this.#values.add(frame.v);
        return;
      case 'stat':
        this.#memoryFree = frame.memoryFree;
        this.#loopMaxMs = frame.loopMaxMs;
        this.#deviceDrops = Object.values(frame.drops).reduce((sum, count) => sum + count, 0);
        // A program of ours runs that said its hello before anybody listened.
        if (this.#hello === null && this.#state === 'listening') this.#sendQuietly({ t: 'hello' });
        return;
      case 'log':
        this.#log('device', frame.level, frame.n, frame.m, null);
        return;
      case 'fault':
        this.#log('device', 'error', frame.n, `${frame.error}: ${frame.m}`, frame.trace);
        return;
      default:
        // Answers to requests, which wait for them.
        return;
    }
  }

  #onHello(hello: HelloFrame): void {
    if (this.#hello?.bundle !== hello.bundle) this.#values.forget();
    this.#hello = hello;
    this.#isAtPrompt = false;
    this.#startedAt = new Date().toISOString();
    this.#memoryFree = hello.memoryFree;
    if (this.#state !== 'pushing') {
      this.#programRuns(hello).catch((failure: unknown) => this.#logFailure(failure));
    }
  }

  #onText(text: string): void {
    this.#console.push(text);
    this.#options.sink.onConsole(text);
    // The prompt after a program of ours: it has ended by itself.
    if (this.#state === 'running' && /(^|\n)>>> /.test(text)) {
      this.#programEnded();
      this.#setState('stopped');
    }
  }

  async #programRuns(hello: HelloFrame): Promise<void> {
    this.#hello = hello;
    this.#setState('running');
    this.#sendQuietly({ t: 'watch', ports: 'all', rateHz: watchRateHz });
    if (this.#hub !== null || this.#pushed?.hash !== hello.bundle) return;
    const { hub } = this.#pushed.compilation;
    if (hub.nodes.length > 0) this.#hub = await this.#options.startHub(hub, this.#bridge());
  }

  #programEnded(): void {
    this.#hello = null;
    this.#isAtPrompt = true;
    this.#memoryFree = null;
    this.#loopMaxMs = null;
    this.#stopHubQuietly();
  }

  #bridge(): HubBridge {
    return {
      kitId: this.kitId,
      sendChannel: (channel, value) => {
        if (this.#state === 'running') this.#sendQuietly({ t: 'emit', c: channel, v: value });
        else this.#hubDrops++;
      },
      onValue: (node, port, value, atMs) => this.#values.add([[node, port, value, atMs]]),
      onLog: ({ node, level, text }) => this.#log('hub', level, node, text, null),
    };
  }

  // Life ----------------------------------------------------------------------

  get #isOpen(): boolean {
    return this.#statsTimer !== null;
  }

  async #open(signal: AbortSignal): Promise<void> {
    if (this.#isOpen) return;
    this.#error = null;
    this.#setState('opening');
    try {
      await this.#openTransport(signal);
      this.#setState(this.#isAtPrompt ? 'stopped' : 'listening');
    } catch (error) {
      this.#error = StudioError.from(error);
      this.#setState('failed');
      throw error;
    }
  }

  async #openTransport(signal: AbortSignal): Promise<void> {
    const { baudRate, transport } = this.#options;
    if (this.#isOpen) return;
    await transport.open({ baudRate, signal });
    let before = this.#link.bytesMoved;
    this.#statsTimer = setInterval(() => {
      const now = this.#link.bytesMoved;
      const rate = ((now - before) * 1000) / statsPeriodMs;
      before = now;
      if (rate === this.#linkBytesPerSecond) return;
      this.#linkBytesPerSecond = rate;
      this.#tell();
    }, statsPeriodMs);
    this.#statsTimer.unref();
  }

  #onClose(reason: CloseReason): void {
    if (this.#statsTimer !== null) clearInterval(this.#statsTimer);
    this.#statsTimer = null;
    this.#linkBytesPerSecond = 0;
    this.#isAtPrompt = false;
    // A push finds out for itself, and may wait for the board to come back.
    if (this.#state === 'pushing') return;
    this.#programEnded();
    this.#isAtPrompt = false;
    if (reason.kind === 'closed') {
      this.#setState('detached');
      return;
    }
    this.#error = closeError(this.#options.transport.path, reason);
    this.#setState(reason.kind === 'gone' ? 'gone' : 'failed');
  }

  #afterFailedRun(error: unknown): void {
    if (!this.#isOpen) {
      this.#programEnded();
      this.#isAtPrompt = false;
      this.#error = StudioError.from(error);
      this.#setState(StudioError.is(error, 'push/unplugged') ? 'gone' : 'failed');
    } else if (this.#hello === null) {
      this.#setState('listening');
    } else {
      this.#programRuns(this.#hello).catch((failure: unknown) => this.#logFailure(failure));
    }
  }

  /** Interrupts what runs, and leaves the board at one of its prompts. */
  async #toPrompt(prompt: 'raw' | 'friendly', signal: AbortSignal): Promise<void> {
    const repl = this.#link.takeRepl();
    try {
      await repl.enterRaw({ timeoutMs: stopTimeoutMs, signal });
      if (prompt === 'friendly') await repl.exitRaw(signal);
    } finally {
      this.#link.releaseRepl();
    }
  }

  async #exclusive<Result>(
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (this.#work !== null) throw new StudioError('device/busy', { kitId: this.kitId });
    const controller = new AbortController();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    this.#work = { controller, done };
    try {
      return await work(AbortSignal.any([signal, controller.signal]));
    } finally {
      this.#work = null;
      resolve();
    }
  }

  /** Cancels what is under way and waits until it has cleaned up behind itself. */
  async #cancelWork(): Promise<void> {
    this.#work?.controller.abort();
    await this.#work?.done;
  }

  async #ask<Result>(request: Promise<Result>): Promise<Result> {
    try {
      return await request;
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      throw new StudioError('device/no-reply', { kitId: this.kitId, seconds: replyTimeoutMs / 1000 });
    }
  }

  #checkNode(node: string): void {
    if (this.#state !== 'running') throw new StudioError('device/not-running', { kitId: this.kitId });
    const pushed = this.#pushed;
    if (pushed === null || pushed.hash !== this.#hello?.bundle) return;
    if (!pushed.compilation.graph.nodes.some(({ id }) => id === node)) {
      throw new StudioError('device/unknown-node', { node });
    }
  }

  async #stopHub(): Promise<void> {
    const hub = this.#hub;
    this.#hub = null;
    await hub?.stop();
  }

  #stopHubQuietly(): void {
    this.#stopHub().catch((failure: unknown) => this.#logFailure(failure));
  }

  #sendQuietly(frame: Parameters<FrameLink['send']>[0]): void {
    // Where the port is gone its close tells everybody; what was to be sent is counted.
    this.#link.send(frame).catch(() => {
      this.#hubDrops++;
    });
  }

  #log(
    source: LogLine['source'],
    level: LogLine['level'],
    node: string | null,
    text: string,
    trace: string | null,
  ): void {
    this.#options.sink.onLog({ at: new Date().toISOString(), level, source, node, text, trace });
  }

  #logFailure(failure: unknown): void {
    this.#log('host', 'error', null, StudioError.from(failure).message, null);
  }

  #setState(state: Session['state']): void {
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    this.#options.sink.onSession(this.session);
  }
}
