import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext } from '../../../contract/rpc/define-service.ts';
import { createRecordings, type RecordingsOptions } from '../create-recordings.ts';
import { FakeKits, fakeKit } from './fake-kits.ts';
import { SteppedClock } from './stepped-clock.ts';

const { kitId } = fakeKit;
export const context: CallContext = { signal: new AbortController().signal, report: () => undefined };
const cleanUps: (() => unknown)[] = [];

/** Disposes of everything that a test has opened. */
export async function closeRecordings(): Promise<void> {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
}

/** Recordings in a folder of their own, of kits that say what they are told, on a clock that is stepped. */
export async function openRecordings(options: Partial<RecordingsOptions> = {}) {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'cambrian-recording-'));
  cleanUps.push(() => rm(stateDirectory, { recursive: true, force: true }));
  const kits = new FakeKits();
  const clock = new SteppedClock();
  const recordings = createRecordings({
    kits,
    clock,
    stateDirectory,
    profileName: () => 'Greeting toy',
    redact: text => text,
    ...options,
  });
  cleanUps.push(() => recordings.dispose());
  const { methods } = recordings.handlers;
  return {
    kits,
    clock,
    recordings,
    methods,
    stateDirectory,
    start: async () => methods.start({ kitId, projectId: 'p' }, context),
    stop: async () => methods.stop({ kitId }, context),
    list: async () => methods.list({}, context),
    open: async (recordingId: string) => methods.openReplay({ recordingId }, context),
  };
}

export type OpenRecordings = Awaited<ReturnType<typeof openRecordings>>;
