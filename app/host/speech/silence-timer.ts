/** Calls once when nothing was heard for a while. Each sign of life starts it again; `null` stops it. */
export class SilenceTimer {
  readonly #onSilence: (phase: string, afterMs: number) => void;
  #timer: NodeJS.Timeout | null = null;

  constructor(onSilence: (phase: string, afterMs: number) => void) {
    this.#onSilence = onSilence;
  }

  expect(phase: string, withinMs: number): void {
    this.stop();
    this.#timer = setTimeout(() => this.#onSilence(phase, withinMs), withinMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
