interface Work {
  readonly controller: AbortController;
  /** Of whoever asked for it, and of the controller. */
  readonly signal: AbortSignal;
  readonly done: Promise<void>;
}

/**
 * Lets one piece of work run at a time; a second one is refused, and the first can be cancelled from outside. One that
 * was cancelled and still cleans up behind itself is waited for.
 */
export class OneAtATime {
  readonly #refusal: () => Error;
  #current: Work | null = null;

  /** `refusal` makes the error for whoever comes second. */
  constructor(refusal: () => Error) {
    this.#refusal = refusal;
  }

  async run<Result>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    while (this.#current?.signal.aborted === true) {
      await this.#current.done;
      signal.throwIfAborted();
    }
    if (this.#current !== null) throw this.#refusal();
    const controller = new AbortController();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const current = { controller, done, signal: AbortSignal.any([signal, controller.signal]) };
    this.#current = current;
    try {
      return await work(current.signal);
    } finally {
      this.#current = null;
      resolve();
    }
  }

  /** Cancels what is under way and waits until it has cleaned up behind itself. */
  async cancel(): Promise<void> {
    this.#current?.controller.abort();
    await this.#current?.done;
  }
}
