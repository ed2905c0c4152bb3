import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { Json } from '../document/json.ts';
import { compareCodeUnits, isJsonObject, ownValue } from '../document/json.ts';
import { personaOf } from '../persona/persona-of.ts';
import { estimateMessageBytes } from '../ports/port-value.ts';
import { listDeviceTools } from '../tools/list-device-tools.ts';
import type { Allocation } from './allocation.ts';
import type { AttachedPeripheral, Channel, Compilation, DeviceGraph, HubGraph } from './bundle.ts';
import { effectiveProperties } from './check-properties.ts';
import type { CompileContext, PlacedNode, SoundWire } from './compile-context.ts';

/** What the fourth phase gives: a compilation without its report. */
export type Emission = Omit<Compilation, 'report'>;

/** The node type whose Python a person writes, and the property that holds it. */
export const codeNodeType = 'logic/python';
const codeProperty = 'code';

/** Half a second of messages may wait on the sending side of a channel, within these bounds. */
const queueSeconds = 0.5;
const shortestQueue = 8;
const longestQueue = 64;

/** Python module of a type's driver: `sensors/light-level` → `sensors_light_level`. */
export function driverModule(type: string): string {
  return type.replaceAll(/[/-]/g, '_');
}

/**
 * Fourth phase: the graph as data. Nodes come in id order and wires in wire-id order. Each sound wire appears exactly
 * once: among the device's wires, among the hub's, or as a channel with one end on each side. The sending side
 * coerces.
 */
export function emit(
  context: CompileContext,
  placed: ReadonlyMap<string, PlacedNode>,
  wires: readonly SoundWire[],
  allocation: Allocation,
  rates: ReadonlyMap<string, number>,
): Emission {
  const device = [...placed.values()].filter(node => node.placement === 'device');
  const hub = [...placed.values()].filter(node => node.placement !== 'device');
  const indexOf = new Map(device.map((node, index) => [node.id, index]));

  const graph: DeviceGraph = {
    format: 1,
    name: context.profile.name,
    nodes: device.map(node => deviceNode(node, allocation)),
    wires: [],
    downs: [],
  };
  const hubGraph: HubGraph = {
    nodes: hub.map(hubNode),
    wires: [],
    ups: [],
    personas: personasOf(context, hub),
    deviceTools: listDeviceTools(device),
    profileId: context.profile.id,
    markets: context.profile.deployment?.markets ?? [],
  };
  const channels: Channel[] = [];

  for (const wire of wires) {
    const { id, coercion } = wire;
    const from = { node: wire.source.id, port: wire.output.id };
    const to = { node: wire.target.id, port: wire.input.id };
    const change = coercion === undefined ? {} : { coercion };
    const source = indexOf.get(from.node);
    const target = indexOf.get(to.node);
    if (source !== undefined && target !== undefined) {
      graph.wires.push({ id, from: [source, from.port], to: [target, to.port], ...change });
    } else if (source !== undefined) {
      const channel = addChannel(channels, wire, 'up', rates);
      const { number, queueLength } = channel;
      graph.wires.push({ id, from: [source, from.port], to: number, ...change, queue: queueLength });
      hubGraph.ups.push({ channel: number, to });
    } else if (target !== undefined) {
      const { number: channel } = addChannel(channels, wire, 'down', rates);
      hubGraph.wires.push({ id, from, to: { channel }, ...change });
      graph.downs.push({ channel, to: [target, to.port] });
    } else {
      hubGraph.wires.push({ id, from, to, ...change });
    }
  }

  return {
    graph,
    hub: hubGraph,
    channels,
    peripherals: device.flatMap(node => peripheral(node, allocation)),
    driverTypes: collectDriverTypes(context, device),
    codeSources: Object.fromEntries(device.filter(isCodeNode).map(node => [node.id, codeOf(node)])),
    allocation: Object.fromEntries(
      device
        .filter(node => allocation.pins.has(node.id))
        .map(node => [node.id, pinTable(node, allocation, pin => pin.id)]),
    ),
  };
}

function isCodeNode(node: PlacedNode): boolean {
  return node.definition.type === codeNodeType;
}

function codeOf(node: PlacedNode): string {
  const code = effectiveProperties(node.indexed, node.definition)[codeProperty];
  return typeof code === 'string' ? code : '';
}

/** The types whose drivers go into the bundle. Code nodes bring their own; two types may not share a file name. */
function collectDriverTypes(context: CompileContext, device: readonly PlacedNode[]): string[] {
  const types = new Set(device.filter(node => !isCodeNode(node)).map(node => node.definition.type));
  const sorted = [...types].sort(compareCodeUnits);
  const modules = new Map<string, string>();
  for (const type of sorted) {
    const module = driverModule(type);
    const other = modules.get(module);
    if (other !== undefined) {
      context.diagnostics.push(
        createDiagnostic('node/driver-clash', { kind: 'profile' }, { first: other, second: type }),
      );
    }
    modules.set(module, type);
  }
  return sorted;
}

function pinTable<Value>(
  node: PlacedNode,
  allocation: Allocation,
  pick: (pin: { readonly id: string; readonly number: number }) => Value,
): Record<string, Value> {
  return Object.fromEntries(
    [...(allocation.pins.get(node.id) ?? [])].map(([need, pin]) => [need, pick(pin)]),
  );
}

function deviceNode(node: PlacedNode, allocation: Allocation): DeviceGraph['nodes'][number] {
  const properties = effectiveProperties(node.indexed, node.definition);
  const isCode = isCodeNode(node);
  if (isCode) delete properties[codeProperty];
  const bus = allocation.buses.get(node.id);
  return {
    id: node.id,
    driver: isCode ? `code_${node.id}` : driverModule(node.definition.type),
    properties,
    pins: pinTable(node, allocation, pin => pin.number),
    ...(bus !== undefined && { bus }),
    inputs: node.definition.inputs.map(port => port.id),
    outputs: node.definition.outputs.map(port => port.id),
  };
}

function hubNode(node: PlacedNode): HubGraph['nodes'][number] {
  const { deadlineMs, inputs } = node.definition;
  const interrupts = inputs.filter(port => port.interrupts === true).map(port => port.id);
  return {
    id: node.id,
    type: node.definition.type,
    placement: node.placement,
    properties: effectiveProperties(node.indexed, node.definition),
    inputs: node.definition.inputs.map(port => port.id),
    outputs: node.definition.outputs.map(port => port.id),
    ...(interrupts.length > 0 && { interrupts }),
    ...(deadlineMs !== undefined && { deadlineMs }),
  };
}

/** The personas that the hub's nodes name; the others stay in the document. */
function personasOf(context: CompileContext, hub: readonly PlacedNode[]): NonNullable<HubGraph['personas']> {
  const personas: NonNullable<HubGraph['personas']> = {};
  for (const node of hub) {
    for (const property of node.definition.properties) {
      if (property.type !== 'persona') continue;
      const id = effectiveProperties(node.indexed, node.definition)[property.id];
      const persona = typeof id === 'string' ? personaOf(context.profile, id) : undefined;
      if (typeof id === 'string' && persona !== undefined) personas[id] = persona;
    }
  }
  return personas;
}

function addChannel(
  channels: Channel[],
  wire: SoundWire,
  direction: Channel['direction'],
  rates: ReadonlyMap<string, number>,
): Channel {
  const rateHz = rates.get(`${wire.source.id} ${wire.output.id}`) ?? 0;
  const channel: Channel = {
    number: channels.length + 1,
    wire: wire.id,
    direction,
    type: wire.type,
    rateHz,
    bytesPerSecond: Math.ceil(rateHz * estimateMessageBytes(wire.type)),
    queueLength: Math.min(longestQueue, Math.max(shortestQueue, Math.ceil(rateHz * queueSeconds))),
  };
  channels.push(channel);
  return channel;
}

function peripheral(node: PlacedNode, allocation: Allocation): AttachedPeripheral[] {
  const { definition, id } = node;
  if (definition.peripheral === undefined) return [];
  const properties = effectiveProperties(node.indexed, definition);
  const bus = allocation.buses.get(id);
  const settings = Object.fromEntries(
    Object.entries(definition.peripheral.settings).map(([key, value]) => [
      key,
      substitute(value as Json, properties),
    ]),
  );
  return [
    {
      id,
      type: definition.type,
      name: node.indexed.node.name ?? definition.title.en,
      model: definition.peripheral.model,
      settings,
      controls: definition.peripheral.controls,
      pins: pinTable(node, allocation, pin => pin.number),
      ...(bus !== undefined && { bus }),
    },
  ];
}

/** Replaces each text `"$name"` by the property of that name; a name that is not a property stays as it is. */
function substitute(value: Json, properties: Readonly<Record<string, Json>>): Json {
  if (typeof value === 'string') {
    return value.startsWith('$') ? (ownValue(properties, value.slice(1)) ?? value) : value;
  }
  if (Array.isArray(value)) return value.map(item => substitute(item, properties));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, substitute(item, properties)]));
}
