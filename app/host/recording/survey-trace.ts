import { readTrace, readTraceHeader } from './read-trace.ts';
import { ReplayState } from './replay-state.ts';
import type { TraceHeader } from './trace-format.ts';

/** A place in the file from which reading can go on, with all that was said before it. */
export interface TraceMark {
  readonly byte: number;
  readonly atMs: number;
  readonly state: ReplayState;
}

export interface TraceSurvey {
  readonly header: TraceHeader;
  /** Milliseconds of the last event. */
  readonly durationMs: number;
  readonly events: number;
  readonly damagedLines: number;
  readonly eventsLost: number;
  /** Oldest first; the first is the beginning. */
  readonly marks: readonly TraceMark[];
}

/** A jump reads this much at most before it is there. */
const bytesBetweenMarks = 4 * 1024 * 1024;

/**
 * Reads a whole trace once: how long it is, how much of it is damaged, and the places to jump to.
 * @throws StudioError as {@link readTraceHeader} and {@link readTrace} do; the signal's reason
 */
export async function surveyTrace(path: string, signal?: AbortSignal): Promise<TraceSurvey> {
  const header = await readTraceHeader(path);
  const state = new ReplayState();
  const marks: TraceMark[] = [{ byte: 0, atMs: 0, state: state.copy() }];
  let markedByte = 0;
  let durationMs = 0;
  let events = 0;
  let damaged = 0;
  let eventsLost = 0;
  for await (const piece of readTrace(path)) {
    signal?.throwIfAborted();
    damaged += piece.damagedLines;
    for (const event of piece.events) {
      durationMs = event[0];
      state.take(event);
      if (event[1] === 'lost') eventsLost += event[2];
      else if (event[1] !== 'end') events += 1;
    }
    if (piece.nextByte - markedByte >= bytesBetweenMarks) {
      markedByte = piece.nextByte;
      marks.push({ byte: markedByte, atMs: durationMs, state: state.copy() });
    }
  }
  return { header, durationMs, events, damagedLines: damaged, eventsLost, marks };
}
