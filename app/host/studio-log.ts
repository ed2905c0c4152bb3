import { existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import type { InternalFailure } from '../contract/rpc/serve-rpc.ts';

const maximumBytes = 5 * 1024 * 1024;

export interface StudioLog {
  readonly path: string;
  readonly logger: Logger;
  /** For `serveRpc`: writes down what no client is told in full, under the reference that the client is told. */
  readonly onInternalFailure: (failure: InternalFailure) => void;
  /** Takes keys out of every line from now on, once it is known which there are. */
  redactBy(redact: (line: string) => string): void;
}

/**
 * The log of the studio: one JSON object a line in `<state>/logs/studio.log`. A log that has grown beyond 5 MB is set
 * aside as `studio.old.log` when the studio starts. Written at once, so that a crash loses nothing of it.
 */
export function openStudioLog(stateDirectory: string): StudioLog {
  const folder = join(stateDirectory, 'logs');
  const path = join(folder, 'studio.log');
  mkdirSync(folder, { recursive: true });
  if (existsSync(path) && statSync(path).size > maximumBytes)
    renameSync(path, join(folder, 'studio.old.log'));
  let redact = (line: string) => line;
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      // A failure that nobody foresaw may repeat anything in its words, its stack and its causes.
      hooks: { streamWrite: line => redact(line) },
    },
    pino.destination({ dest: path, sync: true }),
  );
  return {
    path,
    logger,
    onInternalFailure: ({ name, reference, error }) =>
      logger.error({ name, reference, err: asError(error) }, 'failure'),
    redactBy: given => {
      redact = given;
    },
  };
}

/** pino writes stack and causes of an Error only; a thrown text would be lost. */
function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(`thrown: ${String(error)}`);
}
