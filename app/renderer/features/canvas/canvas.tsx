import {
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  type OnConnectStartParams,
  type OnNodeDrag,
  ReactFlow,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type DragEvent, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { NodeDefinition } from '../../../core/catalogue/node-definition.ts';
import { type Position, reconnect } from '../../../core/document/edits.ts';
import { useTexts } from '../../i18n/texts.ts';
import { openAgent } from '../../stores/agent-nodes.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { fitIntoWire, moveElements, spliceIntoWire } from '../../stores/document-edits.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { currentGraphView } from '../../stores/graph-view.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { portHue } from '../../ui/port-hue.ts';
import classes from './canvas.module.css';
import { canvasTexts } from './canvas.texts.ts';
import { addNodeAt, connectEnds, wireAt } from './canvas-actions.ts';
import { fitPadding, setCanvas } from './canvas-api.ts';
import { OverviewMap, ZoomControl } from './canvas-controls.tsx';
import { markCompatiblePorts } from './compatible-ports.ts';
import { DeviceFramesLayer } from './device-frames-layer.tsx';
import { EmptyCanvas } from './empty-canvas.tsx';
import { type FlowNode, portOfHandle, type WireEdge } from './flow-projection.ts';
import { handleCanvasFocus, handleCanvasKey } from './keyboard-focus.ts';
import { FarContext, ModuleCard } from './module-card.tsx';
import { draggedNodeType } from './node-drag.ts';
import { gridSize } from './node-geometry.ts';
import { NoteCard } from './note-card.tsx';
import { QuickAdd, type QuickAddRequest } from './quick-add.tsx';
import { showRefusal } from './refusal.tsx';
import { useFlowElements } from './use-flow-elements.ts';
import { WirePath } from './wire-path.tsx';
import { KeyboardWire, WiringHint } from './wiring-hint.tsx';
import { judgeEnds, useWiringStore, type WireStart } from './wiring-store.ts';

const nodeTypes = { module: ModuleCard, note: NoteCard };
const edgeTypes = { wire: WirePath };
const nothingDragged: ReadonlyMap<string, Position> = new Map();
/** From this many nodes on, what is off screen is not drawn. */
const manyNodes = 150;
/** Below this zoom a card's words are smaller than five pixels. */
const farZoom = 0.38;
const snapGrid: [number, number] = [gridSize, gridSize];
const multiSelectionKeys = ['Meta', 'Control', 'Shift'];
const fitOptions = { padding: fitPadding, maxZoom: 1 };

function endOf(node: string, handle: string): WireStart {
  return { node, port: portOfHandle(handle), side: handle.startsWith('in:') ? 'input' : 'output' };
}

/** The graph, drawn by React Flow from the document. Nothing here holds state that the document should have. */
export function Canvas() {
  const say = useTexts(canvasTexts);
  const flow = useReactFlow<FlowNode, WireEdge>();
  const element = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState(nothingDragged);
  const [quickAdd, setQuickAdd] = useState<QuickAddRequest | null>(null);
  const unmark = useRef<(() => void) | null>(null);
  const { nodes, edges } = useFlowElements(dragged);
  const projectId = useDocumentStore(state => state.projectId);
  const isReadOnly = useDocumentStore(state => state.readOnly !== null);
  const isFar = useStore(store => store.transform[2] < farZoom);
  const isSnapping = useViewStore(state => state.isSnapping);

  useEffect(() => {
    if (element.current === null) return undefined;
    setCanvas({ flow, element: element.current });
    return () => setCanvas(null);
  }, [flow]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another project is another picture.
  useEffect(() => {
    const frame = requestAnimationFrame(() => void flow.fitView(fitOptions));
    return () => cancelAnimationFrame(frame);
  }, [projectId, flow]);

  const onNodesChange = useCallback((changes: NodeChange<FlowNode>[]) => {
    const moved = new Map<string, Position>();
    const selected = new Map<string, boolean>();
    for (const change of changes) {
      if (change.type === 'select') selected.set(change.id, change.selected);
      if (change.type !== 'position' || change.position === undefined) continue;
      if (change.dragging === true) moved.set(change.id, change.position);
    }
    if (moved.size > 0) setDragged(before => new Map([...before, ...moved]));
    if (selected.size > 0) applySelection(selected, 'nodes');
  }, []);

  const onEdgesChange = useCallback((changes: EdgeChange<WireEdge>[]) => {
    const selected = new Map<string, boolean>();
    for (const change of changes) if (change.type === 'select') selected.set(change.id, change.selected);
    if (selected.size > 0) applySelection(selected, 'wires');
  }, []);

  const onNodeDragStop = useCallback<OnNodeDrag<FlowNode>>((event, node, moved) => {
    commitPositions(new Map(moved.map(({ id, position }) => [id, position])));
    setDragged(nothingDragged);
    if (moved.length === 1 && node.type === 'module' && 'clientX' in event) {
      spliceUnderPointer(node.id, event.clientX, event.clientY);
    }
  }, []);

  const onConnectStart = useCallback((_event: unknown, { nodeId, handleId }: OnConnectStartParams) => {
    if (nodeId === null || handleId === null || element.current === null) return;
    const start = endOf(nodeId, handleId);
    const { types } = currentGraphView();
    const type = start.side === 'output' ? types.output(nodeId, start.port) : types.input(nodeId, start.port);
    element.current.style.setProperty('--wiring-hue', portHue(type?.kind));
    unmark.current = markCompatiblePorts(element.current, start);
    useWiringStore.getState().set({ kind: 'pointer', start });
  }, []);

  const onConnectEnd = useCallback(
    (event: globalThis.MouseEvent | TouchEvent, state: FinalConnectionState) => {
      unmark.current?.();
      unmark.current = null;
      const { wiring, set } = useWiringStore.getState();
      set({ kind: 'idle' });
      if (wiring.kind !== 'pointer' || state.isValid === true) return;
      const { start } = wiring;
      const toHandle = state.toHandle;
      if (toHandle?.id !== undefined && toHandle.id !== null) {
        const end = endOf(toHandle.nodeId, toHandle.id);
        if (end.node === start.node && end.port === start.port && end.side === start.side) return;
        const verdict = judgeEnds(start, end);
        if (!verdict.ok) showRefusal(verdict, start, end);
        return;
      }
      if (!('clientX' in event) || !(event.target instanceof Element)) return;
      const isOnCanvas = element.current?.contains(event.target) === true;
      if (!isOnCanvas || event.target.closest('.react-flow__node') !== null) return;
      setQuickAdd({ clientX: event.clientX, clientY: event.clientY, wireFrom: start });
    },
    [],
  );

  const isValidConnection = useCallback((connection: Connection | WireEdge): boolean => {
    const { source, target, sourceHandle, targetHandle } = connection;
    if (!sourceHandle || !targetHandle) return false;
    return judgeEnds(endOf(source, sourceHandle), endOf(target, targetHandle)).ok;
  }, []);

  const onConnect = useCallback(({ source, target, sourceHandle, targetHandle }: Connection) => {
    if (sourceHandle === null || targetHandle === null) return;
    connectEnds(endOf(source, sourceHandle), endOf(target, targetHandle));
  }, []);

  const onReconnect = useCallback((edge: WireEdge, next: Connection) => {
    if (next.sourceHandle === null || next.targetHandle === null) return;
    const from = { node: next.source, port: portOfHandle(next.sourceHandle) };
    const to = { node: next.target, port: portOfHandle(next.targetHandle) };
    useDocumentStore.getState().edit(canvasTexts.localized('moveWire'), editor => {
      if (edge.source !== from.node || edge.sourceHandle !== next.sourceHandle) {
        editor.apply(reconnect(editor.profile, edge.id, 'from', from));
      }
      if (edge.target !== to.node || edge.targetHandle !== next.targetHandle) {
        editor.apply(reconnect(editor.profile, edge.id, 'to', to));
      }
    });
  }, []);

  const onDoubleClick = useCallback((event: MouseEvent) => {
    const isPane = event.target instanceof Element && event.target.classList.contains('react-flow__pane');
    if (isPane) setQuickAdd({ clientX: event.clientX, clientY: event.clientY });
  }, []);

  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = draggedNodeType(event.dataTransfer);
      const definition = type === null ? undefined : useCatalogueStore.getState().catalogue.nodes.get(type);
      if (definition === undefined) return;
      event.preventDefault();
      const intoWire = wireAt(event.clientX, event.clientY);
      addNodeAt(
        definition,
        flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }),
        intoWire === null ? {} : { intoWire },
      );
    },
    [flow],
  );

  const onQuickAdd = useCallback(
    (definition: NodeDefinition) => {
      if (quickAdd === null) return;
      const { clientX, clientY, wireFrom } = quickAdd;
      const at = flow.screenToFlowPosition({ x: clientX, y: clientY });
      addNodeAt(
        definition,
        // A wire that was let go ends at the side of the new node, not in its middle.
        wireFrom === undefined ? at : { x: at.x + (wireFrom.side === 'output' ? 98 : -98), y: at.y },
        wireFrom === undefined ? {} : { wireFrom },
      );
      setQuickAdd(null);
    },
    [flow, quickAdd],
  );

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is inside has roles; this only catches what bubbles.
    <div
      ref={element}
      className={classes.canvas}
      data-testid="canvas"
      onDoubleClick={isReadOnly ? undefined : onDoubleClick}
      onKeyDown={handleCanvasKey}
      onFocus={handleCanvasFocus}
      onDragOver={event => {
        if (isReadOnly || !event.dataTransfer.types.includes(draggedNodeType.format)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      }}
      onDrop={isReadOnly ? undefined : onDrop}
    >
      <FarContext value={isFar}>
        <ReactFlow<FlowNode, WireEdge>
          nodes={nodes}
          edges={edges}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onNodeDragStop={onNodeDragStop}
          onNodeDoubleClick={(_event, node) => openAgent(node.id)}
          onSelectionDragStop={(_event, moved) => {
            commitPositions(new Map(moved.map(({ id, position }) => [id, position])));
            setDragged(nothingDragged);
          }}
          onConnectStart={onConnectStart}
          onConnectEnd={onConnectEnd}
          onConnect={onConnect}
          onReconnect={onReconnect}
          isValidConnection={isValidConnection}
          nodesDraggable={!isReadOnly}
          nodesConnectable={!isReadOnly}
          edgesReconnectable={!isReadOnly}
          snapToGrid={isSnapping}
          snapGrid={snapGrid}
          connectionRadius={24}
          minZoom={0.1}
          maxZoom={2.5}
          fitView
          fitViewOptions={fitOptions}
          deleteKeyCode={null}
          multiSelectionKeyCode={multiSelectionKeys}
          zoomOnDoubleClick={false}
          disableKeyboardA11y
          onlyRenderVisibleElements={nodes.length > manyNodes}
          elevateNodesOnSelect={false}
          aria-label={say('canvas')}
        >
          <Background variant={BackgroundVariant.Dots} gap={gridSize} size={1.6} />
          <DeviceFramesLayer nodes={nodes} />
          <KeyboardWire />
          <OverviewMap />
          <ZoomControl />
        </ReactFlow>
      </FarContext>
      <WiringHint />
      {nodes.length === 0 && <EmptyCanvas />}
      {quickAdd !== null && (
        <QuickAdd request={quickAdd} onChoose={onQuickAdd} onClose={() => setQuickAdd(null)} />
      )}
    </div>
  );
}

/** A drag is one step of undo. */
function commitPositions(positions: ReadonlyMap<string, Position>): void {
  const { profile, applyPatches } = useDocumentStore.getState();
  const patches = moveElements(profile, positions);
  if (patches.length === 0) return;
  applyPatches(canvasTexts.localized('moveNodes'), patches);
}

/** A node without wires that is let go on a wire goes between. */
function spliceUnderPointer(node: string, clientX: number, clientY: number): void {
  const { profile, edit } = useDocumentStore.getState();
  const isWired = Object.values(profile.wires).some(({ from, to }) => from.node === node || to.node === node);
  const wire = isWired ? null : wireAt(clientX, clientY);
  if (wire === null) return;
  const { catalogue } = useCatalogueStore.getState();
  const definition = catalogue.nodes.get(profile.nodes[node]?.type ?? '');
  const ports = definition === undefined ? null : fitIntoWire(profile, catalogue, wire, definition);
  if (ports === null) return;
  edit(canvasTexts.localized('insertNode'), editor => spliceIntoWire(editor, wire, node, ports));
}

function applySelection(changes: ReadonlyMap<string, boolean>, kind: 'nodes' | 'wires'): void {
  const { selection, select } = useViewStore.getState();
  const notes = useDocumentStore.getState().profile.notes ?? {};
  const next = {
    nodes: new Set(selection.nodes),
    wires: new Set(selection.wires),
    notes: new Set(selection.notes),
  };
  for (const [id, isSelected] of changes) {
    const set = kind === 'wires' ? next.wires : Object.hasOwn(notes, id) ? next.notes : next.nodes;
    if (isSelected) set.add(id);
    else set.delete(id);
  }
  select(next);
}
