/** One phase of a push or a flashing as it is shown. Milliseconds; null while the phase is not over. */
export interface PhaseTime<Phase extends string> {
  readonly phase: Phase;
  readonly startedAtMs: number;
  readonly elapsedMs: number | null;
}

/** Adds what a progress report says to the phases so far: a new phase ends the one before. */
export function notePhase<Phase extends string>(
  phases: readonly PhaseTime<Phase>[],
  progress: { readonly phase: Phase; readonly elapsedMs: number },
): readonly PhaseTime<Phase>[] {
  if (phases.at(-1)?.phase === progress.phase) return phases;
  const ended = phases.map(phase =>
    phase.elapsedMs === null ? { ...phase, elapsedMs: progress.elapsedMs - phase.startedAtMs } : phase,
  );
  return [...ended, { phase: progress.phase, startedAtMs: progress.elapsedMs, elapsedMs: null }];
}

/** The phases of something that is over, as its result tells them. */
export function phasesOfResult<Phase extends string>(result: {
  readonly phases: readonly { readonly phase: Phase; readonly elapsedMs: number }[];
}): readonly PhaseTime<Phase>[] {
  let startedAtMs = 0;
  return result.phases.map(({ phase, elapsedMs }) => {
    const time = { phase, startedAtMs, elapsedMs };
    startedAtMs += elapsedMs;
    return time;
  });
}
