import { randomUUID } from 'node:crypto';
import { StudioError } from '../../contract/errors/studio-error.ts';
import { errorOfCode } from './service-errors.ts';
import { SilenceTimer } from './silence-timer.ts';
import { type Deadlines, objectAt, type SocketLink, textAt } from './socket-link.ts';
import type { SocketPool } from './socket-pool.ts';
import { type CloudCall, withoutKey } from './speech-access.ts';

export interface TaskOptions {
  readonly call: CloudCall;
  readonly pool: SocketPool;
  readonly deadlines: Deadlines;
  /** `task_group`, `task`, `function`, `parameters`; the model comes from the call. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
  /** Payload of a `result-generated`. */
  readonly onResult: (payload: Readonly<Record<string, unknown>>) => void;
  readonly onBinary: (bytes: Buffer) => void;
}

/** How far a task is. */
type TaskState = 'starting' | 'running' | 'finishing' | 'ended';

/**
 * One task of DashScope's duplex socket: `run-task`, then text by `continue-task` or sound as binary, then
 * `finish-task`. Messages of other tasks on a socket that is used again are passed over.
 */
export class DashScopeTask {
  readonly #options: TaskOptions;
  readonly #id = randomUUID().replaceAll('-', '');
  readonly #silence: SilenceTimer;
  readonly #started = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #onAbort: () => void;
  #link: SocketLink | null = null;
  #state: TaskState = 'starting';

  private constructor(options: TaskOptions) {
    this.#options = options;
    this.#silence = new SilenceTimer((phase, afterMs) =>
      this.#end(
        new StudioError('speech/timeout', { provider: options.call.title, phase, seconds: afterMs / 1000 }),
      ),
    );
    this.#onAbort = () => this.#end(options.signal.reason ?? new Error('cancelled'));
    // Whoever waits for the end hears of a failure; nobody else has to.
    this.#ended.promise.catch(() => undefined);
    this.#started.promise.catch(() => undefined);
  }

  /** Resolves when the service has started the task. Rejects with `speech/…`, or with the signal's reason. */
  static async run(options: TaskOptions): Promise<DashScopeTask> {
    const isKept = options.pool.hasKept(options.call, 'inference');
    try {
      return await DashScopeTask.#runOnce(options);
    } catch (error) {
      // A kept socket may have been closed by the other side while it was idle; a fresh one is tried once.
      if (isKept && StudioError.is(error, 'speech/disconnected')) return DashScopeTask.#runOnce(options);
      throw error;
    }
  }

  static async #runOnce(options: TaskOptions): Promise<DashScopeTask> {
    const task = new DashScopeTask(options);
    const { call, pool, signal, deadlines } = options;
    const link = await pool.take(call, 'inference', deadlines, signal);
    if (signal.aborted) {
      pool.giveBack(call, 'inference', link);
      throw signal.reason;
    }
    task.#link = link;
    signal.addEventListener('abort', task.#onAbort, { once: true });
    link.listen({
      onJson: message => task.#receive(message),
      onBinary: bytes => {
        task.#silence.stop();
        if (task.#state === 'finishing') task.#silence.expect('answering', deadlines.answerMs);
        options.onBinary(bytes);
      },
      onLost: error => task.#end(error),
    });
    task.#silence.expect('starting', deadlines.startMs);
    task.#send('run-task', { ...options.payload, model: call.model, input: {} });
    await task.#started.promise;
    return task;
  }

  /** Adds text to what is to be spoken. */
  continueWith(input: Readonly<Record<string, unknown>>): void {
    if (this.#state !== 'running') return;
    this.#send('continue-task', { input });
    this.#silence.expect('answering', this.#options.deadlines.answerMs);
  }

  /** Adds sound. */
  sendAudio(bytes: Buffer): void {
    if (this.#state === 'running') this.#link?.sendBinary(bytes);
  }

  /** Pieces of sound that were dropped because the network was too slow. */
  get dropped(): number {
    return this.#link?.dropped ?? 0;
  }

  /** No more comes from here; resolves when the service has said all. Rejects as `run` does. */
  async finish(): Promise<void> {
    if (this.#state === 'running') {
      this.#state = 'finishing';
      await this.#link?.flushed();
      if (!this.#hasEnded()) {
        this.#send('finish-task', { input: {} });
        this.#silence.expect('finishing', this.#options.deadlines.answerMs);
      }
    }
    await this.#ended.promise;
  }

  /** Resolves when it ended well; rejects where it failed. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Ends it now. */
  cancel(): void {
    this.#end(new DOMException('The task was cancelled.', 'AbortError'));
  }

  #hasEnded(): boolean {
    return this.#state === 'ended';
  }

  #send(action: string, payload: Readonly<Record<string, unknown>>): void {
    this.#link?.sendJson({ header: { action, task_id: this.#id, streaming: 'duplex' }, payload });
  }

  #receive(message: Readonly<Record<string, unknown>>): void {
    const header = objectAt(message, 'header');
    if (textAt(header, 'task_id') !== this.#id || this.#state === 'ended') return;
    const { answerMs } = this.#options.deadlines;
    switch (textAt(header, 'event')) {
      case 'task-started':
        if (this.#state !== 'starting') return;
        this.#state = 'running';
        this.#silence.stop();
        this.#started.resolve();
        return;
      case 'result-generated':
        if (this.#state === 'finishing') this.#silence.expect('finishing', answerMs);
        else this.#silence.stop();
        this.#options.onResult(objectAt(message, 'payload'));
        return;
      case 'task-finished':
        this.#options.onResult(objectAt(message, 'payload'));
        this.#end(null);
        return;
      case 'task-failed':
        this.#end(
          errorOfCode(
            this.#options.call.title,
            this.#options.call.model,
            textAt(header, 'error_code'),
            withoutKey(this.#options.call, textAt(header, 'error_message')),
          ),
        );
    }
  }

  #end(failure: unknown): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#silence.stop();
    const { call, pool, signal } = this.#options;
    signal.removeEventListener('abort', this.#onAbort);
    const link = this.#link;
    if (failure === null) {
      if (link !== null) pool.giveBack(call, 'inference', link);
      this.#started.resolve();
      this.#ended.resolve();
      return;
    }
    // The service goes on for a cancelled task, so its socket is not used again.
    link?.close();
    this.#started.reject(failure);
    this.#ended.reject(failure);
  }
}
