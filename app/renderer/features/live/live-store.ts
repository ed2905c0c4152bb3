import { create } from 'zustand';

/** Lengths of the time window that can be chosen, seconds. */
export const windowLengths = [10, 30, 120] as const;
export type WindowLength = (typeof windowLengths)[number];

/** What the Live tab of this window shows. Kept in memory. */
export interface LiveState {
  readonly windowSeconds: WindowLength;
  /** The moment at which the plots stand still, milliseconds since the epoch; null while they run. */
  readonly pausedAtMs: number | null;
  /** Where a replay stands while it does not play: the right edge of the plots; null for boards, which never stand. */
  readonly heldAtMs: number | null;
  /** One row for each port, or several in one plot. */
  readonly view: 'rows' | 'plot';
  readonly isSelectionOnly: boolean;
  /** `node/port` of rows that stay at the top. */
  readonly pins: ReadonlySet<string>;
  readonly chooseWindow: (seconds: WindowLength) => void;
  readonly togglePause: () => void;
  readonly toggleSelectionOnly: () => void;
  readonly togglePin: (key: string) => void;
}

export const useLiveStore = create<LiveState>()(set => ({
  windowSeconds: 10,
  pausedAtMs: null,
  heldAtMs: null,
  view: 'rows',
  isSelectionOnly: false,
  pins: new Set(),
  chooseWindow: windowSeconds => set({ windowSeconds }),
  togglePause: () => set(state => ({ pausedAtMs: state.pausedAtMs === null ? Date.now() : null })),
  toggleSelectionOnly: () => set(state => ({ isSelectionOnly: !state.isSelectionOnly })),
  togglePin: key =>
    set(state => {
      const pins = new Set(state.pins);
      if (!pins.delete(key)) pins.add(key);
      return { pins };
    }),
}));

/** The right edge of the plots: now, unless they stand still. */
export function rightEdgeMs(nowMs: number): number {
  const { pausedAtMs, heldAtMs } = useLiveStore.getState();
  return pausedAtMs ?? heldAtMs ?? nowMs;
}
