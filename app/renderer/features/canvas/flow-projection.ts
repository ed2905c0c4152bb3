import { type Edge, type Node, type NodeHandle, Position } from '@xyflow/react';
import type { Catalogue } from '../../../core/catalogue/catalogue.ts';
import type { NodeDefinition } from '../../../core/catalogue/node-definition.ts';
import type { Channel } from '../../../core/compiler/bundle.ts';
import type { Position as Point } from '../../../core/document/edits.ts';
import type {
  Placement,
  Profile,
  ProfileNode,
  ProfileNote,
  ProfileWire,
} from '../../../core/document/profile.ts';
import { describePortType } from '../../../core/ports/port-names.ts';
import type { PortKind, PortType } from '../../../core/ports/port-type.ts';
import type { Language, LocalizedText } from '../../../core/text/localized-text.ts';
import type { Severity } from '../../stores/diagnostics-store.ts';
import { graphViewOf, placementOf } from '../../stores/graph-view.ts';
import { nodeName } from '../../stores/names.ts';
import { canvasTexts } from './canvas.texts.ts';
import { handleSize, nodeHeight, nodeWidth, rowCenter } from './node-geometry.ts';

/** One port as a row of a node's card. */
export interface PortRow {
  readonly id: string;
  readonly side: 'input' | 'output';
  readonly title: LocalizedText;
  /** Resolved; undefined for a port that only a wire knows. */
  readonly type: PortType | undefined;
  readonly isWired: boolean;
}

export interface ModuleData extends Record<string, unknown> {
  readonly node: ProfileNode;
  /** Undefined for a type that no plugin provides. */
  readonly definition: NodeDefinition | undefined;
  readonly rows: readonly PortRow[];
  readonly placement: Placement;
  readonly severity: Severity | null;
}
export type ModuleNode = Node<ModuleData, 'module'>;

export interface NoteData extends Record<string, unknown> {
  readonly note: ProfileNote;
}
export type NoteNode = Node<NoteData, 'note'>;
export type FlowNode = ModuleNode | NoteNode;

/** How a wire looks. */
interface WireLook {
  readonly kind: PortKind | 'ghost';
  readonly channel: Channel | undefined;
  readonly isNearLimit: boolean;
}
export interface WireData extends WireLook, Record<string, unknown> {
  readonly severity: Severity | null;
}
export type WireEdge = Edge<WireData, 'wire'>;

export interface ProjectionInput {
  readonly profile: Profile;
  readonly catalogue: Catalogue;
  readonly selectedNodes: ReadonlySet<string>;
  readonly selectedNotes: ReadonlySet<string>;
  readonly selectedWires: ReadonlySet<string>;
  /** Where dragged elements are now; the document learns of it when they are let go. */
  readonly dragged: ReadonlyMap<string, Point>;
  readonly nodeSeverity: ReadonlyMap<string, Severity>;
  readonly wireSeverity: ReadonlyMap<string, Severity>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly linkLimitBytesPerSecond: number | null;
  /** Of the labels that screen readers say. */
  readonly language: Language;
}

interface CachedModule {
  readonly node: ProfileNode;
  readonly definition: NodeDefinition | undefined;
  readonly ports: string;
  readonly severity: Severity | null;
  readonly flow: ModuleNode;
}

/** The share of the link that makes a wire amber. */
const nearLimit = 0.25;

/**
 * Draws a document as React Flow's nodes and edges. An element that did not change stays the same object, so that
 * React Flow passes over it; a drag therefore makes one new object a frame and not a thousand.
 */
export class FlowProjection {
  #modules = new Map<string, CachedModule>();
  #notes = new Map<string, NoteNode>();
  #wires = new Map<string, WireEdge>();

  nodes(input: ProjectionInput): FlowNode[] {
    const { profile, catalogue } = input;
    const { types } = graphViewOf(profile, catalogue);
    const wired = wiredPorts(profile);
    const modules = new Map<string, CachedModule>();
    const notes = new Map<string, NoteNode>();
    const flow: FlowNode[] = [];
    for (const [id, note] of Object.entries(profile.notes ?? {})) {
      const projected = this.#note(id, note, input);
      notes.set(id, projected);
      flow.push(projected);
    }
    for (const [id, node] of Object.entries(profile.nodes)) {
      const definition = catalogue.nodes.get(node.type);
      const rows = portRows(id, definition, types, wired.get(id));
      const cached = this.#module(id, node, definition, rows, input);
      modules.set(id, cached);
      flow.push(cached.flow);
    }
    this.#modules = modules;
    this.#notes = notes;
    return flow;
  }

  edges(input: ProjectionInput): WireEdge[] {
    const { profile, catalogue } = input;
    const { index, types } = graphViewOf(profile, catalogue);
    const wires = new Map<string, WireEdge>();
    for (const { id, wire, source, target, output, input: inputPort } of index.wires) {
      // A wire to a node that is gone has nowhere to end; Problems lists it.
      if (source === undefined || target === undefined) continue;
      const isGhost = output === undefined || inputPort === undefined;
      const kind = isGhost ? 'ghost' : (types.output(wire.from.node, wire.from.port)?.kind ?? 'json');
      const channel = input.channels.get(id);
      const limit = input.linkLimitBytesPerSecond;
      const isNearLimit =
        channel !== undefined && limit !== null && channel.bytesPerSecond > limit * nearLimit;
      const ariaLabel = canvasTexts.say(input.language)('wire', {
        from: `${nodeName(source.node, source.definition, input.language)} ${output?.title[input.language] ?? wire.from.port}`,
        to: `${nodeName(target.node, target.definition, input.language)} ${inputPort?.title[input.language] ?? wire.to.port}`,
      });
      wires.set(id, this.#wire(id, wire, { kind, channel, isNearLimit, ariaLabel }, input));
    }
    this.#wires = wires;
    return [...wires.values()];
  }

  #module(
    id: string,
    node: ProfileNode,
    definition: NodeDefinition | undefined,
    rows: readonly PortRow[],
    input: ProjectionInput,
  ): CachedModule {
    const severity = input.nodeSeverity.get(id) ?? null;
    const ports = rows
      .map(
        row =>
          `${row.side} ${row.id} ${row.type === undefined ? '' : describePortType(row.type).en} ${row.isWired}`,
      )
      .join('|');
    const position = input.dragged.get(id) ?? node.position;
    const selected = input.selectedNodes.has(id);
    const known = this.#modules.get(id);
    const ariaLabel = canvasTexts.say(input.language)('node', {
      name: nodeName(node, definition, input.language),
      type: definition?.title[input.language] ?? node.type,
    });
    const isSameData =
      known !== undefined &&
      known.definition === definition &&
      known.ports === ports &&
      known.severity === severity &&
      isSameApartFromPosition(known.node, node);
    if (
      isSameData &&
      known.flow.ariaLabel === ariaLabel &&
      known.flow.selected === selected &&
      known.flow.position.x === position.x &&
      known.flow.position.y === position.y
    ) {
      return known;
    }
    const height = nodeHeight(rows.length);
    const data: ModuleData = isSameData
      ? known.flow.data
      : { node, definition, rows, placement: placementOf(node, definition), severity };
    const flow: ModuleNode = {
      id,
      type: 'module',
      ariaLabel,
      position: { x: position.x, y: position.y },
      data,
      selected,
      width: nodeWidth,
      height,
      measured: { width: nodeWidth, height },
      handles: isSameData && known.flow.handles !== undefined ? known.flow.handles : handlesOf(rows),
    };
    return { node, definition, ports, severity, flow };
  }

  #note(id: string, note: ProfileNote, input: ProjectionInput): NoteNode {
    const position = input.dragged.get(id) ?? note.position;
    const selected = input.selectedNotes.has(id);
    const known = this.#notes.get(id);
    if (
      known?.data.note === note &&
      known.selected === selected &&
      known.position.x === position.x &&
      known.position.y === position.y
    ) {
      return known;
    }
    return {
      id,
      type: 'note',
      position: { x: position.x, y: position.y },
      data: { note },
      selected,
      width: note.size.width,
      height: note.size.height,
      measured: { width: note.size.width, height: note.size.height },
      zIndex: -1,
      handles: [],
    };
  }

  #wire(
    id: string,
    wire: ProfileWire,
    { kind, channel, isNearLimit, ariaLabel }: WireLook & { readonly ariaLabel: string },
    input: ProjectionInput,
  ): WireEdge {
    const severity = input.wireSeverity.get(id) ?? null;
    const selected = input.selectedWires.has(id);
    const known = this.#wires.get(id);
    const data = known?.data;
    if (
      known !== undefined &&
      data !== undefined &&
      known.selected === selected &&
      known.ariaLabel === ariaLabel &&
      known.source === wire.from.node &&
      known.sourceHandle === outputHandle(wire.from.port) &&
      known.target === wire.to.node &&
      known.targetHandle === inputHandle(wire.to.port) &&
      data.kind === kind &&
      data.channel?.rateHz === channel?.rateHz &&
      data.channel?.bytesPerSecond === channel?.bytesPerSecond &&
      data.isNearLimit === isNearLimit &&
      data.severity === severity
    ) {
      return known;
    }
    return {
      id,
      type: 'wire',
      source: wire.from.node,
      sourceHandle: outputHandle(wire.from.port),
      target: wire.to.node,
      targetHandle: inputHandle(wire.to.port),
      ariaLabel,
      selected,
      data: { kind, channel, isNearLimit, severity },
    };
  }
}

/** An input and an output of a node may have the same name; their handles must not. */
export const inputHandle = (port: string): string => `in:${port}`;
export const outputHandle = (port: string): string => `out:${port}`;
export const portOfHandle = (handle: string): string => handle.slice(handle.indexOf(':') + 1);

function isSameApartFromPosition(left: ProfileNode, right: ProfileNode): boolean {
  return (
    left === right ||
    (left.type === right.type &&
      left.typeVersion === right.typeVersion &&
      left.name === right.name &&
      left.placement === right.placement &&
      left.properties === right.properties)
  );
}

interface WiredPorts {
  readonly inputs: Set<string>;
  readonly outputs: Set<string>;
}

function wiredPorts(profile: Profile): Map<string, WiredPorts> {
  const wired = new Map<string, WiredPorts>();
  const of = (node: string): WiredPorts => {
    const known = wired.get(node);
    if (known !== undefined) return known;
    const created = { inputs: new Set<string>(), outputs: new Set<string>() };
    wired.set(node, created);
    return created;
  };
  for (const { from, to } of Object.values(profile.wires)) {
    of(from.node).outputs.add(from.port);
    of(to.node).inputs.add(to.port);
  }
  return wired;
}

function portRows(
  id: string,
  definition: NodeDefinition | undefined,
  types: ReturnType<typeof graphViewOf>['types'],
  wired: WiredPorts | undefined,
): PortRow[] {
  const rows: PortRow[] = [];
  const add = (
    side: 'input' | 'output',
    known: NodeDefinition['inputs'],
    used: ReadonlySet<string> | undefined,
  ) => {
    for (const port of known) {
      const type = side === 'input' ? types.input(id, port.id) : types.output(id, port.id);
      rows.push({ id: port.id, side, title: port.title, type, isWired: used?.has(port.id) ?? false });
    }
    for (const port of used ?? []) {
      if (known.some(declared => declared.id === port)) continue;
      rows.push({ id: port, side, title: { en: port, zh: port }, type: undefined, isWired: true });
    }
  };
  add('input', definition?.inputs ?? [], wired?.inputs);
  add('output', definition?.outputs ?? [], wired?.outputs);
  return rows;
}

function handlesOf(rows: readonly PortRow[]): NodeHandle[] {
  return rows.map((row, place) => {
    const isInput = row.side === 'input';
    return {
      id: isInput ? inputHandle(row.id) : outputHandle(row.id),
      type: isInput ? 'target' : 'source',
      position: isInput ? Position.Left : Position.Right,
      x: isInput ? -handleSize / 2 : nodeWidth - handleSize / 2,
      y: rowCenter(place) - handleSize / 2,
      width: handleSize,
      height: handleSize,
    };
  });
}
