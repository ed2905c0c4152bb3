import type { BoardDefinition, BoardPin } from '../catalogue/board-definition.ts';
import type { PinCapability } from '../catalogue/node-definition.ts';
import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import { ownValue, sortedKeys } from '../document/json.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import { allocateBuses } from './allocate-buses.ts';
import type { Allocation, ChosenPin, PinNeed, PinRequest } from './allocation.ts';
import type { CompileContext, PlacedNode } from './compile-context.ts';
import { matchSlots } from './match-slots.ts';
import { freePinFix } from './quick-fixes.ts';

/** Abilities that are rare on a board: a pin that has them is left for those who need them. */
const rareCapabilities: ReadonlySet<PinCapability> = new Set(['adc', 'touch', 'dac']);

/**
 * Third phase: pins and buses of the board. A person's choice counts first; I²C takes the board's own bus pins; what
 * is left goes by capability, in the order of node ids and of the board's pin table, to pins that need no caution.
 */
export function allocate(context: CompileContext, placed: ReadonlyMap<string, PlacedNode>): Allocation {
  const { board } = context;
  const pins = new Map<string, Map<string, BoardPin>>();
  if (board === undefined) return { pins, buses: new Map() };

  const nodes = [...placed.values()].filter(node => node.placement === 'device');
  const give = ({ placed: { id }, need }: PinRequest, pin: BoardPin): void => {
    const table = pins.get(id) ?? new Map<string, BoardPin>();
    table.set(need.id, pin);
    pins.set(id, table);
  };

  const chosen = new Map<string, ChosenPin>();
  const open: PinRequest[] = [];
  for (const node of nodes) {
    const needs = node.definition.needs.pins;
    checkChoicesWithoutNeed(context, node, needs);
    for (const need of needs) {
      const request: PinRequest = { placed: node, need };
      const wanted = ownValue(node.indexed.node.pins, need.id);
      if (wanted === undefined) open.push(request);
      else takeChoice(context, board, request, wanted, chosen);
    }
  }
  for (const choice of chosen.values()) give(choice, choice.pin);

  const { buses, reserved } = allocateBuses(context, board, nodes, chosen);
  const candidates = createCandidateTable(board, pin => chosen.has(pin.id) || reserved.has(pin.id));
  const pinTable = new Map(board.pins.map(pin => [pin.id, pin]));
  const matched = matchSlots(open.map(request => candidates(request.need.capabilities)));
  for (const [index, request] of open.entries()) {
    const pin = pinTable.get(matched[index] ?? '');
    if (pin === undefined) reportNoPin(context, board, request);
    else give(request, pin);
  }
  checkPwmChannels(context, board, nodes);
  return { pins, buses };
}

function checkChoicesWithoutNeed(context: CompileContext, node: PlacedNode, needs: readonly PinNeed[]): void {
  for (const need of sortedKeys(node.indexed.node.pins ?? {})) {
    if (needs.some(known => known.id === need)) continue;
    context.diagnostics.push(
      createDiagnostic(
        'pin/unknown-need',
        { kind: 'node', node: node.id },
        { node: nodeLabel(node.indexed), need },
        [{ ...freePinFix(context, node.id, need), title: { en: 'Remove the choice', zh: '删除该选择' } }],
      ),
    );
  }
}

/** Checks a pin that was chosen by hand and notes it in `chosen`, or reports what is wrong with it. */
function takeChoice(
  context: CompileContext,
  board: BoardDefinition,
  request: PinRequest,
  wanted: string,
  chosen: Map<string, ChosenPin>,
): void {
  const { placed, need } = request;
  const where = { kind: 'node', node: placed.id } as const;
  const node = nodeLabel(placed.indexed);
  const fixes = [freePinFix(context, placed.id, need.id)];
  const pin = board.pins.find(candidate => candidate.id === wanted);
  if (pin === undefined) {
    context.diagnostics.push(
      createDiagnostic('pin/unknown', where, { node, pin: wanted, board: board.title }, fixes),
    );
    return;
  }
  if (!pin.usable) {
    const reason = pin.caution ?? { en: 'the board keeps it for itself.', zh: '该引脚由开发板占用。' };
    context.diagnostics.push(createDiagnostic('pin/unusable', where, { node, pin: pin.id, reason }, fixes));
    return;
  }
  const missing = need.capabilities.filter(capability => !pin.capabilities.includes(capability));
  if (missing.length > 0) {
    context.diagnostics.push(
      createDiagnostic(
        'pin/lacks-capability',
        where,
        { node, pin: pin.id, missing: missing.join(', ') },
        fixes,
      ),
    );
    return;
  }
  const other = chosen.get(pin.id);
  if (other !== undefined) {
    const otherName = nodeLabel(other.placed.indexed);
    context.diagnostics.push(
      createDiagnostic('pin/conflict', where, { first: otherName, second: node, pin: pin.id }, [
        freePinFix(context, placed.id, need.id, node),
        freePinFix(context, other.placed.id, other.need.id, otherName),
      ]),
    );
    return;
  }
  if (pin.caution !== undefined) {
    context.diagnostics.push(
      createDiagnostic('pin/caution', where, { node, pin: pin.id, reason: pin.caution }, fixes),
    );
  }
  chosen.set(pin.id, { placed, need, pin });
}

/**
 * The pins that the studio may choose for a set of capabilities, best first: those without abilities that others may
 * need more, bus pins last, then in the order of the board's table. Worked out once for each set.
 */
function createCandidateTable(
  board: BoardDefinition,
  isTaken: (pin: BoardPin) => boolean,
): (capabilities: readonly PinCapability[]) => readonly string[] {
  const busPins = new Set(board.buses.flatMap(bus => (bus.kind === 'i2c' ? [bus.sda, bus.scl] : [])));
  const usable = board.pins.filter(pin => pin.usable && pin.caution === undefined && !isTaken(pin));
  const known = new Map<string, readonly string[]>();
  return capabilities => {
    const key = [...capabilities].sort().join(' ');
    const found = known.get(key);
    if (found !== undefined) return found;
    const rank = (pin: BoardPin): number =>
      pin.capabilities.filter(
        capability => rareCapabilities.has(capability) && !capabilities.includes(capability),
      ).length + (busPins.has(pin.id) ? pin.capabilities.length + 1 : 0);
    const list = usable
      .filter(pin => capabilities.every(capability => pin.capabilities.includes(capability)))
      .map((pin, index) => ({ id: pin.id, rank: rank(pin), index }))
      .sort((left, right) => left.rank - right.rank || left.index - right.index)
      .map(({ id }) => id);
    known.set(key, list);
    return list;
  };
}

function reportNoPin(context: CompileContext, board: BoardDefinition, request: PinRequest): void {
  const { placed, need } = request;
  context.diagnostics.push(
    createDiagnostic(
      'pin/none-left',
      { kind: 'node', node: placed.id },
      {
        board: board.title,
        node: nodeLabel(placed.indexed),
        need: need.title,
        capabilities: need.capabilities.join(', '),
      },
    ),
  );
}

/** Counts every pin that is driven by PWM; the node that goes past the limit is named. */
function checkPwmChannels(
  context: CompileContext,
  board: BoardDefinition,
  nodes: readonly PlacedNode[],
): void {
  const users = nodes.flatMap(node =>
    node.definition.needs.pins.filter(need => need.capabilities.includes('pwm')).map(() => node),
  );
  const limit = board.limits.pwmChannels;
  const tooMany = users[limit];
  if (tooMany === undefined) return;
  context.diagnostics.push(
    createDiagnostic(
      'pin/pwm-exhausted',
      { kind: 'node', node: tooMany.id },
      { used: users.length, board: board.title, limit, node: nodeLabel(tooMany.indexed) },
    ),
  );
}
