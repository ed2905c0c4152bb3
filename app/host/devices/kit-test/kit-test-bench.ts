import type { PushConsents, PushProgress, Session } from '../../../contract/services/device-service.ts';
import type { DeviceFrame } from '../../../core/link/frame.ts';
import { LiveSession } from '../link/live-session.ts';
import type { LogLine } from '../link/session-options.ts';
import type { PortValue } from '../link/value-batch.ts';
import { boardHelpers, type Probe } from '../push/board-scripts.ts';
import { ScriptRunner } from '../push/checked-script.ts';
import type { PushedProgram } from '../push/push-bundle.ts';
import { boardDeadlines, type PushDeadlines } from '../push/push-deadlines.ts';
import type { KnownManifests } from '../push/push-plan.ts';
import type { Repl } from '../repl/repl.ts';
import type { Transport } from '../transport.ts';
import { CheckFailed } from './check-failed.ts';
import type { Aside } from './put-aside.ts';
import type { TestProgram, TestPrograms } from './test-programs.ts';
import { WatchedTransport } from './watched-transport.ts';

const scriptMs = 15_000;
const usualListenMs = 1_500;
const usualMeasureMs = 4_000;

export interface BenchOptions {
  readonly transport: Transport;
  readonly programs: TestPrograms;
  readonly deadlines?: PushDeadlines;
  /** How long to listen before anything else, and how long to measure telemetry, milliseconds. */
  readonly listenMs?: number;
  readonly measureMs?: number;
  /** Only virtual boards in this process can have their power cut. */
  readonly hardReset?: () => Promise<void>;
}

/** A board under test: the studio's own live session with it, and all that is seen of it. */
export class KitTestBench {
  readonly transport: WatchedTransport;
  readonly session: LiveSession;
  readonly programs: TestPrograms;
  readonly deadlines: PushDeadlines;
  readonly listenMs: number;
  readonly measureMs: number;
  /** What was learned of the board by earlier checks. */
  probe: Probe | null = null;
  /** What was put aside; null until something was. */
  aside: Aside | null = null;
  /** The newest program of the test that the board has confirmed. */
  current: TestProgram | null = null;
  readonly logs: LogLine[] = [];
  readonly #values: PortValue[] = [];
  readonly #hellos: Extract<DeviceFrame, { t: 'hello' }>[] = [];
  readonly #frames = new Map<DeviceFrame['t'], number>();
  #text = '';
  readonly #looks = new Set<() => void>();

  constructor(options: BenchOptions) {
    this.transport = new WatchedTransport(options.transport);
    this.programs = options.programs;
    this.deadlines = options.deadlines ?? boardDeadlines;
    this.listenMs = options.listenMs ?? usualListenMs;
    this.measureMs = options.measureMs ?? usualMeasureMs;
    const known: KnownManifests = new Map();
    this.session = new LiveSession({
      kitId: `test:${options.transport.path}`,
      transport: this.transport,
      baudRate: 115_200,
      deadlines: this.deadlines,
      known,
      ...(options.hardReset && { hardReset: options.hardReset }),
      // The test programs have no hub nodes.
      startHub: () => ({
        receive: () => undefined,
        send: () => false,
        setProperty: () => false,
        stop: () => undefined,
      }),
      sink: {
        onSession: () => this.#look(),
        onValues: values => {
          this.#values.push(...values);
          this.#look();
        },
        onConsole: text => {
          this.#text = (this.#text + text).slice(-4096);
          this.#look();
        },
        onLog: line => {
          this.logs.push(line);
          this.#look();
        },
      },
    });
    this.transport.onFrame(frame => {
      this.#frames.set(frame.t, this.frames(frame.t) + 1);
      if (frame.t === 'hello') this.#hellos.push(frame);
      this.#look();
    });
  }

  /** The last that was printed, beside frames. */
  get text(): string {
    return this.#text;
  }

  get state(): Session['state'] {
    return this.session.session.state;
  }

  get hellos(): readonly Extract<DeviceFrame, { t: 'hello' }>[] {
    return this.#hellos;
  }

  /** How many frames of a kind have come. */
  frames(kind: DeviceFrame['t']): number {
    return this.#frames.get(kind) ?? 0;
  }

  /** Values that came since {@link forgetValues}. */
  get values(): readonly PortValue[] {
    return this.#values;
  }

  forgetValues(): void {
    this.#values.length = 0;
  }

  /** Looks at each thing that happens until `look` finds something. Rejects with CheckFailed: `what` did not come. */
  async until<Result>(
    what: string,
    timeoutMs: number,
    signal: AbortSignal,
    look: () => Result | undefined | false,
  ): Promise<Result> {
    signal.throwIfAborted();
    const { promise, reject, resolve } = Promise.withResolvers<Result>();
    const tryIt = () => {
      const found = look();
      if (found !== undefined && found !== false) resolve(found);
    };
    const abort = () => reject(signal.reason);
    const timer = setTimeout(
      () => reject(new CheckFailed(`${what} did not come within ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    this.#looks.add(tryIt);
    signal.addEventListener('abort', abort, { once: true });
    try {
      tryIt();
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#looks.delete(tryIt);
      signal.removeEventListener('abort', abort);
    }
  }

  /** The next value of a port of the test program, whose message begins with `begin` where that is given. */
  async valueAfter(port: string, act: () => Promise<void>, signal: AbortSignal, timeoutMs = 5_000) {
    this.forgetValues();
    await act();
    return this.until(`a value of “${port}”`, timeoutMs, signal, () =>
      this.#values.find(([, name]) => name === port),
    );
  }

  /** Pushes as the studio does. */
  async push(
    program: TestProgram,
    signal: AbortSignal,
    options: Partial<PushConsents> & { readonly report?: (progress: PushProgress) => void } = {},
  ): Promise<PushedProgram> {
    const pushed = await this.session.run({
      bundle: program.bundle,
      compilation: program.compilation,
      loader: this.programs.sources.loader(),
      rules: {
        boardTitle: 'this board',
        machineWords: [],
        ramBytes: 0,
        replaceForeign: options.replaceForeign ?? false,
        allowOtherBoard: true,
        allowOlder: true,
      },
      startedAtMs: performance.now(),
      signal,
      report: options.report ?? (() => undefined),
    });
    if (pushed.result.outcome !== 'rolled-back') this.current = program;
    return pushed;
  }

  /** Runs a script of the push at the raw prompt; the board's program starts again afterwards. */
  async script(source: string, signal: AbortSignal): Promise<unknown> {
    return this.atPrompt(signal, runner => runner.run(source, { timeoutMs: scriptMs, signal }));
  }

  async atPrompt<Result>(
    signal: AbortSignal,
    work: (runner: ScriptRunner, repl: Repl) => Promise<Result>,
  ): Promise<Result> {
    return this.session.atPrompt(signal, repl =>
      work(new ScriptRunner({ repl, path: this.transport.path, helpers: boardHelpers }), repl),
    );
  }

  /** Waits until the program runs that the test believes to be there. */
  async untilRunning(program: TestProgram, signal: AbortSignal, timeoutMs = 15_000): Promise<void> {
    await this.until('the program’s hello', timeoutMs, signal, () => {
      const { session } = this.session;
      return session.state === 'running' && session.program?.bundle === program.bundle.hash;
    });
  }

  #look(): void {
    for (const look of [...this.#looks]) look();
  }
}
