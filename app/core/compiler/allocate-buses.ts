import type { BoardDefinition, BoardPin } from '../catalogue/board-definition.ts';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import type { ChosenPin } from './allocation.ts';
import type { BusBinding } from './bundle.ts';
import type { CompileContext, PlacedNode } from './compile-context.ts';
import { matchSlots } from './match-slots.ts';
import { freePinFix } from './quick-fixes.ts';

export interface BusAllocation {
  /** Node id → where it sits. */
  readonly buses: ReadonlyMap<string, BusBinding>;
  /** Pins of the buses that are in use. */
  readonly reserved: ReadonlySet<string>;
}

interface Bus {
  readonly index: number;
  readonly sda: BoardPin;
  readonly scl: BoardPin;
}

/**
 * Gives each node that needs I²C a bus and an address of its own: the board's first bus as long as there is a free
 * address on it, then the next. A bus whose pins a person gave to something else is not used.
 */
export function allocateBuses(
  context: CompileContext,
  board: BoardDefinition,
  nodes: readonly PlacedNode[],
  chosen: ReadonlyMap<string, ChosenPin>,
): BusAllocation {
  const users = nodes.filter(node => node.definition.needs.buses.some(bus => bus.kind === 'i2c'));
  const buses = new Map<string, BusBinding>();
  const reserved = new Set<string>();
  const first = users[0];
  if (first === undefined) return { buses, reserved };

  const all = busesOf(board);
  if (all.length === 0) {
    for (const user of users) {
      context.diagnostics.push(
        createDiagnostic(
          'bus/none',
          { kind: 'node', node: user.id },
          { node: nodeLabel(user.indexed), board: board.title },
        ),
      );
    }
    return { buses, reserved };
  }
  const free = all.filter(bus => !chosen.has(bus.sda.id) && !chosen.has(bus.scl.id));
  if (free.length === 0) {
    reportTakenPins(context, first, all, chosen);
    return { buses, reserved };
  }

  const wanted = users.map(user =>
    user.definition.needs.buses.flatMap(bus => (bus.kind === 'i2c' ? bus.addresses : [])),
  );
  const matched = chooseSlots(wanted, free);
  const holders = new Map(matched.map((slot, index) => [slot, users[index]]));
  const table = new Map(
    free.flatMap(bus => wanted.flat().map(address => [slotName(bus, address), { bus, address }])),
  );
  for (const [index, user] of users.entries()) {
    const slot = table.get(matched[index] ?? '');
    if (slot !== undefined) {
      const { bus, address } = slot;
      buses.set(user.id, {
        kind: 'i2c',
        index: bus.index,
        sda: bus.sda.number,
        scl: bus.scl.number,
        address,
      });
      reserved.add(bus.sda.id).add(bus.scl.id);
      continue;
    }
    const lost = wanted[index]?.[0] ?? 0;
    const holder = free.map(bus => holders.get(slotName(bus, lost))).find(user => user !== undefined);
    context.diagnostics.push(
      createDiagnostic(
        'bus/address-conflict',
        { kind: 'node', node: user.id },
        {
          node: nodeLabel(user.indexed),
          other: holder === undefined ? '' : nodeLabel(holder.indexed),
          address: `0x${lost.toString(16)}`,
        },
      ),
    );
  }
  return { buses, reserved };
}

/**
 * A bus and an address for each list of addresses. Fills one bus after the other, because each further bus takes two
 * more pins; where that leaves somebody out, all buses are considered at once.
 */
function chooseSlots(wanted: readonly (readonly number[])[], buses: readonly Bus[]): (string | null)[] {
  const result: (string | null)[] = wanted.map(() => null);
  for (const bus of buses) {
    const open = wanted.map((addresses, index) =>
      result[index] === null ? addresses.map(address => slotName(bus, address)) : [],
    );
    for (const [index, slot] of matchSlots(open).entries()) result[index] ??= slot;
  }
  if (!result.includes(null)) return result;
  return matchSlots(
    wanted.map(addresses => buses.flatMap(bus => addresses.map(address => slotName(bus, address)))),
  );
}

function slotName(bus: Bus, address: number): string {
  return `${bus.index} ${address}`;
}

/** The board's buses whose pins are in its pin table. */
function busesOf(board: BoardDefinition): Bus[] {
  return board.buses.flatMap(bus => {
    if (bus.kind !== 'i2c') return [];
    const sda = board.pins.find(pin => pin.id === bus.sda);
    const scl = board.pins.find(pin => pin.id === bus.scl);
    return sda === undefined || scl === undefined ? [] : [{ index: bus.index, sda, scl }];
  });
}

/** Every bus is blocked: names those who hold the pins of the first one. */
function reportTakenPins(
  context: CompileContext,
  user: PlacedNode,
  buses: readonly Bus[],
  chosen: ReadonlyMap<string, ChosenPin>,
): void {
  for (const pin of buses.slice(0, 1).flatMap(bus => [bus.sda, bus.scl])) {
    const holder = chosen.get(pin.id);
    if (holder === undefined) continue;
    context.diagnostics.push(
      createDiagnostic(
        'bus/pin-taken',
        { kind: 'node', node: holder.placed.id },
        { node: nodeLabel(holder.placed.indexed), pin: pin.id, user: nodeLabel(user.indexed) },
        [freePinFix(context, holder.placed.id, holder.need.id)],
      ),
    );
  }
}
