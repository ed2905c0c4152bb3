/** Lets one piece of work run at a time; a second one is refused, and the first can be cancelled from outside. */
export class OneAtATime {
  readonly #refusal: () => Error;
  #current: { readonly controller: AbortController; readonly done: Promise<void> } | null = null;

  /** `refusal` makes the error for whoever comes second. */
  constructor(refusal: () => Error) {
    this.#refusal = refusal;
  }

  async run<Result>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (this.#current !== null) throw this.#refusal();
    const controller = new AbortController();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    this.#current = { controller, done };
    try {
      return await work(AbortSignal.any([signal, controller.signal]));
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
