import type { Session } from '../../contract/services/device-service.ts';
import type { PortValue } from '../devices/link/value-batch.ts';
import type { TraceEvent, TraceLog } from './trace-format.ts';

/** What a console still shows after a long time, UTF-16 code units. */
const consoleLength = 64 * 1024;
/** Log lines that are shown again after a jump. */
const keptLogs = 50;
/** Values of the last while that are shown again after a jump. */
const keptValues = 20_000;

/** How much of the past a plot finds after a jump, milliseconds. */
export const historyMs = 30_000;

/** Values of one batch were made within this of each other; a larger difference means another clock. */
const batchSpanMs = 200;

/** One value with the time at which it was made, milliseconds of the recording. */
export type TimedValue = [node: string, port: string, value: PortValue[2], atMs: number];

/**
 * Values on the clock of the recording. Boards and the hub each count from a time of their own; the newest of a batch
 * was made when the batch came, the others as much earlier as their clock says.
 */
export function timeValues(atMs: number, values: readonly PortValue[]): TimedValue[] {
  const newest = values.reduce((most, value) => Math.max(most, value[3]), Number.NEGATIVE_INFINITY);
  return values.map(([node, port, value, boardMs]) => {
    const age = newest - boardMs;
    return [node, port, value, age <= batchSpanMs ? Math.max(0, atMs - age) : atMs];
  });
}

/** All that a trace has said up to a moment, as far as a screen shows it. */
export class ReplayState {
  session: Session | null = null;
  consoleText = '';
  logs: TraceLog[] = [];
  /** Newest value of each port, in the order of first values. */
  readonly newest = new Map<string, TimedValue>();
  /** Values since {@link historyMs} before the newest event, oldest first. */
  history: TimedValue[] = [];

  take(event: TraceEvent): void {
    const [atMs, kind, payload] = event;
    switch (kind) {
      case 'values': {
        const values = timeValues(atMs, payload);
        for (const value of values) this.newest.set(`${value[0]}\n${value[1]}`, value);
        for (const value of values) this.history.push(value);
        if (this.history.length > keptValues * 2) this.history = this.history.slice(-keptValues);
        break;
      }
      case 'console':
        this.consoleText += payload;
        if (this.consoleText.length > consoleLength * 2)
          this.consoleText = this.consoleText.slice(-consoleLength);
        break;
      case 'log':
        this.logs.push(payload);
        if (this.logs.length > keptLogs * 2) this.logs = this.logs.slice(-keptLogs);
        break;
      case 'session':
        this.session = payload;
        // Another program has other ports.
        if (payload.state === 'pushing') this.newest.clear();
        break;
      case 'lost':
      case 'end':
        break;
    }
  }

  /** Values that a screen needs at a moment: the newest of each port, and the last while, oldest first. */
  valuesAt(atMs: number): TimedValue[] {
    const fromMs = atMs - historyMs;
    const recent = this.history.slice(-keptValues).filter(value => value[3] >= fromMs);
    const shown = new Set(recent.map(([node, port]) => `${node}\n${port}`));
    const older = [...this.newest].flatMap(([key, value]) => (shown.has(key) ? [] : [value]));
    // Stable, so that what was said within one millisecond keeps its order.
    return [...older, ...recent].sort((left, right) => left[3] - right[3]);
  }

  /** The state without its history, for a place in the file to which a replay may jump. */
  copy(): ReplayState {
    const copy = new ReplayState();
    copy.session = this.session;
    copy.consoleText = this.consoleText.slice(-consoleLength / 4);
    copy.logs = this.logs.slice(-keptLogs);
    for (const [key, value] of this.newest) copy.newest.set(key, value);
    return copy;
  }
}
