import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { once } from 'node:events';

/** A process that measures when it is asked to, so that what is compared never shares a heap. */
export class Child {
  readonly #process: ChildProcess;
  #waiting: PromiseWithResolvers<unknown> = Promise.withResolvers();

  private constructor(child: ChildProcess) {
    this.#process = child;
    child.on('message', answer => this.#waiting.resolve(answer));
    child.on('exit', code => {
      this.#waiting.reject(new Error(`the measured process ended with ${code}`));
      // Where nobody waits, it was told to end.
      this.#waiting.promise.catch(() => undefined);
    });
  }

  /** Starts a module and waits for its first message, which says that it is ready. */
  static async start(
    path: string,
    args: readonly string[],
    nodeArgs: readonly string[] = [],
  ): Promise<Child> {
    const child = fork(path, args, {
      execArgv: [...nodeArgs],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const started = new Child(child);
    await started.#waiting.promise;
    return started;
  }

  /** Asks for something and waits for the answer. */
  async ask<Answer>(request: Serializable): Promise<Answer> {
    this.#waiting = Promise.withResolvers();
    this.#process.send(request);
    return (await this.#waiting.promise) as Answer;
  }

  async end(): Promise<void> {
    const ended = once(this.#process, 'exit');
    if (this.#process.exitCode === null && this.#process.kill()) await ended;
  }
}

/** Answers the questions of the process that started this one. */
export function answerParent<Request>(answer: (request: Request) => Promise<Serializable>): void {
  process.on('message', request => {
    answer(request as Request).then(
      result => process.send?.(result),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.send?.('ready');
}
