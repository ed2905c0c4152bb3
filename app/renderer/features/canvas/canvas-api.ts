import type { ReactFlowInstance } from '@xyflow/react';
import type { Position } from '../../../core/document/edits.ts';
import { useViewStore } from '../../stores/view-store.ts';
import type { FlowNode, WireEdge } from './flow-projection.ts';
import { gridSize } from './node-geometry.ts';

/** What commands and other panels may ask of the canvas on the screen. */
export interface CanvasApi {
  readonly flow: ReactFlowInstance<FlowNode, WireEdge>;
  readonly element: HTMLElement;
}

let current: CanvasApi | null = null;

/** Set by the canvas while it is mounted. */
export function setCanvas(api: CanvasApi | null): void {
  current = api;
}

/** The canvas on the screen; null where there is none. */
export function canvas(): CanvasApi | null {
  return current;
}

const isStill = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
/** Camera moves, milliseconds; none where the person asked for stillness. */
export const moveMs = (): number => (isStill() ? 0 : 180);

/** The middle of what is seen, in canvas pixels. */
export function viewCenter(): Position {
  if (current === null) return { x: 0, y: 0 };
  const box = current.element.getBoundingClientRect();
  return current.flow.screenToFlowPosition({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
}

/** A place on the grid where snapping is on. */
export function snap(position: Position): Position {
  if (!useViewStore.getState().isSnapping) return { x: Math.round(position.x), y: Math.round(position.y) };
  return {
    x: Math.round(position.x / gridSize) * gridSize,
    y: Math.round(position.y / gridSize) * gridSize,
  };
}

/** Selects elements and brings them into view. */
export function reveal(elements: {
  readonly nodes?: readonly string[];
  readonly wires?: readonly string[];
}): void {
  const nodes = new Set(elements.nodes ?? []);
  const wires = new Set(elements.wires ?? []);
  useViewStore.getState().select({ nodes, wires });
  if (current === null) return;
  const ends = [...wires].flatMap(id => {
    const edge = current?.flow.getEdge(id);
    return edge === undefined ? [] : [edge.source, edge.target];
  });
  const seen = [...nodes, ...ends].map(id => ({ id }));
  if (seen.length === 0) return;
  void current.flow.fitView({ nodes: seen, maxZoom: 1.1, minZoom: 0.4, padding: 0.4, duration: moveMs() });
}

/** How much room a fit leaves: below it is the place of zoom, map and first steps. */
export const fitPadding = { top: '48px', right: '40px', bottom: '112px', left: '40px' } as const;

/** Shows the whole graph. */
export function fitAll(): void {
  void current?.flow.fitView({ padding: fitPadding, maxZoom: 1, duration: moveMs() });
}

/** Puts the keyboard on a node's card. */
export function focusNode(node: string): void {
  current?.element.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(node)}"]`)?.focus();
}
