import { useMemo, useRef } from 'react';
import type { Position } from '../../../core/document/edits.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { useDiagnosticsStore } from '../../stores/diagnostics-store.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { useLanguage } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { type FlowNode, FlowProjection, type ProjectionInput, type WireEdge } from './flow-projection.ts';

const notDragged: ReadonlyMap<string, Position> = new Map();

/** The document as React Flow's elements. `dragged` says where elements are that the pointer holds. */
export function useFlowElements(dragged: ReadonlyMap<string, Position>): {
  readonly nodes: FlowNode[];
  readonly edges: WireEdge[];
} {
  const projection = useRef<FlowProjection>(null);
  projection.current ??= new FlowProjection();
  const projector = projection.current;
  const profile = useDocumentStore(state => state.profile);
  const catalogue = useCatalogueStore(state => state.catalogue);
  const selection = useViewStore(state => state.selection);
  const nodeSeverity = useDiagnosticsStore(state => state.nodeSeverity);
  const wireSeverity = useDiagnosticsStore(state => state.wireSeverity);
  const channels = useDiagnosticsStore(state => state.channels);
  const linkLimit = useDiagnosticsStore(state => state.report?.link.limit ?? null);
  const language = useLanguage();
  const input = useMemo<ProjectionInput>(
    () => ({
      profile,
      catalogue,
      selectedNodes: selection.nodes,
      selectedNotes: selection.notes,
      selectedWires: selection.wires,
      dragged: notDragged,
      nodeSeverity,
      wireSeverity,
      channels,
      linkLimitBytesPerSecond: linkLimit,
      language,
    }),
    [profile, catalogue, selection, nodeSeverity, wireSeverity, channels, linkLimit, language],
  );
  const nodes = useMemo(() => projector.nodes({ ...input, dragged }), [projector, input, dragged]);
  // A wire does not know where its nodes are; a drag leaves all of them as they were.
  const edges = useMemo(() => projector.edges(input), [projector, input]);
  return { nodes, edges };
}
