import { create } from 'zustand';
import { StudioError } from '../../contract/errors/studio-error.ts';
import type { PushConsents } from '../../contract/services/device-service.ts';
import type { FleetRow, FleetRun } from '../../contract/services/fleet-service.ts';
import { getStudio, type StudioClient } from '../bootstrap/studio-client.ts';
import { settleDocument } from './document-sync.ts';
import { consentFor, useKitStore } from './kit-store.ts';

/** What is put onto many kits: the open project, an image, or both. */
export interface FleetOrder {
  readonly kitIds: readonly string[];
  readonly projectId: string | null;
  readonly imageId?: string | null;
  readonly erase?: boolean;
}

export interface FleetState {
  /** The run that goes on, or the last one. */
  readonly run: FleetRun | null;
  /** A call to the host is under way: its button waits. */
  readonly isBusy: boolean;
  /** What was asked for and did not work, as a whole. */
  readonly problem: StudioError | null;
  readonly start: (order: FleetOrder, consents?: Partial<PushConsents>) => Promise<void>;
  /** Null: all that are not done. */
  readonly cancel: (kitId: string | null) => Promise<void>;
  /** Null: every row that failed, was cancelled or rolled back. */
  readonly retry: (kitIds: readonly string[] | null, consents?: Partial<PushConsents>) => Promise<void>;
  readonly receive: (run: FleetRun | null) => void;
  readonly dismissProblem: () => void;
}

/** Runs whose rows were already asked about, so that no question comes twice. */
const asked = new Set<string>();

/** Pushing to many kits side by side; the host goes on with it when this window is closed. */
export const useFleetStore = create<FleetState>()((set, get) => {
  const attempt = async (action: () => Promise<void>): Promise<void> => {
    set({ isBusy: true, problem: null });
    try {
      await action();
    } catch (error) {
      set({ problem: StudioError.from(error) });
    } finally {
      set({ isBusy: false });
    }
  };
  return {
    run: null,
    isBusy: false,
    problem: null,
    start: ({ kitIds, projectId, imageId = null, erase = false }, consents = {}) =>
      attempt(async () => {
        if (projectId !== null) await settleDocument();
        forgetRuns(kitIds);
        get().receive(
          await getStudio().fleet.start({ kitIds: [...kitIds], projectId, imageId, erase, consents }),
        );
      }),
    cancel: kitId => attempt(async () => void (await getStudio().fleet.cancel({ kitId }))),
    retry: (kitIds, consents = {}) =>
      attempt(async () => {
        const { run } = get();
        if (run === null) return;
        const again = kitIds ?? rowsToRetry(run).map(row => row.kitId);
        forgetRuns(again);
        for (const kitId of again) asked.delete(questionOf(run.runId, kitId));
        get().receive(await getStudio().fleet.retry({ kitIds: [...again], consents }));
      }),
    receive: run => {
      set({ run });
      if (run !== null) askForConsents(run);
    },
    dismissProblem: () => set({ problem: null }),
  };
});

/** The table shows a run of this window before the row of a fleet; a newer fleet run makes it old. */
function forgetRuns(kitIds: readonly string[]): void {
  useKitStore.setState(state => ({
    runs: Object.fromEntries(
      Object.entries(state.runs).filter(([kitId, run]) => run.kind === 'pushing' || !kitIds.includes(kitId)),
    ),
  }));
}

const questionOf = (runId: string, kitId: string) => `${runId} ${kitId}`;

/** When a run is over, the kits that wait for the person's word are asked about in one question. */
function askForConsents(run: FleetRun): void {
  const { projectId } = run;
  if (run.finishedAt === null || projectId === null) return;
  const kits = run.rows.flatMap(row => {
    const error = rowError(row);
    const isNew = !asked.has(questionOf(run.runId, row.kitId));
    return error !== null && isNew && consentFor(error) !== null ? [{ kitId: row.kitId, error }] : [];
  });
  if (kits.length === 0 || useKitStore.getState().asking !== null) return;
  for (const { kitId } of kits) asked.add(questionOf(run.runId, kitId));
  useKitStore.setState({ asking: { projectId, consents: {}, kits, from: 'many' } });
}

/** Why a row failed; null where it did not. */
export function rowError(row: FleetRow): StudioError | null {
  return row.state !== 'failed' || row.error === null ? null : StudioError.fromJson(row.error);
}

/** Whether a kit is still to come or at work. */
export function isRowActive(row: FleetRow): boolean {
  return row.state === 'waiting' || row.state === 'flashing' || row.state === 'pushing';
}

/** Rows that a retry is for. */
export function rowsToRetry(run: FleetRun): readonly FleetRow[] {
  return run.rows.filter(
    row => row.state === 'failed' || row.state === 'cancelled' || row.outcome === 'rolled-back',
  );
}

/** How a run is doing as a whole. Rates in bytes a second; seconds are null while nobody can tell. */
export interface FleetSummary {
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly isActive: boolean;
  /** Mean of the kits that are being written to; 0 where none is. */
  readonly bytesPerSecondEach: number;
  /** Until the slowest of them is through. */
  readonly secondsLeft: number | null;
}

/** Counts the rows of a run. A row that rolled back is done, and it failed. */
export function summarizeFleet(run: FleetRun): FleetSummary {
  const progresses = run.rows.flatMap(row => {
    const progress = row.state === 'flashing' ? row.flash : row.state === 'pushing' ? row.push : null;
    return progress === null || progress.bytesPerSecond <= 0 ? [] : [progress];
  });
  const rates = progresses.map(progress => progress.bytesPerSecond);
  const times = progresses.flatMap(({ secondsLeft }) => (secondsLeft === null ? [] : [secondsLeft]));
  const hasWaiting = run.rows.some(row => row.state === 'waiting');
  return {
    total: run.rows.length,
    done: run.rows.filter(row => row.state === 'done').length,
    failed: run.rows.filter(row => row.state === 'failed' || row.outcome === 'rolled-back').length,
    isActive: run.rows.some(isRowActive),
    bytesPerSecondEach:
      rates.length === 0 ? 0 : rates.reduce((total, rate) => total + rate, 0) / rates.length,
    // Nobody knows how long those take that have not begun.
    secondsLeft: times.length === 0 || hasWaiting ? null : Math.max(...times),
  };
}

/** Follows the host's runs. The returned function ends it. */
export function followFleet({ fleet }: StudioClient): () => void {
  let hasHeard = false;
  const stop = fleet.on('onDidChangeRun', run => {
    hasHeard = true;
    const before = useFleetStore.getState().run;
    if (before !== null && before.runId !== run.runId) forgetRuns(run.rows.map(row => row.kitId));
    useFleetStore.getState().receive(run);
  });
  fleet.current({}).then(
    run => {
      if (hasHeard) return;
      // An old run's questions were asked when it ended.
      if (run !== null && run.finishedAt !== null) {
        for (const row of run.rows) asked.add(questionOf(run.runId, row.kitId));
      }
      useFleetStore.getState().receive(run);
    },
    (error: unknown) => console.warn('The last push to many kits cannot be read.', error),
  );
  return stop;
}
