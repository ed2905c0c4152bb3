import { z } from 'zod';
import type { Catalogue } from '../../core/catalogue/catalogue.ts';
import type { NodeDefinition } from '../../core/catalogue/node-definition.ts';
import {
  connect,
  copyFragment,
  type Position,
  pasteFragment,
  removeElements,
} from '../../core/document/edits.ts';
import { nextElementId } from '../../core/document/element-ids.ts';
import {
  type DocumentPatch,
  elementIdSchema,
  type Profile,
  profileNodeSchema,
  profileNoteSchema,
  profileWireSchema,
} from '../../core/document/profile.ts';
import { createConnectionJudge } from '../../core/ports/can-connect.ts';
import { fitBetween } from '../../core/ports/find-bridge.ts';
import type { DocumentEditor } from './document-store.ts';
import { graphViewOf } from './graph-view.ts';

/** What the canvas does to a document beyond the single edits of core: several of them as one step. */

/** What the clipboard holds, as text: nodes, the wires between them, and notes. */
export const clipboardSchema = z.object({
  format: z.literal('cambrian/fragment'),
  nodes: z.record(elementIdSchema, profileNodeSchema),
  wires: z.record(elementIdSchema, profileWireSchema),
  notes: z.record(elementIdSchema, profileNoteSchema).default({}),
});
export type ClipboardFragment = z.infer<typeof clipboardSchema>;

/** The chosen elements and the wires between them. */
export function takeFragment(
  profile: Profile,
  selection: { readonly nodes: ReadonlySet<string>; readonly notes: ReadonlySet<string> },
): ClipboardFragment {
  const { format, nodes, wires } = copyFragment(profile, selection.nodes);
  const notes = Object.entries(profile.notes ?? {}).filter(([id]) => selection.notes.has(id));
  return { format, nodes: { ...nodes }, wires: { ...wires }, notes: Object.fromEntries(notes) };
}

/** Reads what was pasted; null where the text is something else. */
export function readFragment(text: string): ClipboardFragment | null {
  if (!text.includes('cambrian/fragment')) return null;
  try {
    const parsed = clipboardSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Adds a fragment under new ids, moved by `offset`. Returns the new ids. */
export function insertFragment(
  editor: DocumentEditor,
  fragment: ClipboardFragment,
  offset: Position,
): { readonly nodes: ReadonlySet<string>; readonly notes: ReadonlySet<string> } {
  const pasted = pasteFragment(editor.profile, fragment, offset);
  editor.apply(pasted.patches);
  const notes = new Set<string>();
  for (const note of Object.values(fragment.notes)) {
    const known = editor.profile.notes;
    const id = nextElementId(known ?? {}, 'note');
    const position = { x: note.position.x + offset.x, y: note.position.y + offset.y };
    const value = { text: note.text, size: { width: note.size.width, height: note.size.height }, position };
    editor.apply([
      known === undefined
        ? { op: 'add', path: ['notes'], value: { [id]: value } }
        : { op: 'add', path: ['notes', id], value },
    ]);
    notes.add(id);
  }
  return { nodes: new Set(pasted.nodes), notes };
}

/**
 * Removes nodes and joins what was before them to what was behind them, where such a wire may be drawn. Returns how
 * many wires it drew.
 */
export function removeAndHeal(
  editor: DocumentEditor,
  catalogue: Catalogue,
  nodes: ReadonlySet<string>,
): number {
  const wires = Object.values(editor.profile.wires);
  const joints = [...nodes].flatMap(id => {
    const sources = wires.filter(wire => wire.to.node === id && !nodes.has(wire.from.node));
    const targets = wires.filter(wire => wire.from.node === id && !nodes.has(wire.to.node));
    return sources.flatMap(source => targets.map(target => ({ from: source.from, to: target.to })));
  });
  editor.apply(removeElements(editor.profile, { nodes }));
  let healed = 0;
  for (const { from, to } of joints) {
    if (!createConnectionJudge(editor.profile, catalogue)(from, to).ok) continue;
    editor.apply(connect(editor.profile, from, to).patches);
    healed += 1;
  }
  return healed;
}

/** The ports through which a node type can stand in a wire; null where it cannot. */
export function fitIntoWire(
  profile: Profile,
  catalogue: Catalogue,
  wireId: string,
  definition: NodeDefinition,
): { readonly input: string; readonly output: string } | null {
  const wire = profile.wires[wireId];
  if (wire === undefined) return null;
  const { types } = graphViewOf(profile, catalogue);
  const from = types.output(wire.from.node, wire.from.port);
  const to = types.input(wire.to.node, wire.to.port);
  return from === undefined || to === undefined ? null : fitBetween(definition, from, to);
}

/** Puts a node that is there into a wire: the wire now ends at it, and a second one goes on to the old target. */
export function spliceIntoWire(
  editor: DocumentEditor,
  wireId: string,
  node: string,
  ports: { readonly input: string; readonly output: string },
): void {
  const wire = editor.profile.wires[wireId];
  if (wire === undefined) return;
  const target = wire.to;
  editor.apply([{ op: 'replace', path: ['wires', wireId, 'to'], value: { node, port: ports.input } }]);
  editor.apply(connect(editor.profile, { node, port: ports.output }, target).patches);
}

/** Patches that move nodes and notes to absolute places. Ids that are gone, and places that stay, give none. */
export function moveElements(profile: Profile, positions: ReadonlyMap<string, Position>): DocumentPatch[] {
  return [...positions].flatMap(([id, position]) => {
    const section = profile.nodes[id] === undefined ? 'notes' : 'nodes';
    const element = profile.nodes[id] ?? profile.notes?.[id];
    const x = Math.round(position.x);
    const y = Math.round(position.y);
    if (element === undefined || (element.position.x === x && element.position.y === y)) return [];
    return [
      { op: 'replace' as const, path: [section, id, 'position', 'x'], value: x },
      { op: 'replace' as const, path: [section, id, 'position', 'y'], value: y },
    ];
  });
}
