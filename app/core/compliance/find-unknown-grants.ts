import type { CompileContext } from '../compiler/compile-context.ts';
import { sortedKeys } from '../document/json.ts';
import type { Persona } from '../persona/persona.ts';

/**
 * Permissions of a persona for tools that are not there: a preset's function, or a port of a node on the device. What
 * an MCP server offers is only known while it runs, so it is not judged.
 */
export function findUnknownGrants(
  context: CompileContext,
  persona: Persona,
): { readonly grant: string; readonly tool: string }[] {
  return sortedKeys(persona.tools).flatMap(grant => {
    const tool = persona.tools[grant]?.id ?? '';
    return isKnown(context, tool) ? [] : [{ grant, tool }];
  });
}

function isKnown(context: CompileContext, tool: string): boolean {
  const parts = tool.split('/');
  const [first = ''] = parts;
  if (first === 'mcp' || tool === '*' || tool === 'device/*') return true;
  const last = parts.at(-1);
  if (first === 'device') {
    const indexed = context.graph.nodes.get(parts[1] ?? '');
    if (indexed === undefined) return false;
    const { definition } = indexed;
    // What an unknown type has is not known either.
    if (definition === undefined) return true;
    const ports = definition.category === 'actuators' ? definition.inputs : definition.outputs;
    const isOffered = definition.category === 'actuators' || definition.category === 'sensors';
    return isOffered && (last === '*' || parts.length < 3 || ports.some(port => port.id === last));
  }
  const preset = context.catalogue.tools.get(first);
  if (preset === undefined) return false;
  return last === '*' || preset.functions.some(({ id }) => id === parts.slice(1).join('/'));
}
