import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { StudioError } from '../../contract/errors/studio-error.ts';
import {
  parseTraceEvent,
  type TraceEvent,
  type TraceHeader,
  traceFormat,
  traceHeaderSchema,
  traceVersion,
} from './trace-format.ts';

const chunkBytes = 64 * 1024;
/** A longer line is damaged; its bytes are passed over without being kept. */
const longestLineBytes = 4 * 1024 * 1024;
const newline = 0x0a;

/** Some lines of a trace, in their order. */
export interface TracePiece {
  readonly events: readonly TraceEvent[];
  /** Lines among them that could not be read. */
  readonly damagedLines: number;
  /** Where the line after these begins. */
  readonly nextByte: number;
}

/**
 * The header of a trace file.
 * @throws StudioError `recording/damaged`, `recording/newer-version`, `recording/cannot-read`
 */
export async function readTraceHeader(path: string): Promise<TraceHeader> {
  const name = basename(path);
  for await (const { lines } of readLines(path, 0)) {
    return parseHeader(lines[0] ?? null, name);
  }
  throw new StudioError('recording/damaged', { name });
}

function parseHeader(line: string | null, name: string): TraceHeader {
  const json = z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('no JSON');
        return z.NEVER;
      }
    })
    .safeParse(line);
  const version = z.looseObject({ format: z.literal(traceFormat), version: z.int() }).safeParse(json.data);
  if (version.success && version.data.version > traceVersion)
    throw new StudioError('recording/newer-version', {
      name,
      found: version.data.version,
      known: traceVersion,
    });
  const header = traceHeaderSchema.safeParse(json.data);
  if (!header.success) throw new StudioError('recording/damaged', { name });
  return header.data;
}

/**
 * Reads the events of a trace, piece by piece, so that a file of any size takes little memory. Damaged lines are
 * counted and passed over; so is the last line where it has no end, because its file was cut. Times never fall: a line
 * that says so is damaged.
 *
 * @param fromByte where to begin: 0, or the `nextByte` of a piece
 * @param fromMs no event before this is given out
 * @throws StudioError `recording/cannot-read`
 */
export async function* readTrace(path: string, fromByte = 0, fromMs = 0): AsyncGenerator<TracePiece> {
  let atMs = fromMs;
  let isHeader = fromByte === 0;
  for await (const { lines, nextByte } of readLines(path, fromByte)) {
    const events: TraceEvent[] = [];
    let damagedLines = 0;
    for (const line of lines) {
      if (isHeader) {
        isHeader = false;
        continue;
      }
      const event = line === null ? null : parseTraceEvent(line);
      if (event === null || event[0] < atMs) {
        damagedLines += 1;
        continue;
      }
      atMs = event[0];
      events.push(event);
    }
    yield { events, damagedLines, nextByte };
  }
}

interface Lines {
  /** Null stands for a line that is too long, or has no end. */
  readonly lines: readonly (string | null)[];
  readonly nextByte: number;
}

async function* readLines(path: string, fromByte: number): AsyncGenerator<Lines> {
  const failed = (error: unknown) =>
    new StudioError(
      'recording/cannot-read',
      { path, reason: error instanceof Error ? error.message : String(error) },
      { cause: error },
    );
  const file = await open(path, 'r').catch((error: unknown) => {
    throw failed(error);
  });
  try {
    const chunk = Buffer.alloc(chunkBytes);
    let position = fromByte;
    let rest: Buffer[] = [];
    let restBytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, position).catch((error: unknown) => {
        throw failed(error);
      });
      if (bytesRead === 0) break;
      position += bytesRead;
      const lines: (string | null)[] = [];
      let start = 0;
      for (
        let end = chunk.indexOf(newline);
        end !== -1 && end < bytesRead;
        end = chunk.indexOf(newline, start)
      ) {
        const isTooLong = restBytes + end - start > longestLineBytes;
        lines.push(isTooLong ? null : Buffer.concat([...rest, chunk.subarray(start, end)]).toString('utf8'));
        rest = [];
        restBytes = 0;
        start = end + 1;
      }
      if (start < bytesRead) {
        restBytes += bytesRead - start;
        if (restBytes > longestLineBytes) rest = [];
        else rest.push(Buffer.from(chunk.subarray(start, bytesRead)));
      }
      if (lines.length > 0) yield { lines, nextByte: position - restBytes };
    }
    if (restBytes > 0) yield { lines: [null], nextByte: position };
  } finally {
    await file.close();
  }
}
