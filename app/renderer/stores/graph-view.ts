import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { NodeDefinition } from '../../core/catalogue/node-definition.ts';
import type { Endpoint, Placement, Profile, ProfileNode } from '../../core/document/profile.ts';
import { type GraphIndex, indexGraph } from '../../core/graph/graph-index.ts';
import { type ConnectVerdict, createConnectionJudge } from '../../core/ports/can-connect.ts';
import { type PortTypes, resolvePortTypes } from '../../core/ports/resolve-port-types.ts';
import { useCatalogueStore } from './catalogue-store.ts';
import { useDocumentStore } from './document-store.ts';

/** What follows from a document and a catalogue; computed once for each pair. */
export interface GraphView {
  readonly index: GraphIndex;
  readonly types: PortTypes;
}

let lastView: { readonly key: readonly [unknown, unknown, unknown]; readonly view: GraphView } | null = null;

/** Index and port types of a document, kept while its nodes, wires and the catalogue stay the same. */
export function graphViewOf(profile: Profile, catalogue: Catalogue): GraphView {
  const key = [profile.nodes, profile.wires, catalogue] as const;
  if (lastView?.key.every((part, place) => part === key[place])) return lastView.view;
  const index = indexGraph(profile, catalogue);
  const view = { index, types: resolvePortTypes(index) };
  lastView = { key, view };
  return view;
}

let lastJudge: {
  readonly key: readonly [unknown, unknown, unknown];
  readonly judge: (from: Endpoint, to: Endpoint) => ConnectVerdict;
} | null = null;

/** Says whether a wire may be drawn in the present document. `from` is an output, `to` an input. */
export function judgeConnection(from: Endpoint, to: Endpoint): ConnectVerdict {
  const { profile } = useDocumentStore.getState();
  const { catalogue } = useCatalogueStore.getState();
  const key = [profile.nodes, profile.wires, catalogue] as const;
  if (!lastJudge?.key.every((part, place) => part === key[place])) {
    lastJudge = { key, judge: createConnectionJudge(profile, catalogue) };
  }
  return lastJudge.judge(from, to);
}

/** The present document's graph, outside React. */
export function currentGraphView(): GraphView {
  return graphViewOf(useDocumentStore.getState().profile, useCatalogueStore.getState().catalogue);
}

/** Where a node runs: what was chosen, else its type's first placement. */
export function placementOf(node: ProfileNode, definition: NodeDefinition | undefined): Placement {
  return node.placement ?? definition?.placements[0] ?? 'device';
}
