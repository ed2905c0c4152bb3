import type { NodeDefinition, PortDefinition } from '../catalogue/node-definition.ts';
import type { CompileContext } from '../compiler/compile-context.ts';
import type { FlowOrder } from '../compiler/upstream-order.ts';
import type { QuickFix } from '../diagnostics/diagnostic.ts';
import { createWireIdAllocator, takenWireIds } from '../document/element-ids.ts';
import type { DocumentPatch } from '../document/profile.ts';

/** Where new nodes go, seen from the sensor, canvas pixels. */
const buttonOffsetPx = { x: 0, y: 160 };
const gateOffsetPx = { x: 240, y: 120 };

interface GatePorts {
  readonly definition: NodeDefinition;
  readonly open: PortDefinition;
  readonly through: PortDefinition;
  readonly out: PortDefinition;
}

/**
 * Adds a button that must be held before sound or pictures go on: wired to the sensor where it has a switch of its
 * own, else to a gate on its first wire. Null where the catalogue lacks the nodes for it.
 */
export function pushToTalkFix(context: CompileContext, recorder: string, flow: FlowOrder): QuickFix | null {
  const { catalogue, profile, graph } = context;
  const sensor = graph.nodes.get(recorder);
  if (sensor?.definition === undefined) return null;
  const button = findButton(catalogue.nodes.values());
  if (button === null) return null;
  const { position } = sensor.node;
  const buttonId = context.freeNodeId('button');
  const freeWireId = createWireIdAllocator(takenWireIds(profile));
  const patches: DocumentPatch[] = [
    add(['nodes', buttonId], nodeOf(button.definition, position, buttonOffsetPx)),
  ];
  const own = sensor.definition.inputs.find(({ type }) => type.kind === 'boolean');
  const title = { en: 'Add push-to-talk', zh: '添加按键说话' };
  if (own !== undefined) {
    patches.push(add(['wires', freeWireId()], wire(buttonId, button.output.id, recorder, own.id)));
    return { title, patches };
  }
  const gate = findGate(catalogue.nodes.values());
  const held = (flow.outgoing.get(recorder) ?? []).filter(
    ({ type }) => type.kind === 'audio' || type.kind === 'image',
  );
  const first = held[0];
  if (gate === null || first === undefined) return null;
  const gateId = context.freeNodeId('gate');
  patches.push(
    add(['nodes', gateId], nodeOf(gate.definition, position, gateOffsetPx)),
    add(['wires', freeWireId()], wire(buttonId, button.output.id, gateId, gate.open.id)),
    add(['wires', freeWireId()], wire(recorder, first.output.id, gateId, gate.through.id)),
  );
  for (const { id, target, input, output } of held) {
    if (output.id !== first.output.id) continue;
    patches.push({
      op: 'replace',
      path: ['wires', id],
      value: wire(gateId, gate.out.id, target.id, input.id),
    });
  }
  return { title, patches };
}

const add = (path: string[], value: NonNullable<DocumentPatch['value']>): DocumentPatch => ({
  op: 'add',
  path,
  value,
});

function wire(from: string, output: string, to: string, input: string) {
  return { from: { node: from, port: output }, to: { node: to, port: input } };
}

function nodeOf(
  { type, version }: NodeDefinition,
  at: { readonly x: number; readonly y: number },
  offset: { readonly x: number; readonly y: number },
) {
  return {
    type,
    typeVersion: version,
    position: { x: at.x + offset.x, y: at.y + offset.y },
    properties: {},
  };
}

/** A sensor whose virtual part is a button, with the output that says whether it is held. */
function findButton(definitions: Iterable<NodeDefinition>) {
  for (const definition of definitions) {
    if (definition.peripheral?.model !== 'button') continue;
    const output = definition.outputs.find(({ type }) => type.kind === 'boolean');
    if (output !== undefined) return { definition, output };
  }
  return null;
}

/** A node that passes anything on while a boolean input is true. */
function findGate(definitions: Iterable<NodeDefinition>): GatePorts | null {
  for (const definition of definitions) {
    if (!definition.type.endsWith('/gate')) continue;
    const open = definition.inputs.find(({ type }) => type.kind === 'boolean');
    const through = definition.inputs.find(({ type }) => type.kind === 'generic');
    const out = definition.outputs.find(({ type }) => type.kind === 'generic');
    if (open !== undefined && through !== undefined && out !== undefined)
      return { definition, open, through, out };
  }
  return null;
}
