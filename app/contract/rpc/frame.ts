import { z } from 'zod';
import { StudioError } from '../errors/studio-error.ts';

/** Raised whenever a frame changes its meaning. Both sides must be of the same version. */
export const protocolVersion = 1;

/** The longest frame that is sent or taken, in UTF-16 code units. */
export const maximumFrameLength = 16 * 1024 * 1024;

const id = z.int().positive();
const name = z.string().min(3).max(128);

/** Client → host. `credit` is counted in UTF-16 code units of event frames, see `EventSender`. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: z.int() }),
  z.object({ type: z.literal('call'), id, method: name, input: z.unknown() }),
  z.object({ type: z.literal('cancel'), id }),
  z.object({ type: z.literal('subscribe'), id, event: name, credit: z.int().positive() }),
  z.object({ type: z.literal('credit'), id, credit: z.int().positive() }),
  z.object({ type: z.literal('unsubscribe'), id }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;

/**
 * Host → client. `result` and `error` end a call; an `error` with the id of a subscription ends that; `gap` says how
 * many payloads of a subscription were dropped at this place.
 */
export const hostFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), version: z.int() }),
  z.object({ type: z.literal('progress'), id, value: z.unknown() }),
  z.object({ type: z.literal('result'), id, output: z.unknown() }),
  z.object({ type: z.literal('error'), id, error: z.unknown() }),
  z.object({ type: z.literal('event'), id, payload: z.unknown() }),
  z.object({ type: z.literal('gap'), id, dropped: z.int().positive() }),
]);
export type HostFrame = z.infer<typeof hostFrameSchema>;

/** Reads one frame. Throws `rpc/malformed-frame`; whoever catches it closes the channel. */
export function readFrame<Frame>(text: string, schema: z.ZodType<Frame>): Frame {
  if (text.length > maximumFrameLength) {
    throw new StudioError('rpc/malformed-frame', { problem: `${text.length} characters in one frame` });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new StudioError('rpc/malformed-frame', { problem: 'not JSON' }, { cause });
  }
  const frame = schema.safeParse(json);
  if (!frame.success) throw new StudioError('rpc/malformed-frame', { problem: describeIssues(frame.error) });
  return frame.data;
}

/** The first problems that a schema found, in one line: `kitId: expected string; values.3: …`. */
export function describeIssues(error: z.ZodError): string {
  const shown = error.issues.slice(0, 3).map(issue => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  const more = error.issues.length - shown.length;
  return shown.join('; ') + (more > 0 ? ` (and ${more} more)` : '');
}
