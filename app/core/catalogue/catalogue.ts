import type { BoardDefinition } from './board-definition.ts';
import type { NodeDefinition } from './node-definition.ts';

/** All node types and boards that are known now. Immutable: a reload makes a new one. */
export interface Catalogue {
  readonly nodes: ReadonlyMap<string, NodeDefinition>;
  readonly boards: ReadonlyMap<string, BoardDefinition>;
}

export function createCatalogue(
  nodes: Iterable<NodeDefinition>,
  boards: Iterable<BoardDefinition>,
): Catalogue {
  return {
    nodes: new Map([...nodes].map(node => [node.type, node])),
    boards: new Map([...boards].map(board => [board.id, board])),
  };
}
