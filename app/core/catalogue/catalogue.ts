import { indexModels, type ModelFacts, type Provider } from '../models/model-facts.ts';
import type { ToolDefinition } from '../tools/tool-definition.ts';
import type { BoardDefinition } from './board-definition.ts';
import type { NodeDefinition } from './node-definition.ts';

/** All node types, boards, models and tools that are known now. Immutable: a reload makes a new one. */
export interface Catalogue {
  readonly nodes: ReadonlyMap<string, NodeDefinition>;
  readonly boards: ReadonlyMap<string, BoardDefinition>;
  readonly providers: ReadonlyMap<string, Provider>;
  /** By full name, `<provider>/<model>`. */
  readonly models: ReadonlyMap<string, ModelFacts>;
  readonly tools: ReadonlyMap<string, ToolDefinition>;
}

export function createCatalogue(
  nodes: Iterable<NodeDefinition>,
  boards: Iterable<BoardDefinition>,
  providers: readonly Provider[] = [],
  tools: Iterable<ToolDefinition> = [],
): Catalogue {
  return {
    nodes: new Map([...nodes].map(node => [node.type, node])),
    boards: new Map([...boards].map(board => [board.id, board])),
    providers: new Map(providers.map(provider => [provider.id, provider])),
    models: indexModels(providers),
    tools: new Map([...tools].map(tool => [tool.id, tool])),
  };
}
