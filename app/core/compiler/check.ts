import { createDiagnostic } from '../diagnostics/create-diagnostic.ts';
import { compareCodeUnits } from '../document/json.ts';
import { describeUnreadable } from '../document/read-profile.ts';
import { nodeLabel } from '../graph/graph-index.ts';
import { checkCycles } from './check-cycles.ts';
import { checkProperties } from './check-properties.ts';
import { checkWires } from './check-wires.ts';
import type { CompileContext, SoundWire } from './compile-context.ts';
import { removeNodeFix, updateNodeFix } from './quick-fixes.ts';

/** How many boards a quick fix offers. */
const offeredBoards = 3;

/**
 * First phase: what is wrong with the graph by itself. Findings go into the context, in the order of ids.
 * @returns the wires that are sound, in wire-id order.
 */
export function check(context: CompileContext): SoundWire[] {
  for (const finding of describeUnreadable(context.profile)) context.diagnostics.push(finding);
  checkBoard(context);
  if (context.graph.nodes.size === 0 && context.graph.wires.length === 0) {
    context.diagnostics.push(createDiagnostic('graph/empty', { kind: 'profile' }, {}));
  }
  checkNodes(context);
  const wires = checkWires(context);
  checkCycles(context);
  return wires;
}

function checkBoard(context: CompileContext): void {
  if (context.board !== undefined) return;
  const boards = [...context.catalogue.boards.values()].sort(
    (left, right) => Number(right.virtual) - Number(left.virtual) || compareCodeUnits(left.id, right.id),
  );
  context.diagnostics.push(
    createDiagnostic(
      'board/unknown',
      { kind: 'profile' },
      { board: context.profile.board },
      boards.slice(0, offeredBoards).map(board => ({
        title: { en: `Use “${board.title}”`, zh: `使用“${board.title}”` },
        patches: [{ op: 'replace', path: ['board'], value: board.id }],
      })),
    ),
  );
}

function checkNodes(context: CompileContext): void {
  for (const indexed of context.graph.nodes.values()) {
    const { id, node, definition } = indexed;
    const where = { kind: 'node', node: id } as const;
    const name = nodeLabel(indexed);
    if (definition === undefined) {
      const pack = node.type.slice(0, node.type.indexOf('/'));
      context.diagnostics.push(
        createDiagnostic('node/unknown-type', where, { node: name, type: node.type, pack }, [
          removeNodeFix(indexed),
        ]),
      );
      continue;
    }
    if (node.typeVersion > definition.version) {
      context.diagnostics.push(
        createDiagnostic('node/newer-version', where, {
          node: name,
          used: node.typeVersion,
          known: definition.version,
        }),
      );
    }
    if (node.typeVersion < definition.version) {
      const values = { node: name, used: node.typeVersion, known: definition.version };
      context.diagnostics.push(
        createDiagnostic('node/older-version', where, values, [updateNodeFix(context, indexed, definition)]),
      );
    }
    checkProperties(context, indexed, definition);

    const wired = new Set(indexed.incoming.map(wire => wire.wire.to.port));
    const missing = definition.inputs.filter(input => input.required === true && !wired.has(input.id));
    for (const input of missing) {
      context.diagnostics.push(
        createDiagnostic(
          'input/missing',
          { kind: 'port', node: id, port: input.id },
          { node: name, port: input.title },
        ),
      );
    }
    const hasPorts = definition.inputs.length + definition.outputs.length > 0;
    const isAlone = indexed.incoming.length + indexed.outgoing.length === 0;
    if (hasPorts && isAlone && missing.length === 0) {
      context.diagnostics.push(createDiagnostic('node/unconnected', where, { node: name }));
    }
  }
}
