import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import type { IndexedWire } from '../graph/graph-index.ts';
import { nodeLabel, portKey } from '../graph/graph-index.ts';
import { judgeCoercion } from '../ports/coercion.ts';
import { findBridge } from '../ports/find-bridge.ts';
import { describePortType } from '../ports/port-names.ts';
import type { CompileContext, SoundWire } from './compile-context.ts';
import { insertFix, removeWireFix } from './quick-fixes.ts';

/** Checks each wire and gives those that are sound, in wire-id order. A wire at an unknown node type is not judged. */
export function checkWires(context: CompileContext): SoundWire[] {
  const seen = new Set<string>();
  const sound: SoundWire[] = [];
  for (const indexed of context.graph.wires) {
    const wire = checkWire(context, indexed);
    if (wire === null) continue;
    const key = `${portKey(indexed.wire.from)} ${portKey(indexed.wire.to)}`;
    if (seen.has(key)) {
      context.diagnostics.push(
        createDiagnostic(
          'wire/duplicate',
          { kind: 'wire', wire: indexed.id },
          { from: nodeLabel(wire.source), to: nodeLabel(wire.target) },
          [removeWireFix(context, indexed.id)],
        ),
      );
    }
    seen.add(key);
    sound.push(wire);
  }
  return sound;
}

function checkWire(context: CompileContext, indexed: IndexedWire): SoundWire | null {
  const { id, wire, source, target, output, input } = indexed;
  const where = { kind: 'wire', wire: id } as const;
  if (source === undefined || target === undefined) {
    const node = source === undefined ? wire.from.node : wire.to.node;
    context.diagnostics.push(
      createDiagnostic('wire/missing-node', where, { node }, [removeWireFix(context, id)]),
    );
    return null;
  }
  const ghost =
    source.definition !== undefined && output === undefined
      ? { node: source, port: wire.from.port }
      : target.definition !== undefined && input === undefined
        ? { node: target, port: wire.to.port }
        : null;
  if (ghost !== null) {
    context.diagnostics.push(
      createDiagnostic('wire/missing-port', where, { node: nodeLabel(ghost.node), port: ghost.port }, [
        removeWireFix(context, id),
      ]),
    );
    return null;
  }
  const fromType = context.types.output(source.id, wire.from.port);
  const toType = context.types.input(target.id, wire.to.port);
  if (output === undefined || input === undefined || fromType === undefined || toType === undefined) {
    return null;
  }
  const verdict = judgeCoercion(fromType, toType);
  if (verdict.kind === 'refuse') {
    const bridge = findBridge(context.catalogue, verdict.bridges, fromType, toType);
    const insertion = insertFix(context, id, bridge);
    const removal = removeWireFix(context, id);
    context.diagnostics.push(
      createDiagnostic(
        verdict.cause === 'unit' ? 'unit/conflict' : 'type/mismatch',
        where,
        {
          from: nodeLabel(source),
          to: nodeLabel(target),
          given: describePortType(fromType),
          taken: describePortType(toType),
          reason: verdict.reason,
        },
        insertion === null ? [removal] : [insertion, removal],
      ),
    );
    return null;
  }
  const coercion = verdict.kind === 'coerce' ? (verdict.coercion ?? undefined) : undefined;
  const type = coercion === undefined ? fromType : toType;
  return { id, indexed, source, target, output, input, type, coercion };
}
