import type { PushProgress, PushResult, pushPhases } from '../../../contract/services/device-service.ts';

export type PushPhase = (typeof pushPhases)[number];

/** Keeps time of the phases and tells whoever listens where a push stands. */
export class PushClock {
  readonly #report: (progress: PushProgress) => void;
  readonly #startedAtMs: number;
  readonly #phases: { phase: PushPhase; elapsedMs: number }[] = [];
  #phase: PushPhase = 'open';
  #phaseAtMs: number;
  #reportedAtMs = 0;
  bytesTotal = 0;
  bytesDone = 0;

  constructor(report: (progress: PushProgress) => void, startedAtMs = performance.now()) {
    this.#report = report;
    this.#startedAtMs = startedAtMs;
    this.#phaseAtMs = performance.now();
  }

  get phase(): PushPhase {
    return this.#phase;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAtMs;
  }

  get phases(): PushResult['phases'] {
    return this.#phases;
  }

  begin(phase: PushPhase): void {
    this.#phase = phase;
    this.#phaseAtMs = performance.now();
    this.#tell(0);
  }

  end(): void {
    this.#phases.push({ phase: this.#phase, elapsedMs: performance.now() - this.#phaseAtMs });
    this.#tell(1);
  }

  /** Within the writing; told at most 30 times a second. */
  wrote(bytesDone: number): void {
    this.bytesDone = bytesDone;
    if (performance.now() - this.#reportedAtMs < 33) return;
    this.#tell(this.bytesTotal === 0 ? 1 : bytesDone / this.bytesTotal);
  }

  #tell(fraction: number): void {
    this.#reportedAtMs = performance.now();
    const seconds = (this.#reportedAtMs - this.#phaseAtMs) / 1000;
    const isWriting = this.#phase === 'write' && seconds > 0 && this.bytesDone > 0;
    const bytesPerSecond = isWriting ? this.bytesDone / seconds : 0;
    this.#report({
      phase: this.#phase,
      fraction,
      bytesDone: this.bytesDone,
      bytesTotal: this.bytesTotal,
      bytesPerSecond,
      secondsLeft: isWriting ? (this.bytesTotal - this.bytesDone) / bytesPerSecond : null,
      elapsedMs: this.elapsedMs,
    });
  }
}
