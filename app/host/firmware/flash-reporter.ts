import type { FlashProgress, FlashResult } from '../../contract/services/firmware-service.ts';

export type FlashPhase = FlashProgress['phase'];

/** Rate and time left are those of about this much time, so that they follow the wire and do not jump. */
const rateWindowMs = 2_000;
/** Not more often than this within a phase. */
const reportEveryMs = 50;

/** Tells how far flashing has come, and keeps how long each phase took. */
export class FlashReporter {
  readonly #report: (progress: FlashProgress) => void;
  readonly #now: () => number;
  readonly #startedAtMs: number;
  readonly #spent = new Map<FlashPhase, number>();
  #phase: FlashPhase | null = null;
  #attempt: number | null = null;
  #phaseStartedAtMs: number;
  #marks: { readonly atMs: number; readonly bytes: number }[] = [];
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds of a clock that never goes back */
  constructor(report: (progress: FlashProgress) => void, now: () => number = () => performance.now()) {
    this.#report = report;
    this.#now = now;
    this.#startedAtMs = now();
    this.#phaseStartedAtMs = this.#startedAtMs;
  }

  /** The one that is under way, or was last. */
  get phase(): FlashPhase {
    return this.#phase ?? 'check';
  }

  get elapsedMs(): number {
    return this.#now() - this.#startedAtMs;
  }

  begin(phase: FlashPhase, attempt: number | null = null): void {
    this.#endPhase();
    this.#phase = phase;
    this.#attempt = attempt;
    this.#marks = [];
    this.#tell(0, 0, 0);
  }

  /** Bytes of the phase that are done, of so many. */
  advance(bytesDone: number, bytesTotal: number): void {
    const atMs = this.#now();
    this.#marks.push({ atMs, bytes: bytesDone });
    while (this.#marks.length > 2 && atMs - (this.#marks[0]?.atMs ?? 0) > rateWindowMs) this.#marks.shift();
    if (bytesDone < bytesTotal && atMs - this.#reportedAtMs < reportEveryMs) return;
    this.#tell(bytesDone, bytesTotal, bytesTotal === 0 ? 0 : bytesDone / bytesTotal);
  }

  /** The phases so far, in the order in which they first came; one that came again has all its time. */
  phases(): FlashResult['phases'] {
    this.#endPhase();
    return [...this.#spent].map(([phase, elapsedMs]) => ({ phase, elapsedMs }));
  }

  #endPhase(): void {
    const now = this.#now();
    const spent = now - this.#phaseStartedAtMs;
    this.#phaseStartedAtMs = now;
    // The time before the first phase belongs to no phase.
    if (this.#phase === null) return;
    this.#spent.set(this.#phase, (this.#spent.get(this.#phase) ?? 0) + spent);
  }

  #tell(bytesDone: number, bytesTotal: number, fraction: number): void {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    const spanMs = first === undefined || last === undefined ? 0 : last.atMs - first.atMs;
    const bytes = first === undefined || last === undefined ? 0 : last.bytes - first.bytes;
    const bytesPerSecond = spanMs > 0 ? (bytes * 1000) / spanMs : 0;
    this.#reportedAtMs = this.#now();
    this.#report({
      phase: this.phase,
      fraction,
      bytesDone,
      bytesTotal,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? (bytesTotal - bytesDone) / bytesPerSecond : null,
      elapsedMs: this.elapsedMs,
      attempt: this.#attempt,
    });
  }
}
