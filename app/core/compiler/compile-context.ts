import type { BoardDefinition } from '../catalogue/board-definition.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { NodeDefinition, PortDefinition } from '../catalogue/node-definition.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import {
  createIdAllocator,
  createWireIdAllocator,
  takenNodeIds,
  takenWireIds,
} from '../document/element-ids.ts';
import type { Placement, Profile } from '../document/profile.ts';
import type { GraphIndex, IndexedNode, IndexedWire } from '../graph/graph-index.ts';
import { indexGraph } from '../graph/graph-index.ts';
import type { MeasuredNode } from '../placement/measured-node.ts';
import type { PortType } from '../ports/port-type.ts';
import type { PortTypes } from '../ports/resolve-port-types.ts';
import { resolvePortTypes } from '../ports/resolve-port-types.ts';
import type { Coercion } from './bundle.ts';

/** Figures that the compiler cannot know by itself. */
export interface CompileOptions {
  /** Size of the device runtime in a bundle, bytes. */
  readonly runtimeBytes?: number;
  /** Heap that the runtime takes before any node starts, bytes. */
  readonly runtimeRamBytes?: number;
  /** Time from a `send` on one side of the link to its arrival on the other, milliseconds. */
  readonly linkLatencyMs?: number;
  /** What was seen of nodes while they ran, by node id. */
  readonly measured?: ReadonlyMap<string, MeasuredNode>;
  /** The date now, `YYYY-MM-DD`: whether a rule applies yet, and when it was last checked. Empty: not known. */
  readonly today?: string;
}

/**
 * The runtime in `device/` as it is now: the size of its `.mpy` files, and what is in use of the virtual board's heap
 * when a program of one small node says hello, less that node; its words are as long as those of the boards. No heap
 * was measured on real hardware. The latency is an estimate for USB. A test of the host fails when the two sizes drift.
 */
export const defaultCompileOptions: Required<CompileOptions> = {
  runtimeBytes: 18_200,
  runtimeRamBytes: 31_000,
  linkLatencyMs: 8,
  measured: new Map(),
  today: '',
};

/** What all phases share. */
export interface CompileContext {
  readonly profile: Profile;
  readonly catalogue: Catalogue;
  readonly options: Required<CompileOptions>;
  /** Undefined where the profile names a board that is not installed. */
  readonly board: BoardDefinition | undefined;
  readonly graph: GraphIndex;
  readonly types: PortTypes;
  readonly diagnostics: Diagnostic[];
  /** A node id that is free now, for quick fixes; the same base gives the same id, for each fix stands alone. */
  readonly freeNodeId: (base: string) => string;
  readonly freeWireId: () => string;
}

/** A node whose type is known, and where it runs. */
export interface PlacedNode {
  readonly id: string;
  readonly indexed: IndexedNode;
  readonly definition: NodeDefinition;
  readonly placement: Placement;
}

/** A wire whose two ports exist and go together. */
export interface SoundWire {
  readonly id: string;
  readonly indexed: IndexedWire;
  readonly source: IndexedNode;
  readonly target: IndexedNode;
  readonly output: PortDefinition;
  readonly input: PortDefinition;
  /** What travels, after the coercion. */
  readonly type: PortType;
  readonly coercion: Coercion | undefined;
}

export function createCompileContext(
  profile: Profile,
  catalogue: Catalogue,
  options: CompileOptions,
): CompileContext {
  const graph = indexGraph(profile, catalogue);
  const freeIds = new Map<string, string>();
  let freeWire: string | undefined;
  let taken: ReadonlySet<string> | undefined;
  return {
    profile,
    catalogue,
    options: { ...defaultCompileOptions, ...options },
    board: catalogue.boards.get(profile.board),
    graph,
    types: resolvePortTypes(graph),
    diagnostics: [],
    freeNodeId: base => {
      const known = freeIds.get(base);
      if (known !== undefined) return known;
      taken ??= takenNodeIds(profile);
      const id = createIdAllocator(taken)(base);
      freeIds.set(base, id);
      return id;
    },
    freeWireId: () => {
      freeWire ??= createWireIdAllocator(takenWireIds(profile))();
      return freeWire;
    },
  };
}
