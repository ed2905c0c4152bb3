import { create } from 'zustand';
import type { CatalogueSnapshot, TemplateCard } from '../../contract/services/catalogue-service.ts';
import type { BoardDefinition } from '../../core/catalogue/board-definition.ts';
import { type Catalogue, createCatalogue } from '../../core/catalogue/catalogue.ts';
import type { NodeDefinition } from '../../core/catalogue/node-definition.ts';

/** Node types, boards and templates that the host knows now. */
export interface CatalogueState {
  readonly catalogue: Catalogue;
  readonly templates: readonly TemplateCard[];
  readonly problems: CatalogueSnapshot['problems'];
  readonly adopt: (snapshot: CatalogueSnapshot) => void;
}

export const useCatalogueStore = create<CatalogueState>()(set => ({
  catalogue: createCatalogue([], []),
  templates: [],
  problems: [],
  adopt: snapshot =>
    set({
      catalogue: createCatalogue(snapshot.nodes, snapshot.boards, snapshot.providers, snapshot.tools),
      templates: snapshot.templates,
      problems: snapshot.problems,
    }),
}));

/** The definition of a node type; undefined where its plugin is missing. */
export function useNodeDefinition(type: string): NodeDefinition | undefined {
  return useCatalogueStore(state => state.catalogue.nodes.get(type));
}

export function useBoardDefinition(board: string): BoardDefinition | undefined {
  return useCatalogueStore(state => state.catalogue.boards.get(board));
}
