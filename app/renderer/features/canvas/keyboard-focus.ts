import type { FocusEvent, KeyboardEvent } from 'react';
import { openAgent } from '../../stores/agent-nodes.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { canvas, moveMs } from './canvas-api.ts';

/** The node or wire that an element on the canvas is. */
function elementUnder(target: EventTarget): { readonly kind: 'node' | 'wire'; readonly id: string } | null {
  if (!(target instanceof Element)) return null;
  const id = target.getAttribute('data-id');
  if (id === null) return null;
  if (target.classList.contains('react-flow__node')) return { kind: 'node', id };
  return target.classList.contains('react-flow__edge') ? { kind: 'wire', id } : null;
}

/**
 * Enter or Space selects what has the focus; Enter on a node that is selected opens who it is, where it is an agent (Tab
 * goes to its ports), else it goes to its ports.
 */
export function handleCanvasKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const element = elementUnder(event.target);
  if (element === null) return;
  event.preventDefault();
  const { selection, select } = useViewStore.getState();
  if (element.kind === 'wire') {
    select({ wires: new Set([element.id]) });
  } else if (event.key === 'Enter' && selection.nodes.has(element.id)) {
    if (!openAgent(element.id) && event.target instanceof Element) {
      event.target.querySelector<HTMLElement>('.react-flow__handle')?.focus();
    }
  } else if (event.target instanceof Element && event.target.classList.contains('react-flow__node-note')) {
    select({ notes: new Set([element.id]) });
  } else {
    select({ nodes: new Set([element.id]) });
  }
}

/** Brings a node that Tab has reached into view. */
export function handleCanvasFocus(event: FocusEvent<HTMLElement>): void {
  const element = elementUnder(event.target);
  const api = canvas();
  if (element?.kind !== 'node' || api === null || !event.target.matches(':focus-visible')) return;
  const seen = api.element.getBoundingClientRect();
  const box = event.target.getBoundingClientRect();
  const isInside =
    box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;
  if (isInside) return;
  void api.flow.fitView({ nodes: [{ id: element.id }], maxZoom: 1, minZoom: 0.5, duration: moveMs() });
}
