import { StudioError } from '../../../contract/errors/studio-error.ts';
import type { Session } from '../../../contract/services/device-service.ts';
import type { DeviceFrame } from '../../../core/link/frame.ts';
import type { HubBridge, JsonValue } from '../hub-bridge.ts';
import { type PushedProgram, pushBundle } from '../push/push-bundle.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { Repl } from '../repl/repl.ts';
import type { CloseReason } from '../transport.ts';
import { closeError } from '../transports/base-transport.ts';
import { BoardPrompt } from './board-prompt.ts';
import { ConsoleRing } from './console-ring.ts';
import { FrameLink } from './frame-link.ts';
import type { InspectedProgram } from './inspect-program.ts';
import { Inspections } from './inspections.ts';
import { KitHub } from './kit-hub.ts';
import { LineOutbox } from './line-outbox.ts';
import { LinkMeter } from './link-meter.ts';
import { NodeRequests } from './node-requests.ts';
import { OneAtATime } from './one-at-a-time.ts';
import { PushedPrograms } from './pushed-programs.ts';
import { SessionNotices } from './session-notices.ts';
import type { LogLine, RunRequest, SessionOptions } from './session-options.ts';
import { type HelloFrame, SessionStatus } from './session-status.ts';
import { type PortValue, ValueBatch } from './value-batch.ts';

const watchRateHz = 20;

/**
 * The one live connection to a kit: what runs there, its values, its console, its hub. One request that changes the
 * kit at a time; a second one is refused with `device/busy`. Every state is left again by an unplug.
 */
export class LiveSession {
  readonly #options: SessionOptions;
  readonly #link: FrameLink;
  readonly #outbox: LineOutbox;
  readonly #console = new ConsoleRing();
  readonly #values: ValueBatch;
  readonly #status = new SessionStatus();
  readonly #hub: KitHub;
  readonly #work: OneAtATime;
  readonly #meter: LinkMeter;
  readonly #pushed = new PushedPrograms();
  readonly #inspections: Inspections;
  readonly #nodes: NodeRequests;
  readonly #prompt: BoardPrompt;
  #isAtPrompt: boolean;
  readonly #notices = new SessionNotices((level, text) => this.#log('host', level, null, text, null));

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#isAtPrompt = options.startsAtPrompt ?? false;
    this.#values = new ValueBatch(values => options.sink.onValues(values));
    this.#hub = new KitHub(options.startHub, this.#bridge(), text =>
      this.#log('host', 'warning', null, text, null),
    );
    this.#work = new OneAtATime(() => new StudioError('device/busy', { kitId: this.kitId }));
    this.#link = new FrameLink(options.transport);
    this.#outbox = new LineOutbox(this.#link, count => {
      this.#status.hubDrops += count;
    });
    this.#meter = new LinkMeter(this.#link, this.#status, () => this.#tell());
    this.#inspections = new Inspections(this.#link, this.#outbox);
    this.#nodes = new NodeRequests({
      kitId: options.kitId,
      hub: this.#hub,
      outbox: this.#outbox,
      status: this.#status,
      pushed: this.#pushed,
    });
    this.#prompt = new BoardPrompt({
      link: this.#link,
      open: signal => this.#openTransport(signal),
      deadlines: options.deadlines,
      ...(options.hardReset && { hardReset: options.hardReset }),
    });
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
    return this.#status.toSession(this.kitId, this.#values.dropped + this.#link.malformed);
  }

  /** Opens and listens; nothing is sent before a Cambrian program has spoken, and nothing is interrupted. */
  async connect(signal: AbortSignal): Promise<void> {
    if (this.isOpen) return;
    await this.#work.run(signal, work => this.#open(work));
  }

  async disconnect(): Promise<void> {
    await this.#work.cancel();
    await this.#hub.stop();
    await this.#options.transport.close();
    this.#setState('detached');
  }

  /** Pushes, starts, watches, starts the hub. See `pushBundle` for the errors. */
  async run(request: RunRequest): Promise<PushedProgram> {
    return this.#work.run(request.signal, async signal => {
      const running = this.#status.hello ?? (this.#isAtPrompt ? 'prompt' : null);
      this.#pushed.remember(request.bundle.hash, request.compilation);
      const startsAnew = this.#status.hello?.bundle !== request.bundle.hash;
      if (startsAnew) await this.#hub.stop();
      this.#withdraw();
      // From here on only what the board says anew counts.
      this.#status.programForgotten();
      this.#status.error = null;
      this.#setState('pushing');
      let undo = async (): Promise<void> => undefined;
      try {
        undo = (await request.prepare?.()) ?? undo;
        const pushed = await pushBundle({
          link: this.#link,
          open: openSignal => this.#openTransport(openSignal),
          bundle: request.bundle,
          loader: request.loader,
          rules: request.rules,
          signature: request.signature ?? null,
          ...(request.signerOf && { signerOf: request.signerOf }),
          known: this.#options.known,
          running,
          deadlines: this.#options.deadlines,
          signal,
          report: request.report,
          startedAtMs: request.startedAtMs,
        });
        this.#notices.fileSystem(pushed.result.fileSystem);
        // What runs after a failure is the program before, and it finds the parts that it knows.
        if (pushed.result.outcome === 'rolled-back') await undo();
        if (pushed.hello === null) this.#setState('listening');
        else await this.#programRuns(pushed.hello);
        return pushed;
      } catch (error) {
        await undo();
        this.#afterFailedRun(error);
        throw error;
      }
    });
  }

  /** Ctrl-C. A push that is under way is cancelled first, which brings the old program back. */
  async stop(signal: AbortSignal): Promise<void> {
    await this.#work.cancel();
    await this.#work.run(signal, async work => {
      await this.#hub.stop();
      this.#withdraw();
      await this.#open(work);
      await this.#prompt.stop('friendly', work);
      this.#programEnded();
      this.#setState('stopped');
    });
  }

  async reset(kind: 'soft' | 'hard', signal: AbortSignal): Promise<void> {
    await this.#work.run(signal, async work => {
      await this.#hub.stop();
      this.#withdraw();
      await this.#open(work);
      this.#programEnded();
      this.#setState('listening');
      if (!(await this.#prompt.reset(kind, work))) this.#setState('stopped');
    });
  }

  /**
   * Asks the program that runs what it is, and with `withFiles` whether its files were changed; it goes on meanwhile.
   * Null where none of ours runs, or it does not answer.
   */
  async inspect(withFiles: boolean, signal: AbortSignal): Promise<InspectedProgram | null> {
    const { hello } = this.#status;
    if (this.#status.state !== 'running' || hello === null) return null;
    return this.#inspections.inspect(hello.bundle, withFiles, signal);
  }

  /** Whether a program of ours says hello within that time. Nothing is interrupted. */
  async hears(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#link.waitFor(frame => (frame.t === 'hello' ? true : undefined), {
        timeoutMs,
        signal,
      });
    } catch (error) {
      if (error instanceof DeadlineError) return false;
      throw error;
    }
  }

  /** Interrupts what runs, does a piece of work at the raw prompt, and starts the board's program again. */
  async atPrompt<Result>(
    signal: AbortSignal,
    work: (repl: Repl, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    return this.#work.run(signal, async workSignal => {
      await this.#hub.stop();
      this.#withdraw();
      await this.#open(workSignal);
      this.#programEnded();
      this.#setState('listening');
      try {
        return await this.#prompt.work(workSignal, work);
      } finally {
        // What went away is left as it is.
        if (this.isOpen && (await this.#prompt.startAgain()) === 'stopped') this.#setState('stopped');
      }
    });
  }

  /** @throws StudioError `device/unknown-node`, `device/property-refused`, `device/no-reply`, `device/not-running` */
  async setProperty(node: string, property: string, value: JsonValue, signal: AbortSignal): Promise<void> {
    await this.#nodes.setProperty(node, property, value, signal);
  }

  /** @throws StudioError `device/unknown-node`, `device/no-reply`, `device/not-running` */
  async send(node: string, port: string, value: JsonValue, signal: AbortSignal): Promise<void> {
    await this.#nodes.send(node, port, value, signal);
  }

  async writeConsole(text: string, signal: AbortSignal): Promise<void> {
    if (!this.isOpen) throw new StudioError('transport/not-open', { path: this.#options.transport.path });
    if (this.#status.state === 'pushing') throw new StudioError('device/busy', { kitId: this.kitId });
    await this.#link.write(Buffer.from(text, 'utf8'), signal);
  }

  // Frames --------------------------------------------------------------------

  #onFrame(frame: DeviceFrame): void {
    switch (frame.t) {
      case 'hello':
        this.#onHello(frame);
        return;
      case 'emit':
        this.#hub.receive(frame.c, frame.v);
        // Older runtimes do not tell in their hello that wires cross the link.
        if (this.#status.state === 'running') this.#checkHub();
        return;
      case 'value':
        this.#values.add(frame.v);
        return;
      case 'stat':
        this.#status.programReported(frame);
        // A program of ours runs that said its hello before anybody listened.
        if (this.#status.hello === null && this.#status.state === 'listening')
          this.#sendQuietly({ t: 'hello' });
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
    if (this.#status.hello?.bundle !== hello.bundle) this.#values.forget();
    this.#status.programSpoke(hello);
    this.#isAtPrompt = false;
    if (this.#status.state !== 'pushing') {
      this.#programRuns(hello).catch((failure: unknown) => this.#logFailure(failure));
    }
  }

  #onText(text: string): void {
    this.#console.push(text);
    this.#options.sink.onConsole(text);
    // The prompt after a program of ours: it has ended by itself.
    if (this.#status.state === 'running' && /(^|\n)>>> /.test(text)) {
      this.#programEnded();
      this.#setState('stopped');
    }
  }

  async #programRuns(hello: HelloFrame): Promise<void> {
    this.#status.programConfirmed(hello);
    this.#setState('running');
    this.#sendQuietly({ t: 'watch', ports: 'all', rateHz: watchRateHz });
    const compilation = this.#pushed.get(hello.bundle);
    if (compilation === undefined) {
      if ((hello.channels ?? 0) > 0) this.#checkHub();
      return;
    }
    this.#outbox.limit(
      new Map(compilation.channels.map(({ number, queueLength }) => [number, queueLength] as const)),
    );
    await this.#hub.start(compilation.hub);
  }

  #checkHub(): void {
    const bundle = this.#status.hello?.bundle ?? null;
    if (bundle !== null && this.#pushed.get(bundle) === undefined) this.#notices.hubNodesDoNotRun(bundle);
  }

  #programEnded(): void {
    this.#notices.programEnded();
    this.#withdraw();
    this.#status.programForgotten();
    this.#isAtPrompt = true;
    this.#hub.stop().catch((failure: unknown) => this.#logFailure(failure));
  }

  /** Nothing that waits to be said, or for an answer, is worth waiting for any more. */
  #withdraw(): void {
    this.#outbox.withdraw();
    this.#inspections.withdraw();
  }

  #bridge(): HubBridge {
    return {
      kitId: this.kitId,
      device: {
        send: (node, port, value) => {
          if (this.#status.state === 'running') this.#sendQuietly({ t: 'send', n: node, p: port, v: value });
          else this.#status.hubDrops++;
        },
        latest: (node, port) => this.#values.latest(node, port),
      },
      sendChannel: (channel, value, cause) => {
        if (this.#status.state === 'running')
          this.#outbox.emit(channel, { t: 'emit', c: channel, v: value }, cause);
        else this.#status.hubDrops++;
      },
      onValue: (node, port, value, atMs) => this.#values.add([[node, port, value, atMs]]),
      onLog: ({ node, level, text }) => this.#log('hub', level, node, text, null),
    };
  }

  // Life ----------------------------------------------------------------------

  /** Whether its transport is open. */
  get isOpen(): boolean {
    return this.#meter.isRunning;
  }

  async #open(signal: AbortSignal): Promise<void> {
    if (this.isOpen) return;
    this.#status.error = null;
    this.#setState('opening');
    try {
      await this.#openTransport(signal);
      this.#setState(this.#isAtPrompt ? 'stopped' : 'listening');
    } catch (error) {
      this.#openFailed(error);
      throw error;
    }
  }

  async #openTransport(signal: AbortSignal): Promise<void> {
    const { baudRate, transport } = this.#options;
    if (this.isOpen) return;
    await transport.open({ baudRate, signal });
    this.#meter.start();
  }

  #onClose(reason: CloseReason): void {
    this.#meter.stop();
    this.#isAtPrompt = false;
    // A push finds out for itself, and may wait for the board to come back.
    if (this.#status.state === 'pushing') return;
    this.#programEnded();
    this.#isAtPrompt = false;
    if (reason.kind === 'closed') {
      this.#setState('detached');
      return;
    }
    this.#status.error = closeError(this.#options.transport.path, reason);
    this.#setState(reason.kind === 'gone' ? 'gone' : 'failed');
  }

  #afterFailedRun(error: unknown): void {
    const { hello } = this.#status;
    if (!this.isOpen) {
      this.#programEnded();
      this.#isAtPrompt = false;
      this.#openFailed(error);
    } else if (hello === null) {
      this.#setState('listening');
    } else {
      this.#programRuns(hello).catch((failure: unknown) => this.#logFailure(failure));
    }
  }

  /** Cancelled is not failed: then nobody has anything to mend. */
  #openFailed(error: unknown): void {
    const isCancelled = error instanceof Error && error.name === 'AbortError';
    this.#status.error = isCancelled ? null : StudioError.from(error);
    const isGone = StudioError.is(error, 'push/unplugged') || StudioError.is(error, 'push/end-unknown');
    if (isCancelled) this.#setState('detached');
    else this.#setState(isGone ? 'gone' : 'failed');
  }

  #sendQuietly(frame: Parameters<LineOutbox['send']>[0]): void {
    // Where the port is gone its close tells everybody; what was to be sent is counted.
    this.#outbox.send(frame).catch(() => {
      this.#status.hubDrops++;
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
    this.#status.state = state;
    this.#tell();
  }

  #tell(): void {
    this.#options.sink.onSession(this.session);
  }
}
