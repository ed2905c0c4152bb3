/** A piece of work that speaks or listens; there is one at a time, and the newest goes before those that run. */
export class TurnQueue {
  #current: { readonly abort: AbortController; readonly done: Promise<void> } | null = null;

  get isBusy(): boolean {
    return this.#current !== null;
  }

  /** Resolves when nothing runs. */
  async settled(): Promise<void> {
    while (this.#current !== null) await this.#current.done;
  }

  /** Stops what runs. */
  cancel(): void {
    this.#current?.abort.abort();
  }

  /**
   * Cancels what runs, waits until it has ended, and begins. The signal aborts with any of `signals`, or when a newer
   * turn begins.
   */
  run(signals: readonly AbortSignal[], work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const previous = this.#current;
    previous?.abort.abort();
    const abort = new AbortController();
    const turn = {
      abort,
      done: (previous?.done ?? Promise.resolve())
        .then(() => {
          const signal = AbortSignal.any([abort.signal, ...signals]);
          return signal.aborted ? undefined : work(signal);
        })
        .finally(() => {
          if (this.#current === turn) this.#current = null;
        }),
    };
    this.#current = turn;
    // Who waits for its turn must not fail with the one before it.
    const { done } = turn;
    this.#current = Object.assign(turn, { done: done.catch(() => undefined) });
    return done;
  }
}
