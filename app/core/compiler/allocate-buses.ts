import type { BoardDefinition } from '../catalogue/board-definition.ts';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import type { ChosenPin } from './allocation.ts';
import { type BusKind, bindingOf, busNames, type PinSet, pinSetsOf } from './board-buses.ts';
import type { BusBinding } from './bundle.ts';
import { choosePinSets } from './choose-pin-sets.ts';
import type { CompileContext, PlacedNode } from './compile-context.ts';
import { matchSlots } from './match-slots.ts';
import { freePinFix } from './quick-fixes.ts';

export interface BusAllocation {
  /** Node id → where it sits. */
  readonly buses: ReadonlyMap<string, BusBinding>;
  /** Pins of the buses that are in use. */
  readonly reserved: ReadonlySet<string>;
}

/** I²C and SPI are shared; a UART and an I²S interface have one user. */
const kinds: readonly BusKind[] = ['i2c', 'spi', 'uart', 'i2s'];

interface I2cSlot {
  readonly set: PinSet;
  readonly address: number;
}

/** Who sits where; null for those who go without. */
interface Seating {
  readonly i2c: readonly (I2cSlot | null)[];
  /** The one SPI bus, then a UART and an I²S interface for each user. */
  readonly others: readonly (PinSet | null)[];
}

/**
 * Gives each node that needs a bus its place: on I²C a bus and an address of its own, the board's first bus as long as
 * there is a free address on it, then the next; on SPI the same bus for all; a UART or an I²S interface to each. I²C
 * comes first, so that what is wired stays where it is; where somebody would go without, all are seated at once. Pins
 * that a person gave to something else are not used.
 */
export function allocateBuses(
  context: CompileContext,
  board: BoardDefinition,
  nodes: readonly PlacedNode[],
  chosen: ReadonlyMap<string, ChosenPin>,
): BusAllocation {
  const buses = new Map<string, BusBinding>();
  const reserved = new Set<string>();
  const isFree = (set: PinSet): boolean => set.pins.every(pin => !chosen.has(pin.id));
  const all = new Map(kinds.map(kind => [kind, pinSetsOf(board, kind)]));
  const free = (kind: BusKind): PinSet[] => (all.get(kind) ?? []).filter(isFree);
  const usersOf = (kind: BusKind): PlacedNode[] => nodes.filter(node => busKindOf(node) === kind);

  const i2cUsers = usersOf('i2c');
  const wanted = i2cUsers.map(user =>
    user.definition.needs.buses.flatMap(bus => (bus.kind === 'i2c' ? bus.addresses : [])),
  );
  const spiUsers = usersOf('spi');
  const single = [...usersOf('uart'), ...usersOf('i2s')];
  if (i2cUsers.length + spiUsers.length + single.length === 0) return { buses, reserved };

  const wishes = wishesFor(spiUsers.length > 0 ? free('spi') : null, single, free);
  const { i2c, others } = seat(wanted, free('i2c'), wishes);

  const take = (user: PlacedNode, set: PinSet, address = 0): void => {
    buses.set(user.id, bindingOf(set, address));
    for (const pin of set.pins) reserved.add(pin.id);
  };
  const left: PlacedNode[] = [];
  for (const [index, user] of i2cUsers.entries()) {
    const slot = i2c[index];
    if (slot) take(user, slot.set, slot.address);
    else left.push(user);
  }
  const sets = [...others];
  const spi = spiUsers.length > 0 ? sets.shift() : null;
  for (const user of spiUsers) {
    if (spi) take(user, spi);
    else left.push(user);
  }
  for (const [index, user] of single.entries()) {
    const set = sets[index];
    if (set) take(user, set);
    else left.push(user);
  }

  const used = new Set([...buses.values()].map(({ kind, index }) => `${kind} ${index}`));
  const told = new Set<string>();
  for (const user of left) {
    const kind = busKindOf(user) ?? 'i2c';
    const known = all.get(kind) ?? [];
    const index = i2cUsers.indexOf(user);
    if (known.length === 0) reportNoBus(context, board, user, kind);
    else if (kind === 'i2c' && free(kind).some(set => used.has(set.controller))) {
      reportAddressConflict(context, user, wanted[index]?.[0] ?? 0, i2cUsers, i2c);
    } else {
      const blocked = known.find(
        set => !isFree(set) && !used.has(set.controller) && set.pins.every(pin => !reserved.has(pin.id)),
      );
      if (blocked === undefined) reportAllTaken(context, board, user, kind, nodes, buses);
      else reportTakenPins(context, user, kind, blocked, chosen, told);
    }
  }
  return { buses, reserved };
}

function busKindOf(node: PlacedNode): BusKind | undefined {
  return node.definition.needs.buses[0]?.kind;
}

/** What is asked for besides I²C: of each kind no more than there are controllers, for more cannot be had. */
function wishesFor(
  spi: readonly PinSet[] | null,
  single: readonly PlacedNode[],
  free: (kind: BusKind) => readonly PinSet[],
): (readonly PinSet[])[] {
  const wishes: (readonly PinSet[])[] = spi === null ? [] : [spi];
  const asked = new Map<BusKind, number>();
  for (const user of single) {
    const kind = busKindOf(user) ?? 'uart';
    const sets = free(kind);
    const count = (asked.get(kind) ?? 0) + 1;
    asked.set(kind, count);
    wishes.push(count <= new Set(sets.map(set => set.controller)).size ? sets : []);
  }
  return wishes;
}

/** Seats I²C first and the others around it; where somebody goes without, the others first. The fuller one counts. */
function seat(
  wanted: readonly (readonly number[])[],
  i2cSets: readonly PinSet[],
  wishes: readonly (readonly PinSet[])[],
): Seating {
  const around = (used: ReadonlySet<string>) =>
    chooseI2c(
      wanted,
      i2cSets.filter(set => set.pins.every(pin => !used.has(pin.id))),
    );
  const i2c = around(new Set());
  const i2cPins = new Set(i2c.flatMap(slot => slot?.set.pins.map(pin => pin.id) ?? []));
  const apart = wishes.map(sets => sets.filter(set => set.pins.every(pin => !i2cPins.has(pin.id))));
  const first: Seating = { i2c, others: choosePinSets(apart) };
  if (count(first) === wanted.length + wishes.length || wishes.length === 0) return first;

  const others = choosePinSets(wishes, used => around(used).filter(isSeated).length, wanted.length);
  const used = new Set(others.flatMap(set => set?.pins.map(pin => pin.id) ?? []));
  const second: Seating = { i2c: around(used), others };
  return count(second) > count(first) ? second : first;
}

function isSeated(slot: unknown): boolean {
  return slot !== null;
}

function count({ i2c, others }: Seating): number {
  return i2c.filter(isSeated).length + others.filter(isSeated).length;
}

/**
 * A bus and an address for each list of addresses. Fills one bus after the other, because each further bus takes two
 * more pins; where that leaves somebody out, all buses are considered at once.
 */
function chooseI2c(
  wanted: readonly (readonly number[])[],
  candidates: readonly PinSet[],
): (I2cSlot | null)[] {
  const sets = separate(candidates);
  const table = new Map<string, I2cSlot>();
  const slots = (set: PinSet, addresses: readonly number[]): string[] =>
    addresses.map(address => {
      const name = `${set.controller} ${address}`;
      table.set(name, { set, address });
      return name;
    });
  let names: (string | null)[] = wanted.map(() => null);
  for (const set of sets) {
    const open = wanted.map((addresses, index) => (names[index] === null ? slots(set, addresses) : []));
    for (const [index, slot] of matchSlots(open).entries()) names[index] ??= slot;
  }
  if (names.includes(null)) {
    names = matchSlots(wanted.map(addresses => sets.flatMap(set => slots(set, addresses))));
  }
  return names.map(name => table.get(name ?? '') ?? null);
}

/** Of each controller its first set whose pins no set before it has. */
function separate(candidates: readonly PinSet[]): PinSet[] {
  const used = new Set<string>();
  return candidates.filter(set => {
    const names = [set.controller, ...set.pins.map(pin => pin.id)];
    if (names.some(name => used.has(name))) return false;
    for (const name of names) used.add(name);
    return true;
  });
}

function reportNoBus(context: CompileContext, board: BoardDefinition, user: PlacedNode, kind: BusKind): void {
  context.diagnostics.push(
    createDiagnostic(
      'bus/none',
      { kind: 'node', node: user.id },
      { node: nodeLabel(user.indexed), board: board.title, bus: busNames[kind] },
    ),
  );
}

function reportAddressConflict(
  context: CompileContext,
  user: PlacedNode,
  address: number,
  users: readonly PlacedNode[],
  seats: readonly (I2cSlot | null)[],
): void {
  const holder = users[seats.findIndex(slot => slot?.address === address)];
  context.diagnostics.push(
    createDiagnostic(
      'bus/address-conflict',
      { kind: 'node', node: user.id },
      {
        node: nodeLabel(user.indexed),
        other: holder === undefined ? '' : nodeLabel(holder.indexed),
        address: `0x${address.toString(16)}`,
      },
    ),
  );
}

/** Only pins that a person chose stand in the way: names those who hold them, each once. */
function reportTakenPins(
  context: CompileContext,
  user: PlacedNode,
  kind: BusKind,
  set: PinSet,
  chosen: ReadonlyMap<string, ChosenPin>,
  told: Set<string>,
): void {
  for (const pin of set.pins) {
    const holder = chosen.get(pin.id);
    if (holder === undefined || told.has(pin.id)) continue;
    told.add(pin.id);
    context.diagnostics.push(
      createDiagnostic(
        'bus/pin-taken',
        { kind: 'node', node: holder.placed.id },
        {
          node: nodeLabel(holder.placed.indexed),
          pin: pin.id,
          user: nodeLabel(user.indexed),
          bus: busNames[kind],
        },
        [freePinFix(context, holder.placed.id, holder.need.id)],
      ),
    );
  }
}

/** Every bus of the kind, or a pin of it, is in use by other nodes: names them. */
function reportAllTaken(
  context: CompileContext,
  board: BoardDefinition,
  user: PlacedNode,
  kind: BusKind,
  nodes: readonly PlacedNode[],
  buses: ReadonlyMap<string, BusBinding>,
): void {
  const pins = new Set(pinSetsOf(board, kind).flatMap(set => set.pins.map(pin => pin.number)));
  const holders = nodes.filter(node => {
    const binding = buses.get(node.id);
    return binding !== undefined && (binding.kind === kind || pinNumbers(binding).some(pin => pins.has(pin)));
  });
  context.diagnostics.push(
    createDiagnostic(
      'bus/all-taken',
      { kind: 'node', node: user.id },
      {
        node: nodeLabel(user.indexed),
        board: board.title,
        bus: busNames[kind],
        others: {
          en: holders.map(node => `“${nodeLabel(node.indexed).en}”`).join(', '),
          zh: holders.map(node => `“${nodeLabel(node.indexed).zh}”`).join('、'),
        },
      },
    ),
  );
}

function pinNumbers(binding: BusBinding): number[] {
  const { kind: _, index: __, ...rest } = binding;
  return Object.entries(rest).flatMap(([role, number]) => (role === 'address' ? [] : [number]));
}
