import type { Catalogue } from '../catalogue/catalogue.ts';
import { effectiveProperties } from '../compiler/check-properties.ts';
import type { CompileOptions } from '../compiler/compile-context.ts';
import { codeNodeType } from '../compiler/emit.ts';
import { codeRamShare, nodeRamBytes, slotBytesOf, wireRamBytes } from '../compiler/report.ts';
import { traceData } from '../compliance/trace-data.ts';
import { ownValue } from '../document/json.ts';
import type { Profile } from '../document/profile.ts';
import { estimateMessageBytes } from '../ports/port-value.ts';
import type { ProfileAnalysis } from './analyse-profile.ts';
import { analyseProfile } from './analyse-profile.ts';
import { interactionsPerMonth } from './estimate-cost.ts';
import type { FiguredNode } from './figure-nodes.ts';
import { listOptions } from './list-options.ts';
import { modelNodeOf } from './model-use.ts';
import type { Freedom, PlacementOption } from './placement-option.ts';

export interface PlacementVariable {
  readonly node: string;
  readonly freedom: Freedom;
  readonly options: readonly PlacementOption[];
  /** Which of the options the profile has now. */
  readonly current: number;
  /** On the device, bytes. */
  readonly ramBytes: number;
  /** What it alone adds to the bundle, bytes. */
  readonly flashBytes: number;
  /** Index of its type's driver among {@link PlacementProblem.drivers}; −1 where it brings its own. */
  readonly driver: number;
}

export interface PlacementWire {
  readonly id: string;
  readonly source: number;
  readonly target: number;
  readonly bytesPerSecond: number;
  /** Memory of its queue where it goes up from the device. */
  readonly queueBytes: number;
  /** A wire that leads back round a circle takes no part in latency. */
  readonly isBack: boolean;
}

/** What must hold; absent: no limit. */
export interface PlacementLimits {
  readonly ramBytes?: number;
  readonly flashBytes?: number;
  readonly linkBytesPerSecond?: number;
  readonly firstResponseMs?: number;
  readonly costPerInteractionYuan?: number;
  readonly costPerMonthYuan?: number;
}

/** Placement as numbers: a choice is one option for each variable. */
export interface PlacementProblem {
  readonly variables: readonly PlacementVariable[];
  readonly wires: readonly PlacementWire[];
  /** Indices of variables, each after what feeds it. */
  readonly order: readonly number[];
  /** By variable, wires that come in. */
  readonly incoming: readonly (readonly PlacementWire[])[];
  /** Ends of paths: what is fed and feeds nothing. */
  readonly ends: readonly number[];
  /** Size of each driver. */
  readonly drivers: readonly number[];
  readonly baseRamBytes: number;
  readonly baseFlashBytes: number;
  readonly linkLatencyMs: number;
  readonly interactionsPerMonth: number;
  readonly limits: PlacementLimits;
  readonly analysis: ProfileAnalysis;
}

/** Entries of a node and of a wire in graph.json, beside names and settings; above what they take. */
const graphNodeBytes = 260;
const graphWireBytes = 130;
const graphBytes = 100;
const manifestBytes = 110;

/** Puts the placement of a profile into numbers. */
export function statePlacement(
  profile: Profile,
  catalogue: Catalogue,
  options: CompileOptions = {},
): PlacementProblem {
  const analysis = analyseProfile(profile, catalogue, options);
  const { context, figured, flow, wires: sound, rates } = analysis;
  const handled = traceData(figured, flow);
  const personaUsers = countPersonaUsers(profile, figured);
  const drivers: number[] = [];
  const driverOf = new Map<string, number>();
  const indexOf = new Map<string, number>();
  const variables: PlacementVariable[] = [];
  for (const [id, known] of figured) {
    indexOf.set(id, variables.length);
    const { definition } = known.node;
    const isCode = definition.type === codeNodeType;
    let driver = -1;
    if (!isCode) {
      driver = driverOf.get(definition.type) ?? drivers.length;
      if (driver === drivers.length) {
        drivers.push(definition.driverBytes ?? 0);
        driverOf.set(definition.type, driver);
      }
    }
    const code = isCode ? (ownValue(known.node.indexed.node.properties, 'code') ?? '') : '';
    const codeBytes = typeof code === 'string' ? code.length : 0;
    const choice = listOptions(profile, catalogue, known, {
      personaUsers,
      kinds: handled.get(id)?.size ?? 0,
      measured: context.options.measured,
    });
    variables.push({
      node: id,
      ...choice,
      ramBytes: nodeRamBytes + definition.needs.ramBytes + Math.ceil(codeBytes * codeRamShare),
      flashBytes: graphNodeBytes + graphWords(known) + codeBytes + (isCode ? manifestBytes : 0),
      driver,
    });
  }
  const wires = sound.flatMap((wire): PlacementWire[] => {
    const source = indexOf.get(wire.source.id);
    const target = indexOf.get(wire.target.id);
    if (source === undefined || target === undefined) return [];
    const rateHz = rates.get(`${wire.source.id} ${wire.output.id}`) ?? 0;
    const messageBytes = estimateMessageBytes(wire.type);
    const queueLength = Math.min(64, Math.max(8, Math.ceil(rateHz * 0.5)));
    return [
      {
        id: wire.id,
        source,
        target,
        bytesPerSecond: Math.ceil(rateHz * messageBytes),
        queueBytes: queueLength * messageBytes,
        isBack: (flow.position.get(wire.source.id) ?? 0) >= (flow.position.get(wire.target.id) ?? 0),
      },
    ];
  });
  const incoming = variables.map((): PlacementWire[] => []);
  for (const wire of wires) if (!wire.isBack) incoming[wire.target]?.push(wire);
  const budgets = profile.deployment?.budgets;
  const board = context.board?.limits;
  return {
    variables,
    wires,
    order: flow.order.flatMap(id => indexOf.get(id) ?? []),
    incoming,
    ends: variables.flatMap(({ node }, index) =>
      (flow.incoming.get(node)?.length ?? 0) > 0 && (flow.outgoing.get(node)?.length ?? 0) === 0
        ? [index]
        : [],
    ),
    drivers,
    baseRamBytes: context.options.runtimeRamBytes,
    // The runtime, graph.json and the manifest have an entry each.
    baseFlashBytes:
      context.options.runtimeBytes + 3 * manifestBytes + graphBytes + JSON.stringify(profile.name).length,
    linkLatencyMs: context.options.linkLatencyMs,
    interactionsPerMonth: interactionsPerMonth(profile.deployment),
    limits: {
      ...(board !== undefined && {
        ramBytes: board.heapBytes,
        flashBytes: slotBytesOf(board.filesystemBytes),
        linkBytesPerSecond: board.linkBytesPerSecond,
      }),
      ...(budgets?.firstResponseMs !== undefined && { firstResponseMs: budgets.firstResponseMs }),
      ...(budgets?.costPerInteractionYuan !== undefined && {
        costPerInteractionYuan: budgets.costPerInteractionYuan,
      }),
      ...(budgets?.costPerMonthYuan !== undefined && { costPerMonthYuan: budgets.costPerMonthYuan }),
    },
    analysis,
  };
}

/** What of a node's entry differs from node to node: its names, ports and settings. */
function graphWords({ node }: FiguredNode): number {
  const { definition, indexed, id } = node;
  const ports = [...definition.inputs, ...definition.outputs].map(port => port.id);
  const words = [id, definition.type, ports, effectiveProperties(indexed, definition)];
  return JSON.stringify(words).length + definition.needs.pins.length * 30;
}

/** What a wire of the device takes in the bundle and in memory, bytes. */
export const deviceWire = { flashBytes: graphWireBytes, ramBytes: wireRamBytes } as const;
/** What a driver's file takes beside its size. */
export const driverEntryBytes = manifestBytes;

function countPersonaUsers(
  profile: Profile,
  figured: ReadonlyMap<string, FiguredNode>,
): ReadonlyMap<string, number> {
  const users = new Map<string, number>();
  for (const { node } of figured.values()) {
    const model = modelNodeOf(node.indexed, node.definition, profile);
    if (model === undefined || model.personaId === '') continue;
    users.set(model.personaId, (users.get(model.personaId) ?? 0) + 1);
  }
  return users;
}
