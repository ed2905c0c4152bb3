import { create } from 'zustand';
import type { Endpoint } from '../../../core/document/profile.ts';
import type { ConnectVerdict } from '../../../core/ports/can-connect.ts';
import { judgeConnection } from '../../stores/graph-view.ts';

/** One end of a wire that is being drawn. */
export interface WireStart extends Endpoint {
  readonly node: string;
  readonly port: string;
  readonly side: 'input' | 'output';
}

/** A port that the wire could go to. */
export interface WiringCandidate extends WireStart {
  readonly verdict: Extract<ConnectVerdict, { readonly ok: true }>;
}

/**
 * A wire that is being drawn.
 * `pointer`: dragged from a handle. `keyboard`: started with Enter on a port; arrows go through `candidates`.
 */
export type Wiring =
  | { readonly kind: 'idle' }
  | { readonly kind: 'pointer'; readonly start: WireStart }
  | {
      readonly kind: 'keyboard';
      readonly start: WireStart;
      readonly candidates: readonly WiringCandidate[];
      readonly index: number;
    };

export interface WiringState {
  readonly wiring: Wiring;
  readonly set: (wiring: Wiring) => void;
}

export const useWiringStore = create<WiringState>()(set => ({
  wiring: { kind: 'idle' },
  set: wiring => set({ wiring }),
}));

/** Judges a wire between two ends, whichever of them it was started from. */
export function judgeEnds(start: WireStart, end: WireStart): ConnectVerdict {
  return start.side === 'output' ? judgeConnection(start, end) : judgeConnection(end, start);
}

/** The output and the input of a wire between two ends. */
export function orderEnds(
  start: WireStart,
  end: WireStart,
): { readonly from: Endpoint; readonly to: Endpoint } {
  const plain = ({ node, port }: Endpoint) => ({ node, port });
  return start.side === 'output'
    ? { from: plain(start), to: plain(end) }
    : { from: plain(end), to: plain(start) };
}
