import { create } from 'zustand';
import type { Recording, Replay } from '../../../contract/services/recording-service.ts';
import { getStudio } from '../../bootstrap/studio-client.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { targetKit, useKitStore } from '../../stores/kit-store.ts';
import { reportFailure } from '../../ui/report-failure.tsx';

export interface RecordingsState {
  /** Newest first; null until they were asked for. */
  readonly recordings: readonly Recording[] | null;
  /** Replays that are open, by their kit. */
  readonly replays: Readonly<Record<string, Replay>>;
  readonly isListOpen: boolean;
  /** The kit that was the target before a replay was, by the replay's kit. */
  readonly before: Readonly<Record<string, string>>;
}

export const useRecordings = create<RecordingsState>()(() => ({
  recordings: null,
  replays: {},
  isListOpen: false,
  before: {},
}));

let followers = 0;
let stop: (() => void) | null = null;

/** Keeps the store up to date while anybody looks; the returned function ends it. */
export function followRecordings(): () => void {
  followers += 1;
  if (followers === 1) stop = start();
  return () => {
    followers -= 1;
    if (followers > 0) return;
    stop?.();
    stop = null;
  };
}

function start(): () => void {
  const { recording } = getStudio();
  const stops = [
    recording.on('onDidChangeRecordings', recordings => useRecordings.setState({ recordings })),
    recording.on('onDidChangeReplay', noteReplay),
  ];
  recording.list({}).then(recordings => useRecordings.setState({ recordings }), reportFailure);
  return () => {
    for (const end of stops) end();
    // What nobody follows grows old.
    useRecordings.setState({ recordings: null });
  };
}

function noteReplay(replay: Replay): void {
  useRecordings.setState(state => ({ replays: { ...state.replays, [replay.kitId]: replay } }));
}

const projectTarget = () => {
  const { projectId } = useDocumentStore.getState();
  return { projectId, kit: targetKit(useKitStore.getState(), projectId) };
};

/** Begins a recording of the target kit, or ends the one that runs. */
export async function toggleRecording(): Promise<void> {
  const { recording } = getStudio();
  const { projectId, kit } = projectTarget();
  if (kit === undefined || kit.transport === 'replay') return;
  const known = useRecordings.getState().recordings ?? (await recording.list({}));
  const running = runningOf(known, kit.kitId);
  if (running === null) await recording.start({ kitId: kit.kitId, projectId });
  else await recording.stop({ kitId: kit.kitId });
}

/** The recording of a kit that is under way; null where none is. */
export function runningOf(recordings: readonly Recording[] | null, kitId: string): Recording | null {
  return recordings?.find(recording => recording.isRunning && recording.kitId === kitId) ?? null;
}

/** Shows a recording as a kit and makes it the target. */
export async function openReplay(recordingId: string): Promise<void> {
  const replay = await getStudio().recording.openReplay({ recordingId });
  noteReplay(replay);
  const { projectId, kit } = projectTarget();
  if (projectId === null) return;
  if (kit !== undefined && kit.transport !== 'replay')
    useRecordings.setState(state => ({ before: { ...state.before, [replay.kitId]: kit.kitId } }));
  useKitStore.getState().chooseTarget(projectId, replay.kitId);
  useRecordings.setState({ isListOpen: false });
}

/** Ends a replay; the kit that was the target before is it again. */
export async function closeReplay(kitId: string): Promise<void> {
  const { projectId } = useDocumentStore.getState();
  const before = useRecordings.getState().before[kitId];
  if (projectId !== null) {
    const { kits, chooseTarget } = useKitStore.getState();
    const other = kits.find(kit => kit.kitId === before) ?? kits.find(kit => kit.transport !== 'replay');
    if (other !== undefined) chooseTarget(projectId, other.kitId);
  }
  await getStudio().recording.closeReplay({ kitId });
  useRecordings.setState(state => {
    const { [kitId]: _closed, ...replays } = state.replays;
    return { replays };
  });
}

export async function controlReplay(
  kitId: string,
  wish: { readonly play?: boolean; readonly seekMs?: number; readonly speed?: number },
): Promise<void> {
  noteReplay(await getStudio().recording.control({ kitId, ...wish }));
}

/** Plays or pauses the replay that is the target, where one is. */
export async function toggleReplay(): Promise<void> {
  const { kit } = projectTarget();
  const replay = kit && useRecordings.getState().replays[kit.kitId];
  if (replay) await controlReplay(replay.kitId, { play: replay.state !== 'playing' });
}
