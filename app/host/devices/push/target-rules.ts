import type { Manifest } from '../../../core/compiler/bundle.ts';

/** The manifests that have been seen, by hash, so that a board need not send them. */
export type KnownManifests = Map<string, Manifest>;

/** What a push must know of the profile beside its bundle. */
export interface PushTargetRules {
  /** What a person calls the board that the profile is made for. */
  readonly boardTitle: string;
  /** Words of which the board's `machine` must contain one; empty takes any board. */
  readonly machineWords: readonly string[];
  /** Estimated heap of the program, bytes; 0 where nobody knows. */
  readonly ramBytes: number;
  /** A `main.py` that is not from Cambrian may be replaced; it is kept under another name. */
  readonly replaceForeign: boolean;
  /** Another board than the profile's is taken too. */
  readonly allowOtherBoard?: boolean;
  /** A kit that has a later program of the same profile takes an earlier one. */
  readonly allowOlder?: boolean;
  /** The title of the board that a kit's program was made for, where its pins are others; null where they are not. */
  readonly otherBoard?: (board: string) => string | null;
}
