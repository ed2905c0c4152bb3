import { z } from 'zod';
import { type Session, sessionSchema } from '../../contract/services/device-service.ts';
import type { PortValue } from '../devices/link/value-batch.ts';

/** The word with which a trace file begins, and the newest version that this program knows. */
export const traceFormat = 'cambrian-trace';
export const traceVersion = 1;
/** How the name of a trace file ends. */
export const traceSuffix = '.trace.jsonl';

export const traceHeaderSchema = z.looseObject({
  format: z.literal(traceFormat),
  version: z.int().min(1),
  title: z.string().max(200),
  kit: z.looseObject({ kitId: z.string(), title: z.string(), boardTitle: z.string() }),
  /** Name of the profile that was open; null where none was. */
  profile: z.string().nullable(),
  /** ISO 8601. Milliseconds of the events count from here. */
  startedAt: z.iso.datetime(),
});
export type TraceHeader = z.infer<typeof traceHeaderSchema>;

const logSchema = z.object({
  at: z.string(),
  level: z.enum(['debug', 'info', 'warning', 'error']),
  source: z.enum(['device', 'hub', 'host']),
  node: z.string().nullable(),
  text: z.string(),
  trace: z.string().nullable(),
});
export type TraceLog = z.infer<typeof logSchema>;

/**
 * One line after the header: milliseconds since its start, what it is, and that. `lost` counts events that the disk was
 * too slow for; `end` closes a recording that was stopped and not cut.
 */
export type TraceEvent =
  | readonly [atMs: number, kind: 'values', payload: readonly PortValue[]]
  | readonly [atMs: number, kind: 'console', payload: string]
  | readonly [atMs: number, kind: 'log', payload: TraceLog]
  | readonly [atMs: number, kind: 'session', payload: Session]
  | readonly [atMs: number, kind: 'lost', payload: number]
  | readonly [atMs: number, kind: 'end', payload: null];

/** A hundred days: nothing was recorded for longer. */
const longestMs = 100 * 24 * 3_600_000;

/** One line, with its end. ASCII and JSON alone, so that any tool reads it. */
export function encodeTraceLine(content: TraceEvent | TraceHeader): string {
  return `${JSON.stringify(content)}\n`;
}

/** What a line says; null where it is damaged, or of a kind that this version does not know. */
export function parseTraceEvent(line: string): TraceEvent | null {
  const [atMs, kind, payload, ...more] = parseArray(line);
  if (typeof atMs !== 'number' || !(atMs >= 0 && atMs <= longestMs) || more.length > 0) return null;
  switch (kind) {
    case 'values':
      return isValues(payload) ? [atMs, kind, payload] : null;
    case 'console':
      return typeof payload === 'string' ? [atMs, kind, payload] : null;
    case 'log': {
      const log = logSchema.safeParse(payload);
      return log.success ? [atMs, kind, log.data] : null;
    }
    case 'session': {
      const session = sessionSchema.safeParse(payload);
      return session.success ? [atMs, kind, session.data] : null;
    }
    case 'lost':
      return typeof payload === 'number' && payload >= 0 ? [atMs, kind, Math.round(payload)] : null;
    case 'end':
      return [atMs, kind, null];
    default:
      return null;
  }
}

function parseArray(line: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(line);
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

// By hand, because there are a million of them in a long recording. What JSON gave back is JSON.
function isValues(payload: unknown): payload is PortValue[] {
  return (
    Array.isArray(payload) &&
    payload.every(
      value =>
        Array.isArray(value) &&
        value.length === 4 &&
        typeof value[0] === 'string' &&
        typeof value[1] === 'string' &&
        typeof value[3] === 'number',
    )
  );
}
