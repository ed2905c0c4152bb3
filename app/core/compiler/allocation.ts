import type { BoardPin } from '../catalogue/board-definition.ts';
import type { NodeDefinition } from '../catalogue/node-definition.ts';
import type { BusBinding } from './bundle.ts';
import type { PlacedNode } from './compile-context.ts';

export type PinNeed = NodeDefinition['needs']['pins'][number];

/** One pin that one node needs. */
export interface PinRequest {
  readonly placed: PlacedNode;
  readonly need: PinNeed;
}

/** A pin that a person chose by hand and that can do what is needed. */
export interface ChosenPin extends PinRequest {
  readonly pin: BoardPin;
}

/** What the third phase gives. */
export interface Allocation {
  /** Node id → need id → pin. */
  readonly pins: ReadonlyMap<string, ReadonlyMap<string, BoardPin>>;
  readonly buses: ReadonlyMap<string, BusBinding>;
}
