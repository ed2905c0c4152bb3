import type { NodeDefinition } from '../../../core/catalogue/node-definition.ts';
import type { Position } from '../../../core/document/edits.ts';
import { addNode, addNote, connect } from '../../../core/document/edits.ts';
import type { Endpoint } from '../../../core/document/profile.ts';
import { fitBetween } from '../../../core/ports/find-bridge.ts';
import { useCatalogueStore } from '../../stores/catalogue-store.ts';
import { fitIntoWire, spliceIntoWire } from '../../stores/document-edits.ts';
import { useDocumentStore } from '../../stores/document-store.ts';
import { currentGraphView } from '../../stores/graph-view.ts';
import { nameOfNode, nameOfPort } from '../../stores/names.ts';
import { useSettingsStore } from '../../stores/settings-store.ts';
import { useViewStore } from '../../stores/view-store.ts';
import { announce } from '../../ui/announcer.tsx';
import { canvasTexts } from './canvas.texts.ts';
import { canvas, snap, viewCenter } from './canvas-api.ts';
import { nodeHeight, nodeWidth, overlaps } from './node-geometry.ts';
import { judgeEnds, orderEnds, type WireStart } from './wiring-store.ts';

/** What a person does on the canvas, each one step of undo. Shared by pointer, keyboard, palette and commands. */

function announceWire(from: Endpoint, to: Endpoint): void {
  const { language } = useSettingsStore.getState();
  announce(
    canvasTexts.say(language)('wired', {
      from: `${nameOfNode(from.node, language)} ${nameOfPort(from.node, 'output', from.port, language)}`,
      to: `${nameOfNode(to.node, language)} ${nameOfPort(to.node, 'input', to.port, language)}`,
    }),
  );
}

/** Draws a wire between two ends where that is allowed; false where it is not. */
export function connectEnds(start: WireStart, end: WireStart): boolean {
  if (start.side === end.side || !judgeEnds(start, end).ok) return false;
  const { from, to } = orderEnds(start, end);
  const isDone = useDocumentStore.getState().edit(canvasTexts.localized('addWire'), editor => {
    editor.apply(connect(editor.profile, from, to).patches);
  });
  if (isDone) announceWire(from, to);
  return isDone;
}

/** The first place, going down from the wished one, where a new node covers no other. */
export function freePlace(wished: Position, rows: number): Position {
  const boxes = Object.values(useDocumentStore.getState().profile.nodes).map(node => {
    const definition = useCatalogueStore.getState().catalogue.nodes.get(node.type);
    const count = (definition?.inputs.length ?? 0) + (definition?.outputs.length ?? 0);
    return { ...node.position, width: nodeWidth, height: nodeHeight(count) };
  });
  let place = snap(wished);
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const box = { ...place, width: nodeWidth, height: nodeHeight(rows) };
    if (!boxes.some(other => overlaps(box, other))) return place;
    place = { x: place.x, y: place.y + 20 };
  }
  return place;
}

const rowsOf = (definition: NodeDefinition) => definition.inputs.length + definition.outputs.length;

/** Adds a node and selects it. `at` is the middle of its card; without it, the middle of the view. Null: read-only. */
export function addNodeAt(
  definition: NodeDefinition,
  at?: Position,
  options: { readonly wireFrom?: WireStart; readonly intoWire?: string } = {},
): string | null {
  const middle = at ?? viewCenter();
  const wished = { x: middle.x - nodeWidth / 2, y: middle.y - nodeHeight(rowsOf(definition)) / 2 };
  const position = at === undefined ? freePlace(wished, rowsOf(definition)) : snap(wished);
  let added: string | null = null;
  const isDone = useDocumentStore.getState().edit(canvasTexts.localized('addNode'), editor => {
    const { node, patches } = addNode(editor.profile, definition, position);
    const ports =
      options.intoWire === undefined
        ? null
        : fitIntoWire(editor.profile, useCatalogueStore.getState().catalogue, options.intoWire, definition);
    editor.apply(patches);
    added = node;
    if (options.intoWire !== undefined && ports !== null) {
      spliceIntoWire(editor, options.intoWire, node, ports);
    }
    if (options.wireFrom !== undefined) {
      const port = fittingPort(definition, options.wireFrom);
      if (port === null) return;
      const end: WireStart = { node, port, side: options.wireFrom.side === 'output' ? 'input' : 'output' };
      const { from, to } = orderEnds(options.wireFrom, end);
      editor.apply(connect(editor.profile, from, to).patches);
    }
  });
  if (!isDone || added === null) return null;
  useViewStore.getState().select({ nodes: new Set([added]) });
  return added;
}

/** The port of a node type that a wire from `start` could go to; null where none fits. */
export function fittingPort(definition: NodeDefinition, start: WireStart): string | null {
  const { types } = currentGraphView();
  if (start.side === 'output') {
    const from = types.output(start.node, start.port);
    if (from === undefined) return null;
    for (const input of definition.inputs) {
      // A node type fits where something could go through one of its inputs to what it is itself.
      const probe = { ...definition, inputs: [input], outputs: [{ ...input, type: input.type }] };
      const target = input.type.kind === 'generic' ? from : input.type;
      if (fitBetween(probe, from, target) !== null) return input.id;
    }
    return null;
  }
  const to = types.input(start.node, start.port);
  if (to === undefined) return null;
  for (const output of definition.outputs) {
    const source = output.type.kind === 'generic' ? to : output.type;
    const probe = {
      ...definition,
      inputs: [{ ...output, type: source }],
      outputs: [{ ...output, type: source }],
    };
    if (fitBetween(probe, source, to) !== null) return output.id;
  }
  return null;
}

/** Puts the suggested node type between two ports that do not go together. */
export function addBridge(type: string, start: WireStart, end: WireStart): string | null {
  const definition = useCatalogueStore.getState().catalogue.nodes.get(type);
  const { from, to } = orderEnds(start, end);
  const { types } = currentGraphView();
  const fromType = types.output(from.node, from.port);
  const toType = types.input(to.node, to.port);
  if (definition === undefined || fromType === undefined || toType === undefined) return null;
  const bridge = fitBetween(definition, fromType, toType);
  const { profile } = useDocumentStore.getState();
  const source = profile.nodes[from.node]?.position;
  const target = profile.nodes[to.node]?.position;
  if (bridge === null || source === undefined || target === undefined) return null;
  const position = freePlace(
    { x: (source.x + target.x) / 2, y: (source.y + target.y) / 2 },
    rowsOf(definition),
  );
  let added: string | null = null;
  const isDone = useDocumentStore.getState().edit(canvasTexts.localized('insertNode'), editor => {
    const { node, patches } = addNode(editor.profile, definition, position);
    editor.apply(patches);
    editor.apply(connect(editor.profile, from, { node, port: bridge.input }).patches);
    editor.apply(connect(editor.profile, { node, port: bridge.output }, to).patches);
    added = node;
  });
  if (!isDone || added === null) return null;
  useViewStore.getState().select({ nodes: new Set([added]) });
  return added;
}

/** Adds an empty note in the middle of the view, or at a place. */
export function addNoteAt(at?: Position): string | null {
  let added: string | null = null;
  const place = at ?? viewCenter();
  const isDone = useDocumentStore.getState().edit(canvasTexts.localized('addNote'), editor => {
    const { note, patches } = addNote(editor.profile, snap({ x: place.x - 120, y: place.y - 60 }));
    editor.apply(patches);
    added = note;
  });
  if (!isDone || added === null) return null;
  useViewStore.getState().select({ notes: new Set([added]) });
  return added;
}

/** The wire under a place on the screen, for a node that is dropped there. */
export function wireAt(clientX: number, clientY: number): string | null {
  const root = canvas()?.element;
  if (root === undefined) return null;
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const edge = element.closest('.react-flow__edge');
    const id = edge?.getAttribute('data-id');
    if (id !== null && id !== undefined && root.contains(edge)) return id;
  }
  return null;
}
