import { create } from 'zustand';

/** Lengths of the time window that can be chosen, seconds. */
export const windowLengths = [10, 30, 120] as const;
export type WindowLength = (typeof windowLengths)[number];

/** What the Live tab of this window shows. Kept in memory. */
export interface LiveState {
  readonly windowSeconds: WindowLength;
  /** The moment at which the plots stand still, milliseconds since the epoch; null while they run. */
  readonly pausedAtMs: number | null;
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
