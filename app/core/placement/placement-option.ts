import type { Placement } from '../document/profile.ts';

/** One way to run one node. */
export interface PlacementOption {
  readonly placement: Placement;
  /** `<provider>/<model>`, `offline`; empty for a node that calls no model. */
  readonly model: string;
  /** Null: not known. */
  readonly firstMs: number | null;
  readonly costYuan: number | null;
  readonly isCloud: boolean;
  /** Kinds of personal data times how far they go: 0 on the device, 1 on the hub, 10 in the cloud. */
  readonly exposure: number;
  /** What is lost without the network: 0 nothing, 1 where an offline path takes over, 10 where it stops. */
  readonly offlineLoss: number;
  /** The offline model instead of one that composes its answers. */
  readonly isDowngrade: boolean;
  /** Against the rules of markets or a provider's terms. */
  readonly breaksRules: boolean;
  readonly isCurrent: boolean;
}

/** Why a node stays where it is; `free`: it may be moved. */
export type Freedom = 'free' | 'by-hand' | 'only-place';
