import { createHash } from 'node:crypto';
import type { HostFrame } from '../../../core/link/frame.ts';
import { DeadlineError } from '../repl/byte-inbox.ts';
import type { FrameLink } from './frame-link.ts';

/** What a program of ours tells of itself while it runs. */
export interface InspectedProgram {
  /** Text of its `manifest.json`. */
  readonly manifest: string;
  /** Text of its `signature.json`; null where it has none. */
  readonly signature: string | null;
  /** Files whose bytes are not those of the manifest; null where they were not asked for. */
  readonly changedFiles: readonly string[] | null;
}

export interface InspectOptions {
  /** SHA-256 of the manifest that runs, by the program's hello. */
  readonly bundle: string;
  readonly withFiles: boolean;
  readonly signal: AbortSignal;
  /** Sends an order; straight over the link unless something else keeps count of what is under way. */
  readonly send?: (frame: HostFrame, signal: AbortSignal) => Promise<void>;
  /** A program that has not begun to answer by then knows no such question. */
  readonly firstAnswerMs?: number;
  /** Longest that the whole answer may take. */
  readonly wholeAnswerMs?: number;
}

const firstAnswerMs = 2_000;
const wholeAnswerMs = 45_000;

/**
 * Asks the running program what it is, without stopping it. Null where it does not answer, as programs of older
 * runtimes do not, or where the answer did not come whole.
 */
export async function inspectProgram(
  link: FrameLink,
  options: InspectOptions,
): Promise<InspectedProgram | null> {
  const id = link.takePingId();
  const texts = new Map<string, string | null>();
  const changed: string[] = [];
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const first = link.waitFor(frame => (frame.t === 'inspect' && frame.id === id ? true : undefined), {
    timeoutMs: options.firstAnswerMs ?? firstAnswerMs,
    signal,
  });
  const done = link.waitFor(
    frame => {
      if (frame.t !== 'inspect' || frame.id !== id) return undefined;
      if (frame.file !== undefined) {
        const before = texts.get(frame.file);
        texts.set(frame.file, frame.part == null ? (before ?? null) : (before ?? '') + frame.part);
      }
      if (frame.changed !== undefined) changed.push(frame.changed);
      return frame.done === undefined ? undefined : true;
    },
    { timeoutMs: options.wholeAnswerMs ?? wholeAnswerMs, signal },
  );
  // Whichever fails first is the one that is told.
  first.catch(() => undefined);
  done.catch(() => undefined);
  const send = options.send ?? ((frame, sendSignal) => link.send(frame, sendSignal));
  try {
    await Promise.race([
      send({ t: 'inspect', id, files: options.withFiles }, signal).then(() => first),
      first,
    ]);
    await done;
  } catch (error) {
    if (error instanceof DeadlineError) return null;
    throw error;
  } finally {
    ended.abort();
  }
  const manifest = texts.get('manifest.json') ?? null;
  if (manifest === null || createHash('sha256').update(manifest).digest('hex') !== options.bundle)
    return null;
  return {
    manifest,
    signature: texts.get('signature.json') ?? null,
    changedFiles: options.withFiles ? changed : null,
  };
}
